/*
 * arch_segment.c - segments of many steps instead of steps.
 *
 *   window [T, B, D]
 *     -> segments of W steps -> relu(linear) -> recurrent layer -> state
 *   from that state, for each segment of the horizon apart, one more step of
 *   the same layer on what was learnt of the segment's position
 *     -> dropout -> linear -> W rows
 *
 * S. Lin et al., "SegRNN: segment recurrent neural network for long-term time
 * series forecasting", 2023, with its parallel decoding.  The horizon is cut
 * into as many segments as it takes, and what the last one has too much is
 * left out.  Unlike there, all series share one embedding unless they are to
 * be told apart, and other channels are part of a segment; that the last value
 * is subtracted, and put back, is the matter of who makes windows.
 *
 * A convolution as wide as its stride cuts and embeds.  The segments of the
 * horizon are rows of one step, on a second tape of the recurrent layer.
 */
#include "nn/arch.h"

#include "nn/vec.h"

#include <string.h>

/* The layers, in order; dropout, where there is some, is before the last. */
enum { EMBED, RECURRENT, POSITION, HEAD };

static const char *segment_fault(const struct rn_network_spec *spec)
{
	if (spec->segment == 0)
		return "--arch segment wants to know the steps of a segment: "
		       "--segment";
	if (spec->series_embedding >= spec->width[0])
		return "--series-embedding leaves no unit for the position of a "
		       "segment";
	if (spec->n_rnn > 1)
		return "--layers: --arch segment has one recurrent layer";
	if (spec->every_step)
		return "--targets every: segments are forecast from a window's end "
		       "alone";
	if (spec->cell->is_fixed)
		return "--arch segment trains its cells, and those of this --cell "
		       "are drawn once";
	if (spec->bidirectional || spec->dilations.n > 0 || spec->conv.n > 0)
		return "--arch segment goes without --bidirectional, --dilations and "
		       "--conv";
	if ((spec->skip && spec->skip->type) || (spec->norm && spec->norm->type))
		return "--arch segment goes without --layer-skip and --norm";
	if (spec->variational || spec->drop_input > 0)
		return "--arch segment goes without --variational and "
		       "--input-dropout";
	return NULL;
}

static int ceil_div(int a, int b)
{
	return a / b + (a % b > 0);
}

/* Segments of the horizon. */
static int n_segment(const struct rn_network *net)
{
	return ceil_div(net->n_out, net->segment);
}

/* Outputs of a segment. */
static int n_output(const struct rn_network *net)
{
	return net->layer[net->n_layer - 1].H;
}

static const char *segment_build(struct rn_network *net,
                                 const struct rn_network_spec *spec)
{
	struct rn_network_spec own = *spec;
	const int W = spec->segment;
	int width = net->D;
	struct rn_layer *l;
	const char *fault;

	own.conv = (struct rn_option_value){ 3, { spec->width[0], W, W } };
	own.dropout = 0;
	own.memory = ceil_div(spec->memory, W);
	fault = rn_conv_append(net, &own, &width);
	if (!fault)
		fault = rn_stack_append(net, &own, &width, true);
	if (fault)
		return fault;
	net->n_encoder = net->n_layer;
	l = rn_network_append(net, &rn_layer_position, spec->width[0],
	                      spec->width[0]);
	l->n_place = n_segment(net);
	l->n_series = spec->series_embedding ? spec->n_series : 0;
	l->vector = spec->series_embedding ? spec->series_embedding
	                                   : spec->width[0] / 2;
	rn_network_place(net, l);
	if (spec->dropout > 0) {
		l = rn_network_append(net, &rn_layer_dropout, width, width);
		l->drop = spec->dropout;
		rn_network_place(net, l);
	}
	rn_network_place(net, rn_network_append(net, &rn_layer_linear, width,
	                                        W * (net->K / net->n_out)));
	return NULL;
}

static void segment_bind(struct rn_run *run, int B)
{
	const struct rn_network *net = run->net;
	const size_t n_yhat = (size_t)B * (size_t)net->K;
	const int n = n_segment(net);

	rn_chain_bind(run, 0, POSITION, run->T, B);
	rn_chain_bind(run, POSITION, net->n_layer, n, B);
	rn_tape_bind(&run->again, &net->layer[RECURRENT], 1, n * B,
	             run->training, &run->memory);
	run->T_out = 1;
	run->decoder.yhat = rn_block_take(&run->memory, n_yhat);
	if (run->training)
		run->decoder.dyhat = rn_block_take(&run->memory, n_yhat);
}

/* Every segment of the horizon goes on from the last state of the window. */
static void hand_over(struct rn_run *run)
{
	const struct rn_layer *l = &run->net->layer[RECURRENT];
	const struct rn_tape *from = &run->tape[RECURRENT];
	const int n_seg = n_segment(run->net);
	struct rn_tape *to = &run->again;

	rn_tape_start(to, l, n_seg * from->B);
	to->starts_zero = false;
	to->clock = from->clock + from->T;
	for (int s = 0; s < l->cell.n_state; s++) {
		const size_t n = (size_t)from->B * (size_t)l->cell.state[s];

		for (int k = 0; k < n_seg; k++)
			memcpy(to->state[s] + (size_t)k * n,
			       from->state[s] + (size_t)from->T * n,
			       n * sizeof(rn_real));
	}
}

/* The gradients of all of them arrive there. */
static void hand_back(struct rn_run *run)
{
	const struct rn_layer *l = &run->net->layer[RECURRENT];
	const struct rn_tape *from = &run->again;
	struct rn_tape *to = &run->tape[RECURRENT];
	const int n_seg = n_segment(run->net);

	for (int s = 0; s < l->cell.n_state; s++) {
		const size_t n = (size_t)to->B * (size_t)l->cell.state[s];

		for (int k = 0; k < n_seg; k++)
			rn_vec_add(to->dstate[s], from->dstate[s] + (size_t)k * n, n);
	}
	memset(to->dy, 0, (size_t)to->B * (size_t)l->H * sizeof(rn_real));
}

/* The columns of yhat [B, K] that segment k makes, and how many. */
static int columns_of(const struct rn_network *net, int k, int *n)
{
	const int at = k * n_output(net);

	*n = n_output(net) < net->K - at ? n_output(net) : net->K - at;
	return at;
}

/* yhat of the segments y [n, B, outputs]. */
static void join(struct rn_run *run, const rn_real *y)
{
	const struct rn_network *net = run->net;
	const int B = run->tape[EMBED].B, H = n_output(net);

	for (int k = 0, n; k < n_segment(net); k++) {
		rn_real *to = run->decoder.yhat + columns_of(net, k, &n);

		rn_vec_copy_columns(to, net->K,
		                    y + (size_t)k * (size_t)B * (size_t)H, H, n, B);
	}
}

static const rn_real *segment_forward(struct rn_run *run, const rn_real *param,
                                      const struct rn_pass *pass,
                                      const rn_real *x)
{
	const struct rn_network *net = run->net;
	const struct rn_layer *l = &net->layer[RECURRENT];
	const int n = n_segment(net);

	rn_chain_forward(run, 0, POSITION, param, pass, x, 0, run->T);
	hand_over(run);
	run->again.x = rn_chain_forward(run, POSITION, HEAD, param, pass, NULL, 0,
	                                n);
	l->type->forward(l, &run->again, param, pass, 0, 1);
	join(run, rn_chain_forward(run, HEAD, net->n_layer, param, pass,
	                           run->again.y, 0, n));
	return run->decoder.yhat;
}

static rn_real *segment_dyhat(struct rn_run *run)
{
	return run->decoder.dyhat;
}

/* What was left out of the last segment has no gradient. */
static void cut(struct rn_run *run)
{
	const struct rn_network *net = run->net;
	const int B = run->tape[EMBED].B, H = n_output(net);
	const size_t step = (size_t)B * (size_t)H;
	rn_real *dy = run->tape[net->n_layer - 1].dy;

	memset(dy, 0, (size_t)n_segment(net) * step * sizeof(*dy));
	for (int k = 0, n; k < n_segment(net); k++) {
		const rn_real *from = run->decoder.dyhat + columns_of(net, k, &n);

		rn_vec_copy_columns(dy + (size_t)k * step, H, from, net->K, n, B);
	}
}

static void segment_backward(struct rn_run *run, const rn_real *param,
                             rn_real *grad)
{
	const struct rn_network *net = run->net;
	const struct rn_layer *l = &net->layer[RECURRENT];
	const int n = n_segment(net);

	cut(run);
	rn_chain_backward(run, HEAD, net->n_layer, param, grad, run->again.dy, 0,
	                  n);
	l->type->backward(l, &run->again, param, grad, run->tape[POSITION].dy, 0,
	                  1);
	rn_chain_backward(run, POSITION, HEAD, param, grad, NULL, 0, n);
	hand_back(run);
	rn_chain_backward(run, 0, POSITION, param, grad, NULL, 0, 1);
}

const struct rn_arch_type rn_arch_segment = {
	.name = "segment",
	.title = "reads and forecasts segments of many steps: for long horizons",
	.fault = segment_fault,
	.build = segment_build,
	.bind = segment_bind,
	.forward = segment_forward,
	.dyhat = segment_dyhat,
	.backward = segment_backward,
};

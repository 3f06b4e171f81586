/*
 * arch_seq2seq.c - an encoder reads the window, a decoder writes the forecast.
 *
 *   encoder  [T, B, D] -> member -> convolution -> recurrent layers
 *                      -> last states
 *   decoder  starts from those states; its step i:
 *            [y_{i-1}; ahead_i; h; c_i] -> recurrent layers -> linear -> y_i
 *
 * y_0 is the last value that was observed, y_{i-1} the first output of the
 * step before or, in training, now and then the true value (teacher forcing:
 * R. Williams, D. Zipser 1989; drawn for each step: S. Bengio et al. 2015).
 * ahead_i are the columns known for the row that is forecast, h is the
 * encoder's last output (K. Cho et al. 2014; without it: I. Sutskever et al.
 * 2014), and c_i what additive attention finds.  The other attentions stand
 * between the recurrent layers and the linear one.
 *
 * Steps whose input is known run as one piece; gradients flow back through
 * outputs that were fed.
 */
#include "nn/arch.h"

#include "base/rng.h"
#include "nn/vec.h"

#include <string.h>

/* Where the columns of a decoder's input begin. */
enum { AT_VALUE, AT_AHEAD };

static const struct rn_attention_type *
attention_of(const struct rn_network_spec *spec)
{
	return spec->attention && spec->attention != &rn_attention_none
	       ? spec->attention : NULL;
}

static void append_attention(struct rn_network *net,
                             const struct rn_attention_type *type, int width)
{
	struct rn_layer *l = rn_network_append(net, &rn_layer_attention, width,
	                                       width);

	l->attention = type;
	rn_network_place(net, l);
}

/* A second stack of the same cells, which begins where the encoder ended. */
static const char *append_decoder(struct rn_network *net,
                                  const struct rn_network_spec *spec,
                                  int width)
{
	struct rn_network_spec own = *spec;
	const char *fault;

	own.learns_start = false;
	own.drop_input = 0;
	own.conv.n = 0;
	net->decoder = net->n_layer;
	fault = rn_stack_append(net, &own, &width, false);
	for (int i = net->decoder; i < net->n_layer; i++)
		net->layer[i].prefix = "dec.";
	return fault;
}

/* What a decoder, which runs one step after the other from the encoder's
 * states, cannot have. */
static const char *seq2seq_fault(const struct rn_network_spec *spec)
{
	if (spec->every_step)
		return "--targets every: a decoder forecasts from a window's end "
		       "alone";
	if (spec->cell->is_fixed)
		return "--arch seq2seq trains its cells, and those of this --cell "
		       "are drawn once";
	if (spec->linear_skip)
		return "--linear-skip: a decoder is fed with its own outputs, and that "
		       "is what is added to them";
	if (spec->bidirectional)
		return "--bidirectional: a decoder cannot go on from a state that "
		       "went backward";
	if (spec->norm && spec->norm->type && spec->norm->type->adapts)
		return "--norm batch: a decoder has one step at hand, not all";
	for (int i = 0; i < spec->dilations.n; i++)
		if (spec->dilations.x[i] > 1)
			return "--dilations: a decoder goes on from one state, not from "
			       "several";
	return NULL;
}

static const char *seq2seq_build(struct rn_network *net,
                                 const struct rn_network_spec *spec)
{
	const struct rn_attention_type *attention = attention_of(spec);
	const bool is_first = attention && attention->is_additive;
	int width = net->D, n_in = AT_AHEAD + net->n_ahead;
	const char *fault;

	rn_member_append(net, spec, &width);
	fault = rn_conv_append(net, spec, &width);
	if (!fault)
		fault = rn_stack_append(net, spec, &width, !attention);
	if (fault)
		return fault;
	net->n_encoder = net->n_layer;
	if (is_first)
		append_attention(net, attention, width);
	n_in += net->context_every ? width : 0;
	n_in += is_first ? width : 0;
	fault = append_decoder(net, spec, n_in);
	if (attention && !is_first)
		append_attention(net, attention, width);
	rn_network_place(net, rn_network_append(net, &rn_layer_linear, width,
	                                        net->K / net->n_out));
	return fault;
}

/* Does attention precede the steps of the decoder? */
static bool attends_first(const struct rn_network *net)
{
	return net->decoder > net->n_encoder;
}

static struct rn_tape *last_tape(const struct rn_run *run, int from, int to)
{
	return &run->tape[rn_chain_last(run->net, from, to)];
}

/* The next layer of a type in [i, to), or `to`. */
static int find(const struct rn_network *net, const struct rn_layer_type *type,
                int i, int to)
{
	while (i < to && net->layer[i].type != type)
		i++;
	return i;
}

/* Which layer is the attention; n_layer: none. */
static int attention_at(const struct rn_network *net)
{
	return find(net, &rn_layer_attention, net->n_encoder, net->n_layer);
}

/* The last recurrent layer's tape, whose state is a query before the step. */
static struct rn_tape *top_tape(const struct rn_run *run)
{
	const struct rn_network *net = run->net;
	int top = net->decoder;

	for (int i = top; i < net->n_layer; i++)
		top = net->layer[i].type == &rn_layer_recurrent ? i : top;
	return &run->tape[top];
}

static int out_width(const struct rn_network *net)
{
	return net->K / net->n_out;
}

static void seq2seq_bind(struct rn_run *run, int B)
{
	const struct rn_network *net = run->net;
	struct rn_decoder *d = &run->decoder;
	struct rn_block *memory = &run->memory;
	const int at = attention_at(net);
	const size_t rows = (size_t)net->n_out * (size_t)B;
	const size_t n_in = rows * (size_t)net->layer[net->decoder].D;
	const size_t n_yhat = (size_t)B * (size_t)net->K;
	const int n_key = rn_chain_bind(run, 0, net->n_encoder, run->T, B);

	rn_chain_bind(run, net->n_encoder, net->n_layer, net->n_out, B);
	if (at < net->n_layer)
		rn_attention_bind(&run->tape[at], &net->layer[at], n_key,
		                  run->training, memory);
	run->T_out = 1;
	d->in = rn_block_take(memory, n_in);
	d->yhat = rn_block_take(memory, n_yhat);
	d->forced = rn_block_take(memory, (size_t)net->n_out);
	if (!run->training)
		return;
	d->din = rn_block_take(memory, n_in);
	d->dyhat = rn_block_take(memory, n_yhat);
	if (attends_first(net))
		d->dquery = rn_block_take(memory, rows
		                          * (size_t)net->layer[net->n_encoder].H);
}

/* Where step t of [T, B, width] begins. */
static size_t at_step(int t, int B, int width)
{
	return (size_t)t * (size_t)B * (size_t)width;
}

static int encoder_width(const struct rn_network *net)
{
	return net->layer[rn_chain_last(net, 0, net->n_encoder)].H;
}

/* The columns of the decoder's input for the encoder's last output, and for
 * what attention finds, which come last. */
static int at_last(const struct rn_network *net)
{
	return AT_AHEAD + net->n_ahead;
}

static int at_found(const struct rn_network *net)
{
	return net->layer[net->decoder].D - net->layer[net->n_encoder].H;
}

/* The same seed, step and time give the same choice in every shard. */
static void draw_forcing(struct rn_run *run, const struct rn_pass *pass)
{
	const struct rn_network *net = run->net;
	const size_t n = (size_t)net->n_out;

	memset(run->decoder.forced, 0, n * sizeof(*run->decoder.forced));
	if (pass->training && pass->y && net->forcing > 0)
		rn_rng_mask(run->decoder.forced, n, 1 - net->forcing, pass->seed,
		            pass->step, (uint32_t)net->n_layer, 0);
}

static bool is_forced(const struct rn_run *run, int t)
{
	return run->decoder.forced[t] > 0;
}

/* The piece of steps that begins at t: those behind it have the truth for
 * input, and ask for no attention first. */
static int piece_end(const struct rn_run *run, int t)
{
	const struct rn_network *net = run->net;

	for (t++; t < net->n_out && is_forced(run, t) && !attends_first(net);)
		t++;
	return t;
}

static int piece_begin(const struct rn_run *run, int end)
{
	int t = end - 1;

	while (t > 0 && is_forced(run, t) && !attends_first(run->net))
		t--;
	return t;
}

/* Columns known ahead of row t of the forecast: the last n_out of each one's
 * values, which are folded into channels of x as window.h says. */
static void feed_ahead(struct rn_run *run, const rn_real *x, int t, int B)
{
	const struct rn_network *net = run->net;
	const int D = net->D, width = net->layer[net->decoder].D;
	const int fold = (net->n_out + run->T - 1) / run->T;
	const int at = fold * run->T - net->n_out + t;
	rn_real *to = run->decoder.in + at_step(t, B, width);

	for (int c = 0; c < net->n_ahead; c++) {
		const int d = D - (net->n_ahead - c) * fold + at / run->T;

		rn_vec_copy_columns(to + AT_AHEAD + c, width,
		                    x + at_step(at % run->T, B, D) + d, D, 1, B);
	}
}

/* All of the decoder's input that is known before it runs. */
static void feed(struct rn_run *run, const struct rn_pass *pass,
                 const rn_real *x)
{
	const struct rn_network *net = run->net;
	const struct rn_tape *encoder = last_tape(run, 0, net->n_encoder);
	const int B = encoder->B, D = net->D, width = net->layer[net->decoder].D;
	const int n_last = net->context_every ? encoder_width(net) : 0;
	const rn_real *last = encoder->y + at_step(encoder->T_out - 1, B, n_last);

	for (int t = 0; t < net->n_out; t++) {
		rn_real *to = run->decoder.in + at_step(t, B, width);

		if (t == 0)
			rn_vec_copy_columns(to, width, x + at_step(run->T - 1, B, D), D,
			                    1, B);
		else if (is_forced(run, t))
			rn_vec_copy_columns(to, width, pass->y + t - 1, net->n_out, 1,
			                    B);
		feed_ahead(run, x, t, B);
		rn_vec_copy_columns(to + at_last(net), width, last, n_last, n_last,
		                    B);
	}
}

/* The decoder begins with the states that the encoder ended with; back: the
 * gradients arrive there that left here. */
static void hand_over(struct rn_run *run, bool back)
{
	const struct rn_network *net = run->net;
	int i = -1, k = net->decoder - 1;

	for (;;) {
		struct rn_tape *from, *to;

		i = find(net, &rn_layer_recurrent, i + 1, net->n_encoder);
		k = find(net, &rn_layer_recurrent, k + 1, net->n_layer);
		if (i == net->n_encoder)
			return;
		from = &run->tape[i], to = &run->tape[k];
		to->starts_zero = false;
		to->clock = from->clock + from->T;
		for (int s = 0; s < net->layer[i].cell.n_state; s++) {
			const size_t n = (size_t)from->B
			                 * (size_t)net->layer[i].cell.state[s];

			if (back)
				memcpy(from->dstate[s], to->dstate[s],
				       n * sizeof(rn_real));
			else
				memcpy(to->state[s], from->state[s] + (size_t)from->T * n,
				       n * sizeof(rn_real));
		}
	}
}

/* Attention before step t: the query is the state that the step begins with. */
static void attend(struct rn_run *run, const rn_real *param,
                   const struct rn_pass *pass, int t)
{
	const struct rn_network *net = run->net;
	const struct rn_layer *l = &net->layer[net->n_encoder];
	struct rn_tape *tape = &run->tape[net->n_encoder];
	const int B = tape->B, width = net->layer[net->decoder].D;

	tape->x = top_tape(run)->state[0];
	l->type->forward(l, tape, param, pass, t, t + 1);
	rn_vec_copy_columns(run->decoder.in + at_step(t, B, width) + at_found(net),
	                    width, tape->y + at_step(t, B, l->H), l->H, l->H, B);
}

static void attend_back(struct rn_run *run, const rn_real *param,
                        rn_real *grad, int t)
{
	const struct rn_network *net = run->net;
	const struct rn_layer *l = &net->layer[net->n_encoder];
	struct rn_tape *tape = &run->tape[net->n_encoder];
	const int B = tape->B, width = net->layer[net->decoder].D;
	const rn_real *din = run->decoder.din + at_step(t, B, width);
	rn_real *dquery = run->decoder.dquery;

	rn_vec_copy_columns(tape->dy + at_step(t, B, l->H), l->H,
	                    din + at_found(net), width, l->H, B);
	l->type->backward(l, tape, param, grad, dquery, t, t + 1);
	rn_vec_add(top_tape(run)->dstate[0], dquery + at_step(t, B, l->H),
	           at_step(1, B, l->H));
}

static const rn_real *seq2seq_forward(struct rn_run *run, const rn_real *param,
                                      const struct rn_pass *pass,
                                      const rn_real *x)
{
	const struct rn_network *net = run->net;
	struct rn_decoder *d = &run->decoder;
	const int at = attention_at(net);
	const int k = out_width(net), width = net->layer[net->decoder].D;
	const rn_real *keys = rn_chain_forward(run, 0, net->n_encoder, param, pass,
	                                       x, 0, run->T), *y = NULL;
	const int B = run->tape[0].B;

	hand_over(run, false);
	draw_forcing(run, pass);
	feed(run, pass, x);
	if (at < net->n_layer)
		run->tape[at].keys = keys;
	for (int t = 0, end; t < net->n_out; t = end) {
		end = piece_end(run, t);
		if (t > 0 && !is_forced(run, t))
			rn_vec_copy_columns(d->in + at_step(t, B, width), width,
			                    y + at_step(t - 1, B, k), k, 1, B);
		if (attends_first(net))
			attend(run, param, pass, t);
		y = rn_chain_forward(run, net->decoder, net->n_layer, param, pass,
		                     d->in, t, end);
		for (int i = t; i < end; i++)
			rn_vec_copy_columns(d->yhat + i * k, net->K,
			                    y + at_step(i, B, k), k, k, B);
	}
	return d->yhat;
}

static rn_real *seq2seq_dyhat(struct rn_run *run)
{
	return run->decoder.dyhat;
}

/* The gradient of the encoder's outputs begins as zero, but for what attention
 * adds, and that of the steps that saw the last one. */
static void begin_keys(struct rn_run *run)
{
	const struct rn_network *net = run->net;
	struct rn_tape *encoder = last_tape(run, 0, net->n_encoder);
	const int at = attention_at(net);

	memset(encoder->dy, 0, at_step(encoder->T_out, encoder->B,
	                               encoder_width(net)) * sizeof(rn_real));
	if (at < net->n_layer)
		run->tape[at].dkeys = encoder->dy;
}

static void end_keys(struct rn_run *run)
{
	const struct rn_network *net = run->net;
	struct rn_tape *encoder = last_tape(run, 0, net->n_encoder);
	const int H = encoder_width(net), B = encoder->B;
	const int width = net->layer[net->decoder].D;

	for (int t = 0; net->context_every && t < net->n_out; t++)
		rn_vec_add_columns(encoder->dy + at_step(encoder->T_out - 1, B, H), H,
		                   run->decoder.din + at_step(t, B, width)
		                   + at_last(net), width, H, B);
}

static void seq2seq_backward(struct rn_run *run, const rn_real *param,
                             rn_real *grad)
{
	const struct rn_network *net = run->net;
	struct rn_decoder *d = &run->decoder;
	struct rn_tape *out = last_tape(run, net->decoder, net->n_layer);
	const int k = out_width(net), B = out->B;
	const int width = net->layer[net->decoder].D;

	for (int t = 0; t < net->n_out; t++)
		rn_vec_copy_columns(out->dy + at_step(t, B, k), k, d->dyhat + t * k,
		                    net->K, k, B);
	begin_keys(run);
	for (int end = net->n_out, t; end > 0; end = t) {
		t = piece_begin(run, end);
		rn_chain_backward(run, net->decoder, net->n_layer, param, grad,
		                  d->din, t, end);
		if (attends_first(net))
			attend_back(run, param, grad, t);
		if (t > 0 && !is_forced(run, t))
			rn_vec_add_columns(out->dy + at_step(t - 1, B, k), k,
			                   d->din + at_step(t, B, width), width, 1, B);
	}
	end_keys(run);
	hand_over(run, true);
	rn_chain_backward(run, 0, net->n_encoder, param, grad, NULL, 0,
	                  last_tape(run, 0, net->n_encoder)->T_out);
}

const struct rn_arch_type rn_arch_seq2seq = {
	.name = "seq2seq",
	.title = "an encoder of the window, a decoder that forecasts row by row",
	.fault = seq2seq_fault,
	.build = seq2seq_build,
	.bind = seq2seq_bind,
	.forward = seq2seq_forward,
	.dyhat = seq2seq_dyhat,
	.backward = seq2seq_backward,
};

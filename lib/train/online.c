/*
 * online.c - real-time recurrent learning (R. Williams, D. Zipser 1989): a
 * step after each row, without a way back through the rows before.
 *
 * Beside the state h go its derivatives with respect to every weight, S [H, n]:
 *
 *   h = tanh(x W + h_prev U + b)
 *   S = diag(1 - h^2) (U' S_prev + d(x W + h_prev U + b) / d(W, U, b))
 *
 * so that the gradient of a row's loss is dh S.  That takes H^4 operations and
 * H^3 numbers, whatever the length of the series: it is for few units.  Where
 * each row changes the weights, S is that of weights that were a little
 * different; this is the usual approximation.
 */
#include "train/method.h"

#include "base/blas.h"
#include "base/block.h"
#include "nn/arch.h"
#include "train/cost.h"

#include <stdlib.h>
#include <string.h>

struct rn_online {
	struct rn_run run;
	int series;
	size_t row;    /* the next one */
	int layer;     /* the recurrent one; the linear one comes last */
	size_t n;      /* weights of the recurrent layer */
	struct rn_block memory;
	rn_real *x;    /* [D] */
	rn_real *y;    /* [n_out] */
	rn_real *dz;   /* [K] */
	rn_real *dh;   /* [H] */
	rn_real *S, *next; /* [H, n] */
};

/* The inputs of training windows: rows [0, n) of a series. */
static size_t train_rows(const struct rn_split *split, int series)
{
	return split->part[series][RN_TRAIN].to + (size_t)split->shape.n_in - 1;
}

static void carve(struct rn_online *o, const struct rn_runner *r)
{
	const struct rn_network *net = r->net;
	const size_t H = (size_t)net->layer[o->layer].H;

	o->x = rn_block_take(&o->memory, (size_t)net->D);
	o->y = rn_block_take(&o->memory, (size_t)r->data->split->shape.n_out);
	o->dz = rn_block_take(&o->memory, (size_t)net->K);
	o->dh = rn_block_take(&o->memory, H);
	o->S = rn_block_take(&o->memory, H * o->n);
	o->next = rn_block_take(&o->memory, H * o->n);
}

static enum rn_status online_make(struct rn_method *m, struct rn_error *err)
{
	const struct rn_runner *r = m->runner;
	const struct rn_network *net = r->net;
	struct rn_online *o;

	if (rn_alloc(&m->online, 1, sizeof(*m->online), err))
		return err->status;
	o = m->online;
	while (net->layer[o->layer].type != &rn_layer_recurrent)
		o->layer++;
	o->n = net->layer[o->layer].n_param;
	carve(o, r);
	if (rn_block_alloc(&o->memory, err)
	    || rn_run_make(&o->run, net, 1, 1, false, err))
		return err->status;
	carve(o, r);
	for (int s = 0; s < r->data->split->n_series; s++)
		m->n_item += train_rows(r->data->split, s);
	m->n_step = m->n_item;
	return RN_OK;
}

static void online_release(struct rn_method *m)
{
	if (!m->online)
		return;
	rn_run_release(&m->online->run);
	rn_block_release(&m->online->memory);
	free(m->online);
	m->online = NULL;
}

static void online_begin(struct rn_method *m, uint64_t seed, unsigned epoch)
{
	(void)seed, (void)epoch;
	m->online->series = 0;
	m->online->row = 0;
}

/* Runs the next row; y receives its targets. */
static const rn_real *forward(const struct rn_method *m, const rn_real *param)
{
	struct rn_online *o = m->online;
	const struct rn_dataset *data = m->runner->data;
	const struct rn_window_shape *shape = &data->split->shape;
	const struct rn_scale *scale = rn_dataset_scale(data, o->series);
	const struct rn_series *series = &data->panel->series[o->series];
	const double *y = series->x + o->row + (size_t)shape->lead;
	const struct rn_pass pass = { .training = false };

	for (int k = 0; k < shape->n_out; k++)
		o->y[k] = (rn_real)rn_scale_apply(scale, y[k]);
	rn_batch_rows(o->x, (size_t)m->runner->net->D, shape, scale, series,
	              o->row, 1);
	if (o->row > 0)
		return rn_run_resume(&o->run, param, &pass, o->x);
	memset(o->S, 0, (size_t)m->runner->net->layer[o->layer].H * o->n
	                * sizeof(*o->S));
	return rn_run_forward(&o->run, param, &pass, o->x, 1);
}

/* S of this row from that of the one before. */
static void advance(struct rn_online *o, const struct rn_layer *l,
                    const rn_real *w)
{
	const size_t D = (size_t)l->D, H = (size_t)l->H, n = o->n;
	const struct rn_tape *tape = &o->run.tape[o->layer];
	const rn_real *prev = tape->state[0], *h = prev + H;
	rn_real *S = o->next;

	rn_gemm_tn(l->H, (int)n, l->H, w + l->at + D * H, l->H, o->S, (int)n, 0,
	           S, (int)n);
	for (size_t k = 0; k < H; k++, S += n) {
		const rn_real slope = 1 - h[k] * h[k];

		for (size_t i = 0; i < D; i++)
			S[i * H + k] += tape->x[i];
		for (size_t i = 0; i < H; i++)
			S[(D + i) * H + k] += prev[i];
		S[(D + H) * H + k] += 1;
		for (size_t j = 0; j < n; j++)
			S[j] *= slope;
	}
	S = o->S;
	o->S = o->next;
	o->next = S;
}

/* Adds dh S, and the gradient of the linear layer. */
static void add_gradient(const struct rn_online *o,
                         const struct rn_network *net, const rn_real *param,
                         rn_real *grad)
{
	const struct rn_layer *l = &net->layer[o->layer];
	const struct rn_layer *top = &net->layer[net->n_layer - 1];
	const int H = l->H, K = top->H;
	const rn_real *h = o->run.tape[o->layer].state[0] + H;
	const rn_real *V = param + top->at;
	rn_real *dV = grad + top->at;

	for (int i = 0; i < H; i++) {
		o->dh[i] = 0;
		for (int k = 0; k < K; k++) {
			o->dh[i] += V[i * K + k] * o->dz[k];
			dV[i * K + k] += h[i] * o->dz[k];
		}
	}
	for (int k = 0; k < K; k++)
		dV[H * K + k] += o->dz[k];
	rn_gemm_nn(1, (int)o->n, H, o->dh, H, o->S, (int)o->n, 1, grad + l->at,
	           (int)o->n);
}

static double online_step(struct rn_method *m, struct rn_step *step,
                          size_t *n)
{
	struct rn_online *o = m->online;
	const struct rn_network *net = m->runner->net;
	const struct rn_dataset *data = m->runner->data;
	const struct rn_split *split = data->split;
	const struct rn_window window = { o->series, o->row };
	const struct rn_said said = {
		.window = &window, .B = 1, .n_step = 1,
		.z = forward(m, step->param), .y = o->y,
		.weight = (rn_real)(1.0 / split->shape.n_out), .dz = o->dz,
	};
	const double loss = rn_cost(data, step->loss, step->args, &said);

	advance(o, &net->layer[o->layer], step->param);
	add_gradient(o, net, step->param, m->runner->shard[0].grad);
	step->B = 1;
	*n = 1;
	if (++o->row == train_rows(split, o->series)) {
		o->series++;
		o->row = 0;
	}
	return loss;
}

const struct rn_method_type rn_method_online = {
	.name = "online",
	.title = "real-time recurrent learning: a step after each row",
	.carries_state = true,
	.is_serial = true,
	.make = online_make,
	.release = online_release,
	.begin = online_begin,
	.step = online_step,
};

/*
 * chain_bench.h - layers put together by hand, with the loss sum(dy * y), so
 * that their gradients can be compared with something.
 */
#ifndef CHAIN_BENCH_H
#define CHAIN_BENCH_H

#include "nn/arch.h"

#include "help.h"

#include "base/blas.h"

/* A layer's first states are noise where `starts` is set. */
struct bench {
	struct rn_network net;
	struct rn_run run;
	struct rn_pass pass;
	int T, B;
	bool starts;
	int cut;      /* run [0, cut) and [cut, T); 0: in one go */
	size_t n_x, n_y;
	double *w, *dw, *x, *dx, *dy;
	double *state[RN_MAX_LAYER][RN_MAX_STATE];
	const double *y;
};

static inline struct rn_layer *add(struct bench *b,
                                   const struct rn_layer_type *type, int D,
                                   int H)
{
	return rn_network_append(&b->net, type, D, H);
}

static inline struct rn_layer *add_cell(struct bench *b,
                                        const struct rn_cell_type *type,
                                        int D, int H, bool last_only)
{
	static const struct rn_option_value none[RN_MAX_OPTION];
	struct rn_layer *l = add(b, &rn_layer_recurrent, D, 0);
	const char *fault = rn_cell_plan(&l->cell, type, H, none);

	assert_null(fault);
	l->H = l->cell.width;
	l->last_only = last_only;
	return l;
}

static inline size_t state_size(const struct bench *b, int i, int s)
{
	return (size_t)b->run.tape[i].B * (size_t)b->net.layer[i].cell.state[s];
}

static inline void bind(struct bench *b)
{
	b->run.T_out = rn_chain_bind(&b->run, 0, b->net.n_layer, b->T, b->B);
}

/* The layers, T and B are set; numbers follow from `from`, as in
 * layer_bench.h. */
static inline void make(struct bench *b, uint32_t from)
{
	const int last = rn_chain_last(&b->net, 0, b->net.n_layer);
	struct rn_error err;

	assert_ok(rn_blas_start(&err), &err);
	for (int i = 0; i < b->net.n_layer; i++)
		rn_network_place(&b->net, &b->net.layer[i]);
	b->run = (struct rn_run){ .net = &b->net, .training = true, .T = b->T };
	assert_ok(rn_alloc(&b->run.tape, (size_t)b->net.n_layer,
	                   sizeof(*b->run.tape), &err), &err);
	bind(b);
	assert_ok(rn_block_alloc(&b->run.memory, &err), &err);
	bind(b);
	b->n_x = (size_t)(b->T * b->B * b->net.layer[0].D);
	b->n_y = (size_t)(b->run.T_out * b->B * b->net.layer[last].H);
	b->w = numbers(b->net.n_param);
	b->dw = numbers(b->net.n_param);
	b->x = numbers(b->n_x);
	b->dx = numbers(b->n_x);
	b->dy = numbers(b->n_y);
	fill_noise(b->w, b->net.n_param, from, 0.7);
	fill_noise(b->x, b->n_x, from + 100000, 1);
	fill_noise(b->dy, b->n_y, from + 200000, 1);
	for (int i = 0; i < b->net.n_layer; i++)
		for (int s = 0; s < b->net.layer[i].cell.n_state; s++) {
			const size_t n = state_size(b, i, s);

			b->state[i][s] = numbers(n);
			fill_noise(b->state[i][s], n, from + 300000
			           + 10000 * (uint32_t)(i * RN_MAX_STATE + s), 0.9);
		}
}

static inline void release(struct bench *b)
{
	for (int i = 0; i < b->net.n_layer; i++)
		for (int s = 0; s < RN_MAX_STATE; s++)
			free(b->state[i][s]);
	rn_run_release(&b->run);
	free(b->w);
	free(b->dw);
	free(b->x);
	free(b->dx);
	free(b->dy);
}

static inline void begin(struct bench *b)
{
	rn_layers_start(b->run.tape, b->net.layer, b->net.n_layer, b->B);
	for (int i = 0; i < b->net.n_layer && b->starts; i++) {
		struct rn_tape *tape = &b->run.tape[i];

		tape->starts_zero = false;
		for (int s = 0; s < b->net.layer[i].cell.n_state; s++)
			memcpy(tape->state[s], b->state[i][s],
			       state_size(b, i, s) * sizeof(double));
	}
}

static inline double forward(struct bench *b)
{
	double sum = 0;

	begin(b);
	if (b->cut)
		rn_chain_forward(&b->run, 0, b->net.n_layer, b->w, &b->pass, b->x, 0,
		                 b->cut);
	b->y = rn_chain_forward(&b->run, 0, b->net.n_layer, b->w, &b->pass, b->x,
	                        b->cut, b->T);
	for (size_t k = 0; k < b->n_y; k++)
		sum += b->dy[k] * b->y[k];
	return sum;
}

static inline void backward(struct bench *b)
{
	const int n = b->net.n_layer, last = rn_chain_last(&b->net, 0, n);

	memset(b->dw, 0, b->net.n_param * sizeof(double));
	fill_noise(b->dx, b->n_x, 7, 1); /* is to be set, not added to */
	memcpy(b->run.tape[last].dy, b->dy, b->n_y * sizeof(double));
	rn_chain_backward(&b->run, 0, n, b->w, b->dw, b->dx, b->cut,
	                  b->run.T_out);
	if (b->cut)
		rn_chain_backward(&b->run, 0, n, b->w, b->dw, b->dx, 0, b->cut);
}

static inline bool is_fixed(const struct rn_network *net, size_t k)
{
	for (int i = 0; i < net->n_layer; i++) {
		const struct rn_layer *l = &net->layer[i];

		if (k < l->at + l->n_param && k >= l->at + l->n_param - l->n_fixed)
			return true;
	}
	return false;
}

#endif

/*
 * layer_bench.h - one layer on a tape with a scalar loss behind it, so that
 * its gradients can be compared with something.
 *
 * The loss is the sum of all outputs and of the last states, each times a
 * weight of its own: L = sum(dy * y) + sum(dend * state[T]).
 */
#ifndef LAYER_BENCH_H
#define LAYER_BENCH_H

#include "help.h"

#include "base/blas.h"
#include "nn/layer.h"

struct layer_bench {
	struct rn_layer l;
	int T, B;
	bool starts_zero;       /* else from state[] */
	struct rn_pass pass;
	int cut;                /* run [0, cut) and [cut, T); 0: in one go */
	size_t n_x, n_y;
	size_t n_state[RN_MAX_STATE];
	double *w, *dw;         /* [l.n_param] */
	double *x, *dx;         /* [n_x] */
	double *dy;             /* [n_y] weights of the outputs */
	double *state[RN_MAX_STATE], *dstate[RN_MAX_STATE]; /* the first */
	double *dend[RN_MAX_STATE]; /* weights of the last */
	struct rn_block memory;
	struct rn_tape tape;
};

static inline int bench_n_state(const struct layer_bench *b)
{
	return b->l.cell.n_state;
}

/* A recurrent layer of a cell with options. */
static inline struct rn_layer bench_cell(const struct rn_cell_type *type,
                                         int D, int H,
                                         const struct rn_option_value *given)
{
	static const struct rn_option_value none[RN_MAX_OPTION];
	struct rn_layer l = { .type = &rn_layer_recurrent, .D = D, .id = 3 };
	const char *fault = rn_cell_plan(&l.cell, type, H, given ? given : none);

	if (fault)
		fail_msg("%s: %s", type->name, fault);
	l.H = l.cell.width;
	return l;
}

/* The normaliser of an sLSTM, which no step makes less than 0. */
static inline bool bench_is_positive(const struct layer_bench *b, int s)
{
	return b->l.cell.n_state == 4 && s == 2;
}

/* x = |x| + 0.5 */
static inline void make_positive(double *x, size_t n)
{
	for (size_t k = 0; k < n; k++)
		x[k] = fabs(x[k]) + 0.5;
}

/* The same for a trained start, the last of the parameters. */
static inline void bench_fit_start(struct layer_bench *b)
{
	size_t at = b->l.n_param;

	for (int s = bench_n_state(b) - 1; s >= 0; s--) {
		const size_t n = (size_t)b->l.cell.state[s];

		at -= n;
		if (bench_is_positive(b, s))
			make_positive(b->w + at, n);
	}
}

/* b->l (but its count of parameters), T and B are set; the numbers of the
 * bench follow from `from`. */
static inline void bench_make(struct layer_bench *b, uint32_t from)
{
	struct rn_error err;

	assert_ok(rn_blas_start(&err), &err);
	b->l.n_param = b->l.type->n_param(&b->l);
	b->n_x = (size_t)(b->T * b->B * b->l.D);
	b->n_y = (size_t)(b->B * b->l.H) * (size_t)(b->l.last_only ? 1 : b->T);
	b->w = numbers(b->l.n_param);
	b->dw = numbers(b->l.n_param);
	b->x = numbers(b->n_x);
	b->dx = numbers(b->n_x);
	b->dy = numbers(b->n_y);
	fill_noise(b->w, b->l.n_param, from, 0.7);
	fill_noise(b->x, b->n_x, from + 100000, 1);
	fill_noise(b->dy, b->n_y, from + 200000, 1);
	for (int s = 0; s < bench_n_state(b); s++) {
		const uint32_t at = from + 300000 + 10000 * (uint32_t)s;

		b->n_state[s] = (size_t)(b->B * b->l.cell.state[s]);
		b->state[s] = numbers(b->n_state[s]);
		b->dstate[s] = numbers(b->n_state[s]);
		b->dend[s] = numbers(b->n_state[s]);
		fill_noise(b->state[s], b->n_state[s], at, 0.9);
		fill_noise(b->dend[s], b->n_state[s], at + 5000, 1);
		if (bench_is_positive(b, s))
			make_positive(b->state[s], b->n_state[s]);
	}
	if (b->l.learns_start)
		bench_fit_start(b);
	rn_tape_bind(&b->tape, &b->l, b->T, b->B, true, &b->memory);
	assert_ok(rn_block_alloc(&b->memory, &err), &err);
	rn_tape_bind(&b->tape, &b->l, b->T, b->B, true, &b->memory);
}

static inline void bench_release(struct layer_bench *b)
{
	free(b->w);
	free(b->dw);
	free(b->x);
	free(b->dx);
	free(b->dy);
	for (int s = 0; s < RN_MAX_STATE; s++) {
		free(b->state[s]);
		free(b->dstate[s]);
		free(b->dend[s]);
	}
	rn_block_release(&b->memory);
}

/* The last state, on the tape. */
static inline const double *bench_end(const struct layer_bench *b, int s)
{
	return b->tape.state[s] + (size_t)b->T * b->n_state[s];
}

static inline double dot(const double *a, const double *b, size_t n)
{
	double sum = 0;

	for (size_t k = 0; k < n; k++)
		sum += a[k] * b[k];
	return sum;
}

static inline double bench_loss(struct layer_bench *b)
{
	struct rn_tape *tape = &b->tape;
	double sum;

	rn_tape_start(tape, &b->l, b->B);
	tape->x = b->x;
	tape->starts_zero = b->starts_zero;
	for (int s = 0; s < bench_n_state(b) && !b->starts_zero; s++)
		memcpy(tape->state[s], b->state[s], b->n_state[s] * sizeof(double));
	if (b->cut)
		b->l.type->forward(&b->l, tape, b->w, &b->pass, 0, b->cut);
	b->l.type->forward(&b->l, tape, b->w, &b->pass, b->cut, b->T);
	sum = dot(tape->y, b->dy, b->n_y);
	for (int s = 0; s < bench_n_state(b); s++)
		sum += dot(bench_end(b, s), b->dend[s], b->n_state[s]);
	return sum;
}

/* After bench_loss: fills dw, dx and dstate. */
static inline void bench_backward(struct layer_bench *b)
{
	struct rn_tape *tape = &b->tape;
	memset(b->dw, 0, b->l.n_param * sizeof(double));
	fill_noise(b->dx, b->n_x, 7, 1); /* is to be set, not added to */
	memcpy(tape->dy, b->dy, b->n_y * sizeof(double));
	for (int s = 0; s < bench_n_state(b); s++)
		memcpy(tape->dstate[s], b->dend[s],
		       b->n_state[s] * sizeof(double));
	b->l.type->backward(&b->l, tape, b->w, b->dw, b->dx, b->cut, b->T);
	if (b->cut)
		b->l.type->backward(&b->l, tape, b->w, b->dw, b->dx, 0, b->cut);
	for (int s = 0; s < bench_n_state(b); s++)
		memcpy(b->dstate[s], tape->dstate[s],
		       b->n_state[s] * sizeof(double));
}

#endif

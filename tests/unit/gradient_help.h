/*
 * gradient_help.h - the derivatives of a layer on a bench against central
 * differences, and in pieces against whole.
 *
 * In double precision, so that a difference is a fault and not rounding.
 */
#ifndef GRADIENT_HELP_H
#define GRADIENT_HELP_H

#include "layer_bench.h"

static const double eps = 1e-6, tolerance = 1e-7;

/* dL/d*at by two more forward runs. */
static inline double bench_slope(struct layer_bench *b, double *at)
{
	const double x = *at;
	double up, down;

	*at = x + eps;
	up = bench_loss(b);
	*at = x - eps;
	down = bench_loss(b);
	*at = x;
	return (up - down) / (2 * eps);
}

static inline void check_bench(struct layer_bench *b)
{
	bench_loss(b);
	bench_backward(b);
	for (size_t k = 0; k < b->l.n_param; k++)
		assert_near(b->dw[k], bench_slope(b, &b->w[k]), tolerance);
	for (size_t k = 0; k < b->n_x; k++)
		assert_near(b->dx[k], bench_slope(b, &b->x[k]), tolerance);
	/* Products with a zero start are skipped, and so are its gradients. */
	for (int s = 0; s < bench_n_state(b) && !b->starts_zero; s++)
		for (size_t k = 0; k < b->n_state[s]; k++)
			assert_near(b->dstate[s][k],
			            bench_slope(b, &b->state[s][k]), tolerance);
}

/* All sizes differ, so that no two can be mistaken for each other. */
static const struct {
	int T, B, D, H;
} shapes[] = {
	{ 4, 3, 2, 5 }, { 3, 1, 4, 2 }, { 5, 2, 1, 3 }, { 2, 4, 3, 1 },
	{ 1, 2, 3, 4 }, { 6, 5, 2, 7 },
};

/* A window in pieces: the same outputs and gradients as in one go. */
static inline void check_pieces(const struct rn_layer *l, bool starts_zero)
{
	enum { T = 5, B = 3 };
	struct layer_bench whole = { .l = *l, .T = T, .B = B,
	                             .starts_zero = starts_zero,
	                             .pass = { .training = true, .seed = 1,
	                                       .step = 2, .row0 = 0 } };
	struct layer_bench cut = whole;

	cut.cut = 2;
	bench_make(&whole, 5);
	bench_make(&cut, 5);
	assert_near(bench_loss(&cut), bench_loss(&whole), 1e-14);
	bench_backward(&whole);
	bench_backward(&cut);
	for (size_t k = 0; k < whole.n_y; k++)
		assert_near(cut.tape.y[k], whole.tape.y[k], 1e-14);
	for (size_t k = 0; k < whole.l.n_param; k++)
		assert_near(cut.dw[k], whole.dw[k], 1e-13);
	for (size_t k = 0; k < whole.n_x; k++)
		assert_near(cut.dx[k], whole.dx[k], 1e-13);
	for (int s = 0; s < bench_n_state(&whole) && !starts_zero; s++)
		for (size_t k = 0; k < whole.n_state[s]; k++)
			assert_near(cut.dstate[s][k], whole.dstate[s][k], 1e-13);
	bench_release(&whole);
	bench_release(&cut);
}

#endif

/*
 * cell_cwrnn.c - the clockwork network: an Elman network whose groups of
 * units work at periods of their own.
 *
 *   h_i = tanh(x W_i + sum over j >= i of h_prev_j U_ji + b_i)   T_i divides t
 *   h_i = h_prev_i                                               else
 *
 * Group i of g has H / g columns and the period T_i, the fastest first; a group
 * sees those that are slower, and itself, and its columns of U are no longer
 * than that.  t counts from the first step, where all groups work.
 *
 * J. Koutnik et al., "A clockwork RNN", ICML 2014.
 */
#include "base/kernel.h"
#include "nn/act.h"
#include "nn/cell.h"

#include <stddef.h>
#include <string.h>

/* 1, 2, 4 ...: as many as the largest power of two that divides H, but not
 * more than 8. */
static int default_periods(double *period, int H)
{
	const int most = 8;
	int g = 1;

	while (g < most && H % (2 * g) == 0)
		g *= 2;
	for (int i = 0; i < g; i++)
		period[i] = 1 << i;
	return g;
}

/* A group's period is that of its product. */
static const char *cwrnn_plan(struct rn_cell *c,
                              const struct rn_option_value *given)
{
	struct rn_option_value v = *rn_cell_given(given, "periods");
	int k;

	if (v.n == 0)
		v.n = default_periods(v.x, c->H);
	k = c->H / v.n;
	if (k * v.n != c->H)
		return "--periods: their count does not divide the units in --layers";
	for (int i = 0; i < v.n; i++) {
		if (i > 0 && v.x[i] <= v.x[i - 1])
			return "--periods: they do not ascend";
		c->product[i] = (struct rn_cell_product){
			.from = i * k, .rows = c->H - i * k, .to = i * k, .cols = k,
			.every = (int)v.x[i],
		};
	}
	c->n_product = v.n;
	return NULL;
}

static bool works(const struct rn_cell_step *s, int i)
{
	return s->t % s->cell->product[i].every == 0;
}

RN_KERNEL
static void cwrnn_forward(const struct rn_cell_step *s)
{
	const int n_group = s->cell->n_product, k = s->cell->product[0].cols;

	for (int i = 0; i < n_group; i++) {
		const rn_real *bias = s->bias + i * k;
		const bool is_due = works(s, i);

		for (int b = 0; b < s->B; b++) {
			const size_t row = (size_t)b * (size_t)s->H + (size_t)(i * k);
			const rn_real *a = s->gate + row;
			rn_real *h = s->next[0] + row;

			if (!is_due) {
				memcpy(h, s->prev[0] + row, (size_t)k * sizeof(*h));
				continue;
			}
			RN_VECTOR
			for (int j = 0; j < k; j++)
				h[j] = rn_tanh(a[j] + bias[j]);
		}
	}
}

RN_KERNEL
static void cwrnn_backward(const struct rn_cell_step *s)
{
	const int n_group = s->cell->n_product, k = s->cell->product[0].cols;

	for (int i = 0; i < n_group; i++) {
		const bool is_due = works(s, i);

		for (int b = 0; b < s->B; b++) {
			const size_t row = (size_t)b * (size_t)s->H + (size_t)(i * k);
			const rn_real *h = s->next[0] + row;
			rn_real *da = s->gate + row, *dh = s->dstate[0] + row;

			if (!is_due) {
				memset(da, 0, (size_t)k * sizeof(*da));
				continue;
			}
			RN_VECTOR
			for (int j = 0; j < k; j++) {
				da[j] = dh[j] * (1 - h[j] * h[j]);
				dh[j] = 0; /* h_prev acts only through the products */
			}
		}
	}
}

static const struct rn_option cwrnn_options[] = {
	{ "periods", RN_OPTION_LIST, 1, 1000000, { NULL },
	  "the groups' periods in steps, ascending" },
	{ .name = NULL },
};

const struct rn_cell_type rn_cell_cwrnn = {
	.name = "cwrnn",
	.title = "clockwork: groups of units, each with a period of its own",
	.equation = "h_i = tanh(x W_i + sum_(j >= i) h_prev_j U_ji + b_i) "
	            "if T_i divides t",
	.source = "Koutnik et al. 2014",
	.option = cwrnn_options,
	.n_gate = 1,
	.n_state = 1,
	.rec_bias_gate = -1,
	.forget_gate = -1,
	.plan = cwrnn_plan,
	.forward = cwrnn_forward,
	.backward = cwrnn_backward,
};

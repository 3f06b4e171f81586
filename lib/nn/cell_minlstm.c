/*
 * cell_minlstm.c - a gated average with two gates that do not see the state.
 *
 *   f = s(a_f)  i = s(a_i)  g = a_g,  a = x W + b
 *   k = f / (f + i)
 *   h = g + k * (h_prev - g)
 *
 * L. Feng et al., "Were RNNs all we needed?", 2024, as cell_mingru.c; the gates
 * are scaled so that what is kept and what is new make up 1.  With u = e^-a_f
 * and v = e^-a_i, k = (1 + v) / (2 + u + v): that has all its digits where both
 * gates are almost closed.
 */
#include "base/kernel.h"
#include "nn/cell.h"
#include "nn/exp.h"

#include <math.h>
#include <stddef.h>

enum { GATE_F, GATE_I, GATE_G, N_GATE };

static const char *minlstm_plan(struct rn_cell *c,
                                const struct rn_option_value *given)
{
	(void)given;
	c->n_product = 0;
	return NULL;
}

/* Leaves u and v in place of a_f and a_i, and a_g as it is. */
RN_KERNEL
static void minlstm_forward(const struct rn_cell_step *s)
{
	const int H = s->H;
	const rn_real *bias = s->bias;

	for (int b = 0; b < s->B; b++) {
		const size_t row = (size_t)b * (size_t)H;
		rn_real *gate = s->gate + N_GATE * row;
		const rn_real *h_prev = s->prev[0] + row;
		rn_real *h = s->next[0] + row;

		RN_VECTOR
		for (int j = 0; j < H; j++) {
			const int jf = GATE_F * H + j, ji = GATE_I * H + j;
			const int jg = GATE_G * H + j;
			const rn_real u = rn_exp(-(gate[jf] + bias[jf]));
			const rn_real v = rn_exp(-(gate[ji] + bias[ji]));
			const rn_real g = gate[jg] + bias[jg];

			gate[jf] = u, gate[ji] = v;
			h[j] = g + (1 + v) / (2 + u + v) * (h_prev[j] - g);
		}
	}
}

RN_KERNEL
static void minlstm_backward(const struct rn_cell_step *s)
{
	const int H = s->H;
	const rn_real *bias = s->bias;

	for (int b = 0; b < s->B; b++) {
		const size_t row = (size_t)b * (size_t)H;
		rn_real *gate = s->gate + N_GATE * row;
		const rn_real *h_prev = s->prev[0] + row;
		rn_real *dh = s->dstate[0] + row;

		RN_VECTOR
		for (int j = 0; j < H; j++) {
			const int jf = GATE_F * H + j, ji = GATE_I * H + j;
			const int jg = GATE_G * H + j;
			const rn_real u = gate[jf], v = gate[ji];
			const rn_real k = (1 + v) / (2 + u + v);
			const rn_real g = gate[jg] + bias[jg];
			const rn_real kept = dh[j] * k, dg = dh[j] - kept;
			/* dk / df = k (1 - k) / f, dk / di = -k (1 - k) / i */
			const rn_real d = dg * k * (h_prev[j] - g);

			gate[jf] = d * (u / (1 + u)); /* 1 - f */
			gate[ji] = -d * (v / (1 + v));
			gate[jg] = dg;
			dh[j] = kept;
		}
	}
}

/* With opposite biases k = s(b_f): a memory of about 8 steps. */
static void minlstm_start(const struct rn_cell *c,
                          const struct rn_cell_weights *w, struct rn_rng *rng)
{
	(void)rng;
	for (int j = 0; j < c->H; j++) {
		w->bias[GATE_F * c->H + j] += 2;
		w->bias[GATE_I * c->H + j] -= 2;
	}
}

static void minlstm_remember(const struct rn_cell *c,
                             const struct rn_cell_weights *w, int j,
                             double steps)
{
	w->bias[GATE_F * c->H + j] = (rn_real)log(steps - 1);
	w->bias[GATE_I * c->H + j] = (rn_real)-log(steps - 1);
}

const struct rn_cell_type rn_cell_minlstm = {
	.name = "minlstm",
	.title = "mingru with two gates that share out old and new",
	.equation = "f,i = s(a)  g = a  k = f / (f + i)  "
	            "h = k h_prev + (1 - k) g,  a = x W + b",
	.source = "Feng et al. 2024",
	.n_gate = N_GATE,
	.n_state = 1,
	.rec_bias_gate = -1,
	.forget_gate = -1,
	.plan = minlstm_plan,
	.forward = minlstm_forward,
	.backward = minlstm_backward,
	.start = minlstm_start,
	.remember = minlstm_remember,
};

/*
 * cell_mingru.c - a gated unit whose gate does not see the state.
 *
 *   z = s(a_z)  g = a_g,  a = x W + b
 *   h = h_prev + z * (g - h_prev)
 *
 * L. Feng et al., "Were RNNs all we needed?", 2024: no product waits for the
 * step before, so all of them are one.  g is linear.
 */
#include "base/kernel.h"
#include "nn/act.h"
#include "nn/cell.h"

#include <math.h>
#include <stddef.h>

enum { GATE_Z, GATE_G, N_GATE };

static const char *mingru_plan(struct rn_cell *c,
                               const struct rn_option_value *given)
{
	(void)given;
	c->n_product = 0;
	return NULL;
}

RN_KERNEL
static void mingru_forward(const struct rn_cell_step *s)
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
			const int jz = GATE_Z * H + j, jg = GATE_G * H + j;
			const rn_real z = rn_sigmoid(gate[jz] + bias[jz]);
			const rn_real g = gate[jg] + bias[jg];

			gate[jz] = z; /* a_g stays: it is cheap, and memory is not */
			h[j] = h_prev[j] + z * (g - h_prev[j]);
		}
	}
}

RN_KERNEL
static void mingru_backward(const struct rn_cell_step *s)
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
			const int jz = GATE_Z * H + j, jg = GATE_G * H + j;
			const rn_real z = gate[jz], dg = dh[j] * z;
			const rn_real g = gate[jg] + bias[jg];

			gate[jz] = dg * (g - h_prev[j]) * (1 - z);
			gate[jg] = dg;
			dh[j] -= dg;
		}
	}
}

/* A memory of about 8 steps. */
static void mingru_start(const struct rn_cell *c,
                         const struct rn_cell_weights *w, struct rn_rng *rng)
{
	(void)rng;
	for (int j = 0; j < c->H; j++)
		w->bias[GATE_Z * c->H + j] -= 2;
}

static void mingru_remember(const struct rn_cell *c,
                            const struct rn_cell_weights *w, int j,
                            double steps)
{
	w->bias[GATE_Z * c->H + j] = (rn_real)-log(steps - 1);
}

const struct rn_cell_type rn_cell_mingru = {
	.name = "mingru",
	.title = "gated average of its inputs: no product a step, for long windows",
	.equation = "z = s(a)  g = a  h = (1 - z) h_prev + z g,  a = x W + b",
	.source = "Feng et al. 2024",
	.n_gate = N_GATE,
	.n_state = 1,
	.rec_bias_gate = -1,
	.forget_gate = -1,
	.plan = mingru_plan,
	.forward = mingru_forward,
	.backward = mingru_backward,
	.start = mingru_start,
	.remember = mingru_remember,
};

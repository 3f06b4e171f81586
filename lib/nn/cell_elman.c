/*
 * cell_elman.c - the simple recurrent network.
 *
 *   h = tanh(x W + h_prev U + b)
 *
 * J. L. Elman, "Finding structure in time", Cognitive Science 14, 1990;
 * torch.nn.RNN with nonlinearity tanh.
 */
#include "base/kernel.h"
#include "nn/act.h"
#include "nn/cell.h"

#include <stddef.h>

RN_KERNEL
static void elman_forward(const struct rn_cell_step *s)
{
	const int H = s->H;
	const rn_real *bias = s->bias;

	for (int b = 0; b < s->B; b++) {
		const rn_real *a = s->gate + (size_t)b * (size_t)H;
		rn_real *h = s->next[0] + (size_t)b * (size_t)H;

		RN_VECTOR
		for (int j = 0; j < H; j++)
			h[j] = rn_tanh(a[j] + bias[j]);
	}
}

RN_KERNEL
static void elman_backward(const struct rn_cell_step *s)
{
	const int H = s->H;

	for (int b = 0; b < s->B; b++) {
		const rn_real *h = s->next[0] + (size_t)b * (size_t)H;
		rn_real *da = s->gate + (size_t)b * (size_t)H;
		rn_real *dh = s->dstate[0] + (size_t)b * (size_t)H;

		RN_VECTOR
		for (int j = 0; j < H; j++) {
			da[j] = dh[j] * (1 - h[j] * h[j]);
			dh[j] = 0; /* h_prev acts only through the product */
		}
	}
}

const struct rn_cell_type rn_cell_elman = {
	.name = "elman",
	.title = "simple recurrent network: one tanh layer that sees its past",
	.equation = "h = tanh(x W + h_prev U + b)",
	.source = "Elman 1990",
	.n_gate = 1,
	.n_state = 1,
	.rec_bias_gate = -1,
	.is_torch = true,
	.forget_gate = -1,
	.forward = elman_forward,
	.backward = elman_backward,
};

/*
 * cell_dtrnn.c - the deep transition network: L layers from state to state.
 *
 *   s_1 = tanh(x W + h_prev R_1 + b_1)
 *   s_l = tanh(s_(l-1) R_l + b_l)          l = 2 .. L
 *   h = s_L
 *
 * The shortcut adds h_prev S inside the last tanh, so that the past is not L
 * layers away.  L = 1 is the Elman network.
 *
 * R. Pascanu et al., "How to construct deep recurrent neural networks", ICLR
 * 2014: DT-RNN and DT(S)-RNN.
 */
#include "base/kernel.h"
#include "nn/act.h"
#include "nn/cell.h"

#include <stddef.h>

static const char *dtrnn_plan(struct rn_cell *c,
                              const struct rn_option_value *given)
{
	const int H = c->H, L = (int)rn_cell_number(given, "depth", 2);
	const bool has_shortcut = rn_cell_number(given, "shortcut", 0) > 0;

	if (has_shortcut && L < 2)
		return "--shortcut: there is no layer to pass over at --depth 1";
	c->n_gate = L * H;
	c->n_stage = L;
	c->n_scratch = L - 1;
	for (int l = 0; l < L; l++) {
		c->scratch[l] = H;
		c->product[l] = (struct rn_cell_product){
			.stage = l, .operand = l ? RN_SCRATCH(l - 1) : 0, .rows = H,
			.to = l * H, .cols = H,
		};
	}
	c->n_product = L;
	if (has_shortcut) {
		c->product[L] = c->product[L - 1];
		c->product[L].operand = 0;
		c->n_product++;
	}
	return NULL;
}

RN_KERNEL
static void dtrnn_forward(const struct rn_cell_step *s)
{
	const int H = s->H, l = s->stage, L = s->cell->n_stage;
	const rn_real *bias = s->bias + l * H;
	rn_real *out = l == L - 1 ? s->next[0] : s->scratch[l];

	for (int b = 0; b < s->B; b++) {
		const rn_real *a = s->gate + (size_t)b * (size_t)(L * H) + l * H;
		rn_real *to = out + (size_t)b * (size_t)H;

		RN_VECTOR
		for (int j = 0; j < H; j++)
			to[j] = rn_tanh(a[j] + bias[j]);
	}
}

RN_KERNEL
static void dtrnn_backward(const struct rn_cell_step *s)
{
	const int H = s->H, l = s->stage, L = s->cell->n_stage;
	const bool is_last = l == L - 1;
	const rn_real *out = is_last ? s->next[0] : s->scratch[l];
	rn_real *dout = is_last ? s->dstate[0] : s->dscratch[l];

	for (int b = 0; b < s->B; b++) {
		const rn_real *y = out + (size_t)b * (size_t)H;
		rn_real *da = s->gate + (size_t)b * (size_t)(L * H) + l * H;
		rn_real *dy = dout + (size_t)b * (size_t)H;

		RN_VECTOR
		for (int j = 0; j < H; j++) {
			da[j] = dy[j] * (1 - y[j] * y[j]);
			dy[j] = 0; /* h_prev acts only through the products */
		}
	}
}

static const struct rn_option dtrnn_options[] = {
	{ "depth", RN_OPTION_INT, 1, 10, { NULL },
	  "layers from one state to the next" },
	{ "shortcut", RN_OPTION_FLAG, 0, 1, { NULL },
	  "let the last layer see the past directly" },
	{ .name = NULL },
};

const struct rn_cell_type rn_cell_dtrnn = {
	.name = "dtrnn",
	.title = "deep transition: several tanh layers from state to state",
	.equation = "s_1 = tanh(x W + h_prev R_1 + b_1)  "
	            "s_l = tanh(s_(l-1) R_l + b_l)",
	.source = "Pascanu et al. 2014",
	.option = dtrnn_options,
	.n_gate = 1,
	.n_state = 1,
	.rec_bias_gate = -1,
	.forget_gate = -1,
	.plan = dtrnn_plan,
	.forward = dtrnn_forward,
	.backward = dtrnn_backward,
};

/*
 * cell_elman.c - the simple recurrent network.
 *
 *   h = act(x W + h_prev U + b)
 *
 * J. L. Elman, "Finding structure in time", Cognitive Science 14, 1990;
 * torch.nn.RNN.  act is tanh, the logistic function, or max(0, .), for which
 * Q. V. Le et al. 2015 start U as the identity (--init identity).
 */
#include "base/kernel.h"
#include "nn/act.h"
#include "nn/cell.h"

#include <stddef.h>

enum { ACT_TANH, ACT_LOGISTIC, ACT_RELU };

static const struct rn_option options[] = {
	{ "act", RN_OPTION_WORD, 0, 2, { "tanh", "logistic", "relu" },
	  "what bounds the state" },
	{ .name = NULL },
};

static const char *elman_plan(struct rn_cell *c,
                              const struct rn_option_value *given)
{
	c->mode = (int)rn_cell_number(given, "act", ACT_TANH);
	return NULL;
}

RN_ALWAYS_INLINE void forward(const struct rn_cell_step *s, int act)
{
	const int H = s->H;
	const rn_real *bias = s->bias;

	for (int b = 0; b < s->B; b++) {
		const rn_real *a = s->gate + (size_t)b * (size_t)H;
		rn_real *h = s->next[0] + (size_t)b * (size_t)H;

		RN_VECTOR
		for (int j = 0; j < H; j++) {
			const rn_real x = a[j] + bias[j];

			h[j] = act == ACT_TANH ? rn_tanh(x)
			       : act == ACT_LOGISTIC ? rn_sigmoid(x) : x < 0 ? 0 : x;
		}
	}
}

RN_KERNEL
static void elman_forward(const struct rn_cell_step *s)
{
	if (s->cell->mode == ACT_TANH)
		forward(s, ACT_TANH);
	else if (s->cell->mode == ACT_LOGISTIC)
		forward(s, ACT_LOGISTIC);
	else
		forward(s, ACT_RELU);
}

RN_ALWAYS_INLINE void backward(const struct rn_cell_step *s, int act)
{
	const int H = s->H;

	for (int b = 0; b < s->B; b++) {
		const rn_real *h = s->next[0] + (size_t)b * (size_t)H;
		rn_real *da = s->gate + (size_t)b * (size_t)H;
		rn_real *dh = s->dstate[0] + (size_t)b * (size_t)H;

		RN_VECTOR
		for (int j = 0; j < H; j++) {
			da[j] = act == ACT_TANH ? dh[j] * (1 - h[j] * h[j])
			        : act == ACT_LOGISTIC ? dh[j] * h[j] * (1 - h[j])
			        : h[j] > 0 ? dh[j] : 0;
			dh[j] = 0; /* h_prev acts only through the product */
		}
	}
}

RN_KERNEL
static void elman_backward(const struct rn_cell_step *s)
{
	if (s->cell->mode == ACT_TANH)
		backward(s, ACT_TANH);
	else if (s->cell->mode == ACT_LOGISTIC)
		backward(s, ACT_LOGISTIC);
	else
		backward(s, ACT_RELU);
}

const struct rn_cell_type rn_cell_elman = {
	.name = "elman",
	.title = "simple recurrent network: one tanh layer that sees its past",
	.equation = "h = tanh(x W + h_prev U + b)",
	.source = "Elman 1990",
	.option = options,
	.n_gate = 1,
	.n_state = 1,
	.rec_bias_gate = -1,
	.is_torch = true,
	.forget_gate = -1,
	.plan = elman_plan,
	.forward = elman_forward,
	.backward = elman_backward,
};

/*
 * optim_sgd.c - steepest descent with momentum; torch.optim.SGD.
 */
#include "train/optim.h"

#include "base/kernel.h"

RN_KERNEL
static void sgd_step(const struct rn_optim_step *s)
{
	const rn_real rate = (rn_real)s->rate, decay = (rn_real)s->decay;
	const rn_real momentum = (rn_real)s->momentum;
	rn_real *restrict w = s->w, *restrict v = s->m[0];
	const rn_real *restrict g = s->g;

	for (size_t i = 0; i < s->n; i++) {
		v[i] = momentum * v[i] + g[i] + decay * w[i];
		w[i] -= rate * v[i];
	}
}

const struct rn_optim_type rn_optim_sgd = {
	.name = "sgd",
	.title = "steepest descent with --momentum",
	.equation = "v = mu v + g;  w -= rate v",
	.n_moment = 1,
	.step = sgd_step,
};

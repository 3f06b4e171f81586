/*
 * optim_sgd.c - steepest descent with momentum, plain (B. Polyak 1964) or
 * with a look ahead (Y. Nesterov 1983, as I. Sutskever et al. 2013 write it);
 * torch.optim.SGD, whose velocity is the gradient at the first step.
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

RN_KERNEL
static void nesterov_step(const struct rn_optim_step *s)
{
	const rn_real rate = (rn_real)s->rate, decay = (rn_real)s->decay;
	const rn_real momentum = (rn_real)(s->momentum > 0 ? s->momentum : 0.9);
	rn_real *restrict w = s->w, *restrict v = s->m[0];
	const rn_real *restrict g = s->g;

	for (size_t i = 0; i < s->n; i++) {
		const rn_real d = g[i] + decay * w[i];

		v[i] = momentum * v[i] + d;
		w[i] -= rate * (d + momentum * v[i]);
	}
}

const struct rn_optim_type rn_optim_sgd = {
	.name = "sgd",
	.title = "steepest descent with --momentum",
	.equation = "v = mu v + g;  w -= rate v",
	.has_momentum = true,
	.n_moment = 1,
	.step = sgd_step,
};

const struct rn_optim_type rn_optim_nesterov = {
	.name = "nesterov",
	.title = "steepest descent with momentum that looks ahead (0.9)",
	.equation = "v = mu v + g;  w -= rate (g + mu v)",
	.has_momentum = true,
	.n_moment = 1,
	.step = nesterov_step,
};

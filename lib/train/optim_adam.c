/*
 * optim_adam.c - adaptive moments (D. Kingma, J. Ba 2015) with weight decay
 * as part of the gradient, or apart from it as AdamW (I. Loshchilov, F. Hutter
 * 2019); torch.optim.Adam and AdamW.
 */
#include "train/optim.h"

#include "base/kernel.h"

#include <math.h>

/* w shrinks by `shrink`; g grows by decay * w. */
RN_KERNEL
static void moments(const struct rn_optim_step *s, rn_real shrink,
                    rn_real decay)
{
	const double beta1 = 0.9, beta2 = 0.999;
	const double unbias1 = 1 - pow(beta1, (double)s->t);
	const double unbias2 = 1 - pow(beta2, (double)s->t);
	const rn_real b1 = (rn_real)beta1, b2 = (rn_real)beta2;
	const rn_real rate = (rn_real)(s->rate / unbias1);
	const rn_real root = (rn_real)(1 / sqrt(unbias2));
	const rn_real eps = (rn_real)1e-8;
	rn_real *restrict w = s->w;
	rn_real *restrict m = s->m[0], *restrict v = s->m[1];
	const rn_real *restrict g = s->g;

	for (size_t i = 0; i < s->n; i++) {
		const rn_real d = g[i] + decay * w[i];

		m[i] = b1 * m[i] + (1 - b1) * d;
		v[i] = b2 * v[i] + (1 - b2) * d * d;
		w[i] *= shrink;
#ifdef RN_DOUBLE
		w[i] -= rate * m[i] / (sqrt(v[i]) * root + eps);
#else
		w[i] -= rate * m[i] / (sqrtf(v[i]) * root + eps);
#endif
	}
}

static void adam_step(const struct rn_optim_step *s)
{
	moments(s, 1, (rn_real)s->decay);
}

static void adamw_step(const struct rn_optim_step *s)
{
	moments(s, (rn_real)(1 - s->rate * s->decay), 0);
}

const struct rn_optim_type rn_optim_adam = {
	.name = "adam",
	.title = "adaptive moments (0.9, 0.999)",
	.equation = "m = .9 m + .1 g;  v = .999 v + .001 g^2;  "
	            "w -= rate m^ / (sqrt(v^) + eps)",
	.n_moment = 2,
	.step = adam_step,
};

const struct rn_optim_type rn_optim_adamw = {
	.name = "adamw",
	.title = "adam with weight decay apart from the gradient",
	.equation = "w *= 1 - rate decay;  then as adam",
	.n_moment = 2,
	.step = adamw_step,
};

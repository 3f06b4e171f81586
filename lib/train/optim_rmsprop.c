/*
 * optim_rmsprop.c - the gradient divided by a running root mean square of
 * itself (G. Hinton, lecture 6e of "Neural networks for machine learning",
 * 2012), with the constants and the place of eps of Keras.
 */
#include "train/optim.h"

#include "base/kernel.h"

#include <math.h>

RN_KERNEL
static void rmsprop_step(const struct rn_optim_step *s)
{
	const rn_real rho = (rn_real)0.9, eps = (rn_real)1e-7;
	const rn_real rate = (rn_real)s->rate, decay = (rn_real)s->decay;
	rn_real *restrict w = s->w, *restrict a = s->m[0];
	const rn_real *restrict g = s->g;

	for (size_t i = 0; i < s->n; i++) {
		const rn_real d = g[i] + decay * w[i];

		a[i] = rho * a[i] + (1 - rho) * d * d;
#ifdef RN_DOUBLE
		w[i] -= rate * d / (sqrt(a[i]) + eps);
#else
		w[i] -= rate * d / (sqrtf(a[i]) + eps);
#endif
	}
}

const struct rn_optim_type rn_optim_rmsprop = {
	.name = "rmsprop",
	.title = "gradient over its running root mean square (rho 0.9, eps 1e-7)",
	.equation = "a = rho a + (1 - rho) g^2;  w -= rate g / (sqrt(a) + eps)",
	.n_moment = 1,
	.step = rmsprop_step,
};

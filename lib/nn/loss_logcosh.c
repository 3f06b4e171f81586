/*
 * loss_logcosh.c - the logarithm of the hyperbolic cosine: e^2 / 2 for small
 * errors, |e| - ln 2 for large ones, and smooth between them.
 *
 *   ln cosh e = |e| + ln(1 + exp(-2 |e|)) - ln 2,  which never overflows
 */
#include "nn/loss.h"

#include <math.h>

static double logcosh(const rn_real *yhat, const rn_real *y, size_t n,
                      const struct rn_loss_args *args, rn_real weight,
                      rn_real *dyhat)
{
	double sum = 0;

	(void)args;
	for (size_t i = 0; i < n; i++) {
		const double e = (double)(yhat[i] - y[i]);

		sum += fabs(e) + log1p(exp(-2 * fabs(e))) - log(2);
		if (dyhat)
			dyhat[i] = weight * (rn_real)tanh(e);
	}
	return sum;
}

const struct rn_loss_type rn_loss_logcosh = {
	.name = "logcosh",
	.title = "squared for small errors, absolute for large, and smooth",
	.equation = "ln cosh e",
	.width = 1,
	.eval = logcosh,
	.point = rn_loss_point,
};

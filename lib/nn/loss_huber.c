/*
 * loss_huber.c - square up to delta, straight beyond (P. J. Huber 1964;
 * torch.nn.HuberLoss).
 */
#include "nn/loss.h"

#include <math.h>

static double huber(const rn_real *yhat, const rn_real *y, size_t n,
                    const struct rn_loss_args *args, rn_real weight,
                    rn_real *dyhat)
{
	const double delta = args->delta;
	double sum = 0;

	for (size_t i = 0; i < n; i++) {
		const double e = (double)(yhat[i] - y[i]);
		const double size = fabs(e);
		const double end = copysign(delta, e);

		sum += size < delta ? 0.5 * e * e : delta * (size - 0.5 * delta);
		if (dyhat)
			dyhat[i] = weight * (rn_real)(size < delta ? e : end);
	}
	return sum;
}

const struct rn_loss_type rn_loss_huber = {
	.name = "huber",
	.title = "squared for small errors, absolute for large (--huber-delta)",
	.equation = "e^2 / 2 where |e| < delta, else delta (|e| - delta / 2)",
	.width = 1,
	.eval = huber,
	.point = rn_loss_point,
};

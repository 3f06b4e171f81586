/*
 * loss_mse.c - the squared error.
 */
#include "nn/loss.h"

static double mse(const rn_real *yhat, const rn_real *y, size_t n,
                  const struct rn_loss_args *args, rn_real weight,
                  rn_real *dyhat)
{
	double sum = 0;

	(void)args;
	for (size_t i = 0; i < n; i++) {
		const rn_real e = yhat[i] - y[i];

		sum += (double)e * (double)e;
		if (dyhat)
			dyhat[i] = weight * 2 * e;
	}
	return sum;
}

const struct rn_loss_type rn_loss_mse = {
	.name = "mse",
	.title = "squared error: forecasts the mean",
	.equation = "e^2",
	.width = 1,
	.eval = mse,
	.point = rn_loss_point,
};

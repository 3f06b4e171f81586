/*
 * loss_mae.c - the absolute error; its slope at 0 is taken as 0.
 */
#include "nn/loss.h"

#include <math.h>

static double mae(const rn_real *yhat, const rn_real *y, size_t n,
                  const struct rn_loss_args *args, rn_real weight,
                  rn_real *dyhat)
{
	double sum = 0;

	(void)args;
	for (size_t i = 0; i < n; i++) {
		const rn_real e = yhat[i] - y[i];

		sum += fabs((double)e);
		if (dyhat)
			dyhat[i] = weight * (rn_real)((e > 0) - (e < 0));
	}
	return sum;
}

const struct rn_loss_type rn_loss_mae = {
	.name = "mae",
	.title = "absolute error: forecasts the median, minds outliers less",
	.equation = "|e|",
	.width = 1,
	.eval = mae,
	.point = rn_loss_point,
};

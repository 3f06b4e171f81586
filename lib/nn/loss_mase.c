/*
 * loss_mase.c - the absolute error in units of the seasonal naive forecast's
 * on the training rows (R. Hyndman, A. Koehler, "Another look at measures of
 * forecast accuracy", IJF 2006): so that each series of a panel counts by how
 * hard it is, not by how large.
 */
#include "nn/loss.h"

static double mase(const rn_real *yhat, const rn_real *y, size_t n,
                   const struct rn_loss_args *args, rn_real weight,
                   rn_real *dyhat)
{
	return args->worth
	       * rn_loss_mae.eval(yhat, y, n, args,
	                          weight * (rn_real)args->worth, dyhat);
}

const struct rn_loss_type rn_loss_mase = {
	.name = "mase",
	.title = "absolute error beside that of the seasonal naive forecast",
	.equation = "|e| / mean |y_t - y_(t - season)| of the training rows",
	.width = 1,
	.is_of_row = true,
	.eval = mase,
	.point = rn_loss_point,
};

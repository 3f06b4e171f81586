/*
 * loss_pinball.c - the quantile loss: what lies above the forecast costs tau
 * of its distance, what lies below 1 - tau, so that a share tau of what comes
 * is below the best forecast (R. Koenker, G. Bassett, "Regression quantiles",
 * Econometrica 1978).  Its slope at 0 is taken as 0.
 */
#include "nn/loss.h"

static double pinball(const rn_real *yhat, const rn_real *y, size_t n,
                      const struct rn_loss_args *args, rn_real weight,
                      rn_real *dyhat)
{
	const double tau = args->quantile;
	double sum = 0;

	for (size_t i = 0; i < n; i++) {
		const double e = (double)(yhat[i] - y[i]);
		const double slope = e > 0 ? 1 - tau : e < 0 ? -tau : 0;

		sum += slope * e;
		if (dyhat)
			dyhat[i] = weight * (rn_real)slope;
	}
	return sum;
}

const struct rn_loss_type rn_loss_pinball = {
	.name = "pinball",
	.title = "forecasts a quantile: that share lies below it (--quantile)",
	.equation = "(1 - tau) e where e > 0, else -tau e",
	.width = 1,
	.eval = pinball,
	.point = rn_loss_point,
};

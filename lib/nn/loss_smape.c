/*
 * loss_smape.c - the symmetric percentage error of the M4 competition (S.
 * Makridakis, E. Spiliotis, V. Assimakopoulos, IJF 2020), of the values and
 * not of what is left after scaling: with o = shift / scale,
 *
 *   loss = 200 |e| / d,  d = max(|y + o| + |yhat + o|, 0.01)
 *   d yhat = 200 (sign e - |e| sign(yhat + o) / d) / d
 *
 * the second part of which is 0 where d is 0.01: so a scaled size that small
 * counts as if it were no smaller, and slopes do not grow beyond all bounds
 * where values come near 0.
 */
#include "nn/loss.h"

#include <math.h>

static const double least_size = 0.01;

static double sign(double x)
{
	return (x > 0) - (x < 0);
}

static double smape(const rn_real *yhat, const rn_real *y, size_t n,
                    const struct rn_loss_args *args, rn_real weight,
                    rn_real *dyhat)
{
	const double o = args->offset;
	double sum = 0;

	for (size_t i = 0; i < n; i++) {
		const double e = (double)(yhat[i] - y[i]);
		const double size = fabs((double)y[i] + o)
		                    + fabs((double)yhat[i] + o);
		const double d = fmax(size, least_size);
		const double pull = size > least_size
			? fabs(e) * sign((double)yhat[i] + o) / d : 0;

		sum += 200 * fabs(e) / d;
		if (dyhat)
			dyhat[i] = weight * (rn_real)(200 * (sign(e) - pull) / d);
	}
	return sum;
}

const struct rn_loss_type rn_loss_smape = {
	.name = "smape",
	.title = "symmetric percentage error, of the values themselves",
	.equation = "200 |e| / (|y| + |yhat|), of values that are not scaled",
	.width = 1,
	.is_of_row = true,
	.eval = smape,
	.point = rn_loss_point,
};

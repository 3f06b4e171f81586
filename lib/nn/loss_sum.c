/*
 * loss_sum.c - several losses of a point, each with its weight.
 */
#include "nn/loss.h"

static double sum_of(const rn_real *yhat, const rn_real *y, size_t n,
                     const struct rn_loss_args *args, rn_real weight,
                     rn_real *dyhat)
{
	const struct rn_loss_parts *of = &args->sum;
	double sum = 0;

	/* Target by target, for the slopes of all parts meet in one number. */
	for (size_t i = 0; i < n; i++) {
		rn_real slope = 0;

		for (int k = 0; k < of->n; k++) {
			const double w = of->part[k].weight;
			rn_real d;

			sum += w * of->part[k].type->eval(yhat + i, y + i, 1, args,
			                                  weight * (rn_real)w, &d);
			slope += d;
		}
		if (dyhat)
			dyhat[i] = slope;
	}
	return sum;
}

const struct rn_loss_type rn_loss_sum = {
	.name = "sum",
	.title = "several losses of a point, with weights (--loss-sum)",
	.equation = "w_1 loss_1 + w_2 loss_2 + ...",
	.width = 1,
	.eval = sum_of,
	.point = rn_loss_point,
};

/*
 * loss.c - the table of losses, and what several of them share.
 */
#include "nn/loss.h"

#include <math.h>

const struct rn_loss_type *const rn_loss_types[] = {
	&rn_loss_mse,
	&rn_loss_mae,
	&rn_loss_huber,
	&rn_loss_pinball,
	&rn_loss_gaussian,
	&rn_loss_student,
	&rn_loss_cross_entropy,
	NULL
};

int rn_loss_width(const struct rn_loss_type *type,
                  const struct rn_loss_args *args)
{
	return type->width ? type->width : args->n_class;
}

void rn_loss_points(const struct rn_loss_type *type,
                    const struct rn_loss_args *args, const rn_real *z,
                    size_t n, rn_real *point)
{
	const size_t width = (size_t)rn_loss_width(type, args);

	for (size_t i = 0; i < n; i++)
		point[i] = (rn_real)type->point(z + i * width, args);
}

double rn_loss_point(const rn_real *z, const struct rn_loss_args *args)
{
	(void)args;
	return (double)z[0];
}

double rn_loss_scale(double r, double *slope)
{
	/* The exponential is of what is not above 0: nothing overflows. */
	const double e = exp(-fabs(r));

	*slope = (r > 0 ? 1 : e) / (1 + e);
	return (r > 0 ? r : 0) + log1p(e) + 1e-3;
}

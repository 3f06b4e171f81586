/*
 * loss.c - the table of losses, and what several of them share.
 */
#include "nn/loss.h"

#include <math.h>

const struct rn_loss_type *const rn_loss_types[] = {
	&rn_loss_mse,
	&rn_loss_mae,
	&rn_loss_huber,
	&rn_loss_logcosh,
	&rn_loss_pinball,
	&rn_loss_smape,
	&rn_loss_mase,
	&rn_loss_sum,
	&rn_loss_gaussian,
	&rn_loss_student,
	&rn_loss_quantiles,
	&rn_loss_cross_entropy,
	NULL
};

int rn_loss_width(const struct rn_loss_type *type,
                  const struct rn_loss_args *args)
{
	if (type->width)
		return type->width;
	return type->is_categorical ? args->n_class : rn_loss_shares(args)->n;
}

bool rn_loss_has(const struct rn_loss_type *type,
                 const struct rn_loss_args *args,
                 const struct rn_loss_type *part)
{
	bool has = type == part;

	for (int i = 0; type == &rn_loss_sum && i < args->sum.n; i++)
		has = has || args->sum.part[i].type == part;
	return has;
}

bool rn_loss_is_of_row(const struct rn_loss_type *type,
                       const struct rn_loss_args *args)
{
	bool is = type->is_of_row;

	for (int i = 0; type == &rn_loss_sum && i < args->sum.n; i++)
		is = is || args->sum.part[i].type->is_of_row;
	return is;
}

bool rn_loss_is_part(const struct rn_loss_type *type)
{
	return type->width == 1 && type != &rn_loss_sum;
}

const struct rn_quantiles *rn_loss_shares(const struct rn_loss_args *args)
{
	static const struct rn_quantiles usual = {
		7, { 0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975 }
	};

	return args->quantiles.n ? &args->quantiles : &usual;
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

double rn_softplus(double r, double *slope)
{
	/* The exponential is of what is not above 0: nothing overflows. */
	const double e = exp(-fabs(r));

	*slope = (r > 0 ? 1 : e) / (1 + e);
	return (r > 0 ? r : 0) + log1p(e);
}

double rn_loss_scale(double r, double *slope)
{
	return rn_softplus(r, slope) + 1e-3;
}

/*
 * baseline.c - the forecasts that need no fitting, and the table of all.
 */
#include "train/baseline.h"

static void last(const struct rn_baseline *b, const struct rn_series *series,
                 size_t cutoff, const struct rn_window_shape *shape,
                 const struct rn_scale *scale, double *yhat)
{
	(void)b, (void)scale;
	for (int k = 0; k < shape->n_out; k++)
		yhat[k] = series->x[cutoff];
}

/* The latest known row that is whole seasons before the target; before the
 * first season is complete, the last value. */
static void seasonal(const struct rn_baseline *b,
                     const struct rn_series *series, size_t cutoff,
                     const struct rn_window_shape *shape,
                     const struct rn_scale *scale, double *yhat)
{
	const size_t period = (size_t)b->period;

	(void)scale;
	for (int k = 0; k < shape->n_out; k++) {
		const size_t ahead = (size_t)(shape->lead + k);
		const size_t back = (ahead + period - 1) / period * period - ahead;

		yhat[k] = series->x[back <= cutoff ? cutoff - back : cutoff];
	}
}

/* The straight line through the first and the last known value. */
static void drift(const struct rn_baseline *b, const struct rn_series *series,
                  size_t cutoff, const struct rn_window_shape *shape,
                  const struct rn_scale *scale, double *yhat)
{
	const double *x = series->x;
	const double slope = cutoff ? (x[cutoff] - x[0]) / (double)cutoff : 0;

	(void)b, (void)scale;
	for (int k = 0; k < shape->n_out; k++)
		yhat[k] = x[cutoff] + slope * (shape->lead + k);
}

const struct rn_baseline_type rn_baseline_last = {
	.name = "repeat-last",
	.title = "the last value, again",
	.is_naive = true,
	.forecast = last,
};

const struct rn_baseline_type rn_baseline_seasonal = {
	.name = "seasonal-naive",
	.title = "the value one season before",
	.is_naive = true,
	.per_season = true,
	.forecast = seasonal,
};

const struct rn_baseline_type rn_baseline_drift = {
	.name = "drift",
	.title = "the line through the first and the last value",
	.forecast = drift,
};

const struct rn_baseline_type *const rn_baseline_types[] = {
	&rn_baseline_last,
	&rn_baseline_seasonal,
	&rn_baseline_drift,
	&rn_baseline_ridge,
	&rn_baseline_naive2,
	&rn_baseline_theta,
	NULL
};

const struct rn_base_type rn_base_none = {
	.name = "none",
	.title = "the network forecasts by itself",
};

static const struct rn_base_type base_last = {
	.name = "last",
	.title = "it forecasts what is to be added to the last value",
	.of = &rn_baseline_last,
};

static const struct rn_base_type base_seasonal = {
	.name = "seasonal",
	.title = "it corrects the value one season before",
	.of = &rn_baseline_seasonal,
};

static const struct rn_base_type base_ridge = {
	.name = "ridge",
	.title = "it corrects a linear autoregression",
	.of = &rn_baseline_ridge,
};

const struct rn_base_type *const rn_base_types[] = {
	&rn_base_none, &base_last, &base_seasonal, &base_ridge, NULL
};

int rn_base_back(const struct rn_base_type *type,
                 const struct rn_window_shape *shape, int period)
{
	if (type->of == &rn_baseline_ridge)
		return shape->n_ridge > shape->n_in ? shape->n_ridge : shape->n_in;
	return type->of && type->of->per_season ? period : 0;
}

void rn_baseline_add(const struct rn_baseline *b,
                     const struct rn_series *series, size_t cutoff,
                     const struct rn_window_shape *shape,
                     const struct rn_scale *scale, double *work, rn_real *z,
                     int width)
{
	const struct rn_scale own = rn_window_scale(shape, scale, series,
		cutoff + 1 - (size_t)shape->n_in);

	b->type->forecast(b, series, cutoff, shape, scale, work);
	for (int k = 0; k < shape->n_out; k++)
		z[k * width] += (rn_real)rn_scale_apply(&own, work[k]);
}

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

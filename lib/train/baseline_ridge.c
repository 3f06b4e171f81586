/*
 * baseline_ridge.c - a linear autoregression with a ridge penalty.
 *
 * A regression (base/ridge.h) of the targets on the inputs of a window, in the
 * units of that window; the penalty is the one that does best on the validation
 * windows.
 */
#include "train/baseline.h"

#include "base/blas.h"
#include "base/block.h"
#include "base/ridge.h"
#include "data/batch.h"

#include <stdlib.h>

/* Rows of the target that it reads. */
static int n_own(const struct rn_window_shape *shape)
{
	return shape->n_ridge ? shape->n_ridge : shape->n_in;
}

/* All that it reads; changes from row to row say nothing new to it. */
static size_t n_input(const struct rn_window_shape *shape)
{
	const int n_other = rn_window_width(shape) - 1 - shape->n_lag
	                    - shape->n_diff;

	return (size_t)(n_own(shape) + shape->n_lag)
	       + (size_t)n_other * (size_t)shape->n_in;
}

static size_t ridge_n_state(const struct rn_window_shape *shape)
{
	const size_t T = n_input(shape), K = (size_t)shape->n_out;

	return T + K > RN_MAX_RIDGE ? 0 : T + K + T * K;
}

/* The inputs of the window whose last row is `cutoff`, scaled, channel by
 * channel; returns their end. */
static double *fill_inputs(double *v, const struct rn_series *series,
                           const struct rn_window_shape *shape,
                           const struct rn_scale *scale, size_t cutoff)
{
	const size_t T = (size_t)shape->n_in, first = cutoff + 1 - T;
	const struct rn_scale own = rn_window_scale(shape, scale, series, first);
	const int D = rn_window_width(shape), n = n_own(shape);
	const double *x = series->x + cutoff + 1 - (size_t)n;

	for (int t = 0; t < n; t++)
		*v++ = rn_scale_apply(&own, x[t]);
	for (int d = 1; d < D; d++) {
		const struct rn_channel c = rn_window_channel(shape, series, first, d);
		const struct rn_scale *s = c.column ? &scale[c.column] : &own;
		size_t t = c.column ? 0 : T - 1;

		for (; !c.less && t < T; t++)
			*v++ = rn_channel_value(&c, s, t);
	}
	return v;
}

/* x and y of one window, behind each other */
static void fill_row(const struct rn_dataset *data, struct rn_window w,
                     double *v)
{
	const struct rn_window_shape *shape = &data->split->shape;
	const struct rn_scale *scale = rn_dataset_scale(data, w.series);
	const struct rn_series *s = &data->panel->series[w.series];
	const struct rn_scale own = rn_window_scale(shape, scale, s, w.first);
	const double *y = s->x + rn_window_target(shape, w.first);

	v = fill_inputs(v, s, shape, scale, w.first + (size_t)shape->n_in - 1);
	for (int k = 0; k < shape->n_out; k++)
		*v++ = rn_scale_apply(&own, y[k]);
}

static void add_windows(struct rn_moments *m, const struct rn_dataset *data,
                        enum rn_part part)
{
	for (size_t i = 0; i < data->split->n[part]; i++)
		fill_row(data, rn_split_window(data->split, part, i),
		         rn_moments_next(m));
	rn_moments_close(m);
}

static enum rn_status ridge_fit(struct rn_baseline *b,
                                const struct rn_dataset *data,
                                struct rn_error *err)
{
	const struct rn_window_shape *shape = &data->split->shape;
	const size_t n_state = ridge_n_state(shape);
	const int T = n_state ? (int)n_input(shape) : 0, K = shape->n_out;
	const struct rn_ridge_opts opts = { .penalty = -1, .is_relative = true };
	struct rn_moments train = RN_MOMENTS_INIT, valid = RN_MOMENTS_INIT;
	double *state = NULL, mse;

	if (n_state == 0)
		return RN_OK;
	if (!rn_blas_start(err) && !rn_moments_make(&train, T, K, err)
	    && !rn_moments_make(&valid, T, K, err)
	    && !rn_alloc(&state, n_state, sizeof(double), err)) {
		add_windows(&train, data, RN_TRAIN);
		add_windows(&valid, data, RN_VALID);
		if (!rn_ridge_fit(state, &mse, &train, &valid, &opts, err)) {
			b->state = state;
			state = NULL;
		}
	}
	rn_moments_release(&train);
	rn_moments_release(&valid);
	free(state);
	return b->state ? RN_OK : err->status;
}

static void ridge_forecast(const struct rn_baseline *b,
                           const struct rn_series *series, size_t cutoff,
                           const struct rn_window_shape *shape,
                           const struct rn_scale *scale, double *yhat)
{
	const int T = (int)n_input(shape), K = shape->n_out;
	const struct rn_scale own = rn_window_scale(shape, scale, series,
		cutoff + 1 - (size_t)shape->n_in);
	const double *mean = b->state, *W = mean + T + K;
	double z[RN_MAX_RIDGE];

	fill_inputs(z, series, shape, scale, cutoff);
	for (int k = 0; k < K; k++)
		yhat[k] = mean[T + k];
	for (int i = 0; i < T; i++)
		for (int k = 0; k < K; k++)
			yhat[k] += (z[i] - mean[i]) * W[i * K + k];
	for (int k = 0; k < K; k++)
		yhat[k] = rn_scale_invert(&own, yhat[k]);
}

const struct rn_baseline_type rn_baseline_ridge = {
	.name = "ridge",
	.title = "linear autoregression on the same inputs, ridge penalty",
	.n_state = ridge_n_state,
	.fit = ridge_fit,
	.forecast = ridge_forecast,
};

/*
 * baseline_ridge.c - a linear autoregression with a ridge penalty.
 *
 * A regression (base/ridge.h) of the targets on the inputs of a window, in
 * scaled units; the penalty is the one that does best on the validation
 * windows.
 */
#include "train/baseline.h"

#include "base/blas.h"
#include "base/block.h"
#include "base/ridge.h"
#include "data/batch.h"

#include <stdlib.h>

/* The inputs of a window, scaled, channel by channel; returns their end. */
static double *fill_inputs(double *v, const struct rn_series *series,
                           const struct rn_window_shape *shape,
                           const struct rn_scale *scale, size_t first)
{
	const int D = rn_window_width(shape);

	for (int d = 0; d < D; d++) {
		int column;
		const double *x = rn_window_channel(shape, series, first, d, &column);

		for (int t = 0; t < shape->n_in; t++)
			*v++ = rn_scale_apply(&scale[column], x[t]);
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
	const double *y = s->x + rn_window_target(shape, w.first);

	v = fill_inputs(v, s, shape, scale, w.first);
	for (int k = 0; k < shape->n_out; k++)
		*v++ = rn_scale_apply(scale, y[k]);
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
	const size_t n_in = (size_t)shape->n_in * (size_t)rn_window_width(shape);
	const int T = n_in < RN_MAX_RIDGE ? (int)n_in : RN_MAX_RIDGE;
	const int K = shape->n_out;
	const struct rn_ridge_opts opts = { .penalty = -1, .is_relative = true };
	struct rn_moments train = RN_MOMENTS_INIT, valid = RN_MOMENTS_INIT;
	double *state = NULL, mse;

	if (T + K > RN_MAX_RIDGE)
		return RN_OK;
	if (!rn_blas_start(err) && !rn_moments_make(&train, T, K, err)
	    && !rn_moments_make(&valid, T, K, err)
	    && !rn_alloc(&state, (size_t)(T + K + T * K), sizeof(double), err)) {
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
	const int T = shape->n_in * rn_window_width(shape), K = shape->n_out;
	const double *mean = b->state, *W = mean + T + K;
	double z[RN_MAX_RIDGE];

	fill_inputs(z, series, shape, scale, cutoff + 1 - (size_t)shape->n_in);
	for (int k = 0; k < K; k++)
		yhat[k] = mean[T + k];
	for (int i = 0; i < T; i++)
		for (int k = 0; k < K; k++)
			yhat[k] += (z[i] - mean[i]) * W[i * K + k];
	for (int k = 0; k < K; k++)
		yhat[k] = rn_scale_invert(scale, yhat[k]);
}

const struct rn_baseline_type rn_baseline_ridge = {
	.name = "ridge",
	.title = "linear autoregression on the same inputs, ridge penalty",
	.fit = ridge_fit,
	.forecast = ridge_forecast,
};

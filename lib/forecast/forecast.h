/*
 * forecast.h - the rows after the last one known.
 */
#ifndef RN_FORECAST_H
#define RN_FORECAST_H

#include "base/error.h"
#include "data/scaler.h"
#include "model/model.h"
#include "nn/committee.h"

#include <stddef.h>
#include <stdint.h>

/*
 * One window forecasts rows lead .. lead + n_out - 1 after its last input, so
 * the rows before those come from earlier windows, and the rows beyond from
 * windows over the forecasts themselves (recursion).  A network whose state is
 * carried sees rn_spec_wants rows, or all where there are fewer, from no state
 * on, then the forecasts.  The members of an ensemble all see the forecasts
 * that they make together.
 */
struct rn_forecaster {
	const struct rn_model *model;
	int n_path;
	size_t room; /* rows of a path */
	struct rn_committee run;
	rn_real *z;  /* [T, n_path, D] the inputs of a pass, scaled */
	int *series; /* [n_path] which of the model's it is, each the same */
	double *x;   /* [n_path, room] the rows that are needed, then forecasts */
	rn_real *out;  /* [n_path, K] the outputs of a pass, the base added */
	double *base;  /* [n_out] */
	struct rn_scale *scale; /* [n_path] of the windows that they are of */
	size_t at;   /* where a state is carried: the next row that it sees */
	struct rn_network *drops; /* the model's with masks that last; NULL: the
	                             network drops nothing */
	double *deviate; /* [n_path] that of the last residual drawn */
};

#define RN_FORECASTER_INIT { .model = NULL }

/* Memory for n_path forecasts at once of at most `most` rows by a model, which
 * must outlive it: of that, the network, the shape of a window and the loss
 * are read.  RN_ELIMIT, and RN_EIO from rn_blas_start. */
RN_MUST_CHECK
enum rn_status rn_forecaster_make(struct rn_forecaster *f,
                                  const struct rn_model *model, int n_path,
                                  size_t most, struct rn_error *err);

/* The same with dropout that stays on, of which each path has one mask for all
 * its steps (Y. Gal, Z. Ghahramani 2016). */
RN_MUST_CHECK
enum rn_status rn_forecaster_make_dropping(struct rn_forecaster *f,
                                           const struct rn_model *model,
                                           int n_path, size_t most,
                                           struct rn_error *err);

/*
 * yhat [n_ahead]: the rows after those of a series, in its units.  n_row must
 * be at least n_in + lead - 1, n_ahead at most `most`, and rn_window_reach
 * where there are past columns.  Columns known ahead must go on for the least
 * multiple of rn_window_reach that n_ahead rows fit in.  scale: of the target,
 * then of the inputs.  Allocates nothing.  For this n_path is 1.
 */
void rn_forecaster_run(struct rn_forecaster *f, const struct rn_scale *scale,
                       const struct rn_series *series, size_t n_ahead,
                       double *yhat);

/* What is drawn. */
enum rn_draw_source {
	RN_DRAW_LOSS,     /* from the distribution that the outputs describe */
	RN_DRAW_RESIDUAL, /* points, and errors as the model has made them */
	RN_DRAW_QUANTILE, /* no draws: what a share of what comes lies below */
};

/* Where draws come from: the same seed, path and row, the same number. */
struct rn_draw {
	enum rn_draw_source source;
	uint64_t seed;
	double temperature; /* stretches what is drawn; 0: points, not draws */
	uint32_t first;     /* the number of the first of the n_path paths */
	int n;              /* paths that are wanted of these */
	const double *share; /* [n_path] RN_DRAW_QUANTILE: the share of each */
};

/*
 * The same with draws in place of points, each path going on from its own:
 * yhat [draw->n, n_ahead].
 *
 * RN_DRAW_LOSS: the loss has `sample`.  The rows that one window forecasts are
 * drawn independently of each other.
 *
 * RN_DRAW_RESIDUAL: the model has residuals.  The error of a row is drawn from
 * the table of its step in the window; that of the next row depends on it as
 * the errors of such rows did, by a Gaussian copula.
 *
 * RN_DRAW_QUANTILE: the loss has `quantile`.  Of rows that one window over
 * known rows forecasts; beyond them, quantiles of quantiles mean nothing.
 */
void rn_forecaster_draw(struct rn_forecaster *f, const struct rn_scale *scale,
                        const struct rn_series *series,
                        const struct rn_draw *draw, size_t n_ahead,
                        double *yhat);

void rn_forecaster_release(struct rn_forecaster *f);

/* The same for who forecasts once. */
RN_MUST_CHECK
enum rn_status rn_forecast(const struct rn_model *model,
                           const struct rn_scale *scale,
                           const struct rn_series *series, size_t n_ahead,
                           double *yhat, struct rn_error *err);

#endif

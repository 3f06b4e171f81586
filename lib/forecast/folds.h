/*
 * folds.h - forecasts beside what came of them, cutoff by cutoff.
 *
 * A fold is one forecast of rows that are known by now, made from the rows up
 * to its cutoff.  A model file holds those of its held-out rows; a CSV of
 * predictions has them, too.  From them follows how errors grow with the
 * distance, and what of a series the forecasts of one step left over.
 */
#ifndef RN_FOLDS_H
#define RN_FOLDS_H

#include "base/error.h"
#include "data/panel.h"
#include "forecast/metric.h"
#include "model/model.h"

#include <stddef.h>
#include <stdint.h>

struct rn_fold {
	int series;                 /* counted from 0 */
	const struct rn_axis *axis; /* of the first row on, */
	size_t row;                 /* which is this one of it */
	double cutoff, last;        /* the last row known: its rn_axis_number and
	                               its value; NaN where they are not known */
	int64_t lead;               /* rows from there to the first one; 0: not
	                               known */
	size_t n;                   /* rows */
	const double *y, *yhat;     /* [n] */
	const double *naive;        /* [n], or NULL; NaN: not known */
};

struct rn_fold_set {
	size_t n;
	struct rn_fold *fold; /* series by series, in order of time */
	int n_series;
	size_t n_step;        /* rows of the longest */
	double *naive;        /* [n, n_step] what naive points into */
	char naive_name[RN_MAX_SCORE_NAME]; /* "" where there is none */
};

#define RN_FOLDS_INIT { .fold = NULL }

void rn_folds_release(struct rn_fold_set *folds);

/*
 * The held-out rows of a model, which must outlive *folds.  Naive is the best
 * one of the last value and those of each season before, each by the mean
 * square of its errors in the rows that it is known for.  RN_EMODEL: it
 * holds none, or symbols; RN_ELIMIT.
 */
RN_MUST_CHECK
enum rn_status rn_folds_of_model(struct rn_fold_set *folds,
                                 const struct rn_model *model,
                                 struct rn_error *err);

/*
 * The rows of a file with the columns yhat and y and, where it has many rows
 * for a time, cutoff; the panel, which must outlive *folds, was read with
 * opts.wants.  Naive is the last value, where the rows tell it.  RN_EDATA:
 * there is no y; RN_ELIMIT.
 */
RN_MUST_CHECK
enum rn_status rn_folds_of_panel(struct rn_fold_set *folds,
                                 const struct rn_panel *panel,
                                 struct rn_error *err);

/* What is known of a series, once for each time, in order: *x
 * (rn_axis_number) and *y are freed by the caller.  RN_ELIMIT. */
RN_MUST_CHECK
enum rn_status rn_folds_truth(const struct rn_fold_set *folds, int series,
                              double **x, double **y, size_t *n,
                              struct rn_error *err);

/* The lead that all folds have; 0: they differ, or some are not known. */
int64_t rn_folds_lead(const struct rn_fold_set *folds);

/* Errors of all forecasts of row k, 0 .. n_step - 1, behind the cutoff; where
 * there is a naive forecast, of those rows that it has. */
void rn_folds_errors(const struct rn_fold_set *folds, size_t k,
                     struct rn_errors *model, struct rn_errors *naive);

/* *residual [*n] are y - yhat of the first row of each fold of a series, freed
 * by the caller.  RN_ELIMIT. */
RN_MUST_CHECK
enum rn_status rn_folds_residual(const struct rn_fold_set *folds, int series,
                                 double **residual, size_t *n,
                                 struct rn_error *err);

/* r [n_lag]: the autocorrelation of x at lags 1 .. n_lag < n, by the sums over
 * n that make it positive definite (Box and Jenkins 1976); 0 of a constant. */
void rn_autocorrelation(const double *x, size_t n, size_t n_lag, double *r);

#endif

/*
 * tally.h - errors of forecasts over all windows, and if asked for series by
 * series and step by step.
 */
#ifndef RN_TALLY_H
#define RN_TALLY_H

#include "base/error.h"
#include "forecast/metric.h"

#include <stdbool.h>

/* The errors of one forecast.  Windows come series by series. */
struct rn_tally {
	struct rn_errors all;
	struct rn_errors *series; /* [n_series], or NULL */
	struct rn_errors *step;   /* [n_step] of the horizon, or NULL */
	struct rn_errors now, *now_step; /* of the series at hand */
};

/* Those of every forecast of a verdict, in its order. */
struct rn_tallies {
	bool by_series, by_step; /* what is asked for */
	int n_series, n_step;
	int n;
	struct rn_tally of[RN_MAX_SCORE];
	int naive2;              /* the number of that forecast; -1: none */
};

#define RN_TALLIES_INIT { .naive2 = -1 }

/* Appends an empty tally for n_series series and n_step steps.  RN_ELIMIT. */
RN_MUST_CHECK
enum rn_status rn_tallies_next(struct rn_tallies *t, struct rn_tally **tally,
                               struct rn_error *err);

void rn_tallies_release(struct rn_tallies *t);

/* A forecast of step k, from 0, of the series at hand. */
void rn_tally_add(struct rn_tally *tally, int k, double y, double yhat,
                  const struct rn_yardstick *unit);

/* An interval around it, by rn_errors_add_interval. */
void rn_tally_add_interval(struct rn_tally *tally, int k, double y,
                           double level, double lower, double upper,
                           bool is_widest, const struct rn_yardstick *unit);

/* The series at hand has no more windows. */
void rn_tally_end(struct rn_tally *tally, const struct rn_tallies *t,
                  int series);

/* The metrics of forecast i: over all, of a series, of a step. */
void rn_tallies_all(const struct rn_tallies *t, int i, struct rn_score *score);
void rn_tallies_series(const struct rn_tallies *t, int i, int series,
                       struct rn_score *score);
void rn_tallies_step(const struct rn_tallies *t, int i, int step,
                     struct rn_score *score);

#endif

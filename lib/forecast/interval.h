/*
 * interval.h - what may come: intervals around the forecast of a series, by
 * one of several rules, and what paths are drawn from by the same rule.
 *
 * conformal: the first window's rows have the intervals of conformal.h.  The
 * rows beyond come from forecasts, whose errors add up: their intervals are
 * read off paths, each of which goes on from points with errors drawn like
 * those of the validation windows.
 * model: the distribution that the network's outputs describe.  The first
 * window's rows have its quantiles; those beyond are read off paths drawn from
 * it.
 * dropout: paths drawn as by one of these, the first where the outputs describe
 * no distribution, each by a network with other units masked (Y. Gal, Z.
 * Ghahramani 2016; with errors added as by L. Zhu, N. Laptev 2017).
 */
#ifndef RN_INTERVAL_H
#define RN_INTERVAL_H

#include "base/error.h"
#include "forecast/paths.h"
#include "model/verdict.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct rn_interval_type {
	const char *name;  /* spelling in --interval */
	const char *title; /* one line for `rnnfc list intervals` */
	bool by_loss;      /* draws from what the outputs describe, where they do */
	bool drops;
};

extern const struct rn_interval_type rn_interval_conformal, rn_interval_model,
	rn_interval_dropout;
extern const struct rn_interval_type *const rn_interval_types[]; /* ends NULL */

/* What a model is asked by where nobody says: model where its outputs describe
 * a distribution, else conformal. */
const struct rn_interval_type *rn_interval_usual(const struct rn_model *model);

/* Can a model have such intervals, or paths?  RN_EUSAGE, with the remedy. */
RN_MUST_CHECK
enum rn_status rn_interval_check(const struct rn_interval_type *type,
                                 const struct rn_model *model,
                                 struct rn_error *err);

/* The draws of such a model by a rule; the rest of the options is 0. */
struct rn_paths_opts rn_interval_draws(const struct rn_interval_type *type,
                                       const struct rn_model *model);

/* Rows ahead whose intervals are those of a window over known rows; those
 * beyond need paths.  0: the model has no intervals by this rule, or by paths
 * alone. */
size_t rn_interval_reach(const struct rn_interval_type *type,
                         const struct rn_model *model);

struct rn_fan_opts {
	const struct rn_interval_type *type; /* NULL: the usual one */
	int n_level;
	double level[RN_MAX_LEVEL]; /* percent, above 0 and below 100 */
	uint64_t seed;
	double temperature; /* of forecast.h; other than 1: always by paths */
	int n_thread;
};

struct rn_fan {
	const struct rn_model *model;
	struct rn_fan_opts opts;
	struct rn_paths paths;
	double *path, *sorted;
	struct rn_forecaster ends; /* of a distribution: one path for each end */
	double *end;   /* [n_level, 2, n_ahead] of these */
	double *bound; /* [n_level, 2, most] lower ends, then upper ones */
	size_t most;
};

#define RN_FAN_INIT { .model = NULL }

/* Memory for intervals of at most `most` rows by a model, which must outlive
 * it.  RN_EUSAGE as rn_interval_check, and of symbols; RN_ELIMIT. */
RN_MUST_CHECK
enum rn_status rn_fan_make(struct rn_fan *fan, const struct rn_model *model,
                           const struct rn_fan_opts *opts, size_t most,
                           struct rn_error *err);

/* Fills bound for the n_ahead rows after those of a series, the model's i-th,
 * whose points are yhat [n_ahead].  As rn_paths_draw. */
void rn_fan_spread(struct rn_fan *fan, int i, const struct rn_series *series,
                   size_t n_ahead, const double *yhat);

/* The ends of level l after rn_fan_spread: [n_ahead] each. */
const double *rn_fan_low(const struct rn_fan *fan, int l);
const double *rn_fan_high(const struct rn_fan *fan, int l);

void rn_fan_release(struct rn_fan *fan);

#endif

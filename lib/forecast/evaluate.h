/*
 * evaluate.h - a model judged by a rolling origin on data of its own or other.
 */
#ifndef RN_EVALUATE_H
#define RN_EVALUATE_H

#include "base/error.h"
#include "data/panel.h"
#include "forecast/origins.h"
#include "forecast/tally.h"
#include "model/model.h"

#include <stdbool.h>

struct rn_evaluate_opts {
	struct rn_folds folds;
	/* Train the model's spec anew for each fold, on all rows up to its
	 * cutoff; folds.n is then how many trainings. */
	bool refit;
	bool by_series, by_step; /* errors in detail */
	int n_level;             /* of intervals; 0: the usual ones */
	double level[RN_MAX_LEVEL]; /* percent, above 0 and below 100 */
	int n_thread;            /* 0: one for each processor */
	void (*on_fold)(void *ud, int fold, int n_fold); /* from 1; NULL: quiet */
	void *ud;
};

/* Of more windows naive2 and theta are left out: they are made anew at each,
 * and would take minutes. */
#define RN_MOST_SLOW 100000

/* Forecasts for windows of other data, and what came of them.  Its parts point
 * to each other: it is not to be copied. */
struct rn_evaluation {
	struct rn_split split;
	struct rn_origins origins;  /* the windows that were judged */
	double *yhat;               /* [origins.n, n_out]; NULL without a model */
	struct rn_verdict verdict;
	struct rn_tallies tallies;  /* of numbers, by forecast of the verdict */
	double mse, mae;            /* of the model, in units of its scales; NaN:
	                               none */
	int n_season;
	int season[RN_MAX_SEASON];
	size_t n_learnt; /* windows judged by rn_judge_n_learnt; 0 of models
	                    that were trained anew */
};

#define RN_EVALUATION_INIT { .yhat = NULL, .tallies = RN_TALLIES_INIT }

void rn_evaluation_release(struct rn_evaluation *e);

/*
 * Judges `model`, or the naive forecasts alone where it is NULL, on held-out
 * windows of `panel` as `spec` cuts them; the baselines learn from the windows
 * before those.  The model keeps the scales of its own training.  The horizon
 * of spec may be another than the model's, which then goes on from its own
 * forecasts; of these there are no intervals.  Errors as rn_fit; RN_EUSAGE
 * where the model cannot forecast as far, or symbols are to be judged in folds.
 */
RN_MUST_CHECK
enum rn_status rn_evaluate(struct rn_evaluation *e,
                           const struct rn_panel *panel,
                           const struct rn_spec *spec,
                           const struct rn_model *model,
                           const struct rn_evaluate_opts *opts,
                           struct rn_error *err);

#endif

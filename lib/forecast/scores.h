/*
 * scores.h - a model's forecasts beside those that cost nothing: the verdict.
 */
#ifndef RN_SCORES_H
#define RN_SCORES_H

#include "base/error.h"
#include "forecast/bands.h"
#include "forecast/origins.h"
#include "forecast/tally.h"
#include "model/verdict.h"
#include "train/runner.h"

#include <stdbool.h>

/*
 * Fills *verdict with scores on all windows of the held-out part, over all
 * series together, of the model and the baselines that are not slow.  yhat:
 * the model's forecasts [n, n_out] in the data's units, or NULL to judge the
 * naive forecasts alone; bands: the intervals around them, or NULL; loss: of a
 * categorical model the mean negative log-likelihood of what came.  Empty
 * where nothing is held out.  RN_ELIMIT.
 */
RN_MUST_CHECK
enum rn_status rn_judge(struct rn_verdict *verdict,
                        const struct rn_dataset *data, const double *yhat,
                        const struct rn_bands *bands, double loss,
                        int n_season, const int *season, struct rn_error *err);

/* What rn_judge_origins judges, numbers, not symbols. */
struct rn_trial {
	const struct rn_dataset *data;
	const struct rn_origins *origins; /* of data->split */
	const double *yhat; /* [origins->n, n_out], in the data's units; or NULL */
	int n_season;
	const int *season;
	bool with_slow;     /* naive2 and theta, too */
	const struct rn_bands *bands; /* around yhat; NULL: none */
};

/* The same on some windows, with all errors in *tallies, whose by_series and
 * by_step say in which detail; released by the caller in any case. */
RN_MUST_CHECK
enum rn_status rn_judge_origins(struct rn_verdict *verdict,
                                struct rn_tallies *tallies,
                                const struct rn_trial *trial,
                                struct rn_error *err);

/* Mean squared and mean absolute error in units of the series' scales; NaN
 * without forecasts. */
void rn_judge_scaled(const struct rn_dataset *data,
                     const struct rn_origins *origins, const double *yhat,
                     double *mse, double *mae);

#endif

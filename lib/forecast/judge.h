/*
 * judge.h - a model beside the naive forecasts, on rows it did not see.
 */
#ifndef RN_JUDGE_H
#define RN_JUDGE_H

#include "base/error.h"
#include "model/spec.h"
#include "model/verdict.h"
#include "train/runner.h"

/*
 * The seasons of a panel: those asked for, or the one that follows from its
 * time step.  One that the shortest series does not hold three times is left
 * out where it follows, and RN_EDATA where it was asked for.
 */
RN_MUST_CHECK
enum rn_status rn_seasons_find(const struct rn_seasons *asked,
                               const struct rn_panel *panel, int *n_season,
                               int season[RN_MAX_SEASON],
                               struct rn_error *err);

/* The part that is held out: the test windows, or the validation windows
 * where there are no test windows. */
enum rn_part rn_judge_part(const struct rn_split *split);

/*
 * Fills *verdict with scores on all windows of the held-out part, over all
 * series together.  yhat: the model's forecasts [n, K] in the data's units,
 * or NULL to judge the naive forecasts alone.  Empty where nothing is held
 * out.  RN_ELIMIT.
 */
RN_MUST_CHECK
enum rn_status rn_judge(struct rn_verdict *verdict,
                        const struct rn_dataset *data, const double *yhat,
                        int n_season, const int *season,
                        struct rn_error *err);

/* The network's forecasts for the windows of a part in the data's units:
 * *yhat [n, K], freed by the caller; *mse: mean squared error, scaled (NaN
 * without windows).  RN_ELIMIT. */
RN_MUST_CHECK
enum rn_status rn_judge_predict(struct rn_runner *runner,
                                const rn_real *param, enum rn_part part,
                                double **yhat, double *mse,
                                struct rn_error *err);

#endif

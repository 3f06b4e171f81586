/*
 * judge.h - a model on rows that it did not see: which rows, which seasons,
 * and what it makes of them.  Scores are scores.h's.
 */
#ifndef RN_JUDGE_H
#define RN_JUDGE_H

#include "base/error.h"
#include "forecast/origins.h"
#include "model/model.h"
#include "model/spec.h"
#include "train/runner.h"

#include <stddef.h>
#include <stdint.h>

/*
 * The seasons of a panel: those asked for; else those of the model, where
 * there is one, else NULL; else those that rn_season_find finds.
 *
 * They are found in the rows before the held-out part (rn_judge_part), so that
 * what judges chooses nothing, and confirmed on the last third of these.  The
 * periods that follow from the time step are likely ones.  A panel has those
 * that more than half of its series have, of 64 at most, evenly chosen, fewer
 * where they are long; first those that are strong in most.  In class numbers
 * none are looked for.
 *
 * One that the shortest series does not hold three times is RN_EDATA where it
 * was asked for, else left out.  RN_ELIMIT.
 */
RN_MUST_CHECK
enum rn_status rn_seasons_find(const struct rn_seasons *asked,
                               const struct rn_model *model,
                               const struct rn_panel *panel,
                               const struct rn_split *split, int *n_season,
                               int season[RN_MAX_SEASON],
                               struct rn_error *err);

/* Seven times the first of these seasons, where that is a day, or may be one as
 * rows are numbered, and the training rows hold eight of it: people live by
 * weeks, but it takes many of them until one is found.  Else 0. */
int rn_seasons_week(const struct rn_panel *panel,
                    const struct rn_split *split, int n_season,
                    const int *season);

/* The part that is held out: the test windows, or the validation windows
 * where there are no test windows. */
enum rn_part rn_judge_part(const struct rn_split *split);

/*
 * Cuts the windows that a model, or where it is NULL the naive forecasts
 * alone, is to be judged on.  The --first-target of a model is one of its own
 * data: in others that are too short for it windows count from their first
 * row on.  Errors of rn_split_make, with remedies that suit a model.
 */
RN_MUST_CHECK
enum rn_status rn_judge_split(struct rn_split *split,
                              const struct rn_window_shape *shape,
                              const struct rn_split_opts *opts,
                              const struct rn_panel *panel,
                              const struct rn_model *model,
                              struct rn_error *err);

/*
 * How many windows forecast rows that the model knew before those that it held
 * out: it learnt from them, or was chosen by them.  A series is the model's
 * own where its held-out rows lie where they lay in the training, whose rows
 * 0, 1, ... are `shift`, shift + 1, ... of the panel.
 */
size_t rn_judge_n_learnt(const struct rn_model *model,
                         const struct rn_panel *panel,
                         const struct rn_origins *origins, int64_t shift);

/* What a model makes of windows of which it has K outputs each. */
struct rn_held {
	double *yhat; /* [n, n_out] points in the data's units */
	rn_real *z;   /* [n, K] the outputs, scaled as their windows; NULL where
	                 the loss has no quantiles */
	double mse;   /* mean squared error of the points, scaled; NaN without
	                 windows, and of symbols */
	double loss;  /* the mean of the model's own; NaN without windows */
};

#define RN_HELD_INIT { .yhat = NULL }

void rn_held_release(struct rn_held *held);

/* A model's forecasts for the windows of a part, released by the caller in any
 * case.  RN_ELIMIT. */
RN_MUST_CHECK
enum rn_status rn_judge_predict(struct rn_held *held,
                                struct rn_runner *runner,
                                const struct rn_model *model,
                                enum rn_part part, struct rn_error *err);

#endif

/*
 * contest.h - whose forecasts of the validation windows are better, and is
 * that more than luck?
 *
 * A window's loss is its mean squared error, in units of the mean squared
 * error that repeating the last value makes on the same series: so series of
 * any size count alike, and for one series it orders as its RMSE does.  What
 * hardly moves in these windows is measured by how it moved in those to train
 * on, and what did not move there has nothing to tell.  Errors are also
 * measured as a verdict measures them, in the data's own units over all series
 * together.
 *
 * What is better than a naive forecast must be so by more than luck: by
 * LEAST_GAIN of the error, and by a t test of the differences in loss of
 * blocks of neighbouring windows, since forecasts of neighbours err alike
 * (F. Diebold and R. Mariano, Comparing predictive accuracy, 1995).  And it
 * must still be better in the later half of a series' windows: what learnt of
 * rows that a series has left behind gets worse with each row.
 */
#ifndef RN_CONTEST_H
#define RN_CONTEST_H

#include "base/error.h"
#include "data/panel.h"
#include "data/window.h"

#include <stdbool.h>
#include <stddef.h>

struct rn_contest {
	const struct rn_panel *panel;
	const struct rn_split *split;
	double *weight; /* [n_series] of a squared error, in the mean of all */
};

/* How one of them did. */
struct rn_entry {
	double error; /* 1: as repeating the last value; NaN: no forecasts */
	double rmse;  /* in the data's own units */
	double *loss; /* [n_valid] of each window, owned */
};

/* Both must outlive the contest; split has validation windows.  RN_ELIMIT. */
RN_MUST_CHECK
enum rn_status rn_contest_make(struct rn_contest *c,
                               const struct rn_panel *panel,
                               const struct rn_split *split,
                               struct rn_error *err);

void rn_contest_release(struct rn_contest *c);

/* yhat [n_valid, n_out], in the data's own units.  RN_ELIMIT. */
RN_MUST_CHECK
enum rn_status rn_contest_enter(const struct rn_contest *c,
                                const double *yhat, struct rn_entry *entry,
                                struct rn_error *err);

void rn_entry_release(struct rn_entry *entry);

/* Is a better than b, a naive forecast, by more than luck, and not worse by
 * the measure of a verdict?  Repeating the last value is the best forecast
 * there is of a random walk, so chance may say otherwise in one of 20 cases, of
 * a forecast that these windows had no part in; those that they chose weights
 * or a penalty for have the other hurdles before them.  Repeating a season is
 * the best of nothing that occurs, and half the t will do (is_seasonal). */
bool rn_contest_beats(const struct rn_contest *c, const struct rn_entry *a,
                      const struct rn_entry *b, bool is_seasonal);

#endif

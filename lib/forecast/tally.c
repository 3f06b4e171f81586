/*
 * tally.c - sums of errors, kept apart as far as is asked for.
 */
#include "forecast/tally.h"

#include "base/block.h"

#include <stdlib.h>

enum rn_status rn_tallies_next(struct rn_tallies *t, struct rn_tally **tally,
                               struct rn_error *err)
{
	struct rn_tally *next = &t->of[t->n];
	const size_t n_series = t->by_series ? (size_t)t->n_series : 0;
	const size_t n_step = t->by_step ? (size_t)t->n_step : 0;

	*next = (struct rn_tally){ .series = NULL };
	*tally = next;
	t->n++;
	if ((n_series && rn_alloc(&next->series, n_series, sizeof(*next->series),
	                          err))
	    || (n_step && rn_alloc(&next->step, 2 * n_step, sizeof(*next->step),
	                           err)))
		return err->status;
	next->now_step = n_step ? next->step + n_step : NULL;
	return RN_OK;
}

void rn_tallies_release(struct rn_tallies *t)
{
	for (int i = 0; i < t->n; i++) {
		free(t->of[i].series);
		free(t->of[i].step);
	}
	*t = (struct rn_tallies)RN_TALLIES_INIT;
}

void rn_tally_add(struct rn_tally *tally, int k, double y, double yhat,
                  const struct rn_yardstick *unit)
{
	rn_errors_add(&tally->now, y, yhat, unit);
	if (tally->step)
		rn_errors_add(&tally->now_step[k], y, yhat, unit);
}

void rn_tally_add_interval(struct rn_tally *tally, int k, double y,
                           double level, double lower, double upper,
                           bool is_widest, const struct rn_yardstick *unit)
{
	rn_errors_add_interval(&tally->now, y, level, lower, upper, is_widest,
	                       unit);
	if (tally->step)
		rn_errors_add_interval(&tally->now_step[k], y, level, lower, upper,
		                       is_widest, unit);
}

/* Moves what was summed of one series. */
static void merge(struct rn_errors *sum, struct rn_errors *now)
{
	if (now->n == 0)
		return;
	rn_errors_close(now);
	rn_errors_merge(sum, now);
	*now = (struct rn_errors){ .n = 0 };
}

void rn_tally_end(struct rn_tally *tally, const struct rn_tallies *t,
                  int series)
{
	for (int k = 0; tally->step && k < t->n_step; k++)
		merge(&tally->step[k], &tally->now_step[k]);
	if (tally->series) {
		rn_errors_close(&tally->now);
		tally->series[series] = tally->now;
	}
	merge(&tally->all, &tally->now);
}

void rn_tallies_all(const struct rn_tallies *t, int i, struct rn_score *score)
{
	rn_score_fill(score, &t->of[i].all,
	              t->naive2 < 0 ? NULL : &t->of[t->naive2].all, false);
}

void rn_tallies_series(const struct rn_tallies *t, int i, int series,
                       struct rn_score *score)
{
	rn_score_fill(score, &t->of[i].series[series],
	              t->naive2 < 0 ? NULL : &t->of[t->naive2].series[series],
	              false);
}

void rn_tallies_step(const struct rn_tallies *t, int i, int step,
                     struct rn_score *score)
{
	rn_score_fill(score, &t->of[i].step[step],
	              t->naive2 < 0 ? NULL : &t->of[t->naive2].step[step], false);
}

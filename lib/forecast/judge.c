/*
 * judge.c - forecasts of held-out windows, and the seasons to judge them by.
 */
#include "forecast/judge.h"

#include "base/block.h"
#include "forecast/scores.h"
#include "train/cost.h"
#include "nn/loss.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* The series that are asked for the seasons of their panel, and the rows that
 * they may have together, 0.3 s of work. */
enum { MAX_VOTER = 64, MAX_VOTER_ROWS = 1 << 19 };

struct ballot {
	int n;
	struct {
		int period;
		int n_vote;
		int rank; /* added up, the first of a series counting most */
	} entry[MAX_VOTER * RN_MAX_SEASON];
};

static void cast(struct ballot *ballot, int n, const int *period)
{
	for (int i = 0; i < n; i++) {
		int k = 0;

		while (k < ballot->n && ballot->entry[k].period != period[i])
			k++;
		if (k == ballot->n)
			ballot->entry[ballot->n++].period = period[i];
		ballot->entry[k].n_vote++;
		ballot->entry[k].rank += RN_MAX_SEASON - i;
	}
}

/* Takes the periods with more than half of the votes, best rank first. */
static void count(struct rn_seasons *found, struct ballot *ballot, int n_voter)
{
	for (found->n = 0; found->n < RN_MAX_SEASON; found->n++) {
		int best = -1;

		for (int k = 0; k < ballot->n; k++)
			if (2 * ballot->entry[k].n_vote > n_voter
			    && (best < 0
			        || ballot->entry[k].rank > ballot->entry[best].rank))
				best = k;
		if (best < 0)
			return;
		found->period[found->n] = ballot->entry[best].period;
		ballot->entry[best].n_vote = 0;
	}
}

/* What follows from the step: a day and a week of shorter steps, a week and a
 * year of days. */
static int likely_periods(const struct rn_axis *axis, int likely[2])
{
	const int first = rn_axis_season(axis);

	likely[0] = first;
	likely[1] = first == 7 ? 365 : 7 * first;
	if (first < 2)
		return 0;
	return axis->unit == RN_TIME_SECOND ? 2 : 1;
}

/* How many series vote. */
static int count_voters(const struct rn_panel *panel)
{
	size_t n_row = 1, n;

	for (int i = 0; i < panel->n_series; i++)
		if (panel->series[i].n_row > n_row)
			n_row = panel->series[i].n_row;
	if (n_row > RN_SEASON_ROWS)
		n_row = RN_SEASON_ROWS;
	n = MAX_VOTER_ROWS / n_row < MAX_VOTER ? MAX_VOTER_ROWS / n_row : MAX_VOTER;
	return (size_t)panel->n_series < n ? panel->n_series : (int)n;
}

static enum rn_status vote(struct rn_seasons *found,
                           const struct rn_panel *panel,
                           const struct rn_split *split, struct rn_error *err)
{
	const enum rn_part before = rn_judge_part(split) - 1;
	const int n_voter = count_voters(panel);
	struct ballot ballot = { .n = 0 };

	for (int i = 0; i < n_voter; i++) {
		const int at = (int)((int64_t)i * panel->n_series / n_voter);
		const struct rn_series *s = &panel->series[at];
		int likely[2], n, period[RN_MAX_SEASON];
		const struct rn_season_opts opts = {
			likely, likely_periods(&s->axis, likely)
		};

		if (rn_season_find(s->x, rn_split_rows(split, before, at), &opts, &n,
		                   period, err))
			return err->status;
		cast(&ballot, n, period);
	}
	count(found, &ballot, n_voter);
	return RN_OK;
}

enum rn_status rn_seasons_find(const struct rn_seasons *asked,
                               const struct rn_model *model,
                               const struct rn_panel *panel,
                               const struct rn_split *split, int *n_season,
                               int season[RN_MAX_SEASON],
                               struct rn_error *err)
{
	const struct rn_series *least = &panel->series[0];
	struct rn_seasons found = *asked;
	char shown[RN_SHOWN];

	for (int i = 1; i < panel->n_series; i++)
		if (panel->series[i].n_row < least->n_row)
			least = &panel->series[i];
	if (asked->n < 0 && panel->vocabulary.n > 0) {
		found.n = 0;
	} else if (asked->n < 0 && model) {
		found.n = model->n_season;
		memcpy(found.period, model->season, sizeof(found.period));
	} else if (asked->n < 0 && vote(&found, panel, split, err)) {
		return err->status;
	}
	*n_season = 0;
	for (int i = 0; i < found.n; i++) {
		if ((size_t)found.period[i] <= least->n_row / 3) {
			season[(*n_season)++] = found.period[i];
		} else if (asked->n > 0) {
			rn_fail(err, RN_EDATA, "a season of %d steps needs %d rows, and "
			        "series \"%s\" has %zu", found.period[i],
			        3 * found.period[i],
			        rn_show(shown, least->name, strlen(least->name)),
			        least->n_row);
			return rn_hint(err, "give a shorter --season, or more rows");
		}
	}
	return RN_OK;
}

int rn_seasons_week(const struct rn_panel *panel,
                    const struct rn_split *split, int n_season,
                    const int *season)
{
	const struct rn_axis *axis = &panel->series[0].axis;
	const int week = n_season ? 7 * season[0] : 0;
	const bool is_day = axis->unit == RN_TIME_SECOND
		&& !rn_axis_counts_days(axis)
		&& n_season && season[0] == rn_axis_season(axis);

	if (rn_axis_has_dates(axis) && !is_day)
		return 0;
	for (int i = 0; i < panel->n_series; i++)
		if (rn_split_rows(split, RN_TRAIN, i) / 8 < (size_t)week)
			return 0;
	return week;
}

enum rn_part rn_judge_part(const struct rn_split *split)
{
	return split->n[RN_TEST] ? RN_TEST : RN_VALID;
}

enum rn_status rn_judge_split(struct rn_split *split,
                              const struct rn_window_shape *shape,
                              const struct rn_split_opts *opts,
                              const struct rn_panel *panel,
                              const struct rn_model *model,
                              struct rn_error *err)
{
	struct rn_split_opts all = *opts;
	enum rn_status status = rn_split_make(split, shape, opts, panel, err);

	if (!model || status != RN_EDATA)
		return status;
	all.first_target = 0;
	if (opts->first_target)
		status = rn_split_make(split, shape, &all, panel, err);
	if (status == RN_EDATA)
		return rn_hint(err, "give more rows: how many a window takes, the "
		               "model decides");
	return status;
}

/* Are these the rows that a model of the series held out? */
static bool is_own(const struct rn_model_series *known, size_t n_out,
                   const struct rn_series *series, int64_t target)
{
	const size_t n = known->n_window ? known->n_window + n_out - 1 : 0;

	if (n == 0 || target < 0 || (uint64_t)target + n > series->n_row)
		return false;
	return memcmp(series->x + target, known->y, n * sizeof(*known->y)) == 0;
}

size_t rn_judge_n_learnt(const struct rn_model *model,
                         const struct rn_panel *panel,
                         const struct rn_origins *origins, int64_t shift)
{
	const struct rn_window_shape *shape = &origins->split->shape;
	const size_t n_out = (size_t)model->spec.shape.n_out;
	const struct rn_model_series *known = NULL;
	struct rn_error unknown;
	size_t n = 0;
	int series = -1;

	for (size_t i = 0; i < origins->n; i++) {
		const struct rn_window w = rn_origins_window(origins, i);
		const struct rn_series *s = &panel->series[w.series];

		if (w.series != series
		    && (rn_model_find(model, w.series, s->name, &known, &unknown)
		        || !is_own(known, n_out, s, (int64_t)known->target + shift)))
			known = NULL;
		series = w.series;
		n += known && (int64_t)rn_window_target(shape, w.first)
		              < (int64_t)known->target + shift;
	}
	return n;
}

void rn_held_release(struct rn_held *held)
{
	free(held->yhat);
	free(held->z);
	*held = (struct rn_held)RN_HELD_INIT;
}

/* The points z of all windows, and their targets y, in the data's units. */
static void invert(struct rn_held *held, const struct rn_dataset *data,
                   enum rn_part part, const rn_real *z, const rn_real *y)
{
	const size_t n = data->split->n[part];
	const size_t K = (size_t)data->split->shape.n_out;

	for (size_t i = 0; i < n; i++) {
		const struct rn_window w = rn_split_window(data->split, part, i);
		const struct rn_scale *scale = rn_dataset_scale(data, w.series);
		const struct rn_scale own = rn_window_scale(&data->split->shape,
			scale, &data->panel->series[w.series], w.first);
		/* A window's unit in its series' */
		const double unit = own.scale / scale->scale;

		for (size_t k = i * K; k < (i + 1) * K; k++) {
			const double e = ((double)z[k] - (double)y[k]) * unit;

			held->yhat[k] = rn_scale_invert(&own, (double)z[k]);
			held->mse += e * e / (double)(n * K);
		}
	}
}

/* z [n_member, n, K] receives the networks' outputs, then what these make
 * together; y [n, n_out] the targets. */
static void run_members(struct rn_runner *runner, const struct rn_network *net,
                        enum rn_part part, rn_real *z, rn_real *y)
{
	const size_t n = runner->data->split->n[part];
	const size_t n_z = n * (size_t)net->K, n_member = (size_t)net->n_member;

	for (size_t i = 0; i < n_member; i++)
		rn_runner_predict(runner, net->member[i], part, 0, n, z + i * n_z, y);
	rn_combine(net->by, net->n_member, z, n_z, z);
}

enum rn_status rn_judge_predict(struct rn_held *held,
                                struct rn_runner *runner,
                                const struct rn_model *model,
                                enum rn_part part, struct rn_error *err)
{
	const struct rn_dataset *data = runner->data;
	const struct rn_train_opts *t = &model->spec.train;
	const size_t n = data->split->n[part];
	const size_t n_y = n * (size_t)data->split->shape.n_out;
	const size_t n_z = n * (size_t)model->net.K;
	rn_real *z, *y;

	*held = (struct rn_held){ .mse = NAN, .loss = NAN };
	if (rn_alloc(&held->yhat, n_y, sizeof(*held->yhat), err)
	    || (t->loss->quantile
	        && rn_alloc(&held->z, n_z, sizeof(*held->z), err))
	    || rn_alloc(&z, (size_t)model->net.n_member * n_z + n_y, sizeof(*z),
	                err))
		return err->status;
	y = z + (size_t)model->net.n_member * n_z;
	if (n) {
		run_members(runner, &model->net, part, z, y);
		held->loss = rn_cost_of_part(data, t->loss, &t->args, part, z, y);
	}
	if (n && !t->loss->is_categorical)
		held->mse = 0;
	if (held->z && n)
		memcpy(held->z, z, n_z * sizeof(*z));
	rn_loss_points(t->loss, &t->args, z, n_y, z);
	invert(held, data, part, z, y);
	free(z);
	return RN_OK;
}

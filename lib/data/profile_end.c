/*
 * profile_end.c - what only all rows of a file tell.
 */
#include "data/profiler.h"

#include "base/block.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Training counts missing values as far as it reads. */
static void count_missing(struct rn_profiler *p)
{
	struct rn_profile *profile = p->profile;

	if (p->reader.n_missing > 1 && !p->has_stopped
	    && p->missing_defect < RN_MAX_DEFECT)
		rn_reader_fail_missing(&p->reader,
		                       &profile->defect[p->missing_defect]);
}

static void show_time(char buf[RN_TIME_TEXT], const struct rn_axis *axis,
                      int64_t at, int offset)
{
	struct rn_axis point = *axis;
	const struct rn_time time = { at, offset };
	struct rn_moment moment;
	int64_t grain;

	point.unit = rn_time_format_unit(&axis->format, &grain);
	if (point.unit == RN_TIME_INDEX) {
		point.start = at;
		rn_axis_text(buf, &point, 0);
		return;
	}
	moment = rn_moment_of(&axis->format, &time);
	rn_moment_text(buf, &axis->format, &moment);
}

static int offset_of(const struct rn_timecol *times, size_t row)
{
	size_t i = times->n_zone;

	while (i > 1 && times->zone[i - 1].row > row)
		i--;
	return times->zone[i - 1].offset;
}

/* The first and the last time of all series. */
static void find_span(struct rn_profiler *p)
{
	const struct rn_timecol *first = NULL, *last = NULL;
	int64_t from = 0, to = 0;
	size_t row = 0;

	for (size_t g = 0; g < p->roster.n; g++) {
		const struct rn_timecol *times = &p->roster.group[g]->times;

		for (size_t k = 0; k < times->n; k++) {
			if (!first || times->time[k] < from) {
				first = times;
				from = times->time[k];
				row = k;
			}
			if (!last || times->time[k] >= to) {
				last = times;
				to = times->time[k];
			}
		}
	}
	if (!first)
		return;
	p->profile->axis.format = p->reader.style.format;
	show_time(p->profile->first, &p->profile->axis, from,
	          offset_of(first, row));
	show_time(p->profile->last, &p->profile->axis, to,
	          rn_timecol_offset(last));
}

/* The axis of one series, and what is wrong with it or was repaired.  Faults
 * are counted before the times are forgotten. */
static enum rn_status judge_axis(struct rn_profiler *p, struct rn_group *g,
                                 struct rn_error *err)
{
	const struct rn_panel_opts *opts = p->reader.opts;
	const struct rn_columns *columns = &p->reader.columns;
	const struct rn_axis *like = g == p->roster.group[0] ? NULL
		: &p->roster.group[0]->axis;
	struct rn_axis_defect defect;

	if (columns->time_at >= 0 && !opts->freq
	    && !rn_missing_repairs(opts->missing)
	    && rn_timecol_axis(&g->times, &p->reader.style, &p->reader.table,
	                       columns->time_at, g->id, like, &g->axis, &defect,
	                       err)) {
		if (err->status == RN_EDATA)
			rn_faults_add(&p->profile->faults, &g->axis, &g->times);
		return err->status;
	}
	return rn_group_settle(g, &p->reader, like, &p->profile->repairs, err);
}

static enum rn_status check_rows(const struct rn_profiler *p,
                                 const struct rn_group *g,
                                 struct rn_error *err)
{
	const size_t least = rn_table_least_rows(p->reader.opts);
	char shown[RN_SHOWN];

	if (!g->id || g->n_row >= least)
		return RN_OK;
	return rn_fail(err, RN_EDATA, "%s: series \"%s\" has %zu row%s, at least "
	               "%zu are needed", p->reader.table.file,
	               rn_show(shown, g->id, strlen(g->id)), g->n_row,
	               g->n_row == 1 ? "" : "s", least);
}

/* Judges all series, the first one's axis being the one that is shown. */
static enum rn_status judge_axes(struct rn_profiler *p, struct rn_error *err)
{
	struct rn_profile *profile = p->profile;

	profile->has_axis = p->is_time_whole && p->roster.n > 0;
	for (size_t k = 0; k < p->roster.n; k++) {
		struct rn_group *g = p->roster.group[k];
		const size_t n_fault = rn_faults_n(&profile->faults);
		bool is_regular = true;

		if (profile->time_at >= 0 && g->times.n == 0)
			continue;
		/* With a row missing, the gap it leaves is no defect of its own. */
		if (!p->is_time_whole)
			continue;
		if (judge_axis(p, g, err)) {
			is_regular = profile->has_axis = false;
			profile->n_bad += rn_faults_n(&profile->faults) == n_fault;
			if (rn_profiler_keep(p, err))
				return err->status;
		}
		if (is_regular && !profile->is_cut && check_rows(p, g, err)) {
			profile->n_bad++;
			if (rn_profiler_keep(p, err))
				return err->status;
		}
		if (!profile->has_step)
			profile->axis = g->axis;
		profile->is_mixed |= profile->has_step
			&& !rn_axis_same_step(&profile->axis, &g->axis);
		profile->has_step = true;
	}
	profile->axis.place = NULL;
	profile->axis.n_place = profile->axis.from = 0;
	return RN_OK;
}

static enum rn_status find_series(struct rn_profiler *p, struct rn_error *err)
{
	struct rn_profile *profile = p->profile;
	const struct rn_group *shortest = NULL, *longest = NULL;

	profile->n_series = (int)p->roster.n;
	for (size_t k = 0; profile->id_at >= 0 && k < p->roster.n; k++) {
		const struct rn_group *g = p->roster.group[k];

		if (!shortest || g->n_row < shortest->n_row)
			shortest = g;
		if (!longest || g->n_row > longest->n_row)
			longest = g;
	}
	if (!shortest)
		return RN_OK;
	profile->shortest.n_row = shortest->n_row;
	profile->longest.n_row = longest->n_row;
	return rn_copy_text(&profile->shortest.id, shortest->id, err)
	       ? err->status
	       : rn_copy_text(&profile->longest.id, longest->id, err);
}

/* What repairs and hints can mend is not bad. */
static void judge_faults(struct rn_profiler *p)
{
	struct rn_profile *profile = p->profile;
	const struct rn_fault *of = profile->faults.of;
	const size_t n_repeated = of[RN_AXIS_SAME].n + of[RN_AXIS_BACK].n;

	if (n_repeated > 0)
		profile->whose_at = rn_whose_found(&p->whose, profile->n_row);
	if (p->n_guess > 0 && !p->reader.style.is_known
	    && !p->reader.opts->time_format) {
		profile->pattern = rn_time_guess_found(&p->guess);
		profile->n_bad -= profile->pattern ? p->n_guess : 0;
	}
	if (profile->whose_at < 0)
		profile->n_bad += n_repeated + of[RN_AXIS_OFF].n;
}

/* A target that is named, and whose missing values are repaired, must have
 * one that is there. */
static enum rn_status check_target(struct rn_profiler *p,
                                   struct rn_error *err)
{
	const struct rn_table *t = &p->reader.table;

	if (p->named_at < 0 || t->type[p->named_at] != RN_COLUMN_EMPTY
	    || p->profile->is_cut || !rn_missing_repairs(p->reader.opts->missing))
		return RN_OK;
	rn_table_fail(t, t->first_line, p->named_at, err, "no row has a value");
	p->profile->n_bad++;
	return rn_profiler_keep(p, err);
}

enum rn_status rn_profiler_end(struct rn_profiler *p, struct rn_error *err)
{
	struct rn_profile *profile = p->profile;
	const struct rn_table *t = &p->reader.table;
	bool is_named;
	int target;

	count_missing(p);
	profile->n_row = t->n_used;
	if (!profile->is_cut && rn_table_check_rows(t, p->reader.opts, err)) {
		profile->n_bad++;
		if (rn_profiler_keep(p, err))
			return err->status;
	}
	if (t->n_used == 0)
		return RN_OK;
	if (check_target(p, err))
		return err->status;
	target = rn_table_guess_target(t, &p->reader.columns, &is_named);
	profile->target_at = target >= 0 ? target : -1;
	if (target == -1 && !profile->is_cut) {
		rn_table_fail_target(t, &p->reader.columns, err);
		profile->n_bad++;
		if (rn_profiler_keep(p, err))
			return err->status;
	}
	if (find_series(p, err))
		return err->status;
	find_span(p);
	if (judge_axes(p, err))
		return err->status;
	if (rn_missing_repairs(p->reader.opts->missing)
	    && !p->reader.opts->missing->drops)
		profile->repairs.n_filled = profile->n_missing;
	judge_faults(p);
	return RN_OK;
}

/* Looks for the seasons of a column that was watched. */
static enum rn_status find_seasons(const struct rn_profiler *p, int c,
                                   struct rn_error *err)
{
	const struct rn_profile *profile = p->profile;
	struct rn_column_profile *column = &profile->column[c];
	const int first = rn_axis_season(&profile->axis);
	const int likely[2] = { first, first == 7 ? 365 : 7 * first };
	const struct rn_season_opts opts = {
		.likely = likely,
		.n_likely = first < 2 ? 0
			: profile->axis.unit == RN_TIME_SECOND ? 2 : 1,
	};
	const size_t n = rn_gauge_settle(&p->gauge[c]);

	return n == 0 ? RN_OK
	       : rn_season_find(p->gauge[c].tail, n, &opts, &column->n_season,
	                        column->season, err);
}

struct place {
	const struct rn_gauge *gauge;
	enum rn_column_type type;
	int at;
};

static int compare_places(const void *a, const void *b)
{
	const struct place *x = a, *y = b;
	const int order = rn_gauge_compare(x->gauge, y->gauge);

	if (order)
		return order;
	return x->type == y->type ? x->at - y->at
	       : x->type < y->type ? -1 : 1;
}

/* Sorted, since a file may have tens of thousands of columns.  Constants are
 * all alike. */
static enum rn_status find_same(struct rn_profiler *p, struct rn_error *err)
{
	struct rn_profile *profile = p->profile;
	struct place *place;
	size_t n = 0, first = 0;

	if (rn_alloc(&place, (size_t)profile->n_column, sizeof(*place), err))
		return err->status;
	for (int c = 0; c < profile->n_column; c++)
		if (p->gauge[c].varies && p->gauge[c].n_misfit == 0)
			place[n++] = (struct place){ &p->gauge[c],
			                             profile->column[c].type, c };
	qsort(place, n, sizeof(*place), compare_places);
	for (size_t k = 1; k < n; k++) {
		if (!rn_gauge_same(place[k].gauge, place[first].gauge)
		    || place[k].type != place[first].type)
			first = k;
		else
			profile->column[place[k].at].same_as = place[first].at;
	}
	free(place);
	return RN_OK;
}

enum rn_status rn_profiler_columns(struct rn_profiler *p,
                                   struct rn_error *err)
{
	struct rn_profile *profile = p->profile;
	const struct rn_fault *of = profile->faults.of;
	/* Rows that do not follow each other have no seasons. */
	const bool is_ordered = of[RN_AXIS_SAME].n + of[RN_AXIS_BACK].n
	                        + of[RN_AXIS_OFF].n == 0 && p->is_time_whole;

	profile->n_row = p->reader.table.n_used;
	for (int c = 0; c < profile->n_column; c++) {
		struct rn_column_profile *column = &profile->column[c];
		const struct rn_gauge *g = &p->gauge[c];

		column->type = c == profile->time_at ? RN_COLUMN_TIME
		                                     : p->reader.table.type[c];
		column->n_missing = g->n_missing;
		column->n_misfit = g->n_misfit;
		column->misfit_line = g->misfit_line;
		column->min = g->min;
		column->max = g->max;
		column->mean = fmin(fmax(g->mean, g->min), g->max);
		column->sd = rn_gauge_sd(g);
		column->is_constant = g->n > 0 && !g->varies && g->n_misfit == 0;
		column->is_watched = column->is_watched && is_ordered;
		if (column->is_watched && find_seasons(p, c, err))
			return err->status;
	}
	return find_same(p, err);
}

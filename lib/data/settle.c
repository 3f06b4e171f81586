/*
 * settle.c - a group's rows made regular.
 *
 * Every row gets its place on the axis; rows that lie one after the other are
 * all that most files have.
 */
#include "data/group.h"

#include "base/block.h"
#include "data/axis.h"
#include "data/freq.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* So many rows may be added for each that there is: a gap of centuries is a
 * wrong date. */
enum { MAX_ADDED = 100 };

struct settling {
	struct rn_group *group;
	const struct rn_reader *reader;
	const struct rn_panel_opts *opts;
	struct rn_repairs *repairs;
	struct rn_error *err;
	int64_t *k; /* [group->n_row] the place of each row, ascending */
};

static size_t line_of(const struct settling *s, size_t row)
{
	return rn_timecol_line(&s->group->times, row);
}

/* A row that does not fit to the row before; `what` ends before the line. */
static enum rn_status fail_row(const struct settling *s, size_t row,
                               const char *what, const char *hint)
{
	const char *id = s->group->id;
	char shown[RN_SHOWN];

	rn_table_fail(&s->reader->table, line_of(s, row),
	              s->reader->columns.time_at, s->err, "%s line %zu%s%s%s", what,
	              line_of(s, row - 1), id ? " (series \"" : "",
	              id ? rn_show(shown, id, strlen(id)) : "", id ? "\")" : "");
	return rn_hint(s->err, "%s", hint);
}

/* The axis that --freq asks for. */
static enum rn_status make_axis(struct settling *s)
{
	const struct rn_timecol *times = &s->group->times;
	const struct rn_time first = { times->time[0],
		rn_timecol_offset(times) };
	struct rn_freq freq;

	if (rn_freq_parse(s->opts->freq, &freq)
	    && rn_freq_axis(&freq, &s->reader->style.format, first,
	                    &s->group->axis))
		return RN_OK;
	rn_table_fail(&s->reader->table, line_of(s, 0),
	              s->reader->columns.time_at, s->err, "times that are written "
	              "like this cannot have steps of %s", s->opts->freq);
	return rn_hint(s->err, "choose a --freq that the format can tell");
}

/* Finds the axis.  Gaps are left to the repairs, where there are any. */
static enum rn_status find_axis(struct settling *s)
{
	struct rn_group *g = s->group;
	struct rn_axis_defect defect;
	enum rn_status status;

	if (s->reader->columns.time_at < 0) {
		g->axis = (struct rn_axis)RN_AXIS_ROWS;
		g->axis.start = g->id ? 0 : (int64_t)s->opts->row_from;
		return RN_OK;
	}
	if (s->opts->freq)
		return make_axis(s);
	status = rn_timecol_axis(&g->times, &s->reader->style, &s->reader->table,
	                         s->reader->columns.time_at, g->id,
	                         s->opts->axis, &g->axis, &defect, s->err);
	return status == RN_EDATA && defect.kind == RN_AXIS_GAP
	       && rn_missing_repairs(s->opts->missing) ? RN_OK : status;
}

/* The place of one row. */
static enum rn_status place_row(struct settling *s, size_t row)
{
	const struct rn_axis *axis = &s->group->axis;
	const int64_t at = s->group->times.time[row];
	const int64_t before = row ? s->k[row - 1] : -1;
	char what[96], step[RN_STEP_TEXT];

	if (s->opts->freq) {
		s->k[row] = rn_axis_floor(axis, at);
		if (row == 0 || at >= s->group->times.time[row - 1])
			return RN_OK;
		return fail_row(s, row, "earlier than", "sort the rows by time");
	}
	if (!rn_axis_place(axis, at, &s->k[row])) {
		snprintf(what, sizeof(what), "not a whole number of steps of %s "
		         "after", rn_axis_step_text(step, axis));
		return fail_row(s, row ? row : 1, what, "gather the rows into steps "
		                "with --freq");
	}
	if (s->k[row] > before)
		return RN_OK;
	return s->k[row] == before
	       ? fail_row(s, row, "same time as", "keep one of the rows")
	       : fail_row(s, row, "earlier than", "sort the rows by time");
}

static enum rn_status place_rows(struct settling *s)
{
	struct rn_group *g = s->group;

	if (rn_alloc(&s->k, g->n_row, sizeof(*s->k), s->err))
		return s->err->status;
	for (size_t i = 0; i < g->n_row; i++) {
		if (s->reader->columns.time_at < 0)
			s->k[i] = (int64_t)i;
		else if (place_row(s, i))
			return s->err->status;
	}
	return RN_OK;
}

/* Makes rows [from, to) row `row`: of each column the mean of what is there. */
static void merge(struct rn_group *g, size_t row, size_t from, size_t to)
{
	for (int c = 0; c < g->n_value; c++) {
		double sum = 0;
		size_t n = 0;

		for (size_t i = from; i < to; i++) {
			if (isnan(g->x[c][i]))
				continue;
			/* A running mean does not overflow. */
			sum += (g->x[c][i] - sum) / (double)++n;
		}
		g->x[c][row] = n ? sum : (double)NAN;
	}
}

/* Gathers rows that have the same place. */
static void merge_rows(struct settling *s)
{
	struct rn_group *g = s->group;
	size_t n = 0;

	for (size_t from = 0, to; from < g->n_row; from = to) {
		for (to = from + 1; to < g->n_row && s->k[to] == s->k[from]; to++)
			;
		if (to > from + 1 || n < from)
			merge(g, n, from, to);
		s->k[n++] = s->k[from];
	}
	s->repairs->n_merged += g->n_row - n;
	g->n_row = n;
}

static bool has_nan(const struct rn_group *g, size_t row)
{
	for (int c = 0; c < g->n_value; c++)
		if (isnan(g->x[c][row]))
			return true;
	return false;
}

static void drop_rows(struct settling *s)
{
	struct rn_group *g = s->group;
	size_t n = 0;

	for (size_t i = 0; i < g->n_row; i++) {
		if (has_nan(g, i))
			continue;
		for (int c = 0; c < g->n_value; c++)
			g->x[c][n] = g->x[c][i];
		s->k[n++] = s->k[i];
	}
	s->repairs->n_dropped += g->n_row - n;
	g->n_row = n;
}

/* A step without a row, where nothing fills it. */
static enum rn_status fail_gap(const struct settling *s, size_t row)
{
	const int64_t missing = s->k[row] - s->k[row - 1] - 1;
	char ds[RN_TIME_TEXT], shown[RN_SHOWN], step[RN_STEP_TEXT];
	const struct rn_axis *axis = &s->group->axis;

	rn_axis_text(ds, axis, s->k[row - 1] + 1);
	rn_fail(s->err, RN_EDATA, "%s: %lld step%s of %s without a row, from %s on",
	        s->reader->table.file, (long long)missing,
	        missing == 1 ? "" : "s", rn_axis_step_text(step, axis),
	        rn_show(shown, ds, strlen(ds)));
	return rn_hint(s->err, "fill them with --missing, or ask for longer steps "
	               "with --freq");
}

/* Spreads rows over the axis, with NaN in all steps that have none. */
static enum rn_status spread_rows(struct settling *s)
{
	struct rn_group *g = s->group;
	const size_t n = (size_t)s->k[g->n_row - 1] + 1;

	if (n > g->n_row * MAX_ADDED)
		return rn_fail(s->err, RN_EDATA, "%s: %zu steps for %zu rows are too "
		               "many to fill", s->reader->table.file, n, g->n_row);
	for (int c = 0; c < g->n_value; c++) {
		double *x;

		if (rn_alloc(&x, n, sizeof(*x), s->err))
			return s->err->status;
		for (size_t i = 0; i < n; i++)
			x[i] = NAN;
		for (size_t i = 0; i < g->n_row; i++)
			x[s->k[i]] = g->x[c][i];
		free(g->x[c]);
		g->x[c] = x;
	}
	s->repairs->n_added += n - g->n_row;
	g->n_row = n;
	return RN_OK;
}

/* Makes the axis pass over the steps that were left out. */
static void skip_steps(struct settling *s)
{
	struct rn_group *g = s->group;
	const int64_t first = s->k[0];

	g->axis = rn_axis_from(&g->axis, first);
	for (size_t i = 0; i < g->n_row; i++)
		s->k[i] -= first;
	if ((size_t)s->k[g->n_row - 1] == g->n_row - 1)
		return;
	g->axis.place = g->place = s->k;
	g->axis.n_place = g->n_row;
	s->k = NULL;
}

static enum rn_status close_gaps(struct settling *s)
{
	const struct rn_group *g = s->group;
	size_t row = 1;

	if (s->opts->missing && s->opts->missing->drops) {
		drop_rows(s);
		if (g->n_row > 0)
			skip_steps(s);
		return RN_OK;
	}
	while (row < g->n_row && s->k[row] == s->k[row - 1] + 1)
		row++;
	if (row >= g->n_row)
		return RN_OK;
	return rn_missing_repairs(s->opts->missing) ? spread_rows(s)
	                                            : fail_gap(s, row);
}

enum rn_status rn_group_settle(struct rn_group *group,
                               const struct rn_reader *reader,
                               struct rn_repairs *repairs,
                               struct rn_error *err)
{
	struct settling s = { group, reader, reader->opts, repairs, err, NULL };
	const bool is_strict = !s.opts->freq
	                       && !rn_missing_repairs(s.opts->missing);
	enum rn_status status = find_axis(&s);

	if (!status && !is_strict) {
		status = place_rows(&s);
		if (!status && s.opts->freq)
			merge_rows(&s);
		if (!status)
			status = close_gaps(&s);
	}
	free(s.k);
	rn_timecol_release(&group->times);
	return status;
}

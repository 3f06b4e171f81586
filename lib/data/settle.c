/*
 * settle.c - a group's rows made regular.
 *
 * Every row gets its place on the axis; rows that lie one after the other are
 * all that most files have.
 */
#include "data/group.h"

#include "base/block.h"
#include "data/axis.h"
#include "data/calendar.h"
#include "data/freq.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* So many rows may be added for each that there is: a gap of centuries is a
 * wrong date. */
enum { MAX_ADDED = 100 };

/* Values that may be added: 1 GiB of them. */
#define MAX_FILLED ((size_t)1 << 27)

struct settling {
	struct rn_group *group;
	const struct rn_reader *reader;
	const struct rn_panel_opts *opts;
	const struct rn_axis *like;
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

/* The time of the first row, with the offset of the last. */
static struct rn_time first_time(const struct settling *s)
{
	const struct rn_timecol *times = &s->group->times;

	return (struct rn_time){ times->time[0], rn_timecol_offset(times) };
}

/* Lets steps begin where those of another axis do by their clocks, so that
 * all series, and a model and its new rows, share every second week. */
static void align(struct rn_axis *axis, const struct rn_axis *like,
                  int64_t first)
{
	int64_t way = axis->start - like->start;

	if (axis->unit != like->unit || axis->step != like->step
	    || axis->format.digits != like->format.digits)
		return;
	if (axis->unit == RN_TIME_SECOND)
		way += (axis->offset - like->offset) * rn_time_scale(&axis->format);
	axis->start -= way - rn_floor_div(way, axis->step) * axis->step;
	*axis = rn_axis_from(axis, rn_axis_floor(axis, first));
}

/* Row numbers, where no option asks for times. */
static enum rn_status count_rows(struct settling *s)
{
	struct rn_group *g = s->group;

	if (s->opts->freq || s->opts->time_format) {
		rn_fail(s->err, RN_EUSAGE, "%s: --%s needs a time column, and none was "
		        "found", s->reader->table.file,
		        s->opts->freq ? "freq" : "time-format");
		return rn_hint(s->err, s->opts->time_format
		               ? "name it with --time-col, and see whether the whole "
		                 "pattern fits"
		               : "name it with --time-col");
	}
	g->axis = (struct rn_axis)RN_AXIS_ROWS;
	g->axis.start = g->id ? 0 : (int64_t)s->opts->row_from;
	return RN_OK;
}

/* The axis that --freq asks for. */
static enum rn_status make_axis(struct settling *s)
{
	const struct rn_time_format *format = &s->reader->style.format;
	struct rn_axis *axis = &s->group->axis;
	struct rn_time first = first_time(s);
	struct rn_freq freq;
	int64_t grain;

	if (rn_freq_parse(s->opts->freq, &freq)
	    && rn_freq_axis(&freq, format, first, axis)) {
		/* Days are those that are written, whatever their offsets. */
		if (rn_axis_counts_days(axis)) {
			rn_timecol_to_clock(&s->group->times, &s->reader->style);
			first = first_time(s);
			(void)rn_freq_axis(&freq, format, first, axis);
		}
		if (s->like)
			align(axis, s->like, first.at);
		return RN_OK;
	}
	rn_table_fail(&s->reader->table, line_of(s, 0),
	              s->reader->columns.time_at, s->err, "times that are written "
	              "like this cannot have steps of %s", s->opts->freq);
	return rn_hint(s->err, "%s",
	               rn_time_format_unit(format, &grain) == RN_TIME_INDEX
	               ? "--time-format makes times of integers: s, ms, %Y, %Y%m%d"
	               : "choose a --freq that the format can tell");
}

/* Do all rows lie on an axis like that, and some of them one step apart?
 * Rows that leave steps out tell less of their step than a model does. */
static bool passes_like(struct settling *s)
{
	const struct rn_timecol *times = &s->group->times;
	struct rn_axis axis;
	int64_t before = 0, k;
	bool shows_step = times->n == 1;

	if (!s->like || !rn_axis_begin(&axis, s->like, &s->reader->style.format,
	                               first_time(s)))
		return false;
	for (size_t i = 0; i < times->n; i++, before = k) {
		if (!rn_axis_place(&axis, times->time[i], &k))
			return false;
		shows_step = shows_step || k - before == 1;
	}
	if (shows_step)
		s->group->axis = axis;
	return shows_step;
}

/* Finds the axis.  Gaps are left to the repairs, where there are any. */
static enum rn_status find_axis(struct settling *s)
{
	const bool repairs = rn_missing_repairs(s->opts->missing);
	struct rn_group *g = s->group;
	struct rn_axis_defect defect;
	enum rn_status status;

	if (s->reader->columns.time_at < 0)
		return count_rows(s);
	if (s->opts->freq)
		return make_axis(s);
	if (repairs && passes_like(s))
		return RN_OK;
	status = rn_timecol_axis(&g->times, &s->reader->style, &s->reader->table,
	                         s->reader->columns.time_at, g->id,
	                         s->like, &g->axis, &defect, s->err);
	return repairs && status == RN_EDATA && defect.kind == RN_AXIS_GAP
	       ? RN_OK : status;
}

/* The series of a file share one step, as those of a model do. */
static enum rn_status check_step(const struct settling *s)
{
	const struct rn_axis *axis = &s->group->axis;
	char here[RN_STEP_TEXT], there[RN_STEP_TEXT], shown[RN_SHOWN];
	const char *id = s->group->id;

	if (!id || !s->like || s->opts->known || s->group->n_row < 2
	    || rn_axis_same_step(axis, s->like))
		return RN_OK;
	rn_table_fail(&s->reader->table, line_of(s, 1), s->reader->columns.time_at,
	              s->err, "steps of %s in series \"%s\", but of %s in the "
	              "first", rn_axis_step_text(here, axis),
	              rn_show(shown, id, strlen(id)),
	              rn_axis_step_text(there, s->like));
	return rn_hint(s->err, "give one step for all with --freq");
}

/* A gap must be one that can be closed.  The lines around it are known before
 * rows are gathered, not after. */
static enum rn_status check_gap(const struct settling *s, size_t row)
{
	const struct rn_missing_type *missing = s->opts->missing;
	const int64_t n = s->k[row] - s->k[row - 1] - 1;
	const bool fills = rn_missing_repairs(missing);
	char what[96], step[RN_STEP_TEXT];

	if (n == 0 || (missing && missing->drops)
	    || (fills && (uint64_t)s->k[row] / MAX_ADDED < s->group->n_row))
		return RN_OK;
	snprintf(what, sizeof(what), "%lld step%s of %s%s missing after",
	         (long long)n, n == 1 ? "" : "s",
	         rn_axis_step_text(step, &s->group->axis),
	         fills ? ", too many to fill," : "");
	return fail_row(s, row, what, fills
	                ? "correct the time, or ask for longer steps with --freq"
	                : "fill them with --missing, or ask for longer steps with "
	                  "--freq");
}

/* The place of one row. */
static enum rn_status place_row(struct settling *s, size_t row)
{
	const struct rn_axis *axis = &s->group->axis;
	const int64_t *time = s->group->times.time;
	char what[96], step[RN_STEP_TEXT];

	if (s->opts->freq) {
		s->k[row] = rn_axis_floor(axis, time[row]);
	} else if (!rn_axis_place(axis, time[row], &s->k[row])) {
		snprintf(what, sizeof(what), "not a whole number of steps of %s "
		         "after", rn_axis_step_text(step, axis));
		return fail_row(s, row, what, "gather the rows into steps with "
		                "--freq");
	}
	if (row == 0)
		return RN_OK;
	if (time[row] < time[row - 1])
		return fail_row(s, row, "earlier than", "sort the rows by time");
	if (s->k[row] > s->k[row - 1])
		return check_gap(s, row);
	return s->opts->freq ? RN_OK
	       : fail_row(s, row, "same time as", "keep one of the rows");
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
		double mean = 0;
		size_t n = 0;

		for (size_t i = from; i < to; i++) {
			if (isnan(g->x[c][i]))
				continue;
			/* A running mean does not overflow. */
			n++;
			mean += g->x[c][i] / (double)n - mean / (double)n;
		}
		g->x[c][row] = n ? mean : (double)NAN;
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

	s->repairs->n_skipped += (size_t)s->k[g->n_row - 1] + 1 - g->n_row;
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

/* Spreads rows over the axis, with NaN in all steps that have none. */
static enum rn_status spread_rows(struct settling *s)
{
	struct rn_group *g = s->group;
	const size_t n = (size_t)s->k[g->n_row - 1] + 1;

	if ((n - g->n_row) * (size_t)g->n_value > MAX_FILLED)
		return rn_fail(s->err, RN_ELIMIT, "%s: %zu missing steps of %d "
		               "columns are too many to fill",
		               s->reader->table.file, n - g->n_row, g->n_value);
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

	if (s->opts->missing && s->opts->missing->drops) {
		drop_rows(s);
		if (g->n_row > 0)
			skip_steps(s);
		return RN_OK;
	}
	return (size_t)s->k[g->n_row - 1] == g->n_row - 1 ? RN_OK
	       : spread_rows(s);
}

enum rn_status rn_group_settle(struct rn_group *group,
                               const struct rn_reader *reader,
                               const struct rn_axis *like,
                               struct rn_repairs *repairs,
                               struct rn_error *err)
{
	struct settling s = { group, reader, reader->opts, like, repairs, err,
	                      NULL };
	const bool is_strict = !s.opts->freq
	                       && !rn_missing_repairs(s.opts->missing);
	enum rn_status status = find_axis(&s);

	if (!status)
		status = check_step(&s);
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

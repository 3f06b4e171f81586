/*
 * timecol.c - the time column: every value in one format, one step apart.
 */
#include "data/timecol.h"

#include "base/block.h"
#include "data/axis.h"
#include "data/time_detect.h"

#include <stdlib.h>
#include <string.h>

void rn_timecol_release(struct rn_timecol *col)
{
	free(col->time);
	free(col->run);
	free(col->zone);
	*col = (struct rn_timecol)RN_TIMECOL_INIT;
}

struct rn_time_style rn_time_style_of(const struct rn_panel_opts *opts)
{
	return (struct rn_time_style){
		.pattern = opts->time_format,
		.like = opts->axis ? &opts->axis->format : NULL,
	};
}

size_t rn_timecol_line(const struct rn_timecol *col, size_t row)
{
	size_t i = col->n_run - 1;

	while (col->run[i].row > row)
		i--;
	return col->run[i].line + (row - col->run[i].row);
}

int rn_timecol_offset(const struct rn_timecol *col)
{
	return col->n_zone > 0 ? col->zone[col->n_zone - 1].offset : 0;
}

void rn_timecol_keep_last(struct rn_timecol *col)
{
	const struct rn_line_run run = { 0, rn_timecol_line(col, col->n - 1) };
	const struct rn_offset_run zone = { 0, rn_timecol_offset(col) };

	col->time[0] = col->time[col->n - 1];
	col->run[0] = run;
	col->zone[0] = zone;
	col->n = col->n_run = col->n_zone = 1;
}

static enum rn_status fail_missing(const struct rn_table *table, size_t line,
                                   int c, struct rn_error *err)
{
	rn_table_fail(table, line, c, err, "missing time");
	return rn_hint(err, "fill it in, or give --time-col none to count rows");
}

/* The time has another format than it should. */
static enum rn_status fail_format(const struct rn_time_style *style,
                                  const struct rn_table *table, size_t line,
                                  int c, const char *shown,
                                  struct rn_error *err)
{
	char format[RN_SHOWN];

	if (style->pattern) {
		rn_table_fail(table, line, c, err, "\"%s\": not in the time format "
		              "\"%s\"", shown,
		              rn_show(format, style->pattern,
		                      strlen(style->pattern)));
		return rn_hint(err, "correct it or the pattern; %%-d and the like "
		               "stand for numbers without leading zeros");
	}
	if (style->is_known) {
		rn_table_fail(table, line, c, err, "\"%s\": %s, it is not that of "
		              "line %zu", shown, rn_time_unknown, style->line);
		return rn_hint(err, "write all times in one format");
	}
	rn_table_fail(table, line, c, err, "\"%s\": %s", shown, rn_time_unknown);
	return rn_hint(err, "give its pattern, such as %%d/%%m/%%Y, with "
	               "--time-format, or give --time-col none to count rows");
}

static enum rn_status fail_time(const struct rn_time_style *style,
                                const struct rn_table *table,
                                const struct rn_csv_row *row, int c,
                                const char *what, struct rn_error *err)
{
	const struct rn_field *field = &row->field[c];
	char shown[RN_SHOWN];

	if (rn_table_is_missing(table, field))
		return fail_missing(table, row->at.line, c, err);
	rn_show(shown, field->text, field->len);
	if (what == rn_time_unknown)
		return fail_format(style, table, row->at.line, c, shown, err);
	rn_table_fail(table, row->at.line, c, err, "\"%s\": %s", shown, what);
	return rn_hint(err, "correct it, or choose rows without it with --rows");
}

static enum rn_status add_line(struct rn_timecol *col, size_t line,
                               struct rn_error *err)
{
	if (col->n_run > 0 && rn_timecol_line(col, col->n) == line)
		return RN_OK;
	if (rn_grow(&col->run, &col->cap_run, col->n_run + 1, sizeof(*col->run),
	            err))
		return err->status;
	col->run[col->n_run++] = (struct rn_line_run){ col->n, line };
	return RN_OK;
}

static enum rn_status add_offset(struct rn_timecol *col, int offset,
                                 struct rn_error *err)
{
	if (col->n_zone > 0 && rn_timecol_offset(col) == offset)
		return RN_OK;
	if (rn_grow(&col->zone, &col->cap_zone, col->n_zone + 1,
	            sizeof(*col->zone), err))
		return err->status;
	col->zone[col->n_zone++] = (struct rn_offset_run){ col->n, offset };
	return RN_OK;
}

/* The first time of a file tells how all are written.  *what: what is wrong
 * with it, or NULL. */
static enum rn_status learn(struct rn_time_style *style,
                            const struct rn_field *field, size_t line,
                            struct rn_time *time, const char **what,
                            struct rn_error *err)
{
	struct rn_time_format format;

	if (style->pattern) {
		if (rn_time_format_set(&format, style->pattern, err))
			return err->status;
		*what = rn_time_settle(&format, field->text, field->len, time);
	} else {
		*what = rn_time_unknown;
		if (style->like) {
			format = *style->like;
			*what = rn_time_parse(&format, field->text, field->len, time);
		}
		if (*what == rn_time_unknown)
			*what = rn_time_detect(field->text, field->len, &format, time);
	}
	if (!*what) {
		style->format = format;
		style->line = line;
		style->is_known = true;
	}
	return RN_OK;
}

enum rn_status rn_timecol_add(struct rn_timecol *col,
                              struct rn_time_style *style,
                              const struct rn_table *table,
                              const struct rn_csv_row *row, int c,
                              struct rn_error *err)
{
	const struct rn_field *field = &row->field[c];
	const char *what = NULL;
	struct rn_time time;

	if (style->is_known)
		what = rn_time_parse(&style->format, field->text, field->len, &time);
	else if (learn(style, field, row->at.line, &time, &what, err))
		return err->status;
	if (what)
		return fail_time(style, table, row, c, what, err);
	if (rn_grow(&col->time, &col->cap, col->n + 1, sizeof(*col->time), err)
	    || add_line(col, row->at.line, err)
	    || add_offset(col, time.offset, err))
		return err->status;
	col->time[col->n++] = time.at;
	return RN_OK;
}

/* Adds to each time what its own clock is ahead of that of the last row: by
 * `sign` 1, the times that this would have shown; by -1, back again. */
static void shift(struct rn_timecol *col, const struct rn_time_style *style,
                  int sign)
{
	const int64_t scale = rn_time_scale(&style->format);
	const int last = rn_timecol_offset(col);

	for (size_t i = 0; i + 1 < col->n_zone; i++) {
		const int64_t by = (col->zone[i].offset - last) * scale * sign;

		for (size_t k = col->zone[i].row; k < col->zone[i + 1].row; k++)
			col->time[k] += by;
	}
}

void rn_timecol_to_clock(struct rn_timecol *col,
                         const struct rn_time_style *style)
{
	shift(col, style, 1);
}

static bool find(const struct rn_timecol *col,
                 const struct rn_time_style *style,
                 const struct rn_axis *like, struct rn_axis *axis,
                 struct rn_axis_defect *defect)
{
	const int offset = rn_timecol_offset(col);

	return (like && rn_axis_fits(axis, like, &style->format, offset,
	                             col->time, col->n))
	       || rn_axis_find(col->time, col->n, &style->format, offset, axis,
	                       defect);
}

/* Does an axis that departs so fit the rows better?  A gap may be repaired. */
static bool is_better(const struct rn_axis_defect *a,
                      const struct rn_axis_defect *b)
{
	return a->n < b->n
	       || (a->n == b->n && a->kind == RN_AXIS_GAP
	           && b->kind == RN_AXIS_OFF);
}

/* The same by the clock that was written, where this keeps days or months
 * better than UTC does. */
static bool find_by_clock(struct rn_timecol *col,
                          const struct rn_time_style *style,
                          const struct rn_axis *like, struct rn_axis *axis,
                          struct rn_axis_defect *defect)
{
	struct rn_axis_defect local_defect;
	struct rn_axis local;
	bool is_regular;

	if (col->n_zone < 2)
		return false;
	shift(col, style, 1);
	is_regular = find(col, style, like, &local, &local_defect);
	if (!rn_axis_counts_days(&local)
	    || (!is_regular && !is_better(&local_defect, defect))) {
		shift(col, style, -1);
		return false;
	}
	*axis = local;
	if (!is_regular)
		*defect = local_defect;
	return is_regular;
}

enum rn_status rn_timecol_axis(struct rn_timecol *col,
                               const struct rn_time_style *style,
                               const struct rn_table *table, int c,
                               const char *id, const struct rn_axis *like,
                               struct rn_axis *axis,
                               struct rn_axis_defect *defect,
                               struct rn_error *err)
{
	struct rn_axis_defect found;
	char shown[RN_SHOWN];

	if (find(col, style, like, axis, &found)
	    || find_by_clock(col, style, like, axis, &found))
		return RN_OK;
	if (defect)
		*defect = found;
	rn_table_fail(table, rn_timecol_line(col, found.row), c, err,
	              "%s line %zu%s%s%s", found.what,
	              rn_timecol_line(col, found.row - 1), id ? " (series \"" : "",
	              id ? rn_show(shown, id, strlen(id)) : "", id ? "\")" : "");
	return rn_hint(err, "%s", found.hint);
}

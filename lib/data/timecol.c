/*
 * timecol.c - the time column: every value in one format, one step apart.
 */
#include "data/timecol.h"

#include "base/block.h"

#include <stdlib.h>
#include <string.h>

void rn_timecol_release(struct rn_timecol *col)
{
	free(col->time);
	free(col->run);
	*col = (struct rn_timecol)RN_TIMECOL_INIT;
}

static size_t line_of(const struct rn_timecol *col, size_t row)
{
	size_t i = col->n_run - 1;

	while (col->run[i].row > row)
		i--;
	return col->run[i].line + (row - col->run[i].row);
}

static enum rn_status fail_time(const struct rn_timecol *col,
                                const struct rn_table *table,
                                const struct rn_csv_row *row, int c,
                                const char *what, struct rn_error *err)
{
	const struct rn_field *field = &row->field[c];
	char shown[RN_SHOWN];

	if (rn_table_is_missing(table, field)) {
		rn_table_fail(table, row->at.line, c, err, "missing time");
		return rn_hint(err, "fill it in, or give --time-col none to count "
		               "rows");
	}
	rn_show(shown, field->text, field->len);
	if (!what) {
		rn_table_fail(table, row->at.line, c, err, "\"%s\": time format not "
		              "known, it is not that of line %zu", shown,
		              line_of(col, 0));
		return rn_hint(err, "write all times in one format");
	}
	rn_table_fail(table, row->at.line, c, err, "\"%s\": %s", shown, what);
	if (strncmp(what, "no such", 7) == 0)
		return rn_hint(err, "correct it, or choose rows without it with "
		               "--rows");
	return rn_hint(err, "write times as YYYY-MM-DD HH:MM, or give --time-col "
	               "none to count rows");
}

static enum rn_status add_line(struct rn_timecol *col, size_t line,
                               struct rn_error *err)
{
	if (col->n_run > 0 && line_of(col, col->n) == line)
		return RN_OK;
	if (rn_grow(&col->run, &col->cap_run, col->n_run + 1, sizeof(*col->run),
	            err))
		return err->status;
	col->run[col->n_run++] = (struct rn_line_run){ col->n, line };
	return RN_OK;
}

enum rn_status rn_timecol_add(struct rn_timecol *col,
                              const struct rn_table *table,
                              const struct rn_csv_row *row, int c,
                              struct rn_error *err)
{
	struct rn_time_format format;
	int64_t at;
	const char *what = rn_time_parse(row->field[c].text, row->field[c].len,
	                                 &format, &at);

	if (!what && col->n == 0)
		col->format = format;
	if (what || !rn_time_format_same(&format, &col->format))
		return fail_time(col, table, row, c, what, err);
	if (rn_grow(&col->time, &col->cap, col->n + 1, sizeof(*col->time), err)
	    || add_line(col, row->at.line, err))
		return err->status;
	col->time[col->n++] = at;
	return RN_OK;
}

enum rn_status rn_timecol_axis(const struct rn_timecol *col,
                               const struct rn_table *table, int c,
                               struct rn_axis *axis, struct rn_error *err)
{
	struct rn_axis_defect defect;

	if (rn_axis_find(col->time, col->n, &col->format, axis, &defect))
		return RN_OK;
	rn_table_fail(table, line_of(col, defect.row), c, err, "%s line %zu",
	              defect.what, line_of(col, defect.row - 1));
	return rn_hint(err, "%s", defect.hint);
}

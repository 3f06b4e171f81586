/*
 * panel.c - the series of a CSV file.
 */
#include "data/panel.h"

#include "base/block.h"
#include "data/axis.h"
#include "data/csv.h"
#include "data/reader.h"

#include <stdlib.h>
#include <string.h>

const char *const rn_time_names[] = {
	"ds", "timestamp", "datetime", "date", "time", NULL
};
const char *const rn_target_names[] = { "y", "target", "value", NULL };

struct loader {
	struct rn_reader reader;
	double **x; /* [n_target] */
	size_t n_row, cap_row;
};

void rn_columns_release(struct rn_columns *columns)
{
	for (int i = 0; columns->target && i < columns->n_target; i++)
		free(columns->target[i]);
	free(columns->target);
	free(columns->target_at);
	free(columns->time);
	*columns = (struct rn_columns)RN_COLUMNS_INIT;
}

enum rn_status rn_columns_copy(struct rn_columns *to,
                               const struct rn_columns *from,
                               struct rn_error *err)
{
	const size_t n = (size_t)from->n_target;
	enum rn_status status;

	*to = *from;
	to->target = NULL;
	to->target_at = NULL;
	status = rn_copy_text(&to->time, from->time, err);
	if (!status)
		status = rn_alloc(&to->target, n, sizeof(*to->target), err);
	if (!status)
		status = rn_alloc(&to->target_at, n, sizeof(*to->target_at), err);
	for (size_t i = 0; !status && i < n; i++) {
		to->target_at[i] = from->target_at[i];
		status = rn_copy_text(&to->target[i], from->target[i], err);
	}
	if (status)
		rn_columns_release(to);
	return status;
}

void rn_panel_release(struct rn_panel *panel)
{
	for (int i = 0; panel->series && i < panel->n_series; i++) {
		free(panel->series[i].name);
		free(panel->series[i].x);
	}
	free(panel->series);
	rn_columns_release(&panel->columns);
	*panel = (struct rn_panel)RN_PANEL_INIT;
}

static enum rn_status grow_series(struct loader *l, struct rn_error *err)
{
	const int n = l->reader.columns.n_target;
	size_t cap = l->cap_row;

	if (!l->x && rn_alloc(&l->x, (size_t)n, sizeof(*l->x), err))
		return err->status;
	for (int i = 0; i < n; i++) {
		cap = l->cap_row;
		if (rn_grow(&l->x[i], &cap, l->n_row + 1, sizeof(double), err))
			return err->status;
	}
	l->cap_row = cap;
	return RN_OK;
}

static enum rn_status take_row(void *ud, struct rn_csv *csv,
                               const struct rn_csv_row *row,
                               struct rn_error *err)
{
	struct loader *l = ud;
	const struct rn_reader *reader = &l->reader;
	bool is_used;

	if (rn_reader_take(&l->reader, row, &is_used, err))
		return err->status;
	if (!is_used)
		return RN_OK;
	rn_reader_skip(reader, csv);
	if (reader->columns.n_target > 0 && l->n_row == l->cap_row
	    && grow_series(l, err))
		return err->status;
	for (int i = 0; i < reader->columns.n_target; i++)
		l->x[i][l->n_row] = reader->y[i];
	l->n_row++;
	return RN_OK;
}

/* Copies the names of the chosen columns from the table. */
static enum rn_status name_columns(struct rn_reader *reader,
                                   struct rn_error *err)
{
	struct rn_columns *columns = &reader->columns;
	char **name = reader->table.name;
	enum rn_status status = RN_OK;

	if (columns->time_at >= 0)
		status = rn_copy_text(&columns->time, name[columns->time_at], err);
	if (!status)
		status = rn_alloc(&columns->target, (size_t)columns->n_target,
		                  sizeof(*columns->target), err);
	for (int i = 0; !status && i < columns->n_target; i++)
		status = rn_copy_text(&columns->target[i],
		                      name[columns->target_at[i]], err);
	return status;
}

static enum rn_status find_axis(const struct rn_reader *reader,
                                struct rn_axis *axis, struct rn_error *err)
{
	const struct rn_timecol *times = &reader->times;
	const struct rn_axis *like = reader->opts->axis;

	if (reader->columns.time_at < 0) {
		*axis = (struct rn_axis)RN_AXIS_ROWS;
		axis->start = (int64_t)reader->opts->row_from;
		return RN_OK;
	}
	if (like
	    && rn_axis_fits(axis, like, &times->format, times->time, times->n))
		return RN_OK;
	return rn_timecol_axis(times, &reader->table, reader->columns.time_at,
	                       axis, err);
}

/* Moves what was read into the panel. */
static enum rn_status finish(struct loader *l, struct rn_panel *panel,
                             struct rn_error *err)
{
	struct rn_reader *reader = &l->reader;
	const int n = reader->columns.n_target;
	struct rn_axis axis;

	if (rn_table_check_rows(&reader->table, reader->opts, err))
		return err->status;
	if (n == 0)
		return rn_table_fail_target(&reader->table, reader->columns.time_at,
		                            err);
	if (find_axis(reader, &axis, err) || name_columns(reader, err)
	    || rn_alloc(&panel->series, (size_t)n, sizeof(*panel->series), err))
		return err->status;
	panel->n_series = n;
	for (int i = 0; i < n; i++) {
		struct rn_series *s = &panel->series[i];
		double *fitted = realloc(l->x[i], l->n_row * sizeof(double));

		s->axis = axis;
		s->n_row = l->n_row;
		s->x = fitted ? fitted : l->x[i];
		l->x[i] = NULL;
		if (rn_copy_text(&s->name, reader->columns.target[i], err))
			return err->status;
	}
	panel->columns = reader->columns;
	reader->columns = (struct rn_columns)RN_COLUMNS_INIT;
	return RN_OK;
}

enum rn_status rn_panel_load(struct rn_panel *panel, const char *path,
                             const struct rn_panel_opts *opts,
                             struct rn_error *err)
{
	const struct rn_csv_opts how = { .dialect = opts->dialect };
	struct loader l = { .reader = RN_READER_INIT(opts) };
	enum rn_status status;

	*panel = (struct rn_panel)RN_PANEL_INIT;
	status = rn_csv_read(path, &how, take_row, &l, &panel->format, err);
	if (!status)
		status = finish(&l, panel, err);
	if (status) {
		rn_panel_release(panel);
		rn_reader_fit_hint(&l.reader, err);
	}
	for (int i = 0; l.x && i < l.reader.columns.n_target; i++)
		free(l.x[i]);
	free(l.x);
	rn_reader_release(&l.reader);
	return status;
}

/*
 * panel.c - the series of a CSV file.
 */
#include "data/panel.h"

#include "base/block.h"
#include "data/csv.h"
#include "data/table.h"
#include "data/timecol.h"

#include <stdlib.h>
#include <string.h>

const char *const rn_time_names[] = {
	"ds", "timestamp", "datetime", "date", "time", NULL
};
const char *const rn_target_names[] = { "y", "target", "value", NULL };

/* How the targets were chosen, which tells what a column means whose first
 * value comes late. */
enum choice { CHOICE_NAMED, CHOICE_ONLY, CHOICE_ALL };

struct loader {
	const struct rn_panel_opts *opts;
	struct rn_table table;
	struct rn_timecol times;
	struct rn_columns columns; /* time_at, target_at; names come last */
	enum choice choice;
	double **x;                /* [n_target] */
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

static void add_target(struct loader *l, int c)
{
	l->columns.target_at[l->columns.n_target++] = c;
}

/* One name of --target-col. */
static enum rn_status add_named(struct loader *l, const char *name,
                                struct rn_error *err)
{
	const int c = rn_table_find(&l->table, name);
	const char *what = NULL;
	char shown[RN_SHOWN];

	if (c < 0)
		return rn_table_fail_find(&l->table, name, err);
	if (c == l->columns.time_at)
		what = "is the time column";
	for (int i = 0; i < l->columns.n_target; i++)
		if (l->columns.target_at[i] == c)
			what = "is named twice";
	if (what)
		return rn_fail(err, RN_EUSAGE, "%s: target column \"%s\" %s",
		               l->table.file, rn_show(shown, name, strlen(name)),
		               what);
	add_target(l, c);
	return RN_OK;
}

/* A comma list, unless a column is called like the whole of it. */
static enum rn_status add_list(struct loader *l, const char *list,
                               struct rn_error *err)
{
	char *copy, *name, *comma;
	enum rn_status status;

	if (rn_table_find(&l->table, list) >= 0)
		return add_named(l, list, err);
	status = rn_copy_text(&copy, list, err);
	for (name = copy; !status && name; name = comma) {
		comma = strchr(name, ',');
		if (comma)
			*comma++ = '\0';
		status = add_named(l, name, err);
	}
	free(copy);
	return status;
}

static enum rn_status add_known(struct loader *l, struct rn_error *err)
{
	const struct rn_columns *known = l->opts->known;
	enum rn_status status = RN_OK;

	for (int i = 0; !status && i < known->n_target; i++) {
		if (l->table.has_header)
			status = add_named(l, known->target[i], err);
		else
			add_target(l, known->target_at[i]);
	}
	return status;
}

/* The wanted columns, if the first of them is there. */
static bool add_wanted(struct loader *l)
{
	const char *const *want = l->opts->wants;

	if (!want[0] || rn_table_find(&l->table, want[0]) < 0)
		return false;
	for (int i = 0; i < RN_MAX_WANT && want[i]; i++) {
		const int c = rn_table_find(&l->table, want[i]);

		if (c >= 0 && c != l->columns.time_at)
			add_target(l, c);
	}
	l->choice = CHOICE_NAMED;
	return true;
}

/* Chooses the columns, after the first row was typed. */
static enum rn_status choose(struct loader *l, struct rn_error *err)
{
	const struct rn_panel_opts *opts = l->opts;
	const struct rn_table *t = &l->table;
	struct rn_columns *columns = &l->columns;
	bool is_named;
	int c;

	columns->has_header = t->has_header;
	columns->n_column = t->n_column;
	if (rn_table_find_time(t, opts, &columns->time_at, err)
	    || rn_alloc(&columns->target_at, (size_t)t->n_column,
	                sizeof(*columns->target_at), err))
		return err->status;
	if (opts->known)
		return add_known(l, err);
	if (opts->target_col && strcmp(opts->target_col, "all") == 0) {
		l->choice = CHOICE_ALL;
		for (c = 0; c < t->n_column; c++)
			if (c != columns->time_at && t->type[c] == RN_COLUMN_NUMBER)
				add_target(l, c);
		return RN_OK;
	}
	if (opts->target_col)
		return add_list(l, opts->target_col, err);
	if (add_wanted(l))
		return RN_OK;
	c = rn_table_guess_target(t, columns->time_at, &is_named);
	if (c == -2)
		return rn_table_fail_target(t, columns->time_at, err);
	l->choice = is_named ? CHOICE_NAMED : CHOICE_ONLY;
	if (c >= 0)
		add_target(l, c);
	return RN_OK;
}

/* Column c had no value before this row: is it one that is needed? */
static enum rn_status check_late(struct loader *l, int c, struct rn_error *err)
{
	const struct rn_table *t = &l->table;
	const bool is_number = t->type[c] == RN_COLUMN_NUMBER;

	if (c == 0 && l->columns.time_at < 0 && t->type[c] == RN_COLUMN_TIME
	    && !l->opts->time_col && !l->opts->known)
		return rn_table_fail_missing(t, t->first_line, c, err);
	if (!is_number || l->choice == CHOICE_NAMED)
		return RN_OK;
	if (l->choice == CHOICE_ONLY && l->columns.n_target > 0)
		return rn_table_fail_target(t, l->columns.time_at, err);
	return rn_table_fail_missing(t, t->first_line, c, err);
}

static enum rn_status grow_series(struct loader *l, struct rn_error *err)
{
	const int n = l->columns.n_target;
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

static enum rn_status take_values(struct loader *l,
                                  const struct rn_csv_row *row,
                                  struct rn_error *err)
{
	const int time_at = l->columns.time_at;

	if (time_at >= 0
	    && rn_timecol_add(&l->times, &l->table, row, time_at, err))
		return err->status;
	if (l->columns.n_target > 0 && l->n_row == l->cap_row
	    && grow_series(l, err))
		return err->status;
	for (int i = 0; i < l->columns.n_target; i++)
		if (rn_table_number(&l->table, row, l->columns.target_at[i],
		                    &l->x[i][l->n_row], err))
			return err->status;
	l->n_row++;
	return RN_OK;
}

static enum rn_status take_row(void *ud, const struct rn_csv_row *row,
                               struct rn_error *err)
{
	struct loader *l = ud;
	struct rn_table *t = &l->table;

	if (t->n_column == 0) {
		if (rn_table_begin(t, row, l->opts, err))
			return err->status;
		if (t->has_header)
			return RN_OK;
	}
	if (!rn_table_use(t, row, l->opts))
		return RN_OK;
	for (int c = 0; (c = rn_table_type(t, row, c)) < t->n_column; c++)
		if (t->n_used > 1 && check_late(l, c, err))
			return err->status;
	if (t->n_used == 1 && choose(l, err))
		return err->status;
	return take_values(l, row, err);
}

/* Copies the names of the chosen columns from the table. */
static enum rn_status name_columns(struct loader *l, struct rn_error *err)
{
	struct rn_columns *columns = &l->columns;
	char **name = l->table.name;
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

static enum rn_status find_axis(const struct loader *l, struct rn_axis *axis,
                                struct rn_error *err)
{
	if (l->columns.time_at >= 0)
		return rn_timecol_axis(&l->times, &l->table, l->columns.time_at,
		                       axis, err);
	*axis = (struct rn_axis)RN_AXIS_ROWS;
	axis->start = (int64_t)l->opts->row_from;
	return RN_OK;
}

/* Moves what was read into the panel. */
static enum rn_status finish(struct loader *l, struct rn_panel *panel,
                             struct rn_error *err)
{
	const int n = l->columns.n_target;
	struct rn_axis axis;

	if (rn_table_check_rows(&l->table, l->opts, err))
		return err->status;
	if (n == 0)
		return rn_table_fail_target(&l->table, l->columns.time_at, err);
	if (find_axis(l, &axis, err) || name_columns(l, err)
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
		if (rn_copy_text(&s->name, l->columns.target[i], err))
			return err->status;
	}
	panel->columns = l->columns;
	l->columns = (struct rn_columns)RN_COLUMNS_INIT;
	return RN_OK;
}

enum rn_status rn_panel_load(struct rn_panel *panel, const char *path,
                             const struct rn_panel_opts *opts,
                             struct rn_error *err)
{
	struct loader l = { .opts = opts, .columns = RN_COLUMNS_INIT };
	enum rn_status status;

	*panel = (struct rn_panel)RN_PANEL_INIT;
	status = rn_csv_read(path, take_row, &l, err);
	if (!status)
		status = finish(&l, panel, err);
	if (status)
		rn_panel_release(panel);
	/* A model has chosen the columns: options that choose are not there. */
	if (status == RN_EDATA && opts->known && strstr(err->hint, "--"))
		rn_hint(err, "correct the data");
	for (int i = 0; l.x && i < l.columns.n_target; i++)
		free(l.x[i]);
	free(l.x);
	rn_columns_release(&l.columns);
	rn_timecol_release(&l.times);
	rn_table_release(&l.table);
	return status;
}

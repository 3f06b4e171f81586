/*
 * panel.c - the series of a CSV file.
 */
#include "data/panel.h"

#include "base/block.h"
#include "data/csv.h"
#include "data/group.h"
#include "data/phase.h"
#include "data/reader.h"
#include "data/roster.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

const char *const rn_time_names[] = {
	"ds", "timestamp", "datetime", "date", "time", NULL
};
const char rn_id_name[] = "unique_id";
const char *const rn_part_names[] = { "sample", "cutoff", NULL };
const char *const rn_target_names[] = { "y", "target", "value", NULL };

struct loader {
	struct rn_reader reader;
	struct rn_roster roster;
};

void rn_panel_release(struct rn_panel *panel)
{
	for (int i = 0; panel->series && i < panel->n_series; i++) {
		free(panel->series[i].name);
		free(panel->series[i].x);
	}
	free(panel->series);
	for (size_t i = 0; panel->input && i < panel->n_input; i++)
		free(panel->input[i]);
	free(panel->input);
	for (size_t i = 0; panel->place && i < panel->n_place; i++)
		free(panel->place[i]);
	free(panel->place);
	rn_columns_release(&panel->columns);
	rn_vocabulary_release(&panel->vocabulary);
	*panel = (struct rn_panel)RN_PANEL_INIT;
}

static void release(struct loader *l)
{
	rn_roster_release(&l->roster);
	rn_reader_release(&l->reader);
}

static enum rn_status take_row(void *ud, struct rn_csv *csv,
                               const struct rn_csv_row *row,
                               struct rn_error *err)
{
	struct loader *l = ud;
	const struct rn_columns *columns = &l->reader.columns;
	bool is_used;

	if (rn_reader_take(&l->reader, row, &is_used, err))
		return err->status;
	if (!is_used)
		return RN_OK;
	rn_reader_skip(&l->reader, csv);
	if (rn_roster_find(&l->roster, &l->reader.table, row, columns,
	                   rn_columns_n_value(columns), err))
		return err->status;
	return rn_group_add(l->roster.last, &l->reader, row, err);
}

/* A target that was chosen must have a value. */
static enum rn_status check_targets(const struct loader *l,
                                    struct rn_error *err)
{
	const struct rn_column_list *targets = &l->reader.columns.role[RN_TARGET];
	const struct rn_table *t = &l->reader.table;

	for (int i = 0; l->reader.choice != RN_CHOICE_ALL && i < targets->n; i++)
		if (t->type[targets->at[i]] == RN_COLUMN_EMPTY)
			return rn_table_fail(t, t->first_line, targets->at[i], err,
			                     "no row has a value");
	return RN_OK;
}

/* Among all columns, those that hold something else are no targets. */
static void drop_targets(struct loader *l)
{
	struct rn_column_list *targets = &l->reader.columns.role[RN_TARGET];
	const struct rn_table *t = &l->reader.table;
	int n = 0;

	for (int i = 0; i < targets->n; i++) {
		const bool is_kept = l->reader.choice != RN_CHOICE_ALL
			|| t->type[targets->at[i]] == rn_table_target_type(t);

		for (size_t g = 0; g < l->roster.n; g++) {
			double **x = l->roster.group[g]->x;

			if (!is_kept)
				free(x[i]);
			else
				x[n] = x[i];
		}
		if (is_kept)
			targets->at[n++] = targets->at[i];
	}
	for (size_t g = 0; g < l->roster.n; g++) {
		struct rn_group *group = l->roster.group[g];

		memmove(group->x + n, group->x + targets->n,
		        (size_t)(group->n_value - targets->n) * sizeof(double *));
		group->n_value -= targets->n - n;
	}
	targets->n = n;
}

/* "id", "target" or "id/target". */
static enum rn_status name_series(struct rn_series *s, const char *id,
                                  const char *target, int n_target,
                                  struct rn_error *err)
{
	const size_t n = id ? strlen(id) : 0;

	if (!id || n_target == 1)
		return rn_copy_text(&s->name, id ? id : target, err);
	if (rn_alloc(&s->name, n + strlen(target) + 2, 1, err))
		return err->status;
	memcpy(s->name, id, n);
	s->name[n] = '/';
	memcpy(s->name + n + 1, target, strlen(target));
	return RN_OK;
}

/* Memory that was doubled on the way is given back. */
static double *fit(double *x, size_t n)
{
	double *fitted = realloc(x, (n ? n : 1) * sizeof(*x));

	return fitted ? fitted : x;
}

/* Moves a target of a group into a series.  Where holes are filled, a series
 * begins with its first value and ends with its last. */
static enum rn_status take_series(struct rn_series *s, struct rn_group *g,
                                  int i, const struct loader *l,
                                  struct rn_repairs *repairs,
                                  struct rn_error *err)
{
	const struct rn_panel_opts *opts = l->reader.opts;
	const struct rn_column_list *targets =
		&l->reader.columns.role[RN_TARGET];
	double *x = g->x[i];
	size_t from = 0, to = g->n_row;
	char shown[RN_SHOWN];

	if (name_series(s, g->id, targets->name[i], targets->n, err))
		return err->status;
	if (opts->missing && opts->missing->fill) {
		rn_missing_span(x, g->n_row, &from, &to);
		repairs->n_filled += from < to
			? rn_missing_fill(opts->missing, x + from, to - from) : 0;
		repairs->n_trimmed += g->n_row - (to - from);
		memmove(x, x + from, (to - from) * sizeof(*x));
	}
	s->axis = rn_axis_from(&g->axis, (int64_t)from);
	s->n_row = to - from;
	s->first = from;
	s->x = fit(x, s->n_row);
	g->x[i] = NULL;
	if (s->n_row >= rn_table_least_rows(opts))
		return RN_OK;
	return rn_fail(err, RN_EDATA, "%s: series \"%s\" has %zu row%s, at least "
	               "%zu are needed", l->reader.table.file,
	               rn_show(shown, s->name, strlen(s->name)), s->n_row,
	               s->n_row == 1 ? "" : "s",
	               rn_table_least_rows(opts));
}

/* An input column without any value among the rows of a group. */
static enum rn_status fail_input(const struct loader *l,
                                 const struct rn_group *g, int i,
                                 struct rn_error *err)
{
	const struct rn_columns *columns = &l->reader.columns;
	const int n_past = columns->role[RN_PAST].n;
	const int c = i < n_past ? columns->role[RN_PAST].at[i]
	                         : columns->role[RN_AHEAD].at[i - n_past];
	char shown[RN_SHOWN];

	rn_table_fail(&l->reader.table, l->reader.table.first_line, c, err,
	              "no row%s%s%s has a value", g->id ? " of series \"" : "",
	              g->id ? rn_show(shown, g->id, strlen(g->id)) : "",
	              g->id ? "\"" : "");
	return rn_hint(err, "choose other inputs");
}

/* All rows were dropped. */
static enum rn_status fail_empty(const struct loader *l,
                                 const struct rn_group *g,
                                 struct rn_error *err)
{
	char shown[RN_SHOWN];

	rn_fail(err, RN_EDATA, "%s: no row%s%s%s has a value in every column that "
	        "is used", l->reader.table.file, g->id ? " of series \"" : "",
	        g->id ? rn_show(shown, g->id, strlen(g->id)) : "",
	        g->id ? "\"" : "");
	return rn_hint(err, "fill values with --missing, or use fewer columns");
}

/* Inputs from the calendar need an axis that has one. */
static enum rn_status fail_calendar(const struct loader *l,
                                    const struct rn_group *g,
                                    struct rn_error *err)
{
	const struct rn_reader *r = &l->reader;

	if (r->opts->known)
		return rn_fail(err, RN_EDATA, "%s: the model was trained on dates, "
		               "and there are none", r->table.file);
	rn_fail(err, RN_EUSAGE, "%s: --calendar needs dates", r->table.file);
	return rn_hint(err, "%s", g->axis.unit == RN_TIME_INDEX
	               ? "--time-format makes times of integers: s, ms, %Y, %Y%m%d"
	               : "name the time column with --time-col");
}

/* Moves the input columns of a group into the panel, calendar ones behind. */
static enum rn_status take_inputs(struct rn_panel *panel, struct rn_group *g,
                                  double **input, const struct loader *l,
                                  const struct rn_phases *phases,
                                  struct rn_error *err)
{
	const struct rn_missing_type *missing = l->reader.opts->missing;
	const int n_target = l->reader.columns.role[RN_TARGET].n;
	const int n = g->n_value - n_target;

	for (int i = 0; i < n; i++) {
		double *x = g->x[n_target + i];
		size_t from, to;

		rn_missing_span(x, g->n_row, &from, &to);
		if (from == g->n_row)
			return fail_input(l, g, i, err);
		if (missing && missing->fill)
			panel->repairs.n_filled += rn_missing_fill(missing, x, g->n_row);
		input[i] = fit(x, g->n_row);
		g->x[n_target + i] = NULL;
	}
	for (int i = 0; i < rn_phases_n_input(phases); i++)
		if (rn_alloc(&input[n + i], g->n_row, sizeof(double), err))
			return err->status;
	if (!rn_phases_only_count(phases) && !rn_axis_has_dates(&g->axis))
		return fail_calendar(l, g, err);
	if (phases->n > 0)
		rn_phases_fill(phases, &g->axis, l->reader.opts->axis, 0, g->n_row,
		               input + n);
	return RN_OK;
}

/* Moves what was read into the panel. */
static enum rn_status fill_panel(struct loader *l, struct rn_panel *panel,
                                 const struct rn_phases *phases,
                                 struct rn_error *err)
{
	const int n_target = l->reader.columns.role[RN_TARGET].n;
	const int n_ahead = l->reader.columns.role[RN_AHEAD].n;
	struct rn_series *s;
	size_t n;

	panel->n_past = l->reader.columns.role[RN_PAST].n;
	panel->n_ahead = n_ahead + rn_phases_n_input(phases);
	n = (size_t)(panel->n_past + panel->n_ahead);
	if (l->roster.n > (size_t)(RN_MAX_SERIES / n_target))
		return rn_fail(err, RN_ELIMIT, "%s: more than %d series",
		               l->reader.table.file, RN_MAX_SERIES);
	panel->n_series = (int)l->roster.n * n_target;
	panel->n_input = l->roster.n * n;
	panel->n_place = l->roster.n;
	if (rn_alloc(&panel->series, (size_t)panel->n_series,
	             sizeof(*panel->series), err)
	    || rn_alloc(&panel->input, panel->n_input, sizeof(*panel->input),
	                err)
	    || rn_alloc(&panel->place, panel->n_place, sizeof(*panel->place),
	                err))
		return err->status;
	s = panel->series;
	for (size_t k = 0; k < l->roster.n; k++) {
		struct rn_group *g = l->roster.group[k];
		double **input = panel->input + k * n;
		const struct rn_axis *like = l->reader.opts->axis;

		if (!like && k > 0)
			like = &l->roster.group[0]->axis;
		if (rn_group_settle(g, &l->reader, like, &panel->repairs, err))
			return err->status;
		panel->place[k] = g->place;
		g->place = NULL;
		if (g->n_row == 0)
			return fail_empty(l, g, err);
		if (take_inputs(panel, g, input, l, phases, err))
			return err->status;
		for (int i = 0; i < n_target; i++, s++) {
			if (take_series(s, g, i, l, &panel->repairs, err))
				return err->status;
			s->input = input;
		}
	}
	return RN_OK;
}

/* Without a header columns bear the names that a model knows them by. */
static enum rn_status name_columns(struct rn_reader *reader,
                                   struct rn_error *err)
{
	const struct rn_columns *known = reader->opts->known;

	if (!known || reader->table.has_header)
		return rn_columns_name(&reader->columns, reader->table.name, err);
	rn_columns_release(&reader->columns);
	if (rn_columns_copy(&reader->columns, known, err))
		return err->status;
	reader->columns.has_header = false;
	return RN_OK;
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Ids and targets that have a slash may be called the same together. */
static enum rn_status check_series(const struct loader *l,
                                   const struct rn_panel *panel,
                                   struct rn_error *err)
{
	const size_t n = (size_t)panel->n_series;
	char **name, shown[RN_SHOWN];

	if (rn_alloc(&name, n, sizeof(*name), err))
		return err->status;
	for (size_t i = 0; i < n; i++)
		name[i] = panel->series[i].name;
	qsort(name, n, sizeof(*name), compare_names);
	err->status = RN_OK;
	for (size_t i = 1; i < n && !err->status; i++)
		if (strcmp(name[i - 1], name[i]) == 0)
			rn_fail(err, RN_EDATA, "%s: two series are called \"%s\"",
			        l->reader.table.file,
			        rn_show(shown, name[i], strlen(name[i])));
	free(name);
	return err->status ? rn_hint(err, "rename an id or a column") : RN_OK;
}

static enum rn_status finish(struct loader *l, struct rn_panel *panel,
                             struct rn_error *err)
{
	struct rn_reader *reader = &l->reader;
	struct rn_phases phases;

	if (reader->n_missing > 0 && !rn_missing_repairs(reader->opts->missing))
		return rn_reader_fail_missing(reader, err);
	if (rn_table_check_rows(&reader->table, reader->opts, err)
	    || check_targets(l, err))
		return err->status;
	for (size_t g = 0; g < l->roster.n; g++)
		if (rn_group_end(l->roster.group[g], err))
			return err->status;
	drop_targets(l);
	if (reader->columns.role[RN_TARGET].n == 0)
		return rn_table_fail_target(&reader->table, &reader->columns, err);
	panel->is_first_unread = reader->columns.time_at < 0
		&& !reader->opts->time_col && !reader->opts->known
		&& reader->table.type[0] == RN_COLUMN_TEXT
		&& !rn_columns_use(&reader->columns, 0);
	if (rn_phases_parse(&phases, reader->opts->calendar, err)
	    || name_columns(reader, err)
	    || fill_panel(l, panel, &phases, err)
	    || check_series(l, panel, err))
		return err->status;
	panel->vocabulary = reader->vocabulary;
	reader->vocabulary = (struct rn_vocabulary)RN_VOCABULARY_INIT;
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
	else if (status == RN_EDATA && l.reader.n_missing > 0
	         && !rn_missing_repairs(opts->missing))
		/* The first fault of the file comes first; how many values are
		 * missing behind the other is not known. */
		status = rn_table_fail_missing(&l.reader.table,
		                               l.reader.missing_line,
		                               l.reader.missing_at, err);
	if (status) {
		rn_panel_release(panel);
		rn_reader_fit_hint(&l.reader, err);
	}
	release(&l);
	return status;
}

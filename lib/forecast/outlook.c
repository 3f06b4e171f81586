/*
 * outlook.c - all that is known where a forecast begins.
 */
#include "forecast/outlook.h"

#include "base/block.h"
#include "data/axis.h"
#include "data/phase.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_NAMED = 3 }; /* rows that a message names */

void rn_outlook_release(struct rn_outlook *outlook)
{
	for (int c = 0; outlook->input && c < outlook->n_input; c++)
		free(outlook->input[c]);
	free(outlook->input);
	*outlook = (struct rn_outlook)RN_OUTLOOK_INIT;
}

enum rn_status rn_outlook_make(struct rn_outlook *outlook,
                               const struct rn_model *model, size_t ahead,
                               struct rn_error *err)
{
	const size_t most = rn_model_most_ahead(model);
	const size_t turn = rn_window_reach(&model->spec.shape);
	const int n = rn_model_n_input(model);

	*outlook = (struct rn_outlook)RN_OUTLOOK_INIT;
	if (ahead > most) {
		rn_fail(err, RN_EUSAGE, "%zu rows ahead are more than the %zu for "
		        "which the model's past columns are known", ahead,
		        most);
		return rn_hint(err, "train with a longer --horizon");
	}
	outlook->most = rn_model_wants(model);
	outlook->ahead = (ahead + turn - 1) / turn * turn;
	if (rn_alloc(&outlook->input, (size_t)n, sizeof(*outlook->input), err))
		return err->status;
	for (; outlook->n_input < n; outlook->n_input++)
		if (rn_alloc(&outlook->input[outlook->n_input],
		             outlook->most + outlook->ahead, sizeof(double), err)) {
			rn_outlook_release(outlook);
			return err->status;
		}
	return RN_OK;
}

/* The id in the name of a series: all of it, unless the target's follows. */
static size_t id_length(const char *name, const struct rn_columns *columns,
                        int n_target, const char *target)
{
	return !columns->id ? 0
	       : n_target > 1 ? strlen(name) - strlen(target) - 1 : strlen(name);
}

/* The future of the rows that model series i belongs to: the first of its
 * columns, or NULL. */
static const struct rn_series *find_future(const struct rn_model *model, int i,
                                           const struct rn_panel *future)
{
	const struct rn_column_list *targets = &model->columns.role[RN_TARGET];
	const struct rn_column_list *columns = &future->columns.role[RN_TARGET];
	const char *name = model->series[i].name;
	const size_t n = id_length(name, &model->columns, targets->n,
	                           targets->name[i % targets->n]);

	const int n_group = future->n_series / columns->n;

	/* Mostly they come in the same order. */
	for (int k = 0; k < n_group; k++) {
		const int group = (i / targets->n + k) % n_group;
		const struct rn_series *s = &future->series[group * columns->n];

		if (n == id_length(s->name, &model->columns, columns->n,
		                   columns->name[0])
		    && memcmp(name, s->name, n) == 0)
			return s;
	}
	return NULL;
}

/* The row of a column at row k ahead, or n_row: the column may begin
 * elsewhere, and rows may have been left out of it.  Without a time column its
 * rows are those ahead. */
static size_t find_row(const struct rn_series *column,
                       const struct rn_series *series, size_t k)
{
	int64_t row;

	if (series->axis.unit == RN_TIME_ROW)
		return k < column->n_row ? k : column->n_row;
	return rn_axis_meet(&column->axis, &series->axis,
	                    (int64_t)(series->n_row + k), &row)
	       && (size_t)row < column->n_row ? (size_t)row : column->n_row;
}

/* Names the first rows ahead that the future lacks: from row k on, up to one
 * that its column, if it has any, has again. */
static enum rn_status fail_rows(const struct rn_outlook *o,
                                const struct rn_series *series,
                                const char *name, size_t k,
                                const struct rn_series *column,
                                struct rn_error *err)
{
	char rows[160], ds[RN_TIME_TEXT], shown[RN_SHOWN];
	const size_t from = k;
	size_t n = 0;
	bool is_missing = true;

	rows[0] = '\0';
	for (; is_missing && k < from + MAX_NAMED; k++) {
		n += (size_t)snprintf(rows + n, sizeof(rows) - n, "%s%.40s",
		                      k > from ? ", " : "",
		                      rn_axis_text(ds, &series->axis,
		                                   (int64_t)(series->n_row + k)));
		is_missing = k + 1 < o->ahead
		             && (!column || find_row(column, series, k + 1)
		                            == column->n_row);
	}
	rn_fail(err, RN_EDATA, "the columns known ahead have no row for %s%s of "
	        "series \"%s\"", rows, is_missing ? ", ..." : "",
	        rn_show(shown, name, strlen(name)));
	return rn_hint(err, "--future needs every row up to %s, where the last "
	               "window ends", rn_axis_text(ds, &series->axis,
	                            (int64_t)(series->n_row + o->ahead) - 1));
}

/* Copies a column's rows ahead. */
static enum rn_status take_column(const struct rn_outlook *o, double *to,
                                  const struct rn_series *series,
                                  const char *name,
                                  const struct rn_series *column,
                                  struct rn_error *err)
{
	for (size_t k = 0; k < o->ahead; k++) {
		const size_t row = find_row(column, series, k);

		if (row == column->n_row)
			return fail_rows(o, series, name, k, column, err);
		to[k] = column->x[row];
	}
	return RN_OK;
}

/* Appends the rows ahead to the columns that a file gives. */
static enum rn_status take_future(struct rn_outlook *o,
                                  const struct rn_model *model, int i,
                                  const struct rn_series *series,
                                  const struct rn_panel *future,
                                  struct rn_error *err)
{
	const int n_past = model->spec.shape.n_past;
	const char *name = model->series[i].name;
	const struct rn_series *from = find_future(model, i, future);

	if (!from)
		return fail_rows(o, series, name, 0, NULL, err);
	for (int c = 0; c < model->columns.role[RN_AHEAD].n; c++)
		if (take_column(o, o->input[n_past + c] + o->known, series, name,
		                &from[c], err))
			return err->status;
	return RN_OK;
}

static enum rn_status fail_none(const struct rn_outlook *o,
                                const struct rn_column_list *columns,
                                const struct rn_series *series,
                                struct rn_error *err)
{
	char first[RN_TIME_TEXT], last[RN_TIME_TEXT], shown[RN_SHOWN];
	const char *name = columns->name[0];

	rn_fail(err, RN_EUSAGE, "the model wants \"%s\"%s for the rows ahead, %s "
	        "to %s", rn_show(shown, name, strlen(name)),
	        columns->n > 1 ? " and other columns" : "",
	        rn_axis_text(first, &series->axis, (int64_t)series->n_row),
	        rn_axis_text(last, &series->axis,
	                     (int64_t)(series->n_row + o->ahead) - 1));
	return rn_hint(err, "name a file that has them with --future");
}

enum rn_status rn_outlook_take(struct rn_outlook *outlook,
                               const struct rn_model *model, int i,
                               const struct rn_series *series,
                               const struct rn_panel *future,
                               struct rn_error *err)
{
	struct rn_outlook *o = outlook;
	const struct rn_column_list *ahead = &model->columns.role[RN_AHEAD];
	const int n_file = rn_columns_n_input(&model->columns);
	struct rn_phases phases;
	size_t from;

	o->known = series->n_row < o->most ? series->n_row : o->most;
	from = series->n_row - o->known;
	o->rows = (struct rn_series){
		.x = series->x + from, .n_row = o->known, .input = o->input,
		.number = i,
	};
	for (int c = 0; c < n_file; c++)
		memcpy(o->input[c], series->input[c] + series->first + from,
		       o->known * sizeof(double));
	if (rn_phases_parse(&phases, model->spec.calendar, err))
		return err->status;
	if (phases.n > 0)
		rn_phases_fill(&phases, &series->axis, &model->series[i].axis,
		               (int64_t)from, o->known + o->ahead,
		               o->input + n_file);
	if (ahead->n == 0)
		return RN_OK;
	if (!future)
		return fail_none(o, ahead, series, err);
	return take_future(o, model, i, series, future, err);
}

enum rn_status rn_outlook_load(struct rn_panel *future, const char *path,
                               const struct rn_model *model,
                               const struct rn_panel_opts *how,
                               struct rn_error *err)
{
	struct rn_panel_opts opts = *how;
	struct rn_columns known = model->columns;

	/* What is known ahead is all that the file needs to have. */
	known.role[RN_TARGET] = model->columns.role[RN_AHEAD];
	known.role[RN_PAST] = known.role[RN_AHEAD] =
		(struct rn_column_list){ .n = 0 };
	opts.known = &known;
	opts.axis = &model->series[0].axis;
	opts.min_rows = 1;
	opts.calendar = NULL;
	opts.is_categorical = false;
	opts.symbols = NULL;
	if (rn_panel_load(future, path, &opts, err))
		return err->status;
	for (int i = 0; i < future->n_series; i++)
		if (rn_model_check_axis(model, &future->series[i], path, err))
			return err->status;
	return RN_OK;
}

struct rn_series rn_model_context(const struct rn_model *model, int i,
                                  double **input)
{
	const struct rn_model_series *s = &model->series[i];
	const int n = rn_columns_n_input(&model->columns);

	for (int c = 0; c < n; c++)
		input[c] = s->input + (size_t)c * s->n_context;
	return (struct rn_series){
		.name = s->name, .n_row = s->n_context,
		.axis = rn_axis_from(&s->axis, (int64_t)(s->n_row - s->n_context)),
		.x = s->context, .input = input,
	};
}

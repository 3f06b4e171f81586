/*
 * scales.c - the scale of every column that a network reads.
 */
#include "forecast/scales.h"

#include "base/block.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The name of an input column; NULL for what the calendar gives. */
static const char *input_name(const struct rn_panel *panel, int c)
{
	const struct rn_column_list *past = &panel->columns.role[RN_PAST];
	const struct rn_column_list *ahead = &panel->columns.role[RN_AHEAD];

	return c < past->n ? past->name[c]
	       : c < past->n + ahead->n ? ahead->name[c - past->n] : NULL;
}

/* Fits the scales of a series, of its target and of its inputs, on n rows.
 * What the calendar gives is of a common size already, and class numbers have
 * none. */
static enum rn_status fit_series(struct rn_scale *scale,
                                 const struct rn_panel *panel,
                                 const struct rn_series *s, size_t n,
                                 const struct rn_spec *spec,
                                 struct rn_error *err)
{
	const int n_input = panel->n_past + panel->n_ahead;
	struct rn_bounds bounds;

	*scale = (struct rn_scale){ .scale = 1 };
	rn_bounds_fit(&bounds, rn_spec_min(spec), spec->max, s->x, n);
	if (panel->vocabulary.n == 0
	    && rn_scaler_fit_bounded(spec->scaler, &bounds, s->x, n, s->name,
	                             scale, err))
		return err->status;
	scale++;
	for (int c = 0; c < n_input; c++, scale++) {
		const char *name = input_name(panel, c);

		*scale = (struct rn_scale){ .scale = 1 };
		if (name
		    && rn_scaler_fit(spec->scaler, s->input[c] + s->first, n, name,
		                     scale, err))
			return err->status;
	}
	return RN_OK;
}

static size_t n_scale(const struct rn_panel *panel)
{
	return (size_t)(1 + panel->n_past + panel->n_ahead);
}

enum rn_status rn_scales_fit(struct rn_scale **scale,
                             const struct rn_panel *panel,
                             const struct rn_spec *spec,
                             const struct rn_split *split,
                             struct rn_error *err)
{
	const size_t n = n_scale(panel);

	if (rn_alloc(scale, (size_t)panel->n_series * n, sizeof(**scale), err))
		return err->status;
	for (int i = 0; i < panel->n_series; i++) {
		const struct rn_series *s = &panel->series[i];
		const size_t rows = spec->scale_all ? s->n_row
		                    : rn_split_rows(split, RN_TRAIN, i);

		if (fit_series(*scale + (size_t)i * n, panel, s, rows, spec, err))
			return err->status;
	}
	return RN_OK;
}

/* Column c of a series: 0 is its target, 1 the first input. */
static enum rn_status check_scale(const struct rn_panel *panel,
                                  const struct rn_series *s, int c,
                                  const struct rn_scale *scale,
                                  struct rn_error *err)
{
	const double most = 1e30, largest = 1e150;
	const double *x = c ? s->input[c - 1] + s->first : s->x;
	const char *input = c ? input_name(panel, c - 1) : NULL;
	char shown[RN_SHOWN], column[RN_SHOWN];

	for (size_t t = 0; t < s->n_row; t++) {
		const bool is_huge = fabs(x[t]) > largest;

		if (!is_huge && fabs(rn_scale_apply(scale, x[t])) <= most)
			continue;
		rn_fail(err, RN_EDATA, "series \"%s\"%s%s%s: a value of row %zu, "
		        "counted from 0, is %g, too large %s",
		        rn_show(shown, s->name, strlen(s->name)),
		        input ? ", input \"" : "",
		        input ? rn_show(column, input, strlen(input)) : "",
		        input ? "\"" : "", t, x[t],
		        is_huge ? "to compute with" : "beside the training rows");
		return rn_hint(err, is_huge ? "give the column in a larger unit"
		               : "correct it, or choose other rows with --rows");
	}
	return RN_OK;
}

enum rn_status rn_scales_check(const struct rn_dataset *data,
                               struct rn_error *err)
{
	const struct rn_panel *panel = data->panel;

	for (int i = 0; i < panel->n_series; i++) {
		const struct rn_scale *scale = rn_dataset_scale(data, i);
		const struct rn_series *s = &panel->series[i];

		if (rn_bounds_check(&scale->bounds, s->x, s->n_row, s->name, err))
			return err->status;
		for (int c = 0; c <= panel->n_past + panel->n_ahead; c++)
			if (check_scale(panel, s, c, &scale[c], err))
				return err->status;
	}
	return RN_OK;
}

enum rn_status rn_scales_of_model(struct rn_scale **scale,
                                  const struct rn_panel *panel,
                                  const struct rn_model *model,
                                  struct rn_error *err)
{
	const size_t n = n_scale(panel);

	if (rn_alloc(scale, (size_t)panel->n_series * n, sizeof(**scale), err))
		return err->status;
	for (int i = 0; i < panel->n_series; i++) {
		const struct rn_model_series *s;

		if (rn_model_find(model, i, panel->series[i].name, &s, err))
			return err->status;
		memcpy(*scale + (size_t)i * n, s->scale, n * sizeof(**scale));
	}
	return RN_OK;
}

enum rn_status rn_numbers_of_model(int **number, const struct rn_panel *panel,
                                   const struct rn_model *model,
                                   struct rn_error *err)
{
	if (rn_alloc(number, (size_t)panel->n_series, sizeof(**number), err))
		return err->status;
	for (int i = 0; i < panel->n_series; i++) {
		const struct rn_model_series *s;

		if (rn_model_find(model, i, panel->series[i].name, &s, err)) {
			free(*number);
			*number = NULL;
			return err->status;
		}
		(*number)[i] = (int)(s - model->series);
	}
	return RN_OK;
}

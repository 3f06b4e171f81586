/*
 * keep.c - copies for the model's own.
 */
#include "forecast/keep.h"

#include "forecast/conformal.h"
#include "forecast/judge.h"

#include <string.h>

/* A context holds at least so many rows, that a picture shows something. */
enum { LEAST_CONTEXT = 200, CONTEXT_SEASONS = 3 };

static size_t context_rows(const struct rn_model *m, size_t n_row)
{
	size_t n = rn_model_wants(m);

	if (n < LEAST_CONTEXT)
		n = LEAST_CONTEXT;
	for (int i = 0; i < m->n_season; i++)
		if (n < (size_t)m->season[i] * CONTEXT_SEASONS)
			n = (size_t)m->season[i] * CONTEXT_SEASONS;
	return n < n_row ? n : n_row;
}

/* Copies the scales of a series, and the last rows of it and of its inputs. */
static enum rn_status keep_context(struct rn_model_series *to,
                                   const struct rn_model *m, int i,
                                   const struct rn_dataset *data,
                                   struct rn_error *err)
{
	const struct rn_series *s = &data->panel->series[i];
	const size_t n_scale = 1 + (size_t)rn_model_n_input(m);
	const size_t n = context_rows(m, to->n_row), from = to->n_row - n;
	const size_t n_input = (size_t)rn_columns_n_input(&m->columns);

	to->n_context = n;
	if (rn_alloc(&to->scale, n_scale, sizeof(*to->scale), err)
	    || rn_alloc(&to->context, n, sizeof(double), err)
	    || rn_alloc(&to->input, n_input * n, sizeof(double), err))
		return err->status;
	memcpy(to->scale, rn_dataset_scale(data, i),
	       n_scale * sizeof(*to->scale));
	memcpy(to->context, s->x + from, n * sizeof(double));
	for (size_t c = 0; c < n_input; c++)
		memcpy(to->input + c * n, s->input[c] + s->first + from,
		       n * sizeof(double));
	return RN_OK;
}

/* Copies the axis, and its places as far as the model knows rows. */
static enum rn_status keep_axis(struct rn_model_series *to,
                                const struct rn_axis *axis,
                                struct rn_error *err)
{
	to->axis = *axis;
	if (!axis->place)
		return RN_OK;
	if (rn_alloc(&to->place, to->n_row, sizeof(*to->place), err))
		return err->status;
	memcpy(to->place, axis->place, to->n_row * sizeof(*to->place));
	to->axis.place = to->place;
	to->axis.n_place = to->n_row;
	return RN_OK;
}

/* Copies what a model keeps of one series; yhat: its held-out forecasts. */
static enum rn_status keep_series(struct rn_model *m, int i,
                                  const struct rn_dataset *data,
                                  const double *yhat, struct rn_error *err)
{
	const struct rn_series *s = &data->panel->series[i];
	const struct rn_split *split = data->split;
	const struct rn_range *range = &split->part[i][rn_judge_part(split)];
	const size_t K = (size_t)split->shape.n_out;
	struct rn_model_series *to = &m->series[i];
	size_t n_y;

	to->n_row = rn_split_rows(split, RN_TEST, i);
	if (keep_axis(to, &s->axis, err))
		return err->status;
	to->n_window = range->to - range->from;
	to->target = rn_window_target(&split->shape, range->from);
	n_y = to->n_window ? to->n_window + K - 1 : 0;
	if (rn_copy_text(&to->name, s->name, err)
	    || keep_context(to, m, i, data, err)
	    || rn_alloc(&to->y, n_y, sizeof(double), err)
	    || rn_alloc(&to->yhat, to->n_window * K, sizeof(double), err))
		return err->status;
	memcpy(to->y, s->x + to->target, n_y * sizeof(double));
	memcpy(to->yhat, yhat, to->n_window * K * sizeof(double));
	return RN_OK;
}

/* Keeps what the residuals of the held-out windows are measured in. */
static enum rn_status keep_units(struct rn_model_series *to,
                                 const struct rn_model *m, int i,
                                 const struct rn_dataset *data,
                                 struct rn_error *err)
{
	const struct rn_split *split = data->split;
	const size_t first = split->part[i][rn_judge_part(split)].from;

	if (m->residuals.n_step == 0)
		return RN_OK;
	if (rn_alloc(&to->unit, to->n_window, sizeof(*to->unit), err))
		return err->status;
	for (size_t w = 0; w < to->n_window; w++)
		to->unit[w] = rn_conformal_unit(&m->residuals, i, &split->shape,
		                                rn_dataset_scale(data, i),
		                                &data->panel->series[i], first + w);
	return RN_OK;
}

enum rn_status rn_keep_data(struct rn_model *m, const struct rn_dataset *data,
                            const double *yhat, struct rn_error *err)
{
	const struct rn_panel *panel = data->panel;
	const size_t K = (size_t)data->split->shape.n_out;

	if (rn_columns_copy(&m->columns, &panel->columns, err)
	    || rn_alloc(&m->series, (size_t)panel->n_series, sizeof(*m->series),
	                err))
		return err->status;
	m->n_series = panel->n_series;
	for (int i = 0; i < m->n_series; i++) {
		if (keep_series(m, i, data, yhat, err)
		    || keep_units(&m->series[i], m, i, data, err))
			return err->status;
		yhat += m->series[i].n_window * K;
	}
	return RN_OK;
}

/*
 * series_entries.c - the entries of a model file about the series: counts,
 * axes, names, scales, and the last and the held-out rows.
 */
#include "model/series_entries.h"

#include "base/block.h"
#include "model/column_entries.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* The counts and integers of each series, one row each. */
enum { INFO_COLUMN, INFO_ROWS, INFO_CONTEXT, INFO_TARGET, INFO_WINDOWS,
	INFO_START, INFO_STEP, INFO_DAY, INFO_CLOCK, N_INFO };

/* The column of a series, which are in the order of the targets. */
static int target_of(const struct rn_model *m, int i)
{
	const struct rn_column_list *targets = &m->columns.role[RN_TARGET];

	return targets->at[i % targets->n];
}

static void pack_info(const struct rn_model *m, int i, int64_t *info)
{
	const struct rn_model_series *s = &m->series[i];

	info[INFO_COLUMN] = target_of(m, i);
	info[INFO_ROWS] = (int64_t)s->n_row;
	info[INFO_CONTEXT] = (int64_t)s->n_context;
	info[INFO_TARGET] = (int64_t)s->target;
	info[INFO_WINDOWS] = (int64_t)s->n_window;
	info[INFO_START] = s->axis.start;
	info[INFO_STEP] = s->axis.step;
	info[INFO_DAY] = s->axis.day;
	info[INFO_CLOCK] = s->axis.clock;
}

static bool within(int64_t x, int64_t min, int64_t max)
{
	return x >= min && x <= max;
}

static bool is_sane(const struct rn_model *m, const int64_t *info)
{
	const int64_t most = (int64_t)1 << 28, K = m->spec.shape.n_out;
	const int64_t far = INT64_MAX / 2;

	return within(info[INFO_COLUMN], 0, m->columns.n_column - 1)
	       && within(info[INFO_ROWS], 1, far)
	       && within(info[INFO_CONTEXT], (int64_t)rn_model_needs(m), most)
	       && info[INFO_CONTEXT] <= info[INFO_ROWS]
	       && within(info[INFO_TARGET], 0, info[INFO_ROWS])
	       && within(info[INFO_WINDOWS], 0, most)
	       && info[INFO_WINDOWS] <= info[INFO_ROWS] - info[INFO_TARGET]
	       && (info[INFO_WINDOWS] == 0
	           || info[INFO_WINDOWS] + K - 1
	              <= info[INFO_ROWS] - info[INFO_TARGET])
	       && within(info[INFO_DAY], 1, RN_LAST_DAY);
}

static size_t n_held_out(const struct rn_model *m, int i)
{
	const struct rn_model_series *s = &m->series[i];

	return s->n_window ? s->n_window + (size_t)m->spec.shape.n_out - 1 : 0;
}

/*
 * Sums that size a tensor do not wrap: is_sane holds each count to 2^28, which
 * is what a file of 2 GiB has room for, and there are at most 65535 series.  A
 * tensor of another size is refused before anything is allocated.
 */
static size_t sum_of(const struct rn_model *m,
                     size_t (*count)(const struct rn_model *m, int i))
{
	size_t n = 0;

	for (int i = 0; i < m->n_series; i++)
		n += count(m, i);
	return n;
}

static size_t n_context(const struct rn_model *m, int i)
{
	return m->series[i].n_context;
}

static size_t n_window(const struct rn_model *m, int i)
{
	return m->series[i].n_window;
}

static void unpack_info(struct rn_model *m, int i, const int64_t *info)
{
	struct rn_model_series *s = &m->series[i];

	if (!m->columns.id)
		m->columns.role[RN_TARGET].at[i] = (int)info[INFO_COLUMN];
	s->n_row = (size_t)info[INFO_ROWS];
	s->n_context = (size_t)info[INFO_CONTEXT];
	s->target = (size_t)info[INFO_TARGET];
	s->n_window = (size_t)info[INFO_WINDOWS];
	s->axis.start = info[INFO_START];
	s->axis.step = info[INFO_STEP];
	s->axis.day = (int)info[INFO_DAY];
	s->axis.clock = info[INFO_CLOCK];
}

static enum rn_status pass_info(struct rn_transfer *tr, struct rn_model *m)
{
	const size_t shape[] = { (size_t)m->n_series, N_INFO };
	int64_t *info;

	if (rn_transfer_tensor(tr, "series.info", RN_I64, 2, shape, &info))
		return tr->err->status;
	for (int i = 0; i < m->n_series; i++, info += N_INFO) {
		if (!tr->reading) {
			pack_info(m, i, info);
			continue;
		}
		if (!is_sane(m, info))
			return rn_transfer_fail(tr, "series %d: a number of series.info "
			                        "is out of its range", i + 1);
		unpack_info(m, i, info);
		if (!rn_axis_is_sane(&m->series[i].axis))
			return rn_transfer_fail(tr, "series %d: its time axis is none",
			                        i + 1);
	}
	return RN_OK;
}

/* Places must ascend, and end where they can still be counted. */
static bool are_places(const int64_t *place, size_t n)
{
	if (place[0] != 0 || place[n - 1] > INT64_MAX / 4)
		return false;
	for (size_t i = 1; i < n; i++)
		if (place[i] <= place[i - 1])
			return false;
	return true;
}

/* The places on the axes, of all series where any has some. */
static enum rn_status pass_places(struct rn_transfer *tr, struct rn_model *m)
{
	const size_t most = (size_t)1 << 28; /* that a file has room for */
	bool has_places = tr->reading
	                  && rn_safetensors_find(&tr->st, "series.place");
	size_t n = 0;
	int64_t *at;

	for (int i = 0; !tr->reading && i < m->n_series; i++)
		has_places = has_places || m->series[i].place;
	for (int i = 0; has_places && i < m->n_series; i++) {
		if (m->series[i].n_row > most)
			return rn_transfer_fail(tr, "series %d: more rows than places",
			                        i + 1);
		n += m->series[i].n_row;
	}
	if (rn_transfer_tensor(tr, "series.place", RN_I64, 1, &n, &at))
		return tr->err->status;
	for (int i = 0; n > 0 && i < m->n_series; i++) {
		struct rn_model_series *s = &m->series[i];

		for (size_t k = 0; !tr->reading && k < s->n_row; k++)
			at[k] = s->place ? s->place[k] : (int64_t)k;
		if (!are_places(at, s->n_row))
			return rn_transfer_fail(tr, "series %d: its places do not "
			                        "ascend", i + 1);
		if (tr->reading) {
			if (rn_alloc(&s->place, s->n_row, sizeof(*at), tr->err))
				return tr->err->status;
			memcpy(s->place, at, s->n_row * sizeof(*at));
			s->axis.place = s->place;
			s->axis.n_place = s->n_row;
		}
		at += s->n_row;
	}
	return RN_OK;
}

/* What the clock of each series is ahead of UTC; not in the file where none
 * is. */
static enum rn_status pass_offsets(struct rn_transfer *tr, struct rn_model *m)
{
	size_t n = tr->reading && rn_safetensors_find(&tr->st, "series.offset")
	           ? (size_t)m->n_series : 0;
	int64_t *offset;

	for (int i = 0; !tr->reading && i < m->n_series; i++)
		if (m->series[i].axis.offset != 0)
			n = (size_t)m->n_series;
	if (rn_transfer_tensor(tr, "series.offset", RN_I64, 1, &n, &offset))
		return tr->err->status;
	for (size_t i = 0; i < n; i++) {
		if (!tr->reading)
			offset[i] = m->series[i].axis.offset;
		else if (within(offset[i], 1 - RN_DAY, RN_DAY - 1))
			m->series[i].axis.offset = (int)offset[i];
		else
			return rn_transfer_fail(tr, "series %zu: its offset is out of its "
			                        "range", i + 1);
	}
	return RN_OK;
}

static enum rn_status pass_names(struct rn_transfer *tr, struct rn_model *m)
{
	const size_t n = (size_t)m->n_series;
	enum rn_status status;
	char **name;

	if (rn_alloc(&name, n, sizeof(*name), tr->err))
		return tr->err->status;
	for (int i = 0; !tr->reading && i < m->n_series; i++)
		name[i] = m->series[i].name;
	status = rn_columns_pass_texts(tr, "series.name", name, m->n_series);
	for (int i = 0; tr->reading && i < m->n_series; i++) {
		m->series[i].name = name[i];
		if (!status && !m->columns.id)
			status = rn_copy_text(&m->columns.role[RN_TARGET].name[i],
			                      name[i], tr->err);
	}
	free(name);
	return status;
}

/* n scales; all that are stored must be usable. */
static enum rn_status pass_scale(struct rn_transfer *tr, double **at,
                                 struct rn_scale *scale, int n, int series)
{
	for (int c = 0; c < n; c++) {
		*at = rn_transfer_move(tr, *at, &scale[c].shift, 1);
		*at = rn_transfer_move(tr, *at, &scale[c].scale, 1);
		if (scale[c].scale <= 0)
			return rn_transfer_fail(tr, "series %d: its scale is not above 0",
			                        series + 1);
	}
	return RN_OK;
}

static enum rn_status pass_scales(struct rn_transfer *tr, struct rn_model *m)
{
	const int n_file = rn_columns_n_input(&m->columns);
	const int n_all = rn_model_n_input(m);
	const size_t shape[] = { (size_t)m->n_series, 2 };
	const size_t shape_in[] = { (size_t)m->n_series, (size_t)n_file, 2 };
	double *at, *at_in;

	if (rn_transfer_tensor(tr, "series.scale", RN_F64, 2, shape, &at)
	    || rn_transfer_tensor(tr, "series.input_scale", RN_F64, 3, shape_in,
	                          &at_in))
		return tr->err->status;
	for (int i = 0; i < m->n_series; i++) {
		struct rn_model_series *s = &m->series[i];

		if (tr->reading
		    && rn_alloc(&s->scale, (size_t)(1 + n_all), sizeof(*s->scale),
		                tr->err))
			return tr->err->status;
		if (pass_scale(tr, &at, s->scale, 1, i)
		    || pass_scale(tr, &at_in, s->scale + 1, n_file, i))
			return tr->err->status;
		if (m->spec.is_categorical
		    && (fabs(s->scale->shift) > 0 || fabs(s->scale->scale - 1) > 0))
			return rn_transfer_fail(tr, "series %d: symbols have no scale",
			                        i + 1);
		/* The calendar's inputs keep their own. */
		for (int c = 1 + n_file; tr->reading && c < 1 + n_all; c++)
			s->scale[c] = (struct rn_scale){ .scale = 1 };
	}
	return RN_OK;
}

/* Where each series bends towards its bounds; not in the file where there are
 * none. */
static enum rn_status pass_bounds(struct rn_transfer *tr, struct rn_model *m)
{
	const double min = rn_spec_min(&m->spec), max = m->spec.max;
	const size_t n = isnan(min) && isnan(max) ? 0 : (size_t)m->n_series;
	double *at;

	if (rn_transfer_tensor(tr, "series.bend", RN_F64, 1, &n, &at))
		return tr->err->status;
	for (size_t i = 0; i < n; i++) {
		struct rn_bounds *b = &m->series[i].scale->bounds;

		if (tr->reading)
			rn_bounds_fit(b, min, max, NULL, 0);
		at = rn_transfer_move(tr, at, &b->unit, 1);
		if (!(b->unit > 0))
			return rn_transfer_fail(tr, "series %zu: its bend is not above 0",
			                        i + 1);
	}
	return RN_OK;
}

/* Values of a categorical target are used as indices. */
static enum rn_status check_classes(struct rn_transfer *tr,
                                    const struct rn_model *m, const double *x,
                                    size_t n)
{
	for (size_t i = 0; m->spec.is_categorical && i < n; i++)
		if (!(x[i] >= 0 && x[i] < m->vocabulary.n)
		    || (double)(int)x[i] < x[i])
			return rn_transfer_fail(tr, "a value is not the number of a "
			                        "symbol");
	return RN_OK;
}

/* Room for a series' arrays, once the file is known to hold them. */
static enum rn_status room(struct rn_transfer *tr, double **to, size_t n)
{
	return tr->reading ? rn_alloc(to, n, sizeof(**to), tr->err) : RN_OK;
}

static enum rn_status pass_arrays(struct rn_transfer *tr, struct rn_model *m)
{
	const size_t K = (size_t)m->spec.shape.n_out;
	const size_t n_rows = sum_of(m, n_context), n_y = sum_of(m, n_held_out);
	const size_t shape[] = { sum_of(m, n_window), K };
	const size_t n_in = (size_t)rn_columns_n_input(&m->columns);
	const size_t n_inputs = n_rows * n_in;
	double *context, *input, *y, *yhat;

	if (rn_transfer_tensor(tr, "context", RN_F64, 1, &n_rows, &context)
	    || rn_transfer_tensor(tr, "context.input", RN_F64, 1, &n_inputs,
	                          &input)
	    || rn_transfer_tensor(tr, "holdout.y", RN_F64, 1, &n_y, &y)
	    || rn_transfer_tensor(tr, "holdout.yhat", RN_F64, 2, shape, &yhat))
		return tr->err->status;
	for (int i = 0; i < m->n_series; i++) {
		struct rn_model_series *s = &m->series[i];

		if (room(tr, &s->context, s->n_context)
		    || room(tr, &s->input, n_in * s->n_context)
		    || room(tr, &s->y, n_held_out(m, i))
		    || room(tr, &s->yhat, s->n_window * K))
			return tr->err->status;
		context = rn_transfer_move(tr, context, s->context, s->n_context);
		input = rn_transfer_move(tr, input, s->input, n_in * s->n_context);
		y = rn_transfer_move(tr, y, s->y, n_held_out(m, i));
		yhat = rn_transfer_move(tr, yhat, s->yhat, s->n_window * K);
		if (check_classes(tr, m, s->context, s->n_context)
		    || check_classes(tr, m, s->y, n_held_out(m, i))
		    || check_classes(tr, m, s->yhat, s->n_window * K))
			return tr->err->status;
	}
	return RN_OK;
}

/* What the residuals of the held-out windows are measured in, where the model
 * has any. */
static enum rn_status pass_units(struct rn_transfer *tr, struct rn_model *m)
{
	const size_t n = sum_of(m, n_window);
	double *at;

	if (tr->reading ? !rn_safetensors_find(&tr->st, "residual")
	    : m->residuals.n_step == 0)
		return RN_OK;
	if (rn_transfer_tensor(tr, "holdout.unit", RN_F64, 1, &n, &at))
		return tr->err->status;
	for (int i = 0; i < m->n_series; i++) {
		struct rn_model_series *s = &m->series[i];

		if (room(tr, &s->unit, s->n_window))
			return tr->err->status;
		at = rn_transfer_move(tr, at, s->unit, s->n_window);
		for (size_t w = 0; w < s->n_window; w++)
			if (!(s->unit[w] > 0))
				return rn_transfer_fail(tr, "series %d: holdout.unit is not "
				                        "above 0", i + 1);
	}
	return RN_OK;
}

enum rn_status rn_series_make(struct rn_transfer *tr, struct rn_model *m)
{
	if (rn_transfer_int(tr, "series", 1, 65535, &m->n_series))
		return tr->err->status;
	return tr->reading ? rn_alloc(&m->series, (size_t)m->n_series,
	                              sizeof(*m->series), tr->err) : RN_OK;
}

enum rn_status rn_series_pass(struct rn_transfer *tr, struct rn_model *m)
{
	if (pass_offsets(tr, m) || pass_info(tr, m) || pass_places(tr, m)
	    || pass_names(tr, m) || pass_scales(tr, m) || pass_bounds(tr, m)
	    || pass_arrays(tr, m) || pass_units(tr, m))
		return tr->err->status;
	return RN_OK;
}

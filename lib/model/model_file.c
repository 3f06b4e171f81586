/*
 * model_file.c - the entries of a model file, in order, for both directions.
 *
 * The options come first, since all shapes follow from them; then a table of
 * the series, whose counts size the arrays; then the arrays.  Nothing says
 * when, where or how fast the model was made, so the same training gives the
 * same bytes.
 */
#include "model/model.h"

#include "base/block.h"
#include "model/column_entries.h"
#include "model/record.h"
#include "model/spec_method.h"
#include "model/transfer.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* An option that an older file does not have keeps its default. */
static enum rn_status pass_spec(struct rn_transfer *tr, struct rn_spec *spec)
{
	struct rn_spec_field f;
	char buf[RN_SPEC_TEXT_MAX];

	for (int i = 0; rn_spec_field(i, &f); i++) {
		const char *text = tr->reading ? NULL : rn_spec_text(spec, &f, buf);
		struct rn_error why;

		if (rn_transfer_text(tr, f.name, &text))
			return tr->err->status;
		if (!tr->reading || !text)
			continue;
		if (rn_has_control(text))
			return rn_transfer_fail(tr, "entry %s has a control character",
			                        f.name);
		if (rn_spec_set(spec, &f, text, &why))
			return rn_transfer_fail(tr, "%s", why.msg);
	}
	return RN_OK;
}

static enum rn_status pass_seasons(struct rn_transfer *tr, struct rn_model *m)
{
	char key[24];

	if (rn_transfer_int(tr, "seasons", 0, RN_MAX_SEASON, &m->n_season))
		return tr->err->status;
	for (int i = 0; i < m->n_season; i++) {
		snprintf(key, sizeof(key), "season.%d", i);
		if (rn_transfer_int(tr, key, 1, RN_MAX_PERIOD, &m->season[i]))
			return tr->err->status;
	}
	return RN_OK;
}

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
			s->scale[c] = (struct rn_scale){ 0, 1 };
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

/* Memory for the weights, once the file is known to be as large as they. */
static enum rn_status make_network(struct rn_transfer *tr, struct rn_model *m)
{
	const char *fault;
	size_t n = 0;

	if (rn_spec_n_output(&m->spec) < 1)
		return rn_transfer_fail(tr, "its loss needs classes, and it has none");
	fault = rn_spec_plan(&m->spec, &m->net);
	if (fault)
		return rn_transfer_fail(tr, "%s", fault);
	for (size_t i = 0; i < tr->st.n_tensor; i++)
		n += rn_tensor_n(&tr->st.tensor[i]);
	if (n < m->net.n_param)
		return rn_transfer_fail(tr, "holds fewer weights than the model's "
		                        "options ask for");
	return rn_network_alloc(&m->net, tr->err);
}

/* The parameters, as PyTorch names and shapes them. */
static enum rn_status pass_network(struct rn_transfer *tr, struct rn_model *m)
{
	struct rn_tensor_view view;
	rn_real *param;

	if (tr->reading && make_network(tr, m))
		return tr->err->status;
	param = m->net.param;
	for (int i = 0; rn_network_tensor(&m->net, i, &view); i++) {
		const size_t shape[] = { (size_t)view.rows, (size_t)view.cols };
		float *w;

		if (rn_transfer_tensor(tr, view.name, RN_F32, view.cols ? 2 : 1,
		                       shape, &w))
			return tr->err->status;
		for (size_t k = 0; k < view.n_zero; k++)
			if (w[k] < 0 || w[k] > 0)
				return rn_transfer_fail(tr, "tensor %s holds a second bias, "
				                        "which must be 0", view.name);
		for (size_t k = 0; k < view.n; k++)
			if (tr->reading)
				param[rn_tensor_place(&view, k)] = (rn_real)w[view.n_zero + k];
			else
				w[view.n_zero + k] = (float)param[rn_tensor_place(&view, k)];
	}
	return RN_OK;
}

static enum rn_status pass_version(struct rn_transfer *tr)
{
	const char *format = "rnnfc";

	tr->version = RN_MODEL_VERSION;
	if (rn_transfer_text(tr, "format", &format))
		return tr->err->status;
	if (!format || strcmp(format, "rnnfc") != 0)
		return rn_transfer_fail(tr, "not a model of rnnfc");
	return rn_transfer_int(tr, "format_version", 1, RN_MODEL_VERSION,
	                       &tr->version);
}

/* The symbols of a categorical target, each once. */
static enum rn_status pass_symbols(struct rn_transfer *tr, struct rn_model *m)
{
	struct rn_vocabulary *v = &m->vocabulary;
	enum rn_status status;
	int n = v->n;
	char **text;

	if (tr->reading
	    && m->spec.is_categorical != m->spec.train.loss->is_categorical)
		return rn_transfer_fail(tr, "its loss is not for its type of target");
	if (!m->spec.is_categorical)
		return RN_OK;
	if (rn_transfer_int(tr, "symbols", 1, RN_MAX_SYMBOL, &n)
	    || rn_alloc(&text, (size_t)n, sizeof(*text), tr->err))
		return tr->err->status;
	for (int i = 0; !tr->reading && i < n; i++)
		text[i] = v->symbol[i]->text;
	status = rn_columns_pass_texts(tr, "symbol", text, n);
	for (int i = 0; tr->reading && i < n; i++) {
		if (!status && (rn_symbol_fault(text[i])
		                || rn_vocabulary_find(v, text[i]) >= 0))
			status = rn_transfer_fail(tr, "symbol %d is none, or there twice",
			                          i + 1);
		if (!status)
			status = rn_vocabulary_add(v, text[i], tr->err);
		free(text[i]);
	}
	free(text);
	rn_spec_take_classes(&m->spec, n);
	return status;
}

/* The series, before anything of them is known. */
static enum rn_status make_series(struct rn_transfer *tr, struct rn_model *m)
{
	if (rn_transfer_int(tr, "series", 1, 65535, &m->n_series))
		return tr->err->status;
	return tr->reading ? rn_alloc(&m->series, (size_t)m->n_series,
	                              sizeof(*m->series), tr->err) : RN_OK;
}

static enum rn_status pass_all(struct rn_transfer *tr, struct rn_model *m)
{
	if (pass_version(tr) || pass_spec(tr, &m->spec) || pass_symbols(tr, m)
	    || make_series(tr, m)
	    || rn_columns_pass(tr, m) || pass_seasons(tr, m) || pass_network(tr, m)
	    || pass_offsets(tr, m) || pass_info(tr, m) || pass_places(tr, m)
	    || pass_names(tr, m)
	    || pass_scales(tr, m) || pass_arrays(tr, m) || rn_record_pass(tr, m))
		return tr->err->status;
	if (tr->n_tensor != tr->st.n_tensor || tr->n_meta != tr->st.n_meta)
		return rn_transfer_fail(tr, "holds entries that a model of this "
		                        "version does not have");
	return RN_OK;
}

enum rn_status rn_model_save(const struct rn_model *model, const char *path,
                             struct rn_error *err)
{
	struct rn_transfer tr = { .st = RN_SAFETENSORS_INIT, .path = path,
	                          .err = err };
	/* Writing changes nothing in the model. */
	enum rn_status status = pass_all(&tr, (struct rn_model *)model);

	if (!status)
		status = rn_safetensors_save(&tr.st, path, err);
	rn_safetensors_release(&tr.st);
	return status;
}

enum rn_status rn_model_load(struct rn_model *model, const char *path,
                             struct rn_error *err)
{
	struct rn_transfer tr = { .st = RN_SAFETENSORS_INIT, .reading = true,
	                          .path = path, .err = err };
	enum rn_status status;

	*model = (struct rn_model)RN_MODEL_INIT;
	rn_spec_init(&model->spec);
	status = rn_safetensors_load(&tr.st, path, err);
	if (!status)
		status = pass_all(&tr, model);
	rn_safetensors_release(&tr.st);
	if (status)
		rn_model_release(model);
	return status;
}

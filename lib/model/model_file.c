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
#include "model/series_entries.h"
#include "model/spec_method.h"
#include "model/transfer.h"

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

/* Memory for the weights, once the file is known to be as large as they. */
static enum rn_status make_network(struct rn_transfer *tr, struct rn_model *m)
{
	const char *fault;
	size_t n = 0;

	if (rn_spec_n_output(&m->spec) < 1)
		return rn_transfer_fail(tr, "its loss needs classes, and it has none");
	rn_spec_take_series(&m->spec, m->n_series);
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

static enum rn_status pass_all(struct rn_transfer *tr, struct rn_model *m)
{
	if (pass_version(tr) || pass_spec(tr, &m->spec) || pass_symbols(tr, m)
	    || rn_series_make(tr, m) || rn_columns_pass(tr, m)
	    || pass_seasons(tr, m) || pass_network(tr, m) || rn_series_pass(tr, m)
	    || rn_record_pass(tr, m))
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

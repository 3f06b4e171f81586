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

/* What a file is to say of an option; NULL: nothing. */
static const char *text_of(const struct rn_spec *spec,
                           const struct rn_spec_field *f,
                           char buf[RN_SPEC_TEXT_MAX])
{
	const char *text = rn_spec_text(spec, f, buf), *theirs;
	char other[RN_SPEC_TEXT_MAX];
	struct rn_spec usual;

	if (!f->is_rare)
		return text;
	rn_spec_init(&usual);
	theirs = rn_spec_text(&usual, f, other);
	return text && theirs && strcmp(text, theirs) == 0 ? NULL : text;
}

/* An option that a file does not have keeps its default.  All are held to what
 * a training holds them to: what reads rows relies on it, so that lags lie
 * before the rows to come, and class numbers stay such. */
static enum rn_status pass_spec(struct rn_transfer *tr, struct rn_spec *spec)
{
	struct rn_spec_field f;
	struct rn_error why;
	char buf[RN_SPEC_TEXT_MAX];

	for (int i = 0; rn_spec_field(i, &f); i++) {
		const char *text = tr->reading ? NULL : text_of(spec, &f, buf);

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
	if (tr->reading && rn_spec_check(spec, &why))
		return rn_transfer_fail(tr, "%s", why.msg);
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

/* What the network corrects. */
static enum rn_status pass_base(struct rn_transfer *tr, struct rn_model *m)
{
	const struct rn_baseline_type *type = m->spec.base->of;
	struct rn_baseline *b = &m->base;
	double *state;
	size_t n;

	rn_spec_settle(&m->spec, m->n_season, m->season, 0);
	if (!type)
		return RN_OK;
	*b = (struct rn_baseline){ type, m->n_season ? m->season[0] : 0,
	                           b->state };
	if (type->per_season && m->n_season == 0)
		return rn_transfer_fail(tr, "its base is seasonal, and it has no "
		                        "season");
	if (!type->n_state)
		return RN_OK;
	n = type->n_state(&m->spec.shape);
	if (n == 0)
		return rn_transfer_fail(tr, "its base cannot serve its windows");
	if (rn_transfer_tensor(tr, "base", RN_F64, 1, &n, &state))
		return tr->err->status;
	if (tr->reading && rn_alloc(&b->state, n, sizeof(*b->state), tr->err))
		return tr->err->status;
	(void)rn_transfer_move(tr, state, b->state, n);
	return RN_OK;
}

static enum rn_status plan_network(struct rn_transfer *tr, struct rn_model *m)
{
	const char *fault;

	if (rn_spec_n_output(&m->spec) < 1)
		return rn_transfer_fail(tr, "its loss needs classes, and it has none");
	rn_spec_take_series(&m->spec, m->n_series);
	fault = rn_spec_plan(&m->spec, &m->net);
	return fault ? rn_transfer_fail(tr, "%s", fault) : RN_OK;
}

/* Memory for the weights, once the file is known to be as large as they. */
static enum rn_status make_network(struct rn_transfer *tr, struct rn_model *m)
{
	size_t n = 0;

	for (size_t i = 0; i < tr->st.n_tensor; i++)
		n += rn_tensor_n(&tr->st.tensor[i]);
	if (n / (size_t)m->net.n_member < m->net.n_param)
		return rn_transfer_fail(tr, "holds fewer weights than the model's "
		                        "options ask for");
	return rn_network_alloc(&m->net, tr->err);
}

/* The parameters of a member, as PyTorch names and shapes them, each name
 * behind a prefix. */
static enum rn_status pass_member(struct rn_transfer *tr,
                                  const struct rn_network *net,
                                  rn_real *param, const char *prefix)
{
	struct rn_tensor_view view;

	for (int i = 0; rn_network_tensor(net, i, &view); i++) {
		const size_t shape[] = { (size_t)view.rows, (size_t)view.cols };
		char name[24 + sizeof(view.name)];
		float *w;

		snprintf(name, sizeof(name), "%s%s", prefix, view.name);
		if (rn_transfer_tensor(tr, name, RN_F32, view.cols ? 2 : 1, shape,
		                       &w))
			return tr->err->status;
		for (size_t k = 0; k < view.n_zero; k++)
			if (w[k] < 0 || w[k] > 0)
				return rn_transfer_fail(tr, "tensor %s holds a second bias, "
				                        "which must be 0", name);
		for (size_t k = 0; k < view.n; k++)
			if (tr->reading)
				param[rn_tensor_place(&view, k)] = (rn_real)w[view.n_zero + k];
			else
				w[view.n_zero + k] = (float)param[rn_tensor_place(&view, k)];
	}
	return RN_OK;
}

/* Those of an ensemble have a number each. */
static enum rn_status pass_network(struct rn_transfer *tr, struct rn_model *m)
{
	const int n_asked = m->spec.net.n_member;
	const bool is_ensemble = n_asked > 1;
	char prefix[24] = "";

	if ((tr->reading && plan_network(tr, m))
	    || (is_ensemble
	        && rn_transfer_int(tr, "members", 1, n_asked, &m->net.n_member))
	    || (tr->reading && make_network(tr, m)))
		return tr->err->status;
	for (int i = 0; i < m->net.n_member; i++) {
		if (is_ensemble)
			snprintf(prefix, sizeof(prefix), "net.%d.", i);
		if (pass_member(tr, &m->net, m->net.member[i], prefix))
			return tr->err->status;
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
	    || pass_seasons(tr, m) || pass_base(tr, m) || pass_network(tr, m)
	    || rn_series_pass(tr, m) || rn_record_pass(tr, m))
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

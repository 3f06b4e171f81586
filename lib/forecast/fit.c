/*
 * fit.c - data in, a judged model out.
 */
#include "forecast/fit.h"

#include "base/blas.h"
#include "base/block.h"
#include "forecast/conformal.h"
#include "forecast/judge.h"
#include "forecast/scales.h"
#include "model/spec_method.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A context holds at least so many rows, that a picture shows something. */
enum { LEAST_CONTEXT = 200, CONTEXT_SEASONS = 3 };

void rn_fit_report_release(struct rn_fit_report *report)
{
	rn_training_release(&report->training);
}

void rn_evaluation_release(struct rn_evaluation *e)
{
	rn_split_release(&e->split);
	free(e->yhat);
	e->yhat = NULL;
}

/* What is held out is kept in the model file, which holds 2 GiB. */
static enum rn_status check_size(const struct rn_split *split,
                                 struct rn_error *err)
{
	const size_t most = (size_t)3 << 29;
	const size_t n = split->n[rn_judge_part(split)];

	if (n <= most / sizeof(double) / (size_t)split->shape.n_out)
		return RN_OK;
	rn_fail(err, RN_ELIMIT, "%zu held-out windows of %d rows do not fit into "
	        "a model file", n, split->shape.n_out);
	return rn_hint(err, "ask for a smaller --test-size");
}

/* Counts that were shrunk to the data are recorded as they came out, where
 * they are those of all series. */
static void record_sizes(struct rn_spec *spec, const struct rn_split *split)
{
	if (!spec->split.shrink)
		return;
	for (int i = 1; i < split->n_series; i++)
		if (memcmp(split->part[i], split->part[0], sizeof(*split->part)))
			return;
	for (int p = 0; p < RN_N_PART; p++)
		spec->split.size[p] = (double)(split->part[0][p].to
		                               - split->part[0][p].from);
	spec->split.shrink = false;
}

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
		to->unit[w] = rn_conformal_unit(&m->residuals, &split->shape,
		                                rn_dataset_scale(data, i),
		                                &data->panel->series[i], first + w);
	return RN_OK;
}

static enum rn_status keep_data(struct rn_model *m,
                                const struct rn_dataset *data,
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

static enum rn_status keep_curve(struct rn_model *m,
                                 const struct rn_training *t,
                                 struct rn_error *err)
{
	if (rn_alloc(&m->curve, (size_t)t->n_epoch, sizeof(*m->curve), err))
		return err->status;
	m->n_epoch = t->n_epoch;
	m->kept = t->kept;
	m->is_cut_short = t->stop == RN_STOP_TIME || t->stop == RN_STOP_ASKED;
	for (int i = 0; i < t->n_epoch; i++) {
		m->curve[i][0] = t->epoch[i].loss;
		m->curve[i][1] = t->epoch[i].loss_valid;
	}
	return RN_OK;
}

/* Runs the trained network over what was held out. */
static enum rn_status judge(struct rn_model *m, const struct rn_dataset *data,
                            int n_thread, double **yhat, struct rn_error *err)
{
	const enum rn_part part = rn_judge_part(data->split);
	double *other = NULL, loss, loss_valid;
	struct rn_runner runner;
	enum rn_status status;

	status = rn_runner_make(&runner, &m->net, data, m->spec.train.batch_size,
	                        false, n_thread, err);
	if (status)
		return status;
	status = rn_judge_predict(&runner, m, part, yhat,
	                          part == RN_TEST ? &m->mse_test : &m->mse_valid,
	                          &loss, err);
	if (!status && part == RN_TEST)
		status = rn_judge_predict(&runner, m, RN_VALID, &other,
		                          &m->mse_valid, &loss_valid, err);
	if (part != RN_TEST)
		m->mse_test = NAN;
	rn_runner_release(&runner);
	if (!status && !m->spec.is_categorical)
		status = rn_conformal_fit(&m->residuals, data, RN_VALID,
		                          part == RN_TEST ? other : *yhat, err);
	free(other);
	if (!status)
		status = rn_judge(&m->verdict, data, *yhat, loss, m->n_season,
		                  m->season, err);
	/* The rows that intervals are made from are no test of them. */
	if (!status && part == RN_TEST)
		rn_conformal_cover(&m->verdict, &m->residuals, data, part, *yhat);
	return status;
}

/* The weights to begin from: another model's, or fresh ones. */
static enum rn_status begin(struct rn_model *m, const struct rn_model *start,
                            struct rn_error *err)
{
	const char *fault = rn_spec_plan(&m->spec, &m->net);

	if (fault)
		return rn_fail(err, RN_EUSAGE, "%s", fault);
	if (m->net.n_param > RN_MAX_PARAM) {
		rn_fail(err, RN_ELIMIT, "the network has %zu parameters, and a model "
		        "file holds at most %zu", m->net.n_param,
		        (size_t)RN_MAX_PARAM);
		return rn_hint(err, "ask for narrower or fewer --layers");
	}
	if (rn_blas_start(err) || rn_network_alloc(&m->net, err))
		return err->status;
	if (!start) {
		rn_network_start(&m->net, m->spec.net.init, m->spec.train.seed);
		return RN_OK;
	}
	if (!rn_vocabulary_same(&m->vocabulary, &start->vocabulary)) {
		rn_fail(err, RN_EUSAGE, "the model to start from has other symbols");
		return rn_hint(err, "train without it");
	}
	if (!rn_network_same(&m->net, &start->net)
	    || m->spec.shape.n_out != start->spec.shape.n_out) {
		rn_fail(err, RN_EUSAGE, "the model to start from has another cell, "
		        "other layers, other inputs, another horizon or a loss of "
		        "another kind");
		return rn_hint(err, "give the options that rnnfc info --spec shows "
		               "for it");
	}
	memcpy(m->net.param, start->net.param,
	       m->net.n_param * sizeof(*m->net.param));
	return RN_OK;
}

static enum rn_status train_and_judge(struct rn_model *m,
                                      const struct rn_dataset *data,
                                      const struct rn_train_watch *watch,
                                      struct rn_fit_report *report,
                                      struct rn_error *err)
{
	const struct rn_train_opts opts = rn_spec_train(&m->spec);
	struct rn_error diverged = { .status = RN_OK };
	double *yhat = NULL;
	enum rn_status status;

	status = rn_train(&m->net, data, &opts, watch,
	                  &report->training, err);
	if (status == RN_EDIVERGED && report->training.n_epoch > 0) {
		diverged = *err;
		status = RN_OK;
	}
	if (!status)
		status = keep_curve(m, &report->training, err);
	if (!status)
		status = judge(m, data, watch->n_thread, &yhat, err);
	if (!status)
		status = keep_data(m, data, yhat, err);
	free(yhat);
	if (!status && diverged.status) {
		*err = diverged;
		status = diverged.status;
	} else if (status) {
		rn_model_release(m);
	}
	return status;
}

static void describe(struct rn_fit_report *report, const struct rn_split *split,
                     const struct rn_panel *panel)
{
	for (int p = 0; p < RN_N_PART; p++)
		report->n_window[p] = split->n[p];
	for (int i = 0; i < panel->n_series; i++)
		report->n_unused += panel->series[i].n_row
		                    - rn_split_rows(split, RN_TEST, i);
}

/* The shape of a window is known when the inputs are, and how many classes
 * there are when all symbols were read. */
static const struct rn_window_shape *take_shape(struct rn_spec *spec,
                                                const struct rn_panel *panel)
{
	spec->shape.n_past = panel->n_past;
	spec->shape.n_ahead = panel->n_ahead;
	rn_spec_take_classes(spec, panel->vocabulary.n);
	return &spec->shape;
}

enum rn_status rn_fit(struct rn_model *m, const struct rn_panel *panel,
                      const struct rn_spec *spec, const struct rn_model *start,
                      const struct rn_train_watch *watch,
                      struct rn_fit_report *report, struct rn_error *err)
{
	struct rn_split split = RN_SPLIT_INIT;
	struct rn_dataset data = { panel, &split, NULL };

	*m = (struct rn_model)RN_MODEL_INIT;
	*report = (struct rn_fit_report)RN_FIT_REPORT_INIT;
	if (rn_spec_copy(&m->spec, spec, err)
	    || rn_vocabulary_copy(&m->vocabulary, &panel->vocabulary, err)
	    || rn_split_make(&split, take_shape(&m->spec, panel), &spec->split,
	                     panel, err)
	    || check_size(&split, err)
	    || rn_scales_fit(&data.scale, panel, spec, &split, err)
	    || rn_scales_check(&data, err)
	    || rn_seasons_find(&spec->season, NULL, panel, &split, &m->n_season,
	                       m->season, err)
	    || begin(m, start, err)) {
		rn_model_release(m);
	} else {
		split.piece = rn_spec_piece(&m->spec);
		record_sizes(&m->spec, &split);
		describe(report, &split, panel);
		err->status = RN_OK;
		(void)train_and_judge(m, &data, watch, report, err);
	}
	rn_split_release(&split);
	free(data.scale);
	return err->status;
}

static enum rn_status evaluate(struct rn_evaluation *e,
                               const struct rn_dataset *data,
                               const struct rn_model *model, int n_thread,
                               struct rn_error *err)
{
	struct rn_runner runner;
	enum rn_status status;
	double mse, loss = NAN;

	e->part = rn_judge_part(data->split);
	if (model) {
		e->split.piece = rn_spec_piece(&model->spec);
		status = rn_runner_make(&runner, &model->net, data,
		                        model->spec.train.batch_size, false,
		                        n_thread, err);
		if (status)
			return status;
		status = rn_judge_predict(&runner, model, e->part, &e->yhat, &mse,
		                          &loss, err);
		rn_runner_release(&runner);
		if (status)
			return status;
	}
	status = rn_judge(&e->verdict, data, e->yhat, loss, e->n_season, e->season,
	                  err);
	if (!status && model)
		rn_conformal_cover(&e->verdict, &model->residuals, data, e->part,
		                   e->yhat);
	return status;
}

enum rn_status rn_evaluate(struct rn_evaluation *e,
                           const struct rn_panel *panel,
                           const struct rn_spec *spec,
                           const struct rn_model *model, int n_thread,
                           struct rn_error *err)
{
	struct rn_dataset data = { panel, &e->split, NULL };
	enum rn_status status;

	*e = (struct rn_evaluation)RN_EVALUATION_INIT;
	if (rn_split_make(&e->split, &spec->shape, &spec->split, panel, err)
	    || (model ? rn_scales_of_model(&data.scale, panel, model, err)
	        : rn_scales_fit(&data.scale, panel, spec, &e->split, err))
	    || rn_scales_check(&data, err)
	    || rn_seasons_find(&spec->season, model, panel, &e->split,
	                       &e->n_season, e->season, err)) {
		status = err->status;
	} else {
		status = evaluate(e, &data, model, n_thread, err);
	}
	free(data.scale);
	if (status)
		rn_evaluation_release(e);
	return status;
}

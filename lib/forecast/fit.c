/*
 * fit.c - data in, a judged model out.
 */
#include "forecast/fit.h"

#include "base/blas.h"
#include "base/safetensors.h"
#include "data/change.h"
#include "forecast/conformal.h"
#include "forecast/judge.h"
#include "forecast/keep.h"
#include "forecast/scales.h"
#include "forecast/scores.h"
#include "model/spec_method.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void rn_fit_report_release(struct rn_fit_report *report)
{
	rn_ensemble_report_release(&report->ensemble);
	free(report->valid);
	report->valid = NULL;
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
	spec->split.size[RN_TRAIN] = (double)((int64_t)split->part[0][RN_TRAIN].to
	                                      - split->origin);
	spec->split.shrink = false;
}

/* Runs the trained network over the test windows, and over those of validation,
 * whose errors become intervals. */
static enum rn_status run(struct rn_model *m, const struct rn_dataset *data,
                          int n_thread, struct rn_held held[RN_N_PART],
                          struct rn_error *err)
{
	struct rn_runner runner;
	enum rn_status status;

	status = rn_runner_make(&runner, &m->net, data, m->spec.train.batch_size,
	                        false, n_thread, err);
	if (status)
		return status;
	status = rn_judge_predict(&held[RN_VALID], &runner, m, RN_VALID, err);
	if (!status)
		status = rn_judge_predict(&held[RN_TEST], &runner, m, RN_TEST, err);
	rn_runner_release(&runner);
	m->mse_valid = held[RN_VALID].mse;
	if (!status && !m->spec.is_categorical)
		status = rn_conformal_fit(&m->residuals, data, RN_VALID,
		                          held[RN_VALID].yhat, err);
	return status;
}

/* held: what is forecast for the windows of each part; to be released. */
static enum rn_status judge(struct rn_model *m, const struct rn_dataset *data,
                            int n_thread, struct rn_held held[RN_N_PART],
                            struct rn_error *err)
{
	const enum rn_part part = rn_judge_part(data->split);
	struct rn_bands bands = rn_bands_usual;

	if (run(m, data, n_thread, held, err))
		return err->status;
	bands.model = m;
	bands.z = held[part].z;
	/* The rows that intervals are made from are no test of them. */
	return rn_judge(&m->verdict, data, held[part].yhat,
	                part == RN_TEST ? &bands : NULL, held[part].loss,
	                m->n_season, m->season, err);
}

/* What was learnt of the i-th series is not of another. */
static bool same_series(const struct rn_model *m, const struct rn_model *start,
                        const struct rn_panel *panel)
{
	for (int i = 0; m->spec.net.series_embedding && i < panel->n_series; i++)
		if (i >= start->n_series
		    || strcmp(panel->series[i].name, start->series[i].name) != 0)
			return false;
	return true;
}

/* The entries of a model file that hold the weights of all its networks; the
 * others are far fewer. */
static enum rn_status check_entries(const struct rn_network *net,
                                    struct rn_error *err)
{
	enum { OTHERS = 64 };
	struct rn_tensor_view view;
	int n = 0;

	while (rn_network_tensor(net, n, &view))
		n++;
	if (n * net->n_member <= RN_MAX_TENSOR - OTHERS)
		return RN_OK;
	rn_fail(err, RN_ELIMIT, "%d networks of %d tensors each do not fit into a "
	        "model file", net->n_member, n);
	return rn_hint(err, "ask for a smaller --ensemble");
}

/* The network, with memory for its weights. */
static enum rn_status plan(struct rn_model *m, struct rn_error *err)
{
	const char *fault = rn_spec_plan(&m->spec, &m->net);

	if (fault)
		return rn_fail(err, RN_EUSAGE, "%s", fault);
	if (m->net.n_param > RN_MAX_PARAM / (size_t)m->net.n_member) {
		rn_fail(err, RN_ELIMIT, "the network has %zu parameters, and a model "
		        "file holds at most %zu", m->net.n_param,
		        RN_MAX_PARAM / (size_t)m->net.n_member);
		return rn_hint(err, "ask for narrower or fewer --layers");
	}
	if (check_entries(&m->net, err) || rn_blas_start(err))
		return err->status;
	return rn_network_alloc(&m->net, err);
}

/* Can its weights be begun from? */
static enum rn_status check_start(const struct rn_model *m,
                                  const struct rn_model *start,
                                  const struct rn_panel *panel,
                                  struct rn_error *err)
{
	if (!rn_vocabulary_same(&m->vocabulary, &start->vocabulary)) {
		rn_fail(err, RN_EUSAGE, "the model to start from has other symbols");
		return rn_hint(err, "train without it");
	}
	if (!same_series(m, start, panel)) {
		rn_fail(err, RN_EUSAGE, "the model to start from knows other series");
		return rn_hint(err, "train without it or without "
		               "--series-embedding");
	}
	if (!rn_network_same(&m->net, &start->net)
	    || m->spec.shape.n_out != start->spec.shape.n_out) {
		rn_fail(err, RN_EUSAGE, "the model to start from has another cell, "
		        "other layers, other inputs, another horizon or a loss of "
		        "another kind");
		return rn_hint(err, "give the options that rnnfc info --spec shows "
		               "for it");
	}
	return RN_OK;
}

/* The errors of the test windows, in units of the series' scales. */
static void measure(struct rn_model *m, const struct rn_dataset *data,
                    const double *yhat)
{
	const struct rn_origins test = { .split = data->split, .part = RN_TEST,
	                                 .n = data->split->n[RN_TEST] };

	m->mse_test = m->mae_test = NAN;
	if (!m->spec.is_categorical && test.n)
		rn_judge_scaled(data, &test, yhat, &m->mse_test, &m->mae_test);
}

static enum rn_status train_and_judge(struct rn_model *m,
                                      const struct rn_dataset *data,
                                      const struct rn_model *start,
                                      const struct rn_train_watch *watch,
                                      struct rn_fit_report *report,
                                      struct rn_error *err)
{
	struct rn_error diverged = { .status = RN_OK };
	const enum rn_part part = rn_judge_part(data->split);
	struct rn_held held[RN_N_PART] = { RN_HELD_INIT };
	enum rn_status status;

	status = rn_ensemble_train(m, data, start, watch, &report->ensemble, err);
	if (status == RN_EDIVERGED && m->net.n_member > 0) {
		diverged = *err;
		status = RN_OK;
	}
	if (!status)
		status = judge(m, data, watch->n_thread, held, err);
	if (!status)
		measure(m, data, held[part].yhat);
	if (!status)
		status = rn_keep_data(m, data, held[part].yhat, err);
	report->valid = held[RN_VALID].yhat;
	held[RN_VALID].yhat = NULL;
	rn_held_release(&held[RN_VALID]);
	rn_held_release(&held[RN_TEST]);
	if (!status && diverged.status) {
		*err = diverged;
		status = diverged.status;
	} else if (status) {
		rn_model_release(m);
	}
	return status;
}

/* How much each series changes in the rows to train on, freed by the caller. */
static enum rn_status measure_change(struct rn_dataset *data,
                              const struct rn_model *m, struct rn_error *err)
{
	const struct rn_panel *panel = data->panel;
	double *change;

	if (rn_alloc(&change, (size_t)panel->n_series, sizeof(*change), err))
		return err->status;
	for (int i = 0; i < panel->n_series; i++)
		change[i] = rn_change(panel->series[i].x,
		                      rn_split_rows(data->split, RN_TRAIN, i),
		                      m->n_season ? m->season[0] : 1);
	data->change = change;
	return RN_OK;
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
 * and series there are when all was read. */
static const struct rn_window_shape *take_shape(struct rn_spec *spec,
                                                const struct rn_panel *panel)
{
	spec->shape.n_past = panel->n_past;
	spec->shape.n_ahead = panel->n_ahead;
	rn_spec_take_classes(spec, panel->vocabulary.n);
	rn_spec_take_series(spec, panel->n_series);
	return &spec->shape;
}

/* The windows, and the seasons, which say what else a window is to show: with
 * that, those that there are enough rows for. */
static enum rn_status cut(struct rn_split *split, struct rn_model *m,
                          const struct rn_panel *panel, struct rn_error *err)
{
	struct rn_spec *spec = &m->spec;

	if (rn_split_make(split, take_shape(spec, panel), &spec->split, panel, err)
	    || rn_seasons_find(&spec->season, NULL, panel, split, &m->n_season,
	                       m->season, err))
		return err->status;
	rn_spec_settle(spec, m->n_season, m->season,
	               rn_seasons_week(panel, split, m->n_season, m->season));
	rn_split_release(split);
	return rn_split_make(split, &spec->shape, &spec->split, panel, err);
}

/* What the network is to correct. */
static enum rn_status fit_base(struct rn_model *m, struct rn_dataset *data,
                               struct rn_error *err)
{
	const struct rn_baseline_type *type = m->spec.base->of;
	struct rn_baseline *b = &m->base;

	if (!type)
		return RN_OK;
	*b = (struct rn_baseline){ type, m->n_season ? m->season[0] : 0, NULL };
	if (type->per_season && m->n_season == 0) {
		rn_fail(err, RN_EDATA, "--base %s: no season was found",
		        m->spec.base->name);
		return rn_hint(err, "give --season, or another --base");
	}
	if (type->fit && type->fit(b, data, err))
		return err->status;
	if (type->fit && !b->state) {
		rn_fail(err, RN_EUSAGE, "--base %s: more than %d inputs and outputs",
		        m->spec.base->name, RN_MAX_RIDGE);
		return rn_hint(err, "give a smaller --ridge-size, --input-size or "
		               "--horizon");
	}
	data->base = b;
	return RN_OK;
}

enum rn_status rn_fit(struct rn_model *m, const struct rn_panel *panel,
                      const struct rn_spec *spec, const struct rn_model *start,
                      const struct rn_train_watch *watch,
                      struct rn_fit_report *report, struct rn_error *err)
{
	struct rn_split split = RN_SPLIT_INIT;
	struct rn_dataset data = { .panel = panel, .split = &split };

	*m = (struct rn_model)RN_MODEL_INIT;
	*report = (struct rn_fit_report)RN_FIT_REPORT_INIT;
	if (rn_spec_copy(&m->spec, spec, err)
	    || rn_vocabulary_copy(&m->vocabulary, &panel->vocabulary, err)
	    || cut(&split, m, panel, err) || check_size(&split, err)
	    || rn_scales_fit(&data.scale, panel, spec, &split, err)
	    || rn_scales_check(&data, err) || measure_change(&data, m, err)
	    || fit_base(m, &data, err)
	    || plan(m, err) || (start && check_start(m, start, panel, err))) {
		rn_model_release(m);
	} else {
		split.piece = rn_spec_piece(&m->spec);
		split.is_drawn = m->spec.train.sampling.chunk > 0;
		record_sizes(&m->spec, &split);
		describe(report, &split, panel);
		err->status = RN_OK;
		(void)train_and_judge(m, &data, start, watch, report, err);
	}
	rn_split_release(&split);
	free(data.change);
	free(data.scale);
	return err->status;
}

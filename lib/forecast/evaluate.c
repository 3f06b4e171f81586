/*
 * evaluate.c - who forecasts the windows that are judged: the model as it is,
 * all windows at once; the model going on from its own forecasts, where it is
 * to look farther than it was trained for; or one trained anew at each cutoff.
 */
#include "forecast/evaluate.h"

#include "base/block.h"
#include "forecast/bands.h"
#include "forecast/fit.h"
#include "forecast/forecast.h"
#include "forecast/judge.h"
#include "forecast/scales.h"
#include "forecast/scores.h"
#include "model/spec_method.h"
#include "train/runner.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct evaluating {
	struct rn_evaluation *e;
	struct rn_dataset data;
	const struct rn_spec *spec;
	const struct rn_model *model;
	const struct rn_evaluate_opts *opts;
	struct rn_bands bands;
	/* What these point to. */
	int *number;
	rn_real *z;
	double *ends;
};

static bool judges_symbols(const struct evaluating *v)
{
	return v->data.panel->vocabulary.n > 0;
}

void rn_evaluation_release(struct rn_evaluation *e)
{
	rn_origins_release(&e->origins);
	rn_split_release(&e->split);
	rn_tallies_release(&e->tallies);
	free(e->yhat);
	e->yhat = NULL;
}

/* Makes the intervals of a window's rows, lead - 1 .. of `ahead` rows whose
 * points are out; where a model has none, there are none at all. */
static enum rn_status spread_origin(struct evaluating *v,
                                    const struct rn_model *model,
                                    const struct rn_series *known, size_t i,
                                    const double *out, struct rn_error *err)
{
	const struct rn_window_shape *shape = &v->e->split.shape;
	const size_t K = (size_t)shape->n_out, ahead = rn_window_reach(shape);
	struct rn_fan_opts opts = { .n_level = v->bands.n_level, .temperature = 1,
	                            .n_thread = v->opts->n_thread };
	double *end = v->ends + i * K * 2 * (size_t)opts.n_level;
	struct rn_fan fan;

	memcpy(opts.level, v->bands.level, sizeof(opts.level));
	if (ahead > rn_interval_reach(rn_interval_usual(model), model)) {
		free(v->ends);
		v->ends = NULL;
		return RN_OK;
	}
	if (rn_fan_make(&fan, model, &opts, ahead, err))
		return err->status;
	rn_fan_spread(&fan, known->number, known, ahead, out);
	for (size_t k = ahead - K; k < ahead; k++)
		for (int l = 0; l < opts.n_level; l++) {
			*end++ = rn_fan_low(&fan, l)[k];
			*end++ = rn_fan_high(&fan, l)[k];
		}
	rn_fan_release(&fan);
	return RN_OK;
}

/* Forecasts one window from the rows up to its cutoff alone.  out: room for
 * rn_window_reach rows. */
static enum rn_status forecast_origin(struct evaluating *v,
                                      const struct rn_model *model,
                                      const struct rn_scale *scale, size_t i,
                                      double *out, struct rn_error *err)
{
	const struct rn_window_shape *shape = &v->e->split.shape;
	const size_t K = (size_t)shape->n_out;
	const struct rn_window w = rn_origins_window(&v->e->origins, i);
	struct rn_series known = v->data.panel->series[w.series];
	const struct rn_model_series *of;

	known.n_row = rn_origin_cutoff(shape, w) + 1;
	if (rn_model_find(model, w.series, known.name, &of, err))
		return err->status;
	known.number = (int)(of - model->series);
	if (rn_forecast(model, scale, &known, rn_window_reach(shape), out, err))
		return err->status;
	memcpy(v->e->yhat + i * K, out + shape->lead - 1, K * sizeof(*out));
	return v->ends ? spread_origin(v, model, &known, i, out, err) : RN_OK;
}

/* Memory for the intervals of windows that are forecast one by one. */
static enum rn_status make_ends(struct evaluating *v, struct rn_error *err)
{
	const struct rn_evaluation *e = v->e;

	if (v->bands.n_level == 0)
		return RN_OK;
	return rn_alloc(&v->ends, e->origins.n * (size_t)e->split.shape.n_out,
	                2 * (size_t)v->bands.n_level * sizeof(*v->ends), err);
}

/* Can the model forecast the windows one by one? */
static enum rn_status check_reach(const struct evaluating *v,
                                  struct rn_error *err)
{
	const struct rn_window_shape *shape = &v->e->split.shape;
	const struct rn_model *m = v->model;
	const size_t reach = rn_window_reach(&m->spec.shape);

	if (rn_window_reach(shape) > rn_model_most_ahead(m)) {
		rn_fail(err, RN_EUSAGE, "the model forecasts %zu rows, for its past "
		        "columns are known no farther", rn_model_most_ahead(m));
		return rn_hint(err, "ask for a smaller --horizon");
	}
	if (shape->n_ahead > 0 && rn_window_reach(shape) % reach) {
		rn_fail(err, RN_EUSAGE, "a model with columns known ahead goes on by "
		        "whole horizons of %d rows", m->spec.shape.n_out);
		return rn_hint(err, "give a multiple of it as --horizon");
	}
	for (size_t i = 0; i < v->e->origins.n; i++) {
		const struct rn_window w = rn_origins_window(&v->e->origins, i);

		if (rn_origin_cutoff(shape, w) + 1 < rn_model_needs(m)) {
			rn_fail(err, RN_EDATA, "a window has fewer rows before it than "
			        "the %zu that the model needs", rn_model_needs(m));
			return rn_hint(err, "ask for a smaller --test-size");
		}
	}
	return RN_OK;
}

/* Every window by itself. */
static enum rn_status forecast_far(struct evaluating *v, struct rn_error *err)
{
	const size_t ahead = rn_window_reach(&v->e->split.shape);
	double *out;
	enum rn_status status = check_reach(v, err);

	if (status || make_ends(v, err)
	    || rn_alloc(&out, ahead, sizeof(*out), err))
		return err->status;
	for (size_t i = 0; !status && i < v->e->origins.n; i++) {
		const int s = rn_origins_window(&v->e->origins, i).series;

		status = forecast_origin(v, v->model, rn_dataset_scale(&v->data, s), i,
		                         out, err);
	}
	free(out);
	return status;
}

/* All windows at once; of these, the forecasts of the origins are kept. */
static enum rn_status forecast_all(struct evaluating *v, double *loss,
                                   struct rn_error *err)
{
	struct rn_evaluation *e = v->e;
	const size_t K = (size_t)e->split.shape.n_out;
	struct rn_held held = RN_HELD_INIT;
	struct rn_runner runner;
	enum rn_status status;

	if (rn_numbers_of_model(&v->number, v->data.panel, v->model, err))
		return err->status;
	status = rn_runner_make(&runner, &v->model->net, &v->data,
	                        v->model->spec.train.batch_size, false,
	                        v->opts->n_thread, err);
	if (!status) {
		runner.number = v->number;
		free(e->yhat);
		status = rn_judge_predict(&held, &runner, v->model, e->origins.part,
		                          err);
		rn_runner_release(&runner);
		e->yhat = held.yhat;
		v->z = held.z;
		*loss = held.loss;
	}
	for (size_t i = 0; !status && i < e->origins.n; i++)
		memmove(e->yhat + i * K,
		        e->yhat + rn_origins_number(&e->origins, i) * K,
		        K * sizeof(*e->yhat));
	return status;
}

/* Trains on what is known at fold `fold` of n, and forecasts its windows: one
 * of each series, which has n of them. */
static enum rn_status refit_fold(struct evaluating *v,
                                 struct rn_panel *known,
                                 const struct rn_spec *spec, size_t fold,
                                 size_t n, double *out, struct rn_error *err)
{
	const struct rn_train_watch watch = { .n_thread = v->opts->n_thread };
	const struct rn_origins *origins = &v->e->origins;
	struct rn_fit_report report;
	struct rn_model model;
	enum rn_status status;

	for (int s = 0; s < known->n_series; s++) {
		const struct rn_window w = rn_origins_window(origins,
		                                             (size_t)s * n + fold);

		known->series[s].n_row = rn_origin_cutoff(&v->e->split.shape, w) + 1;
	}
	status = rn_fit(&model, known, spec, NULL, &watch, &report, err);
	for (int s = 0; !status && s < known->n_series; s++)
		status = forecast_origin(v, &model, model.series[s].scale,
		                         (size_t)s * n + fold, out, err);
	rn_fit_report_release(&report);
	rn_model_release(&model);
	return status;
}

/* The model's own way of training, on all rows that there are. */
static enum rn_status refit_spec(struct rn_spec *spec,
                                 const struct evaluating *v,
                                 struct rn_error *err)
{
	if (rn_spec_copy(spec, &v->model->spec, err))
		return err->status;
	spec->split.size[RN_TRAIN] = spec->split.size[RN_TEST] = 0;
	spec->split.shrink = true;
	/* What the windows here do not count from, those of the folds do not. */
	if (v->e->split.origin == 0)
		spec->split.first_target = 0;
	return RN_OK;
}

static enum rn_status forecast_refitted(struct evaluating *v,
                                        struct rn_error *err)
{
	const struct rn_panel *panel = v->data.panel;
	const size_t n = v->e->origins.n / (size_t)panel->n_series;
	const size_t ahead = rn_window_reach(&v->e->split.shape);
	struct rn_panel known = *panel;
	struct rn_spec spec;
	double *out = NULL;

	if (check_reach(v, err) || make_ends(v, err)
	    || refit_spec(&spec, v, err))
		return err->status;
	known.series = NULL;
	if (rn_alloc(&known.series, (size_t)panel->n_series,
	             sizeof(*known.series), err)
	    || rn_alloc(&out, ahead, sizeof(*out), err)) {
		free(known.series);
		rn_spec_release(&spec);
		return err->status;
	}
	memcpy(known.series, panel->series,
	       (size_t)panel->n_series * sizeof(*known.series));
	err->status = RN_OK;
	for (size_t fold = 0; !err->status && fold < n; fold++) {
		if (v->opts->on_fold)
			v->opts->on_fold(v->opts->ud, (int)fold + 1, (int)n);
		err->status = refit_fold(v, &known, &spec, fold, n, out, err);
	}
	free(out);
	free(known.series);
	rn_spec_release(&spec);
	return err->status;
}

/* Which intervals are judged: of validation windows none, for they are made of
 * what came of these. */
static void choose_bands(struct evaluating *v)
{
	const struct rn_evaluate_opts *o = v->opts;

	v->bands = rn_bands_usual;
	if (o->n_level) {
		v->bands.n_level = o->n_level;
		memcpy(v->bands.level, o->level, sizeof(o->level));
	}
	if (judges_symbols(v) || v->e->origins.part == RN_VALID)
		v->bands.n_level = 0;
}

static enum rn_status forecast(struct evaluating *v, double *loss,
                               struct rn_error *err)
{
	struct rn_evaluation *e = v->e;

	choose_bands(v);
	if (rn_alloc(&e->yhat, e->origins.n * (size_t)e->split.shape.n_out,
	             sizeof(*e->yhat), err))
		return err->status;
	if (v->opts->refit)
		return forecast_refitted(v, err);
	if (e->split.shape.n_out != v->model->spec.shape.n_out)
		return forecast_far(v, err);
	e->split.piece = rn_spec_piece(&v->model->spec);
	return forecast_all(v, loss, err);
}

static enum rn_status judge(struct evaluating *v, struct rn_error *err)
{
	struct rn_evaluation *e = v->e;
	struct rn_trial trial = {
		.data = &v->data, .origins = &e->origins, .n_season = e->n_season,
		.season = e->season, .with_slow = e->origins.n <= RN_MOST_SLOW,
	};
	double loss = NAN;

	if (v->model && forecast(v, &loss, err))
		return err->status;
	if (v->model && !v->opts->refit)
		e->n_learnt = rn_judge_n_learnt(v->model, v->data.panel, &e->origins,
			(int64_t)v->model->spec.rows.from - (int64_t)v->spec->rows.from);
	if (judges_symbols(v))
		return rn_judge(&e->verdict, &v->data, e->yhat, NULL, loss,
		                e->n_season, e->season, err);
	trial.yhat = e->yhat;
	v->bands.model = v->model;
	v->bands.number = v->number;
	v->bands.z = v->z;
	v->bands.ends = v->ends;
	/* Of windows that were forecast one by one, the ends are all there is. */
	if (v->z || v->ends || v->number)
		trial.bands = &v->bands;
	if (trial.yhat)
		rn_judge_scaled(&v->data, &e->origins, e->yhat, &e->mse, &e->mae);
	return rn_judge_origins(&e->verdict, &e->tallies, &trial, err);
}

/* Folds of symbols are not judged, and the horizon of a model of these is a
 * chain of guesses. */
static enum rn_status check_symbols(const struct evaluating *v,
                                    struct rn_error *err)
{
	const struct rn_evaluate_opts *o = v->opts;
	const bool is_far = v->model
		&& v->spec->shape.n_out != v->model->spec.shape.n_out;

	if (!judges_symbols(v) || (!o->folds.n && !o->folds.step && !o->refit
	                           && !o->by_series && !o->by_step && !is_far))
		return RN_OK;
	rn_fail(err, RN_EUSAGE, "symbols are judged on every held-out window, over "
	        "all series and steps together");
	return rn_hint(err, "leave out --folds, --step, --refit, --horizon, --by "
	               "and --per-series");
}

enum rn_status rn_evaluate(struct rn_evaluation *e,
                           const struct rn_panel *panel,
                           const struct rn_spec *spec,
                           const struct rn_model *model,
                           const struct rn_evaluate_opts *opts,
                           struct rn_error *err)
{
	struct evaluating v = {
		.e = e, .data = { .panel = panel, .split = &e->split }, .spec = spec,
		.model = model, .opts = opts,
	};

	/* The base forecasts as many rows as the model. */
	if (model && model->spec.shape.n_out == spec->shape.n_out)
		v.data.base = rn_model_base(model);
	*e = (struct rn_evaluation)RN_EVALUATION_INIT;
	e->mse = e->mae = NAN;
	e->tallies.by_series = opts->by_series;
	e->tallies.by_step = opts->by_step;
	if (!check_symbols(&v, err)
	    && !rn_judge_split(&e->split, &spec->shape, &spec->split, panel, model,
	                       err)
	    && !(model ? rn_scales_of_model(&v.data.scale, panel, model, err)
	         : rn_scales_fit(&v.data.scale, panel, spec, &e->split, err))
	    && !rn_scales_check(&v.data, err)
	    && !rn_seasons_find(&spec->season, model, panel, &e->split,
	                        &e->n_season, e->season, err)
	    && !rn_origins_make(&e->origins, &e->split, rn_judge_part(&e->split),
	                        &opts->folds, panel, err))
		err->status = judge(&v, err);
	free(v.data.scale);
	free(v.number);
	free(v.z);
	free(v.ends);
	if (err->status)
		rn_evaluation_release(e);
	return err->status;
}

/*
 * auto.c - recipes tried in turn, and the best one kept.
 */
#include "select/auto.h"

#include "base/block.h"
#include "forecast/judge.h"
#include "forecast/origins.h"
#include "model/spec_method.h"
#include "select/afford.h"

#include <math.h>
#include <stdlib.h>
#include <time.h>

/* What a choice is made of. */
struct choice {
	const struct rn_panel *panel;
	const struct rn_auto_opts *opts;
	struct rn_train_watch watch; /* its time limit is what is left */
	struct rn_split split;       /* of the plain windows */
	struct rn_contest contest;
	int first_target;
	struct rn_auto_report *report;
	struct rn_error first;       /* what was wrong with the first that failed */
};

/* The best so far, and what its training said. */
struct holder {
	struct rn_model *model;
	struct rn_fit_report *fit;
};

void rn_auto_report_release(struct rn_auto_report *report)
{
	for (int i = 0; i < report->n; i++) {
		rn_spec_release(&report->candidate[i].spec);
		rn_entry_release(&report->candidate[i].entry);
	}
	report->n = 0;
}

static enum rn_status check(const struct rn_spec *spec, struct rn_error *err)
{
	if (spec->is_categorical) {
		rn_fail(err, RN_EUSAGE, "--preset auto chooses among forecasts of "
		        "numbers, and --target-type is categorical");
		return rn_hint(err, "leave out the preset");
	}
	if (spec->split.size[RN_VALID] <= 0) {
		rn_fail(err, RN_EUSAGE, "--preset auto chooses by validation windows, "
		        "and --val-size is 0");
		return rn_hint(err, "give another --val-size, or leave it out");
	}
	return RN_OK;
}

/* The error of repeating a season; yhat [n_valid, n_out]: room for it. */
static enum rn_status try_season(const struct choice *c, int period,
                                 double *yhat, double *rmse,
                                 struct rn_error *err)
{
	const struct rn_baseline b = { &rn_baseline_seasonal, period, NULL };
	const struct rn_window_shape *shape = &c->split.shape;
	struct rn_entry entry;

	for (size_t i = 0; i < c->split.n[RN_VALID]; i++) {
		const struct rn_window w = rn_split_window(&c->split, RN_VALID, i);

		b.type->forecast(&b, &c->panel->series[w.series],
		                 rn_origin_cutoff(shape, w), shape, NULL,
		                 yhat + i * (size_t)shape->n_out);
	}
	if (rn_contest_enter(&c->contest, yhat, &entry, err))
		return err->status;
	*rmse = entry.rmse;
	rn_entry_release(&entry);
	return RN_OK;
}

/* Of several seasons the strongest need not be the one to repeat: a naive
 * forecast is to be the best of its kind. */
static enum rn_status find_repeated(struct choice *c, struct rn_error *err)
{
	struct rn_outline *o = &c->report->outline;
	enum rn_status status = RN_OK;
	double *yhat, least = INFINITY;

	if (o->n_season < 2)
		return RN_OK;
	if (rn_alloc(&yhat, c->split.n[RN_VALID], (size_t)o->n_out * sizeof(*yhat),
	             err))
		return err->status;
	for (int i = 0; !status && i < o->n_season; i++) {
		double rmse = INFINITY;

		status = try_season(c, o->season[i], yhat, &rmse, err);
		if (rmse < least) {
			least = rmse;
			o->repeated = i;
		}
	}
	free(yhat);
	return status;
}

/* The windows that choose are those of the plain command, whatever a candidate
 * reads: they are counted from the first target of its first window. */
static enum rn_status look(struct choice *c, const struct rn_spec *spec,
                           struct rn_error *err)
{
	struct rn_window_shape shape = spec->shape;
	struct rn_outline *o = &c->report->outline;

	shape.n_past = c->panel->n_past;
	shape.n_ahead = c->panel->n_ahead;
	c->first_target = spec->split.first_target ? spec->split.first_target
	                  : shape.n_in - 1 + shape.lead;
	if (rn_split_make(&c->split, &shape, &spec->split, c->panel, err))
		return err->status;
	rn_outline_make(o, c->panel, &c->split, c->opts->budget);
	if (rn_seasons_find(&spec->season, NULL, c->panel, &c->split,
	                    &o->n_season, o->season, err))
		return err->status;
	o->week = rn_seasons_week(c->panel, &c->split, o->n_season, o->season);
	if (rn_contest_make(&c->contest, c->panel, &c->split, err))
		return err->status;
	return find_repeated(c, err);
}

/* Why a candidate is not tried; the first reason may be the user's to know. */
static void leave_out(struct choice *c, struct rn_candidate *one,
                      const struct rn_error *err)
{
	if (c->first.status == RN_OK)
		c->first = *err;
	one->fault = *err;
}

/* What follows from the data, so that the work can be counted. */
static void settle(const struct choice *c, struct rn_spec *spec)
{
	const struct rn_outline *o = &c->report->outline;

	spec->split.first_target = c->first_target;
	spec->shape.n_past = c->panel->n_past;
	spec->shape.n_ahead = c->panel->n_ahead;
	rn_spec_take_series(spec, c->panel->n_series);
	rn_spec_settle(spec, o->n_season, o->season, o->week);
}

/* Lists the recipes that suit, with their options. */
static void enlist(struct choice *c)
{
	struct rn_auto_report *report = c->report;
	struct rn_error err;

	for (int i = 0; rn_recipes[i]; i++) {
		struct rn_candidate *one = &report->candidate[report->n];

		if (!rn_recipes[i]->suits(&report->outline))
			continue;
		report->n++;
		*one = (struct rn_candidate){ .recipe = rn_recipes[i],
		                              .entry.error = NAN };
		if (rn_recipe_apply(one->recipe, &report->outline, c->opts->given,
		                    &one->spec, &err))
			leave_out(c, one, &err);
		else
			settle(c, &one->spec);
	}
}

/* Those that learn share the budget. */
static void afford(struct choice *c)
{
	struct rn_auto_report *report = c->report;
	struct rn_error err;
	int n = 0;

	for (int i = 0; i < report->n; i++)
		n += report->candidate[i].recipe->most > 0
		     && !report->candidate[i].fault.status;
	for (int i = 0; i < report->n; i++) {
		struct rn_candidate *one = &report->candidate[i];

		if (!one->fault.status
		    && rn_afford(one->recipe, &report->outline, c->opts->given,
		                 c->opts->budget->flops / n, &one->spec,
		                 &one->n_update, &err))
			leave_out(c, one, &err);
	}
}

/* Is a better than b, the best so far? */
static bool is_better(const struct rn_candidate *a,
                      const struct rn_candidate *b)
{
	if (a->recipe->is_naive)
		return b->recipe->is_naive && a->entry.rmse < b->entry.rmse;
	if (!a->beats_naive)
		return false;
	return b->recipe->is_naive || a->entry.error < b->entry.error;
}

static bool is_seasonal(const struct rn_candidate *one)
{
	return one->spec.base->of && one->spec.base->of->per_season;
}

/* Takes the place of the best so far where it is better. */
static void compare(struct choice *c, int i, struct holder *mine,
                    struct holder *best)
{
	struct rn_auto_report *r = c->report;
	struct rn_candidate *one = &r->candidate[i];
	const struct holder old = *best;

	if (one->recipe->is_naive
	    && (r->naive < 0
	        || one->entry.rmse < r->candidate[r->naive].entry.rmse))
		r->naive = i;
	one->beats_naive = !one->recipe->is_naive
		&& (r->naive < 0
		    || rn_contest_beats(&c->contest, &one->entry,
		                        &r->candidate[r->naive].entry,
		                        is_seasonal(&r->candidate[r->naive])));
	if (r->chosen >= 0 && !is_better(one, &r->candidate[r->chosen]))
		return;
	r->chosen = i;
	*best = *mine;
	*mine = old;
}

static bool was_stopped(const struct rn_fit_report *fit)
{
	const struct rn_ensemble_report *e = &fit->ensemble;
	const enum rn_stop stop = e->n ? e->training[e->n - 1].stop
	                          : RN_STOP_DONE;

	return stop == RN_STOP_TIME || stop == RN_STOP_ASKED;
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* Fits one candidate, whose time is taken off what is left. */
static enum rn_status fit_one(struct choice *c, const struct rn_spec *spec,
                              struct holder *to, struct rn_error *err)
{
	const double begin = now();
	const enum rn_status status = rn_fit(to->model, c->panel, spec, NULL,
	                                     &c->watch, to->fit, err);

	if (c->watch.time_limit > 0)
		c->watch.time_limit = fmax(c->watch.time_limit - (now() - begin),
		                           1e-9);
	return status;
}

/* Trains one candidate; *goes_on: the next is to be. */
static enum rn_status try_one(struct choice *c, int i, struct holder *mine,
                              struct holder *best, bool *goes_on,
                              struct rn_error *err)
{
	struct rn_candidate *one = &c->report->candidate[i];

	if (c->opts->on_candidate)
		c->opts->on_candidate(c->watch.ud, i, c->report->n, &one->spec);
	rn_model_release(mine->model);
	rn_fit_report_release(mine->fit);
	if (fit_one(c, &one->spec, mine, err)) {
		if (err->status == RN_EINTERNAL || err->status == RN_EIO)
			return err->status;
		leave_out(c, one, err);
		return err->status = RN_OK;
	}
	*goes_on = !was_stopped(mine->fit);
	c->report->is_cut_short |= !*goes_on;
	if (rn_contest_enter(&c->contest, mine->fit->valid, &one->entry, err))
		return err->status;
	compare(c, i, mine, best);
	return RN_OK;
}

static enum rn_status try_all(struct choice *c, struct holder *mine,
                              struct holder *best, struct rn_error *err)
{
	bool goes_on = true;

	for (int i = 0; goes_on && i < c->report->n; i++)
		if (!c->report->candidate[i].fault.status
		    && try_one(c, i, mine, best, &goes_on, err))
			return err->status;
	if (c->report->chosen >= 0)
		return RN_OK;
	*err = c->first;
	return err->status;
}

static enum rn_status choose(struct choice *c, struct rn_model *m,
                             struct rn_fit_report *fit, struct rn_error *err)
{
	struct rn_model model[2] = { RN_MODEL_INIT, RN_MODEL_INIT };
	struct rn_fit_report said[2] = { RN_FIT_REPORT_INIT, RN_FIT_REPORT_INIT };
	struct holder mine = { &model[0], &said[0] };
	struct holder best = { &model[1], &said[1] };

	enlist(c);
	afford(c);
	if (!try_all(c, &mine, &best, err)) {
		*m = *best.model;
		*fit = *best.fit;
		m->is_cut_short |= c->report->is_cut_short;
	} else {
		rn_model_release(best.model);
		rn_fit_report_release(best.fit);
	}
	rn_model_release(mine.model);
	rn_fit_report_release(mine.fit);
	return err->status;
}

enum rn_status rn_auto_fit(struct rn_model *m, const struct rn_panel *panel,
                           const struct rn_spec *spec,
                           const struct rn_auto_opts *opts,
                           const struct rn_train_watch *watch,
                           struct rn_fit_report *fit,
                           struct rn_auto_report *report, struct rn_error *err)
{
	struct choice c = { .panel = panel, .opts = opts, .watch = *watch,
	                    .split = RN_SPLIT_INIT, .report = report };

	*m = (struct rn_model)RN_MODEL_INIT;
	*fit = (struct rn_fit_report)RN_FIT_REPORT_INIT;
	*report = (struct rn_auto_report){ .chosen = -1, .naive = -1 };
	err->status = RN_OK;
	if (!check(spec, err) && !look(&c, spec, err))
		(void)choose(&c, m, fit, err);
	rn_contest_release(&c.contest);
	rn_split_release(&c.split);
	return err->status;
}

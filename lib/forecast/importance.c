/*
 * importance.c - what each input is worth to a model.
 */
#include "forecast/importance.h"

#include "base/block.h"
#include "base/rng.h"
#include "data/phase.h"
#include "forecast/judge.h"
#include "forecast/scales.h"
#include "model/spec_method.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Columns that are turned together: those of a phase are two. */
enum { MAX_TOGETHER = 2 };

/* A panel whose columns can be turned, and a network at work on it. */
struct bench {
	const struct rn_panel *panel; /* as it is */
	const struct rn_model *model;
	const struct rn_importance_opts *opts;
	struct rn_split split;
	enum rn_part part;
	struct rn_panel turned;  /* shares all but what follows */
	double **input;          /* [n_series, inputs] */
	double *memory;          /* [MAX_TOGETHER] columns of all series */
	struct rn_dataset data;  /* of what is turned */
	int *number;             /* [n_series] of the model's series */
};

/* An input: columns from `at` on, -1 being the target. */
struct item {
	const char *name; /* NULL: a number of steps */
	int at, n;
	char steps[12];
};

static const char *name_of(const struct item *item)
{
	return item->name ? item->name : item->steps;
}

static size_t n_input(const struct bench *b)
{
	return (size_t)(b->panel->n_past + b->panel->n_ahead);
}

/* Rows of a column of a series, from the first one of its file on. */
static size_t column_rows(const struct rn_series *s)
{
	return s->first + s->n_row;
}

static enum rn_status make_panel(struct bench *b, struct rn_error *err)
{
	const size_t n = (size_t)b->panel->n_series;
	size_t n_row = 0;

	b->turned = *b->panel;
	b->turned.series = NULL;
	for (size_t i = 0; i < n; i++)
		n_row += column_rows(&b->panel->series[i]);
	if (rn_alloc(&b->turned.series, n, sizeof(*b->turned.series), err)
	    || rn_alloc(&b->input, n * n_input(b), sizeof(*b->input), err)
	    || rn_alloc(&b->memory, n_row * MAX_TOGETHER, sizeof(double), err))
		return err->status;
	return RN_OK;
}

/* Everything as it is. */
static void turn_back(struct bench *b)
{
	for (int i = 0; i < b->panel->n_series; i++) {
		const struct rn_series *s = &b->panel->series[i];
		double **input = b->input + (size_t)i * n_input(b);

		for (size_t c = 0; c < n_input(b); c++)
			input[c] = s->input[c];
		b->turned.series[i] = *s;
		b->turned.series[i].input = input;
	}
}

/* Turns the rows [from, end) of what was copied from x: they come `shift` of
 * their number later, the last of them first. */
static void turn(double *to, const double *x, size_t from, size_t end,
                 double shift)
{
	const size_t span = end - from;
	size_t by = (size_t)(shift * (double)span);

	if (by == 0)
		by = 1;
	for (size_t k = 0; k < span; k++)
		to[from + (k + by) % span] = x[from + k];
}

/* The first row of a series that its first held-out window reads: lags and
 * base forecasts look back before its inputs, and a state that is carried
 * comes from rows that warmed it up. */
static size_t first_read(const struct bench *b, int series)
{
	const struct rn_window_shape *shape = &b->split.shape;
	const size_t from = b->split.part[series][b->part].from;
	const size_t before = rn_spec_wants(&b->model->spec)
	                      - (size_t)(shape->n_in + shape->lead - 1);

	return from > before ? from - before : 0;
}

/* Turns an item in the rows that held-out windows read, by a part of them
 * between 0 and 1. */
static void turn_item(struct bench *b, const struct item *item, double shift)
{
	double *to = b->memory;

	turn_back(b);
	for (int i = 0; i < b->panel->n_series; i++) {
		const struct rn_series *s = &b->panel->series[i];
		const size_t from = first_read(b, i);
		const size_t end = rn_split_rows(&b->split, b->part, i);
		double **input = b->input + (size_t)i * n_input(b);

		for (int c = item->at; c < item->at + item->n; c++) {
			const double *x = c < 0 ? s->x : s->input[c];
			const size_t first = c < 0 ? 0 : s->first;

			memcpy(to, x, (first + s->n_row) * sizeof(*to));
			turn(to, x, first + from, first + end, shift);
			if (c < 0)
				b->turned.series[i].x = to;
			else
				input[c] = to;
			to += first + s->n_row;
		}
	}
}

/* held: what the model makes of the panel as it now is.  A runner
 * remembers base forecasts, so each panel needs one of its own. */
static enum rn_status predict(struct bench *b, struct rn_held *held,
                              struct rn_error *err)
{
	struct rn_runner runner;
	enum rn_status status;

	*held = (struct rn_held)RN_HELD_INIT;
	status = rn_runner_make(&runner, &b->model->net, &b->data,
	                        b->model->spec.train.batch_size, false,
	                        b->opts->n_thread, err);
	if (status)
		return status;
	runner.number = b->number;
	status = rn_judge_predict(held, &runner, b->model, b->part, err);
	rn_runner_release(&runner);
	return status;
}

/* The error of the model on what the panel now is, beside what came. */
static enum rn_status measure(struct bench *b, double *rmse,
                              struct rn_error *err)
{
	const size_t K = (size_t)b->split.shape.n_out;
	const size_t n = b->split.n[b->part];
	struct rn_held held;
	double sum = 0;

	if (predict(b, &held, err)) {
		rn_held_release(&held);
		return err->status;
	}
	for (size_t i = 0; i < n; i++) {
		const struct rn_window w = rn_split_window(&b->split, b->part, i);
		const double *y = b->panel->series[w.series].x
			+ rn_window_target(&b->split.shape, w.first);

		for (size_t k = 0; k < K; k++)
			sum += (held.yhat[i * K + k] - y[k])
			       * (held.yhat[i * K + k] - y[k]);
	}
	rn_held_release(&held);
	*rmse = sqrt(sum / (double)(n * K));
	return RN_OK;
}

/* The mean over all turns, by the squares. */
static enum rn_status measure_item(struct bench *b, const struct item *item,
                                   double *rmse, struct rn_error *err)
{
	const int n = b->opts->n_turn;
	struct rn_rng rng;
	double sum = 0, one;

	rn_rng_init(&rng, b->opts->seed, RN_STREAM_SHUFFLE, 0, 0);
	for (int i = 0; i < n; i++) {
		turn_item(b, item, (i + rn_rng_uniform(&rng)) / n);
		if (measure(b, &one, err))
			return err->status;
		sum += one * one;
	}
	*rmse = sqrt(sum / n);
	return RN_OK;
}

/* A phase, called as --calendar has it; what counts steps has its own copy of
 * their number. */
static struct item phase_item(const struct rn_phases *phases, int i, int at)
{
	struct item item = { .name = phases->type[i]->name, .at = at, .n = 2 };

	if (phases->cycle[i] > 0) {
		item.name = NULL;
		snprintf(item.steps, sizeof(item.steps), "%d", phases->cycle[i]);
	}
	return item;
}

/* The inputs of a model: its target, its columns, what the calendar gives. */
static enum rn_status list_items(struct item **items, int *n,
                                 const struct rn_panel *panel,
                                 const struct rn_spec *spec,
                                 struct rn_error *err)
{
	const struct rn_column_list *role = panel->columns.role;
	struct rn_phases phases;
	int at = 0;

	*n = 0;
	if (rn_phases_parse(&phases, spec->calendar, err)
	    || rn_alloc(items, (size_t)(1 + role[RN_PAST].n + role[RN_AHEAD].n
	                                + phases.n), sizeof(**items), err))
		return err->status;
	(*items)[(*n)++] = (struct item){
		.name = role[RN_TARGET].n == 1 ? role[RN_TARGET].name[0] : "target",
		.at = -1, .n = 1,
	};
	for (int r = RN_PAST; r <= RN_AHEAD; r++)
		for (int i = 0; i < role[r].n; i++)
			(*items)[(*n)++] = (struct item){
				.name = role[r].name[i], .at = at++, .n = 1,
			};
	for (int i = 0; i < phases.n; i++, at += 2)
		(*items)[(*n)++] = phase_item(&phases, i, at);
	return RN_OK;
}

static enum rn_status set_up(struct bench *b, const struct rn_spec *spec,
                             struct rn_error *err)
{
	if (b->model->vocabulary.n > 0)
		return rn_fail(err, RN_EUSAGE, "the model forecasts symbols, whose "
		               "errors have no size");
	if (rn_judge_split(&b->split, &b->model->spec.shape, &spec->split,
	                   b->panel, b->model, err))
		return err->status;
	b->part = rn_judge_part(&b->split);
	b->split.piece = rn_spec_piece(&b->model->spec);
	if (b->split.n[b->part] == 0) {
		rn_fail(err, RN_EDATA, "nothing is held out to measure on");
		return rn_hint(err, "give a --test-size above 0");
	}
	if (rn_scales_of_model(&b->data.scale, b->panel, b->model, err)
	    || rn_numbers_of_model(&b->number, b->panel, b->model, err)
	    || make_panel(b, err))
		return err->status;
	turn_back(b);
	return RN_OK;
}

static void release(struct bench *b)
{
	rn_split_release(&b->split);
	free(b->data.scale);
	free(b->number);
	free(b->turned.series);
	free(b->input);
	free(b->memory);
}

static int compare_inputs(const void *a, const void *b)
{
	const struct rn_importance_input *i = a, *j = b;

	return (i->rmse < j->rmse) - (i->rmse > j->rmse);
}

static enum rn_status measure_all(struct rn_importance *imp, struct bench *b,
                                  const struct item *item, int n,
                                  struct rn_error *err)
{
	imp->n_series = b->panel->n_series;
	imp->n_window = b->split.n[b->part];
	if (rn_alloc(&imp->input, (size_t)n, sizeof(*imp->input), err)
	    || measure(b, &imp->rmse, err))
		return err->status;
	for (imp->n = 0; imp->n < n; imp->n++) {
		struct rn_importance_input *input = &imp->input[imp->n];

		if (rn_copy_text(&input->name, name_of(&item[imp->n]), err)
		    || measure_item(b, &item[imp->n], &input->rmse, err)) {
			imp->n++; /* its name is owned */
			return err->status;
		}
	}
	qsort(imp->input, (size_t)n, sizeof(*imp->input), compare_inputs);
	return RN_OK;
}

enum rn_status rn_importance_measure(struct rn_importance *imp,
                                     const struct rn_panel *panel,
                                     const struct rn_spec *spec,
                                     const struct rn_model *model,
                                     const struct rn_importance_opts *opts,
                                     struct rn_error *err)
{
	struct bench b = { .panel = panel, .model = model, .opts = opts,
	                   .split = RN_SPLIT_INIT };
	struct item *item = NULL;
	enum rn_status status;
	int n = 0;

	b.data = (struct rn_dataset){ .panel = &b.turned, .split = &b.split,
	                              .base = rn_model_base(model) };
	*imp = (struct rn_importance)RN_IMPORTANCE_INIT;
	status = list_items(&item, &n, panel, spec, err);
	if (!status)
		status = set_up(&b, spec, err);
	if (!status)
		status = measure_all(imp, &b, item, n, err);
	release(&b);
	free(item);
	if (status)
		rn_importance_release(imp);
	return status;
}

void rn_importance_release(struct rn_importance *imp)
{
	for (int i = 0; i < imp->n; i++)
		free(imp->input[i].name);
	free(imp->input);
	*imp = (struct rn_importance)RN_IMPORTANCE_INIT;
}

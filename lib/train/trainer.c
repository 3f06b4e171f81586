/*
 * trainer.c - epochs of shuffled batches, the update, and which weights to
 * keep.
 *
 * A step crosses two barriers: one after the shards' gradients, one after the
 * update, whose slices of the parameter vector are added up over the shards,
 * clipped and stepped together.  Clipping by norm needs the whole gradient
 * first, and one barrier more.
 */
#include "train/trainer.h"

#include "nn/vec.h"
#include "train/clip.h"
#include "train/diagnosis.h"
#include "train/flow.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* The parameter vector is cut into slices by its length alone. */
enum { N_SLICE = RN_MAX_SLICE };

struct trainer {
	struct rn_network *net;
	const struct rn_dataset *data;
	const struct rn_train_opts *opts;
	const struct rn_train_watch *watch;
	const struct rn_training *out;
	struct rn_runner runner;
	struct rn_method method;
	struct rn_block memory;
	rn_real *moment[RN_MAX_MOMENT]; /* [n_param] each */
	rn_real *best;                  /* [n_param] */
	rn_real *z, *y;                 /* [n_valid, K], [n_valid, n_out] */
	double begin;                   /* seconds on the clock */
	unsigned long step;
	double best_loss;
	int best_epoch;                 /* the one that validated best */
	/* the update in hand */
	double rate;
	int n_row, n_shard;             /* of the batch */
	double norm2[N_SLICE];
	double shrink;
	struct rn_diagnosis diagnosis;  /* with watch->diagnose */
	struct rn_flow_meter flow;      /* the same */
};

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void slice(const struct trainer *t, int i, size_t *from, size_t *n)
{
	const size_t all = t->net->n_param;

	*from = all * (size_t)i / N_SLICE;
	*n = all * (size_t)(i + 1) / N_SLICE - *from;
}

/* The fixed parameters of a layer that lie in [*from, *to): are there any? */
static bool cut_fixed(const struct rn_layer *l, size_t *from, size_t *to)
{
	const size_t end = l->at + l->n_param, begin = end - l->n_fixed;

	*from = *from > begin ? *from : begin;
	*to = *to < end ? *to : end;
	return *from < *to;
}

/* Changes the fixed parameters among n, and leaves no gradient of them. */
static void adapt(struct trainer *t, size_t from, size_t n)
{
	const rn_real share = 1 / (rn_real)t->n_row;
	rn_real *w = t->net->param, *g = t->runner.shard[0].grad;

	for (int i = 0; i < t->net->n_layer; i++) {
		const struct rn_layer *l = &t->net->layer[i];
		size_t at = from, end = from + n;

		if (!cut_fixed(l, &at, &end))
			continue;
		for (size_t j = at; l->type->adapts && j < end; j++)
			w[j] += share * g[j];
		memset(g + at, 0, (end - at) * sizeof(*g));
	}
}

/* Moves the shards' gradients into the first one's, in their order. */
static void reduce(void *ud, int i)
{
	struct trainer *t = ud;
	size_t from, n;
	rn_real *g;

	slice(t, i, &from, &n);
	g = t->runner.shard[0].grad + from;
	for (int k = 1; k < t->n_shard; k++)
		rn_vec_drain(g, t->runner.shard[k].grad + from, n);
	adapt(t, from, n);
	if (t->watch->diagnose)
		rn_diagnosis_slice(&t->diagnosis, i, g, n);
	if (t->opts->clip_value > 0)
		rn_clip_value(g, n, t->opts->clip_value);
	if (t->opts->clip_norm > 0)
		t->norm2[i] = rn_clip_square(g, n);
}

/* Steps the parameters [from, to). */
static void step_some(struct trainer *t, size_t from, size_t to)
{
	struct rn_optim_step s = {
		.rate = t->rate,
		.momentum = t->opts->momentum,
		.decay = t->opts->weight_decay,
		.t = t->step,
		.n = to - from,
		.w = t->net->param + from,
		.g = t->runner.shard[0].grad + from,
	};

	for (int k = 0; k < t->opts->optim->n_moment; k++)
		s.m[k] = t->moment[k] + from;
	for (size_t j = 0; t->shrink < 1 && j < s.n; j++)
		s.g[j] *= (rn_real)t->shrink;
	t->opts->optim->step(&s);
	memset(s.g, 0, s.n * sizeof(*s.g));
}

/* Steps slice i but for what is fixed; layers lie in their order. */
static void update(void *ud, int i)
{
	struct trainer *t = ud;
	size_t at, n, end;

	slice(t, i, &at, &n);
	end = at + n;
	for (int k = 0; k < t->net->n_layer; k++) {
		size_t from = at, to = end;

		if (!cut_fixed(&t->net->layer[k], &from, &to))
			continue;
		step_some(t, at, from);
		at = to;
	}
	step_some(t, at, end);
}

static void reduce_and_update(void *ud, int i)
{
	reduce(ud, i);
	update(ud, i);
}

/* The learning rate of the step in hand. */
static double rate(const struct trainer *t)
{
	const double all = (double)t->opts->epochs * (double)t->method.n_step;
	const struct rn_schedule_time at = {
		.done = (double)(t->step - 1) / all,
		.k = t->out->n_epoch,
		.past = t->out->epoch,
	};

	return t->opts->rate * t->opts->schedule->factor(&t->opts->lr, &at);
}

static void apply(struct trainer *t)
{
	double norm2 = 0;

	t->step++;
	t->rate = rate(t);
	t->shrink = 1;
	if (t->opts->clip_norm > 0) {
		rn_pool_run(t->runner.pool, N_SLICE, reduce, t);
		for (int i = 0; i < N_SLICE; i++)
			norm2 += t->norm2[i];
		t->shrink = rn_clip_shrink(sqrt(norm2), t->opts->clip_norm);
		rn_pool_run(t->runner.pool, N_SLICE, update, t);
	} else {
		rn_pool_run(t->runner.pool, N_SLICE, reduce_and_update, t);
	}
	if (t->watch->diagnose)
		rn_diagnosis_step(&t->diagnosis, t->shrink < 1,
		                  t->opts->clip_value);
}

/* Whether to go on after a batch. */
static enum rn_stop look(struct trainer *t, const struct rn_batch_report *rep)
{
	if (!isfinite(rep->loss))
		return RN_STOP_DIVERGED;
	if (t->watch->on_batch && !t->watch->on_batch(t->watch->ud, rep))
		return RN_STOP_ASKED;
	if (t->watch->time_limit > 0 && rep->seconds > t->watch->time_limit)
		return RN_STOP_TIME;
	return RN_STOP_DONE;
}

/* The gradient of the next step; that of an epoch's first is looked at. */
static double learn(struct trainer *t, struct rn_step *step, size_t *n_item,
                    struct rn_epoch *e, bool is_first)
{
	const bool looks = is_first && t->watch->diagnose;
	double loss;

	if (looks)
		rn_flow_begin(&t->flow, &t->runner);
	loss = t->method.type->step(&t->method, step, n_item);
	if (looks)
		rn_flow_end(&t->flow, &t->runner, step->B, e);
	return loss;
}

/* One pass over what there is to train on, which *whole tells was complete:
 * also where the stop came with its last batch. */
static enum rn_stop run_epoch(struct trainer *t, struct rn_epoch *e,
                              bool *whole)
{
	struct rn_method *method = &t->method;
	const size_t n = method->n_item;
	const double K = t->data->split->shape.n_out;
	struct rn_batch_report rep = { .epoch = e->epoch, .n_all = n };
	enum rn_stop stop = RN_STOP_DONE;
	double sum = 0;

	method->type->begin(method, t->opts->seed, (unsigned)e->epoch);
	while (rep.n_done < n && stop == RN_STOP_DONE) {
		size_t n_item;
		struct rn_step step = {
			.param = t->net->param,
			.loss = t->opts->loss,
			.args = &t->opts->args,
			.seed = t->opts->seed,
			.step = (uint32_t)t->step,
		};

		sum += learn(t, &step, &n_item, e, rep.n_done == 0);
		rep.n_done += n_item;
		rep.loss = sum / (double)rep.n_done / K;
		rep.seconds = now() - t->begin;
		t->n_row = step.B;
		t->n_shard = rn_shard_count(step.B);
		if (isfinite(rep.loss))
			apply(t);
		stop = look(t, &rep);
	}
	e->loss = rep.loss;
	*whole = rep.n_done == n;
	return stop;
}

/* A last update may have spoilt weights that no loss was computed from. */
static bool is_finite(const rn_real *w, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!isfinite(w[i]))
			return false;
	return true;
}

static double validate(struct trainer *t)
{
	const size_t n = t->data->split->n[RN_VALID];
	const size_t n_out = n * (size_t)t->data->split->shape.n_out;

	if (n == 0)
		return NAN;
	rn_runner_predict(&t->runner, t->net->param, RN_VALID, 0, n, t->z, t->y);
	return t->opts->loss->eval(t->z, t->y, n_out, &t->opts->args, 0, NULL)
	       / (double)n_out;
}

static enum rn_stop close_epoch(struct trainer *t, struct rn_training *out,
                                struct rn_epoch *e)
{
	const size_t bytes = t->net->n_param * sizeof(rn_real);
	const bool validated = t->data->split->n[RN_VALID] > 0;
	bool is_best;

	e->loss_valid = validate(t);
	if (validated && !isfinite(e->loss_valid))
		return RN_STOP_DIVERGED;
	out->epoch[out->n_epoch++] = *e;
	is_best = !validated || e->loss_valid < t->best_loss;
	if (is_best) {
		t->best_loss = e->loss_valid;
		t->best_epoch = e->epoch;
	}
	if (is_best || t->opts->keep_last) {
		memcpy(t->best, t->net->param, bytes);
		out->kept = e->epoch;
	}
	if (t->watch->on_epoch && !t->watch->on_epoch(t->watch->ud, e))
		return RN_STOP_ASKED;
	if (t->opts->patience > 0
	    && e->epoch - t->best_epoch >= t->opts->patience)
		return RN_STOP_PATIENCE;
	return RN_STOP_DONE;
}

static void run_epochs(struct trainer *t, struct rn_training *out)
{
	const size_t n = t->net->n_param;

	out->stop = RN_STOP_DONE;
	for (int i = 1; i <= t->opts->epochs && out->stop == RN_STOP_DONE; i++) {
		struct rn_epoch e = { .epoch = i };
		const double start = now();
		enum rn_stop stop;
		bool whole;

		stop = run_epoch(t, &e, &whole);
		rn_diagnosis_close(&t->diagnosis, &e);
		if (!is_finite(t->net->param, n))
			stop = RN_STOP_DIVERGED;
		e.seconds = now() - start;
		out->stop = stop;
		if (whole && stop != RN_STOP_DIVERGED)
			out->stop = close_epoch(t, out, &e);
		if (out->stop == RN_STOP_DONE)
			out->stop = stop;
	}
	/* An unfinished first epoch is all there is; otherwise the kept one. */
	if (out->n_epoch > 0)
		memcpy(t->net->param, t->best, n * sizeof(*t->best));
	out->seconds = now() - t->begin;
}

/* Weights in closed form: one epoch. */
static enum rn_status solve(struct trainer *t, struct rn_training *out,
                            struct rn_error *err)
{
	struct rn_epoch e = { .epoch = 1 };

	rn_diagnosis_close(&t->diagnosis, &e);
	if (t->method.type->solve(&t->method, t->net->param, &e.loss, err))
		return err->status;
	e.seconds = out->seconds = now() - t->begin;
	out->stop = close_epoch(t, out, &e);
	return RN_OK;
}

static void carve(struct trainer *t)
{
	const size_t n = t->data->split->n[RN_VALID];

	for (int k = 0; k < t->opts->optim->n_moment; k++)
		t->moment[k] = rn_block_take(&t->memory, t->net->n_param);
	t->best = rn_block_take(&t->memory, t->net->n_param);
	t->z = rn_block_take(&t->memory, n * (size_t)t->net->K);
	t->y = rn_block_take(&t->memory,
	                     n * (size_t)t->data->split->shape.n_out);
}

static const struct rn_cell_type *cell_of(const struct rn_network *net)
{
	int i = 0;

	while (net->layer[i].type != &rn_layer_recurrent)
		i++;
	return net->layer[i].cell.type;
}

static enum rn_status make(struct trainer *t, struct rn_training *out,
                           struct rn_error *err)
{
	const struct rn_method_type *type = rn_train_method(t->opts,
		cell_of(t->net));

	carve(t);
	if (rn_block_alloc(&t->memory, err)
	    || rn_alloc(&out->epoch, (size_t)t->opts->epochs,
	                sizeof(*out->epoch), err))
		return err->status;
	carve(t);
	if (rn_runner_make(&t->runner, t->net, t->data, t->opts->batch_size,
	                   true, type->is_serial ? 1 : t->watch->n_thread, err))
		return err->status;
	if (rn_method_make(&t->method, type, &t->runner, t->opts->batch_size,
	                   err))
		return err->status;
	t->method.penalty = t->opts->ridge;
	if (!t->watch->diagnose)
		return RN_OK;
	if (rn_flow_make(&t->flow, &t->runner, t->opts->epochs, err))
		return err->status;
	out->flow = t->flow.flow;
	return RN_OK;
}

const struct rn_method_type *
rn_train_method(const struct rn_train_opts *opts,
                const struct rn_cell_type *cell)
{
	if (cell->is_fixed)
		return &rn_method_ridge;
	if (opts->online)
		return &rn_method_online;
	return opts->stateful ? &rn_method_stateful : &rn_method_windows;
}

enum rn_status rn_train(struct rn_network *net, const struct rn_dataset *data,
                        const struct rn_train_opts *opts,
                        const struct rn_train_watch *watch,
                        struct rn_training *training, struct rn_error *err)
{
	struct trainer t = {
		.net = net, .data = data, .opts = opts, .watch = watch,
		.out = training, .runner = RN_RUNNER_INIT,
		.method = RN_METHOD_INIT, .flow = RN_FLOW_METER_INIT,
		.begin = now(), .best_loss = INFINITY,
	};
	enum rn_status status;

	*training = (struct rn_training)RN_TRAINING_INIT;
	status = make(&t, training, err);
	if (!status && t.method.type->solve)
		status = solve(&t, training, err);
	else if (!status)
		run_epochs(&t, training);
	if (!status && training->stop == RN_STOP_DIVERGED) {
		rn_fail(err, RN_EDIVERGED, "the loss became infinite or undefined in "
		        "epoch %d", training->n_epoch + 1);
		status = rn_hint(err, "try a smaller --learning-rate or "
		                 "--clip-norm 1");
	}
	rn_flow_release(&t.flow);
	rn_method_release(&t.method);
	rn_runner_release(&t.runner);
	rn_block_release(&t.memory);
	return status;
}

void rn_training_release(struct rn_training *training)
{
	free(training->epoch);
	free(training->flow);
	*training = (struct rn_training)RN_TRAINING_INIT;
}

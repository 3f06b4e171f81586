/*
 * trainer.c - epochs of steps, and which weights to keep.
 */
#include "train/trainer.h"

#include "train/cost.h"
#include "train/flow.h"
#include "train/update.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct trainer {
	struct rn_network *net;
	const struct rn_dataset *data;
	const struct rn_train_opts *opts;
	const struct rn_train_watch *watch;
	const struct rn_training *out;
	struct rn_runner runner;
	struct rn_method method;
	struct rn_block memory;
	struct rn_update update;
	rn_real *best;             /* [n_param] */
	rn_real *z, *y;            /* [n_valid, K], [n_valid, n_out] */
	double begin;              /* seconds on the clock */
	double best_loss;
	int best_epoch;            /* the one that validated best */
	enum rn_stop stop;         /* why a solution was stopped, if it was */
	struct rn_flow_meter flow; /* with watch->diagnose */
};

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* The learning rate of the next step. */
static double rate(const struct trainer *t)
{
	const double all = (double)t->opts->epochs * (double)t->method.n_step;
	const struct rn_schedule_time at = {
		.done = (double)t->update.step / all,
		.k = t->out->n_epoch,
		.past = t->out->epoch,
	};

	return t->opts->rate * t->opts->schedule->factor(&t->opts->lr, &at);
}

/* Whether somebody or the clock says stop. */
static enum rn_stop ask(const struct trainer *t,
                        const struct rn_batch_report *rep)
{
	if (t->watch->on_batch && !t->watch->on_batch(t->watch->ud, rep))
		return RN_STOP_ASKED;
	if (t->watch->time_limit > 0 && rep->seconds > t->watch->time_limit)
		return RN_STOP_TIME;
	return RN_STOP_DONE;
}

/* Whether to go on after a batch. */
static enum rn_stop look(const struct trainer *t,
                         const struct rn_batch_report *rep)
{
	return isfinite(rep->loss) ? ask(t, rep) : RN_STOP_DIVERGED;
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
			.step = (uint32_t)t->update.step,
		};

		sum += learn(t, &step, &n_item, e, rep.n_done == 0);
		rep.n_done += n_item;
		rep.loss = sum / (double)rep.n_done / K;
		rep.seconds = now() - t->begin;
		if (isfinite(rep.loss))
			rn_update_run(&t->update, rate(t), step.B);
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

	if (n == 0)
		return NAN;
	rn_runner_predict(&t->runner, t->net->param, RN_VALID, 0, n, t->z, t->y);
	return rn_cost_of_part(t->data, t->opts->loss, &t->opts->args, RN_VALID,
	                       t->z, t->y);
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
	/* Without parameters one epoch says all that there is to say. */
	const int most = n > 0 ? t->opts->epochs : 1;

	out->stop = RN_STOP_DONE;
	for (int i = 1; i <= most && out->stop == RN_STOP_DONE; i++) {
		struct rn_epoch e = { .epoch = i };
		const double start = now();
		enum rn_stop stop;
		bool whole;

		stop = run_epoch(t, &e, &whole);
		rn_diagnosis_close(&t->update.diagnosis, &e);
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

/* Amid a solution, which has no loss before it is there. */
static bool goes_on(void *ud)
{
	struct trainer *t = ud;
	const struct rn_batch_report rep = {
		.epoch = 1, .n_all = t->method.n_item, .loss = NAN,
		.seconds = now() - t->begin,
	};

	t->stop = ask(t, &rep);
	return t->stop == RN_STOP_DONE;
}

/* Weights in closed form: one epoch, or part of it. */
static enum rn_status solve(struct trainer *t, struct rn_training *out,
                            struct rn_error *err)
{
	struct rn_epoch e = { .epoch = 1 };

	rn_diagnosis_close(&t->update.diagnosis, &e);
	t->method.goes_on = goes_on;
	t->method.ud = t;
	if (t->method.type->solve(&t->method, t->net->param, &e.loss, err))
		return err->status;
	e.seconds = out->seconds = now() - t->begin;
	out->stop = t->stop ? t->stop : close_epoch(t, out, &e);
	return RN_OK;
}

static void carve(struct trainer *t)
{
	const size_t n = t->data->split->n[RN_VALID];

	rn_update_carve(&t->update, &t->memory);
	t->best = rn_block_take(&t->memory, t->net->n_param);
	t->z = rn_block_take(&t->memory, n * (size_t)t->net->K);
	t->y = rn_block_take(&t->memory,
	                     n * (size_t)t->data->split->shape.n_out);
}

/* NULL: there are no layers. */
static const struct rn_cell_type *cell_of(const struct rn_network *net)
{
	for (int i = 0; i < net->n_layer; i++)
		if (net->layer[i].type == &rn_layer_recurrent)
			return net->layer[i].cell.type;
	return NULL;
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
	if (rn_method_make(&t->method, type, &t->opts->sampling, &t->runner,
	                   t->opts->batch_size, err))
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
	if (cell && cell->is_fixed)
		return &rn_method_ridge;
	if (opts->online)
		return &rn_method_online;
	if (opts->sampling.chunk > 0)
		return &rn_method_chunks;
	if (opts->stateful)
		return &rn_method_stateful;
	return opts->sampling.epoch_steps > 0 ? &rn_method_drawn
	                                      : &rn_method_windows;
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
		.update = { .net = net, .opts = opts, .diagnoses = watch->diagnose,
		            .runner = &t.runner },
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

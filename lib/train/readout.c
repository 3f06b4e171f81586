/*
 * readout.c - the read-out of a network whose recurrent layers are fixed: a
 * ridge regression on their states, in closed form (H. Jaeger 2001).
 *
 * Each series is run through from its first row; states before the washout is
 * over still remember how it began, and are left out.  The penalty is the one
 * that was given or does best on the validation windows.
 */
#include "train/method.h"

#include "base/ridge.h"
#include "nn/arch.h"

#include <stdlib.h>

enum { WASHOUT = 100, WASHOUT_SHARE = 10 };

struct readout {
	struct rn_method *m;
	const rn_real *param;
	int layer; /* the linear one */
	struct rn_moments train, valid;
	bool is_stopped;
};

static enum rn_status ridge_make(struct rn_method *m, struct rn_error *err)
{
	(void)err;
	m->n_item = m->runner->data->split->n[RN_TRAIN];
	m->n_step = 1;
	return RN_OK;
}

/* The inputs that training windows have, from the first row on. */
static size_t train_rows(const struct rn_split *split, int series)
{
	return split->part[series][RN_TRAIN].to + (size_t)split->shape.n_in - 1;
}

/* Whether a row is the cutoff of a validation window. */
static bool validates(const struct rn_split *split, int series, size_t row)
{
	const struct rn_range *part = &split->part[series][RN_VALID];
	const size_t n_in = (size_t)split->shape.n_in;

	return row + 1 >= part->from + n_in && row + 1 < part->to + n_in;
}

static void add(struct rn_moments *to, const struct rn_dataset *data,
                int series, size_t row, const rn_real *h)
{
	const struct rn_window_shape *shape = &data->split->shape;
	const struct rn_scale *scale = rn_dataset_scale(data, series);
	const double *y = data->panel->series[series].x + row
	                  + (size_t)shape->lead;
	double *v = rn_moments_next(to);

	for (int i = 0; i < to->n_in; i++)
		v[i] = (double)h[i];
	for (int k = 0; k < to->n_out; k++)
		v[to->n_in + k] = rn_scale_apply(scale, y[k]);
}

/* The states of a piece of the first b lanes of a shard. */
static void take(struct readout *out, const struct rn_runner_shard *s, int b,
                 size_t p)
{
	const struct rn_runner *r = out->m->runner;
	const struct rn_split *split = r->data->split;
	const size_t T = (size_t)r->T, H = (size_t)out->train.n_in;
	const rn_real *h = s->run.tape[out->layer].x;

	for (size_t i = 0; i < T * (size_t)b; i++, h += H) {
		const struct rn_lane *lane = &s->lane[i % (size_t)b];
		const size_t row = p * T + i / (size_t)b;
		const size_t n = train_rows(split, lane->series);
		const size_t share = n / WASHOUT_SHARE;

		if (row < n && row >= (share < WASHOUT ? share : WASHOUT))
			add(&out->train, r->data, lane->series, row, h);
		else if (row >= n && validates(split, lane->series, row))
			add(&out->valid, r->data, lane->series, row, h);
	}
}

/* Runs some series as far as training and validation go. */
static void run(struct readout *out, int first, int b)
{
	struct rn_runner *r = out->m->runner;
	const struct rn_split *split = r->data->split;
	struct rn_runner_shard *s = &r->shard[0];
	const struct rn_pass pass = { .training = false };
	size_t most = 0;

	for (int k = 0; k < b; k++) {
		const struct rn_range *valid = &split->part[first + k][RN_VALID];
		struct rn_lane *lane = &s->lane[k];

		*lane = (struct rn_lane){ first + k, 0,
			train_rows(split, first + k) };
		if (valid->from < valid->to)
			lane->n = valid->to + (size_t)split->shape.n_in - 1;
		most = lane->n > most ? lane->n : most;
	}
	for (size_t p = 0; p * (size_t)r->T < most && !out->is_stopped; p++) {
		rn_stateful_advance(r, s, b, p, out->param, &pass);
		take(out, s, b, p);
		out->is_stopped = out->m->goes_on && !out->m->goes_on(out->m->ud);
	}
}

/* W and the bias of the linear layer, which hold what the means leave. */
static void keep(const struct readout *out, const double *state,
                 rn_real *param)
{
	const struct rn_layer *l = &out->m->runner->net->layer[out->layer];
	const int H = out->train.n_in, K = out->train.n_out;
	const double *mean = state, *W = state + H + K;

	param += l->at;
	for (int i = 0; i < H * K; i++)
		param[i] = (rn_real)W[i];
	for (int k = 0; k < K; k++) {
		double bias = mean[H + k];

		for (int i = 0; i < H; i++)
			bias -= mean[i] * W[i * K + k];
		param[H * K + k] = (rn_real)bias;
	}
}

static enum rn_status ridge_solve(struct rn_method *m, rn_real *param,
                                  double *mse, struct rn_error *err)
{
	const struct rn_network *net = m->runner->net;
	const int n_series = m->runner->data->split->n_series;
	const int most = rn_shard_most(m->runner->batch, 0);
	const struct rn_ridge_opts opts = { .penalty = m->penalty };
	struct readout out = { .m = m, .param = param,
		.layer = rn_chain_last(net, 0, net->n_layer) };
	const int H = net->layer[out.layer].D;
	double *state = NULL;

	if (!rn_moments_make(&out.train, H, net->K, err)
	    && !rn_moments_make(&out.valid, H, net->K, err)
	    && !rn_alloc(&state, (size_t)(H + 1) * (size_t)net->K + (size_t)H,
	                 sizeof(*state), err)) {
		for (int i = 0; i < n_series && !out.is_stopped; i += most)
			run(&out, i, n_series - i < most ? n_series - i : most);
		rn_moments_close(&out.train);
		rn_moments_close(&out.valid);
		err->status = RN_OK;
		if (rn_moments_count(&out.train) > 0
		    && !rn_ridge_fit(state, mse, &out.train, &out.valid, &opts, err))
			keep(&out, state, param);
	}
	rn_moments_release(&out.train);
	rn_moments_release(&out.valid);
	free(state);
	return err->status;
}

const struct rn_method_type rn_method_ridge = {
	.name = "ridge",
	.title = "a linear read-out of fixed layers, in closed form",
	.carries_state = true,
	.make = ridge_make,
	.solve = ridge_solve,
};

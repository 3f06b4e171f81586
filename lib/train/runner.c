/*
 * runner.c - shards of batches, gathered, run forward and backward.
 */
#include "train/runner.h"

#include "base/blas.h"
#include "train/bases.h"
#include "train/cost.h"
#include "train/stateful.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

/* Targets of a window; each may need several of the network's outputs. */
static size_t n_target(const struct rn_runner *r)
{
	return (size_t)r->data->split->shape.n_out;
}

static void carve(struct rn_runner_shard *s, const struct rn_runner *r,
                  int rows, bool training)
{
	const size_t T = (size_t)r->T, b = (size_t)rows;

	s->x = rn_block_take(&s->memory, T * b * (size_t)r->net->D);
	s->y = rn_block_take(&s->memory, (r->net->every_step ? T : 1) * b
	                                 * n_target(r));
	if (r->data->base)
		s->z = rn_block_take(&s->memory, (size_t)(r->net->every_step ? r->T : 1)
		                                 * b * (size_t)r->net->K);
	if (training)
		s->grad = rn_block_take(&s->memory, r->net->n_param);
}

static enum rn_status make_shard(struct rn_runner_shard *s,
                                 const struct rn_runner *r, int rows,
                                 bool training, struct rn_error *err)
{
	carve(s, r, rows, training);
	if (rn_block_alloc(&s->memory, err)
	    || rn_run_make(&s->run, r->net, r->T, rows, training, err)
	    || rn_alloc(&s->window, (size_t)rows, sizeof(*s->window), err)
	    || rn_alloc(&s->lane, (size_t)rows, sizeof(*s->lane), err)
	    || rn_alloc(&s->base, n_target(r), sizeof(*s->base), err)
	    || rn_alloc(&s->series, (size_t)rows, sizeof(*s->series), err))
		return err->status;
	carve(s, r, rows, training);
	return RN_OK;
}

/* The rows that a batch can have: windows, or lanes and series. */
static enum rn_status largest_batch(struct rn_runner *r, int batch,
                                    size_t *most, struct rn_error *err)
{
	const struct rn_split *split = r->data->split;

	*most = 1;
	for (int p = 0; !r->data->split->piece && p < RN_N_PART; p++)
		if (split->n[p] > *most)
			*most = split->n[p];
	if (!r->data->split->piece)
		return RN_OK;
	if (rn_lanes_make(&r->lanes, split, r->T, batch, err))
		return err->status;
	*most = (size_t)(r->lanes.n > split->n_series ? r->lanes.n
	                                              : split->n_series);
	return RN_OK;
}

/* Products take the rows of all steps as an int. */
static enum rn_status check_batch(const struct rn_runner *r,
                                  struct rn_error *err)
{
	if ((int64_t)r->batch * r->T <= INT_MAX / 2)
		return RN_OK;
	rn_fail(err, RN_ELIMIT, "batches of %d times %d rows are too large",
	        r->batch, r->T);
	return rn_hint(err, "give a smaller --batch-size");
}

/* The first row that a network forecasts from: the last of a window, or any
 * that has enough rows before it. */
static size_t first_cutoff(const struct rn_runner *r)
{
	const struct rn_window_shape *shape = &r->data->split->shape;
	const bool every = r->data->split->piece > 0 || r->net->every_step;

	return (size_t)(shape->back + (every ? 0 : shape->n_in - 1));
}

enum rn_status rn_runner_make(struct rn_runner *r,
                              const struct rn_network *net,
                              const struct rn_dataset *data, int batch,
                              bool training, int n_thread,
                              struct rn_error *err)
{
	enum rn_status status;
	size_t most;
	int n = 0;

	*r = (struct rn_runner){ .net = net, .data = data };
	r->T = data->split->piece
	       ? rn_lane_piece(data->split, data->split->piece)
	                   : data->split->shape.n_in;
	n_thread = n_thread ? n_thread : rn_cpu_count();
	if (n_thread > RN_MAX_SHARD)
		n_thread = RN_MAX_SHARD;
	status = largest_batch(r, batch, &most, err);
	if (!status)
		status = rn_blas_start(err);
	if (!status) {
		r->batch = (size_t)batch > most ? (int)most : batch;
		n = rn_shard_count(r->batch);
		status = check_batch(r, err);
	}
	if (!status && data->base)
		status = rn_bases_make(&r->bases, data, first_cutoff(r), err);
	if (!status)
		status = rn_pool_new(&r->pool, n_thread, err);
	for (int i = 0; !status && i < n; i++)
		status = make_shard(&r->shard[i], r, rn_shard_most(r->batch, i),
		                    training, err);
	if (!status)
		status = rn_blas_room(n_thread, err);
	if (status)
		rn_runner_release(r);
	return status;
}

void rn_runner_release(struct rn_runner *r)
{
	rn_pool_free(r->pool);
	for (int i = 0; i < RN_MAX_SHARD; i++) {
		rn_run_release(&r->shard[i].run);
		rn_block_release(&r->shard[i].memory);
		free(r->shard[i].window);
		free(r->shard[i].lane);
		free(r->shard[i].base);
		free(r->shard[i].series);
	}
	rn_lanes_release(&r->lanes);
	rn_bases_release(&r->bases);
	*r = (struct rn_runner)RN_RUNNER_INIT;
}

int rn_runner_number(const struct rn_runner *r, int series)
{
	return r->number ? r->number[series] : series;
}

/* Gathers the shard's first b windows. */
static void gather(const struct rn_runner *r, struct rn_runner_shard *s, int b,
                   rn_real *y, int n_step)
{
	const struct rn_batch batch = { .x = s->x, .y = y, .n_step = n_step };

	rn_batch_gather(&batch, r->data->panel, &r->data->split->shape,
	                r->data->scale, s->window, b);
	for (int k = 0; k < b; k++)
		s->series[k] = rn_runner_number(r, s->window[k].series);
}

void rn_runner_add_base(const struct rn_runner *r, struct rn_runner_shard *s,
                        int series, size_t cutoff, rn_real *z)
{
	rn_bases_add(&r->bases, r->data, series, cutoff, s->base, z,
	             r->net->K / (int)n_target(r));
}

/* The outputs yhat of the last n_step steps of b windows, the base added. */
static const rn_real *add_bases(const struct rn_runner *r,
                                struct rn_runner_shard *s, int b, int n_step,
                                const rn_real *yhat)
{
	const size_t K = (size_t)r->net->K, B = (size_t)b;
	const size_t T = (size_t)r->data->split->shape.n_in;

	if (!r->data->base)
		return yhat;
	memcpy(s->z, yhat, (size_t)n_step * B * K * sizeof(*yhat));
	for (size_t t = 0; t < (size_t)n_step; t++)
		for (size_t i = 0; i < B; i++)
			rn_runner_add_base(r, s, s->window[i].series, s->window[i].first
			                   + T - (size_t)n_step + t,
			                   s->z + (t * B + i) * K);
	return s->z;
}

struct step_task {
	struct rn_runner *r;
	const struct rn_step *step;
};

static void run_step(void *ud, int i)
{
	const struct step_task *task = ud;
	const struct rn_step *step = task->step;
	struct rn_runner *r = task->r;
	struct rn_runner_shard *s = &r->shard[i];
	struct rn_pass pass = {
		.training = true, .seed = step->seed, .step = step->step, .y = s->y,
		.series = s->series,
	};
	const int n_step = s->run.T_out;
	struct rn_said said = {
		.window = s->window, .n_step = n_step, .y = s->y,
		.weight = (rn_real)(1.0 / step->B / n_step / (double)n_target(r)),
	};
	int b;

	rn_shard_rows(step->B, i, &pass.row0, &b);
	for (int k = 0; k < b; k++)
		s->window[k] = rn_split_window(r->data->split, RN_TRAIN,
		                               step->order[pass.row0 + k]);
	gather(r, s, b, s->y, n_step);
	said.B = b;
	said.z = add_bases(r, s, b, n_step,
	                   rn_run_forward(&s->run, step->param, &pass, s->x, b));
	said.dz = rn_run_dyhat(&s->run);
	s->loss = rn_cost(r->data, step->loss, step->args, &said) / n_step;
	rn_run_backward(&s->run, step->param, s->grad);
}

double rn_runner_step(struct rn_runner *r, const struct rn_step *step)
{
	struct step_task task = { r, step };
	const int n = rn_shard_count(step->B);
	double sum = 0;

	rn_pool_run(r->pool, n, run_step, &task);
	for (int i = 0; i < n; i++)
		sum += r->shard[i].loss;
	return sum;
}

struct predict_task {
	struct rn_runner *r;
	const rn_real *param;
	enum rn_part part;
	size_t from; /* the first window of this batch */
	int B;
	rn_real *z, *y;
};

static void run_predict(void *ud, int i)
{
	const struct predict_task *task = ud;
	struct rn_runner *r = task->r;
	struct rn_runner_shard *s = &r->shard[i];
	const size_t K = (size_t)r->net->K;
	const struct rn_pass pass = { .series = s->series };
	const rn_real *yhat;
	int row, b;

	rn_shard_rows(task->B, i, &row, &b);
	for (int k = 0; k < b; k++)
		s->window[k] = rn_split_window(r->data->split, task->part,
		                               task->from + (size_t)(row + k));
	gather(r, s, b, task->y ? task->y + (size_t)row * n_target(r) : NULL, 1);
	yhat = rn_run_forward(&s->run, task->param, &pass, s->x, b);
	yhat = add_bases(r, s, b, 1, rn_run_last(&s->run, yhat, b));
	memcpy(task->z + (size_t)row * K, yhat, (size_t)b * K * sizeof(*yhat));
}

void rn_runner_predict(struct rn_runner *r, const rn_real *param,
                       enum rn_part part, size_t from, size_t n, rn_real *z,
                       rn_real *y)
{
	const size_t K = (size_t)r->net->K;

	if (r->data->split->piece) {
		rn_stateful_predict(r, param, part, from, n, z, y);
		return;
	}
	for (size_t done = 0; done < n;) {
		const size_t left = n - done;
		const int B = left < (size_t)r->batch ? (int)left : r->batch;
		struct predict_task task = {
			.r = r, .param = param, .part = part, .from = from + done,
			.B = B, .z = z + done * K, .y = y ? y + done * n_target(r) : NULL,
		};

		rn_pool_run(r->pool, rn_shard_count(B), run_predict, &task);
		done += (size_t)B;
	}
}

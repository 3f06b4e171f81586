/*
 * stateful.c - lanes to train on and series to score, piece by piece.
 */
#include "train/stateful.h"

#include "train/cost.h"

#include <string.h>

void rn_stateful_count(const struct rn_runner *r, size_t *n_piece,
                       size_t *n_step)
{
	*n_piece = *n_step = 0;
	for (int i = 0, n; i < r->lanes.n; i += n) {
		n = rn_lanes_round(&r->lanes, i);
		*n_step += r->lanes.lane[i].n;
		*n_piece += (size_t)n * r->lanes.lane[i].n;
	}
}

const rn_real *rn_stateful_advance(const struct rn_runner *r,
                                   struct rn_runner_shard *s, int b, size_t p,
                                   const rn_real *param,
                                   const struct rn_pass *pass)
{
	const struct rn_dataset *data = r->data;
	const size_t T = (size_t)r->T, D = (size_t)r->net->D, B = (size_t)b;
	struct rn_pass own = *pass;

	own.series = s->series;
	memset(s->x, 0, T * B * D * sizeof(*s->x));
	for (size_t k = 0; k < B; k++) {
		const struct rn_lane *lane = &s->lane[k];
		const size_t left = lane->n > p * T ? lane->n - p * T : 0;

		s->series[k] = rn_runner_number(r, lane->series);
		rn_batch_rows(s->x + k * D, B * D, &data->split->shape,
		              rn_dataset_scale(data, lane->series),
		              &data->panel->series[lane->series], lane->from + p * T,
		              left < T ? (int)left : (int)T);
	}
	return p == 0 ? rn_run_forward(&s->run, param, &own, s->x, b)
	              : rn_run_resume(&s->run, param, &own, s->x);
}

/* The targets of piece p of the first b lanes, at each step from `first` on. */
static void gather_targets(const struct rn_runner *r,
                           struct rn_runner_shard *s, int b, size_t p,
                           size_t first)
{
	const struct rn_window_shape *shape = &r->data->split->shape;
	const size_t T = (size_t)r->T, K = (size_t)shape->n_out, B = (size_t)b;

	for (size_t i = 0; i < B; i++) {
		const struct rn_lane *lane = &s->lane[i];
		const struct rn_scale *scale = rn_dataset_scale(r->data,
		                                                lane->series);
		const double *y = r->data->panel->series[lane->series].x
		                  + lane->from + p * T + (size_t)shape->lead;

		for (size_t t = first; t < T; t++)
			for (size_t k = 0; k < K; k++)
				s->y[(t * B + i) * K + k] =
					(rn_real)rn_scale_apply(scale, y[t + k]);
	}
}

/* The outputs of piece p of the first b lanes, the base added from step `warm`
 * on. */
static const rn_real *add_bases(const struct rn_runner *r,
                                struct rn_runner_shard *s, int b, size_t p,
                                size_t warm, const rn_real *yhat)
{
	const size_t T = (size_t)r->T, K = (size_t)r->net->K, B = (size_t)b;

	if (!r->data->base)
		return yhat;
	memcpy(s->z, yhat, T * B * K * sizeof(*yhat));
	for (size_t t = warm; t < T; t++)
		for (size_t i = 0; i < B; i++)
			rn_runner_add_base(r, s, s->lane[i].series,
			                   s->lane[i].from + p * T + t,
			                   s->z + (t * B + i) * K);
	return s->z;
}

struct step_task {
	struct rn_runner *r;
	const struct rn_step *step;
	const struct rn_stateful *at;
};

static void run_step(void *ud, int i)
{
	const struct step_task *task = ud;
	const struct rn_step *step = task->step;
	const struct rn_runner *r = task->r;
	const int warm = step->warm_up, n_step = r->T - warm; /* that count */
	struct rn_runner_shard *s = &task->r->shard[i];
	struct rn_said said = {
		.window = s->window, .n_step = n_step,
		.weight = (rn_real)(1.0 / step->B / r->data->split->shape.n_out
		                    / n_step),
	};
	struct rn_pass pass = { .training = true, .seed = step->seed,
	                        .step = step->step };
	rn_real *dyhat;
	size_t skip;
	int b;

	rn_shard_rows(step->B, i, &pass.row0, &b);
	for (int k = 0; k < b; k++) {
		s->lane[k] = r->lanes.lane[task->at->first + pass.row0 + k];
		s->lane[k].n *= (size_t)r->T;
		s->window[k] = (struct rn_window){
			s->lane[k].series,
			s->lane[k].from + task->at->piece * (size_t)r->T
		};
	}
	skip = (size_t)warm * (size_t)b * (size_t)r->net->K;
	said.B = b;
	said.z = rn_stateful_advance(r, s, b, task->at->piece, step->param,
	                             &pass);
	said.z = add_bases(r, s, b, task->at->piece, (size_t)warm, said.z) + skip;
	gather_targets(r, s, b, task->at->piece, (size_t)warm);
	said.y = s->y + (size_t)warm * (size_t)b
	                * (size_t)r->data->split->shape.n_out;
	dyhat = rn_run_dyhat(&s->run);
	memset(dyhat, 0, skip * sizeof(*dyhat));
	said.dz = dyhat + skip;
	s->loss = rn_cost(r->data, step->loss, step->args, &said) / n_step;
	rn_run_backward(&s->run, step->param, s->grad);
}

double rn_stateful_step(struct rn_runner *r, struct rn_stateful *at,
                        struct rn_step *step)
{
	struct step_task task = { r, step, at };
	double sum = 0;
	int n;

	step->B = rn_lanes_round(&r->lanes, at->first);
	n = rn_shard_count(step->B);
	rn_pool_run(r->pool, n, run_step, &task);
	for (int i = 0; i < n; i++)
		sum += r->shard[i].loss;
	if (++at->piece == r->lanes.lane[at->first].n)
		*at = (struct rn_stateful){ .first = at->first + step->B };
	return sum;
}

struct predict_task {
	struct rn_runner *r;
	const rn_real *param;
	enum rn_part part;
	size_t from, to; /* windows */
	int series, B;   /* the first one, and how many */
	rn_real *z, *y;
};

/* The windows of a series among those that are asked for. */
static struct rn_range asked_of(const struct predict_task *t, int series)
{
	const struct rn_split *split = t->r->data->split;
	const struct rn_range *part = &split->part[series][t->part];
	const size_t before = split->before[series][t->part];
	const size_t end = before + (part->to - part->from);
	struct rn_range asked = { before > t->from ? before : t->from,
		end < t->to ? end : t->to };

	if (asked.to < asked.from)
		asked.to = asked.from;
	return asked;
}

/* Copies the outputs at the cutoffs that lie in piece p of lane k of b. */
static void collect(const struct predict_task *task,
                    struct rn_runner_shard *s, int k, int b, size_t p,
                    const rn_real *zhat)
{
	const size_t T = (size_t)task->r->T, K = (size_t)task->r->net->K;
	const struct rn_lane *lane = &s->lane[k];
	const struct rn_range asked = asked_of(task, lane->series);
	const size_t n = asked.to - asked.from;
	const size_t end = lane->n, first = end - n; /* cutoffs */
	size_t row = first > p * T ? first : p * T;

	for (; row < end && row < (p + 1) * T; row++) {
		rn_real *z = task->z + (asked.from - task->from + row - first) * K;

		memcpy(z, zhat + ((row - p * T) * (size_t)b + (size_t)k) * K,
		       K * sizeof(*zhat));
		if (task->r->data->base)
			rn_runner_add_base(task->r, s, lane->series, lane->from + row, z);
	}
}

static void fill_targets(const struct predict_task *task, int series)
{
	const struct rn_dataset *data = task->r->data;
	const size_t K = (size_t)data->split->shape.n_out;
	const struct rn_range asked = asked_of(task, series);

	for (size_t i = asked.from; i < asked.to; i++) {
		const size_t first = rn_split_window(data->split, task->part,
		                                     i).first;
		const double *y = data->panel->series[series].x
			+ rn_window_target(&data->split->shape, first);

		for (size_t k = 0; k < K; k++)
			task->y[(i - task->from) * K + k] = (rn_real)rn_scale_apply(
				rn_dataset_scale(data, series), y[k]);
	}
}

/* A lane up to the cutoff of the last window that is asked for. */
static struct rn_lane lane_to_cutoff(const struct predict_task *task,
                                     int series)
{
	const struct rn_split *split = task->r->data->split;
	const struct rn_range asked = asked_of(task, series);
	struct rn_lane lane = { .series = series,
	                        .from = (size_t)split->shape.back };

	if (asked.from < asked.to)
		lane.n = rn_split_window(split, task->part, asked.to - 1).first
		         + (size_t)split->shape.n_in - lane.from;
	return lane;
}

static void run_predict(void *ud, int i)
{
	const struct predict_task *task = ud;
	struct rn_runner *r = task->r;
	struct rn_runner_shard *s = &r->shard[i];
	const struct rn_pass pass = { .training = false };
	size_t most = 0;
	int row, b;

	rn_shard_rows(task->B, i, &row, &b);
	for (int k = 0; k < b; k++) {
		s->lane[k] = lane_to_cutoff(task, task->series + row + k);
		most = s->lane[k].n > most ? s->lane[k].n : most;
		if (task->y)
			fill_targets(task, s->lane[k].series);
	}
	for (size_t p = 0; p * (size_t)r->T < most; p++) {
		const rn_real *zhat = rn_stateful_advance(r, s, b, p, task->param,
		                                          &pass);

		for (int k = 0; k < b; k++)
			collect(task, s, k, b, p, zhat);
	}
}

void rn_stateful_predict(struct rn_runner *r, const rn_real *param,
                         enum rn_part part, size_t from, size_t n, rn_real *z,
                         rn_real *y)
{
	const int n_series = r->data->split->n_series;

	for (int done = 0; done < n_series; done += r->batch) {
		const int left = n_series - done;
		struct predict_task task = {
			.r = r, .param = param, .part = part, .from = from,
			.to = from + n, .series = done,
			.B = left < r->batch ? left : r->batch, .z = z, .y = y,
		};

		rn_pool_run(r->pool, rn_shard_count(task.B), run_predict, &task);
	}
}

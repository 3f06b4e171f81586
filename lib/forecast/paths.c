/*
 * paths.c - batches of paths on the workers.
 */
#include "forecast/paths.h"

#include "base/blas.h"
#include "base/block.h"

/* Paths of a batch.  A product's last bits depend on its size, so that every
 * batch is whole, though not all of its paths may be asked for. */
enum { BATCH = 64 };

void rn_paths_release(struct rn_paths *paths)
{
	rn_pool_free(paths->pool);
	for (int i = 0; i < RN_MAX_SHARD; i++)
		rn_forecaster_release(&paths->lane[i]);
	*paths = (struct rn_paths)RN_PATHS_INIT;
}

static int n_batch(const struct rn_paths *paths)
{
	return (paths->opts.n + BATCH - 1) / BATCH;
}

static enum rn_status make(struct rn_paths *p, size_t most,
                           struct rn_error *err)
{
	int n_thread = p->opts.n_thread ? p->opts.n_thread : rn_cpu_count();
	enum rn_status status = RN_OK;

	p->n_lane = n_batch(p) < RN_MAX_SHARD ? n_batch(p) : RN_MAX_SHARD;
	if (n_thread > p->n_lane)
		n_thread = p->n_lane;
	for (int i = 0; !status && i < p->n_lane; i++)
		status = p->opts.drops
		         ? rn_forecaster_make_dropping(&p->lane[i], p->model, BATCH,
		                                       most, err)
		         : rn_forecaster_make(&p->lane[i], p->model, BATCH, most,
		                              err);
	if (!status)
		status = rn_pool_new(&p->pool, n_thread, err);
	if (!status)
		status = rn_blas_room(n_thread, err);
	return status;
}

enum rn_status rn_paths_make(struct rn_paths *paths,
                             const struct rn_model *model,
                             const struct rn_paths_opts *opts, size_t most,
                             struct rn_error *err)
{
	const struct rn_loss_type *loss = model->spec.train.loss;

	*paths = (struct rn_paths){ .model = model, .opts = *opts };
	if (opts->source == RN_DRAW_LOSS && !loss->sample) {
		rn_fail(err, RN_EUSAGE, "a model trained with --loss %s forecasts "
		        "points, of which no samples can be drawn", loss->name);
		return rn_hint(err, "train with --loss gaussian, student or "
		               "quantiles");
	}
	if (opts->source == RN_DRAW_RESIDUAL && model->residuals.n_step == 0) {
		rn_fail(err, RN_EUSAGE, "the model was trained with fewer than two "
		        "validation windows, whose errors draws are made of");
		return rn_hint(err, "train with a --val-size above 1, or with "
		               "--loss gaussian");
	}
	if (make(paths, most, err))
		rn_paths_release(paths);
	else
		err->status = RN_OK;
	return err->status;
}

struct task {
	struct rn_paths *paths;
	const struct rn_scale *scale;
	const struct rn_series *series;
	uint64_t seed;
	size_t n_ahead;
	double *yhat;
};

/* Every n_lane-th batch. */
static void run_lane(void *ud, int lane)
{
	const struct task *t = ud;
	struct rn_paths *p = t->paths;

	for (int b = lane; b < n_batch(p); b += p->n_lane) {
		const int first = b * BATCH, left = p->opts.n - first;
		const struct rn_draw draw = {
			.source = p->opts.source, .seed = t->seed,
			.temperature = p->opts.temperature,
			.first = (uint32_t)first, .n = left < BATCH ? left : BATCH,
		};

		rn_forecaster_draw(&p->lane[lane], t->scale, t->series, &draw,
		                   t->n_ahead, t->yhat + (size_t)first * t->n_ahead);
	}
}

void rn_paths_draw(struct rn_paths *paths, int i,
                   const struct rn_series *series, size_t n_ahead,
                   double *yhat)
{
	struct task task = {
		.paths = paths, .scale = paths->model->series[i].scale,
		.series = series, .n_ahead = n_ahead, .yhat = yhat,
	};
	uint32_t word[4];

	/* A seed for each series, so that their noise is not the same. */
	rn_rng_at(paths->opts.seed, RN_STREAM_SAMPLE, 0, 0, (uint32_t)i, word);
	task.seed = (uint64_t)word[0] << 32 | word[1];
	rn_pool_run(paths->pool, paths->n_lane, run_lane, &task);
}

/*
 * paths.h - many futures drawn from a model, each going on from its own.
 *
 * Paths run in batches of a fixed size, on all workers: so path i is the same
 * numbers however many paths there are, and whoever computes it.
 */
#ifndef RN_PATHS_H
#define RN_PATHS_H

#include "base/error.h"
#include "base/shard.h"
#include "forecast/forecast.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct rn_paths_opts {
	int n;              /* paths */
	enum rn_draw_source source;
	bool drops;         /* the network keeps its dropout, one mask a path */
	uint64_t seed;
	double temperature; /* of loss.h; 0: the points again and again */
	int n_thread;       /* 0: one for each processor */
};

struct rn_paths {
	const struct rn_model *model;
	struct rn_paths_opts opts;
	struct rn_pool *pool;
	int n_lane;
	struct rn_forecaster lane[RN_MAX_SHARD];
};

#define RN_PATHS_INIT { .model = NULL }

/*
 * Memory for paths of at most `most` rows by a model, which must outlive it.
 * RN_EUSAGE: its loss describes no distribution, or it has no residuals.
 * RN_ELIMIT; RN_EIO from rn_blas_start.
 */
RN_MUST_CHECK
enum rn_status rn_paths_make(struct rn_paths *paths,
                             const struct rn_model *model,
                             const struct rn_paths_opts *opts, size_t most,
                             struct rn_error *err);

/*
 * yhat [n, n_ahead]: n paths of the rows after those of a series, which is the
 * model's i-th and has what rn_forecaster_run asks for.  Of several series
 * each has draws of its own.
 */
void rn_paths_draw(struct rn_paths *paths, int i,
                   const struct rn_series *series, size_t n_ahead,
                   double *yhat);

void rn_paths_release(struct rn_paths *paths);

#endif

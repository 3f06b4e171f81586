/*
 * runner.h - a network at work on a panel, on all workers: on windows, each
 * without any state before it, or on series from their first row on, piece by
 * piece with the state carried over (stateful.h).
 *
 * Owns the threads and, for each shard of a batch, activations, a gradient
 * and memory to gather windows into.  A shard's result depends on its windows
 * alone, so nothing depends on the number of threads.
 */
#ifndef RN_RUNNER_H
#define RN_RUNNER_H

#include "base/error.h"
#include "base/shard.h"
#include "data/batch.h"
#include "data/lane.h"
#include "nn/loss.h"
#include "nn/network.h"

#include <stdint.h>

struct rn_baseline;

/* What a network is trained and judged on; all owned by the caller. */
struct rn_dataset {
	const struct rn_panel *panel;
	const struct rn_split *split;
	struct rn_scale *scale; /* [n_series, 1 + inputs], by batch.h */
	const struct rn_baseline *base; /* whose forecasts the network corrects;
	                                   NULL: it forecasts by itself */
	double *change;         /* [n_series] rn_change of the training rows, or
	                           NULL: as much as the scale */
};

/* The scale of a series' target; those of its inputs follow it. */
static inline const struct rn_scale *
rn_dataset_scale(const struct rn_dataset *data, int series)
{
	return data->scale + (size_t)series
		* (size_t)(1 + data->panel->n_past + data->panel->n_ahead);
}

/* By bases.h. */
struct rn_bases {
	size_t first; /* the first cutoff of a series */
	rn_real *z;   /* [cutoffs of all series, n_out] scaled; or NULL */
	size_t *at;   /* [n_series] where those of a series begin */
};

struct rn_runner_shard {
	struct rn_run run;
	struct rn_block memory;
	rn_real *x, *y, *grad;     /* [T, b, D], [T_out, b, n_out], [n_param] */
	rn_real *z;                /* [T_out, b, K] outputs with a base */
	double *base;              /* [n_out] */
	struct rn_window *window;  /* [b] */
	struct rn_lane *lane;      /* [b] */
	int *series;               /* [b] whose rows they are, to the network */
	double loss;               /* sum over the shard's targets, of the mean
	                              over steps */
};

struct rn_runner {
	const struct rn_network *net;
	const struct rn_dataset *data;
	const int *number;         /* [n_series] which of the series that the
	                              network knows each one is; NULL: the same.
	                              Set, and owned, by whoever has others */
	struct rn_bases bases;     /* where there is a base */
	struct rn_pool *pool;
	int T;                     /* steps of a pass */
	int batch;                 /* rows at most */
	struct rn_lanes lanes;     /* to train on, piece by piece */
	struct rn_runner_shard shard[RN_MAX_SHARD];
};

#define RN_RUNNER_INIT { .net = NULL }

/*
 * Batches of at most `batch` windows, or of the largest part where that is
 * less; of at most as many lanes or series, piece by piece.  n_thread 0: one
 * for each processor; more than RN_MAX_SHARD would have nothing to do.
 * RN_ELIMIT, and RN_EIO from rn_blas_start.
 */
RN_MUST_CHECK
enum rn_status rn_runner_make(struct rn_runner *r,
                              const struct rn_network *net,
                              const struct rn_dataset *data, int batch,
                              bool training, int n_thread,
                              struct rn_error *err);

void rn_runner_release(struct rn_runner *r);

/* Which of the series that the network knows a series of the panel is. */
int rn_runner_number(const struct rn_runner *r, int series);

/* One batch for rn_runner_step: windows order[0 .. B-1] of the training
 * part.  rn_stateful_step has its own. */
struct rn_step {
	const size_t *order;
	int B;
	const rn_real *param;
	const struct rn_loss_type *loss;
	const struct rn_loss_args *args;
	uint64_t seed;
	uint32_t step; /* counts the steps: a new one has new dropout masks */
	int warm_up;   /* steps of a piece before the losses count */
};

/*
 * Forward and backward over one batch.  Each shard's gradient of the mean
 * loss is added to shard[i].grad, i < rn_shard_count(B), which starts as zero
 * and is to be zero again before the next step: adding the shards up, in that
 * order, is the caller's.  Returns the sum of the losses of all targets.
 */
double rn_runner_step(struct rn_runner *r, const struct rn_step *step);

/* Adds the base forecast of the window whose last input is row `cutoff` to its
 * outputs z [K]; there is a base. */
void rn_runner_add_base(const struct rn_runner *r, struct rn_runner_shard *s,
                        int series, size_t cutoff, rn_real *z);

/* z [n, K] receives the network's outputs, the base added, scaled as their
 * windows are, for windows from .. from + n - 1 of a part; y [n, n_out] their
 * targets unless it is NULL. */
void rn_runner_predict(struct rn_runner *r, const rn_real *param,
                       enum rn_part part, size_t from, size_t n, rn_real *z,
                       rn_real *y);

#endif

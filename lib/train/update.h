/*
 * update.h - a step of the optimiser, on all workers.
 */
#ifndef RN_UPDATE_H
#define RN_UPDATE_H

#include "base/block.h"
#include "train/diagnosis.h"
#include "train/optim.h"
#include "train/runner.h"
#include "train/trainer.h"

#include <stdbool.h>

/* net, opts and runner are the caller's, and outlive it. */
struct rn_update {
	struct rn_network *net;
	const struct rn_train_opts *opts;
	struct rn_runner *runner;
	bool diagnoses;
	rn_real *moment[RN_MAX_MOMENT]; /* [n_param] each */
	unsigned long step;             /* those that were taken */
	struct rn_diagnosis diagnosis;
	/* the step in hand */
	double rate, shrink;
	int n_row, n_shard;             /* of the batch */
	double norm2[RN_MAX_SLICE];
};

/* Carves the moments, which must be zero before the first step. */
void rn_update_carve(struct rn_update *u, struct rn_block *block);

/* Adds up the gradients that the runner's shards have of a batch of n_row
 * rows, clips them, steps net->param, and leaves the gradients zero.  What a
 * layer has of fixed parameters adapts, or stays. */
void rn_update_run(struct rn_update *u, double rate, int n_row);

#endif

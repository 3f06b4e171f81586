/*
 * stateful.h - series run through in pieces, the state carried from each to
 * the next, but no gradient back: truncated back-propagation through time
 * (P. Werbos 1990; R. Williams, J. Peng 1990).
 *
 * The split's `piece` is above 0.  A row of a batch is a lane in training
 * and a series in scoring, and stays in its shard, which carries its state.
 */
#ifndef RN_STATEFUL_H
#define RN_STATEFUL_H

#include "train/runner.h"

/* Where an epoch is. */
struct rn_stateful {
	int first;    /* the first lane of those that run side by side */
	size_t piece; /* of theirs */
};

/* The pieces of all lanes that are trained on in an epoch, counted once for
 * each lane, and the steps that takes. */
void rn_stateful_count(const struct rn_runner *r, size_t *n_piece,
                       size_t *n_step);

/*
 * The next step of an epoch, which begins at { 0 }: as rn_runner_step, over a
 * piece of step->B lanes, which is set here.  The loss is the mean over the
 * steps of a piece behind its warm-up.  Lanes begin without any state.
 */
double rn_stateful_step(struct rn_runner *r, struct rn_stateful *at,
                        struct rn_step *step);

/*
 * As rn_runner_predict: each series is run from its first row, or the
 * first with enough rows before it, to the cutoff of
 * its last window that is asked for, and the output at the cutoff of a window
 * is its forecast.
 */
void rn_stateful_predict(struct rn_runner *r, const rn_real *param,
                         enum rn_part part, size_t from, size_t n, rn_real *z,
                         rn_real *y);

/* Runs the first b lanes of a shard on: rows p * T .. of each, lane.n counting
 * rows; what lies behind its last row is zero.  Returns [T, b, K]. */
const rn_real *rn_stateful_advance(const struct rn_runner *r,
                                   struct rn_runner_shard *s, int b, size_t p,
                                   const rn_real *param,
                                   const struct rn_pass *pass);

#endif

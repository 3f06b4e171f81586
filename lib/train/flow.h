/*
 * flow.h - what is left of a gradient on its way back through time: the mean
 * |dL/dh_t| of each recurrent layer.  It falls towards the first steps where
 * the gradient vanishes and grows where it explodes (Y. Bengio et al. 1994;
 * R. Pascanu, T. Mikolov, Y. Bengio 2013).
 *
 * The layers measure it themselves where their tapes ask for it: here is the
 * memory for that, and the sum over the shards, in their order.
 */
#ifndef RN_FLOW_H
#define RN_FLOW_H

#include "base/error.h"
#include "train/epoch.h"
#include "train/runner.h"

#include <stddef.h>

struct rn_flow_meter {
	int n_layer;    /* recurrent layers; 0: nothing is measured */
	size_t n;       /* steps of all of them together */
	double *sum;    /* [shards, n] */
	struct rn_flow *flow; /* [epochs, n_layer] the caller's to free */
};

#define RN_FLOW_METER_INIT { .n_layer = 0 }

/* For the runner's training and so many epochs.  RN_ELIMIT. */
RN_MUST_CHECK
enum rn_status rn_flow_make(struct rn_flow_meter *m, const struct rn_runner *r,
                            int epochs, struct rn_error *err);

void rn_flow_release(struct rn_flow_meter *m);

/* Measures what the runner goes back through from here on. */
void rn_flow_begin(struct rn_flow_meter *m, struct rn_runner *r);

/* And no more: tells the epoch of the last step, which had B rows.  It gets no
 * layer that no gradient went through. */
void rn_flow_end(struct rn_flow_meter *m, struct rn_runner *r, int B,
                 struct rn_epoch *e);

#endif

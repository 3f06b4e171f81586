/*
 * epoch.h - what is known of an epoch when it is over.
 */
#ifndef RN_EPOCH_H
#define RN_EPOCH_H

#include <stdbool.h>

#define RN_MAX_FLOW 8

/* The gradient at some steps of a recurrent layer. */
struct rn_flow {
	int layer;        /* from 1; a decoder's are counted anew */
	bool is_reverse;  /* the second direction of a bidirectional one */
	bool is_decoder;
	int n;
	int step[RN_MAX_FLOW];    /* from 1, in the order in which they are run:
	                             evenly spaced, the first to the last */
	double size[RN_MAX_FLOW]; /* mean |dL/dh| over batch and units */
};

struct rn_epoch {
	int epoch;            /* from 1 */
	double loss;          /* mean over the epoch's batches, while training;
	                         of a likelihood it may be below 0 */
	double loss_valid;    /* NaN without validation windows */
	double seconds;
	/* With watch->diagnose, else NaN: over the epoch's steps, the mean and the
	 * largest norm of the gradient before clipping, and the share of steps
	 * whose gradient was clipped, by norm or by value. */
	double norm_mean, norm_most, clipped;
	int n_flow;                 /* with watch->diagnose, else 0 */
	const struct rn_flow *flow; /* of the first batch; see flow.h */
};

#endif

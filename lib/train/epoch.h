/*
 * epoch.h - what is known of an epoch when it is over.
 */
#ifndef RN_EPOCH_H
#define RN_EPOCH_H

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
};

#endif

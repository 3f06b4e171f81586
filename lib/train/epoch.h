/*
 * epoch.h - what is known of an epoch when it is over.
 */
#ifndef RN_EPOCH_H
#define RN_EPOCH_H

struct rn_epoch {
	int epoch;            /* from 1 */
	double loss;          /* mean over the epoch's batches, while training */
	double loss_valid;    /* NaN without validation windows */
	double seconds;
};

#endif

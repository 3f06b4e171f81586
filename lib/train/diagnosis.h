/*
 * diagnosis.h - what can be known of the gradients of an epoch: how large
 * they were before they were clipped, and how often they were.
 *
 * A gradient is measured in slices, by the workers that add it up; sums over
 * the slices are taken in their order.
 */
#ifndef RN_DIAGNOSIS_H
#define RN_DIAGNOSIS_H

#include "base/real.h"
#include "train/epoch.h"

#include <stdbool.h>
#include <stddef.h>

#define RN_MAX_SLICE 16

struct rn_diagnosis {
	double square[RN_MAX_SLICE]; /* of the gradient in hand */
	double largest[RN_MAX_SLICE];
	double sum, most;            /* of the norms since the last close */
	unsigned long n_step, n_clipped;
};

/* Slice i, 0 <= i < RN_MAX_SLICE, of the gradient in hand, before clipping.
 * Every step measures the same slices. */
void rn_diagnosis_slice(struct rn_diagnosis *d, int i, const rn_real *g,
                        size_t n);

/* All slices of a step are measured.  is_shrunk: its norm was clipped;
 * clip_value: the limit of its elements, 0 for none. */
void rn_diagnosis_step(struct rn_diagnosis *d, bool is_shrunk,
                       double clip_value);

/* Tells the epoch of its steps, NaN where it had none, and forgets them. */
void rn_diagnosis_close(struct rn_diagnosis *d, struct rn_epoch *e);

#endif

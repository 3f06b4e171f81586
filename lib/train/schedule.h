/*
 * schedule.h - how the learning rate changes over a training.
 *
 * A schedule is a pure function of how far the training is and of how its
 * epochs validated, so that it has nothing to remember.
 */
#ifndef RN_SCHEDULE_H
#define RN_SCHEDULE_H

#include "base/error.h"
#include "train/epoch.h"

#include <stdbool.h>

/* What the options of a schedule say; each matters to some of them alone. */
struct rn_schedule_opts {
	double decay;  /* what the rate is divided by; 0: the schedule's own */
	int start;     /* epochs, from 1 */
	int patience;  /* epochs without a better validation loss, from 1 */
};

#define RN_SCHEDULE_USUAL { .decay = 0, .start = 20, .patience = 5 }

/* Where a training is before a step. */
struct rn_schedule_time {
	double done;   /* the share of all steps that are taken, below 1 */
	int k;         /* the epoch of the step, from 0 */
	const struct rn_epoch *past; /* [k] the epochs before it */
};

struct rn_schedule_type {
	const char *name;  /* spelling in --schedule */
	const char *title; /* one line for `rnnfc list schedules` */
	/* which options belong to it: --lr-decay, --lr-start, --lr-patience */
	bool has_decay, has_start, has_patience;
	/* The factor of the rate, from 0 to 1. */
	double (*factor)(const struct rn_schedule_opts *o,
	                 const struct rn_schedule_time *at);
};

extern const struct rn_schedule_type *const rn_schedule_types[]; /* to NULL */

/* Looks for options that differ from the usual and do not belong to the
 * schedule, and for a division that would raise the rate.  RN_EUSAGE. */
RN_MUST_CHECK
enum rn_status rn_schedule_check(const struct rn_schedule_type *type,
                                 const struct rn_schedule_opts *o,
                                 struct rn_error *err);

#endif

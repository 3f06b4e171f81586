/*
 * faults.h - all places where a time axis is not regular.
 *
 * To refuse a file its first fault is enough (data/timecol.h); who wants to
 * mend it wants to know how many there are.
 */
#ifndef RN_FAULTS_H
#define RN_FAULTS_H

#include "data/step.h"
#include "data/time.h"
#include "data/timecol.h"

#include <stddef.h>
#include <stdint.h>

#define RN_N_FAULT 4

struct rn_fault {
	size_t n;            /* rows that do not fit to the row before */
	size_t line, before; /* of the first one, and of the row before it */
};

struct rn_faults {
	struct rn_fault of[RN_N_FAULT]; /* by enum rn_axis_defect_kind */
	uint64_t n_step;                /* steps without a row, in gaps */
};

/* Adds those of a column of times, whose axis is known by its step. */
void rn_faults_add(struct rn_faults *faults, const struct rn_axis *axis,
                   const struct rn_timecol *times);

/* How many there are of all kinds. */
size_t rn_faults_n(const struct rn_faults *faults);

#endif

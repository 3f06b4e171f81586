/*
 * step.h - the step of a time axis, found from its rows, and where a row
 * departs from it.
 *
 * The step is the most common difference of two rows that follow each other.
 * It is counted in calendar months where all rows share one day of the month,
 * 1 to 28, or are all the last day of theirs, at one time of day; in business
 * days where most are a day apart and all are Mondays to Fridays, at one time
 * of day; and else in ticks.
 */
#ifndef RN_STEP_H
#define RN_STEP_H

#include "data/time.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum rn_axis_defect_kind {
	RN_AXIS_SAME, /* the time of the row before */
	RN_AXIS_BACK, /* before it */
	RN_AXIS_GAP,  /* more than one step after it, a whole number of them */
	RN_AXIS_OFF,  /* after it, but between two steps */
};

/* Where an axis is not regular. */
struct rn_axis_defect {
	enum rn_axis_defect_kind kind;
	size_t row;       /* from 1: it does not fit to the row before */
	size_t n;         /* rows that do not */
	char what[96];    /* words that the row before ends: "same time as",
	                     "2 steps of 1h missing after", ... */
	const char *hint; /* what to do about it */
};

/*
 * Finds the axis of n times as rn_time_parse gave them, all of one format and
 * of the offset of the last one.  Of two differences that are equally common
 * the smaller is the step.  Fills *axis, and returns true; or fills *defect
 * too, with the first row that departs from the axis, and returns false.  One
 * row has the least step that its format can tell.
 */
bool rn_axis_find(const int64_t *at, size_t n,
                  const struct rn_time_format *format, int offset,
                  struct rn_axis *axis, struct rn_axis_defect *defect);

#endif

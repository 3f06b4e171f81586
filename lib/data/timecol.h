/*
 * timecol.h - the time column while its rows are read.
 *
 * Takes 8 bytes a row, which are needed until the step is found, and the line
 * numbers only where they do not simply count on.
 */
#ifndef RN_TIMECOL_H
#define RN_TIMECOL_H

#include "base/error.h"
#include "data/table.h"
#include "data/time.h"

#include <stddef.h>
#include <stdint.h>

/* From this row on, lines count on from this one. */
struct rn_line_run {
	size_t row, line;
};

struct rn_timecol {
	struct rn_time_format format; /* of the first row */
	int64_t *time;                /* [n], as rn_time_parse gives them */
	size_t n, cap;
	struct rn_line_run *run;
	size_t n_run, cap_run;
};

#define RN_TIMECOL_INIT { { false, false, 0, false }, NULL, 0, 0, NULL, 0, 0 }

/* Adds the time in column c.  RN_EDATA: missing, no time, another format
 * than the first row's; RN_ELIMIT. */
RN_MUST_CHECK
enum rn_status rn_timecol_add(struct rn_timecol *col,
                              const struct rn_table *table,
                              const struct rn_csv_row *row, int c,
                              struct rn_error *err);

/* The axis of all times; RN_EDATA names both lines where it is not regular,
 * and *axis is then what it should be. */
RN_MUST_CHECK
enum rn_status rn_timecol_axis(const struct rn_timecol *col,
                               const struct rn_table *table, int c,
                               struct rn_axis *axis, struct rn_error *err);

void rn_timecol_release(struct rn_timecol *col);

#endif

/*
 * timecol.h - the time columns of a file while its rows are read.
 *
 * All times of a file are written in one style, which the first of them
 * tells.  A column holds the times of one series: 8 bytes a row, which are
 * needed until the step is found, and lines and offsets only where they
 * change.
 */
#ifndef RN_TIMECOL_H
#define RN_TIMECOL_H

#include "base/error.h"
#include "data/table.h"
#include "data/step.h"
#include "data/time.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct rn_time_style {
	const char *pattern; /* that a person gave (rn_time_format_set), or NULL */
	const struct rn_time_format *like; /* tried first, or NULL */
	bool is_known;
	struct rn_time_format format;
	size_t line; /* of the first time */
};

/* What is told before the first row. */
struct rn_time_style rn_time_style_of(const struct rn_panel_opts *opts);

/* From this row on, lines count on from this one. */
struct rn_line_run {
	size_t row, line;
};

/* From this row on, clocks are so many seconds ahead of UTC. */
struct rn_offset_run {
	size_t row;
	int offset;
};

struct rn_timecol {
	int64_t *time; /* [n], as rn_time_parse gives them */
	size_t n, cap;
	struct rn_line_run *run;
	size_t n_run, cap_run;
	struct rn_offset_run *zone;
	size_t n_zone, cap_zone;
};

#define RN_TIMECOL_INIT { .time = NULL }

/* Adds the time in column c.  RN_EDATA: missing, no time, another format
 * than that of the first; RN_EUSAGE: the pattern is none; RN_ELIMIT. */
RN_MUST_CHECK
enum rn_status rn_timecol_add(struct rn_timecol *col,
                              struct rn_time_style *style,
                              const struct rn_table *table,
                              const struct rn_csv_row *row, int c,
                              struct rn_error *err);

/* The line of a row that was added. */
size_t rn_timecol_line(const struct rn_timecol *col, size_t row);

/* The offset of the last row, in seconds; 0 where there is none. */
int rn_timecol_offset(const struct rn_timecol *col);

/* Replaces each time by the one that the clock of the last row would have
 * shown when the clock of its own row showed what is written. */
void rn_timecol_to_clock(struct rn_timecol *col,
                         const struct rn_time_style *style);

/* Forgets all times but the last. */
void rn_timecol_keep_last(struct rn_timecol *col);

/*
 * The axis of all times: one like that of a model, where `like` is not NULL
 * and they lie on one; else as it is found.  RN_EDATA names both lines, and
 * the series where id is not NULL, where the axis is not regular; *axis is
 * then what it should be, and *defect, which may be NULL, says in what way it
 * is not.
 *
 * Steps count in UTC.  Only where that gives no regular axis, offsets change
 * and the steps are days, months or business days, they count by the clock
 * that was written; each time is then replaced by the one that the clock of
 * the last row would have shown.
 */
RN_MUST_CHECK
enum rn_status rn_timecol_axis(struct rn_timecol *col,
                               const struct rn_time_style *style,
                               const struct rn_table *table, int c,
                               const char *id, const struct rn_axis *like,
                               struct rn_axis *axis,
                               struct rn_axis_defect *defect,
                               struct rn_error *err);

void rn_timecol_release(struct rn_timecol *col);

#endif

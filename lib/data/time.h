/*
 * time.h - the time axis of a series, which is regular.
 *
 * Row k lies k steps after row 0.  A step is a number of ticks, calendar
 * months or business days; which of them, and how many, is found from the
 * rows (data/step.h), known from a model (data/axis.h) or asked for
 * (data/freq.h).  Months are counted since year 0, business days since Monday
 * 1970-01-05; both are those of the clock that wrote the last row, while
 * ticks are counted in UTC.
 */
#ifndef RN_TIME_H
#define RN_TIME_H

#include "data/time_format.h"
#include "data/time_text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The day of a month that stands for its last one. */
enum { RN_LAST_DAY = 31 };

struct rn_axis {
	enum rn_time_unit unit;
	struct rn_time_format format;
	int64_t start; /* in units */
	int64_t step;  /* in units, > 0 */
	int day;       /* RN_TIME_MONTH: of the month, 1 to 28 or RN_LAST_DAY */
	int64_t clock; /* RN_TIME_MONTH, RN_TIME_WEEKDAY: ticks into that day */
	int offset;    /* of the last row: seconds that its clock is ahead of UTC */
	/* Where steps were left out: the step that each of the first n_place rows
	 * lies at, ascending from 0; further rows follow the last.  NULL: row k
	 * lies at step k.  Not owned. */
	const int64_t *place;
	size_t n_place;
	size_t from; /* with places: row k is row from + k of them */
};

/* Row numbers. */
#define RN_AXIS_ROWS { .unit = RN_TIME_ROW, .step = 1, .day = 1 }

/* Can the format tell each row from the next? */
bool rn_axis_can_tell(const struct rn_axis *axis);

/* Is every number in its range, and does the format fit the step?  For an axis
 * that comes from a file. */
bool rn_axis_is_sane(const struct rn_axis *axis);

/* Has it dates, or does it only count? */
bool rn_axis_has_dates(const struct rn_axis *axis);

/* Are the steps of two axes equally long? */
bool rn_axis_same_step(const struct rn_axis *a, const struct rn_axis *b);

/* Is a step a whole number of days, so that a clock whose offset changes can
 * keep it? */
bool rn_axis_counts_days(const struct rn_axis *axis);

/* The time of row k in the input's own format.  Returns buf.  A time beyond
 * what can be counted stays at the last one that can. */
const char *rn_axis_text(char buf[RN_TIME_TEXT], const struct rn_axis *axis,
                         int64_t k);

/* Where row k is, in units. */
int64_t rn_axis_at(const struct rn_axis *axis, int64_t k);

/* The row that lies at a step; -1 where none does. */
int64_t rn_axis_row(const struct rn_axis *axis, int64_t step);

/* The axis from row k >= 0 on. */
struct rn_axis rn_axis_from(const struct rn_axis *axis, int64_t k);

/* The date and the clock of row k of an axis with dates. */
struct rn_moment rn_axis_moment(const struct rn_axis *axis, int64_t k);

/* Row k in seconds since 1970 by its own clock, for a plot; the number itself
 * for rows and indexes. */
double rn_axis_number(const struct rn_axis *axis, int64_t k);

/* The place of a time in units of the axis, which has its unit, format,
 * offset, day and clock: the last one that is not after it.  *is_exact: the
 * time lies there and not behind. */
int64_t rn_axis_locate(const struct rn_axis *axis, int64_t at,
                       bool *is_exact);

/* The row that lies exactly at a time (as rn_time_parse gives it); false:
 * there is none. */
bool rn_axis_place(const struct rn_axis *axis, int64_t at, int64_t *k);

/* The row whose step has the time in it: the last one that is not after it,
 * but for months by their last day the one that ends them. */
int64_t rn_axis_floor(const struct rn_axis *axis, int64_t at);

/* The step as people write it: "15min", "1h", "1d", "1 month", "1".  Returns
 * buf. */
#define RN_STEP_TEXT 40
const char *rn_axis_step_text(char buf[RN_STEP_TEXT],
                              const struct rn_axis *axis);

/* The season that follows from the step: steps a day where there are at
 * least 2, 7 days, 5 business days, steps a year of months (12, or 4
 * quarters); 0 where none follows. */
int rn_axis_season(const struct rn_axis *axis);

/* Model files: the unit and the pattern as words, as in "months %Y-%m".
 * Returns buf. */
#define RN_AXIS_NAME (RN_TIME_PATTERN + 16)
const char *rn_axis_format_name(char buf[RN_AXIS_NAME],
                                const struct rn_axis *axis);

/* The other way; false where it is not known.  Reads the names of older model
 * files too. */
bool rn_axis_format_find(const char *name, struct rn_axis *axis);

#endif

/*
 * time.h - the time axis of a series: parse, find the step, go on.
 *
 * A time axis is regular: row k is at start + k * step.  Seconds are counted
 * since 1970-01-01 in the proleptic Gregorian calendar without time zones or
 * leap seconds (days from civil: H. Hinnant, "chrono-compatible low-level
 * date algorithms"); months are counted since year 0.
 */
#ifndef RN_TIME_H
#define RN_TIME_H

#include "base/error.h"

#include "data/calendar.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum rn_time_unit {
	RN_TIME_ROW,    /* no time column: the row number, from 0 */
	RN_TIME_INDEX,  /* integers in the time column */
	RN_TIME_SECOND, /* clock times and dates */
	RN_TIME_MONTH,  /* calendar months */
};

/* How a time is written, so that forecasts are written the same way. */
struct rn_time_format {
	bool is_index; /* an integer */
	bool has_day;  /* YYYY-MM-DD, else YYYY-MM */
	char separator; /* before the clock: ' ' or 'T', or 0 where there is none */
	bool has_seconds;
};

struct rn_axis {
	enum rn_time_unit unit;
	struct rn_time_format format;
	int64_t start; /* in units */
	int64_t step;  /* in units, > 0 */
	int day;       /* RN_TIME_MONTH: day of the month, 1 to 28 */
	int64_t clock; /* RN_TIME_MONTH: seconds into that day */
};

/* Row numbers. */
#define RN_AXIS_ROWS { RN_TIME_ROW, { false, false, 0, false }, 0, 1, 1, 0 }

/*
 * Parses YYYY-MM-DD[ T]HH:MM[:SS], YYYY-MM-DD, YYYY-MM or an integer.  *at is
 * in seconds (the integer itself for an index).  Returns NULL, or what is
 * wrong: "no such day", "no such hour", "time format not known" ...
 */
const char *rn_time_parse(const char *text, size_t len,
                          struct rn_time_format *format, int64_t *at);

/* Do both write a time in the same way? */
bool rn_time_format_same(const struct rn_time_format *a,
                         const struct rn_time_format *b);

/* Where an axis is not regular. */
struct rn_axis_defect {
	size_t row;       /* from 1: it does not fit to the row before */
	char what[96];    /* words that the row before ends: "same time as",
	                     "2 steps of 1h missing after", ... */
	const char *hint; /* what to do about it */
};

/*
 * Finds the step of n times as rn_time_parse gave them: the most common
 * difference (the smaller where two are equally so), in calendar months where
 * all rows share one day of the month (1 to 28) and one time of day.  Fills
 * *axis, and returns true; or fills *defect too, with the first row that
 * departs from the step (same time as the row before, going back, steps
 * missing, off the step), and returns false.  One row has a step of one
 * month, day or second, the smallest that its format can tell.
 */
bool rn_axis_find(const int64_t *at, size_t n,
                  const struct rn_time_format *format, struct rn_axis *axis,
                  struct rn_axis_defect *defect);

/* The time of row k in the input's own format.  Returns buf.  A time beyond
 * what can be counted stays at the last one that can. */
#define RN_TIME_TEXT 40
const char *rn_axis_text(char buf[RN_TIME_TEXT], const struct rn_axis *axis,
                         int64_t k);

/* The axis from row k on. */
struct rn_axis rn_axis_from(const struct rn_axis *axis, int64_t k);

/* Does the axis have dates? */
static inline bool rn_axis_is_time(const struct rn_axis *axis)
{
	return axis->unit != RN_TIME_ROW && axis->unit != RN_TIME_INDEX;
}

/* The date and clock of row k, by the offset that it is written with; for
 * axes of times. */
struct rn_civil rn_axis_civil(const struct rn_axis *axis, int64_t k);

/* Row k in seconds since 1970 for a plot; the number itself for rows and
 * indexes. */
double rn_axis_number(const struct rn_axis *axis, int64_t k);

/* The step as people write it: "15min", "1h", "1d", "1 month", "1". */
const char *rn_axis_step_text(char buf[RN_TIME_TEXT],
                              const struct rn_axis *axis);

/* The season that follows from the step: steps a day where there are at
 * least 2, 7 days, steps a year of months (12, or 4 quarters); 0 where none
 * follows. */
int rn_axis_season(const struct rn_axis *axis);

/* Model files: the format and the unit as words, and back (false: unknown). */
const char *rn_axis_format_name(const struct rn_axis *axis);
bool rn_axis_format_find(const char *name, struct rn_axis *axis);

#endif

/*
 * time_format.h - how the times of a column are written.
 *
 * A format is a pattern in strftime's letters (data/time_letter.h), whether a
 * person gave it or it was found from a value (data/time_detect.h).  A time
 * is an integer: ticks since 1970-01-01 00:00 UTC, where a format without a
 * fraction of a second has ticks of a second.
 */
#ifndef RN_TIME_FORMAT_H
#define RN_TIME_FORMAT_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum rn_time_unit {
	RN_TIME_ROW,     /* no time column: the row number, from 0 */
	RN_TIME_INDEX,   /* integers in the time column */
	RN_TIME_SECOND,  /* ticks, of a second or less: clock times and dates */
	RN_TIME_MONTH,   /* calendar months */
	RN_TIME_WEEKDAY, /* business days, Monday to Friday */
};

#define RN_TIME_PATTERN 64

struct rn_time_format {
	char pattern[RN_TIME_PATTERN]; /* "": an integer */
	int digits; /* a tick is 10^-digits seconds, 0 to 9 */
};

/*
 * Makes a format from what a person gave: a pattern, or the word s, ms, us or
 * ns for the time since 1970 in that unit.  RN_EUSAGE, with the reason: a
 * letter that is not known, no year, a day without a month ...  *format may
 * still leave open how its fraction, its offset and its names are written;
 * the first time settles that (rn_time_settle).
 */
RN_MUST_CHECK
enum rn_status rn_time_format_set(struct rn_time_format *format,
                                  const char *text, struct rn_error *err);

/* The reason alone, or NULL, for a pattern that stands in a model file: there
 * is nothing to expand or to settle in it. */
const char *rn_time_format_check(struct rn_time_format *format,
                                 const char *pattern);

bool rn_time_format_same(const struct rn_time_format *a,
                         const struct rn_time_format *b);

/* Ticks in a second. */
int64_t rn_time_scale(const struct rn_time_format *format);

/*
 * The least difference that a format can tell, and its unit: months for
 * YYYY-MM (1), quarters (3) and years (12); ticks for dates and clocks; 1 for
 * an integer.
 */
enum rn_time_unit rn_time_format_unit(const struct rn_time_format *format,
                                      int64_t *grain);

/* Does it have a clock that may be anywhere: no offset, no Z, not the time
 * since 1970? */
bool rn_time_format_is_local(const struct rn_time_format *format);

#endif

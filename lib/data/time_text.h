/*
 * time_text.h - times to text, in the format they were read in.
 */
#ifndef RN_TIME_TEXT_H
#define RN_TIME_TEXT_H

#include "data/calendar.h"
#include "data/time_parse.h"

#include <stdint.h>

/* A time as a clock on the wall shows it. */
struct rn_moment {
	struct rn_civil civil;
	int64_t fraction; /* ticks into the second */
	int offset;       /* seconds that this clock is ahead of UTC */
};

struct rn_moment rn_moment_of(const struct rn_time_format *format,
                              const struct rn_time *time);

/* Writes a time in a format that is not that of integers.  Returns buf. */
#define RN_TIME_TEXT 160
const char *rn_moment_text(char buf[RN_TIME_TEXT],
                           const struct rn_time_format *format,
                           const struct rn_moment *moment);

#endif

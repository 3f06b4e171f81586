/*
 * time_parse.h - times from text.
 *
 * No function here asks the machine for its time zone or its language: an
 * offset is part of a time, or there is none, and names are English.
 */
#ifndef RN_TIME_PARSE_H
#define RN_TIME_PARSE_H

#include "data/time_format.h"

#include <stddef.h>
#include <stdint.h>

struct rn_time {
	int64_t at; /* ticks since 1970-01-01 00:00 UTC; an integer itself */
	int offset; /* seconds that its clock is ahead of UTC; 0 without one */
};

/* Times lie between plus and minus this many ticks, so that a difference of
 * two cannot overflow, nor one of two by clocks a day ahead. */
#define RN_TIME_FAR (INT64_MAX / 2 - ((int64_t)1 << 48))

/*
 * Parses a time that must be exactly in a settled format, but for the case of
 * names.  Returns NULL, or what is wrong: rn_time_unknown, where it is in
 * another format, or "no such day", "no such hour", "too large a number" ...
 * Years are 0000 to 9999; in two digits, 69 to 99 are of the last century and
 * 00 to 68 of this one (POSIX).
 */
const char *rn_time_parse(const struct rn_time_format *format,
                          const char *text, size_t len, struct rn_time *time);

extern const char rn_time_unknown[]; /* "time format not known" */

/* The same for the first time of a column, by which it settles what the
 * format has left open. */
const char *rn_time_settle(struct rn_time_format *format, const char *text,
                           size_t len, struct rn_time *time);

#endif

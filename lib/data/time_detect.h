/*
 * time_detect.h - the format of a time that nobody has told.
 *
 * Found are the ways of ISO 8601 to write a date, with a clock, a fraction
 * and an offset or without, months, quarters (2024Q1, 2024-Q1) and weeks
 * (2024-W01, 2024W01, 2024-W01-1), and integers.  The order of day and month
 * is never guessed: 01/02/2024 is no format here.
 */
#ifndef RN_TIME_DETECT_H
#define RN_TIME_DETECT_H

#include "data/time_parse.h"

#include <stddef.h>

/* Finds the format, and parses the time by it.  Returns NULL, or what is
 * wrong, as rn_time_parse does; *format is not touched where that is
 * rn_time_unknown. */
const char *rn_time_detect(const char *text, size_t len,
                           struct rn_time_format *format,
                           struct rn_time *time);

#endif

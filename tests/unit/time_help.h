/*
 * time_help.h - lists of times, as the tests of time axes write them.
 */
#ifndef TIME_HELP_H
#define TIME_HELP_H

#include "help.h"

#include "data/time_detect.h"

enum { MOST_TIMES = 64 };

/* Splits a list at '|' into times of one format.  Returns how many. */
static inline size_t parse_times(const char *list,
                                 struct rn_time_format *format, int64_t *at,
                                 int *offset)
{
	size_t n = 0;

	for (const char *p = list; *p; n++) {
		const size_t len = strcspn(p, "|");
		struct rn_time time;

		assert_true(n < MOST_TIMES);
		if (n == 0)
			assert_null(rn_time_detect(p, len, format, &time));
		else
			assert_null(rn_time_parse(format, p, len, &time));
		at[n] = time.at;
		*offset = time.offset;
		p += len + (p[len] == '|');
	}
	return n;
}

/* A settled format of this pattern; "" for integers. */
static inline struct rn_time_format time_format(const char *pattern)
{
	struct rn_time_format format = { .digits = 0 };

	if (pattern[0])
		assert_null(rn_time_format_check(&format, pattern));
	return format;
}

#endif

/*
 * freq.h - the step of a time axis that a person asks for.
 *
 *   250ms 15min 1h 1d 2w   so much time      MS ME   months by first, last day
 *   B                      business days     QS QE   quarters     YS YE  years
 *
 * and the other names that pandas has for them, with a count in front of any.
 */
#ifndef RN_FREQ_H
#define RN_FREQ_H

#include "data/time.h"

#include <stdbool.h>
#include <stdint.h>

struct rn_freq {
	enum rn_time_unit unit;
	int64_t step; /* 10^-digits seconds, business days or months */
	int digits;
	int align;    /* months from the beginning of a year that rows are
	                 multiples of: 1, 3 or 12 */
	bool is_end;  /* by the last day of a month, not the first */
};

/* False where the text is no step. */
bool rn_freq_parse(const char *text, struct rn_freq *freq);

/*
 * Fills *axis with one of that step, in that format and with the offset of a
 * time, whose row 0 has the time in it.  Ticks are counted from midnight of
 * that day, which steps that divide a day keep; days, weeks and what does not
 * divide a day just go on.  False where the format cannot write the axis, as
 * hours where there are dates alone; an axis of integers is never one.
 */
bool rn_freq_axis(const struct rn_freq *freq,
                  const struct rn_time_format *format, struct rn_time first,
                  struct rn_axis *axis);

#endif

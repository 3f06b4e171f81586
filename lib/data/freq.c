/*
 * freq.c - the names of steps, and the axes that they make.
 */
#include "data/freq.h"

#include "data/calendar.h"
#include "data/time_letter.h"

#include <stddef.h>
#include <string.h>

enum { MOST = 1000000 };

static const struct {
	const char *name;
	struct rn_freq freq;
} names[] = {
	{ "ns", { RN_TIME_SECOND, 1, 9, 1, false } },
	{ "N", { RN_TIME_SECOND, 1, 9, 1, false } },
	{ "us", { RN_TIME_SECOND, 1, 6, 1, false } },
	{ "U", { RN_TIME_SECOND, 1, 6, 1, false } },
	{ "ms", { RN_TIME_SECOND, 1, 3, 1, false } },
	{ "L", { RN_TIME_SECOND, 1, 3, 1, false } },
	{ "s", { RN_TIME_SECOND, 1, 0, 1, false } },
	{ "S", { RN_TIME_SECOND, 1, 0, 1, false } },
	{ "min", { RN_TIME_SECOND, 60, 0, 1, false } },
	{ "T", { RN_TIME_SECOND, 60, 0, 1, false } },
	{ "h", { RN_TIME_SECOND, 3600, 0, 1, false } },
	{ "H", { RN_TIME_SECOND, 3600, 0, 1, false } },
	{ "d", { RN_TIME_SECOND, RN_DAY, 0, 1, false } },
	{ "D", { RN_TIME_SECOND, RN_DAY, 0, 1, false } },
	{ "w", { RN_TIME_SECOND, RN_WEEK, 0, 1, false } },
	{ "W", { RN_TIME_SECOND, RN_WEEK, 0, 1, false } },
	{ "B", { RN_TIME_WEEKDAY, 1, 0, 1, false } },
	{ "MS", { RN_TIME_MONTH, 1, 0, 1, false } },
	{ "ME", { RN_TIME_MONTH, 1, 0, 1, true } },
	{ "M", { RN_TIME_MONTH, 1, 0, 1, true } },
	{ "QS", { RN_TIME_MONTH, 3, 0, 3, false } },
	{ "QE", { RN_TIME_MONTH, 3, 0, 3, true } },
	{ "Q", { RN_TIME_MONTH, 3, 0, 3, true } },
	{ "YS", { RN_TIME_MONTH, 12, 0, 12, false } },
	{ "AS", { RN_TIME_MONTH, 12, 0, 12, false } },
	{ "YE", { RN_TIME_MONTH, 12, 0, 12, true } },
	{ "Y", { RN_TIME_MONTH, 12, 0, 12, true } },
	{ "A", { RN_TIME_MONTH, 12, 0, 12, true } },
};

bool rn_freq_parse(const char *text, struct rn_freq *freq)
{
	int64_t count = 0;
	size_t n = 0;

	for (; rn_is_digit(text[n]); n++) {
		count = count * 10 + (text[n] - '0');
		if (count > MOST)
			return false;
	}
	if (n == 0)
		count = 1;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (strcmp(text + n, names[i].name) != 0)
			continue;
		*freq = names[i].freq;
		freq->step *= count;
		return count > 0;
	}
	return false;
}

/* Ticks of the format; false where they are too coarse, or too many. */
static bool count_ticks(const struct rn_freq *freq, struct rn_axis *axis)
{
	const struct rn_time_format unit = { .digits = freq->digits };
	const int64_t from = rn_time_scale(&unit);
	const int64_t to = rn_time_scale(&axis->format);

	if (to < from) {
		axis->step = freq->step / (from / to);
		return freq->step % (from / to) == 0;
	}
	return !__builtin_mul_overflow(freq->step, to / from, &axis->step)
	       && axis->step <= RN_TIME_FAR;
}

/* Midnight of the day of a time and as many whole steps as fit between. */
static int64_t start_of(const struct rn_axis *axis, const struct rn_moment *m,
                        int64_t at)
{
	const int64_t clock = m->civil.clock * rn_time_scale(&axis->format)
	                      + m->fraction;

	return at - clock % axis->step;
}

/* The month that begins, or ends, the quarter or year of a date. */
static int64_t month_of(const struct rn_civil *c, int align, bool is_end)
{
	const int64_t month = c->year * 12 + c->month - 1;
	const int64_t first = rn_floor_div(month, align) * align;

	return is_end ? first + align - 1 : first;
}

bool rn_freq_axis(const struct rn_freq *freq,
                  const struct rn_time_format *format, struct rn_time first,
                  struct rn_axis *axis)
{
	const struct rn_moment m = rn_moment_of(format, &first);
	struct rn_axis a = { .unit = freq->unit, .format = *format,
	                     .step = freq->step, .day = 1,
	                     .offset = first.offset };
	int64_t grain;
	bool is_exact;

	if ((a.unit == RN_TIME_SECOND && !count_ticks(freq, &a))
	    || !rn_axis_can_tell(&a))
		return false;
	if (a.unit == RN_TIME_MONTH) {
		/* A format without days cannot tell the last from the first. */
		const bool is_end = freq->is_end
			&& rn_time_format_unit(format, &grain) == RN_TIME_SECOND;

		a.day = is_end ? RN_LAST_DAY : 1;
		a.start = month_of(&m.civil, freq->align, is_end);
	} else if (a.unit == RN_TIME_SECOND) {
		a.start = start_of(&a, &m, first.at);
	} else {
		a.start = rn_axis_locate(&a, first.at, &is_exact);
	}
	*axis = a;
	return true;
}

/*
 * axis.c - going on along a time axis whose step is known.
 */
#include "data/axis.h"

#include "data/calendar.h"
#include "data/time_parse.h"

#include <string.h>

/* Brings a step from the ticks of one format to those of another, where that
 * has so small ones. */
static bool convert_step(struct rn_axis *axis, const struct rn_axis *like)
{
	const int64_t from = rn_time_scale(&like->format);
	const int64_t to = rn_time_scale(&axis->format);

	if (to >= from)
		return !__builtin_mul_overflow(like->step, to / from, &axis->step)
		       && axis->step <= RN_TIME_FAR;
	axis->step = like->step / (from / to);
	return like->step % (from / to) == 0;
}

/* The day of its months: every month has it, or it is the last one. */
static int day_of(const struct rn_axis *like, const struct rn_civil *c)
{
	const bool is_last = c->day == rn_days_in_month(c->year, c->month);

	if (is_last && (c->day > 28 || like->day == RN_LAST_DAY))
		return RN_LAST_DAY;
	return c->day;
}

bool rn_axis_begin(struct rn_axis *axis, const struct rn_axis *like,
                   const struct rn_time_format *format, struct rn_time time)
{
	struct rn_axis a = *like;
	bool is_exact;

	/* What the rows of the other leave out is its own. */
	a.place = NULL;
	a.n_place = a.from = 0;
	a.format = *format;
	a.offset = time.offset;
	if ((a.unit == RN_TIME_SECOND && !convert_step(&a, like))
	    || a.unit == RN_TIME_ROW || !rn_axis_can_tell(&a))
		return false;
	if (a.unit == RN_TIME_MONTH || a.unit == RN_TIME_WEEKDAY) {
		const struct rn_moment m = rn_moment_of(format, &time);

		a.clock = m.civil.clock * rn_time_scale(format) + m.fraction;
		if (a.unit == RN_TIME_MONTH)
			a.day = day_of(like, &m.civil);
		if (a.day > 28 && a.day != RN_LAST_DAY)
			return false;
	}
	a.start = rn_axis_locate(&a, time.at, &is_exact);
	if (is_exact)
		*axis = a;
	return is_exact;
}

bool rn_axis_is_next(const struct rn_axis *axis, int64_t before, int64_t at)
{
	bool is_exact;
	const int64_t from = rn_axis_locate(axis, before, &is_exact);
	const int64_t to = rn_axis_locate(axis, at, &is_exact);

	return is_exact && to - from == axis->step;
}

bool rn_axis_fits(struct rn_axis *axis, const struct rn_axis *like,
                  const struct rn_time_format *format, int offset,
                  const int64_t *at, size_t n)
{
	const struct rn_time first = { at[0], offset };
	struct rn_axis a;
	size_t k = 1;

	if (!rn_axis_begin(&a, like, format, first))
		return false;
	while (k < n && rn_axis_is_next(&a, at[k - 1], at[k]))
		k++;
	if (k < n)
		return false;
	*axis = a;
	return true;
}

/* A number of ticks of one format in those of another. */
static bool convert_ticks(int64_t *ticks, const struct rn_axis *axis,
                          const struct rn_axis *other)
{
	const int64_t to = rn_time_scale(&axis->format);
	const int64_t from = rn_time_scale(&other->format);

	if (to >= from)
		return !__builtin_mul_overflow(*ticks, to / from, ticks);
	if (*ticks % (from / to) != 0)
		return false;
	*ticks /= from / to;
	return true;
}

/* Where row k of another axis is, in units of this one. */
static bool convert_place(int64_t *at, const struct rn_axis *axis,
                          const struct rn_axis *other, int64_t k)
{
	int64_t clock = other->clock;

	*at = rn_axis_at(other, k);
	if (axis->unit != other->unit || axis->unit == RN_TIME_ROW)
		return false;
	if (axis->unit == RN_TIME_MONTH || axis->unit == RN_TIME_WEEKDAY)
		return axis->day == other->day && convert_ticks(&clock, axis, other)
		       && clock == axis->clock;
	if (axis->unit == RN_TIME_SECOND && !convert_ticks(at, axis, other))
		return false;
	if (axis->unit == RN_TIME_SECOND && rn_axis_counts_days(other))
		*at += (other->offset - axis->offset) * rn_time_scale(&axis->format);
	return true;
}

bool rn_axis_meet(const struct rn_axis *axis, const struct rn_axis *other,
                  int64_t k, int64_t *row)
{
	int64_t at, way;

	if (!convert_place(&at, axis, other, k)
	    || __builtin_sub_overflow(at, axis->start, &way))
		return false;
	*row = rn_axis_row(axis, rn_floor_div(way, axis->step));
	return way % axis->step == 0 && *row >= 0;
}

bool rn_axis_can_write(const struct rn_axis *axis, int64_t k)
{
	char text[RN_TIME_TEXT];
	struct rn_time time;
	int64_t step;

	if (!rn_axis_has_dates(axis))
		return true;
	rn_axis_text(text, axis, k);
	return !rn_time_parse(&axis->format, text, strlen(text), &time)
	       && rn_axis_place(axis, time.at, &step)
	       && rn_axis_row(axis, step) == k;
}

/*
 * axis.c - going on along a time axis whose step is known.
 */
#include "data/axis.h"

#include "data/calendar.h"

/* Months since year 0. */
static int64_t month_of(const struct rn_civil *c)
{
	return c->year * 12 + c->month - 1;
}

bool rn_axis_begin(struct rn_axis *axis, const struct rn_axis *like,
                   const struct rn_time_format *format, int64_t at)
{
	const struct rn_civil c = rn_civil_of(at);

	if (like->unit == RN_TIME_ROW
	    || format->is_index != (like->unit == RN_TIME_INDEX)
	    || (like->unit == RN_TIME_SECOND && !format->has_day)
	    || (like->unit == RN_TIME_MONTH && c.day > 28))
		return false;
	*axis = *like;
	axis->format = *format;
	axis->start = at;
	if (axis->unit == RN_TIME_MONTH) {
		axis->start = month_of(&c);
		axis->day = c.day;
		axis->clock = c.clock;
	}
	return true;
}

bool rn_axis_is_next(const struct rn_axis *axis, int64_t before, int64_t at)
{
	struct rn_civil a, b;

	if (axis->unit != RN_TIME_MONTH)
		return at - before == axis->step;
	a = rn_civil_of(before);
	b = rn_civil_of(at);
	return b.day == axis->day && b.clock == axis->clock
	       && month_of(&b) - month_of(&a) == axis->step;
}

bool rn_axis_fits(struct rn_axis *axis, const struct rn_axis *like,
                  const struct rn_time_format *format, const int64_t *at,
                  size_t n)
{
	struct rn_axis a;
	size_t k = 1;

	if (!rn_axis_begin(&a, like, format, at[0]))
		return false;
	while (k < n && rn_axis_is_next(&a, at[k - 1], at[k]))
		k++;
	if (k < n)
		return false;
	*axis = a;
	return true;
}

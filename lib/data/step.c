/*
 * step.c - the step of a time axis.
 */
#include "data/step.h"

#include "data/calendar.h"

#include <stdio.h>

/* How often a difference was seen. */
enum { N_TALLY = 16 };
struct tally {
	int64_t step;
	size_t n;
};

/* Whatever more than a seventeenth of all calls share is in the tally at the
 * end (J. Misra and D. Gries, "Finding repeated elements", 1982). */
static void tally_add(struct tally tally[N_TALLY], int64_t step)
{
	int unused = -1;

	for (int i = 0; i < N_TALLY; i++) {
		if (tally[i].n == 0) {
			unused = i;
		} else if (tally[i].step == step) {
			tally[i].n++;
			return;
		}
	}
	if (unused >= 0)
		tally[unused] = (struct tally){ step, 1 };
	for (int i = 0; unused < 0 && i < N_TALLY; i++)
		tally[i].n--;
}

static int64_t difference(const struct rn_axis *axis, const int64_t *at,
                          size_t k)
{
	bool is_exact;

	return rn_axis_locate(axis, at[k], &is_exact)
	       - rn_axis_locate(axis, at[k - 1], &is_exact);
}

/* The most common difference that is greater than 0, or 1.  A step that
 * fewer rows share than a tally finds is not the step of anything. */
static int64_t common_step(const struct rn_axis *axis, const int64_t *at,
                           size_t n)
{
	struct tally tally[N_TALLY] = { { 0, 0 } };
	struct tally best = { 1, 0 };

	for (size_t k = 1; k < n; k++)
		if (difference(axis, at, k) > 0)
			tally_add(tally, difference(axis, at, k));
	for (int i = 0; i < N_TALLY; i++) {
		struct tally t = { tally[i].step, 0 };

		for (size_t k = 1; tally[i].n > 0 && k < n; k++)
			t.n += difference(axis, at, k) == t.step;
		if (t.n > best.n
		    || (t.n > 0 && t.n == best.n && t.step < best.step))
			best = t;
	}
	return best.step;
}

/* Do all rows lie exactly on units of the axis? */
static bool are_exact(const struct rn_axis *axis, const int64_t *at, size_t n)
{
	bool is_exact = true;

	for (size_t k = 0; is_exact && k < n; k++)
		rn_axis_locate(axis, at[k], &is_exact);
	return is_exact;
}

/* Turns the axis into one of months or of business days with the clock, and
 * for day 0 the day, of the first row, if all rows lie on such a one. */
static bool take_unit(struct rn_axis *axis, enum rn_time_unit unit, int day,
                      const int64_t *at, size_t n)
{
	const struct rn_time first = { at[0], axis->offset };
	const struct rn_moment m = rn_moment_of(&axis->format, &first);
	struct rn_axis a = *axis;

	a.unit = unit;
	a.day = day ? day : m.civil.day;
	a.clock = m.civil.clock * rn_time_scale(&a.format) + m.fraction;
	if ((!day && a.day > 28) || !are_exact(&a, at, n))
		return false;
	*axis = a;
	return true;
}

/* Sets start and step, and returns the first row that departs from them, or
 * n. */
static size_t find_step(struct rn_axis *axis, const int64_t *at, size_t n)
{
	bool is_exact;
	size_t k = 1;

	axis->start = rn_axis_locate(axis, at[0], &is_exact);
	if (n > 1)
		axis->step = difference(axis, at, 1);
	while (k < n && axis->step > 0 && difference(axis, at, k) == axis->step)
		k++;
	if (k == n)
		return n;
	axis->step = common_step(axis, at, n);
	for (k = 1; k < n && difference(axis, at, k) == axis->step; k++)
		;
	return k;
}

/* Months tell themselves by their days, where the format knows days. */
static void find_months(struct rn_axis *axis, const int64_t *at, size_t n)
{
	const int64_t day = RN_DAY * rn_time_scale(&axis->format);

	if (axis->unit == RN_TIME_SECOND && n > 1 && day % axis->step == 0
	    && !take_unit(axis, RN_TIME_MONTH, 0, at, n))
		take_unit(axis, RN_TIME_MONTH, RN_LAST_DAY, at, n);
}

/* Days are business days where none is of a weekend, and a Monday follows a
 * Friday. */
static bool find_weekdays(struct rn_axis *axis, const int64_t *at, size_t n)
{
	const int64_t day = RN_DAY * rn_time_scale(&axis->format);
	struct rn_axis a = *axis;

	if (a.unit != RN_TIME_SECOND || a.step != day
	    || !take_unit(&a, RN_TIME_WEEKDAY, 1, at, n))
		return false;
	for (size_t k = 1; k < n; k++)
		if (at[k] - at[k - 1] == 3 * day && difference(&a, at, k) == 1) {
			*axis = a;
			return true;
		}
	return false;
}

/* Are times written without an offset, and is one an hour off? */
static bool may_be_daylight(const struct rn_axis *axis, int64_t d)
{
	const int64_t hour = 3600 * rn_time_scale(&axis->format);

	return axis->unit == RN_TIME_SECOND
	       && rn_time_format_is_local(&axis->format)
	       && (d - axis->step == hour || d - axis->step == -hour);
}

/* Do integers look like dates? */
static bool may_be_dates(const struct rn_axis *axis, int64_t first)
{
	const int64_t month = first / 100 % 100, day = first % 100;

	return axis->unit == RN_TIME_INDEX && first >= 19000101
	       && first <= 21001231 && month >= 1 && month <= 12 && day >= 1
	       && day <= 31;
}

#define DAYLIGHT "; if this is daylight saving time, write times in UTC or " \
	"with their offsets"

static const char *hint_of(const struct rn_axis *axis, const int64_t *at,
                           int64_t d, enum rn_axis_defect_kind kind)
{
	static const char *const hints[][2] = {
		[RN_AXIS_SAME] = {
			"keep one of the rows; those of several series need --id-col",
			"keep one of the rows; those of several series need --id-col"
			DAYLIGHT },
		[RN_AXIS_BACK] = {
			"sort the rows by time; those of several series need --id-col",
			"sort the rows by time; those of several series need --id-col"
			DAYLIGHT },
		[RN_AXIS_GAP] = {
			"fill the gap with --missing, or choose rows without it with "
			"--rows",
			"fill the gap with --missing, or choose rows without it with "
			"--rows" DAYLIGHT },
		[RN_AXIS_OFF] = {
			"give the step with --freq, or choose rows that keep it with "
			"--rows",
			"give the step with --freq, or choose rows that keep it with "
			"--rows" DAYLIGHT },
	};
	const int64_t second = rn_time_scale(&axis->format);

	if (may_be_dates(axis, at[0]))
		return "if these are dates, give --time-format %Y%m%d";
	if (kind == RN_AXIS_OFF && axis->unit == RN_TIME_SECOND
	    && axis->step >= 28 * RN_DAY * second)
		return "write months by their first or last day, or as YYYY-MM";
	return hints[kind][may_be_daylight(axis, d)];
}

/* Says in what way row k departs from the step. */
static void describe(struct rn_axis_defect *defect, const struct rn_axis *axis,
                     const int64_t *at, size_t n, size_t row)
{
	const int64_t d = difference(axis, at, row);
	const int64_t missing = d / axis->step - 1;
	char *const what = defect->what;
	const size_t size = sizeof(defect->what);
	char step[RN_STEP_TEXT];

	*defect = (struct rn_axis_defect){ .row = row };
	for (size_t k = row; k < n; k++)
		defect->n += difference(axis, at, k) != axis->step;
	rn_axis_step_text(step, axis);
	if (d == 0) {
		defect->kind = RN_AXIS_SAME;
		snprintf(what, size, "same time as");
	} else if (d < 0) {
		defect->kind = RN_AXIS_BACK;
		snprintf(what, size, "earlier than");
	} else if (d % axis->step == 0) {
		defect->kind = RN_AXIS_GAP;
		snprintf(what, size, "%lld step%s of %s missing after",
		         (long long)missing, missing == 1 ? "" : "s", step);
	} else {
		defect->kind = RN_AXIS_OFF;
		snprintf(what, size, "not a whole number of steps of %s after",
		         step);
	}
	defect->hint = hint_of(axis, at, d, defect->kind);
}

bool rn_axis_find(const int64_t *at, size_t n,
                  const struct rn_time_format *format, int offset,
                  struct rn_axis *axis, struct rn_axis_defect *defect)
{
	struct rn_axis a = { .format = *format, .day = 1, .offset = offset };
	size_t row = n;

	a.unit = rn_time_format_unit(format, &a.step);
	find_months(&a, at, n);
	if (n > 0)
		row = find_step(&a, at, n);
	if (row < n && find_weekdays(&a, at, n))
		row = find_step(&a, at, n);
	if (row < n)
		describe(defect, &a, at, n, row);
	*axis = a;
	return row >= n;
}

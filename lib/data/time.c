/*
 * time.c - times to and from text, and the step of a time axis.
 *
 * No function here asks the machine for its time zone.
 */
#include "data/time.h"

#include "data/calendar.h"

#include <stdio.h>
#include <string.h>

enum { MINUTE = 60, HOUR = 3600, DAY = RN_DAY };

/* So that a difference of two times cannot overflow. */
#define FAR (INT64_MAX / 2)

/* Months that a calendar date can be made of without overflow. */
#define FAR_MONTH ((int64_t)12000000000)

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* -?digits; false where the text is something else. */
static bool is_integer(const char *text, size_t len)
{
	size_t i = len > 0 && text[0] == '-';

	if (i == len)
		return false;
	while (i < len && is_digit(text[i]))
		i++;
	return i == len;
}

static const char *parse_integer(const char *text, size_t len, int64_t *at)
{
	const size_t sign = text[0] == '-';
	int64_t v = 0;

	for (size_t i = sign; i < len; i++) {
		if (v > FAR / 10 - 1)
			return "too large a number";
		v = v * 10 + (text[i] - '0');
	}
	*at = sign ? -v : v;
	return NULL;
}

/* n digits, which were looked at before. */
static int number_at(const char *text, int n)
{
	int v = 0;

	for (int i = 0; i < n; i++)
		v = v * 10 + (text[i] - '0');
	return v;
}

const char *rn_time_parse(const char *text, size_t len,
                          struct rn_time_format *format, int64_t *at)
{
	static const char shape[] = "dddd-dd-dd dd:dd:dd";
	struct rn_time_format f = { false, len >= 10, 0, len == 19 };
	int year, month, day, hour, minute, second;

	if (is_integer(text, len)) {
		*format = (struct rn_time_format){ true, false, 0, false };
		return parse_integer(text, len, at);
	}
	if (len != 7 && len != 10 && len != 16 && len != 19)
		return "time format not known";
	for (size_t i = 0; i < len; i++)
		if (shape[i] == 'd' ? !is_digit(text[i])
		    : text[i] != shape[i] && !(i == 10 && text[i] == 'T'))
			return "time format not known";
	f.separator = len > 10 ? text[10] : 0;
	year = number_at(text, 4);
	month = number_at(text + 5, 2);
	day = len >= 10 ? number_at(text + 8, 2) : 1;
	hour = len >= 16 ? number_at(text + 11, 2) : 0;
	minute = len >= 16 ? number_at(text + 14, 2) : 0;
	second = len >= 19 ? number_at(text + 17, 2) : 0;
	if (month < 1 || month > 12)
		return "no such month";
	if (day < 1 || day > rn_days_in_month(year, month))
		return "no such day";
	if (hour > 23)
		return hour == 24 ? "no such hour; hour 24 is hour 00 of the next day"
		                  : "no such hour";
	if (minute > 59)
		return "no such minute";
	if (second > 59)
		return "no such second";
	*format = f;
	*at = rn_days_of(year, month, day) * DAY + hour * HOUR + minute * MINUTE
	      + second;
	return NULL;
}

bool rn_time_format_same(const struct rn_time_format *a,
                         const struct rn_time_format *b)
{
	return a->is_index == b->is_index && a->has_day == b->has_day
	       && a->separator == b->separator
	       && a->has_seconds == b->has_seconds;
}

/* The time in units of the axis. */
static int64_t in_units(const struct rn_axis *axis, int64_t at)
{
	struct rn_civil c;

	if (axis->unit != RN_TIME_MONTH)
		return at;
	c = rn_civil_of(at);
	return c.year * 12 + c.month - 1;
}

/* Do all rows share one day of the month, which every month has, and one
 * time of day? */
static bool is_monthly(const int64_t *at, size_t n,
                       const struct rn_civil *first)
{
	if (first->day > 28)
		return false;
	for (size_t k = 1; k < n; k++) {
		const struct rn_civil c = rn_civil_of(at[k]);

		if (c.day != first->day || c.clock != first->clock)
			return false;
	}
	return true;
}

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
	return in_units(axis, at[k]) - in_units(axis, at[k - 1]);
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

/* Says in what way the difference d is not the step. */
static void describe(struct rn_axis_defect *defect, const struct rn_axis *axis,
                     int64_t d)
{
	const int64_t missing = d / axis->step - 1;
	char step[RN_TIME_TEXT];

	rn_axis_step_text(step, axis);
	defect->hint = "every row must be one step after the row before";
	if (d == 0) {
		snprintf(defect->what, sizeof(defect->what), "same time as");
		defect->hint = "keep one of the rows";
	} else if (d < 0) {
		snprintf(defect->what, sizeof(defect->what), "earlier than");
		defect->hint = "sort the rows by time";
	} else if (d % axis->step == 0) {
		snprintf(defect->what, sizeof(defect->what),
		         "%lld step%s of %s missing after", (long long)missing,
		         missing == 1 ? "" : "s", step);
		defect->hint = "fill the gap, or choose rows without it with --rows";
	} else {
		snprintf(defect->what, sizeof(defect->what),
		         "not a whole number of steps of %s after", step);
	}
	if (axis->unit == RN_TIME_SECOND && axis->format.separator
	    && (d - axis->step == HOUR || d - axis->step == -HOUR))
		defect->hint = "if this is daylight saving time, write the times "
		               "in UTC";
	if (d > 0 && axis->unit == RN_TIME_SECOND && axis->step >= 28 * DAY)
		defect->hint = "write months by their first day, or as YYYY-MM";
}

bool rn_axis_find(const int64_t *at, size_t n,
                  const struct rn_time_format *format, struct rn_axis *axis,
                  struct rn_axis_defect *defect)
{
	struct rn_axis a = { RN_TIME_SECOND, *format, 0, 1, 1, 0 };
	const struct rn_civil first = rn_civil_of(n > 0 ? at[0] : 0);
	size_t k = 1;

	if (format->is_index)
		a.unit = RN_TIME_INDEX;
	else if (!format->has_day || (n > 1 && is_monthly(at, n, &first)))
		a.unit = RN_TIME_MONTH;
	if (a.unit == RN_TIME_MONTH) {
		a.day = first.day;
		a.clock = first.clock;
	}
	if (n > 0)
		a.start = in_units(&a, at[0]);
	if (n > 1)
		a.step = difference(&a, at, 1);
	else if (a.unit == RN_TIME_SECOND && !format->separator)
		a.step = DAY;
	while (k < n && difference(&a, at, k) == a.step)
		k++;
	if (k < n || a.step <= 0) {
		a.step = common_step(&a, at, n);
		for (k = 1; difference(&a, at, k) == a.step; k++)
			;
		defect->row = k;
		describe(defect, &a, difference(&a, at, k));
	}
	*axis = a;
	return k >= n;
}

/* start + k * step, held at the ends of what can be counted. */
static int64_t position(const struct rn_axis *axis, int64_t k)
{
	const int64_t far = axis->unit == RN_TIME_MONTH ? FAR_MONTH : INT64_MAX;
	int64_t way, at;

	if (__builtin_mul_overflow(k, axis->step, &way)
	    || __builtin_add_overflow(axis->start, way, &at))
		return k < 0 ? -far : far;
	return at > far ? far : at < -far ? -far : at;
}

struct rn_axis rn_axis_from(const struct rn_axis *axis, int64_t k)
{
	struct rn_axis from = *axis;

	from.start = position(axis, k);
	return from;
}

struct rn_civil rn_axis_civil(const struct rn_axis *axis, int64_t k)
{
	const int64_t at = position(axis, k);
	const int64_t year = rn_floor_div(at, 12);

	if (axis->unit != RN_TIME_MONTH)
		return rn_civil_of(at);
	return (struct rn_civil){ year, (int)(at - year * 12) + 1, axis->day,
		(int)axis->clock };
}

const char *rn_axis_text(char buf[RN_TIME_TEXT], const struct rn_axis *axis,
                         int64_t k)
{
	const struct rn_time_format *f = &axis->format;
	struct rn_civil c;
	int n;

	if (axis->unit == RN_TIME_ROW || axis->unit == RN_TIME_INDEX) {
		snprintf(buf, RN_TIME_TEXT, "%lld", (long long)position(axis, k));
		return buf;
	}
	c = rn_axis_civil(axis, k);
	n = snprintf(buf, RN_TIME_TEXT, "%04lld-%02u", (long long)c.year,
	             (unsigned)c.month % 100);
	if (f->has_day)
		n += snprintf(buf + n, (size_t)(RN_TIME_TEXT - n), "-%02u",
		              (unsigned)c.day % 100);
	if (f->separator)
		n += snprintf(buf + n, (size_t)(RN_TIME_TEXT - n), "%c%02u:%02u",
		              f->separator, (unsigned)c.clock / HOUR % 100,
		              (unsigned)c.clock / MINUTE % 60);
	if (f->separator && f->has_seconds)
		snprintf(buf + n, (size_t)(RN_TIME_TEXT - n), ":%02u",
		         (unsigned)c.clock % 60);
	return buf;
}

double rn_axis_number(const struct rn_axis *axis, int64_t k)
{
	struct rn_civil c;

	if (axis->unit != RN_TIME_MONTH)
		return (double)position(axis, k);
	c = rn_axis_civil(axis, k);
	return (double)rn_days_of(c.year, c.month, c.day) * DAY + c.clock;
}

const char *rn_axis_step_text(char buf[RN_TIME_TEXT],
                              const struct rn_axis *axis)
{
	static const struct {
		int64_t seconds;
		const char *name;
	} units[] = { { DAY, "d" }, { HOUR, "h" }, { MINUTE, "min" }, { 1, "s" } };
	int i = 0;

	if (axis->unit == RN_TIME_MONTH) {
		snprintf(buf, RN_TIME_TEXT, "%lld month%s", (long long)axis->step,
		         axis->step == 1 ? "" : "s");
		return buf;
	}
	while (axis->step % units[i].seconds != 0)
		i++;
	if (axis->unit == RN_TIME_SECOND)
		snprintf(buf, RN_TIME_TEXT, "%lld%s",
		         (long long)(axis->step / units[i].seconds), units[i].name);
	else
		snprintf(buf, RN_TIME_TEXT, "%lld", (long long)axis->step);
	return buf;
}

int rn_axis_season(const struct rn_axis *axis)
{
	const int64_t step = axis->step;

	if (axis->unit == RN_TIME_MONTH)
		return 12 % step == 0 && step < 12 ? (int)(12 / step) : 0;
	if (axis->unit != RN_TIME_SECOND)
		return 0;
	if (step == DAY)
		return 7;
	return DAY % step == 0 ? (int)(DAY / step) : 0;
}

/* Every axis that there is. */
static const struct {
	const char *name;
	enum rn_time_unit unit;
	struct rn_time_format format;
} formats[] = {
	{ "row", RN_TIME_ROW, { false, false, 0, false } },
	{ "index", RN_TIME_INDEX, { true, false, 0, false } },
	{ "YYYY-MM-DD", RN_TIME_SECOND, { false, true, 0, false } },
	{ "YYYY-MM-DD HH:MM", RN_TIME_SECOND, { false, true, ' ', false } },
	{ "YYYY-MM-DD HH:MM:SS", RN_TIME_SECOND, { false, true, ' ', true } },
	{ "YYYY-MM-DDTHH:MM", RN_TIME_SECOND, { false, true, 'T', false } },
	{ "YYYY-MM-DDTHH:MM:SS", RN_TIME_SECOND, { false, true, 'T', true } },
	{ "YYYY-MM", RN_TIME_MONTH, { false, false, 0, false } },
	{ "months YYYY-MM-DD", RN_TIME_MONTH, { false, true, 0, false } },
	{ "months YYYY-MM-DD HH:MM", RN_TIME_MONTH, { false, true, ' ', false } },
	{ "months YYYY-MM-DD HH:MM:SS", RN_TIME_MONTH,
	  { false, true, ' ', true } },
	{ "months YYYY-MM-DDTHH:MM", RN_TIME_MONTH, { false, true, 'T', false } },
	{ "months YYYY-MM-DDTHH:MM:SS", RN_TIME_MONTH,
	  { false, true, 'T', true } },
};
enum { N_FORMAT = sizeof(formats) / sizeof(formats[0]) };

const char *rn_axis_format_name(const struct rn_axis *axis)
{
	int i = 0;

	while (i < N_FORMAT - 1
	       && (formats[i].unit != axis->unit
	           || !rn_time_format_same(&formats[i].format, &axis->format)))
		i++;
	return formats[i].name;
}

bool rn_axis_format_find(const char *name, struct rn_axis *axis)
{
	for (int i = 0; i < N_FORMAT; i++) {
		if (strcmp(formats[i].name, name) != 0)
			continue;
		axis->unit = formats[i].unit;
		axis->format = formats[i].format;
		return true;
	}
	return false;
}

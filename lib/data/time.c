/*
 * time.c - the rows of a time axis.
 */
#include "data/time.h"

#include "data/calendar.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

/* Months and business days that a date can be made of without overflow. */
#define FAR_DATE ((int64_t)12000000000)

/* 1970-01-05, a Monday, as a day. */
enum { MONDAY = 4 };

bool rn_axis_has_dates(const struct rn_axis *axis)
{
	return axis->unit != RN_TIME_ROW && axis->unit != RN_TIME_INDEX;
}

static int64_t ticks_a_day(const struct rn_axis *axis)
{
	return RN_DAY * rn_time_scale(&axis->format);
}

bool rn_axis_can_tell(const struct rn_axis *axis)
{
	int64_t grain;
	const enum rn_time_unit unit = rn_time_format_unit(&axis->format, &grain);
	const bool has_days = unit == RN_TIME_SECOND
	                      && ticks_a_day(axis) % grain == 0;

	switch (axis->unit) {
	case RN_TIME_SECOND:
		return unit == RN_TIME_SECOND && axis->step % grain == 0;
	case RN_TIME_WEEKDAY:
		return has_days;
	case RN_TIME_MONTH:
		return has_days || (unit == RN_TIME_MONTH && axis->step % grain == 0);
	default:
		return unit == RN_TIME_INDEX;
	}
}

bool rn_axis_is_sane(const struct rn_axis *axis)
{
	return axis->start >= -RN_TIME_FAR && axis->start <= RN_TIME_FAR
	       && axis->step > 0 && axis->step <= RN_TIME_FAR
	       && axis->day >= 1 && (axis->day <= 28 || axis->day == RN_LAST_DAY)
	       && axis->clock >= 0 && axis->clock < ticks_a_day(axis)
	       && axis->offset > -RN_DAY && axis->offset < RN_DAY
	       && rn_axis_can_tell(axis);
}

bool rn_axis_same_step(const struct rn_axis *a, const struct rn_axis *b)
{
	const struct rn_axis *coarse = a->format.digits < b->format.digits ? a : b;
	const struct rn_axis *fine = coarse == a ? b : a;
	const int64_t ticks = rn_time_scale(&fine->format)
	                      / rn_time_scale(&coarse->format);

	if (a->unit != b->unit)
		return false;
	if (a->unit != RN_TIME_SECOND)
		return a->step == b->step;
	return fine->step % ticks == 0 && fine->step / ticks == coarse->step;
}

bool rn_axis_counts_days(const struct rn_axis *axis)
{
	return axis->unit == RN_TIME_MONTH || axis->unit == RN_TIME_WEEKDAY
	       || (axis->unit == RN_TIME_SECOND
	           && axis->step % ticks_a_day(axis) == 0);
}

/* The step that row k lies at. */
static int64_t step_of(const struct rn_axis *axis, int64_t k)
{
	const int64_t n = (int64_t)axis->n_place;

	if (!axis->place)
		return k;
	k += (int64_t)axis->from;
	return k < 0 ? k : k < n ? axis->place[k]
	       : axis->place[n - 1] + k - (n - 1);
}

/* start + steps, held at the ends of what can be counted. */
int64_t rn_axis_at(const struct rn_axis *axis, int64_t k)
{
	const int64_t far = axis->unit == RN_TIME_SECOND ? RN_TIME_FAR
	                    : rn_axis_has_dates(axis) ? FAR_DATE : INT64_MAX;
	int64_t way, at;

	if (__builtin_mul_overflow(step_of(axis, k), axis->step, &way)
	    || __builtin_add_overflow(axis->start, way, &at))
		return k < 0 ? -far : far;
	return at > far ? far : at < -far ? -far : at;
}

int64_t rn_axis_row(const struct rn_axis *axis, int64_t step)
{
	size_t from = 0, to = axis->n_place;

	if (!axis->place)
		return step < 0 ? -1 : step;
	while (from < to) {
		const size_t middle = from + (to - from) / 2;

		if (axis->place[middle] < step)
			from = middle + 1;
		else
			to = middle;
	}
	if (from < axis->n_place && axis->place[from] > step)
		return -1;
	/* Behind the last place a row lies at every step. */
	if (from == axis->n_place)
		from += (size_t)(step - axis->place[from - 1] - 1);
	return from < axis->from ? -1 : (int64_t)(from - axis->from);
}

struct rn_axis rn_axis_from(const struct rn_axis *axis, int64_t k)
{
	struct rn_axis from = *axis;

	if (from.place)
		from.from += (size_t)k;
	else
		from.start = rn_axis_at(axis, k);
	return from;
}

struct rn_moment rn_axis_moment(const struct rn_axis *axis, int64_t k)
{
	const int64_t at = rn_axis_at(axis, k);
	const int64_t scale = rn_time_scale(&axis->format);
	const struct rn_time time = { at, axis->offset };
	struct rn_moment m = { .fraction = axis->clock % scale,
	                       .offset = axis->offset };

	if (axis->unit == RN_TIME_MONTH) {
		m.civil.year = rn_floor_div(at, 12);
		m.civil.month = (int)(at - m.civil.year * 12) + 1;
		m.civil.day = axis->day < RN_LAST_DAY ? axis->day
		              : rn_days_in_month(m.civil.year, m.civil.month);
	} else if (axis->unit == RN_TIME_WEEKDAY) {
		const int64_t week = rn_floor_div(at, 5);

		m.civil = rn_civil_of((MONDAY + week * 7 + at - week * 5) * RN_DAY);
	} else {
		return rn_moment_of(&axis->format, &time);
	}
	m.civil.clock = (int)(axis->clock / scale);
	return m;
}

const char *rn_axis_text(char buf[RN_TIME_TEXT], const struct rn_axis *axis,
                         int64_t k)
{
	struct rn_moment m;

	if (!rn_axis_has_dates(axis)) {
		snprintf(buf, RN_TIME_TEXT, "%lld", (long long)rn_axis_at(axis, k));
		return buf;
	}
	m = rn_axis_moment(axis, k);
	return rn_moment_text(buf, &axis->format, &m);
}

double rn_axis_number(const struct rn_axis *axis, int64_t k)
{
	struct rn_moment m;

	if (!rn_axis_has_dates(axis))
		return (double)rn_axis_at(axis, k);
	m = rn_axis_moment(axis, k);
	return (double)rn_days_of(m.civil.year, m.civil.month, m.civil.day)
	       * RN_DAY + m.civil.clock
	       + (double)m.fraction / (double)rn_time_scale(&axis->format);
}

static int64_t month_of(const struct rn_civil *c)
{
	return c->year * 12 + c->month - 1;
}

static int64_t locate_month(const struct rn_axis *axis,
                            const struct rn_civil *c, int64_t clock,
                            bool *is_exact)
{
	const int day = axis->day < RN_LAST_DAY ? axis->day
	                : rn_days_in_month(c->year, c->month);

	*is_exact = c->day == day && clock == axis->clock;
	return month_of(c)
	       - (c->day < day || (c->day == day && clock < axis->clock));
}

/* Saturday and Sunday come after Friday. */
static int64_t locate_weekday(const struct rn_axis *axis,
                              const struct rn_civil *c, int64_t clock,
                              bool *is_exact)
{
	const int64_t days = rn_days_of(c->year, c->month, c->day) - MONDAY;
	const int64_t week = rn_floor_div(days, 7);
	const int day = (int)(days - week * 7);

	*is_exact = day < 5 && clock == axis->clock;
	if (day >= 5)
		return week * 5 + 4;
	return week * 5 + day - (clock < axis->clock);
}

int64_t rn_axis_locate(const struct rn_axis *axis, int64_t at, bool *is_exact)
{
	const struct rn_time time = { at, axis->offset };
	struct rn_moment m;
	int64_t clock;

	*is_exact = true;
	if (axis->unit != RN_TIME_MONTH && axis->unit != RN_TIME_WEEKDAY)
		return at;
	m = rn_moment_of(&axis->format, &time);
	clock = m.civil.clock * rn_time_scale(&axis->format) + m.fraction;
	return axis->unit == RN_TIME_MONTH
	       ? locate_month(axis, &m.civil, clock, is_exact)
	       : locate_weekday(axis, &m.civil, clock, is_exact);
}

bool rn_axis_place(const struct rn_axis *axis, int64_t at, int64_t *k)
{
	bool is_exact;
	const int64_t way = rn_axis_locate(axis, at, &is_exact) - axis->start;

	*k = rn_floor_div(way, axis->step);
	return is_exact && *k * axis->step == way;
}

int64_t rn_axis_floor(const struct rn_axis *axis, int64_t at)
{
	const struct rn_time time = { at, axis->offset };
	struct rn_civil c;
	bool is_exact;

	if (axis->unit != RN_TIME_MONTH || axis->day < RN_LAST_DAY)
		return rn_floor_div(rn_axis_locate(axis, at, &is_exact)
		                    - axis->start, axis->step);
	/* The last day of a month closes it: all its days belong to it. */
	c = rn_moment_of(&axis->format, &time).civil;
	return -rn_floor_div(axis->start - month_of(&c), axis->step);
}

const char *rn_axis_step_text(char buf[RN_STEP_TEXT],
                              const struct rn_axis *axis)
{
	static const struct { int64_t seconds; const char *name; } units[] = {
		{ RN_DAY, "d" }, { 3600, "h" }, { 60, "min" }, { 1, "s" },
	};
	static const char *const parts[] = { "", "ms", "us", "ns" };
	const int64_t scale = rn_time_scale(&axis->format);
	int64_t ticks = axis->step;
	const char *name = "";
	int digits = axis->format.digits;

	if (axis->unit == RN_TIME_MONTH || axis->unit == RN_TIME_WEEKDAY) {
		snprintf(buf, RN_STEP_TEXT, "%lld %s%s", (long long)axis->step,
		         axis->unit == RN_TIME_MONTH ? "month" : "business day",
		         axis->step == 1 ? "" : "s");
		return buf;
	}
	if (axis->unit == RN_TIME_SECOND
	    && (ticks % scale == 0 || ticks > RN_TIME_FAR / 100)) {
		int i = 0;

		while (ticks / scale % units[i].seconds != 0)
			i++;
		ticks /= scale * units[i].seconds;
		name = units[i].name;
	} else if (axis->unit == RN_TIME_SECOND) {
		/* The largest of these units that the step is a multiple of. */
		for (; digits % 3 != 0; digits++)
			ticks *= 10;
		for (; digits > 3 && ticks % 1000 == 0; digits -= 3)
			ticks /= 1000;
		name = parts[digits / 3];
	}
	snprintf(buf, RN_STEP_TEXT, "%lld%s", (long long)ticks, name);
	return buf;
}

int rn_axis_season(const struct rn_axis *axis)
{
	const int64_t step = axis->step;
	int64_t day;

	if (axis->unit == RN_TIME_MONTH)
		return 12 % step == 0 && step < 12 ? (int)(12 / step) : 0;
	if (axis->unit == RN_TIME_WEEKDAY)
		return step == 1 ? 5 : 0;
	if (axis->unit != RN_TIME_SECOND)
		return 0;
	day = ticks_a_day(axis);
	if (step == day)
		return 7;
	return day % step == 0 && day / step <= INT_MAX ? (int)(day / step) : 0;
}

/* The words for units in model files. */
static const struct { const char *word; enum rn_time_unit unit; } words[] = {
	{ "seconds ", RN_TIME_SECOND }, { "months ", RN_TIME_MONTH },
	{ "weekdays ", RN_TIME_WEEKDAY },
};
enum { N_WORD = sizeof(words) / sizeof(words[0]) };

const char *rn_axis_format_name(char buf[RN_AXIS_NAME],
                                const struct rn_axis *axis)
{
	const char *word = axis->unit == RN_TIME_ROW ? "row" : "index";

	for (int i = 0; i < N_WORD; i++)
		if (words[i].unit == axis->unit)
			word = words[i].word;
	snprintf(buf, RN_AXIS_NAME, "%s%s", word, axis->format.pattern);
	return buf;
}

/* How version 0.1 wrote formats; without a word, the unit is that of the
 * format. */
static const char *old_pattern(const char *name)
{
	static const struct { const char *name, *pattern; } old[] = {
		{ "YYYY-MM-DD", "%Y-%m-%d" },
		{ "YYYY-MM-DD HH:MM", "%Y-%m-%d %H:%M" },
		{ "YYYY-MM-DD HH:MM:SS", "%Y-%m-%d %H:%M:%S" },
		{ "YYYY-MM-DDTHH:MM", "%Y-%m-%dT%H:%M" },
		{ "YYYY-MM-DDTHH:MM:SS", "%Y-%m-%dT%H:%M:%S" },
		{ "YYYY-MM", "%Y-%m" },
	};

	for (size_t i = 0; i < sizeof(old) / sizeof(old[0]); i++)
		if (strcmp(name, old[i].name) == 0)
			return old[i].pattern;
	return NULL;
}

bool rn_axis_format_find(const char *name, struct rn_axis *axis)
{
	struct rn_time_format format = { .digits = 0 };
	const char *pattern = name, *old;
	int64_t grain;
	int i = 0;

	if (strcmp(name, "row") == 0 || strcmp(name, "index") == 0) {
		axis->unit = name[0] == 'r' ? RN_TIME_ROW : RN_TIME_INDEX;
		axis->format = format;
		return true;
	}
	while (i < N_WORD
	       && strncmp(name, words[i].word, strlen(words[i].word)) != 0)
		i++;
	if (i < N_WORD)
		pattern += strlen(words[i].word);
	old = old_pattern(pattern);
	if ((!old && i == N_WORD)
	    || rn_time_format_check(&format, old ? old : pattern))
		return false;
	axis->unit = i < N_WORD ? words[i].unit
	             : rn_time_format_unit(&format, &grain);
	axis->format = format;
	return true;
}

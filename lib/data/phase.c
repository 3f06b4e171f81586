/*
 * phase.c - inputs that the calendar gives.
 */
#include "data/phase.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static double day_part(const struct rn_civil *c)
{
	return c->clock / (double)RN_DAY;
}

static double minute(const struct rn_civil *c)
{
	return c->clock % 3600 / 3600.0;
}

static double hour(const struct rn_civil *c)
{
	return day_part(c);
}

/* From Monday on; 1970-01-01 was a Thursday. */
static double weekday(const struct rn_civil *c)
{
	const int64_t days = rn_days_of(c->year, c->month, c->day) + 3;

	return ((double)(days - 7 * rn_floor_div(days, 7)) + day_part(c)) / 7;
}

static double monthday(const struct rn_civil *c)
{
	return (c->day - 1 + day_part(c)) / rn_days_in_month(c->year, c->month);
}

static double month(const struct rn_civil *c)
{
	return (c->month - 1) / 12.0;
}

static double quarter(const struct rn_civil *c)
{
	return (c->month - 1) / 3 / 4.0;
}

static double yearday(const struct rn_civil *c)
{
	const int64_t first = rn_days_of(c->year, 1, 1);
	const int64_t days = rn_days_of(c->year + 1, 1, 1) - first;
	const int64_t day = rn_days_of(c->year, c->month, c->day) - first;

	return ((double)day + day_part(c)) / (double)days;
}

#define PHASE(name_, title_) \
	const struct rn_phase_type rn_phase_##name_ = { \
		.name = #name_, .title = title_, .at = name_ }

PHASE(minute, "minutes and seconds in the hour");
PHASE(hour, "the time in the day");
PHASE(weekday, "the day and time in the week");
PHASE(monthday, "the day in the month");
PHASE(month, "the month in the year");
PHASE(quarter, "the quarter in the year");
PHASE(yearday, "the day in the year");

const struct rn_phase_type *const rn_phase_types[] = {
	&rn_phase_minute,
	&rn_phase_hour,
	&rn_phase_weekday,
	&rn_phase_monthday,
	&rn_phase_month,
	&rn_phase_quarter,
	&rn_phase_yearday,
	NULL
};

const struct rn_phase_type rn_phase_cycle = {
	.name = "cycle",
	.title = "the place among so many steps",
};

static const struct rn_phase_type *find(const char *name, size_t n)
{
	for (int i = 0; rn_phase_types[i]; i++)
		if (strlen(rn_phase_types[i]->name) == n
		    && memcmp(rn_phase_types[i]->name, name, n) == 0)
			return rn_phase_types[i];
	return NULL;
}

static enum rn_status fail_name(const char *name, size_t n, const char *what,
                                struct rn_error *err)
{
	char names[128], shown[RN_SHOWN];
	size_t at = 0;

	for (int i = 0; rn_phase_types[i]; i++)
		at += (size_t)snprintf(names + at, sizeof(names) - at, "%s%s",
		                       i ? ", " : "", rn_phase_types[i]->name);
	rn_fail(err, RN_EUSAGE, "--calendar: \"%s\" %s",
	        rn_show(shown, name, n), what);
	return rn_hint(err, "a comma list of %s, or numbers of steps from 2 to %d",
	               names, RN_MAX_CYCLE);
}

/* A number of steps, 2 at least; 0: the text is none. */
static int read_cycle(const char *text, size_t n)
{
	int cycle = 0;

	for (size_t i = 0; i < n; i++) {
		if (text[i] < '0' || text[i] > '9' || cycle > RN_MAX_CYCLE)
			return 0;
		cycle = 10 * cycle + (text[i] - '0');
	}
	return cycle >= 2 && cycle <= RN_MAX_CYCLE ? cycle : 0;
}

enum rn_status rn_phases_parse(struct rn_phases *phases, const char *list,
                               struct rn_error *err)
{
	const char *name = list && *list ? list : NULL;

	phases->n = 0;
	while (name) {
		const size_t n = strcspn(name, ",");
		const int cycle = read_cycle(name, n);
		const struct rn_phase_type *type = cycle ? &rn_phase_cycle
		                                         : find(name, n);

		if (!type)
			return fail_name(name, n, "is no part of the calendar", err);
		for (int i = 0; i < phases->n; i++)
			if (phases->type[i] == type && phases->cycle[i] == cycle)
				return fail_name(name, n, "is named twice", err);
		if (phases->n == RN_MAX_PHASE)
			return fail_name(name, n, "is one too many", err);
		phases->cycle[phases->n] = cycle;
		phases->type[phases->n++] = type;
		name = name[n] ? name + n + 1 : NULL;
	}
	return RN_OK;
}

bool rn_phases_only_count(const struct rn_phases *phases)
{
	for (int i = 0; i < phases->n; i++)
		if (phases->type[i]->at)
			return false;
	return true;
}

/* The steps from where they are counted to row k.  Days are those that are
 * written, whatever the offset. */
static int64_t steps_to(const struct rn_axis *axis, int64_t k)
{
	int64_t at = rn_axis_at(axis, k);

	if (axis->unit == RN_TIME_SECOND && rn_axis_counts_days(axis))
		at += axis->offset * rn_time_scale(&axis->format);
	return rn_floor_div(at, axis->step);
}

/* The part of a turn of phase i at a date, after so many steps. */
static double part_of(const struct rn_phases *phases, int i,
                      const struct rn_civil *c, int64_t steps)
{
	const int64_t cycle = phases->cycle[i];

	if (phases->type[i]->at)
		return phases->type[i]->at(c);
	return (double)(steps - cycle * rn_floor_div(steps, cycle))
	       / (double)cycle;
}

void rn_phases_fill(const struct rn_phases *phases, const struct rn_axis *axis,
                    const struct rn_axis *like, int64_t from, size_t n,
                    double *const *input)
{
	const bool only_count = rn_phases_only_count(phases);
	const double turn = 2 * acos(-1.0);
	struct rn_moment m = { .fraction = 0 };
	struct rn_axis clock = *axis;

	if (like && !rn_axis_counts_days(axis))
		clock.offset = like->offset;
	for (size_t k = 0; k < n; k++) {
		const int64_t row = from + (int64_t)k;
		const int64_t steps = steps_to(&clock, row);

		if (!only_count)
			m = rn_axis_moment(&clock, row);
		for (int i = 0; i < phases->n; i++) {
			const double angle = turn * part_of(phases, i, &m.civil, steps);

			input[2 * i][k] = sin(angle);
			input[2 * i + 1][k] = cos(angle);
		}
	}
}

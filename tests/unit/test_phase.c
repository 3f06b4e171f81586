/*
 * test_phase.c - inputs that the calendar gives, against a calendar that
 * counts day by day.
 */
#include "data/phase.h"

#include "help.h"

static const double turn = 6.283185307179586;

/* A date that only knows the next one. */
struct walker {
	int year, month, day, weekday, yearday; /* the last two from 0 */
};

static bool is_leap(int year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int month_length(const struct walker *w)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30,
		31 };

	return days[w->month - 1] + (w->month == 2 && is_leap(w->year));
}

static void step(struct walker *w)
{
	w->weekday = (w->weekday + 1) % 7;
	w->yearday++;
	if (w->day++ < month_length(w))
		return;
	w->day = 1;
	if (w->month++ < 12)
		return;
	w->month = 1;
	w->yearday = 0;
	w->year++;
}

/* The part of a turn of a phase at a time of a day, in seconds. */
static double part(const char *name, const struct walker *w, int clock)
{
	const double day = clock / 86400.0;

	if (strcmp(name, "minute") == 0)
		return clock / 3600.0;
	if (strcmp(name, "hour") == 0)
		return day;
	if (strcmp(name, "weekday") == 0)
		return (w->weekday + day) / 7;
	if (strcmp(name, "monthday") == 0)
		return (w->day - 1 + day) / month_length(w);
	if (strcmp(name, "month") == 0)
		return (w->month - 1) / 12.0;
	if (strcmp(name, "quarter") == 0)
		return (w->month - 1) / 3 / 4.0;
	assert_string_equal(name, "yearday");
	return (w->yearday + day) / (is_leap(w->year) ? 366 : 365);
}

/* Every day from 1899 to 2101, at a clock that wanders through the day. */
static void test_days(void **state)
{
	struct walker w = { .year = 1899, .month = 1, .day = 1, .weekday = 6 };

	(void)state;
	for (int n = 0; w.year < 2102; n++, step(&w)) {
		const int clock = (int)((int64_t)n * 7919 % RN_DAY);
		const struct rn_civil c = { w.year, w.month, w.day, clock };

		for (int i = 0; rn_phase_types[i]; i++) {
			const struct rn_phase_type *type = rn_phase_types[i];
			const double at = type->at(&c);
			double want = part(type->name, &w, clock);

			want -= floor(want);
			assert_true(at >= 0 && at < 1);
			assert_near(at, want, 1e-14);
		}
	}
}

/* The second before a turn ends is beside the one that begins the next. */
static void test_goes_round(void **state)
{
	static const struct {
		const struct rn_phase_type *type;
		struct rn_civil last, first;
		double length; /* of a turn, in seconds */
	} ends[] = {
		{ &rn_phase_minute, { 2024, 5, 5, 3599 }, { 2024, 5, 5, 3600 },
		  3600 },
		{ &rn_phase_hour, { 2024, 2, 29, 86399 }, { 2024, 3, 1, 0 }, 86400 },
		{ &rn_phase_weekday, { 2024, 11, 24, 86399 }, { 2024, 11, 25, 0 },
		  7 * 86400 },
		{ &rn_phase_monthday, { 2024, 2, 29, 86399 }, { 2024, 3, 1, 0 },
		  29 * 86400 },
		{ &rn_phase_monthday, { 2023, 2, 28, 86399 }, { 2023, 3, 1, 0 },
		  28 * 86400 },
		{ &rn_phase_yearday, { 2024, 12, 31, 86399 }, { 2025, 1, 1, 0 },
		  366 * 86400 },
		{ &rn_phase_yearday, { 2023, 12, 31, 86399 }, { 2024, 1, 1, 0 },
		  365 * 86400 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(ends); i++) {
		assert_near(ends[i].type->at(&ends[i].last),
		            1 - 1 / ends[i].length, 1e-13);
		assert_true(ends[i].type->at(&ends[i].first) <= 0);
	}
}

/* Quarter-hours over New Year, from an axis: the columns are the sines and
 * cosines of the phases, in the order that was asked for. */
static void test_fill(void **state)
{
	enum { N = 4 * 24 * 40, FROM = 5 };
	struct walker w = { 2023, 12, 15, 4, 348 };
	struct rn_axis axis = RN_AXIS_ROWS;
	struct rn_phases phases;
	double *input[2 * RN_MAX_PHASE];
	struct rn_error err;

	(void)state;
	assert_true(rn_axis_format_find("YYYY-MM-DD HH:MM", &axis));
	axis.start = rn_days_of(2023, 12, 15) * RN_DAY;
	axis.step = 900;
	assert_ok(rn_phases_parse(&phases, "yearday,hour,weekday", &err), &err);
	assert_int_equal(rn_phases_n_input(&phases), 6);
	for (int i = 0; i < 6; i++)
		input[i] = numbers(N);
	rn_phases_fill(&phases, &axis, NULL, FROM, N, input);
	for (int k = 0; k < FROM + N; k++) {
		const char *const name[] = { "yearday", "hour", "weekday" };

		for (int i = 0; k >= FROM && i < 3; i++) {
			const double angle = turn * part(name[i], &w, k % 96 * 900);

			assert_near(input[2 * i][k - FROM], sin(angle), 1e-12);
			assert_near(input[2 * i + 1][k - FROM], cos(angle), 1e-12);
			if (k == FROM)
				continue;
			/* A step is never more than its part of the turn. */
			assert_true(fabs(input[2 * i][k - FROM]
			                 - input[2 * i][k - FROM - 1])
			            < turn * 900 / 86400);
		}
		if (k % 96 == 95)
			step(&w);
	}
	assert_int_equal(w.year, 2024);
	for (int i = 0; i < 6; i++)
		free(input[i]);
}

/* One clock for a model and its new rows, whatever their offset: but days are
 * those that are written. */
static void test_one_clock(void **state)
{
	struct rn_axis axis = RN_AXIS_ROWS, model;
	struct rn_phases phases;
	double x[2], y[2], *own[] = { x, x + 1 }, *like[] = { y, y + 1 };
	struct rn_error err;

	(void)state;
	assert_ok(rn_phases_parse(&phases, "hour", &err), &err);
	assert_true(rn_axis_format_find("seconds %Y-%m-%dT%H:%M%6z", &axis));
	for (int days = 0; days < 2; days++) {
		axis.step = days ? RN_DAY : 3600;
		axis.offset = 7200;
		model = axis;
		model.offset = 3600;
		rn_phases_fill(&phases, &axis, NULL, 3, 1, own);
		rn_phases_fill(&phases, &axis, &model, 3, 1, like);
		assert_near(x[0], sin(turn * (days ? 2 : 5) / 24), 1e-12);
		assert_near(y[0], sin(turn * (days ? 2 : 4) / 24), 1e-12);
	}
}

/* Places among so many steps: those of rows that are only numbered from the
 * first of the file, else the same wherever a series or a file begins, however
 * its times are written and whatever is left out. */
static void test_cycle(void **state)
{
	enum { N = 40 };
	struct rn_axis axis = RN_AXIS_ROWS, later;
	static const int64_t place[] = { 0, 1, 2, 5, 6 };
	double x[4][N], y[4][N];
	double *own[] = { x[0], x[1], x[2], x[3] };
	double *other[] = { y[0], y[1], y[2], y[3] };
	struct rn_phases phases;
	struct rn_error err;

	(void)state;
	assert_ok(rn_phases_parse(&phases, "7,24", &err), &err);
	assert_true(rn_phases_only_count(&phases));
	rn_phases_fill(&phases, &axis, NULL, 3, N, own);
	for (int k = 0; k < N; k++) {
		assert_near(x[0][k], sin(turn * (k + 3) / 7), 1e-12);
		assert_near(x[1][k], cos(turn * (k + 3) / 7), 1e-12);
		assert_near(x[2][k], sin(turn * (k + 3) / 24), 1e-12);
	}
	later = rn_axis_from(&axis, 10);
	rn_phases_fill(&phases, &later, &axis, 0, N - 7, other);
	assert_memory_equal(y[0], x[0] + 7, (N - 7) * sizeof(double));

	/* Hours of a winter, and a file of later ones in another clock. */
	assert_true(rn_axis_format_find("seconds %Y-%m-%dT%H:%M%6z", &axis));
	axis.step = 3600;
	axis.start = rn_days_of(2023, 12, 15) * RN_DAY + 5 * 3600;
	rn_phases_fill(&phases, &axis, NULL, 0, N, own);
	for (int k = 1; k < N; k++)
		assert_near(atan2(x[0][k], x[1][k]),
		            atan2(sin(atan2(x[0][k - 1], x[1][k - 1]) + turn / 7),
		                  cos(atan2(x[0][k - 1], x[1][k - 1]) + turn / 7)),
		            1e-9);
	assert_true(rn_axis_format_find("seconds %Y-%m-%dT%H:%M:%S.%3f%6z",
	                                &later));
	later.step = 3600 * 1000;
	later.start = (axis.start + 12 * 3600) * 1000;
	later.offset = 7200;
	rn_phases_fill(&phases, &later, &axis, 0, N - 12, other);
	assert_memory_equal(y[0], x[0] + 12, (N - 12) * sizeof(double));

	/* Steps that were left out are counted. */
	later = axis;
	later.place = place;
	later.n_place = COUNT(place);
	rn_phases_fill(&phases, &later, NULL, 0, COUNT(place), other);
	for (size_t k = 0; k < COUNT(place); k++)
		assert_true(y[2][k] == x[2][place[k]]);

	/* Days are those that are written. */
	axis.step = RN_DAY;
	axis.start = rn_days_of(2024, 3, 20) * RN_DAY;
	axis.offset = 0;
	rn_phases_fill(&phases, &axis, NULL, 0, N, own);
	axis.start = rn_days_of(2024, 4, 10) * RN_DAY - 3600;
	axis.offset = 3600;
	rn_phases_fill(&phases, &axis, NULL, 0, N - 21, other);
	assert_memory_equal(y[2], x[2] + 21, (N - 21) * sizeof(double));
	assert_ok(rn_phases_parse(&phases, "7,hour", &err), &err);
	assert_false(rn_phases_only_count(&phases));
}

static void test_parse(void **state)
{
	static const struct { const char *list, *said; int n; } cases[] = {
		{ NULL, NULL, 0 }, { "", NULL, 0 }, { "hour", NULL, 1 },
		{ "month,minute", NULL, 2 },
		{ "yearday,quarter,month,monthday,weekday,hour,minute", NULL, 7 },
		{ "2", NULL, 1 }, { "96,672,hour,7", NULL, 4 },
		{ "1000000", NULL, 1 }, { "007", NULL, 1 },
		{ "2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17", NULL, 16 },
		{ "2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18", "is one too many",
		  0 },
		{ "1", "\"1\" is no part", 0 }, { "0", "is no part", 0 },
		{ "1000001", "is no part", 0 }, { "-7", "is no part", 0 },
		{ "99999999999999999999", "is no part", 0 },
		{ "7.5", "is no part", 0 }, { "7,12,07", "is named twice", 0 },
		{ "hours", "--calendar: \"hours\" is no part of the calendar", 0 },
		{ "hou", "\"hou\" is no part", 0 }, { "Hour", "\"Hour\" is no", 0 },
		{ "hour,", "\"\" is no part", 0 }, { ",hour", "\"\" is no part", 0 },
		{ "hour, month", "\" month\" is no part", 0 },
		{ "hour,month,hour", "\"hour\" is named twice", 0 },
		{ "a\033b", "\"a\\x1bb\" is no part", 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct rn_phases phases;
		struct rn_error err;
		const enum rn_status status = rn_phases_parse(&phases,
			cases[i].list, &err);

		if (!cases[i].said) {
			assert_ok(status, &err);
			assert_int_equal(phases.n, cases[i].n);
			assert_int_equal(rn_phases_n_input(&phases), 2 * cases[i].n);
			continue;
		}
		assert_int_equal(status, RN_EUSAGE);
		assert_contains(err.msg, cases[i].said);
		/* The remedy names them all. */
		for (int k = 0; rn_phase_types[k]; k++)
			assert_contains(err.hint, rn_phase_types[k]->name);
	}
}

static void test_table(void **state)
{
	int n = 0;

	(void)state;
	for (; rn_phase_types[n]; n++)
		for (int k = 0; k < n; k++)
			assert_string_not_equal(rn_phase_types[n]->name,
			                        rn_phase_types[k]->name);
	assert_in_range(n, 1, RN_MAX_PHASE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_days),
		cmocka_unit_test(test_goes_round),
		cmocka_unit_test(test_fill),
		cmocka_unit_test(test_one_clock),
		cmocka_unit_test(test_cycle),
		cmocka_unit_test(test_parse),
		cmocka_unit_test(test_table),
	};

	return cmocka_run_group_tests_name("phase", tests, NULL, NULL);
}

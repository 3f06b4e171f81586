/*
 * test_axis.c - going on along an axis whose step is known.
 */
#include "data/axis.h"

#include "data/step.h"
#include "time_help.h"

#define AXIS(unit_, pattern, digits, start_, step_, day_) \
	{ .unit = RN_TIME_##unit_, .format = { pattern, digits }, \
	  .start = start_, .step = step_, .day = day_ }

static const struct rn_axis rows = RN_AXIS_ROWS;
static const struct rn_axis fives = AXIS(INDEX, "", 0, 100, 5, 1);
static const struct rn_axis nanos = AXIS(INDEX, "", 0, 0, 3, 1);
static const struct rn_axis quarters = AXIS(SECOND, "%Y-%m-%d %H:%M", 0, 0,
	900, 1);
static const struct rn_axis halves = AXIS(SECOND, "%Y-%m-%d %H:%M:%S.%1f", 1,
	0, 5, 1);
static const struct rn_axis days_31 = AXIS(SECOND, "%Y-%m-%d", 0, 0,
	31 * 86400, 1);
static const struct rn_axis weeks = AXIS(SECOND, "%G-W%V", 0, 0, 7 * 86400, 1);
static const struct rn_axis months = AXIS(MONTH, "%Y-%m", 0, 24000, 1, 1);
static const struct rn_axis ends = AXIS(MONTH, "%Y-%m-%d", 0, 24000, 1,
	RN_LAST_DAY);
static const struct rn_axis seasons = AXIS(MONTH, "%Y-%m-%d", 0, 24000, 3, 15);
static const struct rn_axis workdays = AXIS(WEEKDAY, "%Y-%m-%d", 0, 0, 1, 1);

/* next: what follows the last time, written the same way; NULL: the times are
 * on no such axis. */
static const struct {
	const struct rn_axis *like;
	const char *times, *next;
} cases[] = {
	{ &fives, "7", "12" },
	{ &fives, "-10|-5|0|5", "10" },
	{ &fives, "0|5|11", NULL },
	{ &fives, "0|0", NULL },
	{ &fives, "5|0", NULL },
	{ &fives, "2024-01-01", NULL },
	{ &nanos, "1700000000000000000|1700000000000000003",
	  "1700000000000000006" },
	{ &nanos, "1700000000000000000|1700000000000000004", NULL },
	{ &quarters, "2024-02-28 23:45|2024-02-29 00:00", "2024-02-29 00:15" },
	{ &quarters, "2024-02-29T23:45:30", "2024-03-01T00:00:30" },
	{ &quarters, "2024-02-28 23:45|2024-02-29 00:15", NULL },
	{ &quarters, "12", NULL },
	{ &quarters, "2024-01", NULL },
	/* So few could also be months, but they are not the model's. */
	{ &days_31, "2024-07-01|2024-08-01|2024-09-01", "2024-10-02" },
	{ &days_31, "2024-07-01|2024-08-01|2024-09-01|2024-10-01", NULL },
	{ &months, "2023-11", "2023-12" },
	{ &months, "2023-11|2023-12|2024-01", "2024-02" },
	{ &months, "2024-01-28|2024-02-28", "2024-03-28" },
	{ &months, "2024-01-28 06:30|2024-02-28 06:30", "2024-03-28 06:30" },
	{ &months, "2024-01-28 06:30|2024-02-28 06:31", NULL },
	{ &months, "2024-01-28|2024-02-27", NULL },
	{ &months, "2024-01-29", NULL },
	{ &months, "2024-01|2024-03", NULL },
	{ &months, "1", NULL },
	{ &months, "2024-01-31", "2024-02-29" },
	{ &months, "2024-01-31|2024-02-29", "2024-03-31" },
	{ &months, "2024-01-30", NULL },
	{ &months, "2024Q1", NULL },
	{ &months, "2024-W01", NULL },
	{ &ends, "2023-02-28", "2023-03-31" },
	{ &ends, "2023-02-28|2023-03-31", "2023-04-30" },
	{ &ends, "2023-02-28|2023-03-28", NULL },
	{ &ends, "2024-02-28", "2024-03-28" },
	{ &ends, "2024-02", "2024-03" },
	{ &seasons, "2024Q1|2024Q2", "2024Q3" },
	{ &seasons, "2023-11-01|2024-02-01", "2024-05-01" },
	{ &seasons, "2023-11|2024-01", NULL },
	{ &halves, "2024-01-01 00:00:00.500|2024-01-01 00:00:01.000",
	  "2024-01-01 00:00:01.500" },
	{ &halves, "2024-01-01 00:00:00", NULL },
	{ &quarters, "2024-01-01", NULL },
	{ &quarters, "2024-01-01 00:00:00.000", "2024-01-01 00:15:00.000" },
	{ &quarters, "2024-03-31 01:45+01:00|2024-03-31 03:00+02:00",
	  "2024-03-31 03:15+02:00" },
	{ &weeks, "2024-01-03", "2024-01-10" },
	{ &weeks, "2024-W52", "2025-W01" },
	{ &days_31, "2024-W01", NULL },
	{ &workdays, "2024-01-05", "2024-01-08" },
	{ &workdays, "2024-01-05 09:30|2024-01-08 09:30", "2024-01-09 09:30" },
	{ &workdays, "2024-01-05 09:30|2024-01-08 09:31", NULL },
	{ &workdays, "2024-01-06", NULL },
	{ &workdays, "2024-W01", NULL },
	{ &rows, "1|2", NULL },
	{ &rows, "2024-01-01", NULL },
};

static void test_fits(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct rn_time_format format;
		struct rn_axis axis = rows;
		int64_t at[MOST_TIMES];
		char text[RN_TIME_TEXT];
		int offset = 0;
		const size_t n = parse_times(cases[i].times, &format, at, &offset);
		const bool fits = rn_axis_fits(&axis, cases[i].like, &format, offset,
		                               at, n);

		if (fits != (cases[i].next != NULL))
			fail_msg("%s", cases[i].times);
		if (!fits) {
			assert_memory_equal(&axis, &rows, sizeof(axis));
			continue;
		}
		assert_string_equal(rn_axis_text(text, &axis, (int64_t)n),
		                    cases[i].next);
	}
}

/* Where rows are enough to find their axis, it is the same one. */
static void test_like_find(void **state)
{
	const struct rn_axis *axes[] = { &fives, &quarters, &days_31, &months,
		&seasons, &ends, &workdays };

	(void)state;
	for (size_t i = 0; i < COUNT(axes); i++)
		for (int64_t start = 0; start < 40; start++) {
			struct rn_axis from = *axes[i], found, known;
			struct rn_axis_defect defect;
			struct rn_time_format format;
			struct rn_time time;
			int64_t at[MOST_TIMES];
			char text[RN_TIME_TEXT];

			from.start += start * 7 * (i == 2 ? 86400 : 1);
			for (int64_t k = 0; k < 9; k++) {
				rn_axis_text(text, &from, k);
				assert_null(rn_time_detect(text, strlen(text), &format,
				                           &time));
				at[k] = time.at;
			}
			assert_true(rn_axis_find(at, 9, &format, 0, &found, &defect));
			assert_true(rn_axis_fits(&known, axes[i], &format, 0, at, 9));
			assert_true(known.unit == found.unit);
			assert_true(known.start == found.start);
			assert_true(known.step == found.step);
			assert_string_equal(rn_axis_text(text, &known, 9),
			                    rn_axis_text((char[RN_TIME_TEXT]){ "" },
			                                 &found, 9));
		}
}

/* An axis that is found in a list of times. */
static struct rn_axis axis_of(const char *list)
{
	struct rn_axis_defect defect;
	struct rn_time_format format;
	int64_t at[MOST_TIMES];
	struct rn_axis axis;
	int offset = 0;
	const size_t n = parse_times(list, &format, at, &offset);

	assert_true(rn_axis_find(at, n, &format, offset, &axis, &defect));
	return axis;
}

/* Row k of the one is row `row` of the other; -1: of none. */
static const struct {
	const char *axis, *other;
	int64_t k, row;
} meets[] = {
	{ "1|3|5", "3|5|7", 0, 1 },
	{ "1|3|5", "3|4|5", 1, -1 },
	{ "3|5|7", "1|2|3", 0, -1 },
	{ "9007199254740993|9007199254740994", "9007199254740992"
	  "|9007199254740993", 1, 0 },
	{ "1|2|3", "2024-01-01|2024-01-02", 0, -1 },
	/* The same time in UTC, whatever the offset, format and digits. */
	{ "2024-03-30T22:00+01:00|2024-03-30T23:00+01:00",
	  "2024-03-30T23:00+02:00|2024-03-31T00:00+02:00", 1, 1 },
	{ "2024-03-30T21:00:00Z|2024-03-30T22:00:00Z",
	  "2024-03-30T23:00+01:00|2024-03-31T00:00+01:00", 0, 1 },
	{ "2024-01-01 00:00:00.000|2024-01-01 00:00:01.000",
	  "2024-01-01 00:00:01|2024-01-01 00:00:02", 1, 2 },
	{ "2024-01-01 00:00:00|2024-01-01 00:00:01",
	  "2024-01-01 00:00:00.500|2024-01-01 00:00:01.000", 0, -1 },
	{ "2024-01-01 00:00:00.000000050|2024-01-01 00:00:00.000000100",
	  "2024-01-01 00:00:00.000000100|2024-01-01 00:00:00.000000150", 1, 2 },
	/* Days, months and business days are those that are written. */
	{ "2024-03-30T00:00+01:00|2024-03-31T00:00+01:00",
	  "2024-03-31T00:00+02:00|2024-04-01T00:00+02:00", 0, 1 },
	{ "2024-01|2024-02", "2024-03|2024-04", 1, 3 },
	{ "2024-01-31|2024-02-29", "2024-01-01|2024-02-01", 0, -1 },
	{ "2024-01-04|2024-01-05|2024-01-08", "2024-01-05|2024-01-08|2024-01-09",
	  2, 3 },
	{ "2024-01-04|2024-01-05|2024-01-08", "2024-01-05|2024-01-06", 1, -1 },
};

static void test_meet(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(meets); i++) {
		const struct rn_axis axis = axis_of(meets[i].axis);
		const struct rn_axis other = axis_of(meets[i].other);
		int64_t row = -2;
		const bool is_met = rn_axis_meet(&axis, &other, meets[i].k, &row);

		if (is_met != (meets[i].row >= 0)
		    || (is_met && row != meets[i].row))
			fail_msg("%zu: %d %lld", i, is_met, (long long)row);
	}
}

/* Steps that were left out have no row; behind the last place all have. */
static void test_places(void **state)
{
	static const int64_t place[] = { 0, 1, 4, 6 }, at[] = { 0, 1, -1, -1, 2,
		-1, 3, 4, 5 };
	struct rn_axis axis = axis_of("2024-01-01|2024-01-02");
	const struct rn_axis whole = axis;
	int64_t row;

	(void)state;
	axis.place = place;
	axis.n_place = COUNT(place);
	for (int64_t k = 0; k < (int64_t)COUNT(at); k++) {
		assert_int_equal(rn_axis_row(&axis, k), at[k]);
		assert_int_equal(rn_axis_meet(&axis, &whole, k, &row), at[k] >= 0);
		assert_true(at[k] < 0 || row == at[k]);
	}
	axis = rn_axis_from(&axis, 2);
	assert_int_equal(rn_axis_row(&axis, 1), -1);
	assert_int_equal(rn_axis_row(&axis, 4), 0);
	assert_int_equal(rn_axis_row(&axis, 8), 3);
}

/* The last row that can be written, and the first that cannot. */
static void test_can_write(void **state)
{
	static const struct {
		const char *list;
		int64_t last;
	} ends_of[] = {
		{ "9999-12-29|9999-12-30", 2 }, { "9998|9999", INT32_MAX },
		{ "9999-09|9999-10", 3 }, { "9999-W50|9999-W51", 2 },
		{ "9999-12-31T23:00+01:00|9999-12-31T23:30+01:00", 1 },
		{ "9999-10-31|9999-11-30", 2 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(ends_of); i++) {
		const struct rn_axis axis = axis_of(ends_of[i].list);

		assert_true(rn_axis_can_write(&axis, ends_of[i].last));
		if (ends_of[i].last < INT32_MAX
		    && rn_axis_can_write(&axis, ends_of[i].last + 1))
			fail_msg("%zu", i);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_meet),
		cmocka_unit_test(test_places),
		cmocka_unit_test(test_can_write),
		cmocka_unit_test(test_fits),
		cmocka_unit_test(test_like_find),
	};

	return cmocka_run_group_tests_name("axis", tests, NULL, NULL);
}

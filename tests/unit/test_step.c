/*
 * test_step.c - the step of a time axis, found from its rows.
 */
#include "data/step.h"

#include "time_help.h"

static bool find(const char *list, struct rn_axis *axis,
                 struct rn_axis_defect *defect)
{
	struct rn_time_format format;
	int64_t at[MOST_TIMES];
	int offset = 0;
	const size_t n = parse_times(list, &format, at, &offset);

	return rn_axis_find(at, n, &format, offset, axis, defect);
}

static void test_find(void **state)
{
	static const struct {
		const char *list, *step, *next, *name;
		int season;
	} cases[] = {
		{ "2024-02-28|2024-02-29|2024-03-01", "1d", "2024-03-02",
		  "seconds %Y-%m-%d", 7 },
		{ "2024-12-30|2024-12-31", "1d", "2025-01-01", "seconds %Y-%m-%d",
		  7 },
		{ "2023-02-01|2023-02-08|2023-02-15", "7d", "2023-02-22",
		  "seconds %Y-%m-%d", 0 },
		{ "2020-01-01|2020-02-01|2020-03-01|2020-04-01", "1 month",
		  "2020-05-01", "months %Y-%m-%d", 12 },
		{ "2021-07-15|2021-08-15|2021-09-15", "1 month", "2021-10-15",
		  "months %Y-%m-%d", 12 },
		{ "2019-10-01|2020-01-01|2020-04-01", "3 months", "2020-07-01",
		  "months %Y-%m-%d", 4 },
		{ "2019-01-28|2020-01-28|2021-01-28", "12 months", "2022-01-28",
		  "months %Y-%m-%d", 0 },
		{ "2020-01-01 06:00|2020-02-01 06:00|2020-03-01 06:00", "1 month",
		  "2020-04-01 06:00", "months %Y-%m-%d %H:%M", 12 },
		{ "2023-01-31|2023-02-28", "1 month", "2023-03-31",
		  "months %Y-%m-%d", 12 },
		{ "2023-11-30|2023-12-31|2024-01-31", "1 month", "2024-02-29",
		  "months %Y-%m-%d", 12 },
		{ "2023-02-28|2024-02-29", "12 months", "2025-02-28",
		  "months %Y-%m-%d", 0 },
		/* The 28th is a day that every month has. */
		{ "2022-02-28|2023-02-28", "12 months", "2024-02-28",
		  "months %Y-%m-%d", 0 },
		{ "2023-11|2023-12|2024-01", "1 month", "2024-02", "months %Y-%m",
		  12 },
		{ "2023Q3|2023Q4", "3 months", "2024Q1", "months %YQ%q", 4 },
		{ "2023-Q4|2025-Q4", "24 months", "2027-Q4", "months %Y-Q%q", 0 },
		{ "2020-W52|2020-W53", "7d", "2021-W01", "seconds %G-W%V", 0 },
		/* Two weeks of one day of the month are no months. */
		{ "2024-W01|2024-W14", "91d", "2024-W27", "seconds %G-W%V", 0 },
		{ "2020-W53-6|2020-W53-7", "1d", "2021-W01-1", "seconds %G-W%V-%u",
		  7 },
		{ "2024-12-31 23:30|2024-12-31 23:45", "15min", "2025-01-01 00:00",
		  "seconds %Y-%m-%d %H:%M", 96 },
		{ "2024-02-28T23:00:00|2024-02-29T00:00:00", "1h",
		  "2024-02-29T01:00:00", "seconds %Y-%m-%dT%H:%M:%S", 24 },
		{ "2024-01-01 00:00:00|2024-01-01 00:00:30", "30s",
		  "2024-01-01 00:01:00", "seconds %Y-%m-%d %H:%M:%S", 2880 },
		{ "2024-01-01 00:00|2024-01-01 07:00", "7h", "2024-01-01 14:00",
		  "seconds %Y-%m-%d %H:%M", 0 },
		{ "2024-01-01 00:00:00.8|2024-01-01 00:00:00.9", "100ms",
		  "2024-01-01 00:00:01.0", "seconds %Y-%m-%d %H:%M:%S.%1f", 864000 },
		{ "2024-01-01 00:00:00.00|2024-01-01 01:00:00.00", "1h",
		  "2024-01-01 02:00:00.00", "seconds %Y-%m-%d %H:%M:%S.%2f", 24 },
		{ "2024-03-31 01:00+01:00|2024-03-31 03:00+02:00", "1h",
		  "2024-03-31 04:00+02:00", "seconds %Y-%m-%d %H:%M%6z", 24 },
		{ "1700000000|1700003600|1700007200", "3600", "1700010800", "index",
		  0 },
		{ "-4|-2|0", "2", "2", "index", 0 },
		{ "2024-01-04|2024-01-05|2024-01-08", "1 business day", "2024-01-09",
		  "weekdays %Y-%m-%d", 5 },
		{ "2024-01-05|2024-01-08|2024-01-09", "1 business day", "2024-01-10",
		  "weekdays %Y-%m-%d", 5 },
		{ "2024-01-04T09:30|2024-01-05T09:30|2024-01-08T09:30",
		  "1 business day", "2024-01-09T09:30", "weekdays %Y-%m-%dT%H:%M",
		  5 },
		/* Without a weekend, days are days. */
		{ "2024-01-03|2024-01-04|2024-01-05", "1d", "2024-01-06",
		  "seconds %Y-%m-%d", 7 },
		{ "2024-01-05|2024-01-08", "3d", "2024-01-11", "seconds %Y-%m-%d",
		  0 },
		/* One row has the least step there is. */
		{ "2024-01-01", "1d", "2024-01-02", "seconds %Y-%m-%d", 7 },
		{ "2024-01-01 00:00", "1min", "2024-01-01 00:01",
		  "seconds %Y-%m-%d %H:%M", 1440 },
		{ "2024-01", "1 month", "2024-02", "months %Y-%m", 12 },
		{ "2024Q4", "3 months", "2025Q1", "months %YQ%q", 4 },
		{ "2024-W52", "7d", "2025-W01", "seconds %G-W%V", 0 },
		{ "17", "1", "18", "index", 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct rn_axis axis, other;
		struct rn_axis_defect defect;
		char text[RN_TIME_TEXT], name[RN_AXIS_NAME];
		const char *p = cases[i].list;
		int64_t n = 0;

		if (!find(p, &axis, &defect))
			fail_msg("%s: %s", p, defect.what);
		assert_string_equal(rn_axis_step_text(text, &axis), cases[i].step);
		assert_int_equal(rn_axis_season(&axis), cases[i].season);
		assert_true(rn_axis_is_sane(&axis));
		for (; *p && !strchr(cases[i].list, '+'); n++) {
			const size_t len = strcspn(p, "|");

			rn_axis_text(text, &axis, n);
			assert_int_equal(strlen(text), len);
			assert_memory_equal(text, p, len);
			p += len + (p[len] == '|');
		}
		assert_string_equal(rn_axis_text(text, &axis, n ? n : 2),
		                    cases[i].next);
		assert_string_equal(rn_axis_format_name(name, &axis), cases[i].name);
		assert_true(rn_axis_format_find(name, &other));
		assert_int_equal(other.unit, axis.unit);
		assert_true(rn_time_format_same(&other.format, &axis.format));
	}
}

static void test_defects(void **state)
{
	static const struct {
		const char *list;
		enum rn_axis_defect_kind kind;
		size_t row, n;
		const char *what, *hint;
	} cases[] = {
		{ "2024-01-01|2024-01-02|2024-01-02|2024-01-03", RN_AXIS_SAME, 2, 1,
		  "same time as", "keep one" },
		{ "2024-01-01|2024-01-02|2024-01-05|2024-01-06", RN_AXIS_GAP, 2, 1,
		  "2 steps of 1d missing after", "fill the gap with --missing" },
		{ "2024-01-01|2024-01-03|2024-01-04|2024-01-05", RN_AXIS_GAP, 1, 1,
		  "1 step of 1d missing after", "fill the gap" },
		{ "2024-01-01|2024-01-02|2024-01-04", RN_AXIS_GAP, 2, 1,
		  "1 step of 1d missing after", "fill the gap" },
		{ "2024-01-01|2024-01-02|2024-01-04|2024-01-05|2024-01-07|2024-01-08",
		  RN_AXIS_GAP, 2, 2, "1 step of 1d missing after", "fill the gap" },
		{ "2024-01-03|2024-01-02|2024-01-01", RN_AXIS_BACK, 1, 2,
		  "earlier than", "sort" },
		{ "2024-01-01|2024-01-01|2024-01-01", RN_AXIS_SAME, 1, 2,
		  "same time as", "keep one" },
		{ "2024-01-01 00:00|2024-01-01 01:00|2024-01-01 02:10"
		  "|2024-01-01 03:10|2024-01-01 04:10", RN_AXIS_OFF, 2, 1,
		  "not a whole number of steps of 1h after",
		  "give the step with --freq" },
		{ "2024-10-27 01:00|2024-10-27 02:00|2024-10-27 02:00"
		  "|2024-10-27 03:00", RN_AXIS_SAME, 2, 1, "same time as",
		  "if this is daylight" },
		{ "2024-03-31 01:30|2024-03-31 01:45|2024-03-31 03:00"
		  "|2024-03-31 03:15", RN_AXIS_GAP, 2, 1,
		  "4 steps of 15min missing after", "if this is daylight" },
		/* UTC knows no daylight saving. */
		{ "2024-03-31T01:00Z|2024-03-31T02:00Z|2024-03-31T04:00Z"
		  "|2024-03-31T05:00Z", RN_AXIS_GAP, 2, 1,
		  "1 step of 1h missing after", "fill the gap" },
		{ "2020-01-01|2020-02-01|2020-04-01|2020-05-01", RN_AXIS_GAP, 2, 1,
		  "1 step of 1 month missing after", "fill the gap" },
		{ "2020-01-31|2020-02-29|2020-04-30|2020-05-31", RN_AXIS_GAP, 2, 1,
		  "1 step of 1 month missing after", "fill the gap" },
		{ "2020Q1|2020Q2|2020Q4", RN_AXIS_GAP, 2, 1,
		  "1 step of 3 months missing after", "fill the gap" },
		{ "2020-03-30|2020-04-30|2020-05-30", RN_AXIS_OFF, 2, 1, "",
		  "write months" },
		{ "2024-01-04|2024-01-05|2024-01-08|2024-01-10|2024-01-11",
		  RN_AXIS_GAP, 3, 1, "1 step of 1 business day missing after",
		  "fill the gap" },
		{ "2024-01-04|2024-01-05|2024-01-08|2024-01-09|2024-01-11|2024-01-12"
		  "|2024-01-15|2024-01-17", RN_AXIS_GAP, 4, 2,
		  "1 step of 1 business day missing after", "fill the gap" },
		/* A Saturday makes days of them. */
		{ "2024-01-04|2024-01-05|2024-01-08|2024-01-09|2024-01-13",
		  RN_AXIS_GAP, 2, 2, "2 steps of 1d missing after", "fill the gap" },
		{ "1|2|4|5", RN_AXIS_GAP, 2, 1, "1 step of 1 missing after",
		  "fill the gap" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct rn_axis axis;
		struct rn_axis_defect defect;

		if (find(cases[i].list, &axis, &defect))
			fail_msg("%s: taken", cases[i].list);
		if (cases[i].what[0])
			assert_string_equal(defect.what, cases[i].what);
		if (cases[i].what[0])
			assert_int_equal(defect.row, cases[i].row);
		assert_int_equal(defect.kind, cases[i].kind);
		assert_int_equal(defect.n, cases[i].n);
		assert_non_null(strstr(defect.hint, cases[i].hint));
		assert_int_equal(!strstr(defect.hint, "daylight"),
		                 !strstr(cases[i].hint, "daylight"));
	}
}

/* The most common step wins, however the file begins. */
static void test_common_step(void **state)
{
	enum { N = 2000 };
	static int64_t at[N];
	const struct rn_time_format format = { .digits = 0 };
	struct rn_axis axis;
	struct rn_axis_defect defect;

	(void)state;
	for (int k = 1; k < N; k++)
		at[k] = at[k - 1] + (k < 500 ? k * 10 : 7);
	assert_false(rn_axis_find(at, N, &format, 0, &axis, &defect));
	assert_true(axis.step == 7);
	assert_int_equal(defect.row, 1);
	assert_int_equal(defect.n, 499);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_find),
		cmocka_unit_test(test_defects),
		cmocka_unit_test(test_common_step),
	};

	return cmocka_run_group_tests_name("step", tests, NULL, NULL);
}

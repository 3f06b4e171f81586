/*
 * test_time.c - times, calendars and time axes.
 */
#include "data/time.h"

#include "data/calendar.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <cmocka.h>

enum { MOST = 64 };

static void test_parse(void **state)
{
	static const struct { const char *text; int64_t at; } cases[] = {
		{ "1970-01-01", 0 }, { "1970-01-02", 86400 },
		{ "1969-12-31", -86400 }, { "2024-02-29", 1709164800 },
		{ "2000-02-29", 951782400 }, { "0000-02-29", -62162121600 },
		{ "9999-12-31", 253402214400 }, { "2024-03", 1709251200 },
		{ "2024-01-01 00:15", 1704068100 },
		{ "2024-01-01T23:59:59", 1704153599 },
		{ "0", 0 }, { "-12", -12 }, { "007", 7 }, { "1700000000", 1700000000 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct rn_time_format format;
		int64_t at = -1;

		assert_null(rn_time_parse(cases[i].text, strlen(cases[i].text),
		                          &format, &at));
		assert_true(at == cases[i].at);
	}
}

static void test_refuse(void **state)
{
	static const struct { const char *text, *what; } cases[] = {
		{ "", "time format not known" }, { "-", "time format not known" },
		{ "01/02/2024", "time format not known" },
		{ "2024-1-1", "time format not known" },
		{ "2024-01-01 1:00", "time format not known" },
		{ "2024-01-01x01:00", "time format not known" },
		{ "2024-01T01", "time format not known" },
		{ "2024T01-01", "time format not known" },
		{ "2024-01-01 00:00:00Z", "time format not known" },
		{ "1.5", "time format not known" }, { "+5", "time format not known" },
		{ "2023-02-29", "no such day" }, { "1900-02-29", "no such day" },
		{ "2024-04-31", "no such day" }, { "2024-01-00", "no such day" },
		{ "2024-13-01", "no such month" }, { "2024-00", "no such month" },
		{ "2024-01-01 25:00", "no such hour" },
		{ "2024-01-01 24:00",
		  "no such hour; hour 24 is hour 00 of the next day" },
		{ "2024-01-01 00:60", "no such minute" },
		{ "2024-01-01 00:00:60", "no such second" },
		{ "9223372036854775807", "too large a number" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct rn_time_format format;
		int64_t at;

		assert_string_equal(rn_time_parse(cases[i].text,
		                                  strlen(cases[i].text),
		                                  &format, &at), cases[i].what);
	}
}

/* The C library's calendar, which was written by somebody else. */
static void test_like_timegm(void **state)
{
	(void)state;
	for (int64_t at = -62167219200; at < 253402300800; at += 86400 * 11 + 7) {
		const time_t t = (time_t)at;
		const struct rn_civil c = rn_civil_of(at);
		struct tm tm;
		char text[80], again[RN_TIME_TEXT];
		struct rn_time_format format;
		struct rn_axis axis = { RN_TIME_SECOND,
			{ false, true, ' ', true }, at, 1, 1, 0 };
		int64_t back = 0;

		assert_non_null(gmtime_r(&t, &tm));
		assert_true(c.year == tm.tm_year + 1900);
		assert_int_equal(c.month, tm.tm_mon + 1);
		assert_int_equal(c.day, tm.tm_mday);
		assert_int_equal(c.clock, tm.tm_hour * 3600 + tm.tm_min * 60
		                 + tm.tm_sec);
		assert_true(rn_days_of(c.year, c.month, c.day) * RN_DAY + c.clock
		            == timegm(&tm));
		snprintf(text, sizeof(text), "%04d-%02d-%02d %02d:%02d:%02d",
		         tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour,
		         tm.tm_min, tm.tm_sec);
		assert_null(rn_time_parse(text, strlen(text), &format, &back));
		assert_true(back == at);
		assert_string_equal(rn_axis_text(again, &axis, 0), text);
	}
}

/* Splits a list at '|' into times, and finds its axis. */
static bool find(const char *list, struct rn_axis *axis,
                 struct rn_axis_defect *defect)
{
	struct rn_time_format format, first = { false, false, 0, false };
	int64_t at[MOST];
	size_t n = 0;

	for (const char *p = list; *p; n++) {
		const size_t len = strcspn(p, "|");

		assert_true(n < MOST);
		assert_null(rn_time_parse(p, len, &format, &at[n]));
		if (n == 0)
			first = format;
		assert_true(rn_time_format_same(&first, &format));
		p += len + (p[len] == '|');
	}
	return rn_axis_find(at, n, &first, axis, defect);
}

static void test_axis(void **state)
{
	static const struct {
		const char *list, *step, *next, *name;
		int season;
	} cases[] = {
		{ "2024-02-28|2024-02-29|2024-03-01", "1d", "2024-03-02",
		  "YYYY-MM-DD", 7 },
		{ "2024-12-30|2024-12-31", "1d", "2025-01-01", "YYYY-MM-DD", 7 },
		{ "2023-02-01|2023-02-08|2023-02-15", "7d", "2023-02-22",
		  "YYYY-MM-DD", 0 },
		{ "2020-01-01|2020-02-01|2020-03-01|2020-04-01", "1 month",
		  "2020-05-01", "months YYYY-MM-DD", 12 },
		{ "2021-07-15|2021-08-15|2021-09-15", "1 month", "2021-10-15",
		  "months YYYY-MM-DD", 12 },
		{ "2019-10-01|2020-01-01|2020-04-01", "3 months", "2020-07-01",
		  "months YYYY-MM-DD", 4 },
		{ "2019-01-28|2020-01-28|2021-01-28", "12 months", "2022-01-28",
		  "months YYYY-MM-DD", 0 },
		{ "2020-01-01 06:00|2020-02-01 06:00|2020-03-01 06:00", "1 month",
		  "2020-04-01 06:00", "months YYYY-MM-DD HH:MM", 12 },
		{ "2023-11|2023-12|2024-01", "1 month", "2024-02", "YYYY-MM", 12 },
		{ "2024-12-31 23:30|2024-12-31 23:45", "15min", "2025-01-01 00:00",
		  "YYYY-MM-DD HH:MM", 96 },
		{ "2024-02-28T23:00:00|2024-02-29T00:00:00", "1h",
		  "2024-02-29T01:00:00", "YYYY-MM-DDTHH:MM:SS", 24 },
		{ "2024-01-01 00:00:00|2024-01-01 00:00:30", "30s",
		  "2024-01-01 00:01:00", "YYYY-MM-DD HH:MM:SS", 2880 },
		{ "2024-01-01 00:00|2024-01-01 07:00", "7h", "2024-01-01 14:00",
		  "YYYY-MM-DD HH:MM", 0 },
		{ "1700000000|1700003600|1700007200", "3600", "1700010800", "index",
		  0 },
		{ "-4|-2|0", "2", "2", "index", 0 },
		{ "2024-01-01", "1d", "2024-01-02", "YYYY-MM-DD", 7 },
		{ "2024-01", "1 month", "2024-02", "YYYY-MM", 12 },
		{ "17", "1", "18", "index", 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct rn_axis axis, other;
		struct rn_axis_defect defect;
		char text[RN_TIME_TEXT];
		const char *p = cases[i].list;
		int64_t n = 0;

		assert_true(find(cases[i].list, &axis, &defect));
		assert_string_equal(rn_axis_step_text(text, &axis), cases[i].step);
		assert_int_equal(rn_axis_season(&axis), cases[i].season);
		for (; *p; n++) {
			const size_t len = strcspn(p, "|");

			rn_axis_text(text, &axis, n);
			assert_int_equal(strlen(text), len);
			assert_memory_equal(text, p, len);
			p += len + (p[len] == '|');
		}
		assert_string_equal(rn_axis_text(text, &axis, n), cases[i].next);
		assert_string_equal(rn_axis_format_name(&axis), cases[i].name);
		assert_true(rn_axis_format_find(cases[i].name, &other));
		assert_int_equal(other.unit, axis.unit);
		assert_true(rn_time_format_same(&other.format, &axis.format));
	}
}

static void test_defects(void **state)
{
	static const struct {
		const char *list;
		size_t row;
		const char *what, *hint;
	} cases[] = {
		{ "2024-01-01|2024-01-02|2024-01-02|2024-01-03", 2, "same time as",
		  "keep one" },
		{ "2024-01-01|2024-01-02|2024-01-05|2024-01-06", 2,
		  "2 steps of 1d missing after", "fill the gap" },
		{ "2024-01-01|2024-01-03|2024-01-04|2024-01-05", 1,
		  "1 step of 1d missing after", "fill the gap" },
		{ "2024-01-01|2024-01-02|2024-01-04", 2, "1 step of 1d missing after",
		  "fill the gap" },
		{ "2024-01-03|2024-01-02|2024-01-01", 1, "earlier than", "sort" },
		{ "2024-01-01|2024-01-01|2024-01-01", 1, "same time as", "keep one" },
		{ "2024-01-01 00:00|2024-01-01 01:00|2024-01-01 02:10"
		  "|2024-01-01 03:10|2024-01-01 04:10", 2,
		  "not a whole number of steps of 1h after", "every row" },
		{ "2024-10-27 01:00|2024-10-27 02:00|2024-10-27 02:00"
		  "|2024-10-27 03:00", 2, "same time as", "if this is daylight" },
		{ "2024-03-31 01:30|2024-03-31 01:45|2024-03-31 03:00"
		  "|2024-03-31 03:15", 2, "4 steps of 15min missing after",
		  "if this is daylight" },
		{ "2020-01-01|2020-02-01|2020-04-01|2020-05-01", 2,
		  "1 step of 1 month missing after", "fill the gap" },
		{ "2020-01-31|2020-02-29|2020-03-31", 1, "", "write months" },
		{ "2020-03-30|2020-04-30|2020-05-30", 1, "", "write months" },
		{ "1|2|4|5", 2, "1 step of 1 missing after", "fill the gap" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct rn_axis axis;
		struct rn_axis_defect defect;

		assert_false(find(cases[i].list, &axis, &defect));
		if (cases[i].what[0])
			assert_string_equal(defect.what, cases[i].what);
		if (cases[i].what[0])
			assert_int_equal(defect.row, cases[i].row);
		assert_memory_equal(defect.hint, cases[i].hint,
		                    strlen(cases[i].hint));
	}
}

/* The most common step wins, however the file begins. */
static void test_common_step(void **state)
{
	enum { N = 2000 };
	static int64_t at[N];
	const struct rn_time_format format = { true, false, 0, false };
	struct rn_axis axis;
	struct rn_axis_defect defect;

	(void)state;
	for (int k = 1; k < N; k++)
		at[k] = at[k - 1] + (k < 500 ? k * 10 : 7);
	assert_false(rn_axis_find(at, N, &format, &axis, &defect));
	assert_true(axis.step == 7);
	assert_int_equal(defect.row, 1);
}

/* Times beyond all that can be counted are held at the end, not wrapped. */
static void test_far(void **state)
{
	struct rn_axis axis = { RN_TIME_INDEX, { true, false, 0, false },
		INT64_MAX / 2, INT64_MAX / 2, 1, 0 };
	char text[RN_TIME_TEXT];

	(void)state;
	assert_string_equal(rn_axis_text(text, &axis, 100), "9223372036854775807");
	axis.unit = RN_TIME_MONTH;
	axis.format = (struct rn_time_format){ false, true, 'T', true };
	assert_true(strlen(rn_axis_text(text, &axis, 100)) < RN_TIME_TEXT);
	assert_true(rn_axis_number(&axis, 100) > 1e15);
	axis.unit = RN_TIME_SECOND;
	assert_true(strlen(rn_axis_text(text, &axis, -100)) < RN_TIME_TEXT);
}

static void test_numbers(void **state)
{
	const struct rn_axis months = { RN_TIME_MONTH,
		{ false, true, 0, false }, 1970 * 12, 1, 15, 3600 };
	const struct rn_axis rows = RN_AXIS_ROWS;
	char text[RN_TIME_TEXT];

	(void)state;
	assert_true(rn_axis_number(&months, 0) == 14 * 86400 + 3600);
	assert_true(rn_axis_number(&months, 12) == 379 * 86400 + 3600);
	assert_true(rn_axis_number(&rows, 5) == 5);
	assert_string_equal(rn_axis_text(text, &rows, 5), "5");
	assert_string_equal(rn_axis_step_text(text, &rows), "1");
	assert_string_equal(rn_axis_format_name(&rows), "row");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parse),
		cmocka_unit_test(test_refuse),
		cmocka_unit_test(test_like_timegm),
		cmocka_unit_test(test_axis),
		cmocka_unit_test(test_defects),
		cmocka_unit_test(test_common_step),
		cmocka_unit_test(test_far),
		cmocka_unit_test(test_numbers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

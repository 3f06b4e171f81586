/*
 * test_calendar.c - days and weeks, beside the C library's.
 */
#include "data/calendar.h"

#include "help.h"

#include <time.h>

static void test_like_timegm(void **state)
{
	(void)state;
	for (int64_t at = -62167219200; at < 253402300800; at += 86400 * 11 + 7) {
		const time_t t = (time_t)at;
		const struct rn_civil c = rn_civil_of(at);
		const int64_t days = rn_floor_div(at, RN_DAY);
		struct tm tm;
		char week[32], text[32];
		int64_t year;
		int n;

		assert_non_null(gmtime_r(&t, &tm));
		assert_true(c.year == tm.tm_year + 1900);
		assert_int_equal(c.month, tm.tm_mon + 1);
		assert_int_equal(c.day, tm.tm_mday);
		assert_int_equal(c.clock, tm.tm_hour * 3600 + tm.tm_min * 60
		                 + tm.tm_sec);
		assert_true(rn_days_of(c.year, c.month, c.day) * RN_DAY + c.clock
		            == timegm(&tm));
		assert_int_equal(rn_weekday_of(days), (tm.tm_wday + 6) % 7 + 1);
		n = rn_week_of(days, &year);
		strftime(week, sizeof(week), "%G %V", &tm);
		snprintf(text, sizeof(text), "%lld %02d", (long long)year, n);
		if (week[0] != '-' && year > 999)
			assert_string_equal(text, week);
		assert_true(rn_days_of_week(year, n) + rn_weekday_of(days) - 1
		            == days);
		assert_in_range(n, 1, rn_weeks_in_year(year));
	}
}

/* Years without end: the era repeats every 400 of them. */
static void test_far(void **state)
{
	(void)state;
	for (int64_t year = -1000000000; year < 1000000000; year += 99999937) {
		const int64_t days = rn_days_of(year, 2, 28);
		const struct rn_civil c = rn_civil_of(days * RN_DAY);

		assert_true(c.year == year && c.month == 2 && c.day == 28);
		assert_int_equal(rn_days_of(year, 3, 1) - days,
		                 rn_days_in_month(year, 2) - 27);
		assert_true(rn_days_of(year + 400, 2, 28) - days == 146097);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_like_timegm),
		cmocka_unit_test(test_far),
	};

	return cmocka_run_group_tests_name("calendar", tests, NULL, NULL);
}

/*
 * test_time_parse.c - times in formats that were given.
 */
#include "data/time_parse.h"

#include "data/time_text.h"
#include "time_help.h"

/* Each text is written back as it was. */
static void test_settle(void **state)
{
	static const struct {
		const char *format, *text, *settled;
		int64_t at;
		int offset;
	} cases[] = {
		{ "%d/%m/%Y", "02/01/1970", "%d/%m/%Y", 86400, 0 },
		{ "%m/%d/%Y", "02/01/1970", "%m/%d/%Y", 31 * 86400, 0 },
		{ "%-m/%-d/%Y", "2/1/1970", "%-m/%-d/%Y", 31 * 86400, 0 },
		{ "%-m/%-d/%Y", "12/31/1969", "%-m/%-d/%Y", -86400, 0 },
		{ "%Y%m%d", "19700102", "%Y%m%d", 86400, 0 },
		{ "%Y%m%d%H%M%S", "19700102000001", "%Y%m%d%H%M%S", 86401, 0 },
		{ "%d.%m.%y", "01.01.70", "%d.%m.%y", 0, 0 },
		{ "%d.%m.%y", "01.01.69", "%d.%m.%y", -365 * 86400, 0 },
		{ "%d.%m.%y", "01.01.68", "%d.%m.%y", 3092601600, 0 },
		{ "%d %b %Y", "02 Jan 1970", "%d %b %Y", 86400, 0 },
		{ "%d %b %Y", "02 JAN 1970", "%d %^b %Y", 86400, 0 },
		{ "%d%b%Y", "02jan1970", "%d%#b%Y", 86400, 0 },
		{ "%B %e, %Y", "January  2, 1970", "%B %_d, %Y", 86400, 0 },
		{ "%B %e, %Y", "May 31, 1970", "%B %_d, %Y", 150 * 86400, 0 },
		{ "%e.%m.%Y", "31.12.1969", "%_d.%m.%Y", -86400, 0 },
		{ "%F %I:%M %p", "1970-01-01 12:30 AM", "%Y-%m-%d %I:%M %^p", 1800,
		  0 },
		{ "%F %I:%M %p", "1970-01-01 12:30 PM", "%Y-%m-%d %I:%M %^p", 45000,
		  0 },
		{ "%F %-I%p", "1970-01-01 1pm", "%Y-%m-%d %-I%#p", 46800, 0 },
		{ "%F %T.%f", "1970-01-01 00:00:01.25", "%Y-%m-%d %H:%M:%S.%2f", 125,
		  0 },
		{ "%F %T%z", "1970-01-01 00:00:01+01:00", "%Y-%m-%d %H:%M:%S%6z",
		  -3599, 3600 },
		{ "%F %T %z", "1970-01-01 00:00:01 -0100", "%Y-%m-%d %H:%M:%S %5z",
		  3601, -3600 },
		{ "%F %H%z", "1970-01-01 00+02", "%Y-%m-%d %H%3z", -7200, 7200 },
		{ "%j/%Y", "366/1972", "%j/%Y", 94608000, 0 },
		{ "%GW%V%u", "1970W014", "%GW%V%u", 0, 0 },
		{ "%Y", "1971", "%Y", 365 * 86400, 0 },
		{ "%qQ%Y", "2Q1970", "%qQ%Y", 90 * 86400, 0 },
		{ "%s", "1700000000", "%s", 1700000000, 0 },
		{ "%s", "-5", "%s", -5, 0 },
		{ "ms", "1700000000123", "%3s", 1700000000123, 0 },
		{ "%s.%f", "1700000000.123", "%s.%3f", 1700000000123, 0 },
		{ "[%Y%%]", "[1970%]", "[%Y%%]", 0, 0 },
		{ "%Y\u5e74%-m\u6708", "1970\u5e742\u6708", "%Y\u5e74%-m\u6708",
		  31 * 86400, 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *text = cases[i].text;
		struct rn_time_format format;
		struct rn_moment m;
		struct rn_error err;
		struct rn_time time, again;
		char buf[RN_TIME_TEXT];
		const char *what;

		assert_ok(rn_time_format_set(&format, cases[i].format, &err), &err);
		what = rn_time_settle(&format, text, strlen(text), &time);
		if (what)
			fail_msg("%s: %s", text, what);
		assert_string_equal(format.pattern, cases[i].settled);
		assert_int_equal(time.at, cases[i].at);
		assert_int_equal(time.offset, cases[i].offset);
		m = rn_moment_of(&format, &time);
		assert_string_equal(rn_moment_text(buf, &format, &m), text);
		assert_null(rn_time_parse(&format, text, strlen(text), &again));
		assert_memory_equal(&again.at, &time.at, sizeof(time.at));
		format = time_format(format.pattern);
	}
}

static void test_refuse(void **state)
{
	static const struct { const char *format, *text, *what; } cases[] = {
		{ "%d/%m/%Y", "1/2/2024", NULL },
		{ "%d/%m/%Y", "01/02/24", NULL },
		{ "%d/%m/%Y", "01/02/2024 ", NULL },
		{ "%d/%m/%Y", "01-02-2024", NULL },
		{ "%d/%m/%Y", "", NULL },
		{ "%d/%m/%Y", "01/02/202", NULL },
		{ "%d/%m/%Y", "13/13/2024", "no such month" },
		{ "%d/%m/%Y", "31/02/2024", "no such day" },
		{ "%-d/%m/%Y", "01/02/2024", NULL },
		{ "%e/%m/%Y", "01/02/2024", NULL },
		{ "%m-%_d-%Y", "01-1-2024", NULL },
		{ "%d %b %Y", "02 Jam 1970", NULL },
		{ "%d %b %Y", "02 January 1970", NULL },
		{ "%d %B %Y", "02 Jan 1970", NULL },
		{ "%F %I %p", "1970-01-01 13 PM", "no such hour" },
		{ "%F %I %p", "1970-01-01 00 AM", "no such hour" },
		{ "%F %I %p", "1970-01-01 12 XM", NULL },
		{ "%F %T.%3f", "1970-01-01 00:00:01.25", NULL },
		{ "%F %T.%3f", "1970-01-01 00:00:01.2500", NULL },
		{ "%F %T.%f", "1970-01-01 00:00:01.", NULL },
		{ "%F %T%5z", "1970-01-01 00:00:01+01:00", NULL },
		{ "%F %T%6z", "1970-01-01 00:00:01+01", NULL },
		{ "%F %T%z", "1970-01-01 00:00:01Z", NULL },
		{ "%F %T%z", "1970-01-01 00:00:01+1", NULL },
		{ "%F %T%z", "1970-01-01 00:00:01+01:", NULL },
		{ "%j %Y", "366 2023", "no such day" },
		{ "%j %Y", "000 2023", "no such day" },
		{ "%G %V", "2021 53", "no such week" },
		{ "%s", "x", NULL }, { "%s", "", NULL }, { "%s", "1.5", NULL },
		{ "%s.%f", "-1.5", NULL },
		{ "%s", "99999999999999999999", "too large a number" },
		{ "ns", "99999999999999999999", "too large a number" },
		{ "%s.%9f", "9999999999.123456789",
		  "too far from 1970 to be counted in so small a unit" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *text = cases[i].text, *what;
		const char *want = cases[i].what ? cases[i].what : rn_time_unknown;
		struct rn_time_format format;
		struct rn_error err;
		struct rn_time time;

		assert_ok(rn_time_format_set(&format, cases[i].format, &err), &err);
		what = rn_time_settle(&format, text, strlen(text), &time);
		if (!what || strcmp(what, want) != 0)
			fail_msg("%s as %s: %s", text, cases[i].format,
			         what ? what : "taken");
	}
}

/* Whatever the time, what was written is read again. */
static void test_round_trip(void **state)
{
	static const char *const patterns[] = {
		"%Y-%m-%d %H:%M:%S.%9f%6z", "%d/%m/%Y %I:%M:%S %p,%4f",
		"%-m/%-d/%Y %_I:%M:%S.%1f %#p%5z", "%j of %Y at %H.%M.%S.%6f",
		"%G-W%V-%u %H%M%S%2f", "%b%_d %Y %-H:%M:%S.%3f%3z",
		"%^B %-d of %Y, %H:%M:%S.%8f", "%s.%7f", "%9s", "%6s", "%3s",
		"%y%m%d%H%M%S.%5f",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(patterns); i++) {
		const struct rn_time_format format = time_format(patterns[i]);
		const int64_t scale = rn_time_scale(&format);
		const bool has_zone = strchr(patterns[i], 'z') != NULL;

		for (uint32_t k = 0; k < 2000; k++) {
			const double span = 4.2e9 * (patterns[i][1] == 'y' ? 0.7 : 1);
			const int hours = has_zone ? (int)(noise(k + 9999) * 14) : 0;
			struct rn_time time = { 0, hours * 3600 }, again;
			struct rn_moment m;
			char text[RN_TIME_TEXT];
			const char *what;

			time.at = (int64_t)(fabs(noise(k)) * span) * scale
			          + (int64_t)(fabs(noise(k + 5000)) * (double)scale);
			m = rn_moment_of(&format, &time);
			rn_moment_text(text, &format, &m);
			what = rn_time_parse(&format, text, strlen(text), &again);
			if (what || again.at != time.at || again.offset != time.offset)
				fail_msg("%s: %s", text, what ? what : "another time");
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_settle),
		cmocka_unit_test(test_refuse),
		cmocka_unit_test(test_round_trip),
	};

	return cmocka_run_group_tests_name("time_parse", tests, NULL, NULL);
}

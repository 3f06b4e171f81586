/*
 * test_time_detect.c - the formats that are found.
 */
#include "data/time_detect.h"

#include "time_help.h"

static void test_found(void **state)
{
	static const struct {
		const char *text, *pattern;
		int64_t at;
		int offset;
	} cases[] = {
		{ "1970-01-01", "%Y-%m-%d", 0, 0 },
		{ "1969-12-31", "%Y-%m-%d", -86400, 0 },
		{ "2024-02-29", "%Y-%m-%d", 1709164800, 0 },
		{ "0000-02-29", "%Y-%m-%d", -62162121600, 0 },
		{ "9999-12-31", "%Y-%m-%d", 253402214400, 0 },
		{ "2024-03", "%Y-%m", 1709251200, 0 },
		{ "2024Q2", "%YQ%q", 1711929600, 0 },
		{ "2024-Q2", "%Y-Q%q", 1711929600, 0 },
		{ "2020-W53", "%G-W%V", 1609113600, 0 },
		{ "2021W01", "%GW%V", 1609718400, 0 },
		{ "2020-W53-7", "%G-W%V-%u", 1609632000, 0 },
		{ "2024-01-01 00:15", "%Y-%m-%d %H:%M", 1704068100, 0 },
		{ "2024-01-01T23:59:59", "%Y-%m-%dT%H:%M:%S", 1704153599, 0 },
		{ "2024-01-01t23:59:59z", "%Y-%m-%dt%H:%M:%Sz", 1704153599, 0 },
		{ "2024-01-01T23:59Z", "%Y-%m-%dT%H:%MZ", 1704153540, 0 },
		{ "1970-01-01 00:00:01.5", "%Y-%m-%d %H:%M:%S.%1f", 15, 0 },
		{ "1970-01-01 00:00:01,250", "%Y-%m-%d %H:%M:%S,%3f", 1250, 0 },
		{ "1970-01-01T00:00:01.000000001Z", "%Y-%m-%dT%H:%M:%S.%9fZ",
		  1000000001, 0 },
		{ "1969-12-31 23:59:59.9", "%Y-%m-%d %H:%M:%S.%1f", -1, 0 },
		{ "1970-01-01 02:00+01:30", "%Y-%m-%d %H:%M%6z", 1800, 5400 },
		{ "1970-01-01 02:00-0130", "%Y-%m-%d %H:%M%5z", 12600, -5400 },
		{ "1970-01-01T02:00:00+02", "%Y-%m-%dT%H:%M:%S%3z", 0, 7200 },
		{ "1970-01-01T02:00:00.75+02", "%Y-%m-%dT%H:%M:%S.%2f%3z", 75,
		  7200 },
		{ "0", "", 0, 0 }, { "-12", "", -12, 0 }, { "007", "", 7, 0 },
		{ "1700000000", "", 1700000000, 0 }, { "20240101", "", 20240101, 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct rn_time_format format;
		struct rn_time time;
		const size_t len = strlen(cases[i].text);
		const char *what = rn_time_detect(cases[i].text, len, &format, &time);

		if (what)
			fail_msg("%s: %s", cases[i].text, what);
		assert_string_equal(format.pattern, cases[i].pattern);
		assert_int_equal(time.at, cases[i].at);
		assert_int_equal(time.offset, cases[i].offset);
	}
}

static void test_refused(void **state)
{
	static const struct { const char *text, *what; } cases[] = {
		{ "", NULL }, { "-", NULL }, { "01/02/2024", NULL },
		{ "2024/01/02", NULL }, { "2024-1-1", NULL },
		{ "2024-01-1", NULL }, { "2024-01-01 1:00", NULL },
		{ "2024-01-01x01:00", NULL }, { "2024-01T01", NULL },
		{ "2024-01 01:00", NULL }, { "2024T01-01", NULL },
		{ "2024-01-01 00:00:00 Z", NULL }, { "2024-01-01 00:00Zx", NULL },
		{ "2024-01-01Z", NULL }, { "2024-01-01+01:00", NULL },
		{ "2024-01-01 00:00.5", NULL }, { "2024-01-01 00:00:00.", NULL },
		{ "2024-01-01 00:00:00.1234567890", NULL },
		{ "2024-01-01 00:00:00+1", NULL },
		{ "2024-01-01 00:00:00+01:3", NULL },
		{ "2024-01-01 00:00:00 01:30", NULL }, { "2024-01-01T", NULL },
		{ "2024-01-01 ", NULL }, { "2024q1", NULL }, { "2024-w01", NULL },
		{ "2024-W1", NULL }, { "2024Q12", NULL }, { "2024-W01-", NULL },
		{ "1.5", NULL }, { "+5", NULL }, { "--5", NULL }, { "5-", NULL },
		{ "2023-02-29", "no such day" }, { "1900-02-29", "no such day" },
		{ "2024-04-31", "no such day" }, { "2024-01-00", "no such day" },
		{ "2024-13-01", "no such month" }, { "2024-00", "no such month" },
		{ "2024Q5", "no such quarter" }, { "2024-Q0", "no such quarter" },
		{ "2024-W53", "no such week" }, { "2024-W00", "no such week" },
		{ "2024-W01-8", "no such day of the week" },
		{ "2024-01-01 25:00", "no such hour" },
		{ "2024-01-01 24:00",
		  "no such hour; hour 24 is hour 00 of the next day" },
		{ "2024-01-01 00:60", "no such minute" },
		{ "2024-01-01 00:00:60", "no such second" },
		{ "2024-01-01 00:00+24:00", "no such offset" },
		{ "2024-01-01 00:00+01:60", "no such offset" },
		{ "9223372036854775807", "too large a number" },
		{ "2124-01-01 00:00:00.000000000",
		  "too far from 1970 to be counted in so small a unit" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct rn_time_format format;
		struct rn_time time;
		const size_t len = strlen(cases[i].text);
		const char *want = cases[i].what ? cases[i].what : rn_time_unknown;
		const char *what = rn_time_detect(cases[i].text, len, &format, &time);

		if (!what || strcmp(what, want) != 0)
			fail_msg("%s: %s", cases[i].text, what ? what : "taken");
	}
}

/* Bytes that are no time are never read beyond their end. */
static void test_cut(void **state)
{
	static const char whole[] = "2024-01-01T00:00:00.123456789+01:00";

	(void)state;
	for (size_t len = 0; len < sizeof(whole); len++) {
		char *copy = must(malloc(len ? len : 1));
		struct rn_time_format format;
		struct rn_time time;

		memcpy(copy, whole, len);
		rn_time_detect(copy, len, &format, &time);
		free(copy);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_found),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_cut),
	};

	return cmocka_run_group_tests_name("time_detect", tests, NULL, NULL);
}

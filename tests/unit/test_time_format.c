/*
 * test_time_format.c - which patterns make a time.
 */
#include "data/time_format.h"

#include "time_help.h"

static void test_set(void **state)
{
	static const struct {
		const char *text, *pattern;
		int digits;
		enum rn_time_unit unit;
		int64_t grain;
		bool is_local;
	} cases[] = {
		{ "%Y-%m-%d", "%Y-%m-%d", 0, RN_TIME_SECOND, 86400, false },
		{ "%F", "%Y-%m-%d", 0, RN_TIME_SECOND, 86400, false },
		{ "%F %T", "%Y-%m-%d %H:%M:%S", 0, RN_TIME_SECOND, 1, true },
		{ "%FT%RZ", "%Y-%m-%dT%H:%MZ", 0, RN_TIME_SECOND, 60, false },
		{ "%d.%m.%y %H", "%d.%m.%y %H", 0, RN_TIME_SECOND, 3600, true },
		{ "%F %l:%M %p", "%Y-%m-%d %_I:%M %p", 0, RN_TIME_SECOND, 60, true },
		{ "%F %T.%3f", "%Y-%m-%d %H:%M:%S.%3f", 3, RN_TIME_SECOND, 1, true },
		{ "%F %T.%f", "%Y-%m-%d %H:%M:%S.%f", 0, RN_TIME_SECOND, 1, true },
		{ "%F %T%z", "%Y-%m-%d %H:%M:%S%z", 0, RN_TIME_SECOND, 1, false },
		{ "%e %h %Y", "%_d %b %Y", 0, RN_TIME_SECOND, 86400, false },
		{ "%Y %j", "%Y %j", 0, RN_TIME_SECOND, 86400, false },
		{ "%G-W%V", "%G-W%V", 0, RN_TIME_SECOND, 7 * 86400, false },
		{ "%G-W%V-%u", "%G-W%V-%u", 0, RN_TIME_SECOND, 86400, false },
		{ "%m/%Y", "%m/%Y", 0, RN_TIME_MONTH, 1, false },
		{ "%B %Y", "%B %Y", 0, RN_TIME_MONTH, 1, false },
		{ "Q%q %Y", "Q%q %Y", 0, RN_TIME_MONTH, 3, false },
		{ "%Y", "%Y", 0, RN_TIME_MONTH, 12, false },
		{ "%Y%%", "%Y%%", 0, RN_TIME_MONTH, 12, false },
		{ "%s", "%s", 0, RN_TIME_SECOND, 1, false },
		{ "s", "%s", 0, RN_TIME_SECOND, 1, false },
		{ "ms", "%3s", 3, RN_TIME_SECOND, 1, false },
		{ "us", "%6s", 6, RN_TIME_SECOND, 1, false },
		{ "ns", "%9s", 9, RN_TIME_SECOND, 1, false },
		{ "%s.%f", "%s.%f", 0, RN_TIME_SECOND, 1, false },
		{ "%Y\u5e74%m\u6708", "%Y\u5e74%m\u6708", 0, RN_TIME_MONTH, 1,
		  false },
		{ "%-d.%-m.%Y", "%-d.%-m.%Y", 0, RN_TIME_SECOND, 86400, false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct rn_time_format format;
		struct rn_error err;
		int64_t grain;

		assert_ok(rn_time_format_set(&format, cases[i].text, &err), &err);
		assert_string_equal(format.pattern, cases[i].pattern);
		assert_int_equal(format.digits, cases[i].digits);
		assert_int_equal(rn_time_format_unit(&format, &grain),
		                 cases[i].unit);
		assert_int_equal(grain, cases[i].grain);
		assert_int_equal(rn_time_format_is_local(&format),
		                 cases[i].is_local);
	}
}

static void test_refuse(void **state)
{
	static const struct { const char *text, *what; } cases[] = {
		{ "", "it is empty" },
		{ "%m-%d", "it has no year" },
		{ "%H:%M", "it has no year" },
		{ "text", "it has no year" },
		{ "%Y-%d", "it has a day without a month" },
		{ "%Y %q %m", "its letters do not make one date" },
		{ "%Y-%j %d %m", "its letters do not make one date" },
		{ "%Y-W%V", "its letters do not make one date" },
		{ "%G-%m-%d", "its letters do not make one date" },
		{ "%Y %G", "its letters do not make one date" },
		{ "%Y %y", "it says the same thing twice" },
		{ "%m %b %Y", "it says the same thing twice" },
		{ "%3s.%f", "it says the same thing twice" },
		{ "%2f:%9s", "it says the same thing twice" },
		{ "%F %F", "it says the same thing twice" },
		{ "%F %I:%M", "it has %I without %p" },
		{ "%F %H:%M %p", "its letters do not make one time of day" },
		{ "%F %H %I %p", "its letters do not make one time of day" },
		{ "%F %M", "its letters do not make one time of day" },
		{ "%F %H:%S", "its letters do not make one time of day" },
		{ "%F %H:%M.%f", "its letters do not make one time of day" },
		{ "%Y-%m %H:%M", "it has a time of day without a day" },
		{ "%Y %H", "it has a time of day without a day" },
		{ "%G-W%V %H", "it has a time of day without a day" },
		{ "%F%z", "it has an offset without a time of day" },
		{ "%s %Y", "%s goes with nothing but %f" },
		{ "%s%z", "%s goes with nothing but %f" },
		{ "%Q", "it has a letter after % that is not known" },
		{ "%Y %", "it has a letter after % that is not known" },
		{ "%Y-%m-%Ed", "it has a letter after % that is not known" },
		{ "%^Y", "it has a flag after % that its letter does not take" },
		{ "%-b %Y", "it has a flag after % that its letter does not take" },
		{ "%4Y", "it has a digit after % that its letter does not take" },
		{ "%F %T %4z", "it has a digit after % that its letter does not "
		  "take" },
		{ "%2s", "it has a digit after % that its letter does not take" },
		{ "%-m%d%Y", "its numbers run together" },
		{ "%-d0%m %Y", "its numbers run together" },
		{ "%s%f", "its numbers run together" },
		{ "%Y\n%m", "it has a control character" },
		{ "%Y\x7f", "it has a control character" },
		{ "%Y 0123456789012345678901234567890123456789012345678901234567",
		  "it is too long" },
		{ "%F%T%F%T%F%T%F%T%F%T%F%T", "it is too long" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct rn_time_format format;
		struct rn_error err;
		const char *what;

		assert_int_equal(rn_time_format_set(&format, cases[i].text, &err),
		                 RN_EUSAGE);
		what = strstr(err.msg, "\": ");
		assert_non_null(what);
		if (strcmp(what + 3, cases[i].what) != 0)
			fail_msg("%s: %s", cases[i].text, what);
	}
}

/* A model file has neither words, nor letters for others, nor anything left
 * to settle. */
static void test_check(void **state)
{
	static const char *const wrong[] = { "ms", "%F", "%Y-%m-%d %H:%M:%S.%f",
		"%Y-%m-%d %H:%M%z", "", "%d",
		"%Y 012345678901234567890123456789012345678901234567890123456789012"
	};
	struct rn_time_format format;

	(void)state;
	for (size_t i = 0; i < COUNT(wrong); i++)
		assert_non_null(rn_time_format_check(&format, wrong[i]));
	assert_null(rn_time_format_check(&format, "%Y-%m-%d %H:%M:%S.%2f%6z"));
	assert_int_equal(format.digits, 2);
	assert_true(rn_time_scale(&format) == 100);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_set),
		cmocka_unit_test(test_refuse),
		cmocka_unit_test(test_check),
	};

	return cmocka_run_group_tests_name("time_format", tests, NULL, NULL);
}

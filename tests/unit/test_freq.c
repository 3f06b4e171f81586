/*
 * test_freq.c - the steps that a person can ask for.
 */
#include "data/freq.h"

#include "time_help.h"

/* The axis from a time on, as text. */
static const struct {
	const char *text, *format, *first;
	const char *step, *row[3]; /* NULL: no axis */
} cases[] = {
	{ "15min", "%Y-%m-%d %H:%M", "2024-01-01 07:20", "15min",
	  { "2024-01-01 07:15", "2024-01-01 07:30", "2024-01-01 07:45" } },
	{ "15T", "%Y-%m-%d %H:%M", "2024-01-01 07:20", "15min",
	  { "2024-01-01 07:15", "2024-01-01 07:30", "2024-01-01 07:45" } },
	{ "h", "%Y-%m-%d %H:%M", "2024-01-01 07:20", "1h",
	  { "2024-01-01 07:00", "2024-01-01 08:00", "2024-01-01 09:00" } },
	{ "6H", "%Y-%m-%d %H:%M", "2024-01-01 07:20", "6h",
	  { "2024-01-01 06:00", "2024-01-01 12:00", "2024-01-01 18:00" } },
	{ "1d", "%Y-%m-%d %H:%M", "2024-02-28 07:20", "1d",
	  { "2024-02-28 00:00", "2024-02-29 00:00", "2024-03-01 00:00" } },
	{ "10D", "%Y-%m-%d", "2024-02-28", "10d",
	  { "2024-02-28", "2024-03-09", "2024-03-19" } },
	{ "W", "%Y-%m-%d", "2024-02-28", "7d",
	  { "2024-02-28", "2024-03-06", "2024-03-13" } },
	{ "2w", "%G-W%V", "2020-W53", "14d",
	  { "2020-W53", "2021-W02", "2021-W04" } },
	{ "B", "%Y-%m-%d", "2024-02-25", "1 business day",
	  { "2024-02-23", "2024-02-26", "2024-02-27" } },
	{ "MS", "%Y-%m-%d", "2024-01-31", "1 month",
	  { "2024-01-01", "2024-02-01", "2024-03-01" } },
	{ "ME", "%Y-%m-%d", "2024-01-30", "1 month",
	  { "2024-01-31", "2024-02-29", "2024-03-31" } },
	{ "M", "%Y-%m-%d", "2024-01-30", "1 month",
	  { "2024-01-31", "2024-02-29", "2024-03-31" } },
	{ "QS", "%Y-%m-%d", "2024-02-01", "3 months",
	  { "2024-01-01", "2024-04-01", "2024-07-01" } },
	{ "QE", "%Y-%m-%d", "2024-02-01", "3 months",
	  { "2024-03-31", "2024-06-30", "2024-09-30" } },
	{ "2Q", "%Y-%m-%d", "2024-02-01", "6 months",
	  { "2024-03-31", "2024-09-30", "2025-03-31" } },
	{ "YS", "%Y", "2024", "12 months", { "2024", "2025", "2026" } },
	{ "A", "%Y-%m-%d", "2024-02-01", "12 months",
	  { "2024-12-31", "2025-12-31", "2026-12-31" } },
	{ "QE", "%Y-Q%q", "2024-Q2", "3 months",
	  { "2024-Q2", "2024-Q3", "2024-Q4" } },
	{ "100ms", "%Y-%m-%d %H:%M:%S.%1f", "2024-01-01 00:00:00.9", "100ms",
	  { "2024-01-01 00:00:00.9", "2024-01-01 00:00:01.0",
	    "2024-01-01 00:00:01.1" } },
	{ "500000U", "%3s", "1750", "500ms", { "1500", "2000", "2500" } },
	{ "s", "%3s", "1750", "1s", { "1000", "2000", "3000" } },
	{ "1d", "%Y-%m-%d %H:%M%6z", "2024-01-01 05:30+05:30", "1d",
	  { "2024-01-01 00:00+05:30", "2024-01-02 00:00+05:30",
	    "2024-01-03 00:00+05:30" } },
	/* What the format cannot write. */
	{ "1h", "%Y-%m-%d", "2024-01-01", NULL, { NULL } },
	{ "30s", "%Y-%m-%d %H:%M", "2024-01-01 00:00", NULL, { NULL } },
	{ "90min", "%Y-%m-%d %H", "2024-01-01 00", NULL, { NULL } },
	{ "50ms", "%Y-%m-%d %H:%M:%S.%1f", "2024-01-01 00:00:00.9", NULL,
	  { NULL } },
	{ "1d", "%Y-%m", "2024-01", NULL, { NULL } },
	{ "B", "%Y-%m", "2024-01", NULL, { NULL } },
	{ "MS", "%YQ%q", "2024Q1", NULL, { NULL } },
	{ "QS", "%Y", "2024", NULL, { NULL } },
	{ "1d", "%G-W%V", "2024-W01", NULL, { NULL } },
	{ "MS", "%G-W%V", "2024-W01", NULL, { NULL } },
	{ "1h", "", "5", NULL, { NULL } },
	{ "1000000w", "%9s", "5", NULL, { NULL } },
};

static void test_axis(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct rn_time_format format = time_format(cases[i].format);
		struct rn_freq freq;
		struct rn_axis axis;
		struct rn_time first;
		char text[RN_TIME_TEXT];
		bool is_axis;

		assert_null(rn_time_parse(&format, cases[i].first,
		                          strlen(cases[i].first), &first));
		assert_true(rn_freq_parse(cases[i].text, &freq));
		is_axis = rn_freq_axis(&freq, &format, first, &axis);
		if (is_axis != (cases[i].step != NULL))
			fail_msg("%s of %s", cases[i].text, cases[i].format);
		if (!is_axis)
			continue;
		assert_true(rn_axis_is_sane(&axis));
		assert_string_equal(rn_axis_step_text(text, &axis), cases[i].step);
		for (int k = 0; k < 3; k++)
			assert_string_equal(rn_axis_text(text, &axis, k),
			                    cases[i].row[k]);
		assert_int_equal(rn_axis_floor(&axis, first.at), 0);
	}
}

static void test_parse(void **state)
{
	static const char *const good[] = { "ns", "N", "1us", "5U", "ms", "L",
		"s", "S", "min", "T", "h", "H", "d", "D", "w", "W", "B", "5B", "MS",
		"ME", "M", "QS", "QE", "Q", "YS", "AS", "YE", "Y", "A", "1000000d" };
	static const char *const bad[] = { "", "15", "0d", "00h", "-1d", "+1d",
		"1.5h", "1 d", " d", "d ", "month", "m", "Min", "b", "ms1",
		"1000001d", "99999999999999999999d", "W-MON", "1h30min" };
	struct rn_freq freq;

	(void)state;
	for (size_t i = 0; i < COUNT(good); i++)
		if (!rn_freq_parse(good[i], &freq) || freq.step <= 0)
			fail_msg("%s", good[i]);
	for (size_t i = 0; i < COUNT(bad); i++)
		if (rn_freq_parse(bad[i], &freq))
			fail_msg("%s", bad[i]);
}

/* What a step is called can be asked for, and is the same step. */
static void test_step_text(void **state)
{
	static const char *const steps[] = { "1ms", "250ms", "30s", "15min",
		"1h", "1d", "7d", "90s", "1us", "1ns" };
	const struct rn_time_format format = time_format("%9s");
	const struct rn_time first = { 0, 0 };

	(void)state;
	for (size_t i = 0; i < COUNT(steps); i++) {
		struct rn_freq freq;
		struct rn_axis axis;
		char text[RN_STEP_TEXT];

		assert_true(rn_freq_parse(steps[i], &freq));
		assert_true(rn_freq_axis(&freq, &format, first, &axis));
		assert_string_equal(rn_axis_step_text(text, &axis), steps[i]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_axis),
		cmocka_unit_test(test_parse),
		cmocka_unit_test(test_step_text),
	};

	return cmocka_run_group_tests_name("freq", tests, NULL, NULL);
}

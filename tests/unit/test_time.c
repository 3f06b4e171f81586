/*
 * test_time.c - the rows of a time axis.
 */
#include "data/time.h"

#include "data/freq.h"
#include "time_help.h"

/* Times beyond all that can be counted are held at the end, not wrapped. */
static void test_far(void **state)
{
	static const char *const patterns[] = { "%Y-%m-%dT%H:%M:%S.%9f%6z",
		"%G-W%V-%u", "%9s", "%j %y" };
	static const enum rn_time_unit units[] = { RN_TIME_SECOND, RN_TIME_MONTH,
		RN_TIME_WEEKDAY };
	struct rn_axis axis = { .unit = RN_TIME_INDEX, .start = INT64_MAX / 2,
		.step = INT64_MAX / 2, .day = 1 };
	char text[RN_TIME_TEXT];

	(void)state;
	assert_string_equal(rn_axis_text(text, &axis, 100), "9223372036854775807");
	for (size_t i = 0; i < COUNT(patterns); i++)
		for (size_t u = 0; u < COUNT(units); u++) {
			axis.unit = units[u];
			axis.format = time_format(patterns[i]);
			assert_true(strlen(rn_axis_text(text, &axis, 100)) > 0);
			assert_true(strlen(rn_axis_text(text, &axis, -100)) > 0);
			assert_true(rn_axis_number(&axis, 100) > 4e9);
			rn_axis_step_text(text, &axis);
			rn_axis_season(&axis);
		}
}

static void test_numbers(void **state)
{
	const struct rn_axis months = { .unit = RN_TIME_MONTH,
		.format = time_format("%Y-%m-%d %H"), .start = 1970 * 12, .step = 1,
		.day = 15, .clock = 3600 };
	const struct rn_axis parts = { .unit = RN_TIME_SECOND,
		.format = time_format("%Y-%m-%d %H:%M:%S.%1f%6z"), .start = 15,
		.step = 10, .day = 1, .offset = 7200 };
	const struct rn_axis rows = RN_AXIS_ROWS;
	char text[RN_TIME_TEXT], name[RN_AXIS_NAME];

	(void)state;
	assert_true(rn_axis_number(&months, 0) == 14 * 86400 + 3600);
	assert_true(rn_axis_number(&months, 12) == 379 * 86400 + 3600);
	assert_true(rn_axis_number(&parts, 1) == 7202.5);
	assert_true(rn_axis_number(&rows, 5) == 5);
	assert_string_equal(rn_axis_text(text, &rows, 5), "5");
	assert_string_equal(rn_axis_step_text(text, &rows), "1");
	assert_string_equal(rn_axis_format_name(name, &rows), "row");
	assert_false(rn_axis_has_dates(&rows));
	assert_true(rn_axis_has_dates(&parts));
}

static void test_step_text(void **state)
{
	static const struct { int64_t step; int digits; const char *text; }
	cases[] = {
		{ 1, 0, "1s" }, { 90, 0, "90s" }, { 600, 0, "10min" },
		{ 7200, 0, "2h" }, { 86400, 0, "1d" }, { 1, 1, "100ms" },
		{ 25, 2, "250ms" }, { 15, 1, "1500ms" }, { 10, 1, "1s" },
		{ 1, 3, "1ms" }, { 1, 4, "100us" }, { 10, 4, "1ms" },
		{ 1, 9, "1ns" }, { 1000, 9, "1us" }, { 1000000, 9, "1ms" },
		{ 60000000000, 9, "1min" },
	};
	struct rn_axis axis = { .unit = RN_TIME_SECOND };
	char text[RN_STEP_TEXT];

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		axis.step = cases[i].step;
		axis.format.digits = cases[i].digits;
		assert_string_equal(rn_axis_step_text(text, &axis), cases[i].text);
	}
}

/* Older model files are still read, and whatever is none is refused. */
static void test_names(void **state)
{
	static const struct {
		const char *name;
		enum rn_time_unit unit;
		const char *pattern;
	} cases[] = {
		{ "row", RN_TIME_ROW, "" }, { "index", RN_TIME_INDEX, "" },
		{ "YYYY-MM-DD", RN_TIME_SECOND, "%Y-%m-%d" },
		{ "YYYY-MM-DD HH:MM", RN_TIME_SECOND, "%Y-%m-%d %H:%M" },
		{ "YYYY-MM-DD HH:MM:SS", RN_TIME_SECOND, "%Y-%m-%d %H:%M:%S" },
		{ "YYYY-MM-DDTHH:MM", RN_TIME_SECOND, "%Y-%m-%dT%H:%M" },
		{ "YYYY-MM-DDTHH:MM:SS", RN_TIME_SECOND, "%Y-%m-%dT%H:%M:%S" },
		{ "YYYY-MM", RN_TIME_MONTH, "%Y-%m" },
		{ "months YYYY-MM-DD", RN_TIME_MONTH, "%Y-%m-%d" },
		{ "months YYYY-MM-DDTHH:MM:SS", RN_TIME_MONTH,
		  "%Y-%m-%dT%H:%M:%S" },
		{ "weekdays %Y%m%d", RN_TIME_WEEKDAY, "%Y%m%d" },
		{ "seconds %3s", RN_TIME_SECOND, "%3s" },
	};
	static const char *const wrong[] = { "", "rows", "months", "months ",
		"%Y-%m-%d", "YYYY", "seconds %d", "seconds %F", "hours %Y",
		"seconds %Y-%m-%d %H:%M%z", "index %Y" };
	struct rn_axis axis;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		assert_true(rn_axis_format_find(cases[i].name, &axis));
		assert_int_equal(axis.unit, cases[i].unit);
		assert_string_equal(axis.format.pattern, cases[i].pattern);
	}
	for (size_t i = 0; i < COUNT(wrong); i++)
		if (rn_axis_format_find(wrong[i], &axis))
			fail_msg("%s", wrong[i]);
}

static void test_sane(void **state)
{
	const struct rn_axis good = { .unit = RN_TIME_MONTH,
		.format = time_format("%Y-%m-%d %H:%M:%S.%2f%6z"), .start = 24000,
		.step = 1, .day = RN_LAST_DAY, .clock = 8639999, .offset = -86399 };
	struct rn_axis bad[11];

	(void)state;
	assert_true(rn_axis_is_sane(&good));
	for (size_t i = 0; i < COUNT(bad); i++)
		bad[i] = good;
	bad[0].day = 29;
	bad[1].day = 0;
	bad[2].clock = 8640000;
	bad[3].clock = -1;
	bad[4].offset = 86400;
	bad[5].step = 0;
	bad[6].start = INT64_MIN;
	bad[7].unit = RN_TIME_INDEX;
	bad[8].format = time_format("%YQ%q");
	bad[9].unit = RN_TIME_WEEKDAY;
	bad[9].format = time_format("%G-W%V");
	bad[10].unit = RN_TIME_SECOND;
	bad[10].format = time_format("%Y-%m-%d");
	for (size_t i = 0; i < COUNT(bad); i++)
		if (rn_axis_is_sane(&bad[i]))
			fail_msg("%zu", i);
}

/* What rows have what times: "TIME ROW FLOOR" with ROW - where none does. */
static const struct {
	const char *freq, *pattern, *first;
	const char *const *rows;
} places[] = {
	{ "1h", "%Y-%m-%d %H:%M", "2024-01-01 05:30", (const char *const[]){
		"2024-01-01 05:00|0|0", "2024-01-01 05:59|-|0",
		"2024-01-01 06:00|1|1", "2024-01-01 04:59|-|-1",
		"2024-01-02 05:00|24|24", NULL } },
	{ "1d", "%Y-%m-%d", "2024-02-28", (const char *const[]){
		"2024-02-29|1|1", "2024-03-01|2|2", "2024-02-27|-1|-1", NULL } },
	{ "7h", "%Y-%m-%d %H:%M", "2024-01-01 08:00", (const char *const[]){
		"2024-01-01 07:00|0|0", "2024-01-01 14:00|1|1",
		"2024-01-02 00:00|-|2", NULL } },
	{ "2w", "%Y-%m-%d", "2024-01-03", (const char *const[]){
		"2024-01-03|0|0", "2024-01-10|-|0", "2024-01-17|1|1",
		"2024-01-02|-|-1", NULL } },
	{ "B", "%Y-%m-%d", "2024-01-06", (const char *const[]){
		"2024-01-05|0|0", "2024-01-06|-|0", "2024-01-07|-|0",
		"2024-01-08|1|1", "2024-01-12|5|5", "2024-01-04|-1|-1", NULL } },
	{ "MS", "%Y-%m-%d", "2024-02-15", (const char *const[]){
		"2024-02-01|0|0", "2024-02-29|-|0", "2024-03-01|1|1",
		"2024-01-31|-|-1", "2025-02-01|12|12", NULL } },
	{ "ME", "%Y-%m-%d", "2024-02-15", (const char *const[]){
		"2024-02-29|0|0", "2024-02-28|-|0", "2024-03-01|-|1",
		"2024-03-31|1|1", "2024-01-31|-1|-1", NULL } },
	{ "ME", "%Y-%m-%d %H:%M", "2024-02-15 00:00", (const char *const[]){
		"2024-02-29 00:00|0|0", "2024-02-29 18:00|-|0", NULL } },
	{ "QS", "%Y-%m-%d", "2024-02-15", (const char *const[]){
		"2024-01-01|0|0", "2024-03-31|-|0", "2024-04-01|1|1",
		"2023-12-31|-|-1", NULL } },
	{ "QE", "%Y-%m-%d", "2024-02-15", (const char *const[]){
		"2024-03-31|0|0", "2024-01-01|-|0", "2024-04-01|-|1",
		"2023-12-31|-1|-1", NULL } },
	{ "YS", "%Y-%m-%d", "2024-02-15", (const char *const[]){
		"2024-01-01|0|0", "2024-12-31|-|0", "2025-01-01|1|1", NULL } },
	{ "YE", "%Y-%m-%d", "2024-02-15", (const char *const[]){
		"2024-12-31|0|0", "2023-12-31|-1|-1", "2025-01-01|-|1", NULL } },
	{ "2MS", "%Y-%m-%d", "2024-02-15", (const char *const[]){
		"2024-02-01|0|0", "2024-03-20|-|0", "2024-04-01|1|1", NULL } },
	{ "3ME", "%Y-%m-%d", "2024-02-15", (const char *const[]){
		"2024-02-29|0|0", "2024-03-01|-|1", "2024-05-31|1|1", NULL } },
	{ "ME", "%Y-%m", "2024-02", (const char *const[]){
		"2024-02|0|0", "2024-03|1|1", NULL } },
	{ "QE", "%YQ%q", "2024Q2", (const char *const[]){
		"2024Q2|0|0", "2024Q3|1|1", NULL } },
	{ "1d", "%Y-%m-%d %H:%M%6z", "2024-01-01 05:00+02:00",
	  (const char *const[]){ "2024-01-01 00:00+02:00|0|0",
		"2023-12-31 22:00+00:00|0|0", "2024-01-01 00:00+00:00|-|0",
		"2024-01-02 00:00+02:00|1|1", NULL } },
	{ "MS", "%Y-%m-%d %H:%M%6z", "2024-01-01 00:00+02:00",
	  (const char *const[]){ "2024-02-01 00:00+02:00|1|1",
		"2024-01-31 22:00+00:00|1|1", NULL } },
	{ "250ms", "%Y-%m-%d %H:%M:%S.%2f", "2024-01-01 00:00:00.30",
	  (const char *const[]){ "2024-01-01 00:00:00.25|0|0",
		"2024-01-01 00:00:00.49|-|0", "2024-01-01 00:00:00.50|1|1",
		NULL } },
};

static void test_places(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(places); i++) {
		const struct rn_time_format format = time_format(places[i].pattern);
		struct rn_freq freq;
		struct rn_axis axis;
		struct rn_time time;

		assert_null(rn_time_parse(&format, places[i].first,
		                          strlen(places[i].first), &time));
		assert_true(rn_freq_parse(places[i].freq, &freq));
		assert_true(rn_freq_axis(&freq, &format, time, &axis));
		for (const char *const *row = places[i].rows; *row; row++) {
			const size_t len = strcspn(*row, "|");
			char found[64], text[RN_TIME_TEXT];
			int64_t k;
			bool is_there;

			assert_null(rn_time_parse(&format, *row, len, &time));
			is_there = rn_axis_place(&axis, time.at, &k);
			snprintf(found, sizeof(found), "|%lld|%lld", (long long)k,
			         (long long)rn_axis_floor(&axis, time.at));
			if (!is_there)
				snprintf(found, sizeof(found), "|-|%lld",
				         (long long)rn_axis_floor(&axis, time.at));
			if (strcmp(found, *row + len) != 0)
				fail_msg("%s: %s is %s", places[i].freq, *row, found);
			if (is_there && !axis.offset)
				assert_memory_equal(rn_axis_text(text, &axis, k), *row, len);
		}
	}
}

/* An axis that passes over steps, and one that begins at a row of it, or two
 * of them on. */
static void test_left_out(void **state)
{
	static const int64_t place[] = { 0, 1, 4, 5, 9 };
	static const char *const want[] = { "2023-12-31", "2024-01-31",
		"2024-02-29", "2024-05-31", "2024-06-30", "2024-10-31", "2024-11-30",
		"2024-12-31" };
	const struct rn_axis axis = { .unit = RN_TIME_MONTH,
		.format = time_format("%Y-%m-%d"), .start = 2024 * 12, .step = 1,
		.day = RN_LAST_DAY, .place = place, .n_place = COUNT(place) };
	char text[RN_TIME_TEXT];

	(void)state;
	for (int64_t a = 0; a < 7; a++)
		for (int64_t b = 0; a + b < 7; b++) {
			const struct rn_axis once = rn_axis_from(&axis, a);
			const struct rn_axis from = rn_axis_from(&once, b);

			for (int64_t k = -1; k < (int64_t)COUNT(want) - 1; k++) {
				assert_string_equal(rn_axis_text(text, &from, k - a - b),
				                    want[k + 1]);
				assert_true(rn_axis_number(&from, k - a - b)
				            == rn_axis_number(&axis, k));
			}
		}
}

/* The last place that a file can hold, and forecasts after it. */
static void test_far_places(void **state)
{
	static const int64_t place[] = { 0, INT64_MAX / 4 };
	struct rn_axis axis = { .unit = RN_TIME_INDEX, .start = RN_TIME_FAR,
		.step = 1, .day = 1, .place = place, .n_place = 2 };
	char text[RN_TIME_TEXT];

	(void)state;
	rn_axis_text(text, &axis, 10000001);
	assert_string_equal(text, "6917247552674371198");
	axis.step = INT64_MAX / 2;
	assert_string_equal(rn_axis_text(text, &axis, 1), "9223372036854775807");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_far),
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_step_text),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_sane),
		cmocka_unit_test(test_places),
		cmocka_unit_test(test_left_out),
		cmocka_unit_test(test_far_places),
	};

	return cmocka_run_group_tests_name("time", tests, NULL, NULL);
}

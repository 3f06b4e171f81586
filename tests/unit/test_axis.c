/*
 * test_axis.c - going on along an axis whose step is known.
 */
#include "data/axis.h"

#include "help.h"

enum { MOST = 64 };

/* Splits a list at '|' into times of one format. */
static size_t parse(const char *list, struct rn_time_format *format,
                    int64_t *at)
{
	size_t n = 0;

	for (const char *p = list; *p; n++) {
		const size_t len = strcspn(p, "|");

		assert_true(n < MOST);
		assert_null(rn_time_parse(p, len, format, &at[n]));
		p += len + (p[len] == '|');
	}
	return n;
}

static const struct rn_axis rows = RN_AXIS_ROWS;
static const struct rn_axis fives = { RN_TIME_INDEX,
	{ true, false, 0, false }, 100, 5, 1, 0 };
static const struct rn_axis nanos = { RN_TIME_INDEX,
	{ true, false, 0, false }, 0, 3, 1, 0 };
static const struct rn_axis quarters = { RN_TIME_SECOND,
	{ false, true, ' ', false }, 0, 900, 1, 0 };
static const struct rn_axis days_31 = { RN_TIME_SECOND,
	{ false, true, 0, false }, 0, 31 * 86400, 1, 0 };
static const struct rn_axis months = { RN_TIME_MONTH,
	{ false, false, 0, false }, 24000, 1, 1, 0 };
static const struct rn_axis seasons = { RN_TIME_MONTH,
	{ false, true, 0, false }, 24000, 3, 15, 0 };

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
	{ &seasons, "2023-11-01|2024-02-01", "2024-05-01" },
	{ &seasons, "2023-11|2024-01", NULL },
	{ &rows, "1|2", NULL },
	{ &rows, "2024-01-01", NULL },
};

static void test_fits(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct rn_time_format format;
		struct rn_axis axis = rows;
		int64_t at[MOST];
		char text[RN_TIME_TEXT];
		const size_t n = parse(cases[i].times, &format, at);
		const bool fits = rn_axis_fits(&axis, cases[i].like, &format, at, n);

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
		&seasons };

	(void)state;
	for (size_t i = 0; i < COUNT(axes); i++)
		for (int64_t start = 0; start < 40; start++) {
			struct rn_axis from = *axes[i], found, known;
			struct rn_axis_defect defect;
			struct rn_time_format format;
			int64_t at[MOST];
			char text[RN_TIME_TEXT];

			from.start += start * 7 * (i == 2 ? 86400 : 1);
			for (int64_t k = 0; k < 9; k++) {
				rn_axis_text(text, &from, k);
				assert_null(rn_time_parse(text, strlen(text), &format,
				                          &at[k]));
			}
			assert_true(rn_axis_find(at, 9, &format, &found, &defect));
			assert_true(rn_axis_fits(&known, axes[i], &format, at, 9));
			assert_true(known.unit == found.unit);
			assert_true(known.start == found.start);
			assert_true(known.step == found.step);
			assert_string_equal(rn_axis_text(text, &known, 9),
			                    rn_axis_text((char[RN_TIME_TEXT]){ "" },
			                                 &found, 9));
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fits),
		cmocka_unit_test(test_like_find),
	};

	return cmocka_run_group_tests_name("axis", tests, NULL, NULL);
}

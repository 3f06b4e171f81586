/*
 * test_whose.c - a column that tells whose rows are.
 */
#include "data/whose.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

/* Adds a row of one text. */
static void add(struct rn_whose *w, const char *text, int64_t time)
{
	const struct rn_field field = { text, strlen(text) };
	const struct rn_csv_row row = { .field = &field, .n_field = 1 };
	struct rn_error err;

	assert_int_equal(rn_whose_add(w, &row, time, &err), RN_OK);
}

struct kind {
	const char *text; /* a letter a row, at these times */
	const char *time;
	int found;
};

static const struct kind kinds[] = {
	{ "aaabbb", "123123", 0 },
	{ "abababab", "11223344", 0 },
	{ "aaabbb", "123122", -1 }, /* a time again */
	{ "aaabbb", "123132", -1 }, /* or an earlier one */
	{ "aaaaaa", "123456", -1 }, /* one series only */
	{ "abcdef", "111222", -1 }, /* as many as rows */
	{ "aaa bbb", "1230123", -1 }, /* a row of nobody */
};

static void test_kinds(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		const size_t n = strlen(kinds[i].text);
		struct rn_whose w = { .n = 0 };

		rn_whose_watch(&w, 0);
		for (size_t k = 0; k < n; k++) {
			const char c = kinds[i].text[k];

			add(&w, c == ' ' ? "" : (char[]){ c, '\0' },
			    kinds[i].time[k]);
		}
		if (rn_whose_found(&w, n) != kinds[i].found)
			fail_msg("%zu", i);
		rn_whose_release(&w);
		rn_whose_release(&w);
	}
}

/* Thousands of series, through all sizes of the table. */
static void test_many(void **state)
{
	struct rn_whose w = { .n = 0 };
	char text[16];

	(void)state;
	rn_whose_watch(&w, 0);
	for (int time = 0; time < 3; time++)
		for (int k = 0; k < 20000; k++) {
			snprintf(text, sizeof(text), "T%d", k);
			add(&w, text, time);
		}
	assert_int_equal(w.column[0].n_used, 20000);
	assert_int_equal(rn_whose_found(&w, 60000), 0);
	add(&w, "T7", 2);
	assert_int_equal(rn_whose_found(&w, 60001), -1);
	rn_whose_release(&w);
	for (int k = 0; k <= RN_MAX_WHOSE; k++)
		rn_whose_watch(&w, k);
	assert_int_equal(w.n, RN_MAX_WHOSE);
	rn_whose_release(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_kinds),
		cmocka_unit_test(test_many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

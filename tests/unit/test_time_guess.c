/*
 * test_time_guess.c - patterns of times that are not found by themselves.
 */
#include "data/time_guess.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

struct column {
	const char *text[3];
	const char *pattern; /* NULL: none, or several */
};

static const struct column columns[] = {
	{ { "01/02/2024", "13/02/2024" }, "%d/%m/%Y" },
	{ { "01/02/2024", "02/13/2024" }, "%m/%d/%Y" },
	{ { "01/02/2024", "02/02/2024" }, NULL },
	{ { "13/02/2024", "02/13/2024" }, NULL },
	{ { "1/2/2024", "13/2/2024" }, "%-d/%-m/%Y" },
	{ { "12/31/2024" }, "%m/%d/%Y" },
	{ { "12/31/2024", "1/1/2025" }, "%-m/%-d/%Y" },
	{ { "12/31/2024 01:05 PM" }, "%m/%d/%Y %I:%M %p" },
	{ { "1/31/2024 1:05 PM" }, "%-m/%-d/%Y %-I:%M %p" },
	{ { "31.12.2024 10:15" }, "%d.%m.%Y %H:%M" },
	{ { "2024/12/31 10:15:00" }, "%Y/%m/%d %H:%M:%S" },
	{ { "31 Dec 2024", "01 Jan 2025" }, "%d %b %Y" },
	{ { "Dec 2024" }, "%b %Y" },
	{ { "12/2024", "" }, NULL },
	{ { "tomorrow" }, NULL },
	{ { "" }, NULL },
};

static void test_columns(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(columns) / sizeof(columns[0]); i++) {
		const struct column *c = &columns[i];
		struct rn_time_guess guess = { .fits = 0 };
		const char *found;

		assert_null(rn_time_guess_found(&guess));
		for (int k = 0; k < 3 && c->text[k]; k++) {
			const struct rn_field field = { c->text[k],
				strlen(c->text[k]) };

			rn_time_guess_add(&guess, &field);
		}
		found = rn_time_guess_found(&guess);
		if ((found == NULL) != (c->pattern == NULL)
		    || (found && strcmp(found, c->pattern) != 0))
			fail_msg("%zu: %s", i, found ? found : "none");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_columns),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

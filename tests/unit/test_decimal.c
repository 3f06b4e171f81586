/*
 * test_decimal.c - numbers with a decimal comma.
 */
#include "data/decimal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "help.h"

static struct rn_field field_of(const char *text)
{
	return (struct rn_field){ text, strlen(text) };
}

struct number {
	const char *text;
	char mark;       /* that it has */
	bool is_number;  /* with a decimal comma */
	double x;
};

static const struct number cases[] = {
	{ "1", 0, true, 1 }, { "-25", 0, true, -25 }, { "1e3", 0, true, 1000 },
	{ "1,5", ',', true, 1.5 }, { "+,5", ',', true, 0.5 },
	{ "5,", ',', true, 5 }, { "-1,25e-2", ',', true, -0.0125 },
	{ "71,7703349282297", ',', true, 71.7703349282297 },
	{ "0,30000000000000004", ',', true, 0.1 + 0.2 },
	{ "4503599627370497,5", ',', true, 4503599627370498 },
	{ "1,00000000000000011102230246251565404", ',', true, 1 },
	{ "12345678901234567890123", 0, true, 12345678901234567890123.0 },
	{ "5,e-324", ',', true, 5e-324 },
	{ "1,234", ',', true, 1.234 }, { "0,1", ',', true, 0.1 },
	{ "1.5", '.', false, 0 }, { "1.234,5", 0, false, 0 },
	{ "1,234.5", 0, false, 0 }, { "1,2,3", 0, false, 0 },
	{ "1.2.3", 0, false, 0 }, { ",", 0, false, 0 }, { ".", 0, false, 0 },
	{ "", 0, false, 0 }, { "x", 0, false, 0 }, { "1,5x", 0, false, 0 },
	{ "1e1,5", 0, false, 0 }, { "0x1,8", 0, false, 0 },
	{ "1,5 ", 0, false, 0 }, { "1,12345678.", 0, false, 0 },
	{ "1,1234567,9", 0, false, 0 }, { "1,12345678901/", 0, false, 0 },
	{ "1,1234567:", 0, false, 0 }, { "1,0e999", 0, false, 0 },
};

static void test_numbers(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct number *n = &cases[i];
		const struct rn_field f = field_of(n->text);
		double x = 7;

		if (rn_decimal_mark(&f) != n->mark
		    || rn_decimal_parse(&f, ',', &x) != n->is_number)
			fail_msg("\"%s\"", n->text);
		assert_true(x == (n->is_number ? n->x : 7));
		if (n->is_number)
			continue;
		assert_string_equal(rn_decimal_fault(&f, ','),
		                    strstr(n->text, "e999") ? "is out of range"
		                                            : "is not a number");
	}
}

/* The same bits as with a point. */
static void test_twins(void **state)
{
	(void)state;
	for (uint32_t i = 0; i < 200000; i++) {
		char text[64];
		const double want = noise(i) * pow(10, (int)(i % 40) - 20);
		struct rn_field f;
		double x, y;
		char *point;

		snprintf(text, sizeof(text), "%.*g", 1 + (int)(i % 20), want);
		f = field_of(text);
		assert_true(rn_decimal_parse(&f, '.', &x));
		point = strchr(text, '.');
		if (point)
			*point = ',';
		assert_true(rn_decimal_parse(&f, ',', &y));
		assert_memory_equal(&x, &y, sizeof(x));
		assert_true(rn_decimal_parse(&f, '.', &y) == !point);
	}
}

static void test_limit(void **state)
{
	char text[RN_MAX_DECIMAL + 2];
	struct rn_field f = { text, RN_MAX_DECIMAL };
	double x;

	(void)state;
	memset(text, '3', sizeof(text));
	text[0] = '0';
	text[1] = ',';
	text[f.len] = '\0';
	assert_true(rn_decimal_parse(&f, ',', &x));
	assert_true(x == 1 / 3.0);
	text[f.len++] = '3';
	text[f.len] = '\0';
	assert_false(rn_decimal_parse(&f, ',', &x));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_twins),
		cmocka_unit_test(test_limit),
	};

	return cmocka_run_group_tests_name("decimal", tests, NULL, NULL);
}

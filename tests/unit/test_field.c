/*
 * test_field.c - numbers and missing values.
 */
#include "data/field.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static struct rn_field field_of(const char *text)
{
	return (struct rn_field){ text, strlen(text) };
}

static uint64_t bits_of(double x)
{
	uint64_t bits;

	memcpy(&bits, &x, sizeof(bits));
	return bits;
}

static void test_good_numbers(void **state)
{
	static const char *const good[] = {
		"0", "-0", "+2.", ".5", "1", "-25", "1.5", "-2.5e1", "1e22", "1e23",
		"1E-22", "1e-23", "9007199254740992", "9007199254740993", "1e-400",
		"0e999999999999999999", "123456789012345678901234567890",
		"0.000000000000000000000000000001", "1.7976931348623157e308",
		"5e-324", "2.2250738585072011e-308", "00012", "1e+05",
		"74.5622119815668", "18446744073709551617",
		"184467440737095516170"
	};

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		const struct rn_field f = field_of(good[i]);
		double x = -7;

		assert_true(rn_number_parse(&f, &x));
		assert_true(bits_of(x) == bits_of(strtod(good[i], NULL)));
	}
}

static void test_bad_numbers(void **state)
{
	static const struct { const char *text, *fault; } bad[] = {
		{ "", "is not a number" }, { "+", "is not a number" },
		{ ".", "is not a number" }, { "-.", "is not a number" },
		{ "1e", "is not a number" }, { "1e+", "is not a number" },
		{ "e5", "is not a number" }, { "0x10", "is not a number" },
		{ "inf", "is not a number" }, { "-inf", "is not a number" },
		{ "nan", "is not a number" }, { "1,5", "is not a number" },
		{ "1 000", "is not a number" }, { "12abc", "is not a number" },
		{ " 1", "is not a number" }, { "1 ", "is not a number" },
		{ "--1", "is not a number" }, { "1.2.3", "is not a number" },
		{ "2%", "is not a number" }, { "(2)", "is not a number" },
		{ "1e5.0", "is not a number" }, { "\xe2\x88\x92" "2",
		  "is not a number" },
		{ "1e309", "is out of range" }, { "-1e309", "is out of range" },
		{ "1e99999999999999999999", "is out of range" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		const struct rn_field f = field_of(bad[i].text);
		double x = -7;

		assert_false(rn_number_parse(&f, &x));
		assert_true(x == -7);
		assert_string_equal(rn_number_fault(&f), bad[i].fault);
	}
}

/* A NUL inside ends no number early. */
static void test_nul(void **state)
{
	const struct rn_field f = { "1\0" "2", 3 };
	double x;

	(void)state;
	assert_false(rn_number_parse(&f, &x));
}

/* A long fraction and a large exponent that cancel out, and two that do not,
 * with more digits than an exponent may be cut to. */
static void test_far_exponents(void **state)
{
	enum { ZEROS = 100000 };
	char *text = malloc(ZEROS + 32);
	struct rn_field f = { text, 0 };
	double x = 0;

	(void)state;
	assert_non_null(text);
	memcpy(text, "0.", 2);
	memset(text + 2, '0', ZEROS);
	f.len = ZEROS + 2;
	f.len += (size_t)sprintf(text + f.len, "1e%d", ZEROS + 1);
	assert_true(rn_number_parse(&f, &x));
	assert_true(x == 1);
	f.len = ZEROS + 2;
	f.len += (size_t)sprintf(text + f.len, "1e%d", 10 * ZEROS);
	assert_false(rn_number_parse(&f, &x));
	free(text);
}

static unsigned noise(uint64_t *s)
{
	*s = *s * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(*s >> 33);
}

/* Any text by the grammar, of up to 20 digits. */
static void random_number(char *text, uint64_t *seed)
{
	const int before = (int)(noise(seed) % 12), after = (int)(noise(seed) % 10);
	char *p = text;

	if (noise(seed) % 3 == 0)
		*p++ = noise(seed) % 2 ? '-' : '+';
	for (int i = 0; i < before; i++)
		*p++ = (char)('0' + noise(seed) % 10);
	if (after > 0 || before == 0 || noise(seed) % 4 == 0)
		*p++ = '.';
	for (int i = 0; i < after; i++)
		*p++ = (char)('0' + noise(seed) % 10);
	if (before + after == 0)
		*p++ = '7';
	if (noise(seed) % 2)
		p += sprintf(p, "%c%d", noise(seed) % 2 ? 'e' : 'E',
		             (int)(noise(seed) % 61) - 30);
	*p = '\0';
}

static uint64_t noise64(uint64_t *seed)
{
	return (uint64_t)noise(seed) << 40 ^ (uint64_t)noise(seed) << 20
	       ^ noise(seed);
}

/* Any finite double: every exponent is as likely as another. */
static double random_double(uint64_t *seed)
{
	double x;

	do {
		const uint64_t bits = noise64(seed);

		memcpy(&x, &bits, sizeof(x));
	} while (!isfinite(x));
	return x;
}

/* A double, with too few digits for it, just enough, or too many. */
static void any_double(char *text, uint64_t *seed)
{
	const double x = random_double(seed);

	sprintf(text, noise(seed) % 2 ? "%.*e" : "%.*g",
	        (int)(noise(seed) % 40), x);
}

/* What sensors and spreadsheets write. */
static void plain_double(char *text, uint64_t *seed)
{
	const double x = ((double)noise(seed) - 1e9) / (1 + noise(seed) % 99991);

	sprintf(text, noise(seed) % 2 ? "%.*f" : "%.*g",
	        (int)(noise(seed) % 18), x);
}

/* Smaller than any number with all its bits, down to nothing. */
static void subnormal(char *text, uint64_t *seed)
{
	const double x = (double)(noise64(seed) >> noise(seed) % 64) * 0x1p-1074
		* (noise(seed) % 4 ? 1 : 0x1p-9);

	sprintf(text, "%.*e", (int)(noise(seed) % 40), x);
}

/* Halfway between two doubles, to all its digits, and one digit beyond. */
static void tie(char *text, uint64_t *seed)
{
	const double x = ldexp((double)(noise64(seed) >> 11 | 1),
	                       (int)(noise(seed) % 80) - 40);
	const long double next = nextafter(x, HUGE_VAL);

	sprintf(text, "%.60Lf%s", ((long double)x + next) / 2,
	        noise(seed) % 2 ? "" : "1");
}

/* Integers around 2^53, 10^19 and 2^64, and powers of ten around 22. */
static void border(char *text, uint64_t *seed)
{
	static const uint64_t edge[] = {
		(uint64_t)1 << 53, UINT64_C(10000000000000000000), 0,
		UINT64_C(1000000000000000000), UINT64_C(99999999999999999)
	};
	const uint64_t digits = edge[noise(seed) % 5] + noise(seed) % 9 - 4;
	const int zeros = (int)(noise(seed) % 22);

	sprintf(text, "%.*s%s%llu%se%d", zeros, "0000000000000000000000",
	        noise(seed) % 2 ? "." : "", (unsigned long long)digits,
	        noise(seed) % 2 ? "0" : "", (int)(noise(seed) % 9)
	        + (noise(seed) % 2 ? 18 : -26));
}

/* The digits with which programs write a double so that it can be read back. */
static void written_double(char *text, uint64_t *seed)
{
	const double x = ldexp((double)(noise64(seed) >> 11),
	                       (int)(noise(seed) % 66) - 65);

	sprintf(text, "%.*g", 16 + (int)(noise(seed) % 4), x);
}

/* The middle of two doubles in at most 19 digits, or just beside it. */
static void short_tie(char *text, uint64_t *seed)
{
	const int after = (int)(noise(seed) % 4);
	const uint64_t middle = noise64(seed) >> 10 | (uint64_t)1 << 53 | 1;
	const int n = sprintf(text, "%.*Lf", after,
	                      (long double)middle / (1 << after));

	if (noise(seed) % 3 == 0)
		text[n - 1] ^= 1; /* it was odd */
	else if (after > 0 && noise(seed) % 2)
		strcpy(text + n, "1");
}

/* Bit for bit what strtod says, and an error where that is infinite. */
static void test_like_strtod(void **state)
{
	enum { N = 500000 };
	static void (*const shapes[])(char *, uint64_t *) = {
		random_number, any_double, plain_double, subnormal, tie, border,
		written_double, short_tie
	};
	uint64_t seed = 1;

	(void)state;
	for (size_t i = 0; i < N * sizeof(shapes) / sizeof(shapes[0]); i++) {
		char text[256];
		struct rn_field f;
		double x = -7, want;
		bool is_good;

		shapes[i / N](text, &seed);
		f = field_of(text);
		want = strtod(text, NULL);
		is_good = rn_number_parse(&f, &x);
		if (is_good != isfinite(want)
		    || (is_good && bits_of(x) != bits_of(want)))
			fail_msg("%s: %.17g", text, x);
	}
}

static void test_text(void **state)
{
	static const struct { double x; const char *text; } cases[] = {
		{ 0, "0" }, { -0.0, "-0" }, { 0.1, "0.1" }, { 1.0 / 3,
		  "0.3333333333333333" }, { 5e-324, "5e-324" }, { 1e22, "1e+22" },
		{ 0.1 + 0.2, "0.30000000000000004" }, { 123456, "123456" },
		{ 9007199254740992, "9007199254740992" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char buf[RN_NUMBER_TEXT];

		assert_string_equal(rn_number_text(buf, cases[i].x), cases[i].text);
	}
}

/* Any double, as text and back. */
static void test_round_trip(void **state)
{
	uint64_t seed = 2;

	(void)state;
	for (int i = 0; i < 20000; i++) {
		const double x = random_double(&seed);
		char buf[RN_NUMBER_TEXT];
		struct rn_field f;
		double back = 0;

		f = field_of(rn_number_text(buf, x));
		assert_true(rn_number_parse(&f, &back));
		assert_true(bits_of(back) == bits_of(x));
	}
}

static void test_missing(void **state)
{
	static const struct { const char *text; bool is_missing; } cases[] = {
		{ "", true }, { "NA", true }, { "NaN", true }, { "nan", true },
		{ "null", true }, { "NULL", true }, { "na", false }, { "-", false },
		{ "NAN", false }, { "None", false }, { "0", false }, { "N", false },
		{ "nulls", false }, { " ", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct rn_field f = field_of(cases[i].text);

		assert_int_equal(rn_is_missing(&f), cases[i].is_missing);
	}
}

/* A word of the list is the whole text, and no part of it. */
static void test_listed(void **state)
{
	static const struct { const char *text, *list; bool is_listed; } cases[] = {
		{ "-", "-", true }, { "-999", "-999", true },
		{ "-", "n/a,-,#N/A", true }, { "n/a", "n/a,-,#N/A", true },
		{ "#N/A", "n/a,-,#N/A", true }, { "none at all", "none at all", true },
		{ "-9", "-999", false }, { "-999", "-9", false },
		{ "-999.0", "-999", false }, { "N/A", "n/a", false },
		{ "n/a,-", "n/a,-", false }, { " -", "-", false },
		{ "1", NULL, false }, { "", NULL, false }, { "1", "", false },
		{ "", "-", false }, { "", "-,", true }, { "", "", true },
	};
	const struct rn_field nul = { "-\0" "9", 3 };

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct rn_field f = field_of(cases[i].text);

		if (rn_is_listed(&f, cases[i].list) != cases[i].is_listed)
			fail_msg("\"%s\" in \"%s\"", cases[i].text,
			         cases[i].list ? cases[i].list : "nothing");
	}
	assert_false(rn_is_listed(&nul, "-"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good_numbers),
		cmocka_unit_test(test_bad_numbers),
		cmocka_unit_test(test_nul),
		cmocka_unit_test(test_far_exponents),
		cmocka_unit_test(test_like_strtod),
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_missing),
		cmocka_unit_test(test_listed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

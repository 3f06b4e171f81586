/*
 * test_gauge.c - columns described while their rows go by.
 */
#include "data/gauge.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static struct rn_field field(const char *text)
{
	return (struct rn_field){ text, strlen(text) };
}

static void test_moments(void **state)
{
	static const double x[] = { 3, -1, 4, 1, -5, 9 };
	struct rn_gauge g = { .n = 0 };

	(void)state;
	assert_true(rn_gauge_sd(&g) <= 0);
	for (size_t i = 0; i < 6; i++)
		rn_gauge_number(&g, x[i]);
	assert_true(g.min == -5 && g.max == 9 && g.n == 6 && g.varies);
	assert_true(fabs(g.mean - 11.0 / 6) < 1e-14);
	assert_true(fabs(rn_gauge_sd(&g) - sqrt((133 - 121.0 / 6) / 5)) < 1e-14);
}

/* What a hash tells apart, and what it does not: the order of values, their
 * places among missing ones, but not how a number is written. */
static void test_same(void **state)
{
	struct rn_gauge a = { .n = 0 }, b = a, c = a, d = a, e = a, f = a;
	const struct rn_field x = field("x"), y = field("a longer text");

	(void)state;
	rn_gauge_number(&a, 1), rn_gauge_missing(&a), rn_gauge_number(&a, 0);
	rn_gauge_number(&b, 1), rn_gauge_missing(&b), rn_gauge_number(&b, -0.0);
	rn_gauge_number(&c, 0), rn_gauge_missing(&c), rn_gauge_number(&c, 1);
	rn_gauge_missing(&d), rn_gauge_number(&d, 1), rn_gauge_number(&d, 0);
	assert_true(rn_gauge_same(&a, &b));
	assert_false(rn_gauge_same(&a, &c));
	assert_false(rn_gauge_same(&a, &d));
	assert_int_equal(rn_gauge_compare(&a, &c), -rn_gauge_compare(&c, &a));
	rn_gauge_text(&e, &x), rn_gauge_text(&e, &y);
	rn_gauge_text(&f, &x), rn_gauge_text(&f, &x);
	assert_true(e.varies && !f.varies);
	assert_false(rn_gauge_same(&e, &f));
}

/* Texts that differ in one character anywhere have other hashes. */
static void test_text_hash(void **state)
{
	char text[21] = "01234567890123456789";
	const uint64_t hash = rn_text_hash(text, 20);

	(void)state;
	for (size_t i = 0; i < 20; i++) {
		const char held = text[i];

		text[i] = 'x';
		assert_true(rn_text_hash(text, 20) != hash);
		text[i] = held;
		assert_true(rn_text_hash(text, i) != hash);
	}
	assert_true(rn_text_hash(text, 20) == hash);
}

/* The last numbers come out in their order, holes filled. */
static void test_tail(void **state)
{
	static const size_t ns[] = { 0, 1, 5, RN_GAUGE_TAIL - 1, RN_GAUGE_TAIL,
		RN_GAUGE_TAIL + 1, 2 * RN_GAUGE_TAIL + 7 };

	(void)state;
	for (size_t k = 0; k < sizeof(ns) / sizeof(ns[0]); k++) {
		const size_t n = ns[k] < RN_GAUGE_TAIL ? ns[k] : RN_GAUGE_TAIL;
		struct rn_gauge g = { .n = 0 };
		struct rn_error err;

		assert_int_equal(rn_gauge_watch(&g, &err), RN_OK);
		for (size_t i = 0; i < ns[k]; i++)
			rn_gauge_keep(&g, i > 0 && i + 1 < ns[k] && i % 3 == 0
			              ? (double)NAN : (double)i);
		if (ns[k] > 7)
			assert_true(rn_gauge_settle(&g) >= n - 1);
		else
			assert_int_equal(rn_gauge_settle(&g), n);
		for (size_t i = 1; i + 1 < n; i++)
			assert_true(fabs(g.tail[i] - g.tail[i - 1] - 1) < 1e-9);
		if (n > 0)
			assert_true(fabs(g.tail[n - 2 + (n == 1)]
			                 - (double)(ns[k] - 2 + (n == 1))) <= 1);
		rn_gauge_release(&g);
		rn_gauge_release(&g);
	}
}

static void test_no_tail(void **state)
{
	struct rn_gauge g = { .n = 0 };
	struct rn_error err;

	(void)state;
	rn_gauge_keep(&g, 1);
	assert_int_equal(rn_gauge_settle(&g), 0);
	assert_int_equal(rn_gauge_watch(&g, &err), RN_OK);
	rn_gauge_keep(&g, NAN);
	assert_int_equal(rn_gauge_settle(&g), 0);
	rn_gauge_release(&g);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_moments),
		cmocka_unit_test(test_same),
		cmocka_unit_test(test_text_hash),
		cmocka_unit_test(test_tail),
		cmocka_unit_test(test_no_tail),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

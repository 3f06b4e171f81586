/*
 * test_scaler.c - the rules of shift and scale.
 */
#include "data/scaler.h"

#include <float.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

enum { MOST = 8 };

struct fitted {
	const struct rn_scaler_type *type;
	double x[MOST];
	size_t n;
	double shift, scale;
};

static void test_rules(void **state)
{
	const struct fitted cases[] = {
		{ &rn_scaler_center_max, { 1, 2, 6 }, 3, 3, 6 },
		{ &rn_scaler_center_max, { -1, -2, -6 }, 3, -3, 6 },
		{ &rn_scaler_center_max, { -4, 0, -2 }, 3, -2, 4 },
		{ &rn_scaler_center_max, { -8, 2 }, 2, -3, 8 },
		{ &rn_scaler_standard, { 1, 2, 6 }, 3, 3, sqrt(7) },
		{ &rn_scaler_standard, { 4 }, 1, 4, 1 },
		{ &rn_scaler_minmax, { 3, -1, 6 }, 3, -1, 7 },
		{ &rn_scaler_robust, { 9, 1, 5, 3, 100 }, 5, 5, 6 },
		{ &rn_scaler_robust, { 4, 1, 2, 3 }, 4, 2.5, 1.5 },
		{ &rn_scaler_robust, { 0, 0, 0, 0, 5 }, 5, 0, 1 },
		{ &rn_scaler_none, { 3, -1, 6 }, 3, 0, 1 },
		{ &rn_scaler_center_max, { 5, 5 }, 2, 5, 1 },
		{ &rn_scaler_center_max, { 0, 0 }, 2, 0, 1 },
		{ &rn_scaler_standard, { 0.1, 0.1, 0.1 }, 3, 0.1, 1 },
		{ &rn_scaler_minmax, { 5, 5 }, 2, 5, 1 },
		{ &rn_scaler_minmax, { 0, 5e-324 }, 2, 0, 5e-324 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct fitted *c = &cases[i];
		struct rn_scale s;
		struct rn_error err;

		assert_int_equal(rn_scaler_fit(c->type, c->x, c->n, "y", &s, &err),
		                 RN_OK);
		if (fabs(s.shift - c->shift) > 1e-15
		    || fabs(s.scale - c->scale) > 1e-15 * c->scale)
			fail_msg("%zu: %g %g", i, s.shift, s.scale);
	}
}

static void test_refuse(void **state)
{
	const struct fitted cases[] = {
		{ &rn_scaler_standard, { 1e200, -1e200 }, 2, 0, 0 },
		{ &rn_scaler_minmax, { DBL_MAX, -DBL_MAX }, 2, 0, 0 },
		{ &rn_scaler_none, { 1e300, 1 }, 2, 0, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct fitted *c = &cases[i];
		struct rn_scale s;
		struct rn_error err;

		assert_int_equal(rn_scaler_fit(c->type, c->x, c->n, "a\nb", &s,
		                               &err), RN_EDATA);
		assert_non_null(strstr(err.msg, "column \"a\\x0ab\""));
		assert_non_null(strstr(err.msg, c->type->name));
	}
}

/* Every scaler, there and back; and no scaler changes what it looks at. */
static void test_round_trip(void **state)
{
	(void)state;
	for (int i = 0; rn_scaler_types[i]; i++) {
		double x[100], copy[100];
		struct rn_scale s;
		struct rn_error err;

		for (int k = 0; k < 100; k++)
			x[k] = copy[k] = 1e6 + 1e3 * sin(k * k);
		assert_int_equal(rn_scaler_fit(rn_scaler_types[i], x, 100, "y", &s,
		                               &err), RN_OK);
		assert_memory_equal(x, copy, sizeof(x));
		assert_true(s.scale > 0);
		for (int k = 0; k < 100; k++)
			assert_true(fabs(rn_scale_invert(&s, rn_scale_apply(&s, x[k]))
			                 - x[k]) < 1e-9);
	}
}

/* The mean of many values is not lost in their sum. */
static void test_mean(void **state)
{
	static double x[100000];
	struct rn_scale s;
	struct rn_error err;

	(void)state;
	for (int k = 0; k < 100000; k++)
		x[k] = 1e9 + k % 2;
	assert_int_equal(rn_scaler_fit(&rn_scaler_standard, x, 100000, "y", &s,
	                               &err), RN_OK);
	assert_true(fabs(s.shift - (1e9 + 0.5)) < 1e-5);
	assert_true(fabs(s.scale - 0.5000025) < 1e-7);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rules),
		cmocka_unit_test(test_refuse),
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_mean),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

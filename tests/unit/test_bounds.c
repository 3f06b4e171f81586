/*
 * test_bounds.c - that a transform goes there and back, and stays inside.
 */
#include "data/scaler.h"

#include "help.h"

#include <math.h>

/* Bounds with a bend of their own. */
static struct rn_bounds bounds(double min, double max, double unit)
{
	struct rn_bounds b;

	rn_bounds_fit(&b, min, max, NULL, 0);
	b.unit = unit;
	return b;
}

static const struct {
	double min, max, unit, x, t;
} cases[] = {
	/* ln(e - 1) of a softplus that gives 1 */
	{ 0, NAN, 1, 1, 0.54132485461291805 },
	{ 5, NAN, 2, 7, 6.0826497092258363 },
	{ NAN, 0, 1, -1, -0.54132485461291805 },
	/* The middle stays, and so does what is far inside. */
	{ -3, 3, 1, 0, 0 },
	{ 0, NAN, 1, 1000, 1000 },
	{ 0, 1e6, 1, 1000, 1000 },
};

static void test_known(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct rn_bounds b = bounds(cases[i].min, cases[i].max,
		                                  cases[i].unit);

		assert_near(rn_bounds_apply(&b, cases[i].x), cases[i].t, 1e-12);
		assert_near(rn_bounds_invert(&b, cases[i].t), cases[i].x, 1e-12);
	}
}

static const double ends[][2] = { { 0, NAN }, { NAN, 10 }, { 0, 10 },
	{ -1e6, NAN }, { 3, 3.001 } };

/* Ascending, back to where it came from, and inside whatever comes. */
static void test_round_trip(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(ends); i++) {
		const struct rn_bounds b = bounds(ends[i][0], ends[i][1], 0.0007);
		const double low = isnan(ends[i][0]) ? ends[i][1] - 4 : b.min;
		const double high = isnan(ends[i][1]) ? low + 4 : b.max;
		double last = -INFINITY;

		for (int k = 0; k <= 100; k++) {
			const double x = low + (high - low) * k / 100;
			const double t = rn_bounds_apply(&b, x);

			assert_true(isfinite(t) && t > last);
			assert_true(fabs(rn_bounds_invert(&b, t) - x) < 1e-6);
			last = t;
		}
		for (double t = -1e9; t < 1e9; t += 12345678) {
			const double x = rn_bounds_invert(&b, t);

			assert_true(x >= b.min && x <= b.max && isfinite(x));
		}
	}
}

/* The bend suits the size of the values, and zeros are no outliers. */
static void test_fit(void **state)
{
	const double x[] = { 0, 0, 200, 400, 0, 400 };
	const double none[] = { 0, 0, 0 };
	struct rn_bounds b;

	(void)state;
	rn_bounds_fit(&b, 0, NAN, x, COUNT(x));
	assert_near(b.unit, 1000.0 / 6 / 10, 1e-12);
	assert_true(rn_bounds_apply(&b, 0) > -200);
	assert_true(rn_bounds_apply(&b, 0) < rn_bounds_apply(&b, 1) - 1);
	rn_bounds_fit(&b, 0, NAN, none, COUNT(none));
	assert_true(b.unit > 0);
	rn_bounds_fit(&b, 0, 8, none, COUNT(none));
	assert_near(b.unit, 0.8, 1e-12);
	rn_bounds_fit(&b, NAN, NAN, x, COUNT(x));
	assert_true(b.unit <= 0);
}

static void test_check(void **state)
{
	const double x[] = { 0, 3, -0.5, 12 };
	struct rn_bounds b = bounds(0, 10, 1);
	struct rn_error err;

	(void)state;
	assert_ok(rn_bounds_check(&b, x, 2, "load", &err), &err);
	assert_int_equal(rn_bounds_check(&b, x, 3, "load", &err), RN_EDATA);
	assert_contains(err.msg, "\"load\": a value of row 2");
	assert_contains(err.hint, "--min");
	assert_int_equal(rn_bounds_check(&b, x + 3, 1, "load", &err), RN_EDATA);
	assert_contains(err.msg, "maximum is 10");
	b.unit = 0;
	assert_ok(rn_bounds_check(&b, x, 4, "load", &err), &err);
}

/* A scaler sees the transform, and a scale takes both ways through it. */
static void test_scale(void **state)
{
	const double x[] = { 0, 1, 2, 8, 4 };
	struct rn_bounds b;
	struct rn_scale s;
	struct rn_error err;

	(void)state;
	rn_bounds_fit(&b, 0, NAN, x, COUNT(x));
	assert_ok(rn_scaler_fit_bounded(&rn_scaler_minmax, &b, x, COUNT(x), "y",
	                                &s, &err), &err);
	assert_near(rn_scale_apply(&s, 0), 0, 1e-12);
	assert_near(rn_scale_apply(&s, 8), 1, 1e-12);
	for (size_t k = 1; k < COUNT(x); k++)
		assert_near(rn_scale_invert(&s, rn_scale_apply(&s, x[k])), x[k],
		            1e-12);
	for (double z = -50; z < 50; z += 0.7)
		assert_true(rn_scale_invert(&s, z) >= 0);
	/* What comes back from a bound is the bound, to the last digit. */
	assert_true(rn_scale_invert(&s, 0) <= 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_known),
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_fit),
		cmocka_unit_test(test_check),
		cmocka_unit_test(test_scale),
	};

	return cmocka_run_group_tests_name("bounds", tests, NULL, NULL);
}

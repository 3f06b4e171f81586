/*
 * test_residual.c - that tables of errors give the ranks that conformal
 * prediction asks for.
 */
#include "model/residual.h"

#include "help.h"

#include "base/distribution.h"
#include "data/quantile.h"

#include <math.h>

static void test_normal(void **state)
{
	static const double known[][2] = {
		{ 0.5, 0 }, { 0.975, 1.9599639845400542 },
		{ 0.9, 1.2815515655446004 }, { 1e-9, -5.9978070150076869 },
		{ 0.999, 3.0902323061678132 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(known); i++) {
		assert_near(rn_normal_quantile(known[i][0]), known[i][1], 1e-9);
		assert_near(rn_normal_share(known[i][1]), known[i][0], 1e-12);
	}
}

/* Of 1 .. n in one step, and of ten times that in the other. */
static void make(struct rn_residuals *r, size_t n)
{
	double *x = numbers(n);
	struct rn_error err;

	assert_ok(rn_residuals_alloc(r, 2, 3, &err), &err);
	for (size_t k = 0; k < 2; k++) {
		for (size_t i = 0; i < n; i++)
			x[i] = (double)((i * 7 + 3) % n + 1) * (k ? 10 : 1);
		rn_residuals_set(r, k, x, n);
	}
	free(x);
}

/* The rank (n + 1) p of 1 .. n is (n + 1) p itself. */
static void test_ranks(void **state)
{
	static const double p[] = { 0.025, 0.1, 0.3, 0.5, 0.9, 0.975 };
	struct rn_residuals r;

	(void)state;
	for (size_t n = 39; n < 2000; n = 2 * n + 3) {
		make(&r, n);
		for (size_t i = 0; i < COUNT(p); i++) {
			const double rank = (double)(n + 1) * p[i];

			assert_near(rn_residual_at(&r, 0, p[i]), rank, 1e-9);
			assert_near(rn_residual_at(&r, 1, p[i]), 10 * rank, 1e-9);
		}
		rn_residuals_release(&r);
		rn_residuals_release(&r);
	}
}

/* What few errors do not tell lies beyond the largest of them. */
static void test_beyond(void **state)
{
	struct rn_residuals r;
	double last = -INFINITY;

	(void)state;
	make(&r, 9);
	for (double p = 0.001; p < 1; p += 0.001) {
		const double x = rn_residual_at(&r, 0, p);

		assert_true(x >= last && isfinite(x));
		last = x;
	}
	assert_near(rn_residual_at(&r, 0, 0.9), 9, 1e-9);
	assert_true(rn_residual_at(&r, 0, 0.975) > 10);
	assert_near(rn_residual_at(&r, 0, 0.975) + rn_residual_at(&r, 0, 0.025),
	            10, 1e-9);
	rn_residuals_release(&r);
}

/* A deviate stands for the error of the same place. */
static void test_deviates(void **state)
{
	struct rn_residuals r;

	(void)state;
	make(&r, 199);
	assert_near(rn_residual_of(&r, 0, 0), 100, 1e-9);
	assert_true(rn_residual_of(&r, 0, -40) < 1);
	assert_true(rn_residual_of(&r, 1, 40) > 1990);
	assert_true(rn_residual_of(&r, 0, 0.3) > rn_residual_of(&r, 0, 0.2));
	rn_residuals_release(&r);
	/* Of two errors, too, what is drawn spreads as the intervals do. */
	make(&r, 2);
	for (double z = -4; z < 4; z += 0.1)
		assert_near(rn_residual_of(&r, 0, z),
		            rn_residual_at(&r, 0, rn_normal_share(z)), 1e-6);
	rn_residuals_release(&r);
}

static void test_factor(void **state)
{
	const struct rn_scale scale = { .shift = 5, .scale = 2 };
	const double x[] = { 1, 3, 5, 7 };
	struct rn_residuals r = { .power = 0.5, .n_step = 1, .n_series = 2,
		.unit = (double[]){ 1, 3 }, .spread = (double[]){ 2, 5 } };

	(void)state;
	assert_near(rn_residual_spread(&scale, x, 4), sqrt(1.25), 1e-12);
	assert_near(rn_residual_spread(&scale, x, 1), 0, 1e-12);
	assert_near(rn_residual_factor(&r, 0, 2), sqrt(1.1), 1e-12);
	assert_near(rn_residual_factor(&r, 0, 0), sqrt(0.1), 1e-12);
	assert_near(rn_residual_factor(&r, 1, 5), 3 * sqrt(1.1), 1e-12);
	r.power = 0;
	assert_near(rn_residual_factor(&r, 0, 7), 1, 1e-12);
	assert_near(rn_residual_factor(&r, 1, 7), 3, 1e-12);
	r.n_step = 0;
	assert_near(rn_residual_factor(&r, 1, 7), 1, 1e-12);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_normal),
		cmocka_unit_test(test_ranks),
		cmocka_unit_test(test_beyond),
		cmocka_unit_test(test_deviates),
		cmocka_unit_test(test_factor),
	};

	return cmocka_run_group_tests_name("residual", tests, NULL, NULL);
}

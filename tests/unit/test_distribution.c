/*
 * test_distribution.c - quantiles against mpmath's.
 */
#include "base/distribution.h"

#include "vectors.h"

static const double share[] = { 0.000001, 0.001, 0.025, 0.2, 0.4999, 0.5, 0.7,
	0.9, 0.95, 0.975, 0.995, 0.9999, 0.999999 };

static void test_normal(void **state)
{
	struct vectors v;
	const double *x;

	(void)state;
	vectors_read(&v, "distribution.txt");
	x = vectors_get(&v, "normal", "", COUNT(share));
	for (size_t i = 0; i < COUNT(share); i++)
		assert_near(rn_normal_quantile(share[i]), x[i], 1e-11);
	vectors_release(&v);
}

static void test_student(void **state)
{
	static const char *const nu[] = { "1", "1.5", "2", "3.5", "4", "30",
		"1000" };
	struct vectors v;

	(void)state;
	vectors_read(&v, "distribution.txt");
	for (size_t k = 0; k < COUNT(nu); k++) {
		const double most = k == 1 ? 1e-3 : 1e-8; /* 1.5: not smooth */
		char name[20];
		const double *x;

		snprintf(name, sizeof(name), "t-%s", nu[k]);
		x = vectors_get(&v, name, "", COUNT(share));
		for (size_t i = 0; i < COUNT(share); i++)
			assert_near(rn_student_quantile(share[i],
			                                strtod(nu[k], NULL)),
			            x[i], fabs(x[i])
			                  * (fabs(share[i] - 0.5) < 0.4991 ? 1e-3 * most
			                     : most) + 1e-15);
	}
	vectors_release(&v);
}

/* Ascending and symmetric, as far out as shares go. */
static void test_order(void **state)
{
	static const double nu[] = { 1, 4, 77, 1000 };

	(void)state;
	for (size_t k = 0; k < COUNT(nu); k++) {
		double before = -INFINITY;

		for (double p = 1e-9; p < 1; p += 1.0 / 512) {
			const double x = rn_student_quantile(p, nu[k]);

			assert_true(x > before && isfinite(x));
			assert_near(rn_student_quantile(1 - p, nu[k]) / x, -1, 1e-5);
			before = x;
		}
	}
	for (double p = 1e-15; p < 0.4; p *= 2)
		assert_true(rn_normal_quantile(2 * p) > rn_normal_quantile(p));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_normal),
		cmocka_unit_test(test_student),
		cmocka_unit_test(test_order),
	};

	return cmocka_run_group_tests_name("distribution", tests, NULL, NULL);
}

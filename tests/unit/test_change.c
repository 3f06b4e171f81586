/*
 * test_change.c - the mean absolute seasonal difference.
 */
#include "data/change.h"

#include "help.h"

static void test_change(void **state)
{
	static const double x[] = { 1, 5, 2, 9, 2, 4, 2, 9 };

	(void)state;
	assert_near(rn_change(x, 8, 1), (4 + 3 + 7 + 7 + 2 + 2 + 7) / 7.0, 1e-15);
	assert_near(rn_change(x, 8, 4), (1 + 1) / 4.0, 1e-15);
	assert_near(rn_change(x, 4, 3), 8, 0);
	assert_true(isnan(rn_change(x + 4, 4, 4)));
	assert_true(isnan(rn_change(x, 2, 9)));
	assert_true(isnan(rn_change(x + 6, 1, 1)));
}

/* What repeats itself does not change. */
static void test_repeats(void **state)
{
	double x[60];

	(void)state;
	for (int t = 0; t < 60; t++)
		x[t] = t % 12;
	assert_true(isnan(rn_change(x, 60, 12)));
	assert_near(rn_change(x, 60, 6), 6, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_change),
		cmocka_unit_test(test_repeats),
	};

	return cmocka_run_group_tests_name("change", tests, NULL, NULL);
}

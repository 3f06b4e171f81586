/*
 * test_act.c - the program's own tanh, in single precision, against libm.
 *
 * All else is tested in double, where tanh is libm's; so this file alone
 * takes the header as the program does.
 */
#undef RN_DOUBLE
#include "nn/act.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

enum { POINTS = 1000000 };

/* Points of -12 .. 12, and from 1e-30 on towards 0. */
static float point(int i)
{
	return i % 10 ? (float)(24.0 * i / POINTS - 12)
	       : (float)pow(10, -30.0 * i / POINTS);
}

static void test_tanh(void **state)
{
	double worst = 0, worst_small = 0;

	(void)state;
	for (int i = 0; i <= POINTS; i++) {
		const float x = point(i), y = rn_tanh(x);
		const double error = fabs((double)y - tanh((double)x));

		assert_true(y <= 1 && y >= -1);
		assert_true(rn_tanh(-x) == -y);
		worst = fmax(worst, error);
		if (fabsf(x) < 0.1f && x != 0)
			worst_small = fmax(worst_small, error / fabs((double)x));
	}
	assert_true(worst > 0 && worst <= 5e-7);
	/* Small numbers stay themselves: the error is relative there. */
	assert_true(worst_small <= 5e-7);
}

static void test_sigmoid(void **state)
{
	double worst = 0;

	(void)state;
	for (int i = 0; i <= POINTS; i++) {
		const float x = 2 * point(i), y = rn_sigmoid(x);

		assert_true(y <= 1 && y >= 0);
		worst = fmax(worst, fabs((double)y - 1 / (1 + exp(-(double)x))));
	}
	assert_true(worst > 0 && worst <= 5e-7);
}

/* Never down by more than the error of two neighbours. */
static void test_monotone(void **state)
{
	float before = -1, sigmoid_before = 0;

	(void)state;
	for (int i = 0; i <= POINTS; i++) {
		const float x = (float)(24.0 * i / POINTS - 12);
		const float y = rn_tanh(x), s = rn_sigmoid(x);

		assert_true(y >= before - 6e-7f);
		assert_true(s >= sigmoid_before - 3e-7f);
		before = y;
		sigmoid_before = s;
	}
}

static void test_far(void **state)
{
	static const float far[] = { 7.95f, 8, 50, 1e10f, 3e38f, INFINITY };

	(void)state;
	assert_true(rn_tanh(0) == 0);
	assert_true(rn_sigmoid(0) == 0.5f);
	for (size_t i = 0; i < sizeof(far) / sizeof(far[0]); i++) {
		assert_true(rn_tanh(far[i]) == rn_tanh(7.95f));
		assert_true(rn_tanh(-far[i]) == rn_tanh(-7.95f));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tanh),
		cmocka_unit_test(test_sigmoid),
		cmocka_unit_test(test_monotone),
		cmocka_unit_test(test_far),
	};

	return cmocka_run_group_tests_name("act", tests, NULL, NULL);
}

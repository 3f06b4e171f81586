/*
 * test_fourier.c - the transform against its definition.
 */
#include "base/fourier.h"

#include "help.h"

#include <complex.h>

#define MOST 256

static void test_definition(void **state)
{
	double z[2 * MOST], was[2 * MOST], turn[MOST];

	(void)state;
	for (size_t size = 2; size <= MOST; size *= 2) {
		fill_noise(was, 2 * size, (uint32_t)size, 1);
		memcpy(z, was, sizeof(z));
		rn_fourier_turn(turn, size);
		rn_fourier(z, size, turn);
		for (size_t k = 0; k < size; k++) {
			double complex sum = 0;

			for (size_t t = 0; t < size; t++)
				sum += (was[2 * t] + was[2 * t + 1] * _Complex_I)
				       * cexp(-6.283185307179586 * _Complex_I
				              * (double)(k * t % size) / (double)size);
			assert_near(z[2 * k], creal(sum), 1e-13);
			assert_near(z[2 * k + 1], cimag(sum), 1e-13);
		}
	}
}

/* Twice is the same backwards, times the size. */
static void test_twice(void **state)
{
	double z[2 * MOST], was[2 * MOST], turn[MOST];

	(void)state;
	fill_noise(was, 2 * MOST, 1, 1);
	memcpy(z, was, sizeof(z));
	rn_fourier_turn(turn, MOST);
	rn_fourier(z, MOST, turn);
	rn_fourier(z, MOST, turn);
	for (size_t k = 0; k < 2 * MOST; k++) {
		const size_t t = (MOST - k / 2) % MOST;

		assert_near(z[k], MOST * was[2 * t + k % 2], 1e-13);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_definition),
		cmocka_unit_test(test_twice),
	};

	return cmocka_run_group_tests_name("fourier", tests, NULL, NULL);
}

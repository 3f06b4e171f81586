/*
 * kernel_help.h - what a test of kernels in single precision needs: whether
 * the processor has their instructions, numbers, and ulps.
 *
 * KERNEL_LEVEL is the level of x86-64 that the form under test needs, or 0.
 */
#ifndef KERNEL_HELP_H
#define KERNEL_HELP_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdbool.h>
#include <string.h>

#ifndef KERNEL_LEVEL
#define KERNEL_LEVEL 0
#endif

/* Can this processor run the form? */
static inline bool has_level(void)
{
#if KERNEL_LEVEL == 4
	return __builtin_cpu_supports("avx512f")
	       && __builtin_cpu_supports("avx512bw")
	       && __builtin_cpu_supports("avx512cd")
	       && __builtin_cpu_supports("avx512dq")
	       && __builtin_cpu_supports("avx512vl");
#elif KERNEL_LEVEL == 3
	return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")
	       && __builtin_cpu_supports("bmi2");
#else
	return true;
#endif
}

#define SKIP_WITHOUT_LEVEL() \
	do { \
		if (!has_level()) \
			skip(); \
	} while (0)

static inline float float_of(uint32_t bits)
{
	float x;

	memcpy(&x, &bits, sizeof(x));
	return x;
}

/* Numbers in [-size, size) that look random. */
static inline void fill(float *x, size_t n, uint32_t from, double size)
{
	for (size_t k = 0; k < n; k++) {
		uint32_t i = from + (uint32_t)k;

		i ^= i >> 16;
		i *= 0x7feb352du;
		i ^= i >> 15;
		i *= 0x846ca68bu;
		i ^= i >> 16;
		x[k] = (float)(size * ((double)i * 0x1p-31 - 1));
	}
}

/* The size of an ulp of a float that is nearest to x. */
static inline double ulp(double x)
{
	return x == 0 ? 0x1p-149 : ldexp(1, (int)fmax(ilogb(x), -126) - 23);
}

#endif

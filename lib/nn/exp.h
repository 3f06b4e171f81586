/*
 * exp.h - exponentials, and logarithms of numbers from 1 to 2, that a compiler
 * can vectorise.
 *
 * In the program e^x is 2^k times a polynomial, and log(1 + u) a series in
 * u / (2 + u); both are at most 2.5 ulp off.  The double build, against which
 * gradients are checked, calls libm.  Beyond a bound on either side e^x stays
 * as it is there: it is neither 0 nor infinite.
 */
#ifndef RN_EXP_H
#define RN_EXP_H

#include "base/real.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#ifdef RN_DOUBLE

static inline rn_real rn_exp(rn_real x)
{
	return exp(x < -700 ? -700 : x > 700 ? 700 : x);
}

static inline rn_real rn_log1p(rn_real u)
{
	return log1p(u);
}

#else

/* e^x for -87 <= x <= 87. */
static inline rn_real rn_exp(rn_real x)
{
	/* Adding it rounds to a whole number, in the low bits. */
	const float magic = 12582912.0f;
	const float c = x < -87.0f ? -87.0f : x > 87.0f ? 87.0f : x;
	const float shifted = c * 1.44269504f + magic;
	const float k = shifted - magic;
	const float r = (c - k * 0.693359375f) + k * 2.12194440e-4f;
	const float p = 1.0f + r * (1.0f + r * (0.5f + r * (0.166666657f
		+ r * (0.0416664853f + r * (0.00833336077f
		+ r * 0.00139304355f)))));
	int32_t bits;
	float power;

	memcpy(&bits, &shifted, sizeof(bits));
	bits = (int32_t)((uint32_t)bits << 23) + 0x3f800000;
	memcpy(&power, &bits, sizeof(power));
	return p * power;
}

/* log(1 + u) of u in [0, 1]: twice the inverse tanh of u / (2 + u). */
static inline rn_real rn_log1p(rn_real u)
{
	const float s = u / (2.0f + u), q = s * s;

	return 2.0f * s * (1.0f + q * (0.333333333f + q * (0.2f
		+ q * (0.142857143f + q * (0.111111111f + q * (0.0909090909f
		+ q * 0.0869f))))));
}

#endif

#endif

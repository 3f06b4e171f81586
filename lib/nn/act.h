/*
 * act.h - activations that a compiler can vectorise.
 *
 * In the program tanh is our own rational approximation, x P(x^2) / Q(x^2)
 * with all coefficients positive, fitted for least relative error on
 * [-7.95, 7.95] and constant beyond, never above 1.  The double build,
 * against which gradients are checked, calls libm.
 *
 * Measured over all floats, with and without fused multiply-add: tanh is at
 * most 6 ulp off (3.6e-7), also where it is small; the sigmoid, made from it,
 * at most 1.7 ulp of 1 (2e-7).  That is an absolute error: a sigmoid far below
 * 0 has no correct digit, and none is below 2.9e-8.
 */
#ifndef RN_ACT_H
#define RN_ACT_H

#include "base/real.h"

#include <math.h>

#ifdef RN_DOUBLE

static inline rn_real rn_tanh(rn_real x)
{
	return tanh(x);
}

#else

static inline rn_real rn_tanh(rn_real x)
{
	const float end = 7.95f;
	const float c = x > end ? end : x < -end ? -end : x;
	const float u = c * c;
	const float p = 0.9999999939997757f + u * (0.13447573656258438f
		+ u * (0.0035753108047033868f + u * (2.1959137590640695e-05f
		+ u * 1.5329219593681735e-08f)));
	const float q = 1.0f + u * (0.46780901333210195f
		+ u * (0.02617840401915276f + u * (0.000341749422673979f
		+ u * 8.560678363193025e-07f)));

	return c * p / q;
}

#endif

/* The logistic function. */
static inline rn_real rn_sigmoid(rn_real x)
{
	return (rn_real)0.5 + (rn_real)0.5 * rn_tanh((rn_real)0.5 * x);
}

#endif

/*
 * spectrum.c - the whitened periodogram of a series.
 */
#include "data/spectrum.h"

#include "base/block.h"
#include "base/fourier.h"

#include <math.h>
#include <stdlib.h>

#define PI 3.14159265358979323846

/* The share of the rows at either end over which they fade in and out, lest
 * the ends make lines where there are none. */
#define FADE 0.05

/* The frequencies on either side that give the level of one: the square root
 * of all, but within 4 times its distance from 0, where the level may change
 * fast, and 8 at least.  The nearest 1.5 hold what leaks from a line itself. */
#define BAND_LEAST 8
#define BAND_SLOPE 4
#define OWN 1.5

/* Gamma(5/4)^4: the fourth power of the mean fourth root of noise's power,
 * over the mean power.  Roots, for a line must not raise its own level. */
#define LEVEL_OF_ROOTS 0.674966

/* Numbers that the whitening and the level have used up. */
#define SPENT 5

/* The periodogram of the whitened rows. */
static void take_power(struct rn_spectrum *s, const double *x, size_t n)
{
	const double fade = FADE * s->m;
	double squares = 0, products = 0, phi;

	for (size_t t = 0; t < n; t++) {
		squares += x[t] * x[t];
		products += t ? x[t] * x[t - 1] : 0;
	}
	phi = products / squares;
	for (size_t t = 0; t + 1 < n; t++) {
		const double from = (double)t + 0.5, end = fmin(from, s->m - from);
		const double weight = end < fade ? 0.5 - 0.5 * cos(PI * end / fade)
		                      : 1;

		s->z[2 * t] = weight * (x[t + 1] - phi * x[t]);
	}
	rn_fourier(s->z, s->size, s->turn);
	for (size_t k = 1; k <= s->size / 2; k++)
		s->power[k] = s->z[2 * k] * s->z[2 * k]
		              + s->z[2 * k + 1] * s->z[2 * k + 1];
}

enum rn_status rn_spectrum_make(struct rn_spectrum *s, const double *x,
                                size_t n, struct rn_error *err)
{
	size_t half;

	s->m = (double)(n - 1);
	for (s->size = 8; s->size < 2 * (n - 1);)
		s->size *= 2;
	s->bin = (double)s->size / s->m;
	half = s->size / 2 + 2;
	if (rn_alloc(&s->turn, 3 * s->size + 4 * half, sizeof(double), err))
		return err->status;
	s->z = s->turn + s->size;
	s->power = s->z + 2 * s->size;
	s->flat = s->power + half;
	s->sum = s->flat + half;
	s->count = s->sum + half;
	rn_fourier_turn(s->turn, s->size);
	take_power(s, x, n);
	return RN_OK;
}

void rn_spectrum_release(struct rn_spectrum *s)
{
	free(s->turn);
	s->turn = NULL;
}

/* The width of the level at an entry of the periodogram, on either side, in
 * frequencies of 1 / m. */
static double band(const struct rn_spectrum *s, double k)
{
	return fmax(BAND_LEAST, fmin(sqrt(s->m), BAND_SLOPE * k / s->bin));
}

/* The periodogram over its level, 1 on the mean without lines. */
static void flatten(struct rn_spectrum *s)
{
	const size_t end = s->size / 2 + 1, own = (size_t)ceil(OWN * s->bin);

	for (size_t k = 0; k < end; k++) {
		s->sum[k + 1] = s->sum[k] + sqrt(sqrt(s->power[k]));
		s->count[k + 1] = s->count[k] + (s->power[k] > 0);
	}
	for (size_t k = 1; k < end; k++) {
		const size_t wide = (size_t)ceil(band(s, (double)k) * s->bin);
		const size_t b = k > own ? k - own : 0, a = b > wide ? b - wide : 0;
		const size_t c = k + own + 1 < end ? k + own + 1 : end;
		const size_t d = c + wide < end ? c + wide : end;
		const double n = s->count[b] - s->count[a] + s->count[d]
		                 - s->count[c];
		const double root = (s->sum[b] - s->sum[a] + s->sum[d] - s->sum[c])
		                    / n;

		s->flat[k] = n < s->bin || !(root > 0) ? 0
			: LEVEL_OF_ROOTS * s->power[k] / (root * root * root * root);
	}
}

bool rn_spectrum_correlate(struct rn_spectrum *s)
{
	const size_t last = s->size / 2;
	double n = 0;

	flatten(s);
	s->total[0] = s->total[1] = 0;
	for (size_t k = 1; k <= last; k++) {
		n += s->flat[k] > 0;
		s->total[0] += s->flat[k];
		s->total[1] += s->flat[k] * s->flat[k];
	}
	s->left = n / (double)last;
	if (n == 0)
		return false;
	/* Less the mean, lest what was cut out correlate like a season. */
	s->z[0] = s->z[1] = 0;
	for (size_t k = 1; k <= last; k++) {
		const double v = s->flat[k];
		double *low = s->z + 2 * k, *high = s->z + 2 * (s->size - k);

		low[0] = high[0] = v > 0 ? v - s->total[0] / n : 0;
		low[1] = high[1] = v > 0 ? v * v - s->total[1] / n : 0;
	}
	rn_fourier(s->z, s->size, s->turn);
	return true;
}

double rn_spectrum_peak(const struct rn_spectrum *s, size_t lag)
{
	return s->z[2 * lag + 1] / (2 * s->total[1]);
}

/* That noise correlates so well at a lag. */
static double chance_of_peak(const struct rn_spectrum *s, size_t lag)
{
	const double share = 1 - (double)lag / s->m;
	const double r = s->z[2 * lag] / (2 * s->total[0]) / share;
	const double dof = s->left * s->m * share - SPENT;

	return r > 0 && dof > 0 ? 0.5 * dof * log1p(-fmin(r * r, 1)) : 0;
}

/* The power over its level of the line at an entry. */
static double line(const struct rn_spectrum *s, double at)
{
	double top = 0;

	for (size_t k = (size_t)ceil(at - s->bin / 2);
	     k <= s->size / 2 && (double)k <= at + s->bin / 2; k++)
		top = fmax(top, s->flat[k]);
	return top;
}

/* That noise has such a line. */
static double chance_of_line(const struct rn_spectrum *s, size_t period)
{
	const double at = (double)s->size / (double)period;
	const double dof = fmin(band(s, at), s->m / 2 - SPENT);

	return dof > 0 ? -dof * log1p(line(s, at) / dof) : 0;
}

double rn_spectrum_chance(const struct rn_spectrum *s, size_t period)
{
	return fmin(chance_of_peak(s, period), chance_of_line(s, period));
}

void rn_spectrum_cut(struct rn_spectrum *s, size_t period)
{
	const double step = (double)s->size / (double)period;

	for (size_t i = 1; i <= period / 2; i++) {
		const double at = step * (double)i;
		/* At d frequencies of 1 / m from a line, 1 / (pi d)^2 of its height
		 * leaks: that is the level at this distance. */
		const double leak = sqrt(line(s, at)) / PI * s->bin;
		const double wide = fmax(fmin(leak, step / 4),
		                         fmax(s->bin, step / 16));

		for (size_t k = (size_t)ceil(fmax(at - wide, 1));
		     k <= s->size / 2 && (double)k <= at + wide; k++)
			s->power[k] = 0;
	}
}

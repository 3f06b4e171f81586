/*
 * bounds.c - a softplus at each bound.
 */
#include "data/bounds.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

static const double least = 1e-3; /* the distance of values on a bound, in u */
static const double on_bound = 1.01e-3; /* and what is read as on it */

void rn_bounds_fit(struct rn_bounds *b, double min, double max,
                   const double *x, size_t n)
{
	double mean = 0;

	*b = (struct rn_bounds){ .min = isnan(min) ? -(double)INFINITY : min,
	                         .max = isnan(max) ? (double)INFINITY : max };
	if (isnan(min) && isnan(max))
		return;
	for (size_t k = 0; k < n; k++)
		mean += fmin(x[k] - b->min, b->max - x[k]) / (double)n;
	if (!(mean > 0))
		mean = isfinite(b->max - b->min) ? b->max - b->min : 1;
	b->unit = 0.1 * mean;
}

enum rn_status rn_bounds_check(const struct rn_bounds *b, const double *x,
                               size_t n, const char *name,
                               struct rn_error *err)
{
	char shown[RN_SHOWN];

	for (size_t k = 0; b->unit > 0 && k < n; k++) {
		const bool is_below = x[k] < b->min;

		if (!is_below && x[k] <= b->max)
			continue;
		rn_fail(err, RN_EDATA, "series \"%s\": a value of row %zu, counted "
		        "from 0, is %g, and the %s is %g",
		        rn_show(shown, name, strlen(name)), k, x[k],
		        is_below ? "minimum" : "maximum", is_below ? b->min : b->max);
		return rn_hint(err, "correct it, or train with another --%s",
		               is_below ? "min" : "max");
	}
	return RN_OK;
}

/* ln(1 - exp(-v)) of a distance, no less than that of the least. */
static double bend(double v)
{
	return log(-expm1(-fmax(v, least)));
}

/* ln(1 + exp(a)) */
static double softplus(double a)
{
	return a > 0 ? a + log1p(exp(-a)) : log1p(exp(a));
}

double rn_bounds_apply(const struct rn_bounds *b, double x)
{
	const double u = b->unit;

	x = fmin(fmax(x, b->min + least * u), b->max - least * u);
	return x + u * bend((x - b->min) / u) - u * bend((b->max - x) / u);
}

double rn_bounds_invert(const struct rn_bounds *b, double t)
{
	const double u = b->unit;
	double x;

	if (isfinite(b->min))
		x = b->min + u * (softplus((t - b->min) / u)
		                  - softplus((t - b->max) / u));
	else
		x = b->max - u * softplus((b->max - t) / u);
	/* Values so near a bound are all seen as one, and mostly are the bound
	 * itself: an interval that ends there has to hold it. */
	if (x <= b->min + on_bound * u)
		return b->min;
	return x >= b->max - on_bound * u ? b->max : x;
}

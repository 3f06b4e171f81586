/*
 * bounds.h - a transform that keeps forecasts between bounds.
 *
 * Inside, values x of (min, max) become t of the whole line,
 *
 *     t = x + u D((x - min) / u) - u D((max - x) / u),  D(v) = ln(1 - exp(-v)),
 *
 * the inverse of a softplus at each bound: u is the distance from a bound at
 * which the line begins to bend, so that what lies further inside stays as it
 * is, and t is in the units of x.  Values on a bound, and beyond, count as
 * u / 1000 from it, and what is so near to a bound is read as the bound.
 */
#ifndef RN_BOUNDS_H
#define RN_BOUNDS_H

#include "base/error.h"

#include <stddef.h>

struct rn_bounds {
	double unit;     /* u; 0: there are no bounds, and values stay */
	double min, max; /* min < max; infinite: no such bound */
};

/* The bounds min and max, NaN where there is none, with a u that suits x [n],
 * values in between: a tenth of their mean distance from the nearer bound. */
void rn_bounds_fit(struct rn_bounds *b, double min, double max,
                   const double *x, size_t n);

/* The values x [n] of a series lie between the bounds, or on them.  RN_EDATA
 * names the first row that does not, counted from 0. */
RN_MUST_CHECK
enum rn_status rn_bounds_check(const struct rn_bounds *b, const double *x,
                               size_t n, const char *name,
                               struct rn_error *err);

double rn_bounds_apply(const struct rn_bounds *b, double x);

/* From any t, a value between the bounds, or on them. */
double rn_bounds_invert(const struct rn_bounds *b, double t);

#endif

/*
 * quantile.h - what share of values lies below: of those at hand, and of a
 * normal distribution.
 */
#ifndef RN_QUANTILE_H
#define RN_QUANTILE_H

#include <stddef.h>

/* Sorts n values, none of them NaN, ascending. */
void rn_sort(double *x, size_t n);

/* The value below which a share q, 0 .. 1, of n >= 1 ascending values lies,
 * interpolated (R. J. Hyndman, Y. Fan 1996, definition 7). */
double rn_quantile(const double *sorted, size_t n, double q);

/* The share of a standard normal distribution that lies below z. */
double rn_normal_share(double z);

/* The value that a share p, between 0 and 1, of it lies below: the inverse, to
 * about 1e-12. */
double rn_normal_quantile(double p);

#endif

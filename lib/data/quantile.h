/*
 * quantile.h - what share of values lies below.
 */
#ifndef RN_QUANTILE_H
#define RN_QUANTILE_H

#include <stddef.h>

/* Sorts n values, none of them NaN, ascending. */
void rn_sort(double *x, size_t n);

/* The value below which a share q, 0 .. 1, of n >= 1 ascending values lies,
 * interpolated (R. J. Hyndman, Y. Fan 1996, definition 7). */
double rn_quantile(const double *sorted, size_t n, double q);

#endif

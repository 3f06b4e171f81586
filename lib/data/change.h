/*
 * change.h - how much a series changes from season to season.
 */
#ifndef RN_CHANGE_H
#define RN_CHANGE_H

#include <stddef.h>

/* The mean of |x[t] - x[t - period]| over x [n], in its units, which MASE
 * divides by; NaN where x does not change, or has no two such rows. */
double rn_change(const double *x, size_t n, int period);

#endif

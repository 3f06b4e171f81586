/*
 * change.c - the mean absolute seasonal difference.
 */
#include "data/change.h"

#include <math.h>

double rn_change(const double *x, size_t n, int period)
{
	const size_t m = (size_t)period;
	double sum = 0;

	for (size_t t = m; t < n; t++)
		sum += fabs(x[t] - x[t - m]);
	return sum > 0 ? sum / (double)(n - m) : (double)NAN;
}

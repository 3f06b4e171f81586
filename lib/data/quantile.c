/*
 * quantile.c - sorting, and reading off places.
 */
#include "data/quantile.h"

#include <stdlib.h>
#include <string.h>

static int compare(const void *a, const void *b)
{
	double x, y;

	memcpy(&x, a, sizeof(x));
	memcpy(&y, b, sizeof(y));
	return (x > y) - (x < y);
}

void rn_sort(double *x, size_t n)
{
	qsort(x, n, sizeof(*x), compare);
}

double rn_quantile(const double *sorted, size_t n, double q)
{
	const double at = q * (double)(n - 1);
	const size_t k = (size_t)at;

	if (k + 1 >= n)
		return sorted[n - 1];
	return sorted[k] + (at - (double)k) * (sorted[k + 1] - sorted[k]);
}

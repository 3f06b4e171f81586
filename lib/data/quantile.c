/*
 * quantile.c - sorting, and reading off places.
 */
#include "data/quantile.h"

#include <math.h>
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

double rn_normal_share(double z)
{
	return 0.5 * erfc(-z * 0.70710678118654752440);
}

/* Halving is slow, but needs no table of coefficients; tails are mirrored,
 * where a share is told apart from 0, not from 1. */
double rn_normal_quantile(double p)
{
	double low = -40, high = 0;

	if (p > 0.5)
		return -rn_normal_quantile(1 - p);
	for (int i = 0; i < 60; i++) {
		const double z = (low + high) / 2;

		if (rn_normal_share(z) < p)
			low = z;
		else
			high = z;
	}
	return (low + high) / 2;
}

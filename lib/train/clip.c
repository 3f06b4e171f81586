/*
 * clip.c - the size of a gradient, measured and limited.
 */
#include "train/clip.h"

#include <math.h>

double rn_clip_square(const rn_real *g, size_t n)
{
	double sum = 0;

	for (size_t j = 0; j < n; j++)
		sum += (double)g[j] * (double)g[j];
	return sum;
}

double rn_clip_largest(const rn_real *g, size_t n)
{
	double most = 0;

	for (size_t j = 0; j < n; j++)
		if (fabs((double)g[j]) > most)
			most = fabs((double)g[j]);
	return most;
}

void rn_clip_value(rn_real *g, size_t n, double most)
{
	const rn_real clip = (rn_real)most;

	for (size_t j = 0; j < n; j++)
		g[j] = g[j] > clip ? clip : g[j] < -clip ? -clip : g[j];
}

double rn_clip_shrink(double norm, double most)
{
	return norm > most ? most / norm : 1;
}

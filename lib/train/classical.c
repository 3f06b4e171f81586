/*
 * classical.c - seasonal indices from ratios to a moving average.
 */
#include "train/classical.h"

#include "base/kernel.h"

#include <math.h>
#include <string.h>

size_t rn_classical_rows(size_t n, int period)
{
	const size_t seasons = (size_t)period * RN_CLASSICAL_SEASONS;
	const size_t most = seasons > RN_CLASSICAL_ROWS ? seasons
	                    : RN_CLASSICAL_ROWS;

	return n < most ? n : most;
}

/* As many sums at once, for one would wait for each addition. */
enum { N_SUM = 16 };

RN_KERNEL
static double dot(const double *a, const double *b, size_t n)
{
	double sum[N_SUM] = { 0 }, all = 0;
	size_t t = 0;

	for (; t + N_SUM <= n; t += N_SUM)
		for (int k = 0; k < N_SUM; k++)
			sum[k] += a[t + (size_t)k] * b[t + (size_t)k];
	for (; t < n; t++)
		all += a[t] * b[t];
	for (int k = 0; k < N_SUM; k++)
		all += sum[k];
	return all;
}

bool rn_classical_test(const double *x, size_t n, int m, double *work)
{
	const size_t lag = (size_t)m;
	double mean = 0, all, r, sum = 1, most;

	if (m < 2 || n < 3 * lag)
		return false;
	for (size_t t = 0; t < n; t++)
		mean += x[t] / (double)n;
	for (size_t t = 0; t < n; t++)
		work[t] = x[t] - mean;
	all = dot(work, work, n);
	if (!(all > 0))
		return false;
	r = dot(work, work + lag, n - lag) / all;
	/* What r can still stand beside it. */
	most = r * r * (double)n / (1.645 * 1.645);
	for (size_t k = 1; k < lag && sum < most; k++) {
		const double rk = dot(work, work + k, n - k) / all;

		sum += 2 * rk * rk;
	}
	return sum < most;
}

static bool is_positive(const double *x, size_t n)
{
	for (size_t t = 0; t < n; t++)
		if (!(x[t] > 0))
			return false;
	return true;
}

/* Adds up the rows of each place in the season, beside their moving averages;
 * the first and last half season have none. */
static void add_up(const double *x, size_t n, size_t m, bool is_ratio,
                   double *index)
{
	const size_t half = m / 2;
	const double edge = m % 2 ? 1 : 0.5;
	double inner = 0; /* of the rows between the two at the ends */

	memset(index, 0, m * sizeof(*index));
	for (size_t t = 1; t < 2 * half; t++)
		inner += x[t];
	for (size_t t = half; t + half < n; t++) {
		const double ends = x[t - half] + x[t + half];
		const double mean = (inner + edge * ends) / (double)m;

		index[t % m] += is_ratio ? x[t] / mean : x[t] - mean;
		inner += x[t + half] - x[t - half + 1];
	}
	for (size_t k = 0; k < m; k++) {
		const size_t first = k >= half ? k : k + m;

		/* Rows k, k + m, ... that have an average. */
		if (first + half < n)
			index[k] /= (double)((n - half - 1 - first) / m + 1);
	}
}

bool rn_classical_split(const double *x, size_t n, int period, double *index,
                        double *y)
{
	const size_t m = (size_t)period;
	const bool is_ratio = is_positive(x, n);
	double mean = 0;

	add_up(x, n, m, is_ratio, index);
	for (size_t k = 0; k < m; k++)
		mean += index[k] / (double)m;
	for (size_t k = 0; k < m; k++)
		index[k] = is_ratio ? index[k] / mean : index[k] - mean;
	for (size_t t = 0; t < n; t++)
		y[t] = is_ratio ? x[t] / index[t % m] : x[t] - index[t % m];
	return is_ratio;
}

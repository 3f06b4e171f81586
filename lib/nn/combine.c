/*
 * combine.c - the mean of several networks, and their median.
 */
#include "nn/combine.h"

#include <string.h>

static double mean(double *x, int n)
{
	double sum = 0;

	for (int i = 0; i < n; i++)
		sum += x[i];
	return sum / n;
}

/* There are few, which sorting by insertion suits. */
static double median(double *x, int n)
{
	for (int i = 1; i < n; i++) {
		const double at = x[i];
		int k = i;

		for (; k > 0 && x[k - 1] > at; k--)
			x[k] = x[k - 1];
		x[k] = at;
	}
	return (x[(n - 1) / 2] + x[n / 2]) / 2;
}

static const struct rn_combine_type by_mean = {
	.name = "mean",
	.title = "the mean of the networks' outputs",
	.one = mean,
};

static const struct rn_combine_type by_median = {
	.name = "median",
	.title = "their median: one network that went astray changes little",
	.one = median,
};

const struct rn_combine_type *const rn_combine_types[] = {
	&by_mean,
	&by_median,
	NULL
};

void rn_combine(const struct rn_combine_type *type, int n_member,
                const rn_real *z, size_t n, rn_real *out)
{
	double x[RN_MAX_MEMBER];

	if (n_member == 1) {
		memmove(out, z, n * sizeof(*out));
		return;
	}
	for (size_t k = 0; k < n; k++) {
		for (int i = 0; i < n_member; i++)
			x[i] = (double)z[(size_t)i * n + k];
		out[k] = (rn_real)type->one(x, n_member);
	}
}

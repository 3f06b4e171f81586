/*
 * level.c - the table of levels.
 *
 * The last value: S. Lin et al., "SegRNN", 2023, after A. Zeng et al.,
 * "Are transformers effective for time series forecasting?", 2023.  Mean and
 * standard deviation: T. Kim et al., "Reversible instance normalization",
 * 2022, without its parameters.
 */
#include "data/level.h"

#include <math.h>
#include <stddef.h>

/* A window that hardly moves is not blown up to the size of the others: its
 * unit is at least so much of its series'. */
static const double least_unit = 0.01;

static void last(const struct rn_scale *of, const double *x, int n,
                 double *zero, double *one)
{
	(void)one;
	*zero = rn_scale_apply(of, x[n - 1]);
}

static void mean(const struct rn_scale *of, const double *x, int n,
                 double *zero, double *one)
{
	(void)one;
	*zero = 0;
	for (int t = 0; t < n; t++)
		*zero += rn_scale_apply(of, x[t]) / n;
}

static void mean_scale(const struct rn_scale *of, const double *x, int n,
                       double *zero, double *one)
{
	double sum = 0;

	mean(of, x, n, zero, one);
	for (int t = 0; t < n; t++) {
		const double z = rn_scale_apply(of, x[t]) - *zero;

		sum += z * z / n;
	}
	*one = fmax(sqrt(sum), least_unit);
}

const struct rn_level_type rn_level_none = {
	.name = "none",
	.title = "a window is scaled as its series is",
};

const struct rn_level_type rn_level_last = {
	.name = "last",
	.title = "measured from the window's last value",
	.find = last,
};

static const struct rn_level_type level_mean = {
	.name = "mean",
	.title = "measured from the window's mean",
	.find = mean,
};

static const struct rn_level_type level_mean_scale = {
	.name = "mean-scale",
	.title = "from the window's mean, in its standard deviations",
	.find = mean_scale,
};

const struct rn_level_type *const rn_level_types[] = {
	&rn_level_none, &rn_level_last, &level_mean, &level_mean_scale, NULL
};

struct rn_scale rn_level_scale(const struct rn_level_type *type,
                               const struct rn_scale *of, const double *x,
                               int n)
{
	struct rn_scale scale = *of;
	double zero = 0, one = 1;

	if (!type->find)
		return scale;
	type->find(of, x, n, &zero, &one);
	scale.shift += zero * of->scale;
	scale.scale *= one;
	return scale;
}

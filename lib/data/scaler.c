/*
 * scaler.c - the rules that find shift and scale.
 */
#include "data/scaler.h"

#include "base/block.h"
#include "data/quantile.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A scaled value beyond this is no use to a network. */
#define MAX_SCALED 1e18

/* Running, so that the sum of large values does not overflow. */
static double mean_of(const double *x, size_t n)
{
	double mean = 0;

	for (size_t k = 0; k < n; k++)
		mean += (x[k] - mean) / (double)(k + 1);
	return mean;
}

static void range_of(const double *x, size_t n, double *min, double *max)
{
	*min = *max = x[0];
	for (size_t k = 1; k < n; k++) {
		*min = x[k] < *min ? x[k] : *min;
		*max = x[k] > *max ? x[k] : *max;
	}
}

static void fit_center_max(const double *x, size_t n, double *work,
                           double *shift, double *scale)
{
	double min, max;

	(void)work;
	range_of(x, n, &min, &max);
	*shift = mean_of(x, n);
	*scale = fmax(max, -min);
}

static void fit_standard(const double *x, size_t n, double *work,
                         double *shift, double *scale)
{
	const double mean = mean_of(x, n);
	double sum = 0;

	(void)work;
	for (size_t k = 0; k < n; k++)
		sum += (x[k] - mean) * (x[k] - mean);
	*shift = mean;
	*scale = n > 1 ? sqrt(sum / (double)(n - 1)) : 0;
}

static void fit_minmax(const double *x, size_t n, double *work, double *shift,
                       double *scale)
{
	double min, max;

	(void)work;
	range_of(x, n, &min, &max);
	*shift = min;
	*scale = max - min;
}

static void fit_robust(const double *x, size_t n, double *work, double *shift,
                       double *scale)
{
	memcpy(work, x, n * sizeof(*x));
	rn_sort(work, n);
	*shift = rn_quantile(work, n, 0.5);
	*scale = rn_quantile(work, n, 0.75) - rn_quantile(work, n, 0.25);
}

static void fit_none(const double *x, size_t n, double *work, double *shift,
                     double *scale)
{
	(void)x;
	(void)n;
	(void)work;
	*shift = 0;
	*scale = 1;
}

const struct rn_scaler_type rn_scaler_center_max = {
	.name = "center-max",
	.title = "subtract the mean, divide by the largest magnitude",
	.fit = fit_center_max,
};

const struct rn_scaler_type rn_scaler_standard = {
	.name = "standard",
	.title = "subtract the mean, divide by the standard deviation",
	.fit = fit_standard,
};

const struct rn_scaler_type rn_scaler_minmax = {
	.name = "minmax",
	.title = "bring the range of the values to 0 .. 1",
	.fit = fit_minmax,
};

const struct rn_scaler_type rn_scaler_robust = {
	.name = "robust",
	.title = "subtract the median, divide by the interquartile range",
	.fit = fit_robust,
};

const struct rn_scaler_type rn_scaler_none = {
	.name = "none",
	.title = "leave the values as they are",
	.fit = fit_none,
};

const struct rn_scaler_type *const rn_scaler_types[] = {
	&rn_scaler_center_max, &rn_scaler_minmax, &rn_scaler_none,
	&rn_scaler_robust, &rn_scaler_standard, NULL
};

enum rn_status rn_scaler_fit(const struct rn_scaler_type *type,
                             const double *x, size_t n, const char *name,
                             struct rn_scale *scale, struct rn_error *err)
{
	char shown[RN_SHOWN];
	double min, max, *work;
	struct rn_scale s = { .scale = 1 };

	if (rn_alloc(&work, n, sizeof(*work), err))
		return err->status;
	type->fit(x, n, work, &s.shift, &s.scale);
	free(work);
	range_of(x, n, &min, &max);
	if (min == max || s.scale == 0)
		s.scale = 1;
	/* Written so that it also fails where something is not a number. */
	if (!(isfinite(s.shift) && isfinite(s.scale)
	      && fabs(rn_scale_apply(&s, min)) <= MAX_SCALED
	      && fabs(rn_scale_apply(&s, max)) <= MAX_SCALED)) {
		rn_fail(err, RN_EDATA, "column \"%s\": values from %g to %g cannot "
		        "be brought to a common size by the scaler %s",
		        rn_show(shown, name, strlen(name)), min, max, type->name);
		return rn_hint(err, "correct the extreme values, or choose another "
		               "--scaler");
	}
	*scale = s;
	return RN_OK;
}

enum rn_status rn_scaler_fit_bounded(const struct rn_scaler_type *type,
                                     const struct rn_bounds *bounds,
                                     const double *x, size_t n,
                                     const char *name, struct rn_scale *scale,
                                     struct rn_error *err)
{
	enum rn_status status;
	double *t;

	if (!(bounds->unit > 0))
		return rn_scaler_fit(type, x, n, name, scale, err);
	if (rn_alloc(&t, n, sizeof(*t), err))
		return err->status;
	for (size_t k = 0; k < n; k++)
		t[k] = rn_bounds_apply(bounds, x[k]);
	status = rn_scaler_fit(type, t, n, name, scale, err);
	if (!status)
		scale->bounds = *bounds;
	free(t);
	return status;
}

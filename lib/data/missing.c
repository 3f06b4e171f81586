/*
 * missing.c - what takes the place of a missing value.
 */
#include "data/missing.h"

#include <math.h>

/* Straight lines between the values on both sides of a hole. */
static void interpolate(double *x, size_t n)
{
	size_t last = 0;

	for (size_t i = 1; i < n; i++) {
		if (isnan(x[i]))
			continue;
		for (size_t k = last + 1; k < i; k++) {
			const double part = (double)(k - last) / (double)(i - last);

			/* Weights, for a difference of two values may overflow. */
			x[k] = (1 - part) * x[last] + part * x[i];
		}
		last = i;
	}
}

/* The value before, again. */
static void ffill(double *x, size_t n)
{
	for (size_t i = 1; i < n; i++)
		if (isnan(x[i]))
			x[i] = x[i - 1];
}

const struct rn_missing_type rn_missing_error = {
	.name = "error",
	.title = "refuse the file",
};

const struct rn_missing_type rn_missing_interpolate = {
	.name = "interpolate",
	.title = "straight lines across holes",
	.fill = interpolate,
};

const struct rn_missing_type rn_missing_ffill = {
	.name = "ffill",
	.title = "the value before, again",
	.fill = ffill,
};

const struct rn_missing_type rn_missing_drop = {
	.name = "drop",
	.title = "leave out rows with a missing value",
	.drops = true,
};

const struct rn_missing_type *const rn_missing_types[] = {
	&rn_missing_error,
	&rn_missing_interpolate,
	&rn_missing_ffill,
	&rn_missing_drop,
	NULL
};

void rn_missing_span(const double *x, size_t n, size_t *from, size_t *to)
{
	*from = 0;
	*to = n;
	while (*from < n && isnan(x[*from]))
		++*from;
	while (*to > *from && isnan(x[*to - 1]))
		--*to;
}

size_t rn_missing_fill(const struct rn_missing_type *type, double *x, size_t n)
{
	size_t from, to, n_missing = 0;

	for (size_t i = 0; i < n; i++)
		n_missing += (size_t)!!isnan(x[i]);
	if (n_missing == 0)
		return 0;
	rn_missing_span(x, n, &from, &to);
	for (size_t i = 0; i < from; i++)
		x[i] = x[from];
	for (size_t i = to; i < n; i++)
		x[i] = x[to - 1];
	type->fill(x + from, to - from);
	return n_missing;
}

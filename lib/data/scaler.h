/*
 * scaler.h - brings series to a common size before training, and back after.
 *
 * Every scaler is affine, z = (x - shift) / scale, so a scaler type is only
 * the rule that finds shift and scale.  Fit it on training rows alone: rows
 * that the model will be judged on must not leak in.  Where values have bounds,
 * what is shifted and scaled is their transform (bounds.h).
 */
#ifndef RN_SCALER_H
#define RN_SCALER_H

#include "base/error.h"
#include "data/bounds.h"

#include <stddef.h>

struct rn_scaler_type {
	const char *name;  /* spelling in --scaler and in model files */
	const char *title; /* one line for `rnnfc list scalers` */
	/* x: n >= 1 values in the file's units; work: n values of scratch.
	 * Sets *shift and *scale; scale may come out 0. */
	void (*fit)(const double *x, size_t n, double *work, double *shift,
	            double *scale);
};

/* center-max (mean; largest magnitude), standard (mean; standard deviation of
 * the sample), minmax (minimum; range), robust (median; interquartile range),
 * none (0; 1). */
extern const struct rn_scaler_type rn_scaler_center_max, rn_scaler_standard,
	rn_scaler_minmax, rn_scaler_robust, rn_scaler_none;
extern const struct rn_scaler_type *const rn_scaler_types[]; /* ends in NULL */

struct rn_scale {
	double shift, scale; /* scale > 0, both finite */
	struct rn_bounds bounds; /* a transform before them; 0: none */
};

/* Fits n values.  A constant series gets scale 1.  RN_EDATA, with `name` in
 * the message, where the spread overflows a double; RN_ELIMIT. */
RN_MUST_CHECK
enum rn_status rn_scaler_fit(const struct rn_scaler_type *type,
                             const double *x, size_t n, const char *name,
                             struct rn_scale *scale, struct rn_error *err);

/* The same of values whose bounds are known; the rule sees their transform. */
RN_MUST_CHECK
enum rn_status rn_scaler_fit_bounded(const struct rn_scaler_type *type,
                                     const struct rn_bounds *bounds,
                                     const double *x, size_t n,
                                     const char *name, struct rn_scale *scale,
                                     struct rn_error *err);

static inline double rn_scale_apply(const struct rn_scale *s, double x)
{
	if (s->bounds.unit > 0)
		x = rn_bounds_apply(&s->bounds, x);
	return (x - s->shift) / s->scale;
}

static inline double rn_scale_invert(const struct rn_scale *s, double z)
{
	const double t = z * s->scale + s->shift;

	return s->bounds.unit > 0 ? rn_bounds_invert(&s->bounds, t) : t;
}

#endif

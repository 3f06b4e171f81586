/*
 * level.h - what a window calls zero and one.
 *
 * A series that wanders is out of the range of its training rows sooner or
 * later, and the series of a panel are of many sizes.  So a window may be
 * measured from a level of its own, in units of its own: those of its input
 * rows, which are all known when a forecast is made.
 */
#ifndef RN_LEVEL_H
#define RN_LEVEL_H

#include "data/scaler.h"

struct rn_level_type {
	const char *name;  /* spelling in --window-norm */
	const char *title; /* one line for `rnnfc list norms` */
	/* x: the n >= 1 target values of the window, of: the scale of its series.
	 * Sets what becomes 0, and what 1 more, as that scale has them; NULL: both
	 * stay. */
	void (*find)(const struct rn_scale *of, const double *x, int n,
	             double *zero, double *one);
};

/* none; last: from the last value; mean: from the mean; mean-scale: from the
 * mean, in standard deviations. */
extern const struct rn_level_type rn_level_none, rn_level_last;
extern const struct rn_level_type *const rn_level_types[]; /* ends in NULL */

/* The scale of a window whose target values are x [n], in a series of scale
 * `of`. */
struct rn_scale rn_level_scale(const struct rn_level_type *type,
                               const struct rn_scale *of, const double *x,
                               int n);

#endif

/*
 * missing.h - what takes the place of a missing value.
 *
 * While rows are read a missing value is NaN.  None is left after that: what
 * cannot be filled is refused.
 */
#ifndef RN_MISSING_H
#define RN_MISSING_H

#include <stdbool.h>
#include <stddef.h>

struct rn_missing_type {
	const char *name;  /* spelling in --missing and in model files */
	const char *title; /* one line for `rnnfc list missing` */
	/* Fills the NaNs between the values x[0] and x[n - 1], which are none.
	 * NULL: nothing is filled. */
	void (*fill)(double *x, size_t n);
	bool drops; /* rows with a missing value are left out */
};

extern const struct rn_missing_type rn_missing_error, rn_missing_interpolate,
	rn_missing_ffill, rn_missing_drop;
extern const struct rn_missing_type *const rn_missing_types[]; /* to NULL */

/* Are missing values repaired, not refused?  type may be NULL. */
static inline bool rn_missing_repairs(const struct rn_missing_type *type)
{
	return type && (type->fill || type->drops);
}

/* The values between the first and the last that are none of NaN: *from is
 * n where there is no value. */
void rn_missing_span(const double *x, size_t n, size_t *from, size_t *to);

/* Fills every NaN of x [n], which has a value: those before the first and
 * after the last value with it.  Returns their number. */
size_t rn_missing_fill(const struct rn_missing_type *type, double *x,
                       size_t n);

#endif

/*
 * combine.h - how what several networks say becomes one.
 *
 * Each output is combined by itself, before anything reads what it means: of a
 * distribution its parameters, of classes their logits.
 */
#ifndef RN_COMBINE_H
#define RN_COMBINE_H

#include "base/real.h"

#include <stddef.h>

/* Networks of one model. */
#define RN_MAX_MEMBER 64

struct rn_combine_type {
	const char *name;  /* spelling in --ensemble-by and in model files */
	const char *title;
	/* One of x [n], which may be put into another order; n is above 0. */
	double (*one)(double *x, int n);
};

extern const struct rn_combine_type *const rn_combine_types[]; /* to NULL */

/* out [n] from what n_member networks say, z [n_member, n]; out may be z.  Of
 * one it is just that. */
void rn_combine(const struct rn_combine_type *type, int n_member,
                const rn_real *z, size_t n, rn_real *out);

#endif

/*
 * ridge.h - linear regression with a penalty on its weights (A. Hoerl, R.
 * Kennard 1970), from sums over samples that are seen once.
 *
 *   yhat = my + (x - mx) W,  W = (S + penalty)^-1 C
 *
 * S and C are moments about the means, so that the constant is not penalised.
 * One factorisation S = Q D Q' serves all penalties, and the error of each on
 * other samples follows from their moments.
 */
#ifndef RN_RIDGE_H
#define RN_RIDGE_H

#include "base/error.h"

/* Sums over samples of v' v, v = [x, y, 1]. */
struct rn_moments {
	int n_in, n_out;
	int n;         /* length of v */
	double *vv;    /* [n, n] */
	double *chunk; /* samples that are not added yet */
	int rows;
};

#define RN_MOMENTS_INIT { .n = 0 }

/* RN_ELIMIT. */
RN_MUST_CHECK
enum rn_status rn_moments_make(struct rn_moments *m, int n_in, int n_out,
                               struct rn_error *err);
void rn_moments_release(struct rn_moments *m);

/* Where to put x [n_in] and, behind it, y [n_out] of the next sample; they are
 * added later.  After rn_blas_start. */
double *rn_moments_next(struct rn_moments *m);

/* Adds the samples that are not added yet; to be called after the last. */
void rn_moments_close(struct rn_moments *m);

/* The samples that were added. */
double rn_moments_count(const struct rn_moments *m);

struct rn_ridge_opts {
	double penalty;   /* below 0: the one that does best on other samples */
	bool is_relative; /* penalties are multiples of the mean eigenvalue */
};

/*
 * state: the means [n_in + n_out], then W [n_in, n_out].  Both moments become
 * those about the means of `train`.  Where a penalty is to be found, those
 * from 1e-8 to 10 are tried on `valid`; where that is empty, the least is
 * taken.  *mse: the mean squared error on `train`, which has a sample at
 * least.  RN_ELIMIT, RN_EINTERNAL.
 */
RN_MUST_CHECK
enum rn_status rn_ridge_fit(double *state, double *mse,
                            struct rn_moments *train,
                            struct rn_moments *valid,
                            const struct rn_ridge_opts *opts,
                            struct rn_error *err);

#endif

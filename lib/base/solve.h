/*
 * solve.h - the eigenvectors of a symmetric matrix (LAPACK's dsyevd).
 *
 * One factorisation S = Q D Q' solves (S + penalty) w = b for every penalty,
 * which is how a ridge regression tries many of them.
 */
#ifndef RN_SOLVE_H
#define RN_SOLVE_H

#include "base/error.h"

/* S [n, n] symmetric; on return its row i is eigenvector i, and value[i]
 * ascend.  After rn_blas_start.  RN_ELIMIT: memory; RN_EINTERNAL: no
 * convergence. */
RN_MUST_CHECK
enum rn_status rn_solve_eigen(double *S, int n, double *value,
                              struct rn_error *err);

#endif

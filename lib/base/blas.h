/*
 * blas.h - matrix products, row-major, on OpenBLAS.
 *
 * OpenBLAS always runs with one thread here: it gives other bits with other
 * thread counts, and the parallelism is ours (base/shard.h).  The only user
 * of <cblas.h>.
 */
#ifndef RN_BLAS_H
#define RN_BLAS_H

#include "base/real.h"

/* Before the first product, once. */
void rn_blas_start(void);

/* The kernels that OpenBLAS chose for this processor: "SkylakeX", ... */
const char *rn_blas_core(void);

/* C [M, N] = A B' + beta C with A [M, K], B [N, K]; ld: row lengths. */
void rn_gemm_nt(int M, int N, int K, const rn_real *A, int lda,
                const rn_real *B, int ldb, rn_real beta, rn_real *C, int ldc);

/* C [M, N] = A B + beta C with A [M, K], B [K, N]. */
void rn_gemm_nn(int M, int N, int K, const rn_real *A, int lda,
                const rn_real *B, int ldb, rn_real beta, rn_real *C, int ldc);

/* C [M, N] = A' B + beta C with A [K, M], B [K, N]. */
void rn_gemm_tn(int M, int N, int K, const rn_real *A, int lda,
                const rn_real *B, int ldb, rn_real beta, rn_real *C, int ldc);

/* S [n, n] += X' X over `rows` rows of X [rows, n], both triangles; the
 * moments of a regression, always double. */
void rn_gram(int n, int rows, const double *X, double *S);

#endif

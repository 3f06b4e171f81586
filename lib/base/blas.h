/*
 * blas.h - matrix products, row-major, on OpenBLAS.
 *
 * OpenBLAS is loaded by the first rn_blas_start: loading it takes longer than
 * all else that a program does which only answers --help.  It always runs
 * with one thread here: it gives other bits with other thread counts, and the
 * parallelism is ours (base/shard.h).  The only user of <cblas.h>.
 */
#ifndef RN_BLAS_H
#define RN_BLAS_H

#include "base/error.h"
#include "base/real.h"

#include <stdbool.h>

/*
 * Loads OpenBLAS, once; anything else here only after it.  Changes the
 * environment for a moment, so it is for the only thread.  RN_EIO: there is
 * none that can be used; RN_ELIMIT: less address space than it needs.
 */
RN_MUST_CHECK
enum rn_status rn_blas_start(struct rn_error *err);

/* Is there address space for the products of n_thread threads at a time?  To
 * be asked when all else is allocated: OpenBLAS hangs, without a word, where
 * its own memory is refused.  RN_ELIMIT. */
RN_MUST_CHECK
enum rn_status rn_blas_room(int n_thread, struct rn_error *err);

/* The kernels that OpenBLAS chose for this processor: "SkylakeX", ... */
const char *rn_blas_core(void);

/* Has the processor AVX-512, and those kernels do not use it? */
bool rn_blas_misses_avx512(void);

/* Has OpenBLAS kernels that do not pack, for small products? */
bool rn_blas_has_small(void);

/* An operand: rows `ld` apart, to be transposed if `turned`. */
struct rn_matrix {
	const rn_real *at;
	int ld;
	bool turned;
};

/* C [M, N] = A B + beta C, as one call of OpenBLAS. */
void rn_blas_gemm(int M, int N, int K, const struct rn_matrix *A,
                  const struct rn_matrix *B, rn_real beta, rn_real *C,
                  int ldc);

/* The products of gemm.c, in one call or several; ld: row lengths.
 * C [M, N] = A B' + beta C with A [M, K], B [N, K]. */
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

/* C [M, N] = A B, always double; ld: row lengths.  turned: A' with A [K, M]. */
void rn_dgemm(int M, int N, int K, const double *A, int lda, bool turned,
              const double *B, int ldb, double *C);

/* LAPACK's dsyevd, with vectors and from the upper triangle of the
 * column-major S [n, n]; n_work -1 asks for the best sizes, into work[0] and
 * index[0].  Returns its info. */
int rn_syev(int n, double *S, double *value, double *work, int n_work,
            int *index, int n_index);

#endif

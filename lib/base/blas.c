/*
 * blas.c - the one place that speaks to OpenBLAS.
 */
#include "base/blas.h"

#include <cblas.h>

#ifdef RN_DOUBLE
#define GEMM cblas_dgemm
#else
#define GEMM cblas_sgemm
#endif

void rn_blas_start(void)
{
	openblas_set_num_threads(1);
}

const char *rn_blas_core(void)
{
	return openblas_get_corename();
}

void rn_gemm_nt(int M, int N, int K, const rn_real *A, int lda,
                const rn_real *B, int ldb, rn_real beta, rn_real *C, int ldc)
{
	GEMM(CblasRowMajor, CblasNoTrans, CblasTrans, M, N, K, 1, A, lda, B, ldb,
	     beta, C, ldc);
}

void rn_gemm_nn(int M, int N, int K, const rn_real *A, int lda,
                const rn_real *B, int ldb, rn_real beta, rn_real *C, int ldc)
{
	GEMM(CblasRowMajor, CblasNoTrans, CblasNoTrans, M, N, K, 1, A, lda, B,
	     ldb, beta, C, ldc);
}

void rn_gemm_tn(int M, int N, int K, const rn_real *A, int lda,
                const rn_real *B, int ldb, rn_real beta, rn_real *C, int ldc)
{
	GEMM(CblasRowMajor, CblasTrans, CblasNoTrans, M, N, K, 1, A, lda, B, ldb,
	     beta, C, ldc);
}

void rn_gram(int n, int rows, const double *X, double *S)
{
	cblas_dgemm(CblasRowMajor, CblasTrans, CblasNoTrans, n, n, rows, 1, X, n,
	            X, n, 1, S, n);
}

/*
 * gemm.c - products of matrices, in pieces where that is faster.
 *
 * OpenBLAS copies both operands of a product into the order that its kernel
 * reads (it packs them), which takes an eighth of the time of a training of
 * usual size.  On processors with AVX-512 it also has kernels that read the
 * operands where they are, for products of up to 10^6 multiply-adds.  Their
 * speed is higher too, as long as the weights stay in the cache.  So a product
 * with such weights is cut into pieces that those kernels take.
 */
#include "base/blas.h"

#include <stddef.h>

/* A piece at most: rows and columns of C, and the length of its sums. */
struct piece {
	int m, n, k;
};

/* Measured on 21 shapes of networks with 50 to 512 units.  The kernel for
 * C = A B' takes at most 1200 elements of C. */
static const struct piece piece_nn = { 32, 256, 64 };
static const struct piece piece_nt = { 32, 32, 800 };
static const struct piece piece_tn = { 128, 64, 48 };

/* One MiB of weights: beyond it the whole was faster. */
enum { MOST_WEIGHTS = 1 << 18 };

static int least(int a, int b)
{
	return a < b ? a : b;
}

/* The matrix that element (row, column) of X begins, X stored or turned. */
static const rn_real *part(const struct rn_matrix *X, int row, int column)
{
	return X->turned ? X->at + (size_t)column * (size_t)X->ld + row
	                 : X->at + (size_t)row * (size_t)X->ld + column;
}

static void multiply(int M, int N, int K, struct rn_matrix A,
                     struct rn_matrix B, rn_real beta, rn_real *C, int ldc,
                     const struct piece *piece, size_t n_weight)
{
	const bool whole = !rn_blas_has_small() || n_weight > MOST_WEIGHTS
	                   || M == 1; /* no matrix: another routine */
	const int m = whole ? M : least(M, piece->m), n = whole ? N : piece->n;
	/* Fewer rows than a piece may have leave room for longer sums. */
	const int k = whole ? K : piece->k * (piece->m / m);

	for (int l = 0; l < K; l += k)
		for (int j = 0; j < N; j += n)
			for (int i = 0; i < M; i += m) {
				const struct rn_matrix a = { part(&A, i, l), A.ld, A.turned };
				const struct rn_matrix b = { part(&B, l, j), B.ld, B.turned };

				rn_blas_gemm(least(m, M - i), least(n, N - j),
				             least(k, K - l), &a, &b, l > 0 ? 1 : beta,
				             C + (size_t)i * (size_t)ldc + j, ldc);
			}
}

void rn_gemm_nt(int M, int N, int K, const rn_real *A, int lda,
                const rn_real *B, int ldb, rn_real beta, rn_real *C, int ldc)
{
	const struct rn_matrix a = { A, lda, false }, b = { B, ldb, true };

	multiply(M, N, K, a, b, beta, C, ldc, &piece_nt, (size_t)N * (size_t)K);
}

void rn_gemm_nn(int M, int N, int K, const rn_real *A, int lda,
                const rn_real *B, int ldb, rn_real beta, rn_real *C, int ldc)
{
	const struct rn_matrix a = { A, lda, false }, b = { B, ldb, false };

	multiply(M, N, K, a, b, beta, C, ldc, &piece_nn, (size_t)N * (size_t)K);
}

void rn_gemm_tn(int M, int N, int K, const rn_real *A, int lda,
                const rn_real *B, int ldb, rn_real beta, rn_real *C, int ldc)
{
	const struct rn_matrix a = { A, lda, true }, b = { B, ldb, false };

	multiply(M, N, K, a, b, beta, C, ldc, &piece_tn, (size_t)M * (size_t)N);
}

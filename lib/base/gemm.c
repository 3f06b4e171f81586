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

#include "base/kernel.h"

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

/* One MiB of weights: from there on the whole was faster. */
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
	const bool whole = !rn_blas_has_small() || n_weight >= MOST_WEIGHTS;
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

/* The compilers' own vectors, of any processor; they may lie anywhere. */
typedef rn_real wide __attribute__((vector_size(64), aligned(4), may_alias));
enum { WIDE = sizeof(wide) / sizeof(rn_real) };

/* y += x B for the 4 WIDE columns of B from `B` on. */
static inline void add_columns(int K, const rn_real *x, const rn_real *B,
                               int ldb, rn_real *y)
{
	wide *to = (wide *)y;
	wide a = to[0], b = to[1], c = to[2], d = to[3];

	for (int k = 0; k < K; k++) {
		const wide *row = (const wide *)(B + (size_t)k * (size_t)ldb);

		a += x[k] * row[0];
		b += x[k] * row[1];
		c += x[k] * row[2];
		d += x[k] * row[3];
	}
	to[0] = a, to[1] = b, to[2] = c, to[3] = d;
}

static inline void add_one(int K, const rn_real *x, const rn_real *B, int ldb,
                           rn_real *y)
{
	wide a = *(wide *)y;

	for (int k = 0; k < K; k++)
		a += x[k] * *(const wide *)(B + (size_t)k * (size_t)ldb);
	*(wide *)y = a;
}

/*
 * y [N] = x B + beta y, the product of a single forecast.  Four vectors of
 * sums stay in registers: that was a tenth faster here than OpenBLAS's
 * product of a matrix and a vector, which adds to y in memory.
 */
RN_KERNEL
static void multiply_row(int N, int K, const rn_real *x, const rn_real *B,
                         int ldb, rn_real beta, rn_real *y)
{
	const int whole = N / WIDE * WIDE;
	int j = 0;

	for (int i = 0; i < N; i++)
		y[i] = beta < 0 || beta > 0 ? beta * y[i] : 0; /* 0: may be NaN */
	for (; j + 4 * WIDE <= N; j += 4 * WIDE)
		add_columns(K, x, B + j, ldb, y + j);
	for (; j < whole; j += WIDE)
		add_one(K, x, B + j, ldb, y + j);
	for (int k = 0; k < K && whole < N; k++) {
		const rn_real *row = B + (size_t)k * (size_t)ldb;

		for (int i = whole; i < N; i++)
			y[i] += x[k] * row[i];
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

	if (M == 1)
		multiply_row(N, K, A, B, ldb, beta, C);
	else
		multiply(M, N, K, a, b, beta, C, ldc, &piece_nn,
		         (size_t)N * (size_t)K);
}

void rn_gemm_tn(int M, int N, int K, const rn_real *A, int lda,
                const rn_real *B, int ldb, rn_real beta, rn_real *C, int ldc)
{
	const struct rn_matrix a = { A, lda, true }, b = { B, ldb, false };

	multiply(M, N, K, a, b, beta, C, ldc, &piece_tn, (size_t)M * (size_t)N);
}

/*
 * test_block.c - carving, checked allocation, growing, and eigenvectors.
 */
#include "base/block.h"

#include "base/blas.h"
#include "base/solve.h"
#include "help.h"

/* The address sanitizer is to refuse memory as malloc does. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
	return "allocator_may_return_null=1";
}

static void test_carve(void **state)
{
	static const size_t sizes[] = { 1, 7, 8, 9, 0, 100, 3 };
	struct rn_block block = { NULL, 0 };
	double *at[COUNT(sizes)];
	struct rn_error err;
	size_t used;

	(void)state;
	for (size_t i = 0; i < COUNT(sizes); i++)
		assert_null(rn_block_take(&block, sizes[i]));
	used = block.used;
	assert_ok(rn_block_alloc(&block, &err), &err);
	for (size_t i = 0; i < COUNT(sizes); i++) {
		at[i] = rn_block_take(&block, sizes[i]);
		assert_int_equal((uintptr_t)at[i] % 64, 0);
		for (size_t k = 0; k < sizes[i]; k++) {
			assert_true(at[i][k] == 0);
			at[i][k] = (double)i;
		}
	}
	assert_int_equal(block.used, used);
	for (size_t i = 0; i < COUNT(sizes); i++)
		for (size_t k = 0; k < sizes[i]; k++)
			assert_true(at[i][k] == (double)i);
	rn_block_release(&block);
	assert_null(block.base);
}

static void test_too_much(void **state)
{
	struct rn_block block = { NULL, SIZE_MAX / 8 };
	struct rn_error err;
	size_t cap = 0;
	void *p = &p;
	char *array = NULL;

	(void)state;
	assert_int_equal(rn_block_alloc(&block, &err), RN_ELIMIT);
	assert_null(block.base);
	rn_block_release(&block);
	assert_int_equal(rn_alloc(&p, SIZE_MAX / 2, 3, &err), RN_ELIMIT);
	assert_null(p);
	assert_int_equal(rn_grow(&array, &cap, SIZE_MAX / 2, 8, &err), RN_ELIMIT);
	assert_null(array);
	assert_int_equal(cap, 0);
}

static void test_grow(void **state)
{
	struct rn_error err;
	int *array = NULL;
	size_t cap = 0, moves = 0;

	(void)state;
	for (int i = 0; i < 10000; i++) {
		const size_t before = cap;

		assert_ok(rn_grow(&array, &cap, (size_t)i + 1, sizeof(*array), &err),
		          &err);
		assert_true(cap > (size_t)i);
		moves += cap != before;
		array[i] = i;
	}
	assert_true(moves < 20);
	for (int i = 0; i < 10000; i++)
		assert_int_equal(array[i], i);
	free(array);
}

static void test_small(void **state)
{
	struct rn_error err;
	char *p, *copy;

	(void)state;
	assert_ok(rn_alloc(&p, 0, 8, &err), &err);
	free(p);
	assert_ok(rn_alloc(&p, 5, 2, &err), &err);
	for (int i = 0; i < 10; i++)
		assert_int_equal(p[i], 0);
	free(p);
	assert_ok(rn_copy_text(&copy, "abc", &err), &err);
	assert_string_equal(copy, "abc");
	free(copy);
	assert_ok(rn_copy_text(&copy, NULL, &err), &err);
	assert_null(copy);
}

/* S v = value v, rows of eigenvectors orthonormal, values ascending. */
static void test_eigen(void **state)
{
	enum { N = 7 };
	double S[N * N], Q[N * N], value[N];
	struct rn_error err;

	(void)state;
	rn_blas_start();
	for (int i = 0; i < N; i++)
		for (int j = 0; j <= i; j++)
			S[i * N + j] = S[j * N + i] = noise((uint32_t)(i * N + j));
	memcpy(Q, S, sizeof(Q));
	assert_ok(rn_solve_eigen(Q, N, value, &err), &err);
	for (int e = 0; e < N; e++) {
		assert_true(e == 0 || value[e - 1] <= value[e]);
		for (int i = 0; i < N; i++) {
			double Sv = 0, qq = 0;

			for (int j = 0; j < N; j++) {
				Sv += S[i * N + j] * Q[e * N + j];
				qq += Q[i * N + j] * Q[e * N + j];
			}
			assert_near(Sv, value[e] * Q[e * N + i], 1e-13);
			assert_near(qq, i == e, 1e-13);
		}
	}
}

/* All three products and the moments against sums by hand. */
static void test_products(void **state)
{
	enum { M = 3, N = 4, K = 5 };
	double A[M * K], B[K * N], At[K * M], Bt[N * K], C[3][M * N];
	double X[K * N], S[N * N];

	(void)state;
	rn_blas_start();
	assert_true(strlen(rn_blas_core()) > 0);
	fill_noise(A, M * K, 1, 1);
	fill_noise(B, K * N, 100, 1);
	fill_noise(X, K * N, 200, 1);
	for (int c = 0; c < 3; c++)
		fill_noise(C[c], M * N, 300, 1);
	for (int k = 0; k < K; k++) {
		for (int i = 0; i < M; i++)
			At[k * M + i] = A[i * K + k];
		for (int j = 0; j < N; j++)
			Bt[j * K + k] = B[k * N + j];
	}
	rn_gemm_nn(M, N, K, A, K, B, N, 0.5, C[0], N);
	rn_gemm_nt(M, N, K, A, K, Bt, K, 0.5, C[1], N);
	rn_gemm_tn(M, N, K, At, M, B, N, 0.5, C[2], N);
	fill_noise(S, N * N, 400, 1);
	rn_gram(N, K, X, S);
	for (int i = 0; i < M; i++)
		for (int j = 0; j < N; j++) {
			double sum = 0.5 * noise((uint32_t)(300 + i * N + j));

			for (int k = 0; k < K; k++)
				sum += A[i * K + k] * B[k * N + j];
			for (int c = 0; c < 3; c++)
				assert_near(C[c][i * N + j], sum, 1e-14);
		}
	for (int i = 0; i < N; i++)
		for (int j = 0; j < N; j++) {
			double sum = noise((uint32_t)(400 + i * N + j));

			for (int k = 0; k < K; k++)
				sum += X[k * N + i] * X[k * N + j];
			assert_near(S[i * N + j], sum, 1e-14);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_carve),
		cmocka_unit_test(test_too_much),
		cmocka_unit_test(test_grow),
		cmocka_unit_test(test_small),
		cmocka_unit_test(test_eigen),
		cmocka_unit_test(test_products),
	};

	return cmocka_run_group_tests_name("block", tests, NULL, NULL);
}

/*
 * test_block.c - carving, checked allocation, growing; OpenBLAS: its start,
 * products and eigenvectors.
 */
#include "base/block.h"

#include "base/blas.h"
#include "base/solve.h"
#include "help.h"

#include <dirent.h>

/* The address sanitizer is to refuse memory as malloc does. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
	return "allocator_may_return_null=1";
}

static void test_carve(void **state)
{
	static const size_t sizes[] = { 1, 7, 8, 9, 0, 100, 3 };
	struct rn_block block = { .used = 0 };
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
	struct rn_block block = { .used = SIZE_MAX / 8 };
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

static int count_threads(void)
{
	DIR *tasks = opendir("/proc/self/task");
	int n = 0;

	assert_non_null(tasks);
	for (const struct dirent *e; (e = readdir(tasks));)
		n += e->d_name[0] != '.';
	closedir(tasks);
	return n;
}

/* OpenBLAS starts no threads of its own, whatever the environment asks for,
 * and the environment is as before.  The first test that starts it. */
static void test_start(void **state)
{
	struct rn_error err;

	(void)state;
	assert_int_equal(setenv("OPENBLAS_NUM_THREADS", "3", 1), 0);
	assert_ok(rn_blas_start(&err), &err);
	assert_string_equal(getenv("OPENBLAS_NUM_THREADS"), "3");
	assert_int_equal(count_threads(), 1);
	assert_ok(rn_blas_start(&err), &err);
	assert_true(strlen(rn_blas_core()) > 0);
}

/* S v = value v, rows of eigenvectors orthonormal, values ascending. */
static void test_eigen(void **state)
{
	enum { N = 7 };
	double S[N * N], Q[N * N], value[N];
	struct rn_error err;

	(void)state;
	assert_ok(rn_blas_start(&err), &err);
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

struct product {
	int M, N, K, gap; /* gap: what rows lie apart beyond their length */
};

static double at(const double *X, int ld, bool turned, int row, int column)
{
	return turned ? X[column * ld + row] : X[row * ld + column];
}

/* C against sums by hand, and what lies between its rows untouched. */
static void check_product(const struct product *p, bool a_turned,
                          bool b_turned, void (*multiply)(int, int, int,
                          const double *, int, const double *, int, double,
                          double *, int))
{
	const int M = p->M, N = p->N, K = p->K;
	const int lda = (a_turned ? M : K) + p->gap;
	const int ldb = (b_turned ? K : N) + p->gap, ldc = N + p->gap;
	const size_t n_a = (size_t)lda * (size_t)(a_turned ? K : M);
	const size_t n_b = (size_t)ldb * (size_t)(b_turned ? N : K);
	const size_t n_c = (size_t)ldc * (size_t)M;
	double *A = numbers(n_a), *B = numbers(n_b), *C = numbers(n_c);

	fill_noise(A, n_a, 1, 1);
	fill_noise(B, n_b, 1000000, 1);
	fill_noise(C, n_c, 2000000, 1);
	multiply(M, N, K, A, lda, B, ldb, 0.5, C, ldc);
	for (int i = 0; i < M; i++)
		for (int j = 0; j < ldc; j++) {
			double sum = noise((uint32_t)(2000000 + i * ldc + j));

			if (j < N)
				sum *= 0.5;
			for (int k = 0; j < N && k < K; k++)
				sum += at(A, lda, a_turned, i, k) * at(B, ldb, b_turned, k, j);
			assert_near(C[i * ldc + j], sum, 1e-12);
		}
	free(A);
	free(B);
	free(C);
}

/* In one piece and in several, one row, one column, one step; weights too
 * large for pieces. */
static void test_products(void **state)
{
	static const struct product p[] = {
		{ 3, 4, 5, 0 }, { 3, 4, 5, 2 }, { 1, 7, 5, 1 }, { 6, 1, 3, 3 },
		{ 4, 6, 1, 0 }, { 1, 300, 70, 1 }, { 130, 300, 70, 0 },
		{ 70, 40, 900, 5 }, { 140, 70, 100, 1 }, { 1, 520, 510, 0 },
		{ 5, 520, 510, 3 }, { 520, 510, 5, 0 },
	};
	struct rn_error err;

	(void)state;
	assert_ok(rn_blas_start(&err), &err);
	for (size_t i = 0; i < sizeof(p) / sizeof(p[0]); i++) {
		check_product(&p[i], false, false, rn_gemm_nn);
		check_product(&p[i], false, true, rn_gemm_nt);
		check_product(&p[i], true, false, rn_gemm_tn);
	}
}

static void test_moments(void **state)
{
	enum { N = 4, K = 5 };
	double X[K * N], S[N * N];
	struct rn_error err;

	(void)state;
	assert_ok(rn_blas_start(&err), &err);
	fill_noise(X, K * N, 200, 1);
	fill_noise(S, N * N, 400, 1);
	rn_gram(N, K, X, S);
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
		cmocka_unit_test(test_start),
		cmocka_unit_test(test_eigen),
		cmocka_unit_test(test_products),
		cmocka_unit_test(test_moments),
	};

	return cmocka_run_group_tests_name("block", tests, NULL, NULL);
}

/*
 * test_shard.c - the shard rule and the pool of workers.
 */
#include "base/shard.h"

#include "help.h"

#include <stdatomic.h>

enum { MOST = 2200 };

static void test_known_counts(void **state)
{
	static const struct {
		int B, count;
	} cases[] = {
		{ 1, 1 }, { 15, 1 }, { 31, 1 }, { 32, 2 }, { 47, 2 }, { 48, 3 },
		{ 63, 3 }, { 64, 4 }, { 511, 4 }, { 512, 4 }, { 640, 5 },
		{ 1024, 8 }, { 2047, 15 }, { 2048, 16 }, { 65536, 16 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_int_equal(rn_shard_count(cases[i].B), cases[i].count);
}

/* Shards cover the batch in order, without hole, overlap or empty one. */
static void test_cover(void **state)
{
	int most[RN_MAX_SHARD] = { 0 };

	(void)state;
	for (int B = 1; B <= MOST; B++) {
		const int count = rn_shard_count(B);
		int at = 0, least_n = B, most_n = 0;

		assert_in_range(count, 1, RN_MAX_SHARD);
		for (int i = 0; i < count; i++) {
			int row, n;

			rn_shard_rows(B, i, &row, &n);
			assert_int_equal(row, at);
			assert_true(n > 0);
			at += n;
			least_n = n < least_n ? n : least_n;
			most_n = n > most_n ? n : most_n;
			most[i] = n > most[i] ? n : most[i];
		}
		assert_int_equal(at, B);
		assert_true(most_n - least_n <= 1);
		for (int i = 0; i < RN_MAX_SHARD; i++)
			assert_int_equal(rn_shard_most(B, i), most[i]);
	}
}

struct job {
	atomic_int done[40];
	int n;
};

static void run_one(void *ud, int i)
{
	struct job *job = ud;

	assert_in_range(i, 0, job->n - 1);
	atomic_fetch_add(&job->done[i], 1);
}

/* Many runs in a row, so that a worker that is late meets the next one. */
static void test_pool(void **state)
{
	(void)state;
	for (int n_thread = 1; n_thread <= 5; n_thread++) {
		struct rn_pool *pool;
		struct rn_error err;

		assert_ok(rn_pool_new(&pool, n_thread, &err), &err);
		for (int run = 0; run < 400; run++) {
			struct job job = { .n = run % 40 + 1 };

			rn_pool_run(pool, job.n, run_one, &job);
			for (int i = 0; i < 40; i++)
				assert_int_equal(atomic_load(&job.done[i]), i < job.n);
		}
		rn_pool_free(pool);
	}
	rn_pool_free(NULL);
}

/* What tasks wrote is there when the run returns. */
static void square(void *ud, int i)
{
	double *x = ud;

	for (int k = 0; k < 100; k++)
		x[100 * i + k] = (double)i * k;
}

static void test_visible(void **state)
{
	struct rn_pool *pool;
	struct rn_error err;
	double x[1600];

	(void)state;
	assert_ok(rn_pool_new(&pool, 3, &err), &err);
	for (int run = 0; run < 50; run++) {
		memset(x, 0, sizeof(x));
		rn_pool_run(pool, 16, square, x);
		for (int i = 0; i < 1600; i++)
			assert_true(x[i] == (double)(i / 100) * (i % 100));
	}
	rn_pool_free(pool);
	assert_in_range(rn_cpu_count(), 1, 4096);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_known_counts),
		cmocka_unit_test(test_cover),
		cmocka_unit_test(test_pool),
		cmocka_unit_test(test_visible),
	};

	return cmocka_run_group_tests_name("shard", tests, NULL, NULL);
}

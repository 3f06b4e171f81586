/*
 * test_batch.c - windows gathered for a network.
 */
#include "data/batch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "help.h"

static void test_gather(void **state)
{
	enum { N = 40, T = 4, B = 3, K = 2 };
	const struct rn_window_shape shape = SHAPE(T, 3, K);
	const struct rn_scale scale[2] = { { 10, 2 }, { -5, 8 } };
	const struct rn_window window[B] = { { 0, 0 }, { 1, 7 }, { 0, 32 } };
	double x0[N], x1[N];
	struct rn_series series[2] = { { .n_row = N, .x = x0 },
		{ .n_row = N, .x = x1 } };
	const struct rn_panel panel = { .n_series = 2, .series = series };
	rn_real x[T * B], y[B * K];
	struct rn_batch batch = { .x = x, .y = y };

	(void)state;
	for (int k = 0; k < N; k++) {
		x0[k] = k;
		x1[k] = 100 + k;
	}
	rn_batch_gather(&batch, &panel, &shape, scale, window, B);
	for (int b = 0; b < B; b++) {
		const int i = window[b].series;
		const double base = (i ? 100 : 0) + (double)window[b].first;

		for (int t = 0; t < T; t++)
			assert_true(x[t * B + b]
			            == (rn_real)((base + t - scale[i].shift)
			                         / scale[i].scale));
		for (int k = 0; k < K; k++)
			assert_true(y[b * K + k]
			            == (rn_real)((base + T - 1 + 3 + k - scale[i].shift)
			                         / scale[i].scale));
	}
}

/* The inputs of a forecast may end with the series: no target is looked at. */
static void test_no_targets(void **state)
{
	const struct rn_window_shape shape = SHAPE(2, 1, 1);
	const struct rn_scale scale = { 0, 1 };
	const struct rn_window window = { 0, 1 };
	double values[3] = { 1, 2, 3 };
	struct rn_series series = { .n_row = 3, .x = values };
	const struct rn_panel panel = { .n_series = 1, .series = &series };
	rn_real x[2];
	struct rn_batch batch = { .x = x };

	(void)state;
	rn_batch_gather(&batch, &panel, &shape, &scale, &window, 1);
	assert_true(x[0] == 2 && x[1] == 3);
}

static void test_shuffle(void **state)
{
	enum { N = 1000 };
	size_t a[N], b[N], seen[N] = { 0 };
	size_t n_kept = 0;

	(void)state;
	rn_batch_shuffle(a, N, 1, 1);
	rn_batch_shuffle(b, N, 1, 1);
	assert_memory_equal(a, b, sizeof(a));
	for (int i = 0; i < N; i++) {
		assert_true(a[i] < N);
		seen[a[i]]++;
		n_kept += a[i] == (size_t)i;
	}
	for (int i = 0; i < N; i++)
		assert_int_equal(seen[i], 1);
	assert_true(n_kept < 10);
	rn_batch_shuffle(b, N, 1, 2);
	assert_memory_not_equal(a, b, sizeof(a));
	rn_batch_shuffle(b, N, 2, 1);
	assert_memory_not_equal(a, b, sizeof(a));
	rn_batch_shuffle(b, 1, 1, 1);
	assert_int_equal(b[0], 0);
	rn_batch_shuffle(b, 0, 1, 1);
}

/* Every order of 4 comes about equally often. */
static void test_fair(void **state)
{
	enum { RUNS = 24000 };
	int n[256] = { 0 }, n_order = 0;

	(void)state;
	for (unsigned i = 0; i < RUNS; i++) {
		size_t order[4];

		rn_batch_shuffle(order, 4, 7, i);
		n[order[0] | order[1] << 2 | order[2] << 4 | order[3] << 6]++;
	}
	for (int i = 0; i < 256; i++) {
		if (n[i] == 0)
			continue;
		n_order++;
		assert_true(n[i] > 800 && n[i] < 1200);
	}
	assert_int_equal(n_order, 24);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_gather),
		cmocka_unit_test(test_no_targets),
		cmocka_unit_test(test_shuffle),
		cmocka_unit_test(test_fair),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

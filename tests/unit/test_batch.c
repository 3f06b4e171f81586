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
	const struct rn_scale scale[2] = { { .shift = 10, .scale = 2 },
		{ .shift = -5, .scale = 8 } };
	const struct rn_window window[B] = { { 0, 0 }, { 1, 7 }, { 0, 32 } };
	double x0[N], x1[N];
	struct rn_series series[2] = { { .n_row = N, .x = x0 },
		{ .n_row = N, .x = x1 } };
	const struct rn_panel panel = { .n_series = 2, .series = series };
	rn_real x[T * B], y[B * K];
	struct rn_batch batch = { .x = x, .y = y, .n_step = 1 };

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
	const struct rn_scale scale = { .scale = 1 };
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

enum { FIRST = 6, MOST_ROW = 80, MOST_INPUT = 6 };

/* Three series of one group of inputs, of which the second begins 4 rows
 * later: every value tells its column and its row. */
struct inputs {
	struct rn_panel panel;
	struct rn_series series[3];
	double x[3][MOST_ROW], z[MOST_INPUT][MOST_ROW], *input[MOST_INPUT];
	struct rn_scale scale[3 * (1 + MOST_INPUT)];
};

/* What column c of series i, 0 for the target, has in a row of the series,
 * scaled. */
static double scaled(const struct inputs *in, int n_scale, int i, int c,
                     size_t row)
{
	const struct rn_scale *s = &in->scale[i * n_scale + c];
	const double x = c ? 1000 * c + (double)(row + in->series[i].first)
		: 100000 * (i + 1) + (double)row;

	return (x - s->shift) / s->scale;
}

/* Only the rows from `from` to before `to` have values. */
static void make_inputs(struct inputs *in, int n_scale, size_t from, size_t to)
{
	memset(in, 0, sizeof(*in));
	in->panel = (struct rn_panel){ .n_series = 3, .series = in->series };
	for (int i = 0; i < 3; i++) {
		struct rn_series *s = &in->series[i];

		*s = (struct rn_series){ .x = in->x[i], .input = in->input,
			.first = i == 1 ? 4 : 0, .n_row = MOST_ROW - 4 };
		for (size_t k = 0; k < MOST_ROW; k++)
			s->x[k] = k >= from && k < to
				? 100000 * (i + 1) + (double)k : NAN;
	}
	for (int c = 0; c < MOST_INPUT; c++) {
		in->input[c] = in->z[c];
		for (size_t k = 0; k < MOST_ROW; k++)
			in->z[c][k] = k >= from && k < to + 4
				? 1000 * (c + 1) + (double)k : NAN;
	}
	for (int k = 0; k < 3 * n_scale; k++)
		in->scale[k] = (struct rn_scale){ .shift = 3 + k, .scale = 1 + k % 5 };
}

/* Every channel by the formula in data/window.h, step by step; rows outside
 * of the window have no values, so none of them is seen. */
static void check_channels(const struct rn_window_shape *shape)
{
	const int T = shape->n_in, K = shape->n_out, L = shape->lead;
	const int n_past = shape->n_past, n_scale = 1 + n_past + shape->n_ahead;
	const int F = (K + T - 1) / T, D = 1 + n_past + F * shape->n_ahead;
	const struct rn_window window[] = { { 1, FIRST }, { 2, FIRST },
		{ 0, FIRST } };
	const size_t end = (size_t)(FIRST + T - 1 + L + K);
	rn_real *x = must(calloc((size_t)(T * 3 * D), sizeof(*x)));
	rn_real *y = must(calloc((size_t)(3 * K), sizeof(*y)));
	const struct rn_batch batch = { .x = x, .y = y, .n_step = 1 };
	struct inputs in;

	make_inputs(&in, n_scale, FIRST, end);
	assert_int_equal(rn_window_width(shape), D);
	rn_batch_gather(&batch, &in.panel, shape, in.scale, window, 3);
	for (int t = 0; t < T; t++)
	for (int b = 0; b < 3; b++) {
		const rn_real *at = x + (t * 3 + b) * D;
		const int i = window[b].series;

		for (int c = 0; c <= n_past; c++)
			assert_near(*at++, scaled(&in, n_scale, i, c,
			                          (size_t)(FIRST + t)), 1e-12);
		for (int c = n_past + 1; c < n_scale; c++)
			for (int j = 0; j < F; j++)
				assert_near(*at++, scaled(&in, n_scale, i, c, (size_t)
				            (FIRST + T - 1 + L + K - (F - j) * T + t)),
				            1e-12);
	}
	for (int b = 0; b < 3; b++)
		for (int k = 0; k < K; k++)
			assert_near(y[b * K + k], scaled(&in, n_scale, window[b].series,
			            0, (size_t)(FIRST + T - 1 + L + k)), 1e-12);
	free(x);
	free(y);
}

static void test_channels(void **state)
{
	(void)state;
	for (int T = 1; T < 6; T++)
	for (int K = 1; K < 14; K++)
	for (int L = 1; L < 4; L++)
	for (int n_past = 0; n_past < 3; n_past++)
	for (int n_ahead = 0; n_ahead < 4; n_ahead++) {
		const struct rn_window_shape shape = { .n_in = T, .lead = L,
			.n_out = K, .n_past = n_past, .n_ahead = n_ahead };

		check_channels(&shape);
	}
}

/* One window by itself is the same as in a batch, whatever lies between its
 * steps. */
static void test_input(void **state)
{
	const struct rn_window_shape shape = { .n_in = 4, .lead = 2,
		.n_out = 7, .n_past = 2, .n_ahead = 3 };
	enum { T = 4, D = 1 + 2 + 2 * 3, STEP = D + 5 };
	const struct rn_window window = { 1, FIRST };
	rn_real x[T * D], one[T * STEP];
	const struct rn_batch batch = { .x = x };
	struct inputs in;

	(void)state;
	make_inputs(&in, 6, FIRST, FIRST + T - 1 + 2 + 7);
	for (int k = 0; k < T * STEP; k++)
		one[k] = 77;
	rn_batch_gather(&batch, &in.panel, &shape, in.scale, &window, 1);
	rn_batch_input(one, STEP, &shape, in.scale + 6, &in.series[1], FIRST);
	for (int t = 0; t < T; t++)
		for (int d = 0; d < STEP; d++)
			assert_true(!(fabs(one[t * STEP + d]
			                   - (d < D ? x[t * D + d] : 77)) > 0));
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
		cmocka_unit_test(test_channels),
		cmocka_unit_test(test_input),
		cmocka_unit_test(test_shuffle),
		cmocka_unit_test(test_fair),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

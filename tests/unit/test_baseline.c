/*
 * test_baseline.c - the forecasts that cost nothing, by hand; the ridge
 * regression against NumPy and against its normal equations.
 */
#include "train/baseline.h"

#include "vectors.h"

static const struct rn_scale scale = { .shift = 10, .scale = 1 };

struct simple {
	const struct rn_baseline_type *type;
	int period;
	size_t cutoff;
	struct rn_window_shape shape;
	double yhat[5];
};

static void test_by_hand(void **state)
{
	static double x[] = { 1, 2, 4, 7, 11, 16, 22, 29, 37, 46 };
	static const struct simple cases[] = {
		{ &rn_baseline_last, 0, 4, SHAPE(2, 1, 1), { 11 } },
		{ &rn_baseline_last, 0, 9, SHAPE(2, 3, 4), { 46, 46, 46, 46 } },
		{ &rn_baseline_last, 0, 0, SHAPE(1, 1, 2), { 1, 1 } },
		/* the value whole seasons before the target */
		{ &rn_baseline_seasonal, 3, 9, SHAPE(2, 1, 3), { 29, 37, 46 } },
		{ &rn_baseline_seasonal, 3, 9, SHAPE(2, 2, 3), { 37, 46, 29 } },
		{ &rn_baseline_seasonal, 3, 9, SHAPE(2, 3, 2), { 46, 29 } },
		{ &rn_baseline_seasonal, 3, 9, SHAPE(2, 4, 2), { 29, 37 } },
		{ &rn_baseline_seasonal, 2, 9, SHAPE(2, 1, 5), { 37, 46, 37, 46, 37 } },
		{ &rn_baseline_seasonal, 1, 9, SHAPE(2, 1, 3), { 46, 46, 46 } },
		{ &rn_baseline_seasonal, 7, 9, SHAPE(2, 1, 2), { 7, 11 } },
		{ &rn_baseline_seasonal, 7, 6, SHAPE(2, 1, 2), { 1, 2 } },
		/* the first season is not complete: the last value */
		{ &rn_baseline_seasonal, 7, 5, SHAPE(2, 1, 2), { 16, 1 } },
		{ &rn_baseline_seasonal, 99, 5, SHAPE(2, 1, 2), { 16, 16 } },
		{ &rn_baseline_drift, 0, 8, SHAPE(2, 1, 2), { 41.5, 46 } },
		{ &rn_baseline_drift, 0, 8, SHAPE(2, 3, 1), { 50.5 } },
		{ &rn_baseline_drift, 0, 0, SHAPE(1, 1, 2), { 1, 1 } },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct simple *c = &cases[i];
		const struct rn_baseline b = { c->type, c->period, NULL };
		const struct rn_series series = { .x = x };
		double yhat[6] = { [5] = 77 };

		yhat[c->shape.n_out] = 77;
		c->type->forecast(&b, &series, c->cutoff, &c->shape, &scale, yhat);
		for (int k = 0; k < c->shape.n_out; k++)
			assert_true(yhat[k] == c->yhat[k]);
		assert_true(yhat[c->shape.n_out] == 77);
	}
}

static void test_table(void **state)
{
	static const struct {
		const char *name;
		bool is_naive, per_season, is_slow;
	} types[] = {
		{ "repeat-last", true, false, false },
		{ "seasonal-naive", true, true, false },
		{ "drift", false, false, false }, { "ridge", false, false, false },
		{ "naive2", false, false, true }, { "theta", false, false, true },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(types); i++) {
		assert_string_equal(rn_baseline_types[i]->name, types[i].name);
		assert_int_equal(rn_baseline_types[i]->is_naive, types[i].is_naive);
		assert_int_equal(rn_baseline_types[i]->per_season,
		                 types[i].per_season);
		assert_int_equal(rn_baseline_types[i]->is_slow, types[i].is_slow);
	}
	assert_null(rn_baseline_types[COUNT(types)]);
}

struct bench {
	struct rn_panel panel;
	struct rn_split split;
	struct rn_scale scale[2];
	struct rn_dataset data;
	struct rn_baseline b;
	struct rn_error err;
};

static void bench_make(struct bench *bench, int n_series, size_t n_row,
                       struct rn_window_shape shape, double valid)
{
	const struct rn_split_opts opts = { .size = { 0, valid, 0 } };

	make_panel(&bench->panel, n_series, n_row);
	for (int i = 0; i < n_series; i++)
		for (uint32_t t = 0; t < n_row; t++)
			bench->panel.series[i].x[t] = 10 + 5 * i + sin(t / 3.0)
				+ 0.3 * noise(t + 500 * (uint32_t)i);
	bench->scale[0] = scale;
	bench->scale[1] = (struct rn_scale){ .shift = 15, .scale = 2 };
	assert_ok(rn_split_make(&bench->split, &shape, &opts, &bench->panel,
	                        &bench->err), &bench->err);
	bench->data = (struct rn_dataset){ .panel = &bench->panel,
		.split = &bench->split, .scale = bench->scale };
	bench->b = (struct rn_baseline){ .type = &rn_baseline_ridge };
	assert_ok(rn_baseline_ridge.fit(&bench->b, &bench->data, &bench->err),
	          &bench->err);
}

static void bench_release(struct bench *bench)
{
	free(bench->b.state);
	rn_split_release(&bench->split);
	rn_panel_release(&bench->panel);
}

static void ridge_forecast(const struct bench *bench, enum rn_part part,
                           size_t i, double *yhat)
{
	const struct rn_window w = rn_split_window(&bench->split, part, i);

	rn_baseline_ridge.forecast(&bench->b, &bench->panel.series[w.series],
	                           w.first + (size_t)bench->split.shape.n_in - 1,
	                           &bench->split.shape,
	                           &bench->scale[w.series], yhat);
}

/* Without validation windows the penalty is next to nothing. */
static void test_least_squares(void **state)
{
	struct bench bench;
	struct vectors v;
	const double *theirs;

	(void)state;
	vectors_read(&v, "numpy-ridge.txt");
	theirs = vectors_get(&v, "forecast", "", 2 * 54);
	bench_make(&bench, 1, 60, (struct rn_window_shape)SHAPE(4, 2, 2), 0);
	assert_int_equal(bench.split.n[RN_TRAIN], 54);
	for (size_t i = 0; i < 54; i++) {
		double yhat[2];

		ridge_forecast(&bench, RN_TRAIN, i, yhat);
		assert_near(yhat[0], theirs[2 * i], 1e-6);
		assert_near(yhat[1], theirs[2 * i + 1], 1e-6);
	}
	vectors_release(&v);
	bench_release(&bench);
}

enum { T = 6, K = 3 };

/* z [T + K] of a window, about `mean`. */
static void window_row(const struct bench *bench, enum rn_part part, size_t i,
                       const double *mean, double *z)
{
	const struct rn_window w = rn_split_window(&bench->split, part, i);
	const double *x = bench->panel.series[w.series].x;
	const size_t target = rn_window_target(&bench->split.shape, w.first);

	for (int k = 0; k < T + K; k++)
		z[k] = rn_scale_apply(&bench->scale[w.series],
		                      k < T ? x[w.first + (size_t)k]
		                            : x[target + (size_t)(k - T)])
		       - mean[k];
}

/* W of (S + penalty) W = C, by elimination with pivots on the diagonal. */
static void solve(double moments[T + K][T + K], double penalty,
                  double W[T][K])
{
	double a[T][T + K];

	for (int i = 0; i < T; i++) {
		memcpy(a[i], moments[i], sizeof(a[i]));
		a[i][i] += penalty;
	}
	for (int p = 0; p < T; p++)
		for (int i = 0; i < T; i++) {
			const double f = i == p ? 0 : a[i][p] / a[p][p];

			for (int j = 0; j < T + K; j++)
				a[i][j] -= f * a[p][j];
		}
	for (int i = 0; i < T; i++)
		for (int k = 0; k < K; k++)
			W[i][k] = a[i][T + k] / a[i][i];
}

static double error_of(const struct bench *bench, enum rn_part part,
                       const double *mean, double W[T][K])
{
	double sum = 0;

	for (size_t i = 0; i < bench->split.n[part]; i++) {
		double z[T + K];

		window_row(bench, part, i, mean, z);
		for (int k = 0; k < K; k++) {
			double e = z[T + k];

			for (int t = 0; t < T; t++)
				e -= z[t] * W[t][k];
			sum += e * e;
		}
	}
	return sum;
}

/* The best of ten penalties, found the long way. */
static void choose(const struct bench *bench, double *mean, double best[T][K])
{
	const double zero[T + K] = { 0 };
	const size_t n = bench->split.n[RN_TRAIN];
	double moments[T + K][T + K] = { { 0 } }, z[T + K], size = 0;
	double least = INFINITY;

	memset(mean, 0, (T + K) * sizeof(*mean));
	for (size_t i = 0; i < n; i++) {
		window_row(bench, RN_TRAIN, i, zero, z);
		for (int k = 0; k < T + K; k++)
			mean[k] += z[k] / (double)n;
	}
	for (size_t i = 0; i < n; i++) {
		window_row(bench, RN_TRAIN, i, mean, z);
		for (int k = 0; k < T + K; k++)
			for (int j = 0; j < T + K; j++)
				moments[k][j] += z[k] * z[j];
	}
	for (int t = 0; t < T; t++)
		size += moments[t][t] / T; /* the mean eigenvalue: the trace */
	for (int i = -8; i <= 1; i++) {
		double W[T][K], error;

		solve(moments, size * pow(10, i), W);
		error = error_of(bench, RN_VALID, mean, W);
		if (error < least) {
			least = error;
			memcpy(best, W, sizeof(W));
		}
	}
}

static void test_normal_equations(void **state)
{
	(void)state;
	for (size_t n_row = 40; n_row <= 400; n_row *= 3) {
		struct bench bench;
		double mean[T + K], W[T][K];

		bench_make(&bench, 2, n_row, (struct rn_window_shape)SHAPE(T, 2, K),
		           0.3);
		choose(&bench, mean, W);
		for (size_t i = 0; i < bench.split.n[RN_VALID]; i++) {
			const int s = rn_split_window(&bench.split, RN_VALID, i).series;
			double z[T + K], yhat[K];

			window_row(&bench, RN_VALID, i, mean, z);
			ridge_forecast(&bench, RN_VALID, i, yhat);
			for (int k = 0; k < K; k++) {
				double sum = mean[T + k];

				for (int t = 0; t < T; t++)
					sum += z[t] * W[t][k];
				assert_near(yhat[k],
				            rn_scale_invert(&bench.scale[s], sum), 1e-9);
			}
		}
		bench_release(&bench);
	}
}

/* Too wide to be worth it: left out.  One constant series: no trouble. */
static void test_odd(void **state)
{
	struct bench bench;
	double yhat[1];

	(void)state;
	bench_make(&bench, 1, 2 * RN_MAX_RIDGE,
	           (struct rn_window_shape)SHAPE(RN_MAX_RIDGE - 1, 1, 2), 0);
	assert_null(bench.b.state);
	bench_release(&bench);
	bench_make(&bench, 1, 1100, (struct rn_window_shape)SHAPE(8, 1, 1), 0.1);
	for (size_t t = 0; t < 1100; t++)
		bench.panel.series[0].x[t] = 12.5;
	free(bench.b.state);
	bench.b.state = NULL;
	assert_ok(rn_baseline_ridge.fit(&bench.b, &bench.data, &bench.err),
	          &bench.err);
	ridge_forecast(&bench, RN_VALID, 3, yhat);
	assert_near(yhat[0], 12.5, 1e-12);
	bench_release(&bench);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_by_hand),
		cmocka_unit_test(test_table),
		cmocka_unit_test(test_least_squares),
		cmocka_unit_test(test_normal_equations),
		cmocka_unit_test(test_odd),
	};

	return cmocka_run_group_tests_name("baseline", tests, NULL, NULL);
}

/*
 * test_classical.c - naive2 and theta against NumPy, and their decomposition
 * by hand.
 */
#include "train/classical.h"

#include "train/baseline.h"
#include "vectors.h"

enum { AHEAD = 10 };

/* As make-metric-vectors.py makes them. */
static const struct {
	const char *name;
	size_t n;
	int period;
	double level, trend, size;
	bool is_seasonal;
} cases[] = {
	{ "even", 100, 8, 50, 0.2, 10, true },
	{ "odd", 75, 7, 50, -0.1, 10, true },
	{ "negative", 90, 6, 0, 0.3, 10, true },
	{ "noise", 80, 12, 50, 0, 0, false },
	{ "short", 20, 8, 50, 1, 10, false },
	{ "none", 40, 1, 50, 0.5, 0, false },
};

static void fill(double *x, size_t i)
{
	for (size_t t = 0; t < cases[i].n; t++) {
		const uint32_t place = (uint32_t)(t % (size_t)cases[i].period);

		x[t] = cases[i].level + cases[i].trend * (double)t
			+ cases[i].size * noise(7000 + place)
			+ 3 * noise(8000 + 500 * (uint32_t)i + (uint32_t)t);
	}
}

static void check(size_t i, const struct rn_baseline_type *type, double *x,
                  const struct vectors *v, double tolerance)
{
	struct rn_baseline b = { .type = type, .period = cases[i].period };
	const struct rn_series series = { .x = x, .n_row = cases[i].n };
	const struct rn_scale scale = { .scale = 1 };
	const double *theirs = vectors_get(v, cases[i].name, type->name, AHEAD);
	struct rn_error err;
	double yhat[AHEAD];

	assert_ok(type->fit(&b, NULL, &err), &err);
	/* What lies ahead is the same from nearer and from farther away. */
	for (int lead = 1; lead <= 3; lead++) {
		const struct rn_window_shape shape = SHAPE(2, lead, AHEAD + 1 - lead);

		type->forecast(&b, &series, cases[i].n - 1, &shape, &scale, yhat);
		assert_vector(yhat, theirs + lead - 1, (size_t)shape.n_out, 1,
		              tolerance);
	}
	free(b.state);
}

static void test_forecasts(void **state)
{
	struct vectors v;

	(void)state;
	vectors_read(&v, "numpy-classical.txt");
	for (size_t i = 0; i < COUNT(cases); i++) {
		double x[100], work[100];

		fill(x, i);
		assert_int_equal(rn_classical_test(x, cases[i].n, cases[i].period,
		                                   work), cases[i].is_seasonal);
		check(i, &rn_baseline_naive2, x, &v, 1e-12);
		/* alpha is found to a ten-thousandth */
		check(i, &rn_baseline_theta, x, &v, 1e-4);
	}
	vectors_release(&v);
}

/* What follows itself closely is like itself five rows before, too: that is
 * no season, though white noise would hardly be so. */
static void test_memory(void **state)
{
	double x[60], work[60], last = 0;

	(void)state;
	for (size_t t = 0; t < COUNT(x); t++)
		x[t] = last = 0.8 * last + noise(2400 + (uint32_t)t);
	assert_false(rn_classical_test(x, COUNT(x), 5, work));
	for (size_t t = 0; t < COUNT(x); t++)
		x[t] += 2 * (t % 5 == 0);
	assert_true(rn_classical_test(x, COUNT(x), 5, work));
}

/* A season on a straight line comes out as it went in. */
static void test_split(void **state)
{
	static const double season[] = { 3, -1, -2.5, 0.5 };
	double x[22], index[4], y[22];

	(void)state;
	for (size_t t = 0; t < COUNT(x); t++)
		x[t] = (double)t - 5 + season[t % 4];
	assert_false(rn_classical_split(x, COUNT(x), 4, index, y));
	for (size_t t = 0; t < COUNT(x); t++) {
		assert_near(index[t % 4], season[t % 4], 1e-13);
		assert_near(y[t], (double)t - 5, 1e-13);
	}
	for (size_t t = 0; t < COUNT(x); t++)
		x[t] = 7 * (1 + season[t % 4] / 10);
	assert_true(rn_classical_split(x, COUNT(x), 4, index, y));
	for (size_t t = 0; t < COUNT(x); t++)
		assert_near(y[t], 7, 1e-13);
}

/* Only the last rows count, and a constant has no season. */
static void test_rows(void **state)
{
	enum { N = RN_CLASSICAL_ROWS + 50 };
	struct rn_baseline b = { .type = &rn_baseline_theta, .period = 12 };
	const struct rn_window_shape shape = SHAPE(1, 1, 3);
	const struct rn_scale scale = { .scale = 1 };
	struct rn_series series = { .x = numbers(N), .n_row = N };
	struct rn_error err;
	double one[3], other[3], work[30] = { 0 };

	(void)state;
	assert_int_equal(rn_classical_rows(100, 12), 100);
	assert_int_equal(rn_classical_rows(N, 12), RN_CLASSICAL_ROWS);
	assert_int_equal(rn_classical_rows(9000, 1000), 4000);
	fill_noise(series.x, N, 5, 1);
	assert_ok(b.type->fit(&b, NULL, &err), &err);
	b.type->forecast(&b, &series, N - 1, &shape, &scale, one);
	for (size_t t = 0; t < 50; t++)
		series.x[t] = 1e6;
	b.type->forecast(&b, &series, N - 1, &shape, &scale, other);
	assert_memory_equal(one, other, sizeof(one));
	assert_false(rn_classical_test(work, 30, 5, work));
	free(series.x);
	free(b.state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_forecasts),
		cmocka_unit_test(test_memory),
		cmocka_unit_test(test_split),
		cmocka_unit_test(test_rows),
	};

	return cmocka_run_group_tests_name("classical", tests, NULL, NULL);
}

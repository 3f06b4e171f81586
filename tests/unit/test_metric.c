/*
 * test_metric.c - every metric of numbers against NumPy, series by series and
 * over all of them.
 */
#include "forecast/metric.h"

#include "forecast/tally.h"
#include "vectors.h"

enum { N_SERIES = 3, N_TRAIN = 30, SEASON = 7, N_METRIC = 13 };

static const double tolerance = 1e-12;

/* As make-metric-vectors.py makes them. */
static size_t length(int series)
{
	return 12 + 5 * (size_t)series;
}

static double draw(int series, uint32_t stream, size_t t, double size)
{
	return size * noise(1000 * (uint32_t)series + stream + (uint32_t)t);
}

static double truth(int series, size_t t)
{
	return 10 * (series + 1) + draw(series, 100, t, 3);
}

static struct rn_yardstick yardstick(int series)
{
	double x[N_TRAIN];

	for (size_t t = 0; t < N_TRAIN; t++)
		x[t] = 10 * (series + 1) + draw(series, 0, t, 3);
	return rn_yardstick_of(x, N_TRAIN, SEASON);
}

/* Adds the errors of a series, and closes them. */
static void add(struct rn_errors *sum, struct rn_errors *naive2, int series)
{
	const struct rn_yardstick unit = yardstick(series);

	for (size_t t = 0; t < length(series); t++) {
		const double y = truth(series, t);
		const double f = y + draw(series, 200, t, 2);

		rn_errors_add(sum, y, f, &unit);
		rn_errors_add(naive2, y, y + draw(series, 300, t, 4), &unit);
		rn_errors_add_interval(sum, y, 0.8,
		                       f - 1 - draw(series, 400, t, 0.5),
		                       f + 1 + draw(series, 600, t, 0.5), false,
		                       &unit);
		rn_errors_add_interval(sum, y, 0.95,
		                       f - 2 - draw(series, 500, t, 0.5),
		                       f + 2 + draw(series, 700, t, 0.5), true,
		                       &unit);
	}
	rn_errors_close(sum);
	rn_errors_close(naive2);
}

static void compare(const struct rn_errors *sum,
                    const struct rn_errors *naive2, const double *theirs)
{
	struct rn_score score;
	int n = 0;

	rn_score_fill(&score, sum, naive2, false);
	for (int i = 0; rn_metric_types[i]; i++) {
		const double ours = rn_score_metric(&score, rn_metric_types[i]);

		if (rn_metric_types[i]->is_categorical) {
			assert_true(isnan(ours));
			continue;
		}
		assert_near(ours, theirs[n++], tolerance);
	}
	assert_int_equal(n, N_METRIC);
}

static void test_every_metric(void **state)
{
	struct rn_errors all = { .n = 0 }, all2 = { .n = 0 };
	struct vectors v;

	(void)state;
	vectors_read(&v, "numpy-metrics.txt");
	for (int i = 0; i < N_SERIES; i++) {
		struct rn_errors sum = { .n = 0 }, naive2 = { .n = 0 };
		char name[24];

		snprintf(name, sizeof(name), "series%d", i);
		add(&sum, &naive2, i);
		compare(&sum, &naive2, vectors_get(&v, name, "", N_METRIC));
		rn_errors_merge(&all, &sum);
		rn_errors_merge(&all2, &naive2);
	}
	compare(&all, &all2, vectors_get(&v, "all", "", N_METRIC));
	vectors_release(&v);
}

/* What has no value is NaN, and nothing else is. */
static void test_undefined(void **state)
{
	static const struct rn_yardstick unit = { 2, 5 }, none = { NAN, NAN };
	struct rn_errors sum = { .n = 0 }, still = { .n = 0 }, two;
	struct rn_score s;

	(void)state;
	rn_errors_add(&sum, 3, 4, &unit);
	rn_errors_add(&sum, 5, 4, &unit);
	rn_errors_close(&sum);
	rn_score_fill(&s, &sum, NULL, false);
	assert_true(isnan(s.owa) && isnan(s.coverage) && isnan(s.msis));
	assert_true(isnan(s.corr)); /* forecasts that do not change */
	assert_true(s.mae == 1 && s.mase == 0.5 && s.pinball == 0.5);
	assert_true(s.crps == 1 && s.rse == 1);
	assert_near(s.rmsse, sqrt(0.2), 1e-15);
	rn_errors_add(&still, 3, 5, &none);
	rn_errors_add_interval(&still, 3, 0.8, 2, 4, true, &none);
	rn_errors_close(&still);
	rn_score_fill(&s, &still, &still, false);
	assert_true(isnan(s.mase) && isnan(s.rmsse) && s.mae == 2);
	assert_true(isnan(s.msis) && isnan(s.owa) && s.coverage == 100);
	/* What it needs no yardstick for, it has. */
	two = still;
	rn_errors_add(&two, 4, 7, &none);
	rn_errors_close(&two);
	rn_score_fill(&s, &two, NULL, false);
	assert_near(s.corr, 1, 1e-15);
	/* A series that has none is left out, and leaves the others theirs. */
	rn_errors_add_interval(&sum, 3, 0.8, 1, 6, true, &unit);
	rn_errors_merge(&still, &sum);
	rn_score_fill(&s, &still, &still, false);
	assert_near(s.mae, 4.0 / 3, 1e-15);
	assert_true(s.mase == 0.5 && s.msis == 2.5 && s.owa == 1);
	assert_near(s.rmsse, sqrt(0.2), 1e-15);
	assert_true(isnan(rn_yardstick_of((const double[]){ 4, 4, 4 }, 3, 1).abs));
	assert_true(isnan(rn_yardstick_of((const double[]){ 4, 5 }, 2, 2).abs));
}

/* The ends of an interval belong to it; a miss costs 2 / alpha. */
static void test_interval(void **state)
{
	static const struct rn_yardstick unit = { 2, 4 };
	static const double y[] = { 1, 3, 0, 4 };
	struct rn_errors sum = { .n = 0 };
	struct rn_score s;

	(void)state;
	for (size_t i = 0; i < COUNT(y); i++) {
		rn_errors_add(&sum, y[i], 2, &unit);
		rn_errors_add_interval(&sum, y[i], 0.5, 1, 3, true, &unit);
	}
	rn_errors_close(&sum);
	rn_score_fill(&s, &sum, NULL, false);
	assert_near(s.coverage, 50, 1e-12);
	assert_near(s.msis, (4 * 2 + 2 * 4.0 * 1) / 2 / 4, 1e-12);
}

/* Steps and series of a tally add up to the whole. */
static void test_tally(void **state)
{
	static const struct rn_yardstick unit = { 2, 5 };
	struct rn_tallies t = { .by_series = true, .by_step = true, .n_series = 3,
	                        .n_step = 2, .naive2 = -1 };
	struct rn_tally *tally;
	struct rn_error err;
	struct rn_score s;

	(void)state;
	assert_ok(rn_tallies_next(&t, &tally, &err), &err);
	for (int series = 0; series < 3; series += 2) {
		for (int w = 0; w < 4; w++)
			for (int k = 0; k < 2; k++)
				rn_tally_add(tally, k, w, w + 1 + k + series, &unit);
		rn_tally_end(tally, &t, series);
	}
	assert_int_equal(t.n, 1);
	rn_tallies_all(&t, 0, &s);
	assert_near(s.mae, (1 + 2 + 3 + 4) / 4.0, 1e-15);
	rn_tallies_series(&t, 0, 2, &s);
	assert_near(s.mae, 3.5, 1e-15);
	rn_tallies_step(&t, 0, 1, &s);
	assert_near(s.mae, 3, 1e-15);
	assert_near(s.corr, 1, 1e-15);
	assert_near(s.rmsse, (2 + 4) / 2.0 / sqrt(5), 1e-15);
	assert_int_equal(t.of[0].series[1].n, 0);
	rn_tallies_release(&t);
	assert_int_equal(t.n, 0);
}

static void test_names(void **state)
{
	(void)state;
	for (int i = 0; rn_metric_types[i]; i++)
		for (int k = 0; k < i; k++) {
			assert_string_not_equal(rn_metric_types[i]->name,
			                        rn_metric_types[k]->name);
			assert_true(rn_metric_types[i]->offset
			            != rn_metric_types[k]->offset);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_metric),
		cmocka_unit_test(test_undefined),
		cmocka_unit_test(test_interval),
		cmocka_unit_test(test_tally),
		cmocka_unit_test(test_names),
	};

	return cmocka_run_group_tests_name("metric", tests, NULL, NULL);
}

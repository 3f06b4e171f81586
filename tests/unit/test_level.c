/*
 * test_level.c - what a window is measured from, what it sees of earlier rows,
 * and which rows it leaves to be judged.
 */
#include "data/level.h"

#include "help.h"

#include "data/batch.h"
#include "model/spec_method.h"
#include "train/baseline.h"

static const struct rn_level_type *level(const char *name)
{
	const struct rn_level_type *type = rn_named_find(
		(const void *const *)rn_level_types, name);

	assert_non_null(type);
	return type;
}

/* A window's own zero and one, in the units of the data. */
static void test_by_hand(void **state)
{
	static const double x[] = { 10, 16, 10, 12 }; /* mean 12, deviation */
	static const struct {                         /* sqrt(6) */
		const char *type;
		double zero, one;
	} cases[] = {
		{ "none", 3, 4 }, { "last", 12, 4 }, { "mean", 12, 4 },
		{ "mean-scale", 12, 2.449489742783178 },
	};
	static const struct rn_scale of = { .shift = 3, .scale = 4 };

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct rn_scale own = rn_level_scale(level(cases[i].type), &of,
		                                           x, 4);

		assert_near(own.shift, cases[i].zero, 1e-14);
		assert_near(own.scale, cases[i].one, 1e-14);
		for (double y = -50; y < 50; y += 7.25)
			assert_near(rn_scale_invert(&own, rn_scale_apply(&own, y)), y,
			            1e-13);
	}
	assert_null(rn_level_types[COUNT(cases)]);
	/* A window that does not move keeps a hundredth of its series' unit. */
	assert_near(rn_level_scale(level("mean-scale"), &of, x, 1).scale, 0.04,
	            1e-15);
}

/* Moving the rows moves zero; stretching rows and scale stretches both.  What
 * has no level of its own stays where the series is. */
static void test_moves(void **state)
{
	enum { N = 9 };
	double x[N], far[N];

	(void)state;
	fill_noise(x, N, 3, 5);
	for (int i = 1; rn_level_types[i]; i++) {
		const struct rn_scale of = { .shift = -2, .scale = 3 };
		const struct rn_scale wide = { .shift = -2, .scale = 30 };
		const struct rn_scale own = rn_level_scale(rn_level_types[i], &of, x,
		                                           N);
		struct rn_scale moved;

		for (int k = 0; k < N; k++)
			far[k] = 10 * x[k] + 1e3;
		moved = rn_level_scale(rn_level_types[i], &wide, far, N);
		assert_near(moved.shift, 10 * own.shift + 1e3, 1e-12);
		assert_near(moved.scale, 10 * own.scale, 1e-12);
	}
}

enum { N_ROW = 60 };

/* Rows that tell their number. */
static struct rn_series numbered(double *x)
{
	for (int t = 0; t < N_ROW; t++)
		x[t] = 100 + t;
	return (struct rn_series){ .name = (char *)"s", .x = x, .n_row = N_ROW };
}

/* Target, lags as they are given, changes, latest first: at every step, from
 * the first window that has rows for them. */
static void test_channels(void **state)
{
	struct rn_window_shape shape = { .n_in = 4, .lead = 2, .n_out = 3,
		.n_lag = 3, .lag = { 7, 2, 12 }, .n_diff = 2, .level = level("mean") };
	const struct rn_scale of = { .shift = 5, .scale = 2 };
	double x[N_ROW];
	const struct rn_series series = numbered(x);
	rn_real z[4 * 6];
	size_t first;

	(void)state;
	shape.back = rn_window_back(&shape);
	assert_int_equal(shape.back, 10);
	assert_int_equal(rn_window_width(&shape), 6);
	for (first = 10; first + 4 <= N_ROW; first++) {
		const double mean = 100 + (double)first + 1.5;

		rn_batch_input(z, 6, &shape, &of, &series, first);
		for (int t = 0; t < 4; t++) {
			const double now = 100 + (double)first + t;
			/* the row that is forecast first from there */
			const double to = now + 2;
			const double want[] = {
				(now - mean) / 2, (to - 7 - mean) / 2, (to - 2 - mean) / 2,
				(to - 12 - mean) / 2, 0.5, 0.5
			};

			for (int d = 0; d < 6; d++)
				assert_near(z[t * 6 + d], want[d], 1e-12);
		}
	}
	/* Changes alone reach as far as they are many. */
	shape.n_lag = 1;
	shape.n_diff = 6;
	assert_int_equal(rn_window_back(&shape), 6);
	shape.n_diff = 0;
	assert_int_equal(rn_window_back(&shape), 5);
	shape.lag[0] = 2;
	assert_int_equal(rn_window_back(&shape), 0);
}

/* With --first-target the rows that are held out are the same, however long
 * windows are and however far they look back; training begins where there are
 * enough rows. */
static void test_first_target(void **state)
{
	static const struct rn_split_opts opts = {
		.size = { 0, 6, 8 }, .first_target = 20,
	};
	double x[N_ROW];
	struct rn_series series = numbered(x);
	const struct rn_panel panel = { .n_series = 1, .series = &series };
	struct rn_error err;

	(void)state;
	for (int n_in = 1; n_in < 40; n_in++)
	for (int back = 0; back < 30; back += 7) {
		const struct rn_window_shape shape = { .n_in = n_in, .lead = 2,
			.n_out = 3, .back = back };
		const int least = back + n_in + 1; /* the first target there can be */
		struct rn_split split;
		enum rn_status status = rn_split_make(&split, &shape, &opts, &panel,
		                                      &err);
		size_t first;

		/* 38 windows, of which two gaps of 2 and 14 are not trained on. */
		if (least > 20 + 38 - 14 - 4 - 1) {
			assert_int_equal(status, RN_EDATA);
			assert_contains(err.msg, "series \"s\" has 60 rows, but");
			if (back > 0)
				assert_contains(err.msg, "look back");
			continue;
		}
		assert_ok(status, &err);
		assert_int_equal(split.n[RN_TEST], 8);
		assert_int_equal(split.n[RN_VALID], 6);
		assert_int_equal(split.n[RN_TRAIN], 20 - (least > 20 ? least - 20 : 0));
		first = rn_split_window(&split, RN_TEST, 0).first;
		assert_int_equal(rn_window_target(&shape, first), 50);
		first = rn_split_window(&split, RN_VALID, 0).first;
		assert_int_equal(rn_window_target(&shape, first), 42);
		first = rn_split_window(&split, RN_TRAIN, 0).first;
		assert_true(first >= (size_t)back);
		assert_int_equal(rn_window_target(&shape, first),
		                 least > 20 ? least : 20);
		rn_split_release(&split);
	}
}

/* What a base adds is its own forecast in the window's own units, whatever
 * those are, and at every output of a wide head the first number. */
static void test_base(void **state)
{
	static const struct rn_scale of = { .shift = 5, .scale = 2 };
	double x[N_ROW], work[3], yhat[3];
	const struct rn_series series = numbered(x);
	const struct rn_baseline_type *const types[] = {
		&rn_baseline_last, &rn_baseline_seasonal
	};

	(void)state;
	for (int l = 0; rn_level_types[l]; l++)
	for (size_t k = 0; k < COUNT(types); k++) {
		const struct rn_window_shape shape = { .n_in = 6, .lead = 2,
			.n_out = 3, .level = rn_level_types[l] };
		const struct rn_baseline b = { types[k], 7, NULL };
		const struct rn_scale own = rn_window_scale(&shape, &of, &series, 20);
		rn_real z[3 * 2] = { 1, 2, 3, 4, 5, 6 };

		rn_baseline_add(&b, &series, 25, &shape, &of, work, z, 2);
		types[k]->forecast(&b, &series, 25, &shape, &of, yhat);
		for (int i = 0; i < 3; i++) {
			assert_near(yhat[i], k ? 120 + i : 125, 0);
			assert_near(rn_scale_invert(&own, z[2 * i] - (1 + 2 * i)),
			            yhat[i], 1e-12);
			assert_true(z[2 * i + 1] == 2 + 2 * i);
		}
	}
}

/* Lags that are found: about the season, twice, about the others and the week,
 * never after the last row known. */
static void test_found_lags(void **state)
{
	static const struct {
		int lead, n_season, season[3], week;
		const char *lags;
	} cases[] = {
		{ 1, 0, { 0 }, 0, "none" },
		{ 1, 1, { 24 }, 0, "23,24,25,47,48,49" },
		{ 1, 1, { 24 }, 168, "23,24,25,47,48,49,167,168,169,336" },
		{ 1, 2, { 24, 168 }, 168, "23,24,25,47,48,49,167,168,169,336" },
		{ 24, 1, { 24 }, 0, "24,25,47,48,49" },
		{ 48, 1, { 24 }, 0, "48,49" }, { 50, 1, { 24 }, 0, "none" },
		{ 1, 1, { 2 }, 0, "1,2,3,4,5" },
		{ 1, 1, { 600000 }, 0, "599999,600000,600001" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char buf[RN_SPEC_TEXT_MAX];
		struct rn_spec_field f;
		struct rn_spec spec;
		struct rn_error err;

		rn_spec_init(&spec);
		assert_true(rn_spec_find("lags", &f));
		assert_ok(rn_spec_set(&spec, &f, "auto", &err), &err);
		spec.shape.lead = cases[i].lead;
		rn_spec_settle(&spec, cases[i].n_season, cases[i].season,
		               cases[i].week);
		assert_string_equal(rn_spec_text(&spec, &f, buf), cases[i].lags);
		assert_int_equal(spec.shape.n_lag, spec.lags.n);
		assert_int_equal(spec.shape.back, rn_window_back(&spec.shape));
		/* What was found stays. */
		rn_spec_settle(&spec, 1, (const int[]){ 5 }, 0);
		assert_string_equal(rn_spec_text(&spec, &f, buf), cases[i].lags);
		rn_spec_release(&spec);
	}
}

/* Rows before a window that its base is made from. */
static void test_back(void **state)
{
	static const struct {
		const char *base;
		int n_in, n_ridge, period;
		bool every;
		int back;
	} cases[] = {
		{ "none", 6, 0, 24, false, 0 }, { "last", 6, 0, 24, false, 0 },
		{ "last", 6, 0, 24, true, 0 }, { "seasonal", 6, 0, 24, false, 18 },
		{ "seasonal", 30, 0, 24, false, 0 },
		{ "seasonal", 6, 0, 24, true, 23 }, { "ridge", 6, 0, 24, false, 0 },
		{ "ridge", 6, 0, 24, true, 5 }, { "ridge", 6, 4, 24, false, 0 },
		{ "ridge", 6, 40, 24, false, 34 }, { "ridge", 6, 40, 24, true, 39 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct rn_spec spec;

		rn_spec_init(&spec);
		spec.base = rn_named_find((const void *const *)rn_base_types,
		                          cases[i].base);
		spec.shape.n_in = cases[i].n_in;
		spec.shape.n_ridge = cases[i].n_ridge;
		spec.net.every_step = cases[i].every;
		rn_spec_settle(&spec, 1, &cases[i].period, 0);
		assert_int_equal(spec.shape.back, cases[i].back);
		rn_spec_release(&spec);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_by_hand),
		cmocka_unit_test(test_moves),
		cmocka_unit_test(test_channels),
		cmocka_unit_test(test_first_target),
		cmocka_unit_test(test_base),
		cmocka_unit_test(test_found_lags),
		cmocka_unit_test(test_back),
	};

	return cmocka_run_group_tests_name("level", tests, NULL, NULL);
}

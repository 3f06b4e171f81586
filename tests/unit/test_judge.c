/*
 * test_judge.c - metrics, verdicts and seasons, computed by hand.
 */
#include "forecast/judge.h"

#include "help.h"

#include "forecast/scores.h"

static void test_metrics(void **state)
{
	static const struct rn_yardstick unit[] = {
		{ 4, 1 }, { 2, 1 }, { 1, 1 }, { NAN, NAN }
	};
	struct rn_errors sum = { .n = 0 };
	struct rn_score s = { .name = "" };

	(void)state;
	rn_errors_add(&sum, 3, 5, &unit[0]);   /* e 2, scaled 0.5, 2 * 2 / 8 */
	rn_errors_add(&sum, -1, -2, &unit[1]); /* e 1, scaled 0.5, 2 * 1 / 3 */
	rn_errors_add(&sum, 0, 0, &unit[2]);   /* nothing, and 0 / 0 is 0 */
	rn_errors_add(&sum, 2, -2, &unit[1]);  /* e 4, scaled 2, 2 * 4 / 4 */
	rn_score_fill(&s, &sum, NULL, false);
	assert_near(s.mae, 7.0 / 4, 1e-15);
	assert_near(s.rmse, sqrt(21.0 / 4), 1e-15);
	assert_near(s.mase, 3.0 / 4, 1e-15);
	assert_near(s.smape, 100 * (0.5 + 2.0 / 3 + 2) / 4, 1e-13);
	rn_errors_add(&sum, 1, 1, &unit[3]);
	rn_score_fill(&s, &sum, NULL, false);
	assert_true(s.mae == 7.0 / 5);
	assert_near(s.mase, 3.0 / 4, 1e-15); /* of those that have a unit */
}

static void test_verdict(void **state)
{
	struct rn_verdict v = { .rows = "test", .n = 4, .score = {
		{ .name = "model", .rmse = 2 },
		{ .name = "repeat-last", .is_naive = true, .rmse = 4 },
		{ .name = "seasonal-naive-7", .is_naive = true, .rmse = 3 },
		{ .name = "ridge", .rmse = 1 } } };

	(void)state;
	assert_ptr_equal(rn_verdict_best_naive(&v), &v.score[2]);
	assert_ptr_equal(rn_verdict_find(&v, "ridge"), &v.score[3]);
	assert_null(rn_verdict_find(&v, "none"));
	assert_near(rn_verdict_skill(&v, 0), 1 - 2.0 / 3, 1e-15);
	assert_true(rn_verdict_beats_naive(&v));
	v.score[0].rmse = 3; /* as good is not better */
	assert_false(rn_verdict_beats_naive(&v));
	v.score[0].rmse = NAN;
	assert_false(rn_verdict_beats_naive(&v));
	v.score[2].rmse = 0;
	assert_true(isnan(rn_verdict_skill(&v, 0)));
	v.n = 1;
	assert_null(rn_verdict_best_naive(&v));
	assert_false(rn_verdict_beats_naive(&v));
	v.n = 0;
	assert_null(rn_verdict_find(&v, "model"));
}

struct bench {
	struct rn_panel panel;
	struct rn_split split;
	struct rn_scale scale[2];
	struct rn_dataset data;
	struct rn_verdict v;
	struct rn_error err;
};

/* One input, one output, one step: 5 windows to train on, then `valid`, then
 * `test` of them. */
static void bench_make(struct bench *b, int n_series, size_t n_row,
                       double valid, double test)
{
	static const double x[] = { 1, 2, 4, 7, 11, 16, 22, 29, 37, 46 };
	const struct rn_window_shape shape = SHAPE(1, 1, 1);
	const struct rn_split_opts opts = { .size = { 0, valid, test } };

	make_panel(&b->panel, n_series, n_row);
	for (int i = 0; i < n_series; i++)
		for (size_t t = 0; t < n_row; t++)
			b->panel.series[i].x[t] = x[t] * (i ? 10 : 1);
	b->scale[0] = b->scale[1] = (struct rn_scale){ .shift = 3, .scale = 2 };
	assert_ok(rn_split_make(&b->split, &shape, &opts, &b->panel, &b->err),
	          &b->err);
	b->data = (struct rn_dataset){ .panel = &b->panel,
	                               .split = &b->split,
	                               .scale = b->scale };
}

static void bench_release(struct bench *b)
{
	rn_split_release(&b->split);
	rn_panel_release(&b->panel);
}

static void assert_score(const struct rn_verdict *v, const char *name,
                         double e1, double e2, double scale)
{
	const struct rn_score *s = rn_verdict_find(v, name);

	assert_non_null(s);
	assert_near(s->mae, (e1 + e2) / 2, 1e-12);
	assert_near(s->rmse, sqrt((e1 * e1 + e2 * e2) / 2), 1e-12);
	assert_near(s->mase, (e1 + e2) / 2 / scale, 1e-12);
}

static void test_judge(void **state)
{
	static const double good[] = { 36, 47 }, bad[] = { 20, 30 };
	static const int season[] = { 2 };
	struct bench b;

	(void)state;
	bench_make(&b, 1, 10, 2, 2);
	assert_int_equal(rn_judge_part(&b.split), RN_TEST);
	/* Training touches rows 0 to 5, which change by 3 on the mean, and by 6
	 * over two steps. */
	assert_ok(rn_judge(&b.v, &b.data, good, NULL, 0, 0, NULL, &b.err), &b.err);
	assert_string_equal(b.v.rows, "test");
	assert_int_equal(b.v.n, 4);
	assert_string_equal(b.v.score[0].name, "model");
	assert_score(&b.v, "model", 1, 1, 3);
	assert_score(&b.v, "repeat-last", 8, 9, 3);
	assert_score(&b.v, "drift", 4, 4.5, 3);
	assert_near(rn_verdict_find(&b.v, "repeat-last")->smape,
	            100 * (16.0 / 66 + 18.0 / 83) / 2, 1e-12);
	assert_true(rn_verdict_beats_naive(&b.v));

	assert_ok(rn_judge(&b.v, &b.data, bad, NULL, 0, 1, season, &b.err), &b.err);
	assert_int_equal(b.v.n, 5);
	assert_score(&b.v, "seasonal-naive-2", 15, 17, 6);
	assert_score(&b.v, "repeat-last", 8, 9, 6);
	assert_score(&b.v, "model", 17, 16, 6);
	assert_false(rn_verdict_beats_naive(&b.v));

	assert_ok(rn_judge(&b.v, &b.data, NULL, NULL, 0, 1, season, &b.err),
	          &b.err);
	assert_null(rn_verdict_find(&b.v, "model"));
	assert_int_equal(b.v.n, 4);
	bench_release(&b);
}

/* Without test windows the validation windows judge; without any, nobody. */
static void test_parts(void **state)
{
	static const double yhat[] = { 30, 40 };
	struct bench b;

	(void)state;
	bench_make(&b, 1, 9, 2, 0); /* 6 windows to train on: rows 0 to 6 */
	assert_int_equal(rn_judge_part(&b.split), RN_VALID);
	assert_ok(rn_judge(&b.v, &b.data, yhat, NULL, 0, 0, NULL, &b.err), &b.err);
	assert_string_equal(b.v.rows, "validation");
	assert_score(&b.v, "model", 1, 3, 3.5);
	bench_release(&b);
	bench_make(&b, 1, 9, 0, 0);
	assert_ok(rn_judge(&b.v, &b.data, NULL, NULL, 0, 0, NULL, &b.err), &b.err);
	assert_int_equal(b.v.n, 0);
	assert_null(rn_verdict_best_naive(&b.v));
	bench_release(&b);
}

/* Each series has a denominator of its own; errors are pooled. */
static void test_two_series(void **state)
{
	static const double yhat[] = { 36, 47, 375, 465 };
	struct bench b;
	const struct rn_score *s;

	(void)state;
	bench_make(&b, 2, 10, 2, 2);
	assert_ok(rn_judge(&b.v, &b.data, yhat, NULL, 0, 0, NULL, &b.err), &b.err);
	s = rn_verdict_find(&b.v, "model");
	assert_near(s->mae, (1 + 1 + 5 + 5) / 4.0, 1e-12);
	assert_near(s->mase, (1 / 3.0 + 1 / 3.0 + 5 / 30.0 + 5 / 30.0) / 4,
	            1e-12);
	s = rn_verdict_find(&b.v, "repeat-last");
	assert_near(s->mase, 8.5 / 3, 1e-12);
	/* A series that does not change in training has no MASE, the other has. */
	for (size_t t = 0; t < 6; t++)
		b.panel.series[0].x[t] = 5;
	assert_ok(rn_judge(&b.v, &b.data, yhat, NULL, 0, 0, NULL, &b.err), &b.err);
	assert_near(rn_verdict_find(&b.v, "model")->mase, 5 / 30.0, 1e-12);
	assert_true(isfinite(rn_verdict_find(&b.v, "model")->mae));
	bench_release(&b);
}

/* Five windows of validation and five of test at the end. */
static void seasons_split(struct rn_split *split, const struct rn_panel *panel)
{
	const struct rn_window_shape shape = SHAPE(1, 1, 1);
	const struct rn_split_opts opts = { .size = { 0, 5, 5 } };
	struct rn_error err;

	assert_ok(rn_split_make(split, &shape, &opts, panel, &err), &err);
}

static void test_seasons(void **state)
{
	static const struct {
		struct rn_seasons asked;
		int period, n, season[2];
		enum rn_status status;
	} cases[] = {
		{ { -1, { 0 } }, 24, 1, { 24 }, RN_OK },
		{ { -1, { 0 } }, 60, 1, { 60 }, RN_OK },
		{ { -1, { 0 } }, 1, 0, { 0 }, RN_OK },
		{ { -1, { 0 } }, 110, 0, { 0 }, RN_OK }, /* too few of the short */
		{ { 0, { 0 } }, 24, 0, { 0 }, RN_OK },
		{ { 2, { 5, 100 } }, 24, 2, { 5, 100 }, RN_OK },
		{ { 2, { 5, 101 } }, 24, 0, { 0 }, RN_EDATA },
		{ { 1, { 1 } }, 24, 1, { 1 }, RN_OK },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct rn_split split = RN_SPLIT_INIT;
		struct rn_panel panel;
		struct rn_error err;
		int n, season[RN_MAX_SEASON];

		make_waves(&panel, 2, 400, cases[i].period, 0.1);
		panel.series[1].n_row = 300; /* holds a season 3 times */
		seasons_split(&split, &panel);
		assert_int_equal(rn_seasons_find(&cases[i].asked, NULL, &panel,
		                                 &split, &n, season, &err),
		                 cases[i].status);
		if (cases[i].status) {
			assert_contains(err.msg, "101");
		} else {
			assert_int_equal(n, cases[i].n);
			for (int k = 0; k < n; k++)
				assert_int_equal(season[k], cases[i].season[k]);
		}
		rn_split_release(&split);
		rn_panel_release(&panel);
	}
}

/* What is judged chooses nothing: with a season in the test rows alone there
 * is none, and with another one there it stays. */
static void test_seasons_unseen(void **state)
{
	static const struct rn_seasons asked = { -1, { 0 } };
	const struct rn_window_shape shape = SHAPE(1, 1, 1);
	const struct rn_split_opts opts = { .size = { 0, 0, 0.5 } };

	(void)state;
	for (int has = 0; has < 2; has++) {
		struct rn_split split = RN_SPLIT_INIT;
		struct rn_panel panel;
		struct rn_error err;
		double *x;
		int n, season[RN_MAX_SEASON];

		make_waves(&panel, 1, 1000, 24, 0.1);
		x = panel.series[0].x;
		for (size_t t = 0; t < 1000; t++) {
			if (t >= 502)
				x[t] = 1000 * (double)(t % 10);
			else if (!has)
				x[t] = noise((uint32_t)t);
		}
		assert_ok(rn_split_make(&split, &shape, &opts, &panel, &err), &err);
		assert_ok(rn_seasons_find(&asked, NULL, &panel, &split, &n, season,
		                          &err), &err);
		assert_int_equal(n, has);
		assert_true(!has || season[0] == 24);
		rn_split_release(&split);
		rn_panel_release(&panel);
	}
}

/* More than half of the series must have a season, and the step is heard. */
static void test_seasons_vote(void **state)
{
	static const struct rn_seasons asked = { -1, { 0 } };
	static const struct {
		int n_wave, season;
	} cases[] = { { 0, 0 }, { 100, 0 }, { 101, 24 }, { 200, 24 } };

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct rn_split split = RN_SPLIT_INIT;
		struct rn_panel panel;
		struct rn_error err;
		int n, season[RN_MAX_SEASON];

		make_waves(&panel, 200, 300, 24, 0.1);
		for (int s = 0; s < 200; s++)
			/* 67 and 200 have no common factor: every which way */
			if (s * 67 % 200 >= cases[i].n_wave)
				fill_noise(panel.series[s].x, 300, 1000u * (uint32_t)s, 1);
		seasons_split(&split, &panel);
		assert_ok(rn_seasons_find(&asked, NULL, &panel, &split, &n, season,
		                          &err), &err);
		assert_int_equal(n, cases[i].season > 0);
		assert_true(n == 0 || season[0] == cases[i].season);
		rn_split_release(&split);
		rn_panel_release(&panel);
	}
}

/* A year of days is told from 363 of them by the step alone. */
static void test_seasons_step(void **state)
{
	static const struct {
		int64_t step;
		int season;
	} cases[] = { { 86400, 365 }, { 60, 0 } };
	static const struct rn_seasons asked = { -1, { 0 } };

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct rn_split split = RN_SPLIT_INIT;
		struct rn_panel panel;
		struct rn_error err;
		int n, season[RN_MAX_SEASON];

		make_waves(&panel, 1, 1400, 359, 0.5);
		panel.series[0].axis.unit = RN_TIME_SECOND;
		panel.series[0].axis.step = cases[i].step;
		seasons_split(&split, &panel);
		assert_ok(rn_seasons_find(&asked, NULL, &panel, &split, &n, season,
		                          &err), &err);
		assert_int_equal(n, 1);
		assert_int_equal(season[0] == 365, cases[i].season == 365);
		rn_split_release(&split);
		rn_panel_release(&panel);
	}
}

/* A model's seasons are taken where none are asked for and the data hold
 * them. */
static void test_seasons_of_model(void **state)
{
	static const struct rn_seasons automatic = { -1, { 0 } };
	static const struct rn_seasons asked = { 1, { 9 } };
	const struct rn_model model = { .n_season = 2, .season = { 13, 90 } };
	struct rn_split split = RN_SPLIT_INIT;
	struct rn_panel panel;
	struct rn_error err;
	int n, season[RN_MAX_SEASON];

	(void)state;
	make_waves(&panel, 1, 200, 24, 0.1);
	seasons_split(&split, &panel);
	assert_ok(rn_seasons_find(&automatic, &model, &panel, &split, &n, season,
	                          &err), &err);
	assert_int_equal(n, 1);
	assert_int_equal(season[0], 13);
	assert_ok(rn_seasons_find(&asked, &model, &panel, &split, &n, season,
	                          &err), &err);
	assert_int_equal(n, 1);
	assert_int_equal(season[0], 9);
	rn_split_release(&split);
	rn_panel_release(&panel);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_metrics),
		cmocka_unit_test(test_verdict),
		cmocka_unit_test(test_judge),
		cmocka_unit_test(test_parts),
		cmocka_unit_test(test_two_series),
		cmocka_unit_test(test_seasons),
		cmocka_unit_test(test_seasons_unseen),
		cmocka_unit_test(test_seasons_vote),
		cmocka_unit_test(test_seasons_step),
		cmocka_unit_test(test_seasons_of_model),
	};

	return cmocka_run_group_tests_name("judge", tests, NULL, NULL);
}

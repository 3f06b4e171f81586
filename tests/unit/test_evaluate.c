/*
 * test_evaluate.c - the rolling origin: a model as it is, beyond its horizon,
 * and trained anew before each fold.
 */
#include "forecast/evaluate.h"

#include "help.h"

#include "forecast/fit.h"
#include "forecast/forecast.h"
#include "forecast/interval.h"

struct bench {
	struct rn_panel panel;
	struct rn_spec spec;
	struct rn_model model;
	struct rn_evaluate_opts opts;
	struct rn_evaluation e;
	struct rn_error err;
};

static void set(struct bench *b, const char *name, const char *text)
{
	struct rn_spec_field f;

	assert_true(rn_spec_find(name, &f));
	assert_ok(rn_spec_set(&b->spec, &f, text, &b->err), &b->err);
}

static enum rn_status train(struct bench *b, const struct rn_panel *panel,
                            struct rn_model *model)
{
	const struct rn_train_watch watch = { .n_thread = 1 };
	struct rn_fit_report report;
	const enum rn_status status = rn_fit(model, panel, &b->spec, NULL, &watch,
	                                     &report, &b->err);

	rn_fit_report_release(&report);
	return status;
}

/* Two series of 200 and 190 rows, and a model that forecasts 3 rows, 2 ahead
 * and on. */
static void bench_make(struct bench *b, const char *loss)
{
	memset(b, 0, sizeof(*b));
	make_waves(&b->panel, 2, 200, 12, 0.05);
	b->panel.series[1].n_row = 190;
	rn_spec_init(&b->spec);
	set(b, "layers", "4");
	set(b, "input-size", "6");
	set(b, "dropout", "0");
	set(b, "lead", "2");
	set(b, "horizon", "3");
	set(b, "epochs", "2");
	set(b, "season", "12");
	set(b, "loss", loss);
	assert_ok(train(b, &b->panel, &b->model), &b->err);
	b->opts.n_thread = 1;
}

static enum rn_status evaluate(struct bench *b)
{
	rn_evaluation_release(&b->e);
	b->err.status = RN_EINTERNAL; /* whatever was there before */
	return rn_evaluate(&b->e, &b->panel, &b->spec, &b->model, &b->opts,
	                   &b->err);
}

static void bench_release(struct bench *b)
{
	rn_evaluation_release(&b->e);
	rn_model_release(&b->model);
	rn_spec_release(&b->spec);
	rn_panel_release(&b->panel);
}

/* Forecasts of an origin are those of rn_forecast from its cutoff. */
static void check_origin(struct bench *b, const struct rn_model *model,
                         size_t i, double tolerance)
{
	const struct rn_window_shape *shape = &b->e.split.shape;
	const size_t K = (size_t)shape->n_out;
	const struct rn_window w = rn_origins_window(&b->e.origins, i);
	struct rn_series known = b->panel.series[w.series];
	double ahead[20];

	known.n_row = rn_origin_cutoff(shape, w) + 1;
	assert_ok(rn_forecast(model, model->series[w.series].scale, &known, K + 1,
	                      ahead, &b->err), &b->err);
	for (size_t k = 0; k < K; k++)
		assert_near(b->e.yhat[i * K + k], ahead[k + 1], tolerance);
}

static double mean_error(const struct bench *b)
{
	const size_t K = (size_t)b->e.split.shape.n_out;
	double sum = 0;

	for (size_t i = 0; i < b->e.origins.n; i++) {
		const struct rn_window w = rn_origins_window(&b->e.origins, i);
		const double *y = b->panel.series[w.series].x
			+ rn_window_target(&b->e.split.shape, w.first);

		for (size_t k = 0; k < K; k++)
			sum += fabs(b->e.yhat[i * K + k] - y[k]);
	}
	return sum / (double)(b->e.origins.n * K);
}

static void test_folds(void **state)
{
	struct bench b;

	(void)state;
	bench_make(&b, "mse");
	b.opts.folds = (struct rn_folds){ 4, 3 };
	assert_ok(evaluate(&b), &b.err);
	assert_int_equal(b.e.origins.n, 8);
	for (size_t i = 0; i < 8; i++)
		check_origin(&b, &b.model, i, 1e-12);
	assert_near(b.e.verdict.score[0].mae, mean_error(&b), 1e-12);
	assert_string_equal(b.e.verdict.score[0].name, "model");
	assert_non_null(rn_verdict_find(&b.e.verdict, "theta"));
	assert_near(rn_verdict_find(&b.e.verdict, "naive2")->owa, 1, 1e-12);
	assert_true(b.e.mae > 0 && b.e.mse > 0);
	bench_release(&b);
}

/* A longer and a shorter horizon than the model's. */
static void test_horizon(void **state)
{
	static const char *const horizons[] = { "1", "5", "12" };

	(void)state;
	for (size_t h = 0; h < COUNT(horizons); h++) {
		struct bench b;

		bench_make(&b, "mse");
		set(&b, "horizon", horizons[h]);
		b.opts.folds.n = 2;
		b.opts.by_step = b.opts.by_series = true;
		assert_ok(evaluate(&b), &b.err);
		assert_int_equal(b.e.origins.n, 4);
		for (size_t i = 0; i < 4; i++)
			check_origin(&b, &b.model, i, 1e-12);
		assert_near(b.e.verdict.score[0].mae, mean_error(&b), 1e-12);
		assert_int_equal(b.e.tallies.of[0].step[0].n, 4);
		assert_int_equal(b.e.tallies.of[0].series[1].n,
		                 2 * b.e.split.shape.n_out);
		bench_release(&b);
	}
}

/* What intervals of a model's forecasts at each origin hold, and their width,
 * by what predict makes of the rows up to its cutoff. */
static void cover_by_hand(struct bench *b, double level, double *share,
                          double *width)
{
	const struct rn_window_shape *shape = &b->e.split.shape;
	const size_t K = (size_t)shape->n_out, n = b->e.origins.n;
	const struct rn_fan_opts opts = { .n_level = 1, .level = { level },
		.temperature = 1, .n_thread = 1 };
	struct rn_fan fan;

	*share = *width = 0;
	assert_ok(rn_fan_make(&fan, &b->model, &opts, K + 1, &b->err), &b->err);
	for (size_t i = 0; i < n; i++) {
		const struct rn_window w = rn_origins_window(&b->e.origins, i);
		struct rn_series known = b->panel.series[w.series];
		const double *y = known.x + rn_window_target(shape, w.first);
		double ahead[20];

		known.n_row = rn_origin_cutoff(shape, w) + 1;
		known.number = w.series;
		assert_ok(rn_forecast(&b->model, b->model.series[w.series].scale,
		                      &known, K + 1, ahead, &b->err), &b->err);
		rn_fan_spread(&fan, w.series, &known, K + 1, ahead);
		for (size_t k = 0; k < K; k++) {
			const double low = rn_fan_low(&fan, 0)[k + 1];
			const double high = rn_fan_high(&fan, 0)[k + 1];

			*share += (low <= y[k] && y[k] <= high) / (double)(n * K);
			*width += (high - low) / (double)(n * K);
		}
	}
	rn_fan_release(&fan);
}

/* Intervals are judged that are those of predict: of windows all at once, and
 * one by one. */
static void test_intervals(void **state)
{
	static const char *const losses[] = { "mse", "gaussian", "quantiles" };
	static const char *const horizons[] = { "3", "2" };

	(void)state;
	for (size_t i = 0; i < 2 * COUNT(losses); i++) {
		double share, width;
		struct bench b;

		bench_make(&b, losses[i / 2]);
		set(&b, "horizon", horizons[i % 2]);
		b.opts.folds = (struct rn_folds){ 4, 3 };
		b.opts.n_level = 2;
		b.opts.level[0] = 90;
		b.opts.level[1] = 60;
		assert_ok(evaluate(&b), &b.err);
		assert_int_equal(b.e.verdict.n_coverage, 2);
		for (int l = 0; l < 2; l++) {
			cover_by_hand(&b, b.opts.level[l], &share, &width);
			assert_near(b.e.verdict.coverage[l].share, share, 1e-12);
			assert_near(b.e.verdict.coverage[l].width, width, 1e-6);
		}
		assert_near(b.e.verdict.score[0].coverage,
		            100 * b.e.verdict.coverage[0].share, 1e-12);
		assert_true(isnan(b.e.verdict.score[1].msis));
		bench_release(&b);
	}
}

static void count_fold(void *ud, int fold, int n_fold)
{
	int *count = ud;

	assert_int_equal(n_fold, 2);
	assert_int_equal(fold, ++*count);
}

/* A fold's model is one that was trained on the rows up to its cutoffs. */
static void test_refit(void **state)
{
	struct rn_series known[2];
	struct rn_panel panel;
	struct rn_model model;
	struct bench b;
	int count = 0;

	(void)state;
	bench_make(&b, "mse");
	b.opts = (struct rn_evaluate_opts){ .folds = { 2, 4 }, .refit = true,
		.n_thread = 2, .on_fold = count_fold, .ud = &count };
	assert_ok(evaluate(&b), &b.err);
	assert_int_equal(count, 2);
	assert_int_equal(b.e.verdict.n_coverage, 2);
	assert_true(b.e.verdict.coverage[0].width > 0);
	assert_int_equal(b.e.origins.n, 4);
	panel = b.panel;
	panel.series = known;
	for (size_t i = 0; i < 2; i++) {
		const struct rn_window w = rn_origins_window(&b.e.origins, 2 * i);

		known[i] = b.panel.series[i];
		known[i].n_row = rn_origin_cutoff(&b.e.split.shape, w) + 1;
	}
	set(&b, "test-size", "0");
	assert_ok(train(&b, &panel, &model), &b.err);
	check_origin(&b, &model, 0, 1e-12);
	check_origin(&b, &model, 2, 1e-12);
	rn_model_release(&model);
	bench_release(&b);
}

static void test_refused(void **state)
{
	struct bench b;

	(void)state;
	bench_make(&b, "mse");
	b.opts.folds.n = 1000;
	assert_int_equal(evaluate(&b), RN_EUSAGE);
	assert_contains(b.err.msg, "1000 folds");
	b.opts.folds.n = 0;
	b.opts.by_step = true;
	b.panel.vocabulary.n = 2;
	assert_int_equal(evaluate(&b), RN_EUSAGE);
	assert_contains(b.err.msg, "symbols");
	b.panel.vocabulary.n = 0;
	bench_release(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_folds),
		cmocka_unit_test(test_horizon),
		cmocka_unit_test(test_intervals),
		cmocka_unit_test(test_refit),
		cmocka_unit_test(test_refused),
	};

	return cmocka_run_group_tests_name("evaluate", tests, NULL, NULL);
}

/*
 * test_interval.c - that intervals hold what they promise: by conformal
 * tables, along paths, and with dropout.
 */
#include "forecast/interval.h"

#include "help.h"
#include "train_bench.h"

#include "base/blas.h"
#include "forecast/bands.h"
#include "forecast/scores.h"

#include <math.h>

enum { N_ROW = 9000, K = 3, N_IN = 20, AHEAD = 8, KNOWN = 30 };

/* Rows of noise about 0, four times as large in every second 200 of them. */
static void make_noise(struct bench *b, bool changes)
{
	const struct rn_window_shape shape = SHAPE(N_IN, 1, K);
	const struct rn_split_opts split = { .size = { 0, 0.4, 0.4 } };
	double *x;

	memset(b, 0, sizeof(*b));
	make_waves(&b->panel, 1, N_ROW, 20, 0);
	x = b->panel.series[0].x;
	for (size_t t = 0; t < N_ROW; t++) {
		const double u = noise((uint32_t)t);

		/* Cubes are far from even, and from a normal distribution. */
		x[t] = 7 + u * u * u * (changes && t / 200 % 2 ? 4 : 1);
	}
	assert_ok(rn_split_make(&b->split, &shape, &split, &b->panel, &b->err),
	          &b->err);
	b->scale[0] = (struct rn_scale){ .shift = 5, .scale = 0.5 };
	b->data.panel = &b->panel;
	b->data.split = &b->split;
	b->data.scale = b->scale;
}

/* Forecasts of a part that are all the same. */
static double *constants(const struct bench *b, enum rn_part part, double to)
{
	const size_t n = b->split.n[part] * K;
	double *yhat = numbers(n);

	for (size_t i = 0; i < n; i++)
		yhat[i] = to;
	return yhat;
}

/* Other rows than those they were made from lie inside as often as promised,
 * whether a forecast is right or always too high. */
static void test_cover(void **state)
{
	static const struct {
		bool changes;
		double yhat;
	} tries[] = { { false, 7 }, { true, 7 }, { false, 9 } };

	(void)state;
	for (size_t i = 0; i < COUNT(tries); i++) {
		struct rn_residuals r;
		struct rn_model m = { .spec.train.loss = &rn_loss_mse };
		struct rn_bands bands = rn_bands_usual;
		struct rn_verdict v;
		struct bench b;
		double *yhat, *tested;

		make_noise(&b, tries[i].changes);
		yhat = constants(&b, RN_VALID, tries[i].yhat);
		tested = constants(&b, RN_TEST, tries[i].yhat);
		assert_ok(rn_conformal_fit(&r, &b.data, RN_VALID, yhat, &b.err),
		          &b.err);
		m.residuals = r;
		bands.model = &m;
		assert_ok(rn_judge(&v, &b.data, tested, &bands, NAN, 0, NULL, &b.err),
		          &b.err);
		assert_int_equal(v.n_coverage, 2);
		assert_near(v.score[0].coverage, 100 * v.coverage[1].share, 1e-9);
		assert_near(v.coverage[0].share, 0.80, 0.02);
		assert_near(v.coverage[1].share, 0.95, 0.01);
		assert_true(v.coverage[0].width < v.coverage[1].width);
		/* The inputs tell how large the noise is, where it changes. */
		assert_true(tries[i].changes ? r.power > 0.7 : r.power < 0.3);
		assert_true(fabs(r.link[1]) < (tries[i].yhat > 8 ? 1.1 : 0.1));
		rn_residuals_release(&r);
		free(yhat);
		free(tested);
		bench_release(&b);
	}
}

/* Two series, the second of errors five times as large, each with n windows of
 * K rows to validate, and twice the change. */
static void make_two(struct bench *b, double n)
{
	static double change[] = { 1.5, 3 };
	const struct rn_window_shape shape = SHAPE(1, 1, K);
	const struct rn_split_opts split = { { 0, n, 500 }, false, 0 };

	memset(b, 0, sizeof(*b));
	make_panel(&b->panel, 2, 2000);
	for (int i = 0; i < 2; i++)
		fill_noise(b->panel.series[i].x, 2000, 5000 * (uint32_t)i, i ? 5 : 1);
	assert_ok(rn_split_make(&b->split, &shape, &split, &b->panel, &b->err),
	          &b->err);
	b->scale[0] = b->scale[1] = (struct rn_scale){ .scale = 2 };
	b->data = (struct rn_dataset){ .panel = &b->panel, .split = &b->split,
		.scale = b->scale, .change = change };
}

/* The share of a series' test rows inside. */
static double share_of(const struct bench *b, const struct rn_residuals *r,
                       int series)
{
	const struct rn_bounds none = { .unit = 0 };
	size_t n = 0, hit = 0;

	for (size_t i = 0; i < b->split.n[RN_TEST]; i++) {
		const struct rn_window w = rn_split_window(&b->split, RN_TEST, i);
		const struct rn_series *s = &b->panel.series[w.series];
		const double unit = rn_conformal_unit(r, w.series, &b->split.shape,
		                                      &b->scale[0], s, w.first);

		for (size_t k = 0; w.series == series && k < K; k++, n++) {
			const struct rn_span span = rn_conformal_span(r, &none, unit, k,
			                                              0, 80);
			const double y = s->x[w.first + 1 + k];

			hit += span.low <= y && y <= span.high;
		}
	}
	return (double)hit / (double)n;
}

/* Many windows tell how large the errors of a series are, so that both have
 * intervals of their own width; one tells half of it. */
static void test_units(void **state)
{
	struct rn_residuals r;
	struct bench b;
	double *yhat, mean[2] = { 0, 0 }, ratio;

	(void)state;
	make_two(&b, 900);
	yhat = constants(&b, RN_VALID, 0);
	assert_ok(rn_conformal_fit(&r, &b.data, RN_VALID, yhat, &b.err), &b.err);
	assert_near(r.unit[1] / r.unit[0], 5, 0.2);
	assert_near(share_of(&b, &r, 0), 0.8, 0.03);
	assert_near(share_of(&b, &r, 1), 0.8, 0.03);
	rn_residuals_release(&r);
	free(yhat);
	bench_release(&b);

	make_two(&b, 1);
	yhat = constants(&b, RN_VALID, 0);
	assert_ok(rn_conformal_fit(&r, &b.data, RN_VALID, yhat, &b.err), &b.err);
	for (size_t i = 0; i < 2; i++) {
		const struct rn_window w = rn_split_window(&b.split, RN_VALID, i);

		for (size_t k = 0; k < K; k++)
			mean[i] += fabs(b.panel.series[i].x[w.first + 1 + k]) / 2 / K;
	}
	ratio = (mean[0] / 0.75 + mean[1] / 1.5) / 2;
	assert_near(r.unit[0], (mean[0] + ratio * 0.75) / 2, 1e-12);
	assert_near(r.unit[1], (mean[1] + ratio * 1.5) / 2, 1e-12);
	rn_residuals_release(&r);
	free(yhat);
	bench_release(&b);
}

static struct rn_scale scale = { .shift = 3, .scale = 2.5 };
static struct rn_model_series series = { .scale = &scale };

/* A network of random weights, and residuals of even noise. */
static void make_model(struct rn_model *model, int lead, int n_out,
                       double dropout)
{
	struct rn_error err;
	double x[99];

	*model = (struct rn_model)RN_MODEL_INIT;
	model->spec.net = (struct rn_network_spec){ .cell = &rn_cell_gru,
		.n_rnn = 1, .width = { 5 }, .dropout = dropout };
	model->spec.shape.n_in = 4;
	model->spec.shape.lead = lead;
	model->spec.shape.n_out = n_out;
	model->spec.train.loss = &rn_loss_mse;
	model->series = &series;
	model->n_series = 1;
	assert_ok(rn_blas_start(&err), &err);
	rn_network_plan(&model->net, &model->spec.net, 1, n_out);
	assert_ok(rn_network_alloc(&model->net, &err), &err);
	fill_noise(model->net.param, model->net.n_param, 1, 0.9);
	assert_ok(rn_residuals_alloc(&model->residuals, n_out, 1, &err), &err);
	for (size_t k = 0; k < (size_t)n_out; k++) {
		fill_noise(x, COUNT(x), 77 * (uint32_t)k, 0.5);
		rn_residuals_set(&model->residuals, k, x, COUNT(x));
		model->residuals.link[k] = 0.5;
	}
}

static void release(struct rn_model *model)
{
	rn_network_release(&model->net);
	rn_residuals_release(&model->residuals);
}

/* Points, then the ends of two levels. */
static void spread(const struct rn_model *model,
                   const struct rn_interval_type *type, int n_thread,
                   double *yhat, double *ends)
{
	const struct rn_fan_opts opts = { .type = type, .n_level = 2,
		.level = { 95, 50 }, .seed = 3, .temperature = 1,
		.n_thread = n_thread };
	double x[KNOWN];
	const struct rn_series rows = { .x = x, .n_row = KNOWN };
	struct rn_fan fan;
	struct rn_error err;

	fill_noise(x, KNOWN, 40, 4);
	assert_ok(rn_forecast(model, &scale, &rows, AHEAD, yhat, &err), &err);
	assert_ok(rn_fan_make(&fan, model, &opts, AHEAD, &err), &err);
	rn_fan_spread(&fan, 0, &rows, AHEAD, yhat);
	for (int l = 0; l < 2; l++) {
		memcpy(ends + 2 * l * AHEAD, rn_fan_low(&fan, l),
		       AHEAD * sizeof(*ends));
		memcpy(ends + (2 * l + 1) * AHEAD, rn_fan_high(&fan, l),
		       AHEAD * sizeof(*ends));
	}
	rn_fan_release(&fan);
	rn_fan_release(&fan);
}

/* Levels lie within each other; the first window has the tables' own
 * intervals; workers do not matter. */
static void test_fan(void **state)
{
	const struct rn_bounds none = { .unit = 0 };
	double yhat[AHEAD], ends[4 * AHEAD], again[4 * AHEAD];
	struct rn_model model;

	(void)state;
	for (int lead = 1; lead <= 3; lead += 2) {
		const size_t before = (size_t)lead - 1;

		make_model(&model, lead, 3, 0);
		spread(&model, &rn_interval_conformal, 1, yhat, ends);
		spread(&model, NULL, 3, yhat, again);
		assert_memory_equal(ends, again, sizeof(ends));
		for (size_t k = 0; k < AHEAD; k++) {
			assert_true(ends[k] < ends[2 * AHEAD + k]);
			assert_true(ends[2 * AHEAD + k] < ends[3 * AHEAD + k]);
			assert_true(ends[3 * AHEAD + k] < ends[AHEAD + k]);
		}
		for (size_t k = 0; k < before + 3; k++) {
			const struct rn_span s = rn_conformal_span(
				&model.residuals, &none, scale.scale,
				k < before ? 0 : k - before, yhat[k], 95);

			assert_near(ends[k], s.low, 1e-12);
			assert_near(ends[AHEAD + k], s.high, 1e-12);
		}
		release(&model);
	}
}

/* With its dropout on, a network is another on each path, and the same on all
 * of it: without heat, paths are forecasts of different networks. */
static void test_dropout(void **state)
{
	const struct rn_paths_opts opts = { .n = 70, .source = RN_DRAW_RESIDUAL,
		.drops = true, .seed = 5, .temperature = 0 };
	double x[KNOWN + 1], all[70 * 2], one[70];
	struct rn_series rows = { .x = x, .n_row = KNOWN };
	struct rn_paths paths;
	struct rn_model model;
	struct rn_error err;
	int n_other = 0;

	(void)state;
	make_model(&model, 1, 1, 0.5);
	fill_noise(x, KNOWN, 40, 4);
	assert_ok(rn_paths_make(&paths, &model, &opts, 2, &err), &err);
	rn_paths_draw(&paths, 0, &rows, 2, all);
	rows.n_row++;
	for (size_t p = 0; p < 70; p++) {
		x[KNOWN] = all[2 * p];
		rn_paths_draw(&paths, 0, &rows, 1, one);
		assert_near(one[p], all[2 * p + 1], 1e-12);
		n_other += fabs(all[2 * p] - all[0]) > 1e-9;
	}
	assert_true(n_other > 50);
	rn_paths_release(&paths);
	release(&model);
}

static void test_refuses(void **state)
{
	struct rn_model model;
	struct rn_error err;

	(void)state;
	make_model(&model, 1, 1, 0);
	assert_ptr_equal(rn_interval_usual(&model), &rn_interval_conformal);
	assert_ok(rn_interval_check(&rn_interval_conformal, &model, &err), &err);
	assert_int_equal(rn_interval_check(&rn_interval_model, &model, &err),
	                 RN_EUSAGE);
	assert_contains(err.hint, "--loss gaussian");
	assert_int_equal(rn_interval_check(&rn_interval_dropout, &model, &err),
	                 RN_EUSAGE);
	assert_contains(err.hint, "--dropout");
	rn_residuals_release(&model.residuals);
	assert_int_equal(rn_interval_check(&rn_interval_conformal, &model, &err),
	                 RN_EUSAGE);
	assert_contains(err.hint, "--val-size");
	model.spec.train.loss = &rn_loss_gaussian;
	assert_ptr_equal(rn_interval_usual(&model), &rn_interval_model);
	assert_ok(rn_interval_check(&rn_interval_model, &model, &err), &err);
	release(&model);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cover),
		cmocka_unit_test(test_units),
		cmocka_unit_test(test_fan),
		cmocka_unit_test(test_dropout),
		cmocka_unit_test(test_refuses),
	};

	return cmocka_run_group_tests_name("interval", tests, NULL, NULL);
}

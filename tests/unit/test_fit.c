/*
 * test_fit.c - from a panel to a judged model, and judging it again.
 */
#include "forecast/fit.h"

#include "help.h"

#include "forecast/evaluate.h"
#include "forecast/forecast.h"
#include "forecast/judge.h"

struct bench {
	struct rn_panel panel;
	struct rn_spec spec;
	struct rn_model model;
	struct rn_fit_report report;
	struct rn_train_watch watch;
	struct rn_error err;
};

static void set(struct bench *b, const char *name, const char *text)
{
	struct rn_spec_field f;

	assert_true(rn_spec_find(name, &f));
	assert_ok(rn_spec_set(&b->spec, &f, text, &b->err), &b->err);
}

static void bench_make(struct bench *b, int n_series, size_t n_row)
{
	memset(b, 0, sizeof(*b));
	make_waves(&b->panel, n_series, n_row, 20, 0.05);
	rn_spec_init(&b->spec);
	b->watch.n_thread = 1;
	set(b, "layers", "6");
	set(b, "input-size", "8");
	set(b, "dropout", "0");
	set(b, "batch-size", "32");
	set(b, "optimizer", "adam");
	set(b, "learning-rate", "0.02");
}

static enum rn_status fit(struct bench *b, const struct rn_model *start)
{
	rn_model_release(&b->model);
	rn_fit_report_release(&b->report);
	b->err.status = RN_EINTERNAL; /* whatever was there before */
	return rn_fit(&b->model, &b->panel, &b->spec, start, &b->watch,
	              &b->report, &b->err);
}

static void bench_release(struct bench *b)
{
	rn_model_release(&b->model);
	rn_fit_report_release(&b->report);
	rn_spec_release(&b->spec);
	rn_panel_release(&b->panel);
}

static double model_score(const struct rn_verdict *v)
{
	const struct rn_score *s = rn_verdict_find(v, "model");

	assert_non_null(s);
	return s->rmse;
}

/* What a model holds fits together and to the data. */
static void check_model(const struct bench *b)
{
	const struct rn_model *m = &b->model;
	const size_t K = (size_t)m->spec.shape.n_out;
	double square = 0;
	size_t n = 0;

	assert_int_equal(m->n_series, b->panel.n_series);
	for (int i = 0; i < m->n_series; i++) {
		const struct rn_model_series *s = &m->series[i];
		const double *x = b->panel.series[i].x;

		assert_string_equal(s->name, b->panel.series[i].name);
		assert_true(s->scale->scale > 0);
		assert_true(s->n_row <= b->panel.series[i].n_row);
		assert_true(s->n_context >= rn_model_needs(m));
		assert_memory_equal(s->context, x + s->n_row - s->n_context,
		                    s->n_context * sizeof(double));
		assert_memory_equal(s->y, x + s->target,
		                    (s->n_window + K - 1) * sizeof(double));
		for (size_t w = 0; w < s->n_window; w++)
			for (size_t k = 0; k < K; k++, n++) {
				const double e = s->yhat[w * K + k] - s->y[w + k];

				square += e * e;
			}
	}
	assert_near(model_score(&m->verdict), sqrt(square / (double)n), 1e-12);
}

static void test_learns(void **state)
{
	struct bench b;

	(void)state;
	bench_make(&b, 1, 500);
	set(&b, "epochs", "20");
	set(&b, "season", "20");
	assert_ok(fit(&b, NULL), &b.err);
	check_model(&b);
	assert_string_equal(b.model.verdict.rows, "test");
	assert_true(rn_verdict_beats_naive(&b.model.verdict));
	assert_true(model_score(&b.model.verdict) < 0.1);
	assert_non_null(rn_verdict_find(&b.model.verdict, "seasonal-naive-20"));
	assert_int_equal(b.model.n_epoch, 20);
	assert_true(b.model.kept > 1);
	assert_false(b.model.is_cut_short);
	assert_int_equal(b.report.n_window[RN_TRAIN], 394);
	assert_int_equal(b.report.n_window[RN_VALID], 49);
	assert_int_equal(b.report.n_window[RN_TEST], 49);
	assert_int_equal(b.report.n_unused, 0);
	for (int i = 0; i < 20; i++) {
		const struct rn_epoch *e = &b.report.ensemble.training[0].epoch[i];

		assert_true(b.model.curve[i][0] == e->loss);
		assert_true(b.model.curve[i][1] == e->loss_valid);
	}
	assert_near(b.model.mse_valid,
	            b.model.curve[b.model.kept - 1][1], 1e-12);
	bench_release(&b);
}

/* The held-out forecasts are those of rn_forecast from the same rows. */
static void check_holdout(const char *loss)
{
	struct bench b;

	bench_make(&b, 2, 200);
	set(&b, "lead", "2");
	set(&b, "horizon", "3");
	set(&b, "loss", loss);
	assert_ok(fit(&b, NULL), &b.err);
	check_model(&b);
	for (int i = 0; i < 2; i++) {
		const struct rn_model_series *s = &b.model.series[i];

		assert_true(s->n_window > 5);
		for (size_t w = 0; w < s->n_window; w += 3) {
			/* lead 2: the window's targets are the rows after the next */
			const struct rn_series known = {
				.x = b.panel.series[i].x, .n_row = s->target + w - 1,
			};
			double ahead[4];

			assert_ok(rn_forecast(&b.model, s->scale, &known, 4, ahead,
			                      &b.err), &b.err);
			for (int k = 0; k < 3; k++)
				assert_near(s->yhat[3 * w + (size_t)k], ahead[k + 1], 1e-12);
		}
	}
	bench_release(&b);
}

static void test_holdout(void **state)
{
	(void)state;
	check_holdout("mse");
	check_holdout("gaussian");
}

static void test_scaler_rows(void **state)
{
	struct bench b;

	(void)state;
	bench_make(&b, 1, 300);
	set(&b, "scaler", "minmax");
	b.panel.series[0].x[299] = 50; /* a test row */
	set(&b, "epochs", "1");
	assert_ok(fit(&b, NULL), &b.err);
	assert_true(b.model.series[0].scale->scale < 3);
	set(&b, "scaler-rows", "all");
	assert_ok(fit(&b, NULL), &b.err);
	assert_true(b.model.series[0].scale->scale > 30);
	bench_release(&b);
}

static void test_threads(void **state)
{
	static const int threads[] = { 1, 2, 4 };
	struct rn_model first = RN_MODEL_INIT;
	struct bench b;

	(void)state;
	bench_make(&b, 2, 400);
	set(&b, "clip-norm", "0.1");
	set(&b, "dropout", "0.2");
	set(&b, "batch-size", "200");
	set(&b, "epochs", "3");
	for (size_t i = 0; i < COUNT(threads); i++) {
		b.watch.n_thread = threads[i];
		assert_ok(fit(&b, NULL), &b.err);
		if (i == 0) {
			first = b.model;
			b.model = (struct rn_model)RN_MODEL_INIT;
			continue;
		}
		assert_memory_equal(first.net.param, b.model.net.param,
		                    first.net.n_param * sizeof(double));
		assert_memory_equal(first.series[1].yhat, b.model.series[1].yhat,
		                    first.series[1].n_window * sizeof(double));
		assert_true(model_score(&first.verdict)
		            == model_score(&b.model.verdict));
	}
	rn_model_release(&first);
	bench_release(&b);
}

/* Gives all series the same inputs of noise, past and ahead. */
static void add_inputs(struct rn_panel *panel, int n_past, int n_ahead)
{
	const int n[] = { panel->columns.role[RN_TARGET].n, n_past, n_ahead };
	const size_t n_row = panel->series[0].n_row;

	panel->n_past = n_past;
	panel->n_ahead = n_ahead;
	panel->n_input = (size_t)(n_past + n_ahead);
	panel->input = must(calloc(panel->n_input, sizeof(*panel->input)));
	for (size_t c = 0; c < panel->n_input; c++) {
		panel->input[c] = numbers(n_row);
		fill_noise(panel->input[c], n_row, 7777 + 100000 * (uint32_t)c, 3);
	}
	for (int i = 0; i < panel->n_series; i++)
		panel->series[i].input = panel->input;
	for (int r = RN_PAST; r < RN_N_ROLE; r++) {
		struct rn_column_list *list = &panel->columns.role[r];
		struct rn_error err;

		list->name = must(calloc((size_t)n[r] + 1, sizeof(*list->name)));
		for (int i = 0; i < n[r]; i++) {
			char name[16];

			snprintf(name, sizeof(name), "%s%d", r == RN_PAST ? "p" : "f",
			         i);
			list->name[i] = must(strdup(name));
			assert_ok(rn_column_list_add(list, panel->columns.n_column++,
			                             &err), &err);
		}
	}
}

/* A series that follows a column known ahead, row by row, is forecast nearly
 * exactly by a model that has the column ahead, and not by one that has it up
 * to the last row alone. */
static void test_ahead(void **state)
{
	double rmse[2];

	(void)state;
	for (int is_past = 0; is_past < 2; is_past++) {
		struct bench b;

		bench_make(&b, 1, 600);
		add_inputs(&b.panel, is_past, !is_past);
		for (size_t k = 0; k < 600; k++)
			b.panel.series[0].x[k] = 20 + 2 * b.panel.input[0][k];
		set(&b, "epochs", "30");
		set(&b, "horizon", "3");
		set(&b, "season", "none");
		assert_ok(fit(&b, NULL), &b.err);
		check_model(&b);
		assert_int_equal(b.model.spec.shape.n_past, is_past);
		assert_int_equal(b.model.spec.shape.n_ahead, !is_past);
		rmse[is_past] = model_score(&b.model.verdict);
		bench_release(&b);
	}
	/* 2 * uniform on [-3, 3) has a deviation of 3.46. */
	assert_true(rmse[0] < 0.4);
	assert_true(rmse[1] > 3);
}

/* What a model keeps of its inputs, and their scales: of the training rows. */
static void test_keeps_inputs(void **state)
{
	struct bench b;

	(void)state;
	bench_make(&b, 2, 300);
	add_inputs(&b.panel, 2, 1);
	set(&b, "scaler", "minmax");
	set(&b, "epochs", "1");
	b.panel.input[1][299] = 500; /* a test row */
	assert_ok(fit(&b, NULL), &b.err);
	check_model(&b);
	for (int i = 0; i < 2; i++) {
		const struct rn_model_series *s = &b.model.series[i];
		const size_t n = s->n_context;

		assert_int_equal(s->n_row, 300);
		for (size_t c = 0; c < 3; c++) {
			assert_memory_equal(s->input + c * n,
			                    b.panel.input[c] + 300 - n,
			                    n * sizeof(double));
			assert_true(s->scale[1 + c].scale > 5
			            && s->scale[1 + c].scale <= 6);
		}
	}
	bench_release(&b);
}

/* The same bytes for any number of threads, with inputs and many series. */
static void test_threads_inputs(void **state)
{
	struct rn_model first = RN_MODEL_INIT;
	struct bench b;

	(void)state;
	bench_make(&b, 3, 300);
	add_inputs(&b.panel, 2, 2);
	set(&b, "dropout", "0.2");
	set(&b, "horizon", "12"); /* more than the inputs: two channels */
	set(&b, "batch-size", "300");
	set(&b, "epochs", "2");
	for (int n = 1; n <= 3; n++) {
		b.watch.n_thread = n;
		assert_ok(fit(&b, NULL), &b.err);
		assert_int_equal(b.model.net.D, 1 + 2 + 2 * 2);
		if (n == 1) {
			first = b.model;
			b.model = (struct rn_model)RN_MODEL_INIT;
			continue;
		}
		assert_memory_equal(first.net.param, b.model.net.param,
		                    first.net.n_param * sizeof(double));
		for (int i = 0; i < 3; i++)
			assert_memory_equal(first.series[i].yhat,
			                    b.model.series[i].yhat,
			                    first.series[i].n_window * 12
			                    * sizeof(double));
	}
	rn_model_release(&first);
	bench_release(&b);
}

/* A value that no training row prepared for is refused, in an input too. */
static void test_input_too_large(void **state)
{
	struct bench b;

	(void)state;
	bench_make(&b, 1, 300);
	add_inputs(&b.panel, 1, 1);
	b.panel.input[1][299] = 1e200;
	assert_int_equal(fit(&b, NULL), RN_EDATA);
	assert_contains(b.err.msg, "too large");
	assert_contains(b.err.msg, "\"f0\"");
	bench_release(&b);
}

/* Parts that are empty, and what is then judged on. */
static void test_parts(void **state)
{
	static const struct {
		const char *valid, *test, *batch;
		enum rn_part part;
	} cases[] = {
		{ "0.1", "0.1", "32", RN_TEST }, { "0", "0.1", "32", RN_TEST },
		{ "0.1", "0", "32", RN_VALID }, { "0.1", "0.1", "5000", RN_TEST },
		{ "0", "0", "32", RN_VALID },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const bool none = i == 4;
		struct bench b;

		bench_make(&b, 2, 150);
		set(&b, "val-size", cases[i].valid);
		set(&b, "test-size", cases[i].test);
		set(&b, "batch-size", cases[i].batch);
		set(&b, "epochs", "2");
		assert_ok(fit(&b, NULL), &b.err);
		assert_int_equal(b.model.n_epoch, 2);
		assert_int_equal(b.model.verdict.n == 0, none);
		if (!none) {
			check_model(&b);
			assert_string_equal(b.model.verdict.rows,
			                    cases[i].part == RN_TEST ? "test"
			                    : "validation");
		}
		assert_int_equal(isnan(b.model.mse_valid), *cases[i].valid == '0'
		                 && !cases[i].valid[1]);
		assert_int_equal(isnan(b.model.mse_test), *cases[i].test == '0'
		                 && !cases[i].test[1]);
		assert_int_equal(b.model.series[0].n_window == 0, none);
		assert_int_equal(b.model.series[0].n_row, 150);
		bench_release(&b);
	}
}

/* A start from another model goes on where that one was. */
static void test_start(void **state)
{
	struct bench b;
	struct rn_model start;
	double before;

	(void)state;
	bench_make(&b, 1, 400);
	set(&b, "epochs", "15");
	assert_ok(fit(&b, NULL), &b.err);
	before = b.model.mse_valid;
	start = b.model;
	b.model = (struct rn_model)RN_MODEL_INIT;
	set(&b, "epochs", "1");
	set(&b, "dropout", "0.01"); /* has no weights: still the same network */
	set(&b, "learning-rate", "1e-9");
	assert_ok(fit(&b, &start), &b.err);
	assert_near(b.model.mse_valid, before, 1e-6);
	set(&b, "learning-rate", "0");
	assert_ok(fit(&b, &start), &b.err);
	assert_memory_equal(b.model.net.param, start.net.param,
	                    start.net.n_param * sizeof(double));
	set(&b, "layers", "7");
	assert_int_equal(fit(&b, &start), RN_EUSAGE);
	assert_int_equal(b.model.n_series, 0);
	assert_contains(b.err.hint, "info --spec");
	set(&b, "layers", "6");
	set(&b, "cell", "gru");
	assert_int_equal(fit(&b, &start), RN_EUSAGE);
	rn_model_release(&start);
	bench_release(&b);
}

static bool stop_at_second(void *ud, const struct rn_epoch *epoch)
{
	(void)ud;
	return epoch->epoch < 2;
}

static void test_cut_short(void **state)
{
	struct bench b;

	(void)state;
	bench_make(&b, 1, 200);
	set(&b, "epochs", "50");
	b.watch.on_epoch = stop_at_second;
	assert_ok(fit(&b, NULL), &b.err);
	assert_true(b.model.is_cut_short);
	assert_int_equal(b.model.n_epoch, 2);
	check_model(&b);
	bench_release(&b);
}

/* After an epoch the model is whole all the same; before, there is none. */
static void test_diverges(void **state)
{
	struct bench b;

	(void)state;
	bench_make(&b, 2, 200);
	set(&b, "optimizer", "sgd");
	set(&b, "epochs", "1000");
	set(&b, "learning-rate", "1e9");
	assert_int_equal(fit(&b, NULL), RN_EDIVERGED);
	assert_contains(b.err.msg, "infinite or undefined");
	assert_true(b.model.n_series == 2 && b.model.n_epoch > 0);
	for (size_t k = 0; k < b.model.net.n_param; k++)
		assert_true(isfinite(b.model.net.param[k]));
	set(&b, "batch-size", "4");
	set(&b, "learning-rate", "1e30");
	assert_int_equal(fit(&b, NULL), RN_EDIVERGED);
	assert_int_equal(b.model.n_series, 0);
	assert_null(b.model.net.param);
	bench_release(&b);
}

static void test_refused(void **state)
{
	static const struct {
		const char *field, *text;
		enum rn_status status;
	} cases[] = {
		{ "input-size", "100", RN_EDATA }, { "season", "40", RN_EDATA },
		{ "test-size", "500", RN_EUSAGE },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct bench b;

		bench_make(&b, 2, 100);
		set(&b, cases[i].field, cases[i].text);
		assert_int_equal(fit(&b, NULL), cases[i].status);
		assert_int_equal(b.err.status, cases[i].status);
		assert_int_equal(b.model.n_series, 0);
		bench_release(&b);
	}
}

/* Judged again on the same data, a model has the same scores. */
static void test_evaluate(void **state)
{
	struct rn_evaluate_opts opts = { .n_thread = 0 };
	struct bench b;
	struct rn_evaluation e;

	(void)state;
	bench_make(&b, 2, 300);
	set(&b, "epochs", "3");
	set(&b, "season", "20,7");
	assert_ok(fit(&b, NULL), &b.err);
	for (; opts.n_thread < 3; opts.n_thread++) {
		assert_ok(rn_evaluate(&e, &b.panel, &b.spec, &b.model, &opts, &b.err),
		          &b.err);
		assert_int_equal(e.origins.part, RN_TEST);
		assert_int_equal(e.n_season, 2);
		/* naive2 and theta stand behind */
		assert_int_equal(e.verdict.n, b.model.verdict.n + 2);
		assert_true(e.mse == b.model.mse_test && e.mae == b.model.mae_test);
		for (int i = 0; i < b.model.verdict.n; i++) {
			const struct rn_score *s = &e.verdict.score[i];
			const struct rn_score *t = &b.model.verdict.score[i];

			assert_string_equal(s->name, t->name);
			assert_true(s->mae == t->mae && s->rmse == t->rmse);
			assert_true(s->mase == t->mase && s->smape == t->smape);
		}
		assert_memory_equal(e.yhat, b.model.series[0].yhat,
		                    b.model.series[0].n_window * sizeof(double));
		rn_evaluation_release(&e);
	}
	assert_ok(rn_evaluate(&e, &b.panel, &b.spec, NULL, &opts, &b.err),
	          &b.err);
	assert_null(e.yhat);
	assert_null(rn_verdict_find(&e.verdict, "model"));
	assert_int_equal(e.verdict.n, b.model.verdict.n + 1);
	rn_evaluation_release(&e);
	set(&b, "input-size", "400");
	assert_int_equal(rn_evaluate(&e, &b.panel, &b.spec, NULL, &opts, &b.err),
	                 RN_EDATA);
	bench_release(&b);
}

/* A preset's counts shrink to a short series and are recorded as they came
 * out. */
static void test_shrink(void **state)
{
	struct bench b;

	(void)state;
	bench_make(&b, 1, 1406);
	assert_ok(rn_preset_apply(rn_named_find(
		(const void *const *)rn_presets, "classic"), &b.spec, &b.err),
	          &b.err);
	set(&b, "layers", "3,2");
	set(&b, "epochs", "1");
	assert_ok(fit(&b, NULL), &b.err);
	assert_true(b.model.spec.split.size[RN_TRAIN] == 1196
	            || b.model.spec.split.size[RN_TRAIN] == 1197);
	assert_true(b.model.spec.split.size[RN_VALID] == 104);
	assert_true(b.model.spec.split.size[RN_TEST] == 100);
	assert_false(b.model.spec.split.shrink);
	check_model(&b);
	bench_release(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_learns),
		cmocka_unit_test(test_holdout),
		cmocka_unit_test(test_scaler_rows),
		cmocka_unit_test(test_threads),
		cmocka_unit_test(test_ahead),
		cmocka_unit_test(test_keeps_inputs),
		cmocka_unit_test(test_threads_inputs),
		cmocka_unit_test(test_input_too_large),
		cmocka_unit_test(test_parts),
		cmocka_unit_test(test_start),
		cmocka_unit_test(test_cut_short),
		cmocka_unit_test(test_diverges),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_evaluate),
		cmocka_unit_test(test_shrink),
	};

	return cmocka_run_group_tests_name("fit", tests, NULL, NULL);
}

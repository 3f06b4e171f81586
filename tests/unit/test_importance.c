/*
 * test_importance.c - what inputs are worth, against turning them by hand.
 */
#include "forecast/importance.h"

#include "model_help.h"

#include "base/rng.h"
#include "forecast/evaluate.h"

static const struct rn_importance_opts once = { .n_turn = 1, .seed = 3,
                                                .n_thread = 1 };

static const char *const usual[] = { "id-col=id", "past-cols=p",
	"future-cols=f", "calendar=hour", "horizon=3", "test-size=20", NULL };

static void measure(struct rn_importance *imp, const struct rn_panel *panel,
                    const struct rn_model *m,
                    const struct rn_importance_opts *opts)
{
	struct rn_error err;

	assert_ok(rn_importance_measure(imp, panel, &m->spec, m, opts, &err),
	          &err);
}

static double rmse_of(const struct rn_importance *imp, const char *name)
{
	for (int i = 0; i < imp->n; i++)
		if (strcmp(imp->input[i].name, name) == 0)
			return imp->input[i].rmse;
	fail_msg("no input \"%s\"", name);
	return 0;
}

/* The error of forecasts of one panel beside what came in another. */
static double error_of(const struct rn_panel *panel, const struct rn_panel *of,
                       const struct rn_model *m)
{
	const struct rn_evaluate_opts opts = { .n_thread = 1 };
	struct rn_evaluation e = RN_EVALUATION_INIT;
	struct rn_error err;
	double sum = 0;
	size_t n;

	assert_ok(rn_evaluate(&e, panel, &m->spec, m, &opts, &err), &err);
	n = e.origins.n;
	for (size_t i = 0; i < 3 * n; i++) {
		const struct rn_window w = rn_origins_window(&e.origins, i / 3);
		const size_t row = rn_window_target(&e.split.shape, w.first) + i % 3;

		sum += pow(e.yhat[i] - of->series[w.series].x[row], 2);
	}
	rn_evaluation_release(&e);
	return sqrt(sum / (double)(3 * n));
}

/* Turns the rows from the first that the first held-out window reads on. */
static void turn(double *x, size_t from, size_t to, size_t by)
{
	double old[N_LONG];

	memcpy(old, x, to * sizeof(*x));
	for (size_t k = from; k < to; k++)
		x[from + (k - from + by) % (to - from)] = old[k];
}

/* Against panels that are turned here; the columns of each series that an
 * input is are told as they lie in a panel; so many rows are read before the
 * first held-out window. */
static void check_by_hand(void **state, const char *const *given,
                          size_t before)
{
	static const struct {
		const char *name;
		int at, n;
	} inputs[] = { { "y", -1, 1 }, { "p", 0, 1 }, { "f", 1, 1 },
		       { "hour", 2, 2 } };
	struct rn_panel panel, turned;
	struct rn_importance imp;
	struct rn_model m;
	struct rn_rng rng;
	/* 20 windows of 5 rows, 3 targets behind each. */
	const size_t from = N_LONG - (20 + 5 + 3 - 1) - before;
	const size_t span = N_LONG - from;
	size_t by;

	make_long(&m, state, given);
	load_rows(&panel, state, given,
	          make_rows(&long_rows, 0, N_LONG, true));
	measure(&imp, &panel, &m, &once);
	assert_int_equal(imp.n, 4);
	assert_int_equal(imp.n_series, 3);
	assert_int_equal(imp.n_window, 60);
	assert_near(imp.rmse, error_of(&panel, &panel, &m), 1e-12);
	for (int i = 1; i < imp.n; i++)
		assert_true(imp.input[i - 1].rmse >= imp.input[i].rmse);
	rn_rng_init(&rng, 3, RN_STREAM_SHUFFLE, 0, 0);
	by = (size_t)(rn_rng_uniform(&rng) * (double)span);
	assert_true(by > 0);
	for (size_t i = 0; i < COUNT(inputs); i++) {
		load_rows(&turned, state, given,
		          make_rows(&long_rows, 0, N_LONG, true));
		for (int s = 0; s < 3; s++)
			for (int c = inputs[i].at; c < inputs[i].at + inputs[i].n; c++)
				turn(c < 0 ? turned.series[s].x : turned.series[s].input[c],
				     from, N_LONG, by);
		assert_near(rmse_of(&imp, inputs[i].name),
		            error_of(&turned, &panel, &m), 1e-12);
		rn_panel_release(&turned);
	}
	rn_importance_release(&imp);
	rn_importance_release(&imp); /* twice is harmless */
	rn_panel_release(&panel);
	rn_model_release(&m);
}

static void test_by_hand(void **state)
{
	check_by_hand(state, usual, 0);
}

/* The forecast that the network corrects is made from the target as well. */
static void test_with_base(void **state)
{
	static const char *const based[] = { "id-col=id", "past-cols=p",
		"future-cols=f", "calendar=hour", "horizon=3", "test-size=20",
		"base=last", "series-embedding=2", NULL };

	check_by_hand(state, based, 0);
}

/* Rows that are read before a window are turned with its own. */
static void test_rows_before(void **state)
{
	static const char *const lagged[] = { "id-col=id", "past-cols=p",
		"future-cols=f", "calendar=hour", "horizon=3", "test-size=20",
		"lags=9", NULL };
	static const char *const season[] = { "id-col=id", "past-cols=p",
		"future-cols=f", "calendar=hour", "horizon=3", "test-size=20",
		"season=12", "base=seasonal", NULL };
	static const char *const ridge[] = { "id-col=id", "past-cols=p",
		"future-cols=f", "calendar=hour", "horizon=3", "test-size=20",
		"base=ridge", "ridge-size=11", NULL };
	/* Ten pieces of 2 rows are more than a window of 5. */
	static const char *const carried[] = { "id-col=id", "past-cols=p",
		"future-cols=f", "calendar=hour", "horizon=3", "test-size=20",
		"stateful=true", "bptt=2", NULL };

	check_by_hand(state, lagged, 8);
	check_by_hand(state, season, 7);
	check_by_hand(state, ridge, 6);
	check_by_hand(state, carried, 15);
}

/* A season that the one input of a linear model looks back at is all that it
 * has: it is worth much more than nothing. */
static void test_sole_season(void **state)
{
	static const char *const options[] = { "lags=40", "input-size=1",
		"arch=none", "base=ridge", "test-size=12", NULL };
	struct rn_importance imp;
	struct rn_panel panel;
	struct rn_model m;

	(void)state;
	make_waves(&panel, 1, 240, 40, 0);
	fit_model(&m, &panel, options);
	measure(&imp, &panel, &m, &(struct rn_importance_opts){ 5, 1, 1 });
	assert_int_equal(imp.n, 1);
	assert_true(imp.input[0].rmse > 10 * imp.rmse);
	rn_importance_release(&imp);
	rn_panel_release(&panel);
	rn_model_release(&m);
}

static void test_properties(void **state)
{
	const struct rn_importance_opts five = { 5, 1, 1 }, wide = { 5, 1, 7 };
	struct rn_importance a, b;
	struct rn_panel panel;
	struct rn_model m;

	make_long(&m, state, usual);
	load_rows(&panel, state, usual,
	          make_rows(&long_rows, 0, N_LONG, true));
	/* Who computes it changes nothing. */
	measure(&a, &panel, &m, &five);
	measure(&b, &panel, &m, &wide);
	for (int i = 0; i < a.n; i++) {
		assert_string_equal(a.input[i].name, b.input[i].name);
		assert_true(a.input[i].rmse == b.input[i].rmse);
	}
	rn_importance_release(&b);
	/* An input that does not change is worth nothing. */
	for (int s = 0; s < 3; s++)
		for (size_t k = 0; k < N_LONG; k++)
			panel.series[s].input[1][k] = 2;
	measure(&b, &panel, &m, &five);
	assert_true(rmse_of(&b, "f") == b.rmse);
	assert_true(rmse_of(&b, "p") != b.rmse);
	rn_importance_release(&a);
	rn_importance_release(&b);
	rn_panel_release(&panel);
	rn_model_release(&m);
}

static void test_nothing_held_out(void **state)
{
	static const char *const none[] = { "test-size=0", "val-size=0", NULL };
	const struct rows rows = { "hours", NULL, false };
	struct rn_importance imp;
	struct rn_panel panel;
	struct rn_model m;
	struct rn_error err;

	load_rows(&panel, state, none, make_rows(&rows, 0, N_LONG, true));
	fit_model(&m, &panel, none);
	assert_int_equal(rn_importance_measure(&imp, &panel, &m.spec, &m, &once,
	                                       &err), RN_EDATA);
	assert_null(imp.input);
	rn_panel_release(&panel);
	rn_model_release(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_by_hand),
		cmocka_unit_test(test_with_base),
		cmocka_unit_test(test_rows_before),
		cmocka_unit_test(test_sole_season),
		cmocka_unit_test(test_properties),
		cmocka_unit_test(test_nothing_held_out),
	};

	return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}

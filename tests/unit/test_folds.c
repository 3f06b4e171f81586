/*
 * test_folds.c - forecasts beside what came, of models and of files.
 */
#include "forecast/folds.h"

#include "model_help.h"

/* What was known `back` rows before a fold's row k of a series of waves. */
static double before(const struct rn_panel *panel, const struct rn_fold *f,
                     size_t k, size_t back)
{
	return panel->series[f->series].x[f->row + k - back];
}

static void test_of_model(void **state)
{
	struct rn_panel panel;
	struct rn_fold_set folds;
	struct rn_model m;
	struct rn_error err;

	(void)state;
	make_model(&m, (const char *const[]){ "lead=2", NULL });
	make_waves(&panel, 2, 90, 12, 0.05);
	assert_ok(rn_folds_of_model(&folds, &m, &err), &err);
	assert_int_equal(folds.n, m.series[0].n_window + m.series[1].n_window);
	assert_int_equal(folds.n_series, 2);
	assert_int_equal(folds.n_step, 2);
	assert_int_equal(rn_folds_lead(&folds), 2);
	folds.fold[1].lead = 3;
	assert_int_equal(rn_folds_lead(&folds), 0);
	assert_string_equal(folds.naive_name, "seasonal-naive-12");
	for (size_t i = 0; i < folds.n; i++) {
		const struct rn_fold *f = &folds.fold[i];

		assert_int_equal(f->series, i >= m.series[0].n_window);
		assert_true(f->cutoff == (double)(f->row - 2));
		assert_true(f->last == before(&panel, f, 0, 2));
		for (size_t k = 0; k < 2; k++) {
			assert_true(f->y[k] == before(&panel, f, k, 0));
			assert_true(f->naive[k] == before(&panel, f, k, 12));
		}
	}
	rn_folds_release(&folds);
	rn_folds_release(&folds); /* twice is harmless */

	/* A season shorter than the way to the last row: that of two before. */
	m.season[0] = 1;
	assert_ok(rn_folds_of_model(&folds, &m, &err), &err);
	for (size_t i = 0; i < folds.n; i++)
		for (size_t k = 0; k < 2; k++)
			assert_true(folds.fold[i].naive[k]
			            == before(&panel, &folds.fold[i], k, 2 + k));
	rn_folds_release(&folds);
	rn_panel_release(&panel);
	rn_model_release(&m);
}

/* Beyond a season the one before is not known: it is that of two before. */
static void test_seasons(void **state)
{
	struct rn_panel panel;
	struct rn_fold_set folds;
	struct rn_model m;
	struct rn_error err;

	(void)state;
	make_model(&m, (const char *const[]){ "horizon=14", NULL });
	make_waves(&panel, 2, 90, 12, 0.05);
	assert_ok(rn_folds_of_model(&folds, &m, &err), &err);
	for (size_t i = 0; i < folds.n; i++)
		for (size_t k = 0; k < 14; k++) /* 2 to 15 rows ahead */
			assert_true(folds.fold[i].naive[k]
			            == before(&panel, &folds.fold[i], k,
			                      k + 2 <= 12 ? 12 : 24));
	rn_folds_release(&folds);
	rn_panel_release(&panel);
	rn_model_release(&m);
}

static void test_errors(void **state)
{
	struct rn_errors model, naive;
	struct rn_fold_set folds;
	struct rn_model m;
	struct rn_error err;
	double *residual;
	size_t n;

	(void)state;
	make_model(&m, plain);
	assert_ok(rn_folds_of_model(&folds, &m, &err), &err);
	for (size_t k = 0; k < 2; k++) {
		double square = 0, of_naive = 0;

		for (size_t i = 0; i < folds.n; i++) {
			const struct rn_fold *f = &folds.fold[i];

			square += pow(f->y[k] - f->yhat[k], 2);
			of_naive += pow(f->y[k] - f->naive[k], 2);
		}
		rn_folds_errors(&folds, k, &model, &naive);
		assert_int_equal(model.n, folds.n);
		assert_near(model.square, square, 1e-12);
		assert_near(naive.square, of_naive, 1e-12);
	}
	rn_folds_errors(&folds, 2, &model, &naive); /* there is none */
	assert_int_equal(model.n, 0);

	assert_ok(rn_folds_residual(&folds, 1, &residual, &n, &err), &err);
	assert_int_equal(n, m.series[1].n_window);
	for (size_t i = 0; i < n; i++)
		assert_true(residual[i] == m.series[1].y[i] - m.series[1].yhat[2 * i]);
	free(residual);
	rn_folds_release(&folds);
	rn_model_release(&m);
}

static void test_model_without(void **state)
{
	struct rn_fold_set folds;
	struct rn_model m;
	struct rn_error err;

	(void)state;
	make_model(&m, (const char *const[]){ "test-size=0", "val-size=0", NULL });
	assert_int_equal(rn_folds_of_model(&folds, &m, &err), RN_EMODEL);
	assert_null(folds.fold);
	assert_contains(err.hint, "--test-size");
	rn_model_release(&m);
}

/* Reads a forecast as plot does. */
static void load(struct rn_panel *panel, void **state, const char *text)
{
	const struct rn_panel_opts opts = {
		.min_rows = 1, .wants = { "yhat", "y" },
	};
	struct rn_error err;

	assert_ok(rn_panel_load(panel, scratch_text(state, text), &opts, &err),
	          &err);
}

static const struct {
	const char *text;
	size_t n, n_step;
	int n_series;
	const char *naive;
	double last[6]; /* of each fold; -1: not known */
} files[] = {
	/* The second start is a row of the first fold; the first is none. */
	{ "ds,cutoff,y,yhat\n2024-01-02,2024-01-01,1,9\n2024-01-03,2024-01-01,2,9\n"
	  "2024-01-03,2024-01-02,2,8\n2024-01-04,2024-01-02,3,8\n",
	  2, 2, 1, "repeat-last", { -1, 1 } },
	/* Of two series each knows its own rows; months differ in length. */
	{ "unique_id,ds,cutoff,y,yhat\na,2024-02,2024-01,1,9\na,2024-03,2024-02,2,"
	  "9\na/b,2024-02,2024-01,5,9\na/b,2024-03,2024-02,6,9\n",
	  4, 1, 2, "repeat-last", { -1, 1, -1, 5 } },
	/* Starts may leave rows between them. */
	{ "ds,cutoff,y,yhat\n5,4,1,1\n6,4,2,1\n7,4,3,1\n9,6,4,1\n10,6,5,1\n",
	  2, 3, 1, "repeat-last", { -1, 2 } },
	/* Without a cutoff every row has a start of its own, nobody knows which. */
	{ "ds,y,yhat\n1,5,4\n2,6,4\n3,7,4\n", 3, 1, 1, "", { -1, -1, -1 } },
	{ "unique_id,ds,y,yhat\na,1,5,4\na,2,6,4\nb,1,7,4\n", 3, 1, 2, "",
	  { -1, -1, -1 } },
	{ "ds,cutoff,y,yhat\n1,x,5,4\n2,y,6,4\n", 2, 1, 1, "", { -1, -1 } },
};

static void test_of_file(void **state)
{
	for (size_t i = 0; i < COUNT(files); i++) {
		struct rn_panel panel;
		struct rn_fold_set folds;
		struct rn_error err;

		load(&panel, state, files[i].text);
		assert_ok(rn_folds_of_panel(&folds, &panel, &err), &err);
		assert_int_equal(folds.n, files[i].n);
		assert_int_equal(folds.n_step, files[i].n_step);
		assert_int_equal(folds.n_series, files[i].n_series);
		assert_string_equal(folds.naive_name, files[i].naive);
		for (size_t k = 0; k < folds.n; k++) {
			const double last = files[i].last[k];

			if (last < 0)
				assert_true(isnan(folds.fold[k].last));
			else
				assert_true(folds.fold[k].last == last
				            && folds.fold[k].naive[0] == last);
		}
		rn_folds_release(&folds);
		rn_panel_release(&panel);
	}
}

static void test_truth(void **state)
{
	const double want[] = { 1, 2, 3, 4, 5 };
	struct rn_panel panel;
	struct rn_fold_set folds;
	struct rn_error err;
	double *x, *y;
	size_t n;

	load(&panel, state, files[2].text);
	assert_ok(rn_folds_of_panel(&folds, &panel, &err), &err);
	assert_ok(rn_folds_truth(&folds, 0, &x, &y, &n, &err), &err);
	assert_int_equal(n, 5);
	assert_memory_equal(y, want, sizeof(want));
	assert_true(x[0] == 5 && x[3] == 9);
	free(x);
	free(y);
	assert_ok(rn_folds_truth(&folds, 1, &x, &y, &n, &err), &err);
	assert_int_equal(n, 0);
	free(x);
	free(y);
	rn_folds_release(&folds);
	rn_panel_release(&panel);
}

static void test_no_truth(void **state)
{
	struct rn_panel panel;
	struct rn_fold_set folds;
	struct rn_error err;

	load(&panel, state, "ds,yhat\n1,2\n2,3\n");
	assert_int_equal(rn_folds_of_panel(&folds, &panel, &err), RN_EDATA);
	assert_contains(err.msg, "\"y\"");
	rn_panel_release(&panel);
}

static void test_autocorrelation(void **state)
{
	const double x[] = { 1, 2, 3, 4 }, same[] = { 7, 7, 7 };
	double r[3], wave[1000], far[24];

	(void)state;
	rn_autocorrelation(x, 4, 3, r);
	assert_near(r[0], 0.25, 1e-15);
	assert_near(r[1], -0.3, 1e-15);
	assert_near(r[2], -0.45, 1e-15);
	rn_autocorrelation(same, 3, 2, r);
	assert_true(r[0] == 0 && r[1] == 0);
	for (int i = 0; i < 1000; i++)
		wave[i] = sin(6.283185307179586 * i / 12);
	rn_autocorrelation(wave, 1000, 24, far);
	assert_true(far[11] > 0.97 && far[23] > 0.96 && far[5] < -0.97);
	fill_noise(wave, 1000, 5, 1);
	rn_autocorrelation(wave, 1000, 24, far);
	for (int i = 0; i < 24; i++)
		assert_true(fabs(far[i]) < 4 / sqrt(1000));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_of_model),
		cmocka_unit_test(test_seasons),
		cmocka_unit_test(test_errors),
		cmocka_unit_test(test_model_without),
		cmocka_unit_test(test_of_file),
		cmocka_unit_test(test_truth),
		cmocka_unit_test(test_no_truth),
		cmocka_unit_test(test_autocorrelation),
	};

	return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}

/*
 * test_paths.c - that paths go on from themselves, and do not depend on who
 * draws them or how many there are.
 */
#include "forecast/paths.h"

#include "help.h"

#include "base/blas.h"

enum { N_IN = 4, N_ROW = 12, AHEAD = 7 };

static struct rn_scale scales[] = {
	{ .shift = 3, .scale = 2.5 }, { .shift = 3, .scale = 2.5 },
};
static struct rn_model_series series[] = { { .scale = &scales[0] },
	{ .scale = &scales[1] } };

static void make_model(struct rn_model *model, int lead, int n_out,
                       const struct rn_loss_type *loss)
{
	struct rn_error err;

	*model = (struct rn_model)RN_MODEL_INIT;
	model->spec.net = (struct rn_network_spec){ .cell = &rn_cell_gru,
		.n_rnn = 1, .width = { 5 } };
	model->spec.shape = (struct rn_window_shape){ .n_in = N_IN,
		.lead = lead, .n_out = n_out };
	model->spec.train.loss = loss;
	model->spec.train.args = (struct rn_loss_args){ .n_class = 4, .dof = 3 };
	model->series = series;
	model->n_series = 2;
	assert_ok(rn_blas_start(&err), &err);
	rn_network_plan(&model->net, &model->spec.net, 1,
	                rn_spec_n_output(&model->spec));
	assert_ok(rn_network_alloc(&model->net, &err), &err);
	fill_noise(model->net.param, model->net.n_param, 1, 0.9);
}

static double *draw(const struct rn_model *model, int i, int n, int n_thread,
                    double temperature, size_t ahead)
{
	const struct rn_paths_opts opts = { .n = n, .seed = 5,
		.temperature = temperature, .n_thread = n_thread };
	double x[N_ROW], *yhat = numbers((size_t)n * ahead);
	const struct rn_series rows = { .x = x, .n_row = N_ROW };
	struct rn_paths paths;
	struct rn_error err;

	fill_noise(x, N_ROW, 40, 4);
	assert_ok(rn_paths_make(&paths, model, &opts, AHEAD, &err), &err);
	rn_paths_draw(&paths, i, &rows, ahead, yhat);
	rn_paths_release(&paths);
	rn_paths_release(&paths);
	return yhat;
}

static const struct {
	int lead, n_out;
	const struct rn_loss_type *loss;
} cases[] = {
	{ 1, 1, &rn_loss_gaussian }, { 1, 3, &rn_loss_gaussian },
	{ 3, 2, &rn_loss_student }, { 2, 1, &rn_loss_cross_entropy },
};

/* The same bits: of fewer paths, of shorter ones, with other workers. */
static void test_same(void **state)
{
	static const int n[] = { 1, 63, 64, 65, 130 };

	(void)state;
	for (size_t c = 0; c < COUNT(cases); c++) {
		struct rn_model model;
		double *all, *some, *other;

		make_model(&model, cases[c].lead, cases[c].n_out, cases[c].loss);
		all = draw(&model, 0, 130, 1, 1, AHEAD);
		for (size_t i = 0; i < COUNT(n); i++) {
			some = draw(&model, 0, n[i], 3, 1, AHEAD);
			assert_memory_equal(all, some, (size_t)n[i] * AHEAD
			                    * sizeof(*all));
			free(some);
		}
		some = draw(&model, 0, 130, 2, 1, 2);
		for (size_t i = 0; i < 130; i++)
			assert_memory_equal(all + i * AHEAD, some + i * 2,
			                    2 * sizeof(*all));
		other = draw(&model, 1, 130, 2, 1, 2);
		assert_memory_not_equal(some, other, 2 * 130 * sizeof(*all));
		free(all);
		free(some);
		free(other);
		rn_network_release(&model.net);
	}
}

/* Without heat each path is the forecast. */
static void test_cold(void **state)
{
	(void)state;
	for (size_t c = 0; c < COUNT(cases); c++) {
		double x[N_ROW], yhat[AHEAD], *paths;
		const struct rn_series rows = { .x = x, .n_row = N_ROW };
		struct rn_model model;
		struct rn_error err;

		make_model(&model, cases[c].lead, cases[c].n_out, cases[c].loss);
		fill_noise(x, N_ROW, 40, 4);
		assert_ok(rn_forecast(&model, &scales[0], &rows, AHEAD, yhat, &err),
		          &err);
		paths = draw(&model, 0, 3, 1, 0, AHEAD);
		for (size_t k = 0; k < 3 * AHEAD; k++)
			assert_near(paths[k], yhat[k % AHEAD], 1e-12);
		free(paths);
		rn_network_release(&model.net);
	}
}

static double noise_at(uint32_t path, uint32_t ahead)
{
	struct rn_rng rng;

	rn_rng_init(&rng, 5, RN_STREAM_SAMPLE, path, ahead);
	return rn_rng_normal(&rng);
}

/* A path's second row is drawn as a series that ends with its first row would
 * have it: the same centre, the same spread, noise of its own. */
static void test_goes_on(void **state)
{
	const struct rn_draw cold = { .n = 1 };
	const struct rn_draw draws = { .seed = 5, .temperature = 1, .n = 2 };
	struct rn_model model;
	struct rn_forecaster f;
	struct rn_error err;
	double x[N_ROW + 1], path[4];
	struct rn_series rows = { .x = x, .n_row = N_ROW };

	(void)state;
	make_model(&model, 1, 1, &rn_loss_gaussian);
	fill_noise(x, N_ROW, 40, 4);
	assert_ok(rn_forecaster_make(&f, &model, 2, AHEAD, &err), &err);
	rn_forecaster_draw(&f, &scales[0], &rows, &draws, 2, path);
	rows.n_row++;
	for (uint32_t p = 0; p < 2; p++) {
		double centre, one[2], spread;

		x[N_ROW] = path[2 * p];
		rn_forecaster_draw(&f, &scales[0], &rows, &cold, 1, &centre);
		rn_forecaster_draw(&f, &scales[0], &rows, &draws, 1, one);
		spread = (one[p] - centre) / noise_at(p, 0);
		assert_true(spread > 0.01);
		assert_near(path[2 * p + 1], centre + spread * noise_at(p, 1), 1e-10);
	}
	assert_true(fabs(path[0] - path[2]) > 1e-3);
	rn_forecaster_release(&f);
	rn_network_release(&model.net);
}

static void test_refuses(void **state)
{
	const struct rn_paths_opts opts = { .n = 1, .temperature = 1 };
	struct rn_paths paths;
	struct rn_model model;
	struct rn_error err;

	(void)state;
	for (int i = 0; rn_loss_types[i]; i++) {
		make_model(&model, 1, 1, rn_loss_types[i]);
		err.status = RN_OK;
		assert_int_equal(rn_paths_make(&paths, &model, &opts, 1, &err),
		                 rn_loss_types[i]->sample ? RN_OK : RN_EUSAGE);
		if (err.status)
			assert_contains(err.hint, "--loss gaussian");
		rn_paths_release(&paths);
		rn_network_release(&model.net);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_same),
		cmocka_unit_test(test_cold),
		cmocka_unit_test(test_goes_on),
		cmocka_unit_test(test_refuses),
	};

	return cmocka_run_group_tests_name("paths", tests, NULL, NULL);
}

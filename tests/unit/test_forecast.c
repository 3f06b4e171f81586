/*
 * test_forecast.c - which window supplies which row, and recursion.
 */
#include "forecast/forecast.h"

#include "help.h"

#include "base/blas.h"

enum { N_IN = 4, N_ROW = 12, MOST = 12 };

/* Row n + i of a forecast is output `out` of the window whose last input is
 * row n + cutoff. */
struct source {
	int cutoff, out;
};

static const struct {
	int lead, K;
	struct source row[MOST];
} cases[] = {
	{ 1, 1, { { -1, 0 }, { 0, 0 }, { 1, 0 }, { 2, 0 }, { 3, 0 }, { 4, 0 },
	          { 5, 0 }, { 6, 0 }, { 7, 0 }, { 8, 0 }, { 9, 0 }, { 10, 0 } } },
	{ 2, 1, { { -2, 0 }, { -1, 0 }, { 0, 0 }, { 1, 0 }, { 2, 0 }, { 3, 0 },
	          { 4, 0 }, { 5, 0 }, { 6, 0 }, { 7, 0 }, { 8, 0 }, { 9, 0 } } },
	{ 3, 1, { { -3, 0 }, { -2, 0 }, { -1, 0 }, { 0, 0 }, { 1, 0 }, { 2, 0 },
	          { 3, 0 }, { 4, 0 }, { 5, 0 }, { 6, 0 }, { 7, 0 }, { 8, 0 } } },
	{ 1, 3, { { -1, 0 }, { -1, 1 }, { -1, 2 }, { 2, 0 }, { 2, 1 }, { 2, 2 },
	          { 5, 0 }, { 5, 1 }, { 5, 2 }, { 8, 0 }, { 8, 1 }, { 8, 2 } } },
	{ 2, 3, { { -2, 0 }, { -1, 0 }, { -1, 1 }, { -1, 2 }, { 2, 0 }, { 3, 0 },
	          { 3, 1 }, { 3, 2 }, { 6, 0 }, { 7, 0 }, { 7, 1 }, { 7, 2 } } },
	{ 3, 3, { { -3, 0 }, { -2, 0 }, { -1, 0 }, { -1, 1 }, { -1, 2 },
	          { 2, 0 }, { 3, 0 }, { 4, 0 }, { 4, 1 }, { 4, 2 }, { 7, 0 },
	          { 8, 0 } } },
};

static const struct rn_scale scale = { .shift = 3, .scale = 2.5 };

static struct rn_series rows(double *x, size_t n)
{
	return (struct rn_series){ .x = x, .n_row = n };
}

static void make_model(struct rn_model *model,
                       const struct rn_window_shape *shape, bool carries)
{
	struct rn_network_spec spec = { .cell = &rn_cell_gru, .n_rnn = 2,
		.width = { 3, 5 }, .dropout = 0.5, .variational = true };
	struct rn_error err;

	assert_ok(rn_blas_start(&err), &err);
	*model = (struct rn_model)RN_MODEL_INIT;
	model->spec.shape = *shape;
	model->spec.train.loss = &rn_loss_mse;
	model->spec.train.stateful = spec.every_step = carries;
	model->spec.net = spec;
	rn_network_plan(&model->net, &spec, 1, rn_spec_n_output(&model->spec));
	assert_ok(rn_network_alloc(&model->net, &err), &err);
	fill_noise(model->net.param, model->net.n_param, 1, 0.9);
}

/* The same by hand: x holds the known rows and receives the others.  A state
 * that is carried has seen all rows. */
static void by_hand(const struct rn_network *net, const struct source *row,
                    bool carries, double *x)
{
	const struct rn_pass pass = { .training = false };
	struct rn_error err;

	for (int i = 0; i < MOST; i++) {
		const int end = N_ROW + row[i].cutoff + 1;
		const int T = carries ? end : N_IN;
		const double *from = x + end - T;
		double z[N_ROW + MOST];
		struct rn_run run;

		assert_ok(rn_run_make(&run, net, T, 1, false, &err), &err);
		for (int t = 0; t < T; t++)
			z[t] = (from[t] - scale.shift) / scale.scale;
		x[N_ROW + i] = scale.shift + scale.scale * rn_run_last(&run,
			rn_run_forward(&run, net->param, &pass, z, 1), 1)[row[i].out];
		rn_run_release(&run);
	}
}

static void check_sources(bool carries)
{
	for (size_t c = 0; c < COUNT(cases); c++) {
		const struct rn_window_shape shape = SHAPE(N_IN, cases[c].lead,
			cases[c].K);
		double x[N_ROW + MOST], yhat[MOST];
		struct rn_series known;
		struct rn_model model;
		struct rn_error err;

		make_model(&model, &shape, carries);
		fill_noise(x, N_ROW, 40, 4);
		by_hand(&model.net, cases[c].row, carries, x);
		known = rows(x, N_ROW);
		assert_ok(rn_forecast(&model, &scale, &known, MOST, yhat,
		                      &err), &err);
		for (int i = 0; i < MOST; i++)
			assert_near(yhat[i], x[N_ROW + i], 1e-14);
		for (int i = 1; i < MOST; i++)
			assert_true(fabs(yhat[i] - yhat[i - 1]) > 1e-6);
		rn_network_release(&model.net);
	}
}

static void test_sources(void **state)
{
	(void)state;
	check_sources(false);
}

static void test_carried(void **state)
{
	(void)state;
	check_sources(true);
}

/* Of many rows, a state sees the last 10 pieces. */
static void test_warmed(void **state)
{
	enum { N = 100, WANTS = 70 };
	const struct rn_window_shape shape = SHAPE(N_IN, 2, 1);
	double x[N], all[MOST], some[MOST], less[MOST];
	struct rn_series known = rows(x, N);
	struct rn_model model;
	struct rn_error err;

	(void)state;
	make_model(&model, &shape, true);
	model.spec.train.bptt = WANTS / 10;
	fill_noise(x, N, 40, 4);
	assert_ok(rn_forecast(&model, &scale, &known, MOST, all, &err), &err);
	known = rows(x + N - WANTS, WANTS);
	assert_ok(rn_forecast(&model, &scale, &known, MOST, some, &err), &err);
	assert_memory_equal(all, some, sizeof(all));
	known = rows(x + N - 10, 10);
	assert_ok(rn_forecast(&model, &scale, &known, MOST, less, &err), &err);
	assert_true(fabs(less[0] - all[0]) > 1e-9);
	rn_network_release(&model.net);
}

/* A longer forecast begins with the shorter; older rows do not matter, and
 * just as many as are needed are enough. */
static void test_prefix(void **state)
{
	(void)state;
	for (size_t c = 0; c < COUNT(cases); c++) {
		const struct rn_window_shape shape = SHAPE(N_IN, cases[c].lead,
			cases[c].K);
		const size_t needs = (size_t)(N_IN + shape.lead - 1);
		double x[N_ROW], all[MOST], some[MOST + 1], *exact = numbers(needs);
		struct rn_series known;
		struct rn_model model;
		struct rn_error err;

		make_model(&model, &shape, false);
		fill_noise(x, N_ROW, 70, 4);
		memcpy(exact, x + N_ROW - needs, needs * sizeof(*exact));
		known = rows(x, N_ROW);
		assert_ok(rn_forecast(&model, &scale, &known, MOST, all,
		                      &err), &err);
		known = rows(exact, needs);
		for (size_t n = 0; n <= MOST; n++) {
			some[n] = 77;
			assert_ok(rn_forecast(&model, &scale, &known, n, some,
			                      &err), &err);
			assert_memory_equal(some, all, n * sizeof(*all));
			assert_true(some[n] == 77);
		}
		free(exact);
		rn_network_release(&model.net);
	}
}

/* Moving and stretching a series and its scale moves and stretches its
 * forecast. */
static void test_scale(void **state)
{
	const struct rn_window_shape shape = SHAPE(N_IN, 2, 3);
	const struct rn_scale other = { .shift = 100 * scale.shift + 7,
		.scale = 100 * scale.scale };
	double x[N_ROW], a[MOST], b[MOST];
	const struct rn_series known = rows(x, N_ROW);
	struct rn_model model;
	struct rn_error err;

	(void)state;
	make_model(&model, &shape, false);
	fill_noise(x, N_ROW, 70, 4);
	assert_ok(rn_forecast(&model, &scale, &known, MOST, a, &err), &err);
	for (int i = 0; i < N_ROW; i++)
		x[i] = 100 * x[i] + 7;
	assert_ok(rn_forecast(&model, &other, &known, MOST, b, &err), &err);
	for (int i = 0; i < MOST; i++)
		assert_near(b[i], 100 * a[i] + 7, 1e-12);
	rn_network_release(&model.net);
}

/* One forecaster, run again and again for one series and another, for more
 * rows and for fewer: nothing of a run is left in the next. */
static void test_again(void **state)
{
	static const struct rn_scale scales[] = {
		{ .shift = 3, .scale = 2.5 }, { .shift = -40, .scale = 0.5 },
	};

	(void)state;
	for (size_t k = 0; k < 2 * COUNT(cases); k++) {
		const size_t c = k / 2;
		const struct rn_window_shape shape = SHAPE(N_IN, cases[c].lead,
			cases[c].K);
		struct rn_forecaster f;
		struct rn_model model;
		struct rn_error err;

		make_model(&model, &shape, k % 2);
		assert_ok(rn_forecaster_make(&f, &model, 1, MOST, &err), &err);
		for (uint32_t i = 0; i < 20; i++) {
			const struct rn_scale *s = &scales[i / 3 % 2];
			const size_t n = i * 5 % (MOST + 1);
			double x[N_ROW], want[MOST], yhat[MOST + 1];
			const struct rn_series known = rows(x, N_ROW);

			fill_noise(x, N_ROW, 100 * i, 4);
			assert_ok(rn_forecast(&model, s, &known, n, want, &err),
			          &err);
			yhat[n] = 77;
			rn_forecaster_run(&f, s, &known, n, yhat);
			assert_memory_equal(yhat, want, n * sizeof(*yhat));
			assert_true(yhat[n] == 77);
		}
		rn_forecaster_release(&f);
		rn_forecaster_release(&f);
		rn_network_release(&model.net);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sources),
		cmocka_unit_test(test_carried),
		cmocka_unit_test(test_warmed),
		cmocka_unit_test(test_prefix),
		cmocka_unit_test(test_scale),
		cmocka_unit_test(test_again),
	};

	return cmocka_run_group_tests_name("forecast", tests, NULL, NULL);
}

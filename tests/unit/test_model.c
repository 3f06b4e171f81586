/*
 * test_model.c - a model is the same after saving, also years after.
 *
 * tests/vectors/model-v1.safetensors is a file of format version 1, which
 * every later version must read, and model-v1.txt what it forecasts.  Both
 * were made, in the root of the checkout, by
 *
 *   REMAKE_MODEL=1 build/unit/test_model
 */
#include "model_help.h"

#include "forecast/forecast.h"
#include "forecast/outlook.h"
#include "vectors.h"

static const char frozen[] = "tests/vectors/model-v1.safetensors";

enum { AHEAD = 7 };

static void forecast(const struct rn_model *m, int series, double *yhat)
{
	const struct rn_model_series *s = &m->series[series];
	const struct rn_series known = rn_model_context(m, series, NULL);
	struct rn_error err;

	assert_ok(rn_forecast(&m->net, &m->spec.shape, s->scale, &known, AHEAD,
	                      yhat, &err), &err);
}

static char *read_all(const char *path, size_t *n)
{
	FILE *f = fopen(path, "rb");
	char *bytes = must(calloc(1, 1 << 20));

	assert_non_null(f);
	*n = fread(bytes, 1, 1 << 20, f);
	fclose(f);
	return bytes;
}

static void assert_same_number(double a, double b)
{
	assert_true((isnan(a) && isnan(b)) || !(a < b || a > b));
}

static void assert_same_series(const struct rn_model *a,
                               const struct rn_model *b, int i)
{
	const struct rn_model_series *s = &a->series[i], *t = &b->series[i];
	const size_t K = (size_t)a->spec.shape.n_out;
	double x[AHEAD], y[AHEAD];

	assert_string_equal(s->name, t->name);
	assert_memory_equal(&s->axis.start, &t->axis.start, sizeof(int64_t));
	assert_int_equal(s->axis.unit, t->axis.unit);
	assert_int_equal(s->axis.step, t->axis.step);
	assert_int_equal(s->n_row, t->n_row);
	assert_int_equal(s->target, t->target);
	assert_int_equal(s->n_window, t->n_window);
	assert_int_equal(s->n_context, t->n_context);
	assert_same_number(s->scale->shift, t->scale->shift);
	assert_same_number(s->scale->scale, t->scale->scale);
	assert_memory_equal(s->context, t->context, s->n_context * sizeof(*x));
	if (s->n_window) {
		assert_memory_equal(s->y, t->y, (s->n_window + K - 1) * sizeof(*x));
		assert_memory_equal(s->yhat, t->yhat, s->n_window * K * sizeof(*x));
	}
	forecast(a, i, x);
	forecast(b, i, y);
	assert_memory_equal(x, y, sizeof(x));
}

static void assert_same(const struct rn_model *a, const struct rn_model *b)
{
	assert_true(rn_network_same(&a->net, &b->net));
	assert_memory_equal(a->net.param, b->net.param,
	                    a->net.n_param * sizeof(*a->net.param));
	assert_int_equal(a->n_series, b->n_series);
	for (int i = 0; i < a->n_series; i++)
		assert_same_series(a, b, i);
	assert_int_equal(a->n_epoch, b->n_epoch);
	assert_int_equal(a->kept, b->kept);
	assert_int_equal(a->is_cut_short, b->is_cut_short);
	for (int i = 0; i < 2 * a->n_epoch; i++)
		assert_same_number(a->curve[i / 2][i % 2], b->curve[i / 2][i % 2]);
	assert_same_number(a->mse_valid, b->mse_valid);
	assert_same_number(a->mse_test, b->mse_test);
	assert_int_equal(a->n_season, b->n_season);
	for (int i = 0; i < a->n_season; i++)
		assert_int_equal(a->season[i], b->season[i]);
	assert_int_equal(a->verdict.n, b->verdict.n);
	if (a->verdict.n)
		assert_string_equal(a->verdict.rows, b->verdict.rows);
	for (int i = 0; i < a->verdict.n; i++) {
		const struct rn_score *s = &a->verdict.score[i];
		const struct rn_score *t = &b->verdict.score[i];

		assert_string_equal(s->name, t->name);
		assert_int_equal(s->is_naive, t->is_naive);
		assert_same_number(s->mae, t->mae);
		assert_same_number(s->rmse, t->rmse);
		assert_same_number(s->mase, t->mase);
		assert_same_number(s->smape, t->smape);
	}
}

/* Save, load, save: the same model, the same bytes. */
static void test_round_trip(void **state)
{
	static const char *const options[][5] = {
		{ NULL }, { "cell=gru", "variational=true", NULL },
		{ "cell=elman", "dropout=0", "loss=huber", "huber-delta=0.3", NULL },
		{ "test-size=0", NULL }, { "test-size=0", "val-size=0", NULL },
		{ "val-size=0", "time-col=a \"b\\\u00e4", "season=none", NULL },
		{ "target-col=s0,s1", "rows=0:", "no-header=true", "keep=last",
		  NULL },
	};
	struct scratch *s = *state;

	for (size_t i = 0; i < COUNT(options); i++) {
		struct rn_model a, b;
		struct rn_error err;
		char *one, *two;
		size_t n, m;

		make_model(&a, options[i]);
		assert_ok(rn_model_save(&a, s->path, &err), &err);
		one = read_all(s->path, &n);
		assert_ok(rn_model_load(&b, s->path, &err), &err);
		assert_same(&a, &b);
		assert_ok(rn_model_save(&b, s->path, &err), &err);
		two = read_all(s->path, &m);
		assert_int_equal(n, m);
		assert_memory_equal(one, two, n);
		free(one);
		free(two);
		rn_model_release(&a);
		rn_model_release(&b);
	}
}

static void test_not_a_model(void **state)
{
	struct scratch *s = *state;
	struct rn_model model;
	struct rn_error err;
	char path[600];

	snprintf(path, sizeof(path), "%s/none", s->dir);
	assert_int_equal(rn_model_load(&model, path, &err), RN_EIO);
	assert_int_equal(rn_model_load(&model, s->dir, &err), RN_EIO);
	scratch_text(state, "ds,y\n1,2\n2,3\n3,4\n");
	assert_int_equal(rn_model_load(&model, s->path, &err), RN_EMODEL);
	assert_null(model.series);
}

/* Freezes a model of today, and its forecasts. */
static void remake(void)
{
	FILE *f = fopen("tests/vectors/model-v1.txt", "w");
	struct rn_model model;
	struct rn_error err;

	assert_non_null(f);
	make_model(&model, plain);
	assert_ok(rn_model_save(&model, frozen, &err), &err);
	for (int i = 0; i < model.n_series; i++) {
		double yhat[AHEAD];

		forecast(&model, i, yhat);
		fprintf(f, "%s %d\n", model.series[i].name, AHEAD);
		for (int k = 0; k < AHEAD; k++)
			fprintf(f, "%.17g\n", yhat[k]);
	}
	fclose(f);
	rn_model_release(&model);
}

static void test_frozen(void **state)
{
	struct rn_model model;
	struct vectors v;
	struct rn_error err;

	(void)state;
	if (getenv("REMAKE_MODEL"))
		remake();
	assert_ok(rn_model_load(&model, frozen, &err), &err);
	vectors_read(&v, "model-v1.txt");
	assert_int_equal(model.n_series, 2);
	assert_int_equal(model.spec.net.width[0], 3);
	for (int i = 0; i < 2; i++) {
		double yhat[AHEAD];

		forecast(&model, i, yhat);
		assert_vector(yhat, vectors_get(&v, model.series[i].name, "", AHEAD),
		              AHEAD, 1, 1e-12);
	}
	vectors_release(&v);
	rn_model_release(&model);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_not_a_model),
		cmocka_unit_test(test_frozen),
	};

	return cmocka_run_group_tests_name("model", tests, scratch_make,
	                                   scratch_remove);
}

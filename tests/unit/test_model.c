/*
 * test_model.c - a model is the same after saving, also years after.
 *
 * tests/vectors/model-v1.safetensors is a file of format version 1, which
 * every later version must read, and model-v1.txt what it forecasts;
 * model-v2 is of version 2, of a long file with inputs of every kind.  Each
 * was made, in the root of the checkout, by
 *
 *   REMAKE_MODEL=1 build/unit/test_model
 *
 * of the program that wrote its version; today's makes model-v2.
 */
#include "model_help.h"

#include "forecast/forecast.h"
#include "forecast/outlook.h"
#include "vectors.h"

enum { AHEAD = 7 };

/* The columns that are known ahead of a model of such a file. */
static struct rn_panel load_future(void **state, const struct rn_model *m)
{
	const struct rn_panel_opts how = rn_spec_panel(&m->spec);
	struct rn_panel future = RN_PANEL_INIT;
	struct rows rows = long_rows;
	struct rn_error err;
	char *text;

	if (m->columns.role[RN_AHEAD].n == 0)
		return future;
	if (!m->columns.id)
		rows.id = NULL;
	text = make_rows(&rows, N_LONG, N_LONG + 4 * AHEAD, false);
	assert_ok(rn_outlook_load(&future, scratch_text(state, text), m, &how,
	                          &err), &err);
	free(text);
	return future;
}

/* As many rows as a model can forecast, at most AHEAD; returns their number. */
static size_t forecast(const struct rn_model *m, int series,
                       const struct rn_panel *future, double yhat[AHEAD])
{
	const size_t most = rn_model_most_ahead(m);
	const size_t n = most < AHEAD ? most : AHEAD;
	struct rn_outlook o;
	struct rn_series known;
	struct rn_error err;
	double *input[4];

	known = rn_model_context(m, series, input);
	assert_ok(rn_outlook_make(&o, m, n, &err), &err);
	assert_ok(rn_outlook_take(&o, m, series, &known, future->n_series
	                          ? future : NULL, &err), &err);
	assert_ok(rn_forecast(m, m->series[series].scale, &o.rows, n, yhat,
	                      &err), &err);
	rn_outlook_release(&o);
	return n;
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
                               const struct rn_model *b, int i,
                               const struct rn_panel *future)
{
	const struct rn_model_series *s = &a->series[i], *t = &b->series[i];
	const size_t K = (size_t)a->spec.shape.n_out, n = s->n_context;
	const size_t n_input = (size_t)rn_columns_n_input(&a->columns);
	double x[AHEAD], y[AHEAD];
	char here[RN_TIME_TEXT], there[RN_TIME_TEXT];

	assert_string_equal(s->name, t->name);
	for (int64_t k = 0; k < 200; k += 33)
		assert_string_equal(rn_axis_text(here, &s->axis, k),
		                    rn_axis_text(there, &t->axis, k));
	assert_int_equal(s->n_row, t->n_row);
	assert_int_equal(s->target, t->target);
	assert_int_equal(s->n_window, t->n_window);
	assert_int_equal(n, t->n_context);
	for (int c = 0; c <= rn_model_n_input(a); c++) {
		assert_same_number(s->scale[c].shift, t->scale[c].shift);
		assert_same_number(s->scale[c].scale, t->scale[c].scale);
	}
	assert_memory_equal(s->context, t->context, n * sizeof(*x));
	if (n_input)
		assert_memory_equal(s->input, t->input, n_input * n * sizeof(*x));
	if (s->n_window) {
		assert_memory_equal(s->y, t->y, (s->n_window + K - 1) * sizeof(*x));
		assert_memory_equal(s->yhat, t->yhat, s->n_window * K * sizeof(*x));
	}
	assert_int_equal(forecast(a, i, future, x), forecast(b, i, future, y));
	assert_memory_equal(x, y, forecast(a, i, future, x) * sizeof(*x));
}

static void assert_same_text(const char *a, const char *b)
{
	assert_int_equal(!a, !b);
	if (a)
		assert_string_equal(a, b);
}

static void assert_same_columns(const struct rn_columns *a,
                                const struct rn_columns *b)
{
	assert_int_equal(a->has_header, b->has_header);
	assert_int_equal(a->n_column, b->n_column);
	assert_int_equal(a->time_at, b->time_at);
	assert_int_equal(a->id_at, b->id_at);
	assert_same_text(a->time, b->time);
	assert_same_text(a->id, b->id);
	for (int r = 0; r < RN_N_ROLE; r++) {
		assert_int_equal(a->role[r].n, b->role[r].n);
		for (int i = 0; i < a->role[r].n; i++) {
			assert_string_equal(a->role[r].name[i], b->role[r].name[i]);
			assert_int_equal(a->role[r].at[i], b->role[r].at[i]);
		}
	}
}

static void assert_same(const struct rn_model *a, const struct rn_model *b,
                        const struct rn_panel *future)
{
	assert_same_columns(&a->columns, &b->columns);
	assert_int_equal(a->spec.missing == b->spec.missing, true);
	assert_same_text(a->spec.calendar, b->spec.calendar);
	assert_int_equal(rn_model_n_input(a), rn_model_n_input(b));
	assert_true(rn_network_same(&a->net, &b->net));
	assert_memory_equal(a->net.param, b->net.param,
	                    a->net.n_param * sizeof(*a->net.param));
	assert_int_equal(a->n_series, b->n_series);
	for (int i = 0; i < a->n_series; i++)
		assert_same_series(a, b, i, future);
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

/* Save, load, save: the same model, the same bytes.  Releases the model. */
static void check_round_trip(void **state, struct rn_model *a)
{
	struct scratch *s = *state;
	struct rn_panel future = load_future(state, a);
	struct rn_model b;
	struct rn_error err;
	char *one, *two;
	size_t n, m;

	assert_ok(rn_model_save(a, s->path, &err), &err);
	one = read_all(s->path, &n);
	assert_ok(rn_model_load(&b, s->path, &err), &err);
	assert_same(a, &b, &future);
	assert_ok(rn_model_save(&b, s->path, &err), &err);
	two = read_all(s->path, &m);
	assert_int_equal(n, m);
	assert_memory_equal(one, two, n);
	free(one);
	free(two);
	rn_panel_release(&future);
	rn_model_release(a);
	rn_model_release(&b);
}

static void test_round_trip(void **state)
{
	static const char *const options[][5] = {
		{ NULL }, { "cell=gru", "variational=true", NULL },
		{ "cell=elman", "dropout=0", "loss=huber", "huber-delta=0.3", NULL },
		{ "loss=gaussian", "horizon=3", NULL },
		{ "loss=student", "dof=7.5", NULL },
		{ "test-size=0", NULL }, { "test-size=0", "val-size=0", NULL },
		{ "val-size=0", "time-col=a \"b\\\u00e4", "season=none", NULL },
		{ "target-col=s0,s1", "rows=0:", "no-header=true", "keep=last",
		  NULL },
	};

	for (size_t i = 0; i < COUNT(options); i++) {
		struct rn_model model;

		make_model(&model, options[i]);
		check_round_trip(state, &model);
	}
}

/* A likelihood falls below 0; -1 stands for what is not defined. */
static void test_curve(void **state)
{
	static const double given[][2] = {
		{ 1, 0.5 }, { -0.5, NAN }, { -2.25, -1e300 }, { INFINITY, 0 },
		{ -1, -1 },
	};
	struct scratch *s = *state;
	const char *options[] = { "loss=gaussian", "epochs=5", NULL };
	struct rn_model model, again;
	struct rn_error err;

	make_model(&model, options);
	assert_int_equal(model.n_epoch, COUNT(given));
	memcpy(model.curve, given, sizeof(given));
	assert_ok(rn_model_save(&model, s->path, &err), &err);
	assert_ok(rn_model_load(&again, s->path, &err), &err);
	model.curve[3][0] = NAN;
	model.curve[4][0] = model.curve[4][1] = nextafter(-1, 0);
	for (size_t i = 0; i < COUNT(given); i++)
		for (int k = 0; k < 2; k++)
			assert_same_number(model.curve[i][k], again.curve[i][k]);
	rn_model_release(&again);
	check_round_trip(state, &model);
}

/* The networks of the most tensors have room. */
static void test_many_tensors(void **state)
{
	static const char *const options[][9] = {
		{ "cell=cwrnn",
		  "periods=1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16",
		  "bidirectional=true", "learn-state=true", "norm=batch",
		  "layer-skip=highway", "conv=2,2,1", NULL },
		{ "cell=dtrnn", "depth=10", "shortcut=true", "arch=seq2seq",
		  "attention=general", "norm=layer", "layer-skip=highway",
		  "conv=2,2,1", NULL },
	};

	for (size_t i = 0; i < COUNT(options); i++) {
		const char *all[12] = { "epochs=1", i ? "layers=1,1,1,1,1,1,1,1,1,1,"
			"1,1,1,1,1,1" : "layers=16,16,16,16,16,16,16,16,16,16,16,16,16,"
			"16,16,16" };
		struct rn_model model;

		memcpy(all + 2, options[i], sizeof(options[i]));
		make_model(&model, all);
		check_round_trip(state, &model);
	}
}

static const char *const everything[] = { "id-col=id", "past-cols=p",
	"future-cols=f", "calendar=hour,weekday", "horizon=3", "lead=2",
	"season=24", NULL };

/* Models of every kind of input, of one series and of many. */
static void test_round_trip_inputs(void **state)
{
	static const char *const options[][6] = {
		{ "past-cols=p", NULL }, { "future-cols=f", "horizon=2", NULL },
		{ "past-cols=f,p", "missing=ffill", NULL },
		{ "calendar=minute,month", "missing=drop", NULL },
		{ "id-col=id", NULL }, { "id-col=id", "target-col=p,y", NULL },
		{ "id-col=id", "target-col=all", "missing=interpolate", NULL },
		{ "id-col=id", "target-col=y,f", "past-cols=p", "calendar=hour",
		  "test-size=0", NULL },
		{ "id-col=id", "future-cols=p,f", "cell=gru", "horizon=9", NULL },
		{ "past-cols=p", "future-cols=p", NULL },
	};
	struct rn_model model;

	for (size_t i = 0; i < COUNT(options); i++) {
		make_long(&model, state, options[i]);
		check_round_trip(state, &model);
	}
	make_long(&model, state, everything);
	assert_int_equal(model.n_series, 3);
	check_round_trip(state, &model);
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

/* A loss of classes, of which there are none, would be a network without
 * outputs. */
static void test_no_classes(void **state)
{
	static const char *const options[] = { NULL };
	struct scratch *s = *state;
	struct rn_model model, other;
	struct rn_error err;

	make_model(&model, options);
	model.spec.train.loss = &rn_loss_cross_entropy;
	assert_ok(rn_model_save(&model, s->path, &err), &err);
	assert_int_equal(rn_model_load(&other, s->path, &err), RN_EMODEL);
	assert_contains(err.msg, "for a target of symbols");
	rn_model_release(&model);
}

static const struct {
	const char *model, *numbers;
	int n_series, width;
} frozen[] = {
	{ "tests/vectors/model-v1.safetensors", "model-v1.txt", 2, 3 },
	{ "tests/vectors/model-v2.safetensors", "model-v2.txt", 3, 3 },
};

/* Freezes a model of today, and its forecasts. */
static void remake(void **state)
{
	FILE *f = fopen("tests/vectors/model-v2.txt", "w");
	struct rn_panel future;
	struct rn_model model;
	struct rn_error err;

	assert_non_null(f);
	make_long(&model, state, everything);
	assert_ok(rn_model_save(&model, frozen[1].model, &err), &err);
	future = load_future(state, &model);
	for (int i = 0; i < model.n_series; i++) {
		double yhat[AHEAD];
		const size_t n = forecast(&model, i, &future, yhat);

		fprintf(f, "%s %zu\n", model.series[i].name, n);
		for (size_t k = 0; k < n; k++)
			fprintf(f, "%.17g\n", yhat[k]);
	}
	fclose(f);
	rn_panel_release(&future);
	rn_model_release(&model);
}

static void test_frozen(void **state)
{
	if (getenv("REMAKE_MODEL"))
		remake(state);
	for (size_t k = 0; k < COUNT(frozen); k++) {
		struct rn_panel future;
		struct rn_model model;
		struct vectors v;
		struct rn_error err;

		assert_ok(rn_model_load(&model, frozen[k].model, &err), &err);
		vectors_read(&v, frozen[k].numbers);
		assert_int_equal(model.n_series, frozen[k].n_series);
		assert_int_equal(model.spec.net.width[0], frozen[k].width);
		future = load_future(state, &model);
		for (int i = 0; i < model.n_series; i++) {
			double yhat[AHEAD];
			const size_t n = forecast(&model, i, &future, yhat);

			assert_vector(yhat, vectors_get(&v, model.series[i].name, "", n),
			              n, 1, 1e-12);
		}
		vectors_release(&v);
		rn_panel_release(&future);
		rn_model_release(&model);
	}
}

/* What the frozen file of version 2 says of its columns. */
static void test_frozen_columns(void **state)
{
	const struct rn_column_list *role;
	struct rn_model model;
	struct rn_error err;
	char text[RN_TIME_TEXT];

	(void)state;
	assert_ok(rn_model_load(&model, frozen[1].model, &err), &err);
	role = model.columns.role;
	assert_string_equal(model.columns.id, "id");
	assert_string_equal(model.columns.time, "ds");
	assert_string_equal(role[RN_TARGET].name[0], "y");
	assert_string_equal(role[RN_PAST].name[0], "p");
	assert_string_equal(role[RN_AHEAD].name[0], "f");
	assert_int_equal(role[RN_AHEAD].at[0], 4);
	assert_string_equal(model.spec.calendar, "hour,weekday");
	assert_int_equal(rn_model_n_input(&model), 1 + 1 + 4);
	assert_string_equal(rn_axis_text(text, &model.series[2].axis,
	                                 (int64_t)model.series[2].n_row),
	                    "2024-02-23 18:00");
	rn_model_release(&model);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_curve),
		cmocka_unit_test(test_many_tensors),
		cmocka_unit_test(test_round_trip_inputs),
		cmocka_unit_test(test_not_a_model),
		cmocka_unit_test(test_no_classes),
		cmocka_unit_test(test_frozen),
		cmocka_unit_test(test_frozen_columns),
	};

	return cmocka_run_group_tests_name("model", tests, scratch_make,
	                                   scratch_remove);
}

/*
 * test_outlook.c - what is known where a forecast begins.
 *
 * Data of make_rows go on in the same way wherever they are cut: so what an
 * outlook has put together from the rows before and a file of those ahead must
 * forecast what the whole file forecasts from there.
 */
#include "forecast/outlook.h"

#include "model_help.h"

#include "forecast/forecast.h"

enum { N_ROW = 90, N_KNOWN = 60, MOST = 12 };

static const struct {
	struct rows rows;
	const char *options[8];
	size_t ahead; /* rows to forecast */
} cases[] = {
	{ { NULL, NULL, true }, { "past-cols=p", "horizon=3" }, 3 },
	{ { NULL, NULL, true }, { "future-cols=f" }, 7 },
	{ { "hours", NULL, true }, { "future-cols=f,p", "horizon=4" }, 12 },
	{ { "hours", NULL, true }, { "future-cols=p", "past-cols=f", "lead=3",
	  "horizon=2", "calendar=hour,weekday" }, 4 },
	{ { "index", NULL, true }, { "future-cols=f", "lead=2", "horizon=7",
	  "input-size=3" }, 10 },
	{ { "hours", NULL, false }, { "calendar=hour", "horizon=7",
	  "input-size=2" }, 9 },
	{ { "hours", row_ids, true }, { "id-col=id", "past-cols=p", "future-cols=f",
	  "calendar=month,hour", "horizon=5" }, 5 },
	{ { NULL, row_ids, true }, { "id-col=id", "future-cols=f", "lead=2" }, 6 },
	{ { NULL, row_ids, true }, { "id-col=id", "target-col=y,p",
	  "future-cols=f", "horizon=2" }, 5 },
	{ { "hours", row_ids, true }, { "id-col=id", "future-cols=p,f" }, 4 },
};

static bool needs_future(const struct rn_model *m)
{
	return m->columns.role[RN_AHEAD].n > 0;
}

/* A model of a case, the panel it was trained on, and the same whole. */
struct fixture {
	struct rn_model model;
	struct rn_panel known, whole;
};

static void make_fixture(struct fixture *f, void **state, size_t i)
{
	const struct rows *rows = &cases[i].rows;

	load_rows(&f->known, state, cases[i].options,
	          make_rows(rows, 0, N_KNOWN, true));
	load_rows(&f->whole, state, cases[i].options,
	          make_rows(rows, 0, N_ROW, true));
	fit_model(&f->model, &f->known, cases[i].options);
}

static void release_fixture(struct fixture *f)
{
	rn_model_release(&f->model);
	rn_panel_release(&f->known);
	rn_panel_release(&f->whole);
}

static enum rn_status load_future(struct rn_panel *future, void **state,
                                  const struct rn_model *m, const char *text,
                                  struct rn_error *err)
{
	const struct rn_panel_opts how = rn_spec_panel(&m->spec);

	return rn_outlook_load(future, scratch_text(state, text), m, &how, err);
}

/* Series i of a panel that goes on behind the rows that are known. */
static void forecast_whole(const struct fixture *f, int i, size_t ahead,
                           double *yhat)
{
	struct rn_series s = f->whole.series[i];
	struct rn_error err;

	s.n_row = N_KNOWN;
	assert_ok(rn_forecast(&f->model,
	                      f->model.series[i].scale, &s, ahead, yhat, &err),
	          &err);
}

static void forecast(const struct fixture *f, struct rn_outlook *o, int i,
                     const struct rn_series *s, const struct rn_panel *future,
                     size_t ahead, double *yhat)
{
	struct rn_error err;

	assert_ok(rn_outlook_take(o, &f->model, i, s, future, &err), &err);
	assert_ok(rn_forecast(&f->model,
	                      f->model.series[i].scale, &o->rows, ahead, yhat,
	                      &err), &err);
}

/* From the rows of a file, and from those that the model holds. */
static void check_case(void **state, size_t i, int future_from,
                       const char *const *future_ids)
{
	struct rows ahead = cases[i].rows;
	struct rn_panel future = RN_PANEL_INIT;
	struct rn_outlook o;
	struct rn_error err;
	struct fixture f;
	double *input[4];
	const size_t n = cases[i].ahead;
	char *text;

	make_fixture(&f, state, i);
	if (ahead.id)
		ahead.id = future_ids;
	text = make_rows(&ahead, future_from, N_ROW, false);
	if (needs_future(&f.model))
		assert_ok(load_future(&future, state, &f.model, text, &err), &err);
	free(text);
	assert_ok(rn_outlook_make(&o, &f.model, n, &err), &err);
	for (int s = 0; s < f.model.n_series; s++) {
		const struct rn_panel *in = needs_future(&f.model) ? &future : NULL;
		const struct rn_series context = rn_model_context(&f.model, s, input);
		double want[MOST], yhat[MOST];

		forecast_whole(&f, s, n, want);
		forecast(&f, &o, s, &f.known.series[s], in, n, yhat);
		assert_memory_equal(yhat, want, n * sizeof(*want));
		forecast(&f, &o, s, &context, in, n, yhat);
		assert_memory_equal(yhat, want, n * sizeof(*want));
	}
	rn_outlook_release(&o);
	rn_outlook_release(&o);
	rn_panel_release(&future);
	release_fixture(&f);
}

static void test_as_whole(void **state)
{
	for (size_t i = 0; i < COUNT(cases); i++)
		check_case(state, i, N_KNOWN, row_ids);
}

/* A future that begins before the rows end, or has its series in another
 * order, and one that the model does not know. */
static void test_other_future(void **state)
{
	static const char *const other[] = { "new", "07", "b", "a", NULL };

	for (size_t i = 0; i < COUNT(cases); i++) {
		const bool has_time = cases[i].rows.time != NULL;

		check_case(state, i, has_time ? N_KNOWN - 9 : N_KNOWN, other);
		check_case(state, i, has_time ? 0 : N_KNOWN, other);
	}
}

/* Columns of the future are found by name, or by place without a header. */
static void test_future_columns(void **state)
{
	static const char *const texts[] = {
		"f,t,ds\n1,x,2024-02-22 12:00\n2,y,2024-02-22 13:00\n",
		"ds,y,p,f\n2024-02-22 12:00,7,,1\n2024-02-22 13:00,,7,2\n",
		"2024-02-22 12:00,7,7,1\n2024-02-22 13:00,7,7,2\n",
		"f;ds\n1,0;2024-02-22T12:00\n2,0;2024-02-22T13:00\n",
	};
	struct rn_error err;
	struct fixture f;

	load_rows(&f.known, state, (const char *const[]){ "future-cols=f",
		NULL }, make_rows(&cases[2].rows, 0, N_KNOWN, true));
	fit_model(&f.model, &f.known, (const char *const[]){ "horizon=2",
		NULL });
	for (size_t i = 0; i < COUNT(texts); i++) {
		struct rn_panel future;
		struct rn_outlook o;

		assert_ok(load_future(&future, state, &f.model, texts[i], &err),
		          &err);
		assert_ok(rn_outlook_make(&o, &f.model, 2, &err), &err);
		assert_int_equal(o.ahead, 2);
		assert_ok(rn_outlook_take(&o, &f.model, 0, &f.known.series[0],
		                          &future, &err), &err);
		assert_near(o.input[0][o.known], 1, 0);
		assert_near(o.input[0][o.known + 1], 2, 0);
		for (size_t k = 0; k < o.known; k++)
			assert_near(o.input[0][k], f.known.series[0].input[0]
			            [N_KNOWN - o.known + k], 0);
		rn_outlook_release(&o);
		rn_panel_release(&future);
	}
	rn_model_release(&f.model);
	rn_panel_release(&f.known);
}

static const struct {
	size_t i; /* of the cases */
	size_t ahead;
	const char *text; /* NULL: no future */
	enum rn_status status;
	const char *said, *hint;
} faults[] = {
	{ 1, 1, NULL, RN_EUSAGE, "the model wants \"f\" for the rows ahead, 60 "
	  "to 60", "--future" },
	{ 2, 5, NULL, RN_EUSAGE, "the model wants \"f\" and other columns for the "
	  "rows ahead, 2024-02-22 12:00 to 2024-02-22 19:00", "--future" },
	{ 1, 4, "z,f\n1,1\n1,2\n1,3\n", RN_EDATA,
	  "no row for 63 of series \"y\"", "every row up to 63" },
	{ 1, 8, "z,f\n1,1\n1,2\n1,3\n", RN_EDATA,
	  "no row for 63, 64, 65, ... of series \"y\"", "every row up to 67" },
	{ 4, 8, "ds,f\n187,1\n190,1\n", RN_EDATA,
	  "no row for 193, 196, 199, ... of series \"y\"", "every row up to 208" },
	/* Begins too late, and ends too early. */
	{ 4, 8, "ds,f\n193,1\n196,1\n", RN_EDATA,
	  "no row for 187, 190 of series", "up to 208" },
	{ 4, 8, "ds,f\n7,1\n10,1\n", RN_EDATA,
	  "no row for 187, 190, 193, ... of series", "up to 208" },
	{ 4, 8, "ds,f\n188,1\n191,1\n", RN_EDATA,
	  "no row for 187, 190, 193, ... of series", "up to 208" },
	{ 7, 2, "id,f\nb,1\nb,2\na,1\n", RN_EDATA,
	  "no row for 61 of series \"a\"", "every row up to 61" },
	{ 7, 2, "id,f\na,1\na,2\n7,1\n7,2\n", RN_EDATA,
	  "no row for 60, 61 of series \"b\"", "every row up to 61" },
	{ 8, 2, "id,f\na,1\na,2\n", RN_EDATA,
	  "no row for 60, 61 of series \"b/y\"", "every row up to 61" },
};

static void test_faults(void **state)
{
	for (size_t i = 0; i < COUNT(faults); i++) {
		struct rn_panel future = RN_PANEL_INIT;
		enum rn_status status = RN_OK;
		struct rn_outlook o;
		struct rn_error err;
		struct fixture f;

		make_fixture(&f, state, faults[i].i);
		if (faults[i].text)
			assert_ok(load_future(&future, state, &f.model, faults[i].text,
			                      &err), &err);
		assert_ok(rn_outlook_make(&o, &f.model, faults[i].ahead, &err),
		          &err);
		for (int s = 0; !status && s < f.model.n_series; s++)
			status = rn_outlook_take(&o, &f.model, s, &f.known.series[s],
			                         faults[i].text ? &future : NULL, &err);
		if (status != faults[i].status || !strstr(err.msg, faults[i].said)
		    || !strstr(err.hint, faults[i].hint))
			fail_msg("%zu: %d %s; %s", i, (int)status, err.msg, err.hint);
		rn_outlook_release(&o);
		rn_panel_release(&future);
		release_fixture(&f);
	}
}

/* Past columns are known as far as one window reaches. */
static void test_most_ahead(void **state)
{
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct rn_outlook o;
		struct rn_error err;
		struct fixture f;
		size_t most;

		make_fixture(&f, state, i);
		most = rn_model_most_ahead(&f.model);
		if (f.model.columns.role[RN_PAST].n == 0) {
			assert_int_equal(most, SIZE_MAX);
			release_fixture(&f);
			continue;
		}
		assert_int_equal(most, f.model.spec.shape.lead
		                 + f.model.spec.shape.n_out - 1);
		assert_true((size_t)rn_model_horizon(&f.model) <= most);
		assert_ok(rn_outlook_make(&o, &f.model, most, &err), &err);
		rn_outlook_release(&o);
		assert_int_equal(rn_outlook_make(&o, &f.model, most + 1, &err),
		                 RN_EUSAGE);
		assert_contains(err.msg, "rows ahead are more than the");
		assert_contains(err.hint, "--horizon");
		assert_null(o.input);
		release_fixture(&f);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_as_whole),
		cmocka_unit_test(test_other_future),
		cmocka_unit_test(test_future_columns),
		cmocka_unit_test(test_faults),
		cmocka_unit_test(test_most_ahead),
	};

	return cmocka_run_group_tests_name("outlook", tests, scratch_make,
	                                   scratch_remove);
}

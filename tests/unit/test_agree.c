/*
 * test_agree.c - however the options are put together: the forecast from a
 * cutoff is the one that was held out, evaluating says what training said, the
 * number of threads changes nothing, a file gives the model back, and what is
 * judged was not looked at before.
 */
#include "model_help.h"

#include "forecast/evaluate.h"
#include "forecast/forecast.h"
#include "nn/arch.h"

enum { N_ROW = 190, N_SERIES = 2, PERIOD = 12, N_SET = 150, MOST = 40 };

/* The first of each is the default, and as likely as all others. */
static const struct {
	const char *name;
	const char *text[6];
} menu[] = {
	{ "input-size", { "6", "3", "12", "24" } },
	{ "lead", { "1", "2", "3" } },
	{ "horizon", { "3", "1", "5", "14" } },
	{ "season", { "12", "auto", "none", "5" } },
	{ "arch", { "chain", "none", "seq2seq", "segment" } },
	{ "lags", { "none", "auto", "3,12,25", "4" } },
	{ "diffs", { "0", "1", "4" } },
	{ "window-norm", { "none", "last", "mean", "mean-scale" } },
	{ "base", { "none", "last", "seasonal", "ridge", "ridge" } },
	{ "ridge-size", { "0", "2", "30" } },
	{ "first-target", { "0", "45", "70" } },
	{ "cell", { "gru", "lstm", "elman", "mingru" } },
	{ "layers", { "4", "3,2" } },
	{ "linear-skip", { "false", "true" } },
	{ "zero-output", { "false", "true" } },
	{ "series-embedding", { "0", "2" } },
	{ "norm", { "none", "layer" } },
	{ "bidirectional", { "false", "true" } },
	{ "targets", { "last", "every" } },
	{ "stateful", { "false", "true" } },
	{ "bptt", { "0", "30" } },
	{ "chunk", { "0", "20", "33" } },
	{ "warm-up", { "0", "7" } },
	{ "epoch-steps", { "0", "3" } },
	{ "ensemble", { "1", "2", "3" } },
	{ "ensemble-by", { "mean", "median" } },
	{ "ensemble-keep", { "0", "1", "2" } },
	{ "loss", { "mse", "mae", "smape", "mase", "gaussian", "quantiles" } },
	{ "nonneg", { "false", "true" } },
	{ "scaler", { "center-max", "standard", "none" } },
	{ "val-size", { "0.1", "9", "0" } },
	{ "test-size", { "0.1", "8", "0" } },
	{ "dropout", { "0", "0.3" } },
};

/* The k-th choice of a set: so many of n, the first every other time. */
static int choose(int set, size_t k, int n)
{
	const double x = (noise((uint32_t)set * 1000u + (uint32_t)k) + 1) / 2;

	return x < 0.5 ? 0 : 1 + (int)((x - 0.5) * 2 * (n - 1));
}

static void set_option(struct rn_spec *spec, size_t k, int i)
{
	struct rn_spec_field f;
	struct rn_error err;

	assert_true(rn_spec_find(menu[k].name, &f));
	assert_ok(rn_spec_set(spec, &f, menu[k].text[i], &err), &err);
	if (strcmp(menu[k].name, "arch") == 0)
		spec->net.segment = spec->net.arch == &rn_arch_segment ? 3 : 0;
}

/* The set of options under test, for a message. */
static char said[1000];

static int say(void **state)
{
	if (*said)
		print_error("rnnfc train%s\n", said);
	return scratch_remove(state);
}

/* Puts a set of options together, each unless it contradicts those before
 * it. */
static void make_spec(struct rn_spec *spec, int set)
{
	static const char *const bounds[] = { "min=2", "max=20", NULL };
	size_t at = (size_t)sprintf(said, " --inputs %d", set % 3 == 0);

	rn_spec_init(spec);
	spec->train.epochs = 2;
	spec->train.batch_size = 60;
	spec->train.rate = 0.01;
	if (set % 4 == 1) {
		set_all(spec, bounds);
		at += (size_t)sprintf(said + at, " --min 2 --max 20");
	}
	for (size_t k = 0; k < COUNT(menu); k++)
		set_option(spec, k, 0);
	for (size_t k = 0; k < COUNT(menu); k++) {
		struct rn_error err;
		int n = 0, i;

		while (n < 6 && menu[k].text[n])
			n++;
		i = choose(set, k, n);
		set_option(spec, k, i);
		if (rn_spec_check(spec, &err))
			set_option(spec, k, 0);
		else if (i > 0)
			at += (size_t)sprintf(said + at, " --%s %s", menu[k].name,
			                      menu[k].text[i]);
	}
	assert_true(at < sizeof(said));
}

/* Two waves of unlike length, with a past column and one known ahead where a
 * set has them. */
static void make_data(struct rn_panel *panel, int set)
{
	static const char *const names[] = { "p", "f" };
	const int n_input = set % 3 == 0 ? 2 : 0;

	make_waves(panel, N_SERIES, N_ROW, PERIOD, 0.3);
	panel->series[1].n_row = N_ROW - 13;
	panel->n_input = (size_t)(n_input * N_SERIES);
	panel->input = must(calloc(2 * N_SERIES, sizeof(*panel->input)));
	for (size_t k = 0; k < panel->n_input; k++) {
		panel->input[k] = numbers(N_ROW);
		fill_noise(panel->input[k], N_ROW, 5000u * (uint32_t)k, 2);
		panel->series[k / 2].input = panel->input + k / 2 * 2;
	}
	for (int c = 0; c < n_input; c++) {
		struct rn_column_list *list =
			&panel->columns.role[c ? RN_AHEAD : RN_PAST];

		list->n = 1;
		list->name = must(calloc(1, sizeof(*list->name)));
		list->at = must(calloc(1, sizeof(*list->at)));
		list->name[0] = must(strdup(names[c]));
		list->at[0] = panel->columns.n_column++;
	}
	panel->n_past = panel->n_ahead = n_input / 2;
}

static enum rn_status fit(struct rn_model *model, const struct rn_panel *panel,
                          const struct rn_spec *spec, int n_thread,
                          struct rn_error *err)
{
	const struct rn_train_watch watch = { .n_thread = n_thread };
	struct rn_fit_report report;
	const enum rn_status status = rn_fit(model, panel, spec, NULL, &watch,
	                                     &report, err);

	rn_fit_report_release(&report);
	return status;
}

/* Each held-out forecast, once more from the rows up to its cutoff. */
static void check_forecasts(const struct rn_model *m,
                            const struct rn_panel *panel, double tolerance)
{
	const struct rn_window_shape *shape = &m->spec.shape;
	const size_t K = (size_t)shape->n_out, lead = (size_t)shape->lead;

	for (int i = 0; i < m->n_series; i++)
		for (size_t w = 0; w < m->series[i].n_window; w += 3) {
			const struct rn_model_series *s = &m->series[i];
			struct rn_series known = panel->series[i];
			double yhat[MOST];
			struct rn_error err;

			known.number = i;
			known.n_row = s->target + w + 1 - lead;
			assert_true(known.n_row >= rn_model_needs(m));
			if (m->spec.train.stateful || m->spec.train.sampling.chunk)
				assert_true(rn_model_wants(m) >= known.n_row);
			assert_ok(rn_forecast(m, s->scale, &known, lead - 1 + K, yhat,
			                      &err), &err);
			for (size_t k = 0; k < K; k++)
				assert_near(yhat[lead - 1 + k], s->yhat[w * K + k],
				            tolerance);
		}
}

static void check_verdict(const struct rn_model *m,
                          const struct rn_panel *panel)
{
	const struct rn_evaluate_opts opts = { .n_thread = 1 };
	struct rn_evaluation e = RN_EVALUATION_INIT;
	struct rn_error err;

	assert_ok(rn_evaluate(&e, panel, &m->spec, m, &opts, &err), &err);
	for (int i = 0; i < m->verdict.n; i++) {
		const struct rn_score *was = &m->verdict.score[i];
		const struct rn_score *is = rn_verdict_find(&e.verdict, was->name);

		assert_non_null(is);
		assert_near(is->mae, was->mae, 1e-9);
		assert_near(is->rmse, was->rmse, 1e-9);
		if (isfinite(was->mase))
			assert_near(is->mase, was->mase, 1e-9);
	}
	rn_evaluation_release(&e);
}

/* A file as it is: to be freed. */
static char *read_file(const char *path, size_t *n)
{
	FILE *f = fopen(path, "rb");
	char *bytes = must(malloc(1 << 20));

	assert_non_null(f);
	*n = fread(bytes, 1, 1 << 20, f);
	fclose(f);
	return bytes;
}

static char *save(const struct rn_model *m, const char *path, size_t *n)
{
	struct rn_error err;

	assert_ok(rn_model_save(m, path, &err), &err);
	return read_file(path, n);
}

static void check_files(struct rn_model *m, const struct rn_model *other,
                        const struct rn_panel *panel, const char *path)
{
	size_t n, n_other, n_again;
	char *bytes = save(m, path, &n), *others, *again;
	struct rn_model loaded;
	struct rn_error err;

	others = save(other, path, &n_other);
	assert_int_equal(n, n_other);
	assert_memory_equal(bytes, others, n);
	assert_ok(rn_model_load(&loaded, path, &err), &err);
	again = save(&loaded, path, &n_again);
	assert_int_equal(n, n_again);
	assert_memory_equal(bytes, again, n);
	/* Weights lose their last digits in a file. */
	check_forecasts(&loaded, panel, 1e-3);
	rn_model_release(&loaded);
	free(bytes);
	free(others);
	free(again);
}

/* Other rows behind those to validate on, of the target and of its inputs. */
static void change_end(struct rn_panel *panel, struct rn_series *changed,
                       const struct rn_split *split)
{
	for (int i = 0; i < N_SERIES; i++) {
		const struct rn_series *s = &panel->series[i];
		const size_t from = rn_split_rows(split, RN_VALID, i);
		double *x = numbers(N_ROW);

		memcpy(x, s->x, s->n_row * sizeof(*x));
		for (size_t t = from; t < s->n_row; t++) {
			x[t] += 3 * noise((uint32_t)t);
			for (int c = 0; c < panel->n_past + panel->n_ahead; c++)
				s->input[c][t] = noise(~(uint32_t)t);
		}
		changed[i] = *s;
		changed[i].x = x;
	}
	panel->series = changed;
}

static void assert_same(const void *a, const void *b, size_t n)
{
	if (n > 0)
		assert_memory_equal(a, b, n);
}

/* Trains once more on a panel that has other rows to judge by: all that was
 * learnt must be the same. */
static void check_blind(const struct rn_model *m, struct rn_panel *panel,
                        const struct rn_spec *spec)
{
	const size_t n_scale = (size_t)(1 + panel->n_past + panel->n_ahead);
	struct rn_series changed[N_SERIES], *series = panel->series;
	const struct rn_residuals *r = &m->residuals;
	struct rn_split split;
	struct rn_model other;
	struct rn_error err;

	assert_ok(rn_split_make(&split, &m->spec.shape, &m->spec.split, panel,
	                        &err), &err);
	change_end(panel, changed, &split);
	assert_ok(fit(&other, panel, spec, 2, &err), &err);
	assert_int_equal(other.net.n_member, m->net.n_member);
	for (int i = 0; i < m->net.n_member; i++)
		assert_same(other.net.member[i], m->net.member[i],
		            m->net.n_param * sizeof(rn_real));
	assert_int_equal(other.n_season, m->n_season);
	assert_same(other.season, m->season, (size_t)m->n_season * sizeof(int));
	if (m->base.state)
		assert_same(other.base.state, m->base.state, m->base.type->n_state(
			&m->spec.shape) * sizeof(double));
	assert_int_equal(other.residuals.n_step, r->n_step);
	assert_same(other.residuals.table, r->table, (size_t)r->n_step
	            * RN_RESIDUAL_PLACES * sizeof(double));
	for (int i = 0; i < N_SERIES; i++) {
		assert_same(other.series[i].scale, m->series[i].scale,
		            n_scale * sizeof(struct rn_scale));
		free(changed[i].x);
	}
	panel->series = series;
	rn_model_release(&other);
	rn_split_release(&split);
}

/* Returns false where the options contradict each other, or there are too few
 * rows for them. */
static bool check_set(int set, const char *path, const char **base)
{
	struct rn_model one, three;
	struct rn_panel panel;
	struct rn_spec spec;
	struct rn_error err;
	enum rn_status status;

	make_spec(&spec, set);
	make_data(&panel, set);
	*base = spec.base->name;
	status = fit(&one, &panel, &spec, 1, &err);
	if (!status) {
		assert_ok(fit(&three, &panel, &spec, 3, &err), &err);
		check_forecasts(&one, &panel, 1e-8);
		check_verdict(&one, &panel);
		check_files(&one, &three, &panel, path);
		check_blind(&one, &panel, &spec);
		rn_model_release(&one);
		rn_model_release(&three);
	} else {
		assert_true(status == RN_EUSAGE || status == RN_EDATA);
	}
	rn_spec_release(&spec);
	rn_panel_release(&panel);
	return status == RN_OK;
}

static void test_sets(void **state)
{
	const struct scratch *s = *state;
	int n = 0, n_base = 0;

	for (int set = 0; set < N_SET; set++) {
		const char *base;

		if (check_set(set, s->path, &base)) {
			n++;
			n_base += strcmp(base, "none") != 0;
		}
	}
	said[0] = '\0';
	assert_true(n > N_SET * 9 / 10 && n_base > N_SET / 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sets),
	};

	return cmocka_run_group_tests_name("agree", tests, scratch_make, say);
}

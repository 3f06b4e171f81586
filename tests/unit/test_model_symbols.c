/*
 * test_model_symbols.c - models of symbols: kept, read again, forecast with,
 * and refused where anything is wrong with the symbols.
 */
#include "model_help.h"

#include "base/safetensors.h"
#include "forecast/forecast.h"
#include "forecast/outlook.h"

static const char *const options[] = { "target-type=categorical",
	"target-col=s,t", "layers=8", "epochs=60", "learning-rate=0.02",
	"dropout=0", "batch-size=16", NULL };

/* Two columns that share their symbols: a b c ... and b c a ... */
static void make_symbols(struct rn_model *model, void **state)
{
	static const char *const names[] = { "a", "\" \"", "\xc3\xa4" };
	struct rn_panel panel;
	char *text = must(malloc(4000));
	size_t n = (size_t)sprintf(text, "s,t\n");

	for (int i = 0; i < 100; i++)
		n += (size_t)sprintf(text + n, "%s,%s\n", names[i % 3],
		                     names[(i + 1) % 3]);
	load_rows(&panel, state, options, text);
	assert_int_equal(panel.vocabulary.n, 3);
	fit_model(model, &panel, options);
	rn_panel_release(&panel);
}

static void save(const struct rn_model *model, struct scratch *s)
{
	struct rn_error err;

	assert_ok(rn_model_save(model, s->path, &err), &err);
}

static void test_again(void **state)
{
	struct rn_model model, again;
	struct rn_error err;
	double yhat[7];

	make_symbols(&model, state);
	assert_int_equal(model.net.K, 3);
	assert_int_equal(model.n_season, 0);
	assert_true(isnan(model.mse_test));
	save(&model, *state);
	assert_ok(rn_model_load(&again, ((struct scratch *)*state)->path, &err),
	          &err);
	assert_true(rn_vocabulary_same(&model.vocabulary, &again.vocabulary));
	assert_string_equal(rn_vocabulary_text(&again.vocabulary, 1), " ");
	assert_true(again.verdict.is_categorical);
	assert_int_equal(again.spec.train.args.n_class, 3);
	for (int i = 0; i < model.verdict.n; i++) {
		const struct rn_score *s = &model.verdict.score[i];
		const struct rn_score *t = &again.verdict.score[i];

		assert_true(s->accuracy == t->accuracy && s->nll == t->nll
		            && s->perplexity == t->perplexity && isnan(t->rmse));
	}
	/* Symbols feed the next: both columns go on as they were. */
	for (int i = 0; i < 2; i++) {
		const struct rn_series s = rn_model_context(&again, i, NULL);

		assert_ok(rn_forecast(&again, again.series[i].scale, &s, 7, yhat,
		                      &err), &err);
		for (int k = 0; k < 7; k++)
			assert_true(yhat[k] == (100 + i + k) % 3);
	}
	rn_model_release(&model);
	rn_model_release(&again);
}

/* Reads the container again after a fault was planted. */
static void assert_refused(struct scratch *s, struct rn_safetensors *st,
                           const char *said)
{
	struct rn_model model;
	struct rn_error err;

	assert_ok(rn_safetensors_save(st, s->path, &err), &err);
	rn_safetensors_release(st);
	assert_int_equal(rn_model_load(&model, s->path, &err), RN_EMODEL);
	assert_contains(err.msg, said);
}

/* The model's file with byte `at` of its symbols changed. */
static void assert_text_refused(const struct rn_model *model,
                                struct scratch *s, size_t at, char byte,
                                const char *said)
{
	struct rn_safetensors st;
	struct rn_tensor *t;
	struct rn_error err;

	save(model, s);
	assert_ok(rn_safetensors_load(&st, s->path, &err), &err);
	t = must(rn_safetensors_find(&st, "symbol"));
	((char *)t->data)[at] = byte;
	assert_refused(s, &st, said);
}

/* The same with the first number of a tensor. */
static void assert_number_refused(const struct rn_model *model,
                                  struct scratch *s, const char *tensor,
                                  double x, const char *said)
{
	struct rn_safetensors st;
	struct rn_tensor *t;
	struct rn_error err;

	save(model, s);
	assert_ok(rn_safetensors_load(&st, s->path, &err), &err);
	t = must(rn_safetensors_find(&st, tensor));
	memcpy(t->data, &x, sizeof(x));
	assert_refused(s, &st, said);
}

/* The same with an entry, or one more. */
static void assert_meta_refused(const struct rn_model *model,
                                struct scratch *s, const char *key,
                                const char *value, const char *said)
{
	struct rn_safetensors st;
	struct rn_error err;
	bool found = false;

	save(model, s);
	assert_ok(rn_safetensors_load(&st, s->path, &err), &err);
	for (size_t i = 0; i < st.n_meta; i++)
		if (strcmp(st.meta[i].key, key) == 0) {
			free(st.meta[i].value);
			st.meta[i].value = must(strdup(value));
			found = true;
		}
	if (!found)
		assert_ok(rn_safetensors_add_meta(&st, key, value, &err), &err);
	assert_refused(s, &st, said);
}

static void test_faults(void **state)
{
	static const char *const tensors[] = { "context", "holdout.y",
		"holdout.yhat" };
	struct rn_model model;

	make_symbols(&model, state);
	/* "a\0 \0\xc3\xa4\0" */
	assert_text_refused(&model, *state, 0, ' ', "there twice");
	assert_text_refused(&model, *state, 0, '\0', "too many");
	assert_text_refused(&model, *state, 2, '\x1b', "control character");
	assert_text_refused(&model, *state, 3, 'x', "too few");
	assert_text_refused(&model, *state, 6, 'x', "cut");
	for (size_t i = 0; i < COUNT(tensors); i++) {
		assert_number_refused(&model, *state, tensors[i], 3, "of a symbol");
		assert_number_refused(&model, *state, tensors[i], -1, "of a symbol");
		assert_number_refused(&model, *state, tensors[i], 0.5,
		                      "of a symbol");
		assert_number_refused(&model, *state, tensors[i], 1e300,
		                      "of a symbol");
	}
	assert_number_refused(&model, *state, "series.scale", 1, "no scale");
	assert_meta_refused(&model, *state, "symbols", "4", "too few");
	assert_meta_refused(&model, *state, "symbols", "2", "too many");
	assert_meta_refused(&model, *state, "symbols", "0", "symbols");
	assert_meta_refused(&model, *state, "symbols", "65536", "symbols");
	assert_meta_refused(&model, *state, "loss", "mse", "a target of");
	assert_meta_refused(&model, *state, "target-type", "real",
	                    "a target of");
	/* Class numbers that were moved would be those of no symbols. */
	assert_meta_refused(&model, *state, "window-norm", "last",
	                    "--window-norm");
	assert_meta_refused(&model, *state, "diffs", "1", "--diffs");
	assert_meta_refused(&model, *state, "lags", "3", "--lags");
	assert_meta_refused(&model, *state, "min", "0", "--min");
	rn_model_release(&model);
}

/* Weights of another model fit only where symbols have the same numbers. */
static void test_start(void **state)
{
	const struct rn_train_watch watch = { .n_thread = 1 };
	struct rn_model first, second;
	struct rn_fit_report report;
	struct rn_panel panel;
	struct rn_error err;
	char *text = must(malloc(1000));
	size_t n = (size_t)sprintf(text, "s,t\n");

	for (int i = 0; i < 100; i++)
		n += (size_t)sprintf(text + n, "%c,%c\n", 'a' + i % 3, 'b');
	make_symbols(&first, state);
	load_rows(&panel, state, options, text);
	assert_int_equal(rn_fit(&second, &panel, &first.spec, &first, &watch,
	                        &report, &err), RN_EUSAGE);
	assert_contains(err.msg, "other symbols");
	rn_fit_report_release(&report);
	rn_panel_release(&panel);
	rn_model_release(&first);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_again),
		cmocka_unit_test(test_faults),
		cmocka_unit_test(test_start),
	};

	return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}

/*
 * test_model_faults.c - a file with any fault is refused as a model.
 *
 * A planted fault carries a right checksum, so that the check under test is
 * the one that finds it.
 */
#include "model_help.h"

#include "base/safetensors.h"

#include <sys/resource.h>

/* The model's file, its container open for a fault. */
static struct rn_safetensors open_file(struct scratch *s)
{
	struct rn_safetensors st;
	struct rn_error err;

	assert_ok(rn_safetensors_load(&st, s->path, &err), &err);
	return st;
}

/* Saves the container beside the model and tries to read it as one. */
static void assert_refused(struct scratch *s, struct rn_safetensors *st,
                           const char *said, const char *what)
{
	struct rn_model model;
	struct rn_error err;
	char path[600];
	enum rn_status status;

	snprintf(path, sizeof(path), "%s/fault", s->dir);
	assert_ok(rn_safetensors_save(st, path, &err), &err);
	rn_safetensors_release(st);
	status = rn_model_load(&model, path, &err);
	unlink(path);
	if (status == RN_OK)
		rn_model_release(&model);
	if (status != RN_EMODEL)
		fail_msg("%s: status %d", what, (int)status);
	assert_contains(err.msg, "fault: ");
	if (!strstr(err.msg, said))
		fail_msg("%s: \"%s\" does not say \"%s\"", what, err.msg, said);
	assert_int_equal(model.n_series, 0);
	assert_null(model.series);
	assert_null(model.net.param);
}

static void remove_meta(struct rn_safetensors *st, size_t i)
{
	free(st->meta[i].key);
	free(st->meta[i].value);
	memmove(&st->meta[i], &st->meta[i + 1],
	        (--st->n_meta - i) * sizeof(*st->meta));
}

/* value NULL: without the entry; else changed or, if new, added. */
static void set_meta(struct rn_safetensors *st, const char *key,
                     const char *value)
{
	struct rn_error err;

	for (size_t i = 0; i < st->n_meta; i++)
		if (strcmp(st->meta[i].key, key) == 0) {
			if (!value) {
				remove_meta(st, i);
				return;
			}
			free(st->meta[i].value);
			st->meta[i].value = must(strdup(value));
			return;
		}
	assert_non_null(value);
	assert_ok(rn_safetensors_add_meta(st, key, value, &err), &err);
}

static const struct {
	const char *key, *value, *said;
} meta_faults[] = {
	{ "format", "other", "not a model of rnnfc" },
	{ "format", NULL, "not a model of rnnfc" },
	{ "format_version", NULL, "format_version" },
	{ "format_version", "0", "format_version" },
	{ "format_version", "3", "format_version" },
	{ "format_version", "1 ", "format_version" },
	{ "cell", "transformer", "--cell" }, { "cell", "gru", "shape" },
	{ "layers", "3,3", "shape" }, { "layers", "3", "tensor" },
	{ "layers", "3,2,1", "tensor" }, { "layers", "0", "--layers" },
	{ "layers", "5000", "--layers" }, { "layers", "3,2,", "--layers" },
	{ "layers", "4096,4096,4096,4096,4096,4096,4096,4096,4096,4096,4096,"
	            "4096,4096,4096,4096,4096", "fewer weights" },
	{ "input-size", "0", "--input-size" },
	{ "input-size", "99999999999999999999", "--input-size" },
	{ "input-size", "90", "series.info" }, /* more than the context */
	{ "lags", "1", "--lags" }, { "lags", "2", "shape" },
	{ "diffs", "1", "shape" }, { "diffs", "90", "fewer weights" },
	{ "base", "ridge", "base" }, { "base", "other", "--base" },
	{ "window-norm", "other", "--window-norm" },
	{ "lead", "90", "series.info" }, { "horizon", "3", "shape" },
	{ "horizon", "10000", "fewer weights" }, { "dropout", "1", "--dropout" },
	{ "dropout", "-0.5", "--dropout" }, { "dropout", "nan", "--dropout" },
	{ "scaler", "other", "--scaler" }, { "optimizer", "", "--optimizer" },
	{ "learning-rate", "inf", "--learning-rate" }, { "seed", "x", "--seed" },
	{ "batch-size", "100000", "--batch-size" }, { "rows", "5:1", "--rows" },
	{ "series", "0", "series" }, { "series", "1", "shape" },
	{ "series", "3", "shape" }, { "series", "65535", "shape" },
	{ "series", "65536", "series" }, { "series", "-1", "series" },
	{ "series", NULL, "series" }, { "series", "4294967298", "series" },
	{ "seasons", "5", "seasons" }, { "seasons", "-1", "seasons" },
	{ "seasons", "2", "season.1" }, { "seasons", "0", "entries" },
	{ "season.0", "0", "season.0" }, { "season.0", "-7", "season.0" },
	{ "season.0", "9999999999", "season.0" },
	{ "season.0", NULL, "season.0" },
	{ "columns.header", "yes", "columns.header" },
	{ "columns.count", "0", "columns.count" },
	{ "columns.count", "1", "series.info" }, /* a column beyond it */
	{ "columns.count", "70000", "columns.count" },
	{ "columns.time", "ds", "disagree" },
	{ "columns.time_position", "0", "disagree" },
	{ "columns.time_position", "2", "columns.time_position" },
	{ "columns.time_position", "-2", "columns.time_position" },
	{ "columns.time_position", NULL, "columns.time_position" },
	{ "time.format", "sundial", "time.format" },
	{ "time.format", NULL, "time.format" },
	{ "trained_epochs", "-1", "trained_epochs" },
	{ "trained_epochs", "2", "curve" }, { "trained_epochs", "4", "curve" },
	{ "trained_epochs", "0", "kept_epoch" },
	{ "trained_epochs", "100000", "curve" },
	{ "trained_epochs", "100001", "trained_epochs" },
	{ "kept_epoch", "4", "kept_epoch" }, { "kept_epoch", "-1", "kept_epoch" },
	{ "cut_short", "1", "cut_short" }, { "cut_short", NULL, "cut_short" },
	{ "verdict.count", "13", "verdict.count" },
	{ "verdict.count", "-1", "verdict.count" },
	{ "verdict.count", "4", "verdict" }, { "verdict.count", "0", "entries" },
	{ "verdict.0", NULL, "verdict.0" },
	{ "verdict.0", "a name that is too long to be one of the names here",
	  "verdict.0" },
	{ "verdict.1.naive", "perhaps", "verdict.1.naive" },
	{ "ensemble", "3", "members" }, { "members", "1", "entries" },
	{ "ensemble", "65", "--ensemble" },
	{ "unheard_of", "1", "entries" }, { "season.1", "3", "entries" },
};

static void test_meta_faults(void **state)
{
	struct scratch *s = *state;
	struct rn_model model;
	struct rn_error err;

	make_model(&model, plain);
	assert_ok(rn_model_save(&model, s->path, &err), &err);
	rn_model_release(&model);
	for (size_t i = 0; i < COUNT(meta_faults); i++) {
		struct rn_safetensors st = open_file(s);
		char what[200];

		snprintf(what, sizeof(what), "%s: %s", meta_faults[i].key,
		         meta_faults[i].value ? meta_faults[i].value : "(none)");
		set_meta(&st, meta_faults[i].key, meta_faults[i].value);
		assert_refused(s, &st, meta_faults[i].said, what);
	}
}

/* A state that is carried sees one row after the other, and no window that has
 * a level of its own. */
static void test_level_of_state(void **state)
{
	static const char *const carried[] = { "chunk=12", NULL };
	struct scratch *s = *state;
	struct rn_safetensors st;
	struct rn_model model;
	struct rn_error err;

	make_model(&model, carried);
	assert_ok(rn_model_save(&model, s->path, &err), &err);
	rn_model_release(&model);
	st = open_file(s);
	set_meta(&st, "window-norm", "last");
	assert_refused(s, &st, "--window-norm", "a level of a state");
}

/* Each entry that is no option must be there.  (An option that an older
 * version did not have keeps its default; a time column, the mean absolute
 * error and the rows of the verdict may be missing.) */
static void test_missing_meta(void **state)
{
	struct scratch *s = *state;
	struct rn_safetensors st = open_file(s);
	const size_t n = st.n_meta;

	rn_safetensors_release(&st);
	for (size_t i = 0; i < n; i++) {
		struct rn_spec_field f;
		char key[80];

		st = open_file(s);
		snprintf(key, sizeof(key), "%s", st.meta[i].key);
		if (!rn_spec_find(key, &f) && strcmp(key, "verdict.rows") != 0
		    && strcmp(key, "scaled.mae") != 0) {
			remove_meta(&st, i);
			assert_refused(s, &st, "", key);
		} else {
			rn_safetensors_release(&st);
		}
	}
}

/* Does a message about a tensor name it?  Lists of columns and texts size
 * themselves: what does not fit to them then may be another. */
static bool says_name(const char *name)
{
	return strcmp(name, "series.name") != 0
	       && strncmp(name, "columns.", 8) != 0
	       && strcmp(name, "residual") != 0;
}

/* Models of older versions have none of these. */
static bool is_optional(const char *name)
{
	return strcmp(name, "verdict.coverage") == 0
	       || strcmp(name, "residual.unit") == 0;
}

/* Each tensor must be there, of its type and shape. */
static void test_tensor_faults(void **state)
{
	struct scratch *s = *state;
	struct rn_safetensors st = open_file(s);
	const size_t n = st.n_tensor;

	rn_safetensors_release(&st);
	assert_in_range(n, 15, 40);
	for (size_t i = 0; i < n; i++) {
		struct rn_tensor *t;
		char name[80];

		st = open_file(s);
		t = &st.tensor[i];
		snprintf(name, sizeof(name), "%s", t->name);
		free(t->name);
		free(t->data);
		memmove(t, t + 1, (--st.n_tensor - i) * sizeof(*t));
		if (is_optional(name))
			rn_safetensors_release(&st);
		else
			assert_refused(s, &st, says_name(name) ? name : "", name);

		st = open_file(s);
		t = &st.tensor[i];
		t->shape[t->n_dim++] = 1; /* as many numbers */
		assert_refused(s, &st, says_name(name) ? name : "", name);

		st = open_file(s);
		t = &st.tensor[i];
		t->shape[0]--; /* the last ones are left out */
		if (t->shape[0] > 0)
			assert_refused(s, &st, "", name);
		else
			rn_safetensors_release(&st);

		st = open_file(s);
		t = &st.tensor[i];
		if (t->dtype == RN_F32) {
			t->dtype = RN_U8;
			t->shape[t->n_dim - 1] *= 4;
		} else if (t->dtype == RN_F64) {
			t->dtype = RN_I64;
		} else if (t->dtype == RN_I64) {
			/* The integers as fractions, which are finite, if odd. */
			t->dtype = RN_F64;
			memset(t->data, 0, rn_tensor_n(t) * 8);
		}
		if (t->dtype == RN_U8 && !says_name(name))
			rn_safetensors_release(&st);
		else
			assert_refused(s, &st, says_name(name) ? name : "", name);
	}
	st = open_file(s);
	{
		const size_t one = 1;
		struct rn_error err;

		assert_ok(rn_safetensors_add(&st, "extra", RN_F32, 1, &one, NULL,
		                             &err), &err);
	}
	assert_refused(s, &st, "entries", "an extra tensor");
}

/* The counts of series.info, in the order of lib/model/model_file.c. */
enum { COLUMN, ROWS, CONTEXT, TARGET, WINDOWS, START, STEP, DAY, CLOCK,
	N_INFO };

/* The model has 2 columns, 90 rows, 90 of them in the context, and needs 6 of
 * them; 8 windows of 2 rows are held out. */
static const struct {
	int what;
	int64_t value;
} info_faults[] = {
	{ COLUMN, -1 }, { COLUMN, 2 }, { COLUMN, INT64_MAX },
	{ COLUMN, (int64_t)1 << 32 }, { ROWS, 0 }, { ROWS, -1 }, { ROWS, 89 },
	{ ROWS, INT64_MIN }, { ROWS, INT64_MAX }, { CONTEXT, 0 },
	{ CONTEXT, 5 }, { CONTEXT, 89 }, { CONTEXT, 91 }, { CONTEXT, -90 },
	{ CONTEXT, (int64_t)1 << 61 }, { TARGET, -1 }, { TARGET, 91 },
	{ TARGET, 90 }, { TARGET, INT64_MIN }, { WINDOWS, -1 },
	{ WINDOWS, 7 }, { WINDOWS, 9 }, { WINDOWS, (int64_t)1 << 61 },
	{ WINDOWS, INT64_MAX }, { WINDOWS, 0 }, { START, INT64_MAX },
	{ START, INT64_MIN }, { STEP, 0 }, { STEP, -1 }, { STEP, INT64_MAX },
	{ DAY, 0 }, { DAY, 29 }, { CLOCK, -1 }, { CLOCK, 86400 },
};

static int64_t *tensor_of(struct rn_safetensors *st, const char *name)
{
	struct rn_tensor *t = rn_safetensors_find(st, name);

	assert_non_null(t);
	return t->data;
}

static void test_info_faults(void **state)
{
	struct scratch *s = *state;
	struct rn_safetensors st = open_file(s);
	const int64_t *info = tensor_of(&st, "series.info");

	assert_int_equal(info[ROWS], 90);
	assert_int_equal(info[CONTEXT], 90);
	assert_int_equal(info[WINDOWS], 8);
	assert_int_equal(info[TARGET], 90 - 9);
	rn_safetensors_release(&st);
	for (size_t i = 0; i < COUNT(info_faults); i++)
		for (int series = 0; series < 2; series++) {
			char what[80];

			st = open_file(s);
			tensor_of(&st, "series.info")[N_INFO * series
				+ info_faults[i].what] = info_faults[i].value;
			snprintf(what, sizeof(what), "info %d: %lld",
			         info_faults[i].what,
			         (long long)info_faults[i].value);
			assert_refused(s, &st, "", what);
		}
	/* Counts that are sane alone and that no file is large enough for. */
	st = open_file(s);
	for (int series = 0; series < 2; series++) {
		tensor_of(&st, "series.info")[N_INFO * series + ROWS] =
			(int64_t)1 << 50;
		tensor_of(&st, "series.info")[N_INFO * series + CONTEXT] =
			(int64_t)1 << 28;
	}
	assert_refused(s, &st, "context", "huge contexts");
}

static void test_number_faults(void **state)
{
	static const double scales[] = { 0, -1, -1e-300 };
	struct scratch *s = *state;
	struct rn_safetensors st;
	double *scale;
	char *name;

	for (size_t i = 0; i < COUNT(scales); i++) {
		st = open_file(s);
		scale = (double *)(void *)tensor_of(&st, "series.scale");
		scale[3] = scales[i];
		assert_refused(s, &st, "series 2: its scale", "a scale");
	}
	/* "s0\0s1\0": too few, too many, not ended. */
	st = open_file(s);
	name = (char *)tensor_of(&st, "series.name");
	assert_memory_equal(name, "s0\0s1", 6);
	name[2] = 'x';
	assert_refused(s, &st, "too few texts", "one name");
	st = open_file(s);
	((char *)tensor_of(&st, "series.name"))[1] = '\0';
	assert_refused(s, &st, "too many texts", "three names");
	st = open_file(s);
	((char *)tensor_of(&st, "series.name"))[5] = 'x';
	assert_refused(s, &st, "cut", "no end");
	/* The second bias of an LSTM is zero. */
	st = open_file(s);
	((float *)(void *)tensor_of(&st, "rnn.1.bias_hh_l0"))[7] = 1e-30f;
	assert_refused(s, &st, "second bias", "a second bias");
}

/* A long file with two columns of each kind of input: 5 columns, of which 0 is
 * the id and 1 the time. */
static const char *const with_inputs[] = { "id-col=id", "past-cols=p,f",
	"future-cols=f,p", "calendar=hour,month", "epochs=1", NULL };

static const struct {
	const char *key, *value, *said;
} input_meta_faults[] = {
	{ "columns.id", NULL, "disagree" },
	{ "columns.id_position", "-1", "disagree" },
	{ "columns.id_position", "5", "columns.id_position" },
	{ "columns.id_position", "-2", "columns.id_position" },
	{ "columns.id_position", "id", "columns.id_position" },
	{ "columns.id_position", NULL, "columns.id_position" },
	{ "columns.count", "4", "has a column that the file does not have" },
	{ "columns.count", "1", "columns.time_position" },
	{ "format_version", "1", "" }, { "calendar", NULL, "shape" },
	{ "calendar", "hour", "shape" }, { "calendar", "hour,hour", "twice" },
	{ "calendar", "hour,month,weekday", "shape" },
	{ "calendar", "hour,dusk", "--calendar" },
	{ "calendar", "hour\n", "control character" },
	{ "missing", "guess", "--missing" }, { "series", "2", "shape" },
	{ "series", "4", "shape" },
};

static const struct {
	const char *tensor;
	size_t at;
	int64_t value;
} place_faults[] = {
	{ "columns.past_position", 0, -1 }, { "columns.past_position", 1, 5 },
	{ "columns.past_position", 1, INT64_MAX },
	{ "columns.future_position", 0, INT64_MIN },
	{ "columns.future_position", 1, 5 },
	{ "columns.future_position", 1, ((int64_t)1 << 32) + 3 },
	{ "columns.target_position", 0, -1 }, { "columns.target_position", 0, 5 },
};

static const char *const text_tensors[] = { "columns.past", "columns.future",
	"columns.target" };

static void make_file(struct scratch *s, void **state,
                      const char *const *options)
{
	struct rn_model model;
	struct rn_error err;

	make_long(&model, state, options);
	assert_ok(rn_model_save(&model, s->path, &err), &err);
	rn_model_release(&model);
}

static void test_input_meta(void **state)
{
	struct scratch *s = *state;

	make_file(s, state, with_inputs);
	for (size_t i = 0; i < COUNT(input_meta_faults); i++) {
		struct rn_safetensors st = open_file(s);

		set_meta(&st, input_meta_faults[i].key, input_meta_faults[i].value);
		assert_refused(s, &st, input_meta_faults[i].said,
		               input_meta_faults[i].key);
	}
}

/* What is said of columns and inputs: another place, another word. */
static void test_input_values(void **state)
{
	static const double scales[] = { 0, -1 };
	struct scratch *s = *state;
	struct rn_safetensors st;

	for (size_t i = 0; i < COUNT(place_faults); i++) {
		st = open_file(s);
		tensor_of(&st, place_faults[i].tensor)[place_faults[i].at] =
			place_faults[i].value;
		assert_refused(s, &st, "a column that the file does not have",
		               place_faults[i].tensor);
	}
	for (size_t i = 0; i < COUNT(text_tensors); i++) {
		const char *name = text_tensors[i];
		const size_t last = i < 2 ? 3 : 1; /* of "p\0f\0" or "y\0" */

		st = open_file(s);
		((char *)tensor_of(&st, name))[0] = '\n';
		assert_refused(s, &st, "control character", name);
		st = open_file(s);
		((char *)tensor_of(&st, name))[last] = 'x';
		assert_refused(s, &st, "missing or cut", name);
		st = open_file(s);
		((char *)tensor_of(&st, name))[0] = '\0';
		assert_refused(s, &st, "too many texts", name);
		if (i == 2)
			continue;
		st = open_file(s);
		((char *)tensor_of(&st, name))[1] = 'x';
		assert_refused(s, &st, "too few texts", name);
	}
	for (size_t i = 0; i < COUNT(scales); i++) {
		st = open_file(s);
		((double *)(void *)tensor_of(&st, "series.input_scale"))[1] =
			scales[i];
		assert_refused(s, &st, "series 1: its scale", "an input's scale");
	}
}

/* A list with more columns than there are. */
static void test_long_list(void **state)
{
	struct scratch *s = *state;
	struct rn_safetensors st = open_file(s);
	struct rn_tensor *t = rn_safetensors_find(&st, "columns.past_position");

	free(t->data);
	t->shape[0] = 6;
	t->data = must(calloc(6, sizeof(int64_t)));
	assert_refused(s, &st, "more columns than the file", "a long list");
}

/* Every series of a long file has all of its targets. */
static void test_targets(void **state)
{
	static const char *const targets[] = { "id-col=id", "target-col=y,p",
		"epochs=1", NULL };
	static const char *const counts[] = { "5", "7", "1" };
	struct scratch *s = *state;

	make_file(s, state, targets);
	for (size_t i = 0; i < COUNT(counts); i++) {
		struct rn_safetensors st = open_file(s);

		set_meta(&st, "series", counts[i]);
		assert_refused(s, &st, "the targets do not fit", counts[i]);
	}
	make_file(s, state, with_inputs);
}

/* A small file that asks for a network of gigabytes is refused before there
 * is memory for it. */
static void test_small_file(void **state)
{
	static const char *const widths[] = { "4096,4096", "4096,4096,4096,4096,"
		"4096,4096,4096,4096,4096,4096,4096,4096,4096,4096,4096,4096" };
	struct scratch *s = *state;
	struct rusage before, after;

	getrusage(RUSAGE_SELF, &before);
	for (size_t i = 0; i < COUNT(widths); i++) {
		struct rn_safetensors st = open_file(s);

		set_meta(&st, "layers", widths[i]);
		assert_refused(s, &st, "fewer weights", "a huge network");
	}
	getrusage(RUSAGE_SELF, &after);
	assert_true(after.ru_maxrss - before.ru_maxrss < 64 * 1024);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_level_of_state),
		cmocka_unit_test(test_meta_faults), /* leaves the model's file */
		cmocka_unit_test(test_missing_meta),
		cmocka_unit_test(test_tensor_faults),
		cmocka_unit_test(test_info_faults),
		cmocka_unit_test(test_number_faults),
		cmocka_unit_test(test_small_file),
		cmocka_unit_test(test_input_meta), /* leaves a file with inputs */
		cmocka_unit_test(test_input_values),
		cmocka_unit_test(test_long_list),
		cmocka_unit_test(test_targets),
		cmocka_unit_test(test_missing_meta),
		cmocka_unit_test(test_tensor_faults),
	};

	return cmocka_run_group_tests_name("model_faults", tests, scratch_make,
	                                   scratch_remove);
}

/*
 * test_spec.c - options from text and back.
 */
#include "model/spec.h"

#include "help.h"

/* What a field reads, and how it writes it. */
static const struct {
	const char *field, *text, *written; /* written NULL: as text */
} good[] = {
	{ "time-col", "ds", NULL }, { "time-col", "", NULL },
	{ "target-col", "a,\u00e4 b", NULL }, { "id-col", "unique_id", NULL },
	{ "lags", "auto", NULL }, { "lags", "none", NULL },
	{ "lags", "95,96,1000000", NULL },
	{ "lags", "1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,"
	  "24,25,26,27,28,29,30,31,32", NULL },
	{ "diffs", "0", NULL }, { "diffs", "1000", NULL },
	{ "past-cols", "a,b", NULL }, { "future-cols", "c", NULL },
	{ "calendar", "hour,weekday", NULL }, { "missing", "ffill", NULL },
	{ "na", "-,n/a", NULL }, { "time-format", "%d.%m.%Y", NULL },
	{ "freq", "15min", NULL },
	{ "no-header", "true", NULL },
	{ "no-header", "false", NULL }, { "rows", "0:5", NULL },
	{ "rows", "10:", NULL }, { "rows", ":7", "0:7" }, { "rows", ":", "0:" },
	{ "rows", "0:9223372036854775807", NULL }, { "season", "auto", NULL },
	{ "season", "none", NULL }, { "season", "24,168", NULL },
	{ "min", "-3.5", NULL }, { "max", "1000", NULL },
	{ "nonneg", "true", NULL },
	{ "season", "1,2,3,1000000", NULL }, { "scaler", "minmax", NULL },
	{ "scaler-rows", "all", NULL }, { "scaler-rows", "train", NULL },
	{ "input-size", "1", NULL }, { "input-size", "100000", NULL },
	{ "window-norm", "none", NULL }, { "window-norm", "mean-scale", NULL },
	{ "input-size", "007", "7" }, { "horizon", "10000", NULL },
	{ "lead", "2", NULL }, { "train-size", "0", NULL },
	{ "train-size", "11960", NULL }, { "val-size", "0.1", NULL },
	{ "test-size", "1e3", "1000" }, { "test-size", ".25", "0.25" },
	{ "first-target", "0", NULL }, { "first-target", "1000000000", NULL },
	{ "cell", "gru", NULL }, { "cell", "elman", NULL },
	{ "arch", "seq2seq", NULL }, { "arch", "chain", NULL },
	{ "arch", "segment", NULL }, { "segment", "0", NULL },
	{ "segment", "4096", NULL },
	{ "decoder-context", "every", NULL }, { "attention", "dot", NULL },
	{ "attention", "none", NULL }, { "teacher-forcing", "0.25", NULL },
	{ "layers", "1", NULL }, { "layers", "4096,1,50", NULL },
	{ "layers", "1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16", NULL },
	{ "bidirectional", "true", NULL }, { "dilations", "1,2", NULL },
	{ "dilations", "23", NULL }, { "layer-skip", "highway", NULL },
	{ "layer-skip", "none", NULL }, { "norm", "batch", NULL },
	{ "norm", "none", NULL }, { "conv", "32", NULL },
	{ "conv", "32,5,2", NULL }, { "conv", "1,4096", NULL },
	{ "target-type", "categorical", NULL }, { "target-type", "real", NULL },
	{ "embedding", "0", NULL }, { "embedding", "4096", NULL },
	{ "dropout", "0.99", NULL }, { "dropout", "0", NULL },
	{ "variational", "true", NULL }, { "init", "uniform", NULL },
	{ "zero-output", "true", NULL },
	{ "untied", "true", NULL }, { "input-dropout", "0.5", NULL },
	{ "learn-state", "true", NULL }, { "memory", "96", NULL },
	{ "linear-skip", "true", NULL }, { "series-embedding", "4096", NULL },
	{ "base", "none", NULL }, { "base", "ridge", NULL },
	{ "ridge-size", "0", NULL }, { "ridge-size", "2047", NULL },
	{ "loss", "huber", NULL }, { "huber-delta", "0.3", NULL },
	{ "huber-delta", "1e-9", "1e-09" }, { "dof", "3.5", NULL },
	{ "loss", "pinball", NULL }, { "quantile", "0.01", NULL },
	{ "quantile", "0.99", NULL }, { "loss", "quantiles", NULL },
	{ "quantiles", "0.1,0.5,0.90", "0.1,0.5,0.9" },
	{ "quantiles", "0.001,0.999", NULL },
	{ "quantiles", "0.10000000000000001,0.20000000000000004,"
	  "0.30000000000000004,0.40000000000000008,0.50000000000000011,"
	  "0.55000000000000016,0.60000000000000009,0.65000000000000013,"
	  "0.70000000000000018,0.75000000000000011,0.80000000000000016,"
	  "0.85000000000000009,0.90000000000000013,0.91000000000000014,"
	  "0.92000000000000015,0.93000000000000016",
	  "0.1,0.20000000000000004,"
	  "0.30000000000000004,0.4000000000000001,0.5000000000000001,"
	  "0.5500000000000002,0.6000000000000001,0.6500000000000001,"
	  "0.7000000000000002,0.7500000000000001,0.8000000000000002,"
	  "0.8500000000000001,0.9000000000000001,0.9100000000000001,"
	  "0.9200000000000002,0.9300000000000002" },
	{ "loss", "sum", NULL }, { "loss-sum", "mae", "mae:1" },
	{ "loss-sum", "mase:0.5,smape:1e-2,huber,mse:2",
	  "mase:0.5,smape:0.01,huber:1,mse:2" },
	{ "loss", "cross-entropy", NULL }, { "optimizer", "adamw", NULL },
	{ "learning-rate", "0.1", NULL }, { "learning-rate", "1e30", "1e+30" },
	{ "learning-rate", "0.30000000000000004", NULL },
	{ "momentum", "0.9999", NULL }, { "weight-decay", "1000", NULL },
	{ "schedule", "cosine", NULL }, { "schedule", "one-cycle", NULL },
	{ "lr-decay", "0", NULL }, { "lr-decay", "1.02", NULL },
	{ "lr-start", "1", NULL }, { "lr-patience", "100000", NULL },
	{ "targets", "every", NULL }, { "targets", "last", NULL },
	{ "stateful", "true", NULL }, { "online", "true", NULL },
	{ "bptt", "0", NULL }, { "bptt", "25", NULL },
	{ "chunk", "288", NULL }, { "warm-up", "48", NULL },
	{ "epoch-steps", "0", NULL }, { "epoch-steps", "1000000", NULL },
	{ "batch-size", "65536", NULL },
	{ "epochs", "100000", NULL }, { "patience", "0", NULL },
	{ "clip-norm", "1", NULL }, { "clip-value", "0.5", NULL },
	{ "keep", "last", NULL }, { "keep", "best", NULL },
	{ "ensemble", "1", NULL }, { "ensemble", "64", NULL },
	{ "ensemble-by", "median", NULL }, { "ensemble-keep", "0", NULL },
	{ "seed", "0", NULL }, { "seed", "9223372036854775807", NULL },
};

static const struct rn_spec_field *field(const char *name)
{
	static struct rn_spec_field f;

	if (!rn_spec_find(name, &f))
		fail_msg("no field %s", name);
	return &f;
}

/* Every field that is not a text is written, and read back as the same. */
static void assert_round_trip(const struct rn_spec *spec)
{
	char buf[RN_SPEC_TEXT_MAX], again[RN_SPEC_TEXT_MAX];
	struct rn_spec other;
	struct rn_spec_field f;
	struct rn_error err;

	rn_spec_init(&other);
	for (int i = 0; rn_spec_field(i, &f); i++) {
		const char *text = rn_spec_text(spec, &f, buf);

		if (!text) {
			assert_true(f.kind == RN_SPEC_TEXT || f.kind == RN_SPEC_OPTION
			            || f.kind == RN_SPEC_SHARES
			            || strcmp(f.name, "min") == 0
			            || strcmp(f.name, "max") == 0
			            || f.kind == RN_SPEC_PARTS);
			continue;
		}
		assert_ok(rn_spec_set(&other, &f, text, &err), &err);
		assert_string_equal(rn_spec_text(&other, &f, again), text);
	}
	rn_spec_release(&other);
}

static void test_good(void **state)
{
	char buf[RN_SPEC_TEXT_MAX];
	struct rn_spec spec;
	struct rn_error err;

	(void)state;
	rn_spec_init(&spec);
	assert_round_trip(&spec);
	for (size_t i = 0; i < COUNT(good); i++) {
		const struct rn_spec_field *f = field(good[i].field);
		const char *as = good[i].written ? good[i].written : good[i].text;

		assert_ok(rn_spec_set(&spec, f, good[i].text, &err), &err);
		assert_string_equal(rn_spec_text(&spec, f, buf), as);
		assert_round_trip(&spec);
	}
	rn_spec_release(&spec);
}

/* Every field is in the table above. */
static void test_all_fields(void **state)
{
	struct rn_spec_field same;

	(void)state;
	for (const struct rn_spec_field *f = rn_spec_fields; f->name; f++) {
		bool found = false;

		for (size_t i = 0; i < COUNT(good); i++)
			found = found || strcmp(good[i].field, f->name) == 0;
		if (!found)
			print_error("%s\n", f->name);
		assert_true(found);
		assert_true(strlen(f->help) > 0 && strlen(f->group) > 0);
		assert_true((rn_spec_argument(f) == NULL)
		            == (f->kind == RN_SPEC_FLAG));
		assert_true(rn_spec_find(f->name, &same));
		assert_memory_equal(&same, f, sizeof(same));
	}
	assert_false(rn_spec_find("nonsense", &same));
	assert_false(rn_spec_find("", &same));
}

/* A text that an option takes, and one that it does not. */
static const char *sample(const struct rn_option *o, char buf[80])
{
	if (o->kind == RN_OPTION_FLAG)
		return "true";
	if (o->kind == RN_OPTION_WORD)
		return o->word[1];
	snprintf(buf, 80, "%.10g", o->max);
	return buf;
}

/* An option that sets another one, unless that is given. */
static void test_implied(void **state)
{
	char buf[RN_SPEC_TEXT_MAX];
	struct rn_spec spec;
	struct rn_error err;

	(void)state;
	rn_spec_init(&spec);
	assert_ok(rn_spec_set(&spec, field("cell"), "gru", &err), &err);
	assert_string_equal(rn_spec_text(&spec, field("layers"), buf), "50,200");
	assert_ok(rn_spec_set(&spec, field("cell"), "esn", &err), &err);
	assert_string_equal(rn_spec_text(&spec, field("layers"), buf), "200");
	assert_ok(rn_spec_set(&spec, field("layers"), "30,40", &err), &err);
	assert_string_equal(rn_spec_text(&spec, field("layers"), buf), "30,40");
	assert_ok(rn_spec_set(&spec, field("target-type"), "real", &err), &err);
	assert_string_equal(rn_spec_text(&spec, field("loss"), buf), "mse");
	assert_ok(rn_spec_set(&spec, field("target-type"), "categorical", &err),
	          &err);
	assert_string_equal(rn_spec_text(&spec, field("loss"), buf),
	                    "cross-entropy");
	assert_ok(rn_spec_set(&spec, field("arch"), "chain", &err), &err);
	assert_string_equal(rn_spec_text(&spec, field("window-norm"), buf),
	                    "none");
	assert_ok(rn_spec_set(&spec, field("arch"), "segment", &err), &err);
	assert_string_equal(rn_spec_text(&spec, field("window-norm"), buf),
	                    "last");
	rn_spec_release(&spec);
}

/* The options that cells declare: read, written, copied, and refused where
 * the cell is another one. */
static void test_cell_options(void **state)
{
	const struct rn_option *o;
	struct rn_error err;

	(void)state;
	for (int slot = 0; (o = rn_cell_option(slot)); slot++) {
		struct rn_spec_field f;
		struct rn_spec spec;
		char buf[80], again[RN_SPEC_TEXT_MAX];

		assert_true(slot < RN_MAX_OPTION);
		rn_spec_init(&spec);
		assert_true(rn_spec_find(o->name, &f));
		assert_int_equal(f.kind, RN_SPEC_OPTION);
		assert_true(strlen(f.help) > 0);
		assert_int_equal(rn_spec_is_flag(&f), o->kind == RN_OPTION_FLAG);
		assert_null(rn_spec_text(&spec, &f, again));
		assert_ok(rn_spec_set(&spec, &f, sample(o, buf), &err), &err);
		assert_string_equal(rn_spec_text(&spec, &f, again),
		                    sample(o, buf));
		assert_int_equal(rn_spec_set(&spec, &f, "-1", &err), RN_EUSAGE);
		assert_int_equal(rn_spec_set(&spec, &f, "", &err), RN_EUSAGE);
		assert_string_equal(rn_spec_text(&spec, &f, again),
		                    sample(o, buf));
		for (int i = 0; rn_cell_types[i]; i++) {
			spec.net.cell = rn_cell_types[i];
			if (rn_cell_takes(spec.net.cell, o->name))
				continue;
			assert_int_equal(rn_spec_check(&spec, &err), RN_EUSAGE);
			assert_non_null(strstr(err.msg, o->name));
			assert_non_null(strstr(err.msg, spec.net.cell->name));
		}
		rn_spec_release(&spec);
	}
}

/* What is refused, and what the message says about it. */
static const struct {
	const char *field, *text, *said;
} bad[] = {
	{ "input-size", "0", "1 to 100000" }, { "input-size", "100001", "1 to" },
	{ "input-size", "-1", "--input-size: \"-1\" is not a whole number" },
	{ "input-size", "5.0", "1 to" }, { "input-size", "", "1 to" },
	{ "input-size", "5 ", "1 to" }, { "input-size", " 5", "1 to" },
	{ "input-size", "+5", "1 to" }, { "input-size", "0x5", "1 to" },
	{ "input-size", "99999999999999999999999", "1 to 100000" },
	{ "horizon", "10001", "1 to 10000" }, { "lead", "0", "1 to 100000" },
	{ "batch-size", "65537", "1 to 65536" }, { "epochs", "0", "1 to" },
	{ "patience", "100001", "0 to 100000" },
	{ "dropout", "1", "0 to 0.99" }, { "dropout", "-0.1", "0 to 0.99" },
	{ "dropout", "nan", "0 to 0.99" }, { "dropout", "inf", "0 to 0.99" },
	{ "dropout", "0,5", "0 to 0.99" }, { "dropout", "", "0 to 0.99" },
	{ "learning-rate", "1e31", "0 to 1e+30" },
	{ "huber-delta", "0", "1e-09 to 1e+09" }, { "dof", "0.5", "1 to" },
	{ "chunk", "-1", "0 to 100000" }, { "warm-up", "100000", "0 to 99999" },
	{ "epoch-steps", "1000001", "0 to 1000000" },
	{ "momentum", "1", "0 to 0.9999" }, { "weight-decay", "-1", "0 to 1000" },
	{ "clip-norm", "x\x1b", "\"x\\x1b\" is not a number" },
	{ "val-size", "1.5", "a count of windows or a fraction" },
	{ "val-size", "-1", "a count" }, { "test-size", "1e16", "a count" },
	{ "train-size", "half", "a count" },
	{ "ensemble", "0", "1" }, { "ensemble", "65", "64" },
	{ "ensemble-by", "mode", "mean, median" }, { "ensemble-keep", "65", "64" },
	{ "seed", "-1", "2^63 - 1" }, { "seed", "9223372036854775808", "2^63" },
	{ "seed", "1.5", "2^63" }, { "seed", "", "2^63" },
	{ "no-header", "yes", "false or true" },
	{ "variational", "TRUE", "false or true" },
	{ "keep", "true", "best or last" }, { "scaler-rows", "", "train or all" },
	{ "cell", "lstn", "elman, lstm, cifg" }, { "cell", "", "elman" },
	{ "scaler", "max", "center-max, minmax, none, robust, standard" },
	{ "loss", "rmse",
	  "mse, mae, huber, logcosh, pinball, smape, mase, sum, gaussian, "
	  "student, quantiles, cross-entropy" },
	{ "quantile", "0", "0.01 to 0.99" },
	{ "quantiles", "", "2 to 16 ascending numbers from 0.001 to 0.999" },
	{ "quantiles", "0.5", "2 to 16" }, { "quantiles", "0.5,0.5", "ascending" },
	{ "quantiles", "0.9,0.1", "ascending" }, { "quantiles", "0,0.5", "0.001" },
	{ "quantiles", "0.1,1", "0.999" }, { "quantiles", "0.1,,0.2", "2 to" },
	{ "quantiles", "0.1,0.2,", "2 to" }, { "quantiles", "a,b", "2 to" },
	{ "quantiles", "0.1,nan", "2 to" },
	{ "quantiles", ".01,.02,.03,.04,.05,.06,.07,.08,.09,.1,.11,.12,.13,.14,"
	  ".15,.16,.17", "2 to 16" },
	{ "loss-sum", "", "1 to 4 of mse, mae, huber, logcosh, pinball" },
	{ "loss-sum", "mae,", "1 to 4" }, { "loss-sum", "mae:", "1 to 4" },
	{ "loss-sum", "mae:0", "1 to 4" }, { "loss-sum", "mae:-1", "1 to 4" },
	{ "loss-sum", "mae:1:2", "1 to 4" }, { "loss-sum", ":1", "1 to 4" },
	{ "loss-sum", "sum", "1 to 4" }, { "loss-sum", "gaussian", "1 to 4" },
	{ "loss-sum", "mae:1e7", "1 to 4" }, { "loss-sum", "ma", "1 to 4" },
	{ "loss-sum", "mae,mae,mae,mae,mae", "1 to 4" },
	{ "init", "zero", "keras, " },
	{ "optimizer", "adamax", "adam, adamw, nesterov, rmsprop, sgd" },
	{ "schedule", "linear",
	  "constant, cosine, decay, one-cycle, plateau, step" },
	{ "lr-decay", "1001", "0 to 1000" }, { "lr-start", "0", "1 to 100000" },
	{ "lr-patience", "0", "1 to 100000" },
	{ "arch", "loop", "chain, seq2seq, segment" },
	{ "segment", "4097", "0 to 4096" },
	{ "decoder-context", "both", "init or every" },
	{ "attention", "", "none, additive, general, dot" },
	{ "teacher-forcing", "1.1", "0 to 1" },
	{ "layers", "", "1 to 16 widths from 1 to 4096" },
	{ "layers", "0", "1 to 16" }, { "layers", "4097", "1 to 4096" },
	{ "layers", "5,", "1 to 16" }, { "layers", ",5", "1 to 16" },
	{ "layers", "5;5", "1 to 16" }, { "layers", "5 5", "1 to 16" },
	{ "layers", "1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17", "1 to 16" },
	{ "season", "0", "auto, none" }, { "season", "1,2,3,4,5", "auto, none" },
	{ "season", "1000001", "auto, none" }, { "season", "AUTO", "auto" },
	{ "lags", "0", "up to 32 different step counts" },
	{ "lags", "7,7", "auto, none" }, { "lags", "", "auto, none" },
	{ "lags", "1000001", "auto, none" },
	{ "lags", "1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,"
	  "24,25,26,27,28,29,30,31,32,33", "up to 32" },
	{ "diffs", "1001", "0 to 1000" }, { "first-target", "-1", "0 to" },
	{ "window-norm", "max", "none, last, mean, mean-scale" },
	{ "base", "drift", "none, last, seasonal, ridge" },
	{ "ridge-size", "2048", "0 to 2047" },
	{ "season", "7,12,7", "auto, none" }, { "rows", "0:0", "A:B" },
	{ "rows", "5", "A:B" }, { "rows", "5:5", "A:B" }, { "rows", "6:5", "A:B" },
	{ "rows", "1:2:3", "A:B" }, { "rows", "-1:2", "A:B" },
	{ "rows", "0:9223372036854775808", "A:B" }, { "rows", "", "A:B" },
};

/* Names may come in any order in a message. */
static void assert_says(const char *msg, const char *said)
{
	char copy[200], *name, *rest = copy;

	if (!strstr(said, ", ")) {
		assert_contains(msg, said);
		return;
	}
	snprintf(copy, sizeof(copy), "%s",
	         strncmp(said, "one of ", 7) == 0 ? said + 7 : said);
	while ((name = strtok_r(rest, ", ", &rest)))
		assert_contains(msg, name);
}

static void test_bad(void **state)
{
	char before[RN_SPEC_TEXT_MAX], after[RN_SPEC_TEXT_MAX];
	struct rn_spec spec;
	struct rn_error err;

	(void)state;
	rn_spec_init(&spec);
	assert_ok(rn_spec_set(&spec, field("quantiles"), "0.1,0.9", &err), &err);
	assert_ok(rn_spec_set(&spec, field("loss-sum"), "mse:2", &err), &err);
	for (size_t i = 0; i < COUNT(bad); i++) {
		const struct rn_spec_field *f = field(bad[i].field);
		char option[40];

		snprintf(option, sizeof(option), "--%s: \"", bad[i].field);
		snprintf(before, sizeof(before), "%s", rn_spec_text(&spec, f, after));
		if (rn_spec_set(&spec, f, bad[i].text, &err) != RN_EUSAGE)
			fail_msg("--%s took \"%s\"", bad[i].field, bad[i].text);
		assert_contains(err.msg, option);
		assert_says(err.msg, bad[i].said);
		/* What was there stays. */
		assert_string_equal(rn_spec_text(&spec, f, after), before);
	}
	rn_spec_release(&spec);
}

static void test_contradictions(void **state)
{
	static const struct {
		struct { const char *field, *text; } set[3];
		const char *said; /* NULL: they go together */
	} cases[] = {
		{ { { NULL, NULL } }, NULL },
		{ { { "momentum", "0.9" } }, "--momentum" },
		{ { { "momentum", "0.9" }, { "optimizer", "sgd" } }, NULL },
		{ { { "momentum", "0.8" }, { "optimizer", "nesterov" } }, NULL },
		{ { { "momentum", "0.8" }, { "optimizer", "adam" } },
		  "sgd and nesterov, not adam" },
		{ { { "warm-up", "5" } }, "--warm-up belongs to --chunk" },
		{ { { "warm-up", "5" }, { "chunk", "6" } }, NULL },
		{ { { "warm-up", "6" }, { "chunk", "6" } }, "leaves nothing" },
		{ { { "epoch-steps", "6" }, { "chunk", "6" } }, NULL },
		{ { { "chunk", "6" }, { "bptt", "6" } }, "--bptt belongs to" },
		{ { { "chunk", "6" }, { "stateful", "true" } }, "--chunk draws" },
		{ { { "chunk", "6" }, { "cell", "esn" } }, "--cell esn goes" },
		{ { { "chunk", "6" }, { "bidirectional", "true" } },
		  "--chunk carries a state" },
		{ { { "epoch-steps", "6" }, { "stateful", "true" } },
		  "--epoch-steps draws" },
		{ { { "epoch-steps", "6" }, { "cell", "esn" } }, "--cell esn goes" },
		{ { { "lr-decay", "2" } }, "--lr-decay belongs to" },
		{ { { "lr-decay", "2" }, { "schedule", "plateau" } }, NULL },
		{ { { "lr-decay", "0.5" }, { "schedule", "step" } }, "0.5 would" },
		{ { { "lr-start", "2" }, { "schedule", "plateau" } },
		  "--lr-start belongs to --schedule decay and step, not plateau" },
		{ { { "lr-start", "2" }, { "schedule", "decay" } }, NULL },
		{ { { "lr-patience", "2" }, { "schedule", "step" } },
		  "--lr-patience" },
		{ { { "lr-patience", "2" }, { "schedule", "plateau" },
		    { "patience", "3" } }, NULL },
		{ { { "schedule", "plateau" }, { "patience", "5" } },
		  "before --lr-patience 5" },
		{ { { "schedule", "plateau" }, { "val-size", "0" } },
		  "--schedule plateau needs validation" },
		{ { { "huber-delta", "2" } }, "--huber-delta" },
		{ { { "huber-delta", "2" }, { "loss", "huber" } }, NULL },
		{ { { "dof", "3" } }, "--dof" },
		{ { { "dof", "3" }, { "loss", "student" } }, NULL },
		{ { { "target-type", "categorical" }, { "arch", "seq2seq" } },
		  "--arch seq2seq feeds" },
		{ { { "quantile", "0.1" } }, "--quantile belongs to --loss pinball" },
		{ { { "quantile", "0.1" }, { "loss", "pinball" } }, NULL },
		{ { { "quantiles", "0.1,0.5" } },
		  "--quantiles belongs to --loss quantiles, not mse" },
		{ { { "quantiles", "0.1,0.5" }, { "loss", "quantiles" } }, NULL },
		{ { { "loss", "quantiles" } }, NULL },
		{ { { "loss-sum", "mse,mae" } },
		  "--loss-sum belongs to --loss sum, not mse" },
		{ { { "loss-sum", "mse,mae" }, { "loss", "sum" } }, NULL },
		{ { { "loss", "sum" } }, "there are none" },
		{ { { "loss-sum", "mse,huber" }, { "loss", "sum" },
		    { "huber-delta", "2" } }, NULL },
		{ { { "loss-sum", "mse,mae" }, { "loss", "sum" },
		    { "huber-delta", "2" } },
		  "--huber-delta belongs to --loss huber, not sum" },
		{ { { "loss", "cross-entropy" } }, "symbols" },
		{ { { "target-type", "categorical" } }, NULL },
		{ { { "target-type", "categorical" }, { "loss", "mse" } },
		  "--loss mse is for a target of numbers" },
		{ { { "target-type", "categorical" }, { "freq", "1h" } },
		  "--freq makes means" },
		{ { { "target-type", "categorical" },
		    { "missing", "interpolate" } }, "--missing interpolate" },
		{ { { "target-type", "categorical" }, { "missing", "ffill" } },
		  NULL },
		{ { { "target-type", "categorical" }, { "embedding", "8" } }, NULL },
		{ { { "embedding", "8" } }, "--embedding" },
		{ { { "lags", "1,7" } }, NULL },
		{ { { "lags", "1,7" }, { "lead", "2" } },
		  "--lags: 1 rows before the row that is forecast" },
		{ { { "lags", "2" }, { "lead", "2" }, { "diffs", "3" } }, NULL },
		{ { { "lags", "auto" }, { "lead", "2" } }, NULL },
		{ { { "base", "ridge" }, { "window-norm", "mean" },
		    { "lags", "auto" } }, NULL },
		{ { { "ridge-size", "9" } }, "--ridge-size belongs to --base ridge" },
		{ { { "ridge-size", "9" }, { "base", "last" } }, "not last" },
		{ { { "ridge-size", "9" }, { "base", "ridge" } }, NULL },
		{ { { "base", "last" }, { "targets", "every" } }, NULL },
		{ { { "base", "last" }, { "stateful", "true" } }, NULL },
		{ { { "base", "last" }, { "cell", "esn" } },
		  "--cell esn begins with the first row" },
		{ { { "diffs", "1" }, { "cell", "esn" } }, "--cell esn begins" },
		{ { { "lags", "auto" }, { "cell", "esn" } }, "--cell esn begins" },
		{ { { "lags", "4" }, { "cell", "elman" }, { "online", "true" } },
		  "--online begins with the first row" },
		{ { { "window-norm", "last" }, { "stateful", "true" } },
		  "--window-norm last is of windows" },
		{ { { "window-norm", "mean" }, { "chunk", "6" } }, "is of windows" },
		{ { { "window-norm", "mean" }, { "cell", "esn" } },
		  "is of windows" },
		{ { { "window-norm", "mean" }, { "targets", "every" } },
		  "would show the end" },
		{ { { "base", "last" }, { "arch", "seq2seq" },
		    { "teacher-forcing", "1" } },
		  "--teacher-forcing feeds the decoder" },
		{ { { "base", "last" }, { "arch", "seq2seq" } }, NULL },
		{ { { "base", "last" }, { "target-type", "categorical" } },
		  "are of numbers" },
		{ { { "lags", "2" }, { "target-type", "categorical" } },
		  "are of numbers" },
		{ { { "diffs", "2" }, { "target-type", "categorical" } },
		  "are of numbers" },
		{ { { "window-norm", "last" }, { "target-type", "categorical" } },
		  "are of numbers" },
		{ { { "linear-skip", "true" }, { "target-type", "categorical" } },
		  "--linear-skip" },
		{ { { "patience", "3" }, { "val-size", "0" } }, "--patience" },
		{ { { "patience", "3" } }, NULL },
		{ { { "attention", "dot" } }, "--attention belongs to --arch" },
		{ { { "decoder-context", "every" } }, "--decoder-context belongs" },
		{ { { "teacher-forcing", "1" } }, "--teacher-forcing belongs" },
		{ { { "arch", "seq2seq" }, { "attention", "dot" },
		    { "teacher-forcing", "1" } }, NULL },
		{ { { "segment", "5" } }, "--segment belongs to --arch segment" },
		{ { { "arch", "segment" }, { "layers", "8" } }, "--segment" },
		{ { { "arch", "segment" }, { "segment", "5" } }, "--layers" },
		{ { { "arch", "segment" }, { "segment", "5" }, { "layers", "8" } },
		  NULL },
		{ { { "arch", "segment" }, { "segment", "2" }, { "layers", "8" } },
		  "--input-size 5 is not made of whole" },
		{ { { "arch", "none" } }, "--arch none forecasts nothing" },
		{ { { "arch", "none" }, { "base", "last" } }, NULL },
		{ { { "arch", "none" }, { "linear-skip", "true" } }, NULL },
		{ { { "arch", "none" }, { "window-norm", "mean" } }, NULL },
		{ { { "arch", "segment" }, { "target-type", "categorical" } },
		  "--arch segment reads numbers" },
		{ { { "arch", "seq2seq" }, { "bidirectional", "true" } },
		  "--bidirectional" },
		{ { { "arch", "seq2seq" }, { "dilations", "1,2" } },
		  "--dilations" },
		{ { { "arch", "seq2seq" }, { "dilations", "1" } }, NULL },
		{ { { "arch", "seq2seq" }, { "norm", "batch" } }, "--norm batch" },
		{ { { "arch", "seq2seq" }, { "norm", "layer" } }, NULL },
		{ { { "arch", "seq2seq" }, { "cell", "esn" } }, "--cell" },
		{ { { "variational", "true" }, { "dropout", "0" } },
		  "--variational" },
		{ { { "variational", "true" } }, NULL },
		{ { { "val-size", "0.5" }, { "test-size", "0.5" } },
		  "nothing to train" },
		{ { { "val-size", "0.5" }, { "test-size", "0.4" } }, NULL },
		{ { { "val-size", "0.5" }, { "test-size", "50" } }, NULL },
		{ { { "val-size", "0.5" }, { "test-size", "0.5" },
		    { "train-size", "5" } }, NULL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct rn_spec spec;
		struct rn_error err;

		rn_spec_init(&spec);
		for (int k = 0; k < 3 && cases[i].set[k].field; k++)
			assert_ok(rn_spec_set(&spec, field(cases[i].set[k].field),
			                      cases[i].set[k].text, &err), &err);
		if (cases[i].said) {
			assert_int_equal(rn_spec_check(&spec, &err), RN_EUSAGE);
			assert_contains(err.msg, cases[i].said);
		} else {
			assert_ok(rn_spec_check(&spec, &err), &err);
		}
		rn_spec_release(&spec);
	}
}

/* The source chapter's recipe. */
static void test_presets(void **state)
{
	const struct rn_preset *classic = rn_named_find(
		(const void *const *)rn_presets, "classic");
	struct rn_spec spec;
	struct rn_error err;

	(void)state;
	rn_spec_init(&spec);
	assert_non_null(classic);
	assert_ok(rn_preset_apply(classic, &spec, &err), &err);
	assert_ok(rn_spec_check(&spec, &err), &err);
	assert_int_equal(spec.shape.n_in, 5);
	assert_int_equal(spec.shape.lead, 2);
	assert_int_equal(spec.shape.n_out, 1);
	assert_true(spec.split.size[RN_TRAIN] == 11960
	            && spec.split.size[RN_VALID] == 1040
	            && spec.split.size[RN_TEST] == 1000 && spec.split.shrink);
	assert_ptr_equal(spec.net.cell, &rn_cell_lstm);
	assert_int_equal(spec.net.n_rnn, 2);
	assert_int_equal(spec.net.width[0], 50);
	assert_int_equal(spec.net.width[1], 200);
	assert_true(spec.net.dropout == 0.2 && !spec.net.variational);
	assert_ptr_equal(spec.net.init, &rn_init_keras);
	assert_ptr_equal(spec.scaler, &rn_scaler_center_max);
	assert_true(spec.scale_all && spec.train.keep_last);
	assert_ptr_equal(spec.train.optim, &rn_optim_rmsprop);
	assert_ptr_equal(spec.train.loss, &rn_loss_mse);
	assert_true(spec.train.rate == 0.001);
	assert_int_equal(spec.train.batch_size, 512);
	assert_int_equal(spec.train.epochs, 10);
	rn_spec_release(&spec);
	/* Every preset can be applied and is without contradiction. */
	for (int i = 0; rn_presets[i]; i++) {
		rn_spec_init(&spec);
		assert_ok(rn_preset_apply(rn_presets[i], &spec, &err), &err);
		assert_ok(rn_spec_check(&spec, &err), &err);
		assert_round_trip(&spec);
		rn_spec_release(&spec);
	}
}

/* A copy is the same and has texts of its own. */
static void test_copy(void **state)
{
	char a[RN_SPEC_TEXT_MAX], b[RN_SPEC_TEXT_MAX];
	struct rn_spec_field f;
	struct rn_spec spec, copy;
	struct rn_error err;

	(void)state;
	rn_spec_init(&spec);
	for (size_t i = 0; i < COUNT(good); i += 2)
		assert_ok(rn_spec_set(&spec, field(good[i].field), good[i].text,
		                      &err), &err);
	assert_ok(rn_spec_copy(&copy, &spec, &err), &err);
	for (int i = 0; rn_spec_field(i, &f); i++) {
		const char *text = rn_spec_text(&spec, &f, a);

		if (text)
			assert_string_equal(rn_spec_text(&copy, &f, b), text);
		else
			assert_null(rn_spec_text(&copy, &f, b));
	}
	assert_true(!copy.time_col || copy.time_col != spec.time_col);
	rn_spec_release(&spec);
	rn_spec_release(&spec);
	assert_string_equal(copy.target_col, "a,\u00e4 b");
	rn_spec_release(&copy);
}

static void test_named(void **state)
{
	const void *const *cells = (const void *const *)rn_cell_types;
	char buf[64], tiny[6];

	(void)state;
	assert_ptr_equal(rn_named_find(cells, "gru"), &rn_cell_gru);
	assert_null(rn_named_find(cells, "GRU"));
	rn_named_list(cells, buf, sizeof(buf));
	assert_contains(buf, "gru");
	assert_contains(buf, ", ");
	rn_named_list(cells, tiny, sizeof(tiny));
	assert_int_equal(strlen(tiny), 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good),
		cmocka_unit_test(test_all_fields),
		cmocka_unit_test(test_implied),
		cmocka_unit_test(test_cell_options),
		cmocka_unit_test(test_bad),
		cmocka_unit_test(test_contradictions),
		cmocka_unit_test(test_presets),
		cmocka_unit_test(test_copy),
		cmocka_unit_test(test_named),
	};

	return cmocka_run_group_tests_name("spec", tests, NULL, NULL);
}

/*
 * test_vocabulary.c - symbols, by themselves and as the targets of a panel.
 */
#include "data/vocabulary.h"

#include "help.h"
#include "scratch.h"

static void test_numbers(void **state)
{
	static const char *const texts[] = { "b", "a", " ", "\xc3\xa4", "10" };
	struct rn_vocabulary v = RN_VOCABULARY_INIT, copy;
	struct rn_error err;

	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++) {
		assert_int_equal(rn_vocabulary_find(&v, texts[i]), -1);
		assert_ok(rn_vocabulary_add(&v, texts[i], &err), &err);
	}
	assert_ok(rn_vocabulary_copy(&copy, &v, &err), &err);
	rn_vocabulary_release(&v);
	rn_vocabulary_release(&v);
	assert_int_equal(copy.n, COUNT(texts));
	for (size_t i = 0; i < COUNT(texts); i++) {
		assert_int_equal(rn_vocabulary_find(&copy, texts[i]), i);
		assert_string_equal(rn_vocabulary_text(&copy, (double)i), texts[i]);
	}
	assert_int_equal(rn_vocabulary_find(&copy, "1"), -1);
	rn_vocabulary_release(&copy);
}

static void test_faults(void **state)
{
	char text[RN_MAX_SYMBOL_LEN + 2];

	(void)state;
	memset(text, 'x', sizeof(text));
	text[RN_MAX_SYMBOL_LEN + 1] = '\0';
	assert_string_equal(rn_symbol_fault(text), "longer than 255 bytes");
	text[RN_MAX_SYMBOL_LEN] = '\0';
	assert_null(rn_symbol_fault(text));
	assert_null(rn_symbol_fault(" "));
	assert_string_equal(rn_symbol_fault(""), "empty");
	assert_non_null(rn_symbol_fault("a\x1b"));
	assert_non_null(rn_symbol_fault("\t"));
}

/* Many, in an order that a plain tree would not like. */
static void test_many(void **state)
{
	struct rn_vocabulary v = RN_VOCABULARY_INIT;
	struct rn_error err;
	char text[16];

	(void)state;
	for (int i = 0; i < RN_MAX_SYMBOL; i++) {
		snprintf(text, sizeof(text), "%05d", i);
		assert_ok(rn_vocabulary_add(&v, text, &err), &err);
	}
	for (int i = 0; i < RN_MAX_SYMBOL; i += 97) {
		snprintf(text, sizeof(text), "%05d", i);
		assert_int_equal(rn_vocabulary_find(&v, text), i);
	}
	rn_vocabulary_release(&v);
}

struct good {
	const char *text;
	struct rn_panel_opts opts;
	const char *series;  /* "name: classes; ..." */
	const char *symbols; /* one after the other, "|" between */
};

#define SYMBOLS .is_categorical = true

static const struct good goods[] = {
	{ "s\na\nb\na\nc\n", { SYMBOLS }, "s: 0 1 0 2", "a|b|c" },
	{ "ds,s\n1,a\n2,b\n3,a\n", { SYMBOLS }, "s: 0 1 0", "a|b" },
	{ "ds,s\n2024-01-01,1\n2024-01-02,0\n2024-01-03,1\n", { SYMBOLS },
	  "s: 0 1 0", "1|0" },
	{ "n,y\n1,x\n2,7\n3,2024-01-01\n", { SYMBOLS }, "y: 0 1 2",
	  "x|7|2024-01-01" },
	/* Blanks count where they are quoted. */
	{ "s\na\n\" \"\n a \n\" a\"\n", { SYMBOLS }, "s: 0 1 0 2", "a| | a" },
	{ "s\n\",\"\n\"\"\"\"\n.\n", { SYMBOLS }, "s: 0 1 2", ",|\"|." },
	{ "a\nb\na\n", { SYMBOLS, .no_header = true }, "1: 0 1 0", "a|b" },
	/* Series share the symbols, by rows first. */
	{ "p,q,n\na,b,1\nc,a,2\nb,b,3\n", { SYMBOLS, .target_col = "p,q" },
	  "p: 0 2 1; q: 1 0 1", "a|b|c" },
	{ "p,q,n\na,b,1\nc,a,2\nb,b,3\n", { SYMBOLS, .target_col = "all" },
	  "p: 0 2 1; q: 1 0 1", "a|b|c" },
	{ "k,s\nu,a\nv,b\nu,b\nv,c\nu,a\nv,a\n",
	  { SYMBOLS, .target_col = "s", .id_col = "k" },
	  "u: 0 1 0; v: 1 2 0", "a|b|c" },
	{ "s,t\na,1\nb,2\na,3\n", { SYMBOLS, .past_cols = "t" }, "s: 0 1 0",
	  "a|b" },
	{ "s\nz\na\nb\na\n", { SYMBOLS, .row_from = 1, .row_to = 4 },
	  "s: 0 1 0", "a|b" },
	{ "s,t\na,1\n,2\nb,3\nNA,4\n?,5\na,6\n",
	  { SYMBOLS, .missing = &rn_missing_ffill, .na = "?" },
	  "s: 0 0 1 1 1 0", "a|b" },
	{ "s,t\na,1\n,2\nb,3\na,4\n", { SYMBOLS, .missing = &rn_missing_drop },
	  "s: 0 1 0", "a|b" },
};

static void describe(char *buf, size_t size, const struct rn_panel *panel)
{
	size_t n = 0;

	for (int i = 0; i < panel->n_series; i++) {
		const struct rn_series *s = &panel->series[i];

		n += (size_t)snprintf(buf + n, size - n, "%s%s:", i ? "; " : "",
		                      s->name);
		for (size_t k = 0; k < s->n_row; k++)
			n += (size_t)snprintf(buf + n, size - n, " %g", s->x[k]);
	}
}

static void test_good(void **state)
{
	for (size_t i = 0; i < COUNT(goods); i++) {
		struct rn_panel panel;
		struct rn_error err;
		char text[200];
		size_t n = 0;

		if (rn_panel_load(&panel, scratch_text(state, goods[i].text),
		                  &goods[i].opts, &err))
			fail_msg("%zu: %s", i, err.msg);
		describe(text, sizeof(text), &panel);
		assert_string_equal(text, goods[i].series);
		for (int k = 0; k < panel.vocabulary.n; k++)
			n += (size_t)snprintf(text + n, sizeof(text) - n, "%s%s",
			                      k ? "|" : "",
			                      panel.vocabulary.symbol[k]->text);
		assert_string_equal(text, goods[i].symbols);
		rn_panel_release(&panel);
	}
}

struct bad {
	const char *text;
	struct rn_panel_opts opts;
	const char *said, *hint;
};

static const struct bad bads[] = {
	{ "s\na\n\"\"\nb\n", { SYMBOLS }, ":3: column 1 (\"s\"): missing value",
	  "--missing" },
	{ "s\na\nnull\nNA\n", { SYMBOLS },
	  ":3: column 1 (\"s\"): missing value, the first of 2", "--missing" },
	{ "s\na\n\"b\tc\"\nb\n", { SYMBOLS },
	  ":3: column 1 (\"s\"): symbol \"b\\x09c\" is not free of control", "" },
	{ "s,t\na,b\nb,a\na,c\n", { SYMBOLS },
	  ": several columns of text, and none is called y, target or value: "
	  "\"s\", \"t\"", "--target-col" },
	{ "ds,s\n1,\n2,\n3,\n", { SYMBOLS }, ": no column to forecast", "" },
	{ "s\na\nb\nc\n", { 0 }, ": no numeric column to forecast",
	  "--target-type categorical" },
	{ "y\na\nb\nc\n", { 0 }, ":2: column 1 (\"y\"): \"a\" is not a number",
	  "--target-type categorical" },
	{ "s,t\na,1\nb,x\nc,2\n", { SYMBOLS, .past_cols = "t" },
	  ":3: column 2 (\"t\"): \"x\" is not a number", "correct it" },
};

static void test_bad(void **state)
{
	for (size_t i = 0; i < COUNT(bads); i++) {
		struct rn_panel panel;
		struct rn_error err;

		assert_int_equal(rn_panel_load(&panel,
		                               scratch_text(state, bads[i].text),
		                               &bads[i].opts, &err), RN_EDATA);
		assert_contains(err.msg, bads[i].said);
		assert_contains(err.hint, bads[i].hint);
		assert_int_equal(panel.vocabulary.n, 0);
		rn_panel_release(&panel);
	}
}

/* A file for a model has the model's numbers, and no other symbols. */
static void test_known(void **state)
{
	struct rn_panel first, panel;
	struct rn_panel_opts opts = { SYMBOLS };
	struct rn_error err;
	char text[80];

	assert_ok(rn_panel_load(&first, scratch_text(state, "s\na\nb\nc\n"),
	                        &opts, &err), &err);
	opts.known = &first.columns;
	opts.symbols = &first.vocabulary;
	assert_ok(rn_panel_load(&panel, scratch_text(state, "s\nc\na\nc\n"),
	                        &opts, &err), &err);
	describe(text, sizeof(text), &panel);
	assert_string_equal(text, "s: 2 0 2");
	assert_int_equal(panel.vocabulary.n, 3);
	rn_panel_release(&panel);
	assert_int_equal(rn_panel_load(&panel,
	                               scratch_text(state, "s\nc\nd\nc\n"),
	                               &opts, &err), RN_EDATA);
	assert_contains(err.msg, ":3: column 1 (\"s\"): symbol \"d\" is not known "
	                "to the model");
	assert_contains(err.hint, "train again");
	rn_panel_release(&first);
}

static void test_too_many(void **state)
{
	struct rn_panel_opts opts = { SYMBOLS };
	struct rn_panel panel;
	struct rn_error err;
	char *text = must(malloc((RN_MAX_SYMBOL + 2) * 8));
	size_t n = (size_t)sprintf(text, "s\n");

	for (int i = 0; i <= RN_MAX_SYMBOL; i++)
		n += (size_t)sprintf(text + n, "x%d\n", i);
	assert_int_equal(rn_panel_load(&panel, scratch_text(state, text), &opts,
	                               &err), RN_EDATA);
	assert_contains(err.msg, ":65537: column 1 (\"s\"): more than 65535 "
	                "symbols");
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_faults),
		cmocka_unit_test(test_many),
		cmocka_unit_test(test_good),
		cmocka_unit_test(test_bad),
		cmocka_unit_test(test_known),
		cmocka_unit_test(test_too_many),
	};

	return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}

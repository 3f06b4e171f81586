/*
 * test_panel.c - which columns are read, what from, and what is refused.
 */
#include "data/panel.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <cmocka.h>

#include "scratch.h"

struct good {
	const char *text;
	struct rn_panel_opts opts;
	const char *series; /* "name: values; name: values" */
	const char *first, *step;
	const char *time;   /* NULL: row numbers */
};

static const struct good goods[] = {
	{ "value\n1\n2\n3\n", { 0 }, "value: 1 2 3", "0", "1", NULL },
	{ "a\n1\n2\n3\n", { 0 }, "a: 1 2 3", "0", "1", NULL },
	/* A lone numeric column is the target, whatever it is called. */
	{ "time\n1\n2\n4\n", { 0 }, "time: 1 2 4", "0", "1", NULL },
	{ "time,a\n1,5\n2,6\n3,7\n", { 0 }, "a: 5 6 7", "1", "1", "time" },
	{ ",a\n10,5\n20,6\n30,7\n", { 0 }, "a: 5 6 7", "10", "10", "" },
	{ ",a\n0,x\n1,y\n2,z\n", { 0 }, ": 0 1 2", "0", "1", NULL },
	{ ",y\n0.5,5\n1.5,6\n2.5,7\n", { 0 }, "y: 5 6 7", "0", "1", NULL },
	{ "NA\n1\n2\n3\n", { 0 }, "NA: 1 2 3", "0", "1", NULL },
	{ "k,y\n1,5\n3,6\n4,7\n", { 0 }, "y: 5 6 7", "0", "1", NULL },
	{ "when,y\n2024-01,5\n2024-02,6\n2024-03,7\n", { 0 }, "y: 5 6 7",
	  "2024-01", "1 month", "when" },
	{ "a,date,b\nx,2024-01-01,1\ny,2024-01-02,2\nz,2024-01-03,3\n", { 0 },
	  "b: 1 2 3", "2024-01-01", "1d", "date" },
	/* ds is tried before date, y before value. */
	{ "date,ds,value,y\n1,2024-01-01,1,4\n1,2024-01-02,2,5\n"
	  "1,2024-01-03,3,6\n", { 0 }, "y: 4 5 6", "2024-01-01", "1d", "ds" },
	{ "date,ds,y\n2024-01-01,1,4\n2024-01-02,2,5\n2024-01-03,3,6\n",
	  { .time_col = "date" }, "y: 4 5 6", "2024-01-01", "1d", "date" },
	{ "date,y\nx,1\ny,2\nz,3\n", { .time_col = "none" }, "y: 1 2 3", "0",
	  "1", NULL },
	{ "ds,a,b\n1,2,3\n2,4,5\n3,6,7\n", { .target_col = "b" }, "b: 3 5 7",
	  "1", "1", "ds" },
	{ "ds,a,b\n1,2,3\n2,4,5\n3,6,7\n", { .target_col = "b,a" },
	  "b: 3 5 7; a: 2 4 6", "1", "1", "ds" },
	{ "ds,a,t,b\n1,2,x,3\n2,4,y,5\n3,6,z,7\n", { .target_col = "all" },
	  "a: 2 4 6; b: 3 5 7", "1", "1", "ds" },
	{ "ds,\"a,b\"\n1,2\n2,4\n3,6\n", { .target_col = "a,b" },
	  "a,b: 2 4 6", "1", "1", "ds" },
	/* What no name is needed for may do without. */
	{ "ds,a,\n1,2,\n2,4,\n3,6,\n", { .target_col = "a" }, "a: 2 4 6", "1",
	  "1", "ds" },
	{ "1\n2\n3\n", { .no_header = true }, "1: 1 2 3", "0", "1", NULL },
	{ "2024-01-01,1\n2024-01-02,2\n2024-01-03,3\n", { .no_header = true },
	  "2: 1 2 3", "2024-01-01", "1d", "1" },
	{ "7,1\n8,2\n9,3\n", { .no_header = true, .time_col = "1" },
	  "2: 1 2 3", "7", "1", "1" },
	{ "y\n1\n2\n3\n4\n5\n", { .row_from = 1, .row_to = 4 }, "y: 2 3 4", "1",
	  "1", NULL },
	{ "ds,y\n0,NA\n1,2\n2,3\n3,4\n9,5\n", { .row_from = 1, .row_to = 4 },
	  "y: 2 3 4", "1", "1", "ds" },
	{ "y\n1\n", { .min_rows = 1 }, "y: 1", "0", "1", NULL },
	{ "a,b\n1,\n2,x\n3,y\n", { 0 }, "a: 1 2 3", "0", "1", NULL },
	{ "a,b\n1,\n2,\n3,\n", { 0 }, "a: 1 2 3", "0", "1", NULL },
	{ "date,value\n\"2024-01-01\",\"1\"\n\"2024-01-02\",\"-2.5e1\"\n"
	  "2024-01-03,3\n", { 0 }, "value: 1 -25 3", "2024-01-01", "1d", "date" },
};

static void describe(char *buf, size_t size, const struct rn_panel *panel)
{
	size_t n = 0;

	buf[0] = '\0';
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
	for (size_t i = 0; i < sizeof(goods) / sizeof(goods[0]); i++) {
		const struct good *g = &goods[i];
		struct rn_panel panel;
		struct rn_error err;
		char text[200];

		if (rn_panel_load(&panel, scratch_text(state, g->text), &g->opts,
		                  &err))
			fail_msg("%zu: %s", i, err.msg);
		describe(text, sizeof(text), &panel);
		assert_string_equal(text, g->series);
		assert_string_equal(rn_axis_text(text, &panel.series[0].axis, 0),
		                    g->first);
		assert_string_equal(rn_axis_step_text(text, &panel.series[0].axis),
		                    g->step);
		assert_int_equal(panel.columns.role[RN_TARGET].n, panel.n_series);
		assert_int_equal(panel.columns.has_header, !g->opts.no_header);
		assert_int_equal(!panel.columns.time, !g->time);
		assert_int_equal(panel.columns.time_at >= 0, g->time != NULL);
		if (g->time)
			assert_string_equal(panel.columns.time, g->time);
		rn_panel_release(&panel);
		rn_panel_release(&panel);
	}
}

struct bad {
	const char *text;
	struct rn_panel_opts opts;
	const char *said, *hint;
};

static const struct bad bads[] = {
	{ "y\n", { 0 }, ": no data rows, at least 3 are needed", "" },
	{ "y\n1\n2\n", { 0 }, ": 2 data rows, at least 3 are needed", "" },
	{ "y\n1\n2\n3\n4\n", { .row_from = 2 },
	  ": --rows leaves 2 of 4 data rows, at least 3", "" },
	{ "1\n2\n3\n", { 0 }, ":1: no header: the first row is all data",
	  "add a header, or give --no-header" },
	{ "2024-01-01,NA,3\n", { 0 }, ":1: no header", "add a header" },
	{ "y,a,y\n1,2,3\n", { 0 }, ":1: column 3 (\"y\"): same name as column 1",
	  "" },
	{ "a,b,b,a\n1,2,3,4\n", { 0 },
	  ":1: column 3 (\"b\"): same name as column 2", "" },
	{ "b,a,a,b\n1,2,3,4\n", { 0 },
	  ":1: column 3 (\"a\"): same name as column 2", "" },
	{ "y,\n1,2\n", { 0 }, ":1: column 2: the column has no name",
	  "name it, or choose another with --target-col" },
	{ "y,\n1,2\n", { .target_col = "all" }, ":1: column 2: the column has no",
	  "name it" },
	{ "a,\"b\nc\"\n1,2\n", { 0 }, ":1: column 2 (\"b\\x0ac\"): line break",
	  "" },
	{ "a,b\x01\n1,2\n", { 0 }, ":1: column 2 (\"b\\x01\"): control", "" },
	{ "ds,y\n1,2\n2,12abc\n", { 0 },
	  ":3: column 2 (\"y\"): \"12abc\" is not a number", "correct it" },
	{ "ds,y\n1,2\n2,\n", { 0 }, ":3: column 2 (\"y\"): missing value",
	  "fill it in, or say how with --missing" },
	{ "ds,y\n1,2\n2,1e999\n", { 0 },
	  ":3: column 2 (\"y\"): \"1e999\" is out of range", "correct it" },
	{ "ds,y\n1,2\n2,\"1,234.5\"\n", { 0 },
	  ":3: column 2 (\"y\"): \"1,234.5\" is not a number", "write numbers" },
	{ "ds,y\n1,2\n2,\xe2\x88\x92" "2\n", { 0 },
	  ":3: column 2 (\"y\"): \"\xe2\x88\x92" "2\" is not a number",
	  "the minus sign is the character U+2212" },
	{ "y\n1\n\"2\n\"\n", { 0 }, ":3: column 1 (\"y\"): \"2\\x0a\" is not a",
	  "correct it" },
	{ "ds,y\n01/02/2024,1\n", { 0 },
	  ":2: column 1 (\"ds\"): \"01/02/2024\": time format not known",
	  "give its pattern, such as %d/%m/%Y, with --time-format" },
	{ "ds,y\n2024-01-01,1\n20240102,1\n", { 0 },
	  ":3: column 1 (\"ds\"): \"20240102\": time format not known",
	  "write all times in one format" },
	{ "ds,y\n2024-01-01,1\n2024-01-32,1\n", { 0 },
	  ":3: column 1 (\"ds\"): \"2024-01-32\": no such day", "correct it" },
	{ "ds,y\n2024-01-01,1\n,1\n", { 0 },
	  ":3: column 1 (\"ds\"): missing time", "fill it in" },
	{ "when,y\n,1\n2024-01-02,1\n", { 0 },
	  ":2: column 1 (\"when\"): missing value", "fill it in" },
	{ "ds,y\n1,1\n2,2\n4,3\n", { 0 },
	  ":4: column 1 (\"ds\"): 1 step of 1 missing after line 3", "fill" },
	{ "ds,y\n1,1\n2,2\n2,3\n3,4\n", { 0 },
	  ":4: column 1 (\"ds\"): same time as line 3", "keep one" },
	/* Records of several lines, and the lines of a gap after them. */
	{ "ds,y,t\n1,1,\"a\nb\"\n2,2,\"c\nd\"\n3,3,e\n5,4,f\n", { 0 },
	  ":7: column 1 (\"ds\"): 1 step of 1 missing after line 6", "fill" },
	{ "ds,y,t\n1,1,a\n2,2,\"c\n\nd\"\n4,3,e\n5,4,f\n", { 0 },
	  ":6: column 1 (\"ds\"): 1 step of 1 missing after line 3", "fill" },
	{ "a,b\n1,2\n", { 0 }, ": several numeric columns, and none is called "
	  "y, target or value: \"a\", \"b\"", "choose with --target-col NAME" },
	{ "a,b\n1,\n2,3\n", { 0 }, ": several numeric columns", "choose" },
	{ "a,b\nx,\nx,3\n", { 0 }, ":2: column 2 (\"b\"): missing value",
	  "fill it in" },
	{ "a,b\n1,\n2,3\n", { .target_col = "all" },
	  ":2: column 2 (\"b\"): missing value", "fill it in" },
	{ "a,b\nx,y\nx,y\nx,y\n", { 0 }, ": no numeric column to forecast; the "
	  "columns are \"a\", \"b\"", "" },
	{ "a,b\n1,2\n", { .target_col = "c" },
	  ":1: no column \"c\"; the columns are \"a\", \"b\"", "" },
	{ "a,b\n1,2\n", { .time_col = "c" },
	  ":1: no column \"c\"; the columns are \"a\", \"b\"", "" },
	{ "a,b\nx,1\n", { .target_col = "a" },
	  ":2: column 1 (\"a\"): \"x\" is not a number", "correct" },
	{ "a,v\xe2\x80\xae\n1,x\n", { .target_col = "v\xe2\x80\xae" },
	  ":2: column 2 (\"v\\u202e\"): \"x\" is not a number", "correct" },
};

static void test_bad(void **state)
{
	for (size_t i = 0; i < sizeof(bads) / sizeof(bads[0]); i++) {
		const struct bad *b = &bads[i];
		struct rn_panel panel;
		struct rn_error err = { .status = RN_OK };

		assert_int_equal(rn_panel_load(&panel, scratch_text(state, b->text),
		                               &b->opts, &err), RN_EDATA);
		if (strncmp(scratch_said(err.msg), b->said, strlen(b->said)) != 0)
			fail_msg("%zu: %s", i, err.msg);
		if (strncmp(err.hint, b->hint, strlen(b->hint)) != 0)
			fail_msg("%zu: hint %s", i, err.hint);
		assert_null(panel.series);
		assert_null(panel.columns.role[RN_TARGET].name);
	}
}

static void test_contradictions(void **state)
{
	static const struct { struct rn_panel_opts opts; const char *what; }
	cases[] = {
		{ { .time_col = "a", .target_col = "a" }, "is the time column" },
		{ { .target_col = "b,b" }, "is named twice" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct rn_panel panel;
		struct rn_error err;

		assert_int_equal(rn_panel_load(&panel,
			scratch_text(state, "a,b\n1,2\n2,3\n3,4\n"), &cases[i].opts,
			&err), RN_EUSAGE);
		assert_non_null(strstr(err.msg, cases[i].what));
	}
}

/* A file read again with the columns of a model. */
static void test_known(void **state)
{
	static const struct { const char *text; bool no_header; const char *said;
	                      const char *series; } cases[] = {
		{ "x,b,ds,a\n9,4,7,3\n9,6,8,5\n", false, NULL, "a: 3 5; b: 4 6" },
		{ "7,3,4\n8,5,6\n", false, NULL, "a: 3 5; b: 4 6" },
		{ "7,3,4\n8,5,6\n", true, NULL, "a: 3 5; b: 4 6" },
		{ "ds,a\n7,3\n", false, ":1: no column \"b\"; the columns are "
		  "\"ds\", \"a\"", NULL },
		{ "a,b\n3,4\n", false, ":1: no column \"ds\"; the columns are "
		  "\"a\", \"b\"", NULL },
		{ "7,3\n8,5\n", false, ":1: a row of 2 fields and no header, but the "
		  "model was trained on 3 columns", NULL },
	};
	const struct rn_panel_opts first = { .target_col = "a,b" };
	struct rn_panel trained, panel;
	struct rn_columns known;
	struct rn_error err;
	char text[200];

	assert_int_equal(rn_panel_load(&trained,
		scratch_text(state, "ds,a,b\n1,2,3\n2,4,5\n3,6,7\n"), &first, &err),
		RN_OK);
	assert_int_equal(rn_columns_copy(&known, &trained.columns, &err), RN_OK);
	rn_panel_release(&trained);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct rn_panel_opts opts = { .known = &known, .min_rows = 1,
			.no_header = cases[i].no_header, .time_col = "ignored",
			.target_col = "ignored" };
		const enum rn_status status = rn_panel_load(&panel,
			scratch_text(state, cases[i].text), &opts, &err);

		assert_int_equal(status, cases[i].said ? RN_EDATA : RN_OK);
		if (status) {
			assert_memory_equal(scratch_said(err.msg), cases[i].said,
			                    strlen(cases[i].said));
			continue;
		}
		describe(text, sizeof(text), &panel);
		assert_string_equal(text, cases[i].series);
		assert_string_equal(rn_axis_text(text, &panel.series[0].axis, 0),
		                    "7");
		rn_panel_release(&panel);
	}
	rn_columns_release(&known);
	rn_columns_release(&known);
}

/* Many rows: the arrays grow, and every value is where it belongs. */
static void test_many(void **state)
{
	enum { N = 5000 };
	char *text = malloc(N * 32 + 32);
	struct rn_panel_opts opts = { .target_col = "all" };
	struct rn_panel panel;
	struct rn_error err;
	size_t n;

	assert_non_null(text);
	n = (size_t)sprintf(text, "ds,a,b\n");
	for (int k = 0; k < N; k++)
		n += (size_t)sprintf(text + n, "%d,%d.5,-%d\n", 3 * k, k, k);
	assert_int_equal(rn_panel_load(&panel, scratch_text(state, text), &opts,
	                               &err), RN_OK);
	free(text);
	assert_int_equal(panel.n_series, 2);
	assert_int_equal(panel.series[1].n_row, N);
	for (int k = 0; k < N; k++) {
		assert_true(panel.series[0].x[k] == k + 0.5);
		assert_true(panel.series[1].x[k] == -k);
	}
	rn_panel_release(&panel);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good),
		cmocka_unit_test(test_bad),
		cmocka_unit_test(test_contradictions),
		cmocka_unit_test(test_known),
		cmocka_unit_test(test_many),
	};

	return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}

/*
 * test_panel_long.c - many series in a file, inputs beside the target, and
 * missing values.
 */
#include "data/panel.h"

#include "help.h"
#include "scratch.h"

/* "name@first row: values [input column; ...]", one after the other. */
static void describe(char *buf, size_t size, const struct rn_panel *panel)
{
	const int n_input = panel->n_past + panel->n_ahead;
	size_t n = 0;

	buf[0] = '\0';
	for (int i = 0; i < panel->n_series; i++) {
		const struct rn_series *s = &panel->series[i];

		n += (size_t)snprintf(buf + n, size - n, "%s%s:", i ? "; " : "",
		                      s->name);
		for (size_t k = 0; k < s->n_row; k++)
			n += (size_t)snprintf(buf + n, size - n, " %g", s->x[k]);
		for (int c = 0; c < n_input; c++)
			for (size_t k = 0; k < s->n_row; k++)
				n += (size_t)snprintf(buf + n, size - n, "%s%g",
				                      k ? " " : c ? ", " : " [",
				                      s->input[c][s->first + k]);
		if (n_input)
			n += (size_t)snprintf(buf + n, size - n, "]");
	}
}

struct good {
	const char *text;
	struct rn_panel_opts opts;
	const char *series;
	size_t n_filled;
};

#define ID .id_col = "id"
#define FILL .missing = &rn_missing_interpolate

static const struct good goods[] = {
	/* Series in the order of their first rows, rows in that of the file. */
	{ "id,y\nb,1\na,2\nb,3\nc,4\na,5\na,6\nb,7\nc,8\nc,9\n", { ID },
	  "b: 1 3 7; a: 2 5 6; c: 4 8 9", 0 },
	{ "id,y\nb,1\nb,2\nb,3\nb,4\na,5\na,6\na,7\n", { ID },
	  "b: 1 2 3 4; a: 5 6 7", 0 },
	{ "ds,y,id\n2024-02,1,x\n2023-11,4,y\n2024-03,2,x\n2023-12,5,y\n"
	  "2024-04,3,x\n2024-01,6,y\n", { ID }, "x: 1 2 3; y: 4 5 6", 0 },
	/* Ids are texts: no numbers, no times, no missing values. */
	{ "id,y\n7,1\n07,4\n7.0,7\n7,2\n07,5\n7.0,8\n7,3\n07,6\n7.0,9\n", { ID },
	  "7: 1 2 3; 07: 4 5 6; 7.0: 7 8 9", 0 },
	{ "id,y\nNA,1\n1e2,4\nNA,2\n1e2,5\nNA,3\n1e2,6\n", { ID },
	  "NA: 1 2 3; 1e2: 4 5 6", 0 },
	{ "id,y\n2024-01-01,1\nx,4\n2024-01-01,2\nx,5\n2024-01-01,3\nx,6\n",
	  { ID }, "2024-01-01: 1 2 3; x: 4 5 6", 0 },
	{ "id,y\n\"a,b\"\"c\",1\na,4\n\"a,b\"\"c\",2\na,5\n\"a,b\"\"c\",3\na,6\n",
	  { ID }, "a,b\"c: 1 2 3; a: 4 5 6", 0 },
	{ "id,y\n a ,1\na,2\n\"a\",3\n", { ID }, "a: 1 2 3", 0 },
	{ "id,y\n\xc3\xa4,1\n\xc3\xa4,2\n\xc3\xa4,3\n", { ID },
	  "\xc3\xa4: 1 2 3", 0 },
	{ "1,a\n2,a\n3,a\n", { .id_col = "2", .no_header = true }, "a: 1 2 3",
	  0 },
	/* Several targets of each id. */
	{ "id,y,z\na,1,2\nb,7,8\na,3,4\nb,9,10\na,5,6\nb,11,12\n",
	  { ID, .target_col = "z,y" },
	  "a/z: 2 4 6; a/y: 1 3 5; b/z: 8 10 12; b/y: 7 9 11", 0 },
	{ "id,n,y\na,1,2\na,3,4\na,5,6\n", { ID, .target_col = "all" },
	  "a/n: 1 3 5; a/y: 2 4 6", 0 },
	/* Rows that are chosen count in the file, not in a series. */
	{ "id,y\na,1\nb,4\na,2\nb,5\na,3\nb,6\nb,7\n",
	  { ID, .row_from = 1, .row_to = 7, .min_rows = 1 },
	  "b: 4 5 6 7; a: 2 3", 0 },
	/* Inputs belong to the rows of their series. */
	{ "id,y,p,f\na,1,10,100\nb,4,40,400\na,2,20,200\nb,5,50,500\n"
	  "a,3,30,300\nb,6,60,600\n", { ID, .past_cols = "p",
	  .future_cols = "f" }, "a: 1 2 3 [10 20 30, 100 200 300]; "
	  "b: 4 5 6 [40 50 60, 400 500 600]", 0 },
	{ "y,z,p\n1,4,7\n2,5,8\n3,6,9\n", { .target_col = "y,z",
	  .past_cols = "p" }, "y: 1 2 3 [7 8 9]; z: 4 5 6 [7 8 9]", 0 },
	{ "f,y,p\n1,4,7\n2,5,8\n3,6,9\n", { .past_cols = "p",
	  .future_cols = "f" }, "y: 4 5 6 [7 8 9, 1 2 3]", 0 },
	/* Holes between values are filled; a series has no others. */
	{ "y,p\nNA,1\n2,2\n,3\n4,4\n5,5\nnan,6\n", { FILL, .past_cols = "p" },
	  "y: 2 3 4 5 [2 3 4 5]", 1 },
	{ "y,z,p\n1,,1\n2,5,2\n3,6,3\n,7,4\n", { FILL, .target_col = "y,z",
	  .past_cols = "p" }, "y: 1 2 3 [1 2 3]; z: 5 6 7 [2 3 4]", 0 },
	{ "y,p\n1,\n2,\n3,7\n4,\n5,9\n6,\n", { FILL, .past_cols = "p" },
	  "y: 1 2 3 4 5 6 [7 7 7 8 9 9]", 4 },
	{ "y,p\n1,\n2,\n3,7\n4,\n5,9\n6,\n", { .past_cols = "p",
	  .missing = &rn_missing_ffill }, "y: 1 2 3 4 5 6 [7 7 7 7 9 9]", 4 },
	{ "id,y\na,\nb,1\na,2\nb,\na,\nb,\na,4\nb,4\na,5\nb,\n", { ID, FILL },
	  "a: 2 3 4 5; b: 1 2 3 4", 3 },
	{ "a,b,c\n1,,x\n2,,x\n3,7,x\n,8,x\n5,9,x\n", { FILL,
	  .target_col = "all" }, "a: 1 2 3 4 5; b: 7 8 9", 1 },
	{ "a,b,c\n1,,\n2,,\n3,,u\n", { FILL, .target_col = "all" }, "a: 1 2 3",
	  0 },
};

static void test_good(void **state)
{
	for (size_t i = 0; i < COUNT(goods); i++) {
		const struct good *g = &goods[i];
		struct rn_panel panel;
		struct rn_error err;
		char text[400];

		if (rn_panel_load(&panel, scratch_text(state, g->text), &g->opts,
		                  &err))
			fail_msg("%zu: %s", i, err.msg);
		describe(text, sizeof(text), &panel);
		assert_string_equal(text, g->series);
		assert_int_equal(panel.repairs.n_filled, g->n_filled);
		assert_int_equal(panel.columns.id != NULL, g->opts.id_col != NULL);
		rn_panel_release(&panel);
		rn_panel_release(&panel);
	}
}

static const struct {
	const char *text;
	struct rn_panel_opts opts;
	const char *said, *hint;
} bads[] = {
	{ "id,y\na,1\n,2\n", { ID }, ":3: column 1 (\"id\"): missing id",
	  "fill it in" },
	{ "id,y\na,1\n\"\",2\n", { ID }, ":3: column 1 (\"id\"): missing id",
	  "fill it in" },
	{ "id,y\n\"a\nb\",1\n", { ID },
	  ":2: column 1 (\"id\"): control character in the id", "" },
	{ "id,y\na\x7f,1\n", { ID },
	  ":2: column 1 (\"id\"): control character in the id", "" },
	{ "id,y\na,1\na,2\na,3\nb,4\nb,5\n", { ID },
	  ": series \"b\" has 2 rows, at least 3 are needed", "" },
	{ "id,ds,y\na,1,1\nb,1,4\na,2,2\nb,3,5\na,3,3\nb,4,6\nb,5,6\nb,6,6\n",
	  { ID }, ":5: column 2 (\"ds\"): 1 step of 1 missing after line 3",
	  "fill" },
	{ "id,ds,y\na,1,1\na,2,4\na,1,2\na,3,5\n", { ID },
	  ":4: column 2 (\"ds\")", "" },
	/* The first of the missing values, and how many there are. */
	{ "y\n1\n2\n\"\"\n", { 0 }, ":4: column 1 (\"y\"): missing value",
	  "fill it in, or say how with --missing" },
	{ "y,z\n1,1\nNA,1\n3,NA\n4,4\nnan,5\n", { .target_col = "all" },
	  ":3: column 1 (\"y\"): missing value, the first of 3",
	  "fill them in, or say how with --missing" },
	{ "id,y\na,1\nb,1\nb,\na,\nb,2\n", { ID },
	  ":4: column 2 (\"y\"): missing value, the first of 2", "fill them" },
	{ "y,p,f\n1,1,1\n2,2,NA\n3,,3\n4,4,4\n", { .past_cols = "p",
	  .future_cols = "f" },
	  ":3: column 3 (\"f\"): missing value, the first of 2", "fill them" },
	/* Among all columns, an input that begins late is one all the same. */
	{ "y,z,p\n1,1,\n2,2,3\n3,3,4\n", { .target_col = "all",
	  .past_cols = "p" }, ":2: column 3 (\"p\"): missing value", "fill" },
	{ "y,p\n1,\n2,\n3,\n", { .past_cols = "p" },
	  ":2: column 2 (\"p\"): missing value, the first of 3", "fill them" },
	/* Another fault behind a missing value comes after it. */
	{ "y\n1\nNA\nx\n", { 0 }, ":3: column 1 (\"y\"): missing value", "fill" },
	{ "y\n1\nx\nNA\n", { 0 }, ":3: column 1 (\"y\"): \"x\" is not a number",
	  "correct" },
	{ "y,p\n1,\n2,\n3,\n", { FILL, .past_cols = "p" },
	  ":2: column 2 (\"p\"): no row has a value", "choose" },
	{ "id,y,p\na,1,1\na,2,2\na,3,3\nb,1,\nb,2,\nb,3,\n", { ID, FILL,
	  .past_cols = "p" }, ":2: column 3 (\"p\"): no row of series \"b\" has a "
	  "value", "choose" },
	{ "id,y\na,1\na,2\na,3\nb,\nb,NA\nb,\n", { ID, FILL },
	  ": series \"b\" has 0 rows, at least 3 are needed", "" },
	{ "y,p\n1,x\n2,y\n3,z\n", { .past_cols = "p" },
	  ":2: column 2 (\"p\"): \"x\" is not a number", "correct" },
};

static void test_bad(void **state)
{
	for (size_t i = 0; i < COUNT(bads); i++) {
		struct rn_panel panel;
		struct rn_error err = { .status = RN_OK };
		const enum rn_status status = rn_panel_load(&panel,
			scratch_text(state, bads[i].text), &bads[i].opts, &err);

		if (status != RN_EDATA
		    || strncmp(scratch_said(err.msg), bads[i].said,
		               strlen(bads[i].said)) != 0
		    || strncmp(err.hint, bads[i].hint, strlen(bads[i].hint)) != 0)
			fail_msg("%zu: %d %s; %s", i, (int)status, err.msg, err.hint);
		assert_null(panel.series);
		assert_null(panel.input);
	}
}

/* A name may have 255 bytes, and so may an id. */
static void test_long_id(void **state)
{
	const struct rn_panel_opts opts = { ID };
	struct rn_panel panel;
	struct rn_error err;
	char id[300], text[1000];

	for (int n = 255; n <= 256; n++) {
		enum rn_status status;

		memset(id, 'i', sizeof(id));
		id[n] = '\0';
		snprintf(text, sizeof(text), "id,y\n%s,1\n%s,2\n%s,3\n", id, id, id);
		status = rn_panel_load(&panel, scratch_text(state, text), &opts,
		                       &err);
		if (n == 255) {
			assert_ok(status, &err);
			assert_string_equal(panel.series[0].name, id);
			rn_panel_release(&panel);
		} else {
			assert_int_equal(status, RN_EDATA);
			assert_contains(err.msg, ":2: column 1 (\"id\"): id longer than "
			                "255 bytes");
		}
	}
}

/* As many series as there may be, and one more: rows of all of them one below
 * the other, so that the series of each row is another than that before. */
static void test_most_series(void **state)
{
	enum { MOST = 65535 };
	const struct rn_panel_opts opts = { ID, .min_rows = 1 };
	char *text = must(malloc((MOST + 1) * 2 * 16 + 16));
	struct rn_panel panel;
	struct rn_error err;

	for (int extra = 0; extra < 2; extra++) {
		size_t n = (size_t)sprintf(text, "id,y\n");

		for (int k = 0; k < 2 * (MOST + extra); k++)
			n += (size_t)sprintf(text + n, "%d,%d\n", k % (MOST + extra), k);
		if (extra) {
			assert_int_equal(rn_panel_load(&panel, scratch_text(state, text),
			                               &opts, &err), RN_EDATA);
			assert_contains(err.msg, ":65537: column 1 (\"id\"): more than "
			                "65535 series");
			continue;
		}
		assert_ok(rn_panel_load(&panel, scratch_text(state, text), &opts,
		                        &err), &err);
		assert_int_equal(panel.n_series, MOST);
		for (int i = 0; i < MOST; i++) {
			assert_int_equal(panel.series[i].n_row, 2);
			assert_int_equal((int)panel.series[i].x[0], i);
			assert_int_equal((int)panel.series[i].x[1], i + MOST);
		}
		rn_panel_release(&panel);
	}
	free(text);
}

/* The calendar's inputs stand behind those of the file, and each series has
 * those of its own times. */
static void test_calendar(void **state)
{
	const struct rn_panel_opts opts = { ID, .past_cols = "p",
		.calendar = "hour" };
	const struct rn_panel_opts rows = { .calendar = "hour" };
	struct rn_panel panel;
	struct rn_error err;

	assert_ok(rn_panel_load(&panel, scratch_text(state, "id,ds,y,p\n"
		"a,2024-01-01 00:00,1,7\nb,2024-01-01 12:00,4,8\n"
		"a,2024-01-01 06:00,2,7\nb,2024-01-01 18:00,5,8\n"
		"a,2024-01-01 12:00,3,7\nb,2024-01-02 00:00,6,8\n"), &opts, &err),
		&err);
	assert_int_equal(panel.n_past, 1);
	assert_int_equal(panel.n_ahead, 2);
	assert_int_equal(panel.columns.role[RN_AHEAD].n, 0);
	for (int i = 0; i < 2; i++)
		for (int k = 0; k < 3; k++) {
			const double quarter = k + 2 * i, turn = 1.5707963267948966;
			double *const *input = panel.series[i].input;

			assert_near(input[0][k], 7 + i, 0);
			assert_near(input[1][k], sin(turn * quarter), 1e-15);
			assert_near(input[2][k], cos(turn * quarter), 1e-15);
		}
	rn_panel_release(&panel);
	assert_int_equal(rn_panel_load(&panel, scratch_text(state,
		"y\n1\n2\n3\n"), &rows, &err), RN_EUSAGE);
	assert_contains(err.msg, "--calendar needs dates");
	assert_int_equal(rn_panel_load(&panel, scratch_text(state,
		"ds,y\n1,1\n2,2\n3,3\n"), &rows, &err), RN_EUSAGE);
}

/* A file of a model: some of its series, in another order, its columns by
 * name or by place. */
static void test_known(void **state)
{
	static const struct { const char *text, *series; bool no_header; }
	cases[] = {
		{ "f,p,y,id\n7,5,3,b\n8,6,4,b\n", "b: 3 4 [5 6, 7 8]", false },
		{ "b,3,5,7\na,1,2,3\nb,4,6,8\n", "b: 3 4 [5 6, 7 8]; a: 1 [2, 3]",
		  true },
		{ "7,3,5,7\n7,4,6,8\n", "7: 3 4 [5 6, 7 8]", false },
		{ "id,y,p,f\nnew,3,5,7\n", "new: 3 [5, 7]", false },
	};
	const struct rn_panel_opts first = { ID, .target_col = "y",
		.past_cols = "p", .future_cols = "f" };
	struct rn_panel trained, panel;
	struct rn_error err;
	char text[200];

	assert_ok(rn_panel_load(&trained, scratch_text(state, "id,y,p,f\n"
		"a,1,1,1\nb,1,1,1\na,1,1,1\nb,1,1,1\na,1,1,1\nb,1,1,1\n"), &first,
		&err), &err);
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct rn_panel_opts opts = { .known = &trained.columns,
			.min_rows = 1, .no_header = cases[i].no_header,
			.id_col = "ignored", .past_cols = "ignored" };

		assert_ok(rn_panel_load(&panel, scratch_text(state, cases[i].text),
		                        &opts, &err), &err);
		describe(text, sizeof(text), &panel);
		assert_string_equal(text, cases[i].series);
		rn_panel_release(&panel);
	}
	rn_panel_release(&trained);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good),
		cmocka_unit_test(test_bad),
		cmocka_unit_test(test_long_id),
		cmocka_unit_test(test_most_series),
		cmocka_unit_test(test_calendar),
		cmocka_unit_test(test_known),
	};

	return cmocka_run_group_tests_name("panel_long", tests, scratch_make,
	                                   scratch_remove);
}

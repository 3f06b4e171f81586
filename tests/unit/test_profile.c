/*
 * test_profile.c - what inspect reports.
 */
#include "data/profile.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <cmocka.h>

#include "scratch.h"

static void test_columns(void **state)
{
	static const char text[] =
		"ds,a,b,t,e\n"
		"2024-01-01,1,5,x,\n2024-01-02,2,5,NA,\n2024-01-03,6,5,z,NA\n";
	const struct rn_panel_opts opts = { .target_col = "no such column" };
	struct rn_profile p;
	struct rn_error err;

	assert_int_equal(rn_profile_load(&p, scratch_text(state, text), &opts,
	                                 &err), RN_OK);
	assert_int_equal(p.n_column, 5);
	assert_int_equal(p.n_row, 3);
	assert_int_equal(p.time_at, 0);
	assert_int_equal(p.target_at, -1);
	assert_true(p.has_axis);
	assert_true(p.axis.step == 86400);
	assert_int_equal(p.n_defect, 0);
	assert_string_equal(p.column[1].name, "a");
	assert_int_equal(p.column[0].type, RN_COLUMN_TIME);
	assert_int_equal(p.column[1].type, RN_COLUMN_NUMBER);
	assert_int_equal(p.column[3].type, RN_COLUMN_TEXT);
	assert_int_equal(p.column[4].type, RN_COLUMN_EMPTY);
	assert_true(p.column[1].min == 1 && p.column[1].max == 6);
	assert_true(fabs(p.column[1].mean - 3) < 1e-15);
	assert_true(fabs(p.column[1].sd - sqrt(7)) < 1e-15);
	assert_false(p.column[1].is_constant);
	assert_true(p.column[2].is_constant);
	assert_int_equal(p.column[3].n_missing, 1);
	assert_int_equal(p.column[4].n_missing, 3);
	rn_profile_release(&p);
	rn_profile_release(&p);
}

struct flawed {
	const char *text;
	size_t n_row;
	size_t n_defect;
	const char *said[4]; /* the first defects */
};

static const struct flawed flaweds[] = {
	{ "y\n", 0, 1, { ": no data rows, at least 3 are needed" } },
	{ "y\n1\nNA\n3\nx\n5\n", 5, 2, {
	  ":3: column 1 (\"y\"): missing value",
	  ":5: column 1 (\"y\"): \"x\" is not a number" } },
	/* A column that is called y is the target, also if its first value is no
	 * number, or comes late. */
	{ "a,y\n1,x\n2,y\n3,7\n", 3, 2, {
	  ":2: column 2 (\"y\"): \"x\" is not a number",
	  ":3: column 2 (\"y\"): \"y\" is not a number" } },
	{ "a,y\n1,\n2,2\n3,3\n", 3, 1, {
	  ":2: column 2 (\"y\"): missing value" } },
	{ "a,y\n1,\n2,\n3,\n", 3, 1, {
	  ":2: column 2 (\"y\"): missing value, the first of 3" } },
	/* How many are missing is not said where training would not know. */
	{ "y\n1\nNA\nx\nNA\n", 4, 2, {
	  ":3: column 1 (\"y\"): missing value\n",
	  ":4: column 1 (\"y\"): \"x\" is not a number" } },
	/* What training would not read is none. */
	{ "a,y\n1,1\nx,2\n,3\n", 3, 0, { NULL } },
	/* Two columns with defects: in the order of the file. */
	{ "a,b\n1,2\n3,x\ny,4\n", 3, 2, {
	  ":3: column 2 (\"b\"): \"x\" is not a number",
	  ":4: column 1 (\"a\"): \"y\" is not a number" } },
	{ "ds,y\n1,1\n2,2\n4,3\n", 3, 1, {
	  ":4: column 1 (\"ds\"): 1 step of 1 missing after line 3" } },
	/* No second complaint about the gap that a bad time leaves. */
	{ "ds,y\n1,1\nx,2\n3,3\n4,4\n", 4, 1, {
	  ":3: column 1 (\"ds\"): \"x\": time format not known" } },
	{ "1,5\n2,6\n3,7\n", 3, 1, { ":1: no header" } },
	{ "y,\n1,2\n2,3\n3,4\n", 3, 1, { ":1: column 2: the column has no" } },
	{ "y,y\n1,2\n2,3\nx,3\n", 3, 2, { ":1: column 2 (\"y\"): same name",
	  ":4: column 1 (\"y\"): \"x\" is not a number" } },
	{ "a\nx\ny\nz\n", 3, 1, { ": no numeric column to forecast" } },
	/* A value that comes late: those before it were missing. */
	{ "a,b\nx,\ny,NA\nz,3\n", 3, 1, {
	  ":2: column 2 (\"b\"): missing value\n" } },
	/* What ended the reading tells nothing of too few rows. */
	{ "a,y\n1,2\n2\n", 1, 1, { ":3: 1 field, expected 2" } },
	/* What was found before the tokenizer stopped is kept. */
	{ "a,y\n1,2\n2,3\n4,NA\n5\n", 3, 2, {
	  ":4: column 2 (\"y\"): missing", ":5: 1 field, expected 2" } },
	{ "a,y\n\"1,x\n", 0, 1, { ":2: column 1: the quote is never" } },
	{ "", 0, 1, { ": the file is empty" } },
};

static void test_defects(void **state)
{
	for (size_t i = 0; i < sizeof(flaweds) / sizeof(flaweds[0]); i++) {
		const struct flawed *f = &flaweds[i];
		const struct rn_panel_opts opts = { .time_col = NULL };
		struct rn_profile p;
		struct rn_error err;

		assert_int_equal(rn_profile_load(&p, scratch_text(state, f->text),
		                                 &opts, &err),
		                 f->n_defect ? RN_EDATA : RN_OK);
		assert_int_equal(p.n_defect, f->n_defect);
		assert_int_equal(p.n_row, f->n_row);
		for (size_t k = 0; k < p.n_defect; k++) {
			char said[sizeof(p.defect[k].msg) + 2];

			snprintf(said, sizeof(said), "%s\n",
			         scratch_said(p.defect[k].msg));
			if (strncmp(said, f->said[k], strlen(f->said[k])) != 0)
				fail_msg("%zu: %s", i, said);
		}
		if (p.n_defect > 0) {
			assert_string_equal(err.msg, p.defect[0].msg);
			assert_string_equal(err.hint, p.defect[0].hint);
		}
		rn_profile_release(&p);
	}
}

/* More defects than are kept are counted; missing values are one. */
static void test_many_defects(void **state)
{
	const struct rn_panel_opts opts = { .time_col = NULL };
	struct rn_profile p;
	struct rn_error err;
	char text[2000] = "a,y\n", *end = text + 4;

	for (int k = 0; k < 100; k++)
		end += sprintf(end, k < 50 ? "x,z\n" : "x,\n");
	assert_int_equal(rn_profile_load(&p, scratch_text(state, text), &opts,
	                                 &err), RN_EDATA);
	assert_int_equal(p.n_defect, 51);
	assert_int_equal(p.column[1].n_missing, 50);
	assert_int_equal(p.column[1].n_misfit, 50);
	assert_string_equal(scratch_said(p.defect[19].msg),
	                    ":21: column 2 (\"y\"): \"z\" is not a number");
	rn_profile_release(&p);
}

/* The first defect is what a panel is refused for, and the other way round. */
static void test_like_panel(void **state)
{
	static const struct {
		const char *text, *id;
		const struct rn_missing_type *missing;
		const char *freq;
	} cases[] = {
		{ "y\n1\n2\n3\n", NULL, NULL, NULL },
		{ "y\n1\nx\n3\n", NULL, NULL, NULL },
		{ "ds,y\n1,1\n2,2\n4,3\n", NULL, NULL, NULL },
		{ "y\n1\n", NULL, NULL, NULL },
		{ "ds,y\n2024-01-01,1\n2024-02-30,2\n", NULL, NULL, NULL },
		{ "1\n2\n3\n", NULL, NULL, NULL },
		{ "y,y\n1,2\n", NULL, NULL, NULL },
		{ "ds,y\n2024-01-01,1\n2024-01-02,2\n2024-01-02,3\n"
		  "2024-01-03,NA\n", NULL, NULL, NULL },
		{ "a,b\nx,\nx,3\nx,4\n", NULL, NULL, NULL },
		{ "when,y\n,1\n2024-01-02,2\n2024-01-03,3\n", NULL, NULL, NULL },
		{ "y\n1\n\n2\n", NULL, NULL, NULL },
		{ "t\nx\ny\nz\n", NULL, NULL, NULL },
		{ ",y\n1,5\n2,6\n3,7\n", NULL, NULL, NULL },
		{ "y\n1\nNA\nNA\nx\n", NULL, NULL, NULL },
		{ "y\n1\nNA\nNA\n2\n", NULL, NULL, NULL },
		{ "y\n1\nNA\n2\n3,4\n", NULL, NULL, NULL },
		{ "y\n1\nNA\n2\n", NULL, &rn_missing_interpolate, NULL },
		{ "ds,y\n1,1\n2,2\n4,3\n", NULL, &rn_missing_ffill, NULL },
		{ "ds,y\n1,1\n2,2\n4,3\n4,3\n", NULL, &rn_missing_ffill, NULL },
		{ "ds,y\n1,1\n2,2\n4,3\n3,3\n", NULL, &rn_missing_drop, NULL },
		{ "id,y\na,1\na,2\na,3\nb,1\nb,2\nb,3\n", "id", NULL, NULL },
		{ "id,y\na,1\na,2\na,3\nb,1\nb,2\n", "id", NULL, NULL },
		{ "id,y\na,1\na,2\na,3\n,1\nb,2\n", "id", NULL, NULL },
		{ "id,y\na,1\na,2\na,3\n", "who", NULL, NULL },
		{ "id,ds,y\na,1,1\na,2,2\na,3,3\nb,1,1\nb,2,2\nb,2,3\n", "id", NULL,
		  NULL },
		{ "ds,y\n2024-01-01 00:00,1\n2024-01-01 00:50,2\n"
		  "2024-01-01 01:05,3\n2024-01-01 02:05,3\n2024-01-01 04:05,3\n",
		  NULL, NULL, "1h" },
		{ "ds,y\n2024-01-01,1\n2024-01-02,2\n2024-01-03,3\n", NULL, NULL,
		  "1h" },
		{ "id,ds,y\na,1,1\na,2,2\na,3,3\nb,1,1\nb,3,2\nb,5,3\n", "id",
		  NULL, NULL },
		{ "id,ds,y\na,1,1\na,2,2\na,3,3\nb,1,1\nb,3,2\nb,5,3\n", "id",
		  &rn_missing_ffill, NULL },
		{ "a,y\n1,\n2,\n3,NA\n", NULL, &rn_missing_ffill, NULL },
		{ "ds,y\n1,1\n2,2\n90000,3\n", NULL, &rn_missing_ffill, NULL },
		{ "y\n1\n2\n3\n", NULL, NULL, "1h" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *path = scratch_text(state, cases[i].text);
		const struct rn_panel_opts opts = { .id_col = cases[i].id,
			.missing = cases[i].missing, .freq = cases[i].freq };
		struct rn_error a = { .msg = "" }, b = { .msg = "" };
		struct rn_panel panel;
		struct rn_profile profile;
		enum rn_status like = rn_panel_load(&panel, path, &opts, &a);
		enum rn_status found = rn_profile_load(&profile, path, &opts, &b);

		if (like != found || (like && (strcmp(a.msg, b.msg) != 0
		                               || strcmp(a.hint, b.hint) != 0)))
			fail_msg("%zu: %d %s; %s, not %d %s; %s", i, (int)found, b.msg,
			         b.hint, (int)like, a.msg, a.hint);
		rn_panel_release(&panel);
		rn_profile_release(&profile);
	}
}

/* What repairs would do is counted as it is done. */
static void test_repairs(void **state)
{
	static const char text[] = "ds,y\n2024-01-01,1\n2024-01-02,NA\n"
		"2024-01-03,3\n2024-01-06,6\n2024-01-07,7\n";
	const struct rn_panel_opts fill = { .missing = &rn_missing_interpolate };
	const struct rn_panel_opts drop = { .missing = &rn_missing_drop };
	struct rn_profile p;
	struct rn_error err;

	assert_int_equal(rn_profile_load(&p, scratch_text(state, text), &fill,
	                                 &err), RN_OK);
	assert_int_equal(p.repairs.n_filled, 1);
	assert_int_equal(p.repairs.n_added, 2);
	assert_int_equal(p.n_row, 5);
	rn_profile_release(&p);
	assert_int_equal(rn_profile_load(&p, scratch_text(state, text), &drop,
	                                 &err), RN_OK);
	assert_int_equal(p.repairs.n_dropped, 1);
	rn_profile_release(&p);
}

/* All faults of a time axis, its span, and the series that explain them. */
static void test_time(void **state)
{
	static const char text[] = "shop,ds,y,w\n"
		"a,2024-01-01,1,k\na,2024-01-02,2,k\na,2024-01-03,3,k\n"
		"a,2024-01-06,4,k\nb,2024-01-01,5,k\nb,2024-01-02,6,k\n"
		"b,2024-01-03,7,k\n";
	const struct rn_panel_opts plain = { .time_col = "ds" };
	const struct rn_panel_opts long_form = { .time_col = "ds",
		.id_col = "shop" };
	struct rn_profile p;
	struct rn_error err;

	assert_int_equal(rn_profile_load(&p, scratch_text(state, text), &plain,
	                                 &err), RN_EDATA);
	assert_false(p.has_axis);
	assert_true(p.has_step && p.axis.step == 86400);
	assert_string_equal(p.first, "2024-01-01");
	assert_string_equal(p.last, "2024-01-06");
	assert_int_equal(p.faults.of[RN_AXIS_GAP].n, 1);
	assert_int_equal(p.faults.of[RN_AXIS_GAP].line, 5);
	assert_int_equal(p.faults.of[RN_AXIS_GAP].before, 4);
	assert_true(p.faults.n_step == 2);
	assert_int_equal(p.faults.of[RN_AXIS_BACK].n, 1);
	assert_int_equal(p.faults.of[RN_AXIS_BACK].line, 6);
	assert_int_equal(p.whose_at, 0);
	rn_profile_release(&p);
	assert_int_equal(rn_profile_load(&p, scratch_text(state, text),
	                                 &long_form, &err), RN_EDATA);
	assert_int_equal(p.n_series, 2);
	assert_string_equal(p.shortest.id, "b");
	assert_int_equal(p.shortest.n_row, 3);
	assert_string_equal(p.longest.id, "a");
	assert_int_equal(p.longest.n_row, 4);
	assert_int_equal(p.n_defect, 1);
	assert_int_equal(p.faults.of[RN_AXIS_BACK].n, 0);
	assert_int_equal(p.faults.of[RN_AXIS_GAP].n, 1);
	assert_int_equal(p.whose_at, -1);
	rn_profile_release(&p);
}

/* Columns that are alike, and seasons. */
static void test_likeness(void **state)
{
	const struct rn_panel_opts opts = { .time_col = NULL };
	static char text[100000];
	struct rn_profile p;
	struct rn_error err;
	char *end = text + sprintf(text, "a,b,c,t,u,k\n");

	for (int k = 0; k < 600; k++)
		end += sprintf(end, "%d,%d.0,%d,x%d,x%d,7\n", k % 12 * (k % 12),
		               k % 12 * (k % 12), k, k % 5, k % 5);
	assert_int_equal(rn_profile_load(&p, scratch_text(state, text), &opts,
	                                 &err), RN_OK);
	assert_int_equal(p.column[0].same_as, -1);
	assert_int_equal(p.column[1].same_as, 0);
	assert_int_equal(p.column[2].same_as, -1);
	assert_int_equal(p.column[4].same_as, 3);
	assert_true(p.column[5].is_constant && !p.column[0].is_constant);
	assert_int_equal(p.column[5].same_as, -1);
	assert_true(p.column[0].is_watched && !p.column[3].is_watched);
	assert_true(p.column[0].n_season > 0 && p.column[0].season[0] == 12);
	assert_int_equal(p.column[5].n_season, 0);
	rn_profile_release(&p);
}

static void test_unreadable(void **state)
{
	const struct rn_panel_opts opts = { .time_col = NULL };
	struct rn_profile p;
	struct rn_error err;

	(void)state;
	assert_int_equal(rn_profile_load(&p, "/no/such/file", &opts, &err),
	                 RN_EIO);
	rn_profile_release(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_columns),
		cmocka_unit_test(test_defects),
		cmocka_unit_test(test_many_defects),
		cmocka_unit_test(test_like_panel),
		cmocka_unit_test(test_repairs),
		cmocka_unit_test(test_time),
		cmocka_unit_test(test_likeness),
		cmocka_unit_test(test_unreadable),
	};

	return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}

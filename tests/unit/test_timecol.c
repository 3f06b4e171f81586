/*
 * test_timecol.c - whole files with a time axis: Python's calendar
 * (tests/vectors/make-calendar.py), and what is refused.
 */
#include "data/timecol.h"

#include "data/axis.h"
#include "data/panel.h"
#include "scratch.h"
#include "time_help.h"

enum { AHEAD = 200, MOST_TEXT = 4096 };

/* One case of calendar.txt. */
struct axis_case {
	char step[32], format[64];
	int season;
	char csv[MOST_TEXT];
	size_t n;
	char next[AHEAD][64];
};

/* Reads up to the next case; false at the end. */
static bool read_case(FILE *f, struct axis_case *c)
{
	char line[128], *rest;
	size_t used = (size_t)sprintf(c->csv, "ds;y\n");

	c->n = 0;
	if (!fgets(line, sizeof(line), f))
		return false;
	line[strcspn(line, "\n")] = '\0';
	assert_memory_equal(line, "# ", 2);
	/* The step may have a space in it, the season has none. */
	rest = line + 2;
	while (!(*rest == ' ' && rest[1] >= '0' && rest[1] <= '9'))
		rest++;
	*rest++ = '\0';
	snprintf(c->step, sizeof(c->step), "%.31s", line + 2);
	c->season = (int)strtol(rest, &rest, 10);
	snprintf(c->format, sizeof(c->format), "%.63s", rest + 1);
	while (fgets(line, sizeof(line), f) && line[0] != '\n') {
		line[strcspn(line, "\n")] = '\0';
		used += (size_t)snprintf(c->csv + used, MOST_TEXT - used,
		                         "%s;%zu\n", line, c->n++);
		assert_true(used < MOST_TEXT);
	}
	for (int k = 0; k < AHEAD; k++) {
		assert_non_null(fgets(c->next[k], sizeof(c->next[k]), f));
		c->next[k][strcspn(c->next[k], "\n")] = '\0';
	}
	return true;
}

/* What was written is read again, as the row that it is. */
static void check_next(const struct axis_case *c, const struct rn_axis *axis)
{
	for (int k = 0; k < AHEAD; k++) {
		const int64_t row = (int64_t)c->n + k;
		char text[RN_TIME_TEXT];
		struct rn_time time;
		int64_t found;
		const char *what;

		rn_axis_text(text, axis, row);
		if (strcmp(text, c->next[k]) != 0)
			fail_msg("%s %s: %d after %s: %s, but Python says %s", c->step,
			         c->format, k + 1, c->csv, text, c->next[k]);
		what = rn_time_parse(&axis->format, text, strlen(text), &time);
		if (what)
			fail_msg("%s: %s", text, what);
		assert_int_equal(time.offset, axis->offset);
		assert_true(rn_axis_place(axis, time.at, &found));
		assert_true(found == row);
		assert_true(rn_axis_floor(axis, time.at) == row);
	}
}

/* Rows that a model goes on from: they fit its axis however few they are. */
static void check_begin(const struct axis_case *c, const struct rn_axis *axis)
{
	for (int k = 0; k + 1 < AHEAD; k += 13) {
		struct rn_axis begun;
		struct rn_time time;
		char text[RN_TIME_TEXT];

		assert_null(rn_time_parse(&axis->format, c->next[k],
		                          strlen(c->next[k]), &time));
		assert_true(rn_axis_begin(&begun, axis, &axis->format, time));
		assert_string_equal(rn_axis_text(text, &begun, 1),
		                    c->next[k + 1]);
	}
}

static void test_like_python(void **state)
{
	static struct axis_case c;
	FILE *f = fopen("tests/vectors/calendar.txt", "r");
	int n = 0;

	if (!f)
		fail_msg("cannot open calendar.txt: run the tests in the root");
	for (; read_case(f, &c); n++) {
		const struct rn_panel_opts opts = { .dialect.delimiter = ';',
			.time_format = strcmp(c.format, "-") ? c.format : NULL };
		struct rn_panel panel;
		struct rn_error err;
		char text[RN_STEP_TEXT];
		const struct rn_axis *axis;

		assert_ok(rn_panel_load(&panel, scratch_text(state, c.csv), &opts,
		                        &err), &err);
		axis = &panel.series[0].axis;
		assert_int_equal(panel.series[0].n_row, c.n);
		assert_string_equal(rn_axis_step_text(text, axis), c.step);
		assert_int_equal(rn_axis_season(axis), c.season);
		assert_true(rn_axis_is_sane(axis));
		check_next(&c, axis);
		check_begin(&c, axis);
		rn_panel_release(&panel);
	}
	fclose(f);
	assert_true(n > 50);
}

static const struct {
	const char *text, *format, *said, *hint;
} refused[] = {
	{ "ds,y\n01/02/2024,1\n02/02/2024,2\n03/02/2024,3\n", NULL,
	  ":2: column 1 (\"ds\"): \"01/02/2024\": time format not known",
	  "give its pattern, such as %d/%m/%Y, with --time-format" },
	{ "ds,y\n2024-01-01,1\n2024-01-02T00:00,2\n2024-01-03,3\n", NULL,
	  ":3: column 1 (\"ds\"): \"2024-01-02T00:00\": time format not known, "
	  "it is not that of line 2", "write all times in one format" },
	{ "ds,y\n2024-01-01 00:00:00.5,1\n2024-01-01 00:00:00.25,1\n", NULL,
	  ":3: column 1 (\"ds\"): \"2024-01-01 00:00:00.25\": time format not "
	  "known, it is not that of line 2", "write all" },
	{ "ds,y\n2024-01-01 00:00Z,1\n2024-01-01 01:00+00:00,1\n", NULL,
	  ":3: column 1 (\"ds\"): \"2024-01-01 01:00+00:00\": time format not "
	  "known, it is not that of line 2", "write all" },
	{ "ds,y\n2024-01-01,1\n2024-01-32,2\n2024-01-03,3\n", NULL,
	  ":3: column 1 (\"ds\"): \"2024-01-32\": no such day", "correct it" },
	{ "ds,y\n01/02/2024,1\n30/02/2024,2\n", "%d/%m/%Y",
	  ":3: column 1 (\"ds\"): \"30/02/2024\": no such day", "correct it" },
	{ "ds,y\n01/02/2024,1\n1/2/2024,2\n", "%d/%m/%Y",
	  ":3: column 1 (\"ds\"): \"1/2/2024\": not in the time format "
	  "\"%d/%m/%Y\"", "correct it or the pattern; %-d" },
	{ "ds,y\n2024-01-01,1\n2024-01-02,2\n", "%d/%m/%Y",
	  ":2: column 1 (\"ds\"): \"2024-01-01\": not in the time format "
	  "\"%d/%m/%Y\"", "correct it" },
	{ "ds,y\n,1\n", "%d/%m/%Y", ":2: column 1 (\"ds\"): missing time",
	  "fill it in" },
	{ "ds,y\n2024-01-01,1\n2024-01-02,2\n2024-01-05,3\n2024-01-06,4\n", NULL,
	  ":4: column 1 (\"ds\"): 2 steps of 1d missing after line 3",
	  "fill the gap with --missing" },
	/* The clock says days, but one of them is missing. */
	{ "ds,y\n2024-03-08T00:00-05:00,1\n2024-03-09T00:00-05:00,1\n"
	  "2024-03-10T00:00-05:00,1\n2024-03-11T00:00-04:00,1\n"
	  "2024-03-13T00:00-04:00,1\n2024-03-14T00:00-04:00,1\n", NULL,
	  ":6: column 1 (\"ds\"): 1 step of 1d missing after line 5",
	  "fill the gap" },
	/* The clock says an hour, but no time has passed. */
	{ "ds,y\n2024-03-31T00:00+01:00,1\n2024-03-31T01:00+01:00,1\n"
	  "2024-03-31T02:00+02:00,1\n2024-03-31T03:00+02:00,1\n", NULL,
	  ":4: column 1 (\"ds\"): same time as line 3", "keep one" },
};

static void test_refused(void **state)
{
	for (size_t i = 0; i < COUNT(refused); i++) {
		const struct rn_panel_opts opts = {
			.time_format = refused[i].format };
		struct rn_panel panel;
		struct rn_error err;

		assert_int_equal(rn_panel_load(&panel,
		                               scratch_text(state, refused[i].text),
		                               &opts, &err), RN_EDATA);
		assert_string_equal(scratch_said(err.msg), refused[i].said);
		assert_memory_equal(err.hint, refused[i].hint,
		                    strlen(refused[i].hint));
	}
}

static void test_pattern(void **state)
{
	const char *path = scratch_text(state, "a,b\n20240131,1\n20240229,2\n"
	                                "20240331,3\n");
	struct rn_panel_opts opts = { .time_format = "%Y%m%d" };
	struct rn_panel panel;
	struct rn_error err;
	char text[RN_TIME_TEXT];

	/* A first column of numbers is the time where a format says so. */
	assert_ok(rn_panel_load(&panel, path, &opts, &err), &err);
	assert_string_equal(panel.columns.time, "a");
	assert_string_equal(rn_axis_text(text, &panel.series[0].axis, 3),
	                    "20240430");
	rn_panel_release(&panel);
	opts.time_format = "%d.%m.%Y";
	assert_int_equal(rn_panel_load(&panel, path, &opts, &err), RN_EDATA);
	assert_contains(err.msg, "several numeric columns");
	opts.time_format = "%d.%m";
	assert_int_equal(rn_panel_load(&panel, path, &opts, &err), RN_EUSAGE);
	assert_string_equal(err.msg, "time format \"%d.%m\": it has no year");
}

/* What a model knows is tried before anything is found: 20240131 is no
 * number, where its times were written like that. */
static void test_like(void **state)
{
	const char *path = scratch_text(state, "ds,y\n20240401,1\n");
	const struct rn_axis days = { .unit = RN_TIME_SECOND,
		.format = { "%Y%m%d", 0 }, .step = 86400, .day = 1 };
	const struct rn_panel_opts opts = { .axis = &days, .min_rows = 1 };
	struct rn_panel panel;
	struct rn_error err;
	char text[RN_TIME_TEXT];

	assert_ok(rn_panel_load(&panel, path, &opts, &err), &err);
	assert_string_equal(rn_axis_text(text, &panel.series[0].axis, 1),
	                    "20240402");
	rn_panel_release(&panel);
	path = scratch_text(state, "ds,y\n2024-04-01 00:00,1\n");
	assert_ok(rn_panel_load(&panel, path, &opts, &err), &err);
	assert_string_equal(rn_axis_text(text, &panel.series[0].axis, 1),
	                    "2024-04-02 00:00");
	rn_panel_release(&panel);
}

/* Several columns of one style: the second series must be written like the
 * first, and is named where it fails. */
static void test_columns(void **state)
{
	static const char *const cells[] = { "2024-01-01 00:00",
		"2024-01-01 01:00", "2024-01-01 02:00", "2024-01-01 04:00" };
	char name[] = "ds";
	struct rn_table table = { .file = "f.csv", .has_header = true,
		.n_column = 1, .name = (char *[]){ name } };
	const struct rn_panel_opts opts = { .time_col = NULL };
	struct rn_time_style style = rn_time_style_of(&opts);
	struct rn_timecol col[2] = { RN_TIMECOL_INIT, RN_TIMECOL_INIT };
	struct rn_axis_defect defect;
	struct rn_axis axis;
	struct rn_error err;
	char text[RN_TIME_TEXT];
	int64_t k;

	(void)state;
	for (size_t i = 0; i < 2 * COUNT(cells); i++) {
		const char *cell = cells[i / 2];
		const struct rn_field field = { cell, strlen(cell) };
		const struct rn_csv_row row = { .field = &field, .n_field = 1,
			.at = { .file = "f.csv", .line = i + 2 } };

		assert_ok(rn_timecol_add(&col[i % 2], &style, &table, &row, 0, &err),
		          &err);
	}
	assert_int_equal(style.line, 2);
	assert_int_equal(rn_timecol_line(&col[1], 2), 7);
	assert_int_equal(rn_timecol_offset(&col[1]), 0);
	assert_int_equal(rn_timecol_axis(&col[1], &style, &table, 0, "H\x1b" "1",
	                                 NULL, &axis, &defect, &err), RN_EDATA);
	assert_string_equal(err.msg, "f.csv:9: column 1 (\"ds\"): 1 step of 1h "
	                    "missing after line 7 (series \"H\\x1b1\")");
	assert_int_equal(defect.kind, RN_AXIS_GAP);
	assert_int_equal(defect.row, 3);
	/* The axis is there all the same, for whoever fills the gap. */
	assert_true(rn_axis_place(&axis, col[1].time[3], &k));
	assert_int_equal(k, 4);
	assert_string_equal(rn_axis_text(text, &axis, 3), "2024-01-01 03:00");
	rn_timecol_release(&col[0]);
	rn_timecol_release(&col[1]);
	rn_timecol_release(&col[1]);
}

/* Where an axis has a gap, every time has its row on it all the same, counted
 * in UTC or by the clock, as the axis is. */
static void test_offsets(void **state)
{
	static const struct {
		const char *times;
		const char *rows, *missing;
	} gaps[] = {
		{ "2024-03-31 00:00+01:00|2024-03-31 01:00+01:00"
		  "|2024-03-31 03:00+02:00|2024-03-31 05:00+02:00", "0 1 2 4",
		  "2024-03-31 04:00+02:00" },
		{ "2024-03-30 00:00+01:00|2024-03-31 00:00+01:00"
		  "|2024-04-01 00:00+02:00|2024-04-03 00:00+02:00", "0 1 2 4",
		  "2024-04-02 00:00+02:00" },
		{ "2024-02-01 00:00+01:00|2024-03-01 00:00+01:00"
		  "|2024-04-01 00:00+02:00|2024-06-01 00:00+02:00", "0 1 2 4",
		  "2024-05-01 00:00+02:00" },
	};
	char name[] = "ds";
	struct rn_table table = { .file = "f.csv", .has_header = true,
		.n_column = 1, .name = (char *[]){ name } };

	(void)state;
	for (size_t i = 0; i < COUNT(gaps); i++) {
		const struct rn_panel_opts opts = { .time_col = NULL };
		struct rn_time_style style = rn_time_style_of(&opts);
		struct rn_timecol col = RN_TIMECOL_INIT;
		struct rn_axis_defect defect;
		struct rn_axis axis;
		struct rn_error err;
		char text[RN_TIME_TEXT], rows[64] = "";

		for (const char *p = gaps[i].times; *p; p += *p == '|') {
			const struct rn_field field = { p, strcspn(p, "|") };
			const struct rn_csv_row row = { .field = &field, .n_field = 1,
				.at = { .file = "f.csv", .line = 2 + col.n } };

			assert_ok(rn_timecol_add(&col, &style, &table, &row, 0, &err),
			          &err);
			p += field.len;
		}
		assert_int_equal(rn_timecol_axis(&col, &style, &table, 0, NULL, NULL,
		                                 &axis, &defect, &err), RN_EDATA);
		assert_int_equal(defect.kind, RN_AXIS_GAP);
		for (size_t k = 0; k < col.n; k++) {
			int64_t at;

			assert_true(rn_axis_place(&axis, col.time[k], &at));
			sprintf(rows + strlen(rows), "%s%d", k ? " " : "", (int)at);
		}
		assert_string_equal(rows, gaps[i].rows);
		assert_string_equal(rn_axis_text(text, &axis, 3), gaps[i].missing);
		rn_timecol_release(&col);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_like_python),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_pattern),
		cmocka_unit_test(test_like),
		cmocka_unit_test(test_columns),
		cmocka_unit_test(test_offsets),
	};

	return cmocka_run_group_tests_name("timecol", tests, scratch_make,
	                                   scratch_remove);
}

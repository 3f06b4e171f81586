/*
 * test_tail.c - rows one at a time: the same as those of a panel, at once, and
 * no more of them in memory than asked for.
 */
#include "data/tail.h"

#include "help.h"
#include "scratch.h"

enum { KEEP = 3 };

/* What a model knows of the file that all tests here continue. */
struct known {
	struct rn_columns columns;
	struct rn_axis axis;
	struct rn_panel_opts opts;
};

static void learn(struct known *k, void **state, const char *text)
{
	const struct rn_panel_opts opts = { .target_col = "a,b" };
	struct rn_panel panel;
	struct rn_error err;

	assert_ok(rn_panel_load(&panel, scratch_text(state, text), &opts, &err),
	          &err);
	assert_ok(rn_columns_copy(&k->columns, &panel.columns, &err), &err);
	k->axis = panel.series[0].axis;
	k->opts = (struct rn_panel_opts){ .known = &k->columns,
		.axis = &k->axis, .min_rows = 1 };
	rn_panel_release(&panel);
}

static const char hourly[] = "ds,a,b\n2024-01-01 00:00,1,2\n"
	"2024-01-01 01:00,3,4\n2024-01-01 02:00,5,6\n";
static const char daily[] = "ds,a,b\n2024-01-01,1,2\n2024-01-02,3,4\n"
	"2024-01-03,5,6\n";
static const char monthly[] = "ds,a,b\n2024-01,1,2\n2024-02,3,4\n"
	"2024-03,5,6\n";
static const char plain[] = "a,b\n1,2\n3,4\n5,6\n";

/* Row k of a file of hours. */
static size_t put_row(char *to, int k)
{
	return (size_t)sprintf(to, "2024-01-%02d %02d:00,%d.5,-%d\n",
	                       1 + k / 24, k % 24, k, k);
}

/* Every prefix of a file: the same values and the same next time as those of
 * the panel that ends there. */
static void test_like_panel(void **state)
{
	enum { N = 20 };
	struct known k;
	char text[N * 40], head[N * 40], path[700];
	size_t end[N + 1];
	struct rn_tail tail;
	struct rn_error err;
	FILE *f;

	learn(&k, state, hourly);
	end[0] = (size_t)sprintf(text, "ds,a,b\n");
	for (int i = 0; i < N; i++)
		end[i + 1] = end[i] + put_row(text + end[i], i + 7);
	snprintf(path, sizeof(path), "%s/tail.csv",
	         ((const struct scratch *)*state)->dir);
	f = fopen(path, "w");
	assert_non_null(f);
	assert_true(fputs(text, f) >= 0 && fclose(f) == 0);
	assert_ok(rn_tail_open(&tail, path, &k.opts, KEEP, &err), &err);
	for (size_t n = 1; n <= N; n++) {
		struct rn_panel panel;
		char a[RN_TIME_TEXT], b[RN_TIME_TEXT];
		bool is_end;

		assert_ok(rn_tail_next(&tail, &is_end, &err), &err);
		assert_false(is_end);
		snprintf(head, end[n] + 1, "%s", text);
		assert_ok(rn_panel_load(&panel, scratch_text(state, head), &k.opts,
		                        &err), &err);
		assert_int_equal(tail.n_row, n);
		assert_string_equal(
			rn_axis_text(a, &tail.axis, (int64_t)n),
			rn_axis_text(b, &panel.series[0].axis, (int64_t)n));
		for (int i = 0; n >= KEEP && i < 2; i++)
			assert_memory_equal(rn_tail_last(&tail, i),
			                    panel.series[i].x + n - KEEP,
			                    KEEP * sizeof(double));
		assert_int_equal(tail.times.n, 1);
		assert_int_equal(tail.times.n_run, 1);
		rn_panel_release(&panel);
	}
	rn_tail_release(&tail);
	unlink(path);
	rn_columns_release(&k.columns);
}

static const struct {
	const char *model, *text;
	size_t n_row; /* before the failure */
	const char *said, *hint; /* NULL: none */
} ends[] = {
	{ hourly, "", 0, NULL, NULL },
	{ hourly, "\xef\xbb\xbf", 0, NULL, NULL },
	{ hourly, "ds,a,b\n", 0, NULL, NULL },
	{ hourly, "ds,a,b", 0, NULL, NULL },
	{ hourly, "2024-01-01 00:00,1,2", 1, NULL, NULL },
	{ hourly, "2024-01-01T00:00+01:00,1,2\n2024-01-01T02:00+02:00,1,2\n", 2,
	  NULL, NULL },
	/* Days by their clock, over a change to daylight saving and without. */
	{ daily, "2024-03-09T00:00-0500,1,2\n2024-03-10T00:00-0500,1,2\n"
	  "2024-03-11T00:00-0400,1,2\n2024-03-12T00:00-0400,1,2\n", 4, NULL,
	  NULL },
	{ daily, "2024-03-10T00:00-0500,1,2\n2024-03-11T01:00-0400,1,2\n", 2,
	  NULL, NULL },
	{ daily, "2024-03-10T00:00-0500,1,2\n2024-03-11T02:00-0400,1,2\n", 1,
	  ":2: column 1: 25h after line 1, but the model was trained on steps of "
	  "1d", "every row must be" },
	{ monthly, "2024-03-01T00:00-0500,1,2\n2024-04-01T00:00-0400,1,2\n", 2,
	  NULL, NULL },
	{ hourly, "2024-01-01,1,2", 0,
	  ":1: column 1: no time for a model that was trained on steps of 1h",
	  "" },
	{ hourly, "2024-01-01T00:00:07,1,2\r\n2024-01-01T01:00:07,1,2\n\n\n", 2,
	  NULL, NULL },
	{ plain, "1,2\n3,4\n", 2, NULL, NULL },
	{ plain, "x,b,a\n1,2,3\n", 1, NULL, NULL },
	{ plain, "a,b\n\"1\",\"2\"\n", 1, NULL, NULL },
	{ hourly, "ds,a,b\n2024-01-01 00:00,1,2\n2024-01-01 02:00,1,2\n", 1,
	  ":3: column 1 (\"ds\"): 2h after line 2, but the model was trained on "
	  "steps of 1h", "every row must be" },
	{ hourly, "ds,a,b\n2024-01-01 00:00,1,2\n2024-01-01 00:15,1,2\n", 1,
	  ":3: column 1 (\"ds\"): 15min after line 2, but", "every row must be" },
	{ hourly, "2024-01-01 01:00,1,2\n2024-01-01 01:00,1,2\n", 1,
	  ":2: column 1: same time as line 1", "keep one of" },
	{ hourly, "2024-01-01 01:00,1,2\n2024-01-01 02:00,1,2\n"
	  "2024-01-01 01:00,1,2\n", 2,
	  ":3: column 1: earlier than line 2", "sort the rows" },
	{ hourly, "2024-01-01 01:00,1,2\n2024-01-01 02:00,1,2\n"
	  "2024-01-01T03:00,1,2\n", 2,
	  ":3: column 1: \"2024-01-01T03:00\": time format not known, it is not "
	  "that of line 1", "write all times" },
	{ hourly, "ds,a,b\n17,1,2\n", 0, ":2: column 1 (\"ds\"): no time for a "
	  "model that was trained on steps of 1h", "" },
	{ hourly, "ds,a,b\n,1,2\n", 0, ":2: column 1 (\"ds\"): missing time",
	  "correct the data" },
	{ hourly, "ds,a\n1,2\n", 0, ":1: no column \"b\"", "" },
	{ hourly, "1,2\n", 0, ":1: a row of 2 fields and no header", "add a" },
	{ plain, "a,b\n1,2\n3,\n5,6\n", 1,
	  ":3: column 2 (\"b\"): missing value", "correct the data" },
	{ plain, "a,b\n1,2\n3,4x\n", 1,
	  ":3: column 2 (\"b\"): \"4x\" is not a number", "correct the data" },
	{ plain, "a,b\n1,2\n3\n", 1, ":3: 1 field, expected 2", "" },
	{ plain, "a,b\n1,2\n\n3,4\n", 1, ":3: blank line", "blank lines may" },
	{ plain, "a,b\n1,2\n3,\"4\n5,6\n", 1,
	  ":3: column 2: the quote is never closed", "" },
	{ plain, "a,b\n1,2\n3,\xff\n", 1, ":3: byte 3 is not UTF-8", "if this" },
	{ plain, "\x1f\x8b\x08", 0, ": the compressed file is cut short",
	  "copy or" },
};

static void test_ends(void **state)
{
	for (size_t i = 0; i < COUNT(ends); i++) {
		struct rn_tail tail;
		struct rn_error err;
		struct known k;
		bool is_end = false;
		enum rn_status status = RN_OK;

		learn(&k, state, ends[i].model);
		assert_ok(rn_tail_open(&tail, scratch_text(state, ends[i].text),
		                       &k.opts, KEEP, &err), &err);
		while (!status && !is_end)
			status = rn_tail_next(&tail, &is_end, &err);
		if (tail.n_row != ends[i].n_row)
			fail_msg("%zu: %zu rows", i, tail.n_row);
		assert_int_equal(status, ends[i].said ? RN_EDATA : RN_OK);
		if (status && strncmp(scratch_said(err.msg), ends[i].said,
		                      strlen(ends[i].said)) != 0)
			fail_msg("%zu: %s", i, err.msg);
		if (status && strncmp(err.hint, ends[i].hint,
		                      strlen(ends[i].hint)) != 0)
			fail_msg("%zu: hint %s", i, err.hint);
		rn_tail_release(&tail);
		rn_columns_release(&k.columns);
	}
}

/* Behind a change of its offset a clock goes on as it did. */
static void test_clock(void **state)
{
	static const char text[] = "2024-03-09T00:00-0500,1,2\n"
		"2024-03-10T00:00-0500,1,2\n2024-03-11T00:00-0400,1,2\n";
	struct known k;
	struct rn_tail tail;
	struct rn_error err;
	char next[RN_TIME_TEXT];
	bool is_end = false;

	learn(&k, state, daily);
	assert_ok(rn_tail_open(&tail, scratch_text(state, text), &k.opts, KEEP,
	                       &err), &err);
	while (!is_end)
		assert_ok(rn_tail_next(&tail, &is_end, &err), &err);
	assert_string_equal(rn_axis_text(next, &tail.axis, (int64_t)tail.n_row),
	                    "2024-03-12T00:00-0400");
	rn_tail_release(&tail);
	rn_columns_release(&k.columns);
}

/* Each row is there as soon as its line is, though the pipe stays open; where
 * it is not, the alarm ends the test. */
static void test_at_once(void **state)
{
	static const char *const pieces[] = { "1,2\n", "3,", "4\r\n", "\"5\",",
		"\"6\"\n" };
	static const bool is_row[] = { true, false, true, false, true };
	struct known k;
	struct rn_tail tail;
	struct rn_error err;
	char path[40];
	size_t n = 0;
	int fd[2];

	learn(&k, state, plain);
	assert_int_equal(pipe(fd), 0);
	snprintf(path, sizeof(path), "/dev/fd/%d", fd[0]);
	assert_ok(rn_tail_open(&tail, path, &k.opts, KEEP, &err), &err);
	alarm(30);
	for (size_t i = 0; i < COUNT(pieces); i++) {
		const size_t len = strlen(pieces[i]);
		bool is_end;

		assert_int_equal(write(fd[1], pieces[i], len), len);
		if (!is_row[i])
			continue;
		assert_ok(rn_tail_next(&tail, &is_end, &err), &err);
		assert_false(is_end);
		assert_int_equal(tail.n_row, ++n);
	}
	alarm(0);
	for (int i = 0; i < KEEP; i++) {
		assert_true(rn_tail_last(&tail, 0)[i] == 1 + 2 * i);
		assert_true(rn_tail_last(&tail, 1)[i] == 2 + 2 * i);
	}
	close(fd[0]);
	close(fd[1]);
	rn_tail_release(&tail);
	rn_columns_release(&k.columns);
}

static void test_unreadable(void **state)
{
	const struct scratch *s = *state;
	struct known k;
	struct rn_tail tail;
	struct rn_error err;
	char path[700];
	bool is_end;

	learn(&k, state, plain);
	snprintf(path, sizeof(path), "%s/none", s->dir);
	assert_int_equal(rn_tail_open(&tail, path, &k.opts, KEEP, &err), RN_EIO);
	assert_contains(err.msg, "cannot open");
	assert_ok(rn_tail_open(&tail, s->dir, &k.opts, KEEP, &err), &err);
	assert_int_equal(rn_tail_next(&tail, &is_end, &err), RN_EIO);
	assert_contains(err.msg, "cannot read");
	rn_tail_release(&tail);
	rn_columns_release(&k.columns);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_like_panel),
		cmocka_unit_test(test_ends),
		cmocka_unit_test(test_clock),
		cmocka_unit_test(test_at_once),
		cmocka_unit_test(test_unreadable),
	};

	return cmocka_run_group_tests_name("tail", tests, scratch_make,
	                                   scratch_remove);
}

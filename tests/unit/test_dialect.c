/*
 * test_dialect.c - delimiters and decimal marks, and files that are the same
 * but for their dialect.
 */
#include "data/dialect.h"

#include "data/panel.h"
#include "data/tail.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <cmocka.h>
#include <zlib.h>
#include <zstd.h>

#include "help.h"
#include "scratch.h"

struct finding {
	const char *text;
	char delimiter, decimal; /* found; 0: none */
	const char *said;        /* or why not */
};

static const struct finding findings[] = {
	/* One delimiter fits. */
	{ "a,b\n1,2\n", ',', '.', NULL },
	{ "a;b\n1;2\n", ';', 0, NULL },
	{ "a\tb\n1\t2\n", '\t', 0, NULL },
	{ "a|b\r\n1|2\r\n", '|', 0, NULL },
	{ "a;b\r1;2.5\r", ';', '.', NULL },
	{ "a;b\n1;2,5\n", ';', ',', NULL },
	{ "a;b\n1;2,5", ';', ',', NULL },
	{ "a\tb\n\t,5\n1\t\n", '\t', ',', NULL },
	{ "a|b\n1|-1,5e3\n", '|', ',', NULL },
	{ "a; b,c\n1; 2\n", ';', 0, NULL },
	{ "\"a,b\";c\n\"1,x\";2\n", ';', 0, NULL },
	{ "\"a;b\";c\n\"1;2\n3;4\";2,5\n", ';', ',', NULL },
	{ "\"a\"\";b\";c\n\"1\"\"\";2\n", ';', 0, NULL },
	{ "a;b\n1;x,y\n2;z\n", ';', 0, NULL },
	{ "a,b\n1;2,3\n4,5\n", ',', '.', NULL },
	/* No comma is a decimal mark where it is the delimiter. */
	{ "a,b\n\"1,5\",2\n", ',', '.', NULL },
	/* Several fit: one makes more of the file. */
	{ "Datum;Last, MW\n2024-01-01;1,5\n2024-01-02;2,5\n", ';', ',', NULL },
	{ "2024-01-01 00:00;1,5\n2024-01-01 01:00;2,5\n", ';', ',', NULL },
	{ "2024-01-01\t1,5\n2024-01-02\t2,5\n", '\t', ',', NULL },
	{ "2024-01-01|1,5\n2024-01-02|2,5\n", '|', ',', NULL },
	{ "a,b;c,d\n1,5;2,5\n", ';', ',', NULL },
	{ "t;n;a,b\nA;2024-01-01;1,5\nB;2024-01-02;2,5\n", ';', ',', NULL },
	{ "2024-01-01;1,5", ';', ',', NULL },
	{ "2024-01-01,5,a;b\n2024-01-02,6,c;d\n", ',', '.', NULL },
	/* None is left, or too many. */
	{ "a;b,c\nx;y,z\n", 0, 0, ":1: fields may be separated by a comma or by "
	  "a semicolon" },
	{ "t;n,m\nA;1,5\nB;2,5\n", 0, 0, ":1: fields may be separated" },
	{ "a|b,y\nx|1,5\nz|2,7\n", 0, 0, ":1: fields may be separated" },
	{ "t;n,m;o", 0, 0, ":1: fields may be separated" },
	{ "a;b;c;d,e\n1;x;y;w,u\n", 0, 0, ":1: fields may be separated" },
	{ "a|b\tc\nx|y\tz\n", 0, 0, ":1: fields may be separated by a tab or by "
	  "a bar" },
	{ "a;b,c", 0, 0, ":1: fields may be separated" },
	/* None fits: the reading will fail, and should do so well. */
	{ "a;b\n1;2\n3\n", ';', 0, NULL },
	{ "a;b,c\n1;2\n3;4\n", ';', 0, NULL },
	{ "a,b;c\n1,2\n3,4\n", ',', '.', NULL },
	{ "# x\na;b\n1;2\n", ';', 0, NULL },
	{ "y\n1,5\n2,5\n", ',', '.', NULL },
	/* No delimiter. */
	{ "a\n1\n2\n", 0, '.', NULL },
	{ "a\n1\n\t\n", 0, '.', NULL },
	{ "\"a;b\"\n1\n", 0, '.', NULL },
	{ "", 0, '.', NULL },
	{ "\n", 0, '.', NULL },
	/* The decimal mark. */
	{ "a;b;c\n1,5;2.5;3\n", 0, 0,
	  ":2: a number with a decimal comma, but line 2 has one with a point" },
	{ "a;b\n1.5;x\n2,5;y\n", 0, 0,
	  ":3: a number with a decimal comma, but line 2 has one with a point" },
	{ "a;b\n1.234,5;x\n", ';', 0, NULL },
	{ "a;b\n1,234;x\n", ';', ',', NULL },
	{ "a;b\n1,234,567;x\n", ';', 0, NULL },
	{ "a;b\n2024-01-01;1\n01.02.2024;2\n", ';', 0, NULL },
	{ "a;b\n,;.\n", ';', 0, NULL },
	{ "0,5;0,9\n1;2\n", ';', 0, NULL },
	{ "0,5;p\n", 0, 0, ":1: fields may be separated" },
	{ "p;\"a,b\";q\n", ';', 0, NULL },
	/* The first line with two numbers may be data. */
	{ "1,5;2", ';', ',', NULL },
};

static enum rn_status find(struct rn_dialect *d, const char *text, size_t n,
                           bool is_whole, struct rn_error *err)
{
	const struct rn_sample sample = { "f.csv", text, n, is_whole };

	return rn_dialect_find(d, &sample, err);
}

static void test_find(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(findings); i++) {
		const struct finding *f = &findings[i];
		struct rn_dialect d = { 0, 0 };
		struct rn_error err = { .msg = "" };
		const enum rn_status status = find(&d, f->text, strlen(f->text),
		                                   true, &err);

		if (status != (f->said ? RN_EDATA : RN_OK))
			fail_msg("%zu: status %d, %s", i, status, err.msg);
		if (f->said && !strstr(err.msg, f->said))
			fail_msg("%zu: %s", i, err.msg);
		if (!f->said
		    && (d.delimiter != f->delimiter || d.decimal != f->decimal))
			fail_msg("%zu: %d %d", i, d.delimiter, d.decimal);
	}
}

/* What is asked for is not looked for. */
static void test_asked(void **state)
{
	static const struct {
		const char *text;
		struct rn_dialect asked, found;
	} cases[] = {
		{ "a;b,c\nx;y,z\n", { ';', 0 }, { ';', 0 } },
		{ "a;b,c\nx;y,z\n", { ',', 0 }, { ',', '.' } },
		{ "a;b,c\nx;y,z\n", { 0, ',' }, { ';', ',' } },
		{ "a;b\n1.5;2,5\n", { 0, ',' }, { ';', ',' } },
		{ "a;b\n1.5;2,5\n", { 0, '.' }, { ';', '.' } },
		{ "a,b\n1,2\n", { '|', 0 }, { '|', ',' } },
		{ "a,b\n1,2\n", { 0, ',' }, { 0, ',' } },
		{ "y\n1,5\n", { 0, ',' }, { 0, ',' } },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct rn_dialect d = cases[i].asked;
		struct rn_error err;

		assert_ok(find(&d, cases[i].text, strlen(cases[i].text), true, &err),
		          &err);
		if (d.delimiter != cases[i].found.delimiter
		    || d.decimal != cases[i].found.decimal)
			fail_msg("%zu: %d %d", i, d.delimiter, d.decimal);
	}
}

/* A sample may end anywhere: what is there tells no other dialect. */
static void test_cut(void **state)
{
	static const char text[] = "time;\"a;b\";c d\n2024-01-01;1,5;\"x\ny\"\n"
		"2024-01-02;2;z\n2024-01-03;3,25;\"\"\"\"\n";

	(void)state;
	for (size_t n = 5; n < sizeof(text); n++) {
		struct rn_dialect d = { 0, 0 };
		struct rn_error err;

		assert_ok(find(&d, text, n, false, &err), &err);
		assert_int_equal(d.delimiter, ';');
		assert_true(d.decimal == 0 || d.decimal == ',');
	}
}

/* A series in one of the ways to write it. */
struct way {
	char delimiter, decimal;
	const char *end;
	bool has_bom, is_quoted;
	const char *packing;
};

enum { N_ROW = 40, MAX_TEXT = 8192 };

static size_t write_number(char *to, double x, char decimal)
{
	const size_t n = (size_t)sprintf(to, "%.17g", x);
	char *point = strchr(to, '.');

	if (point)
		*point = decimal;
	return n;
}

static size_t write_text(char *to, const struct way *w)
{
	const char *quote = w->is_quoted ? "\"" : "";
	size_t n = (size_t)sprintf(to, "%sds%c%sa;,|b%s%cy%s",
	                           w->has_bom ? "\xef\xbb\xbf" : "",
	                           w->delimiter, "\"", "\"", w->delimiter, w->end);

	for (int i = 0; i < N_ROW; i++) {
		n += (size_t)sprintf(to + n, "%s2024-01-%02d %02d:00%s%c%s", quote,
		                     1 + i / 24, i % 24, quote, w->delimiter, quote);
		n += write_number(to + n, i * i * 1e3, w->decimal);
		n += (size_t)sprintf(to + n, "%s%c%s", quote, w->delimiter, quote);
		n += write_number(to + n, (i - 7) / 3.0 * (i % 5 ? 1 : 1e-30),
		                  w->decimal);
		n += (size_t)sprintf(to + n, "%s%s", quote, w->end);
	}
	return n;
}

static size_t pack(char *to, const char *text, size_t n, const char *packing)
{
	z_stream z = { .next_in = (unsigned char *)(uintptr_t)text };

	if (!packing) {
		memcpy(to, text, n);
		return n;
	}
	if (strcmp(packing, "zstd") == 0)
		return ZSTD_compress(to, MAX_TEXT, text, n, 3);
	assert_int_equal(deflateInit2(&z, 6, Z_DEFLATED, MAX_WBITS + 16, 8,
	                              Z_DEFAULT_STRATEGY), Z_OK);
	z.avail_in = (uInt)n;
	z.next_out = (unsigned char *)to;
	z.avail_out = MAX_TEXT;
	assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
	deflateEnd(&z);
	return MAX_TEXT - z.avail_out;
}

static const char *write_way(void **state, const struct way *w, size_t *n)
{
	char text[MAX_TEXT], packed[MAX_TEXT];

	*n = write_text(text, w);
	*n = pack(packed, text, *n, w->packing);
	return scratch_bytes(state, packed, *n);
}

/* The same rows, one at a time. */
static void check_live(const char *path, const struct rn_panel *panel)
{
	const struct rn_panel_opts opts = {
		.known = &panel->columns, .axis = &panel->series[0].axis,
	};
	struct rn_tail tail;
	struct rn_error err;
	bool is_end;

	assert_ok(rn_tail_open(&tail, path, &opts, N_ROW, &err), &err);
	for (int i = 0; i < N_ROW; i++)
		assert_ok(rn_tail_next(&tail, &is_end, &err), &err);
	for (int k = 0; k < panel->n_series; k++)
		assert_memory_equal(rn_tail_last(&tail, k), panel->series[k].x,
		                    N_ROW * sizeof(double));
	rn_tail_release(&tail);
}

static void check_way(void **state, const struct way *w,
                      const struct rn_panel *twin)
{
	const struct rn_panel_opts opts = { .target_col = "all" };
	struct rn_panel panel;
	struct rn_error err;
	size_t n;
	const char *path = write_way(state, w, &n);
	const struct rn_format *f = &panel.format;

	assert_ok(rn_panel_load(&panel, path, &opts, &err), &err);
	assert_int_equal(panel.n_series, 2);
	for (int k = 0; k < 2; k++) {
		assert_int_equal(panel.series[k].n_row, N_ROW);
		assert_memory_equal(panel.series[k].x, twin->series[k].x,
		                    N_ROW * sizeof(double));
	}
	assert_int_equal(f->dialect.delimiter, w->delimiter);
	assert_int_equal(f->dialect.decimal, w->decimal);
	assert_true(f->has_bom == w->has_bom);
	assert_true(f->has_cr == (strcmp(w->end, "\r") == 0));
	assert_true(f->has_crlf == (strcmp(w->end, "\r\n") == 0));
	assert_true(f->has_lf == (strcmp(w->end, "\n") == 0));
	assert_true((f->packing != NULL) == (w->packing != NULL));
	if (w->packing)
		assert_string_equal(f->packing, w->packing);
	assert_int_equal(f->n_byte, n);
	check_live(path, &panel);
	rn_panel_release(&panel);
}

static void test_twins(void **state)
{
	static const char *const ends[] = { "\n", "\r\n", "\r" };
	static const char *const packings[] = { NULL, "gzip", "zstd" };
	const struct rn_panel_opts opts = { .target_col = "all" };
	struct way w = { ',', '.', "\n", false, false, NULL };
	struct rn_panel twin;
	struct rn_error err;
	size_t n;

	assert_ok(rn_panel_load(&twin, write_way(state, &w, &n), &opts, &err),
	          &err);
	for (int i = 0; i < 4 * 2 * 3 * 3 * 4; i++) {
		w.delimiter = ",;\t|"[i % 4];
		w.decimal = ".,"[i / 4 % 2];
		w.end = ends[i / 8 % 3];
		w.packing = packings[i / 24 % 3];
		w.has_bom = i / 72 % 2;
		w.is_quoted = i / 144;
		if (w.delimiter != w.decimal)
			check_way(state, &w, &twin);
	}
	rn_panel_release(&twin);
}

/* The first number that has a mark tells it, also far down. */
static void test_late_mark(void **state)
{
	static const struct {
		const char *tail, *said;
	} cases[] = {
		{ "1,5;2\n3;4,5\n", NULL },
		{ "1.5;2\n3;4.5\n", NULL },
		{ "1,5;2\n3;4.5\n", ": column 2 (\"b\"): \"4.5\" is not a number" },
		{ "1.5;2\n3;4,5\n", ": column 2 (\"b\"): \"4,5\" is not a number" },
		{ "1.5;2,5\n", ": a number with a decimal comma, but line" },
	};
	enum { N = 30000 };

	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct rn_panel_opts opts = { .target_col = "all" };
		char *text = malloc(4 + 4 * N + 100), *end = text + 4;
		struct rn_panel panel;
		struct rn_error err = { .msg = "" };
		enum rn_status status;

		assert_non_null(text);
		memcpy(text, "a;b\n", 4);
		for (int k = 0; k < N; k++, end += 4)
			memcpy(end, "7;8\n", 4);
		strcpy(end, cases[i].tail);
		status = rn_panel_load(&panel, scratch_text(state, text), &opts,
		                       &err);
		free(text);
		assert_int_equal(status, cases[i].said ? RN_EDATA : RN_OK);
		if (status && (!strstr(err.msg, cases[i].said)
		               || !strstr(err.hint, "--decimal")))
			fail_msg("%zu: %s; %s", i, err.msg, err.hint);
		if (!status) {
			assert_true(panel.series[0].x[N] == 1.5);
			assert_true(panel.series[1].x[N + 1] == 4.5);
			rn_panel_release(&panel);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_find),
		cmocka_unit_test(test_asked),
		cmocka_unit_test(test_cut),
		cmocka_unit_test(test_twins),
		cmocka_unit_test(test_late_mark),
	};

	return cmocka_run_group_tests_name("dialect", tests, scratch_make,
	                                   scratch_remove);
}

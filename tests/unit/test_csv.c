/*
 * test_csv.c - files to lines to records.
 */
#include "data/csv.h"

#include "data/lines.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <cmocka.h>

#include "scratch.h"

/* Records as text: fields end in '|', records in their line and '\n'. */
struct record_log {
	char text[4096];
	size_t n;
	int stop_at; /* record that is refused, 0 for none */
	int n_record;
};

static enum rn_status take(void *ud, struct rn_csv *csv,
                           const struct rn_csv_row *row, struct rn_error *err)
{
	struct record_log *l = ud;

	(void)csv;
	if (++l->n_record == l->stop_at)
		return rn_fail(err, RN_ELIMIT, "stopped");
	for (int i = 0; i < row->n_field; i++) {
		assert_int_equal(strlen(row->field[i].text), row->field[i].len);
		if (l->n > sizeof(l->text) - 128)
			continue; /* only short files are compared */
		l->n += (size_t)snprintf(l->text + l->n, sizeof(l->text) - l->n,
		                         "%.40s|", row->field[i].text);
	}
	if (l->n <= sizeof(l->text) - 128)
		l->n += (size_t)snprintf(l->text + l->n, sizeof(l->text) - l->n,
		                         "%zu\n", row->at.line);
	return RN_OK;
}

static enum rn_status read_file(const char *path, struct record_log *log,
                                struct rn_error *err)
{
	const struct rn_csv_opts opts = { .is_live = false };

	return rn_csv_read(path, &opts, take, log, NULL, err);
}

struct good {
	const char *text, *records;
};

static const struct good goods[] = {
	{ "a,b\n1,2\n", "a|b|1\n1|2|2\n" },
	{ "a,b\n1,2", "a|b|1\n1|2|2\n" },
	{ "a\r\n1\n2\r\n", "a|1\n1|2\n2|3\n" },
	{ "a\r1\r2\r", "a|1\n1|2\n2|3\n" },
	{ "a\r1\r2", "a|1\n1|2\n2|3\n" },
	{ "\xef\xbb\xbf" "a,b\n1,2\n", "a|b|1\n1|2|2\n" },
	{ "\xef\xbb\xbf\"a\",b\n1,2\n", "a|b|1\n1|2|2\n" },
	{ " a ,\tb\n1 , \"2\" \n", "a|b|1\n1|2|2\n" },
	{ "a,b\n\" 1\",2\n", "a|b|1\n 1|2|2\n" },
	{ "a\n1\n\n\n", "a|1\n1|2\n" },
	{ "a\n1\n \t\n\r\n", "a|1\n1|2\n" },
	{ "a\n\"\"\n\"\"", "a|1\n|2\n|3\n" },
	{ "a,b\n\"x\"\"y\",\"p,q\"\n", "a|b|1\nx\"y|p,q|2\n" },
	{ "a,b\n\"x\r\ny\",2\n3,4\n", "a|b|1\nx\ny|2|2\n3|4|4\n" },
	{ ",\n,\n", "||1\n||2\n" },
	{ "\xc3\xa9\n\xf0\x9f\x98\x80\n", "\xc3\xa9|1\n\xf0\x9f\x98\x80|2\n" },
};

static void test_good(void **state)
{
	for (size_t i = 0; i < sizeof(goods) / sizeof(goods[0]); i++) {
		struct record_log log = { .n = 0 };
		struct rn_error err;

		assert_int_equal(read_file(scratch_text(state, goods[i].text), &log,
		                           &err), RN_OK);
		assert_string_equal(log.text, goods[i].records);
	}
}

struct bad {
	const char *text;
	size_t n; /* 0: to the NUL */
	const char *said, *hint;
};

static const struct bad bads[] = {
	{ "", 0, ": the file is empty", "" },
	{ "\xef\xbb\xbf", 0, ": the file is empty", "" },
	{ "\n", 0, ":1: no header: the line is blank", "" },
	{ " \na\n", 0, ":1: no header: the line is blank", "" },
	{ "a\n1\n\n2\n", 0, ":3: blank line", "blank lines may only" },
	{ "a,b\n1\n", 0, ":2: 1 field, expected 2 as in line 1", "" },
	{ "a,b\n1,2\n1,2,3\n", 0, ":3: 3 fields, expected 2 as in line 1", "" },
	{ "a,b\n\"1\n2\",3\n4\n", 0, ":4: 1 field, expected 2 as in line 1", "" },
	{ "a,b\n1,2\n\x1a", 0, ":3: 1 field, expected 2", "the line is a DOS" },
	{ "# x\na,b\n", 0, ":1: line 1 has 1 field but line 2 has 2: \"# x\"",
	  "remove the comment" },
	{ "sep=;\na;b\n", 0, ":1: \"sep=\" tells a spreadsheet", "remove the" },
	{ "a;b\n1;2\n3\n", 0, ":3: 1 field, expected 2 as in line 1", "" },
	{ "# x\na;b\n", 0, ":1: line 1 has 1 field but line 2 has 2: \"# x\"",
	  "remove the comment" },
	{ "a,b\n1,\"2\n3,4\n", 0, ":2: column 2: the quote is never closed", "" },
	{ "a,b\n\"1\n2\",\"3\n4\n", 0, ":3: column 2: the quote is never", "" },
	{ "a,b\n1,2\"\n", 0, ":2: column 2: a quote inside a field", "put the" },
	{ "a,b\n\"1\"x,2\n", 0, ":2: column 1: text after the closing quote",
	  "put the" },
	{ "a,b\n1,2\r3,4\n", 0, ":2: a carriage return (CR) alone", "write all" },
	{ "a\r1\n2\n", 0, ":2: a line feed (LF) in a file whose lines end in CR",
	  "write all" },
	{ "a\n1\r", 0, ":2: a carriage return (CR) alone", "write all" },
	{ "a,\xe9\n", 0, ":1: byte 3 is not UTF-8", "if this is Latin-1" },
	{ "a\n\xc0\x80\n", 0, ":2: byte 1 is not UTF-8", "if this" },
	{ "a\n\xed\xa0\x80\n", 0, ":2: byte 1 is not UTF-8", "if this" },
	{ "a\n\xe2\x82", 0, ":2: byte 1 is not UTF-8", "if this" },
	{ "a\n\xf4\x90\x80\x80\n", 0, ":2: byte 1 is not UTF-8", "if this" },
	{ "a\n1\0\n", 5, ":2: byte 2 is NUL", "if this is UTF-16" },
	{ "a\0\n\0", 4, ":1: byte 2 is NUL", "if this is UTF-16" },
	{ "\xff\xfe" "a\0", 4, ":1: UTF-16 text", "convert it first: iconv -f "
	  "UTF-16 -t UTF-8 FILE" },
	{ "\xfe\xff\0a", 4, ":1: UTF-16 text", "convert it first: iconv" },
	{ "\xff\xfe\0\0", 4, ":1: UTF-32 text", "convert it first: iconv" },
	{ "\x1f\x8b\x08\0\0\0\0\0\0", 9, ": the compressed file is cut short",
	  "copy or" },
	{ "\x1f\x8b\x09\0\0\0\0\0\0", 9, ": the gzip data are damaged", "copy" },
	{ "\x28\xb5\x2f\xfd", 4, ": the compressed file is cut short", "copy" },
	{ "\x28\xb5\x2f\xfd\x08\0\0\0\0", 9, ": the zstd data are damaged",
	  "copy or" },
	{ "BZh91AY&SY\0", 11, ":1: compressed with bzip2", "unpack it first" },
	{ "\xfd" "7zXZ\0", 6, ":1: compressed with xz", "unpack it first" },
	{ "PK\3\4\0\0\0\0\0\0", 10, ":1: a spreadsheet or a zip archive",
	  "convert a spreadsheet first: soffice" },
	{ "\xd0\xcf\x11\xe0", 4, ":1: a spreadsheet", "convert it first: soff" },
	{ "PAR1\x15\4", 6, ":1: a Parquet file", "convert it first: duckdb" },
	{ "SQLite format 3", 16, ":1: an SQLite database", "convert it first: s" },
	{ "\xa8\x0d\0\0\0\0\0\0{\"", 10, ":1: a model file", "name a model" },
};

static void test_bad(void **state)
{
	for (size_t i = 0; i < sizeof(bads) / sizeof(bads[0]); i++) {
		const struct bad *b = &bads[i];
		struct record_log log = { .n = 0 };
		struct rn_error err = { .status = RN_OK };
		const char *path = scratch_bytes(state, b->text,
		                                 b->n ? b->n : strlen(b->text));

		assert_int_equal(read_file(path, &log, &err), RN_EDATA);
		assert_int_equal(err.status, RN_EDATA);
		if (strncmp(scratch_said(err.msg), b->said, strlen(b->said)) != 0)
			fail_msg("%zu: %s", i, err.msg);
		if (strncmp(err.hint, b->hint, strlen(b->hint)) != 0)
			fail_msg("%zu: hint %s", i, err.hint);
	}
}

/* n times the character c, between two texts; freed by the caller. */
static char *long_text(const char *before, char c, size_t n, const char *after)
{
	char *text = malloc(strlen(before) + n + strlen(after) + 1);

	assert_non_null(text);
	strcpy(text, before);
	memset(text + strlen(before), c, n);
	strcpy(text + strlen(before) + n, after);
	return text;
}

/* Limits, on both sides. */
static void test_limits(void **state)
{
	static const struct {
		const char *before;
		char c;
		size_t n;
		const char *after, *said; /* NULL: accepted */
	} cases[] = {
		{ "a,b\n1,", 'x', RN_MAX_FIELD, "\n", NULL },
		{ "a,b\n1,\"", 'x', RN_MAX_FIELD, "\"\n", NULL },
		{ "a,b\n1,", 'x', RN_MAX_FIELD + 1, "\n",
		  ":2: column 2: field longer than 1048576 bytes" },
		{ "a,b\n1,\"", 'x', RN_MAX_FIELD + 1, "\"\n",
		  ":2: column 2: field longer than 1048576 bytes" },
		{ "a,b\n1,\"", '\n', 2 * RN_MAX_FIELD, "",
		  ":2: column 2: field longer than 1048576 bytes" },
		{ "", ',', RN_MAX_COLUMN - 1, "\n", NULL },
		{ "", ',', RN_MAX_COLUMN, "\n", ":1: more than 65535 columns" },
		{ "a\n", 'x', RN_MAX_LINE + 70000, "\n", ":2: line longer than" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char *text = long_text(cases[i].before, cases[i].c, cases[i].n,
		                       cases[i].after);
		struct record_log log = { .n = 0 };
		struct rn_error err = { .msg = "" };
		const enum rn_status status =
			read_file(scratch_text(state, text), &log, &err);

		free(text);
		assert_int_equal(status, cases[i].said ? RN_EDATA : RN_OK);
		if (cases[i].said && !strstr(err.msg, cases[i].said))
			fail_msg("%zu: %s", i, err.msg);
	}
}

/* Lines are the same wherever the pieces of the file happen to end. */
static void test_pieces(void **state)
{
	static const char line[] = "\xc3\xa9,\"p\r\nq\",12\r\n";
	enum { N = 30000 };
	const size_t len = strlen(line);

	/* Every fourth shift meets all kinds of cut in its many pieces. */
	for (size_t shift = 0; shift < len; shift += 4) {
		char *text = long_text("a,b,", 'c', shift, "\r\n");
		const size_t head = strlen(text);
		struct record_log log = { .stop_at = N + 1 };
		struct rn_error err;

		text = realloc(text, head + N * len);
		assert_non_null(text);
		for (size_t i = 0; i < N; i++)
			memcpy(text + head + i * len, line, len);
		/* The last one of N + 1 records is refused: all before are good. */
		assert_int_equal(read_file(scratch_bytes(state, text,
		                                         head + N * len),
		                           &log, &err), RN_ELIMIT);
		assert_int_equal(log.n_record, N + 1);
		free(text);
	}
}

static unsigned noise(uint64_t *s)
{
	*s = *s * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(*s >> 33);
}

/* Up to 40 characters of one or more bytes, none of which ends a line. */
static size_t random_line(char *to, uint64_t *seed)
{
	static const char *const characters[] = {
		"a", "9", ",", "\t", "\v", "\f", "\x0e", "\x01", " ", "\x7f", "\"",
		"\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x98\x80"
	};
	/* Many lines are plain ones. */
	const unsigned n = noise(seed) % 41, kinds = noise(seed) % 2 ? 11 : 14;
	size_t len = 0;

	for (unsigned i = 0; i < n; i++) {
		const char *c = characters[noise(seed) % kinds];

		memcpy(to + len, c, strlen(c));
		len += strlen(c);
	}
	return len;
}

/* Lines of all lengths, wherever they lie in memory, and the place of a byte
 * that does not belong there. */
static void test_lines(void **state)
{
	enum { N = 20, ROUNDS = 2000 };
	uint64_t seed = 1;

	for (int round = 0; round < ROUNDS; round++) {
		char text[N * 200], said[40];
		size_t at[N], len[N], n = 0, bad = 0;
		const size_t bad_line = round % 4 ? N : noise(&seed) % N;
		struct rn_lines lines;
		struct rn_error err = { .msg = "" };

		for (size_t i = 0; i < N; i++) {
			at[i] = n;
			len[i] = random_line(text + n, &seed);
			n += len[i];
			if (i == bad_line) {
				bad = ++len[i];
				text[n++] = (char)(noise(&seed) % 2 ? 0xff : 0xc3);
			}
			if (noise(&seed) % 3 == 0)
				text[n++] = '\r';
			text[n++] = '\n';
		}
		assert_int_equal(rn_lines_open(&lines, scratch_bytes(state, text, n),
		                               &err), RN_OK);
		for (size_t i = 0; i < N && i <= bad_line; i++) {
			const char *line;
			size_t line_len;
			const enum rn_status status =
				rn_lines_next(&lines, &line, &line_len, &err);

			assert_int_equal(status, i == bad_line ? RN_EDATA : RN_OK);
			assert_int_equal(line_len, len[i]);
			assert_memory_equal(line, text + at[i], len[i]);
			assert_int_equal(line[len[i]], '\n');
		}
		snprintf(said, sizeof(said), ":%zu: byte %zu is not", bad_line + 1,
		         bad);
		if (bad > 0)
			assert_non_null(strstr(err.msg, said));
		rn_lines_release(&lines);
	}
}

static const struct rn_csv_opts plain = { .dialect = { ',', '.' } };

/* What is needed is as ever; the rest is empty, but for the first and what has
 * a quote. */
static void test_need(void **state)
{
	static const bool needed[] = { false, true, false, true };
	const char *text = "a,b,c,d\n1,2,3,4\n\"5\n5\",\"6,\"\"\n6\",7,8\n"
		",,,\n9,10,11,12\n1,2,3,4,5\n";
	struct rn_csv *csv;
	struct rn_csv_row row;
	struct rn_error err;
	char said[200];
	size_t n = 0;

	assert_int_equal(rn_csv_open(&csv, scratch_text(state, text), &plain,
	                             &err), RN_OK);
	for (int k = 0; k < 5; k++) {
		assert_int_equal(rn_csv_next(csv, &row, &err), RN_OK);
		assert_int_equal(row.n_field, 4);
		for (int c = 0; c < 4; c++) {
			assert_int_equal(strlen(row.field[c].text), row.field[c].len);
			n += (size_t)snprintf(said + n, sizeof(said) - n, "%s|",
			                      row.field[c].text);
		}
		rn_csv_need(csv, k < 3 ? needed : NULL);
	}
	assert_string_equal(said, "a|b|c|d|1|2||4|5\n5|6,\"\n6|7|8|||||"
	                    "9|10|11|12|");
	rn_csv_need(csv, needed);
	assert_int_equal(rn_csv_next(csv, &row, &err), RN_EDATA);
	assert_non_null(strstr(err.msg, ":8: 5 fields, expected 4"));
	rn_csv_close(csv);
}

/* Fields of every length up to some words' arrive whole. */
static void test_lengths(void **state)
{
	enum { N = 40 };
	const struct rn_csv_opts bars = { .dialect.delimiter = '|' };
	char text[N * N], *at = text;
	struct rn_csv *csv;
	struct rn_csv_row row;
	struct rn_error err;

	for (int c = 0; c < N; c++) {
		for (int i = 0; i < c; i++)
			*at++ = (char)('0' + (c + i) % 75);
		*at++ = c + 1 < N ? '|' : '\n';
	}
	scratch_bytes(state, text, (size_t)(at - text));
	assert_int_equal(rn_csv_open(&csv, ((struct scratch *)*state)->path, &bars,
	                             &err), RN_OK);
	assert_int_equal(rn_csv_next(csv, &row, &err), RN_OK);
	assert_int_equal(row.n_field, N);
	at = text;
	for (int c = 0; c < N; c++) {
		assert_int_equal(row.field[c].len, c);
		assert_memory_equal(row.field[c].text, at, (size_t)c);
		assert_int_equal(row.field[c].text[c], '\0');
		at += c + 1;
	}
	rn_csv_close(csv);
}

/* A file of one very long record after short ones: what was placed before
 * the texts moved is still right. */
static void test_growth(void **state)
{
	enum { N = 3000 };
	static const char letters[] = "abcdefg";
	char *text = malloc(2 * N * sizeof(letters) + 1);
	size_t n = 0;
	struct rn_csv *csv;
	struct rn_csv_row row;
	struct rn_error err;

	assert_non_null(text);
	for (int c = 0; c < 2 * N; c++)
		n += (size_t)sprintf(text + n, "%s%c", letters + c % 7,
		                     c % N == N - 1 ? '\n' : ',');
	assert_int_equal(rn_csv_open(&csv, scratch_text(state, text), &plain,
	                             &err), RN_OK);
	for (int k = 0; k < 2; k++) {
		assert_int_equal(rn_csv_next(csv, &row, &err), RN_OK);
		assert_int_equal(row.n_field, N);
		for (int c = 0; c < N; c++)
			assert_string_equal(row.field[c].text,
			                    letters + (k * N + c) % 7);
	}
	rn_csv_close(csv);
	free(text);
}

static void test_stop(void **state)
{
	struct record_log log = { .stop_at = 2 };
	struct rn_error err;

	assert_int_equal(read_file(scratch_text(state, "a\n1\n2\n3,4\n"), &log,
	                           &err), RN_ELIMIT);
	assert_string_equal(err.msg, "stopped");
	assert_int_equal(log.n_record, 2);
}

static void test_unreadable(void **state)
{
	const struct scratch *s = *state;
	struct record_log log = { .n = 0 };
	struct rn_error err;
	char path[700];

	assert_int_equal(read_file(s->dir, &log, &err), RN_EIO);
	assert_non_null(strstr(err.msg, "cannot read"));
	snprintf(path, sizeof(path), "%s/none", s->dir);
	assert_int_equal(read_file(path, &log, &err), RN_EIO);
	assert_non_null(strstr(err.msg, "cannot open"));
}

/* A name that would act on the terminal is shown and nothing else. */
static void test_name(void **state)
{
	const struct scratch *s = *state;
	struct record_log log = { .n = 0 };
	struct rn_error err;
	char path[700];
	FILE *f;

	snprintf(path, sizeof(path), "%s/x\n\x1b[2J.csv", s->dir);
	f = fopen(path, "w");
	assert_non_null(f);
	fclose(f);
	assert_int_equal(read_file(path, &log, &err), RN_EDATA);
	unlink(path);
	assert_non_null(strstr(err.msg, "x\\x0a\\x1b[2J.csv: the file is empty"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good),
		cmocka_unit_test(test_bad),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_pieces),
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_need),
		cmocka_unit_test(test_lengths),
		cmocka_unit_test(test_growth),
		cmocka_unit_test(test_stop),
		cmocka_unit_test(test_unreadable),
		cmocka_unit_test(test_name),
	};

	return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}

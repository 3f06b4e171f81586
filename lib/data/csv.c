/*
 * csv.c - lines to records, with libcsv.
 *
 * libcsv drops blank lines, counts nothing, cannot be stopped from a
 * callback, and takes an open quote to the end of the file.  So it is fed one
 * line at a time, every line with its LF: a line that does not end a record
 * has a quote open.  Its callbacks keep the first failure in `status`, after
 * which nothing more is fed, and csv_fini is never needed.
 */
#include "data/csv.h"

#include "base/block.h"
#include "data/decimal.h"
#include "data/lines.h"
#include "data/skim.h"

#include <csv.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define MAX_RECORD RN_MAX_LINE

/* What libcsv may allocate for a field: a quote and a NUL end it, and it
 * wants room for the character that it looks at. */
enum { MAX_BUFFER = RN_MAX_FIELD + 3 };

struct rn_csv {
	struct rn_lines lines;
	struct csv_parser csv;
	struct rn_csv_opts opts;
	struct rn_dialect dialect; /* as far as it is known */
	struct rn_error *err;    /* of the caller */
	enum rn_status status;   /* of the callbacks */

	struct rn_csv_place at;  /* of the record that is being read */
	bool is_begun;           /* the dialect was looked for */
	bool is_done;            /* the record has ended */
	size_t quote_line;       /* where its last field began */
	struct rn_field *field;  /* its fields */
	int n_field;
	size_t cap_field;
	char *text;              /* their texts, one after the other */
	size_t n_text, cap_text;
	const bool *needed;      /* [n_column] which of them; NULL: all */
	char *skimmed;           /* a line without the others */
	size_t cap_skimmed;

	size_t n_record;         /* that were given */
	int n_column;            /* fields of the first record */
	size_t first_line;
	char *first;             /* the first field of the first record */
	size_t blank;            /* the first blank line not yet forgiven, or 0 */
};

/* Fails at the record's place. */
#define FAIL_AT(r, status, fmt, ...) \
	rn_fail((r)->err, status, "%s:%zu: " fmt, (r)->at.file, __VA_ARGS__)

/* libcsv asks for less and less until it is given something, so a field that is
 * too long ends with a buffer of exactly this size. */
static void *realloc_capped(void *p, size_t size)
{
	return size > MAX_BUFFER ? NULL : realloc(p, size);
}

static enum rn_status fail_long(struct rn_csv *r)
{
	FAIL_AT(r, RN_EDATA, "column %d: field longer than %u bytes",
	        r->quote_line, r->n_field + 1, RN_MAX_FIELD);
	return rn_hint(r->err, "is a quote opened there and never closed?");
}

/* Texts move when they grow: they lie one after the other. */
static void place_fields(struct rn_csv *r)
{
	const char *text = r->text;

	for (int i = 0; i < r->n_field; i++) {
		r->field[i].text = text;
		text += r->field[i].len + 1;
	}
}

/* Makes room for one more field, or says which limit it breaks. */
static enum rn_status make_room(struct rn_csv *r, size_t len)
{
	if (r->n_field == RN_MAX_COLUMN)
		return FAIL_AT(r, RN_EDATA, "more than %d columns", r->at.line,
		               RN_MAX_COLUMN);
	if (len > RN_MAX_FIELD)
		return fail_long(r);
	if (r->n_text + len + 1 > MAX_RECORD)
		return FAIL_AT(r, RN_EDATA, "record longer than %zu bytes",
		               r->at.line, MAX_RECORD);
	if (rn_grow(&r->field, &r->cap_field, (size_t)r->n_field + 1,
	            sizeof(*r->field), r->err)
	    || rn_grow(&r->text, &r->cap_text, r->n_text + len + 1, 1, r->err))
		return r->err->status;
	place_fields(r);
	return RN_OK;
}

/* memcpy of a few bytes, as most fields have: it spares them a call. */
static void copy_text(char *to, const char *from, size_t n)
{
	enum { WORD = sizeof(uint64_t) };

	if (n < WORD) {
		for (size_t i = 0; i < n; i++)
			to[i] = from[i];
	} else if (n <= 2 * WORD) {
		memcpy(to, from, WORD);
		memcpy(to + n - WORD, from + n - WORD, WORD);
	} else {
		memcpy(to, from, n);
	}
}

/* Called for every field of a file, so all that is rare is in make_room;
 * arrays grow by doubling, so that the texts never have more room than a
 * record may have. */
static void take_field(void *text, size_t len, void *ud)
{
	struct rn_csv *r = ud;

	if (r->status)
		return;
	if (r->n_field == RN_MAX_COLUMN || (size_t)r->n_field == r->cap_field
	    || len > RN_MAX_FIELD || len >= r->cap_text - r->n_text) {
		r->status = make_room(r, len);
		if (r->status)
			return;
	}
	copy_text(r->text + r->n_text, text, len);
	r->field[r->n_field++] = (struct rn_field){ r->text + r->n_text, len };
	r->text[r->n_text + len] = '\0';
	r->n_text += len + 1;
	r->quote_line = r->lines.line;
}

/* A row of another length; often the first line is to blame, or the
 * delimiter. */
static enum rn_status fail_ragged(struct rn_csv *r)
{
	const char *first = r->first;
	const size_t n = strlen(first);
	char shown[RN_SHOWN];

	if (first[0] == '#') {
		rn_fail(r->err, RN_EDATA, "%s:%zu: line %zu has %d field%s but line "
		        "%zu has %d: \"%s\" is not a header", r->at.file,
		        r->first_line, r->first_line, r->n_column,
		        r->n_column == 1 ? "" : "s", r->at.line, r->n_field,
		        rn_show(shown, first, n));
		return rn_hint(r->err, "remove the comment line");
	}
	FAIL_AT(r, RN_EDATA, "%d field%s, expected %d as in line %zu",
	        r->at.line, r->n_field, r->n_field == 1 ? "" : "s", r->n_column,
	        r->first_line);
	if (r->n_field == 1 && strcmp(r->field[0].text, "\x1a") == 0)
		return rn_hint(r->err, "the line is a DOS end-of-file mark: "
		               "remove it");
	return r->err->status;
}

/* Looks for the marks of a file whose delimiter is not the one asked for. */
static enum rn_status check_delimiter(struct rn_csv *r)
{
	static const char others[] = ",;\t|";

	if (r->n_column > 1 || !r->opts.dialect.delimiter)
		return RN_OK;
	for (const char *c = others; *c; c++) {
		if (!strchr(r->first, *c) || !strchr(r->field[0].text, *c))
			continue;
		rn_fail(r->err, RN_EDATA, "%s:%zu: fields are separated by a %s, "
		        "not by a %s", r->at.file, r->first_line,
		        rn_delimiter_name(*c),
		        rn_delimiter_name(r->opts.dialect.delimiter));
		return rn_hint(r->err, "leave out --delimiter, or name this one");
	}
	return RN_OK;
}

static enum rn_status check_first(struct rn_csv *r)
{
	const char *text = r->field[0].text;
	char shown[RN_SHOWN];

	r->n_column = r->n_field;
	r->first_line = r->at.line;
	if (strncmp(text, "sep=", 4) == 0 && r->n_field <= 2) {
		FAIL_AT(r, RN_EDATA, "\"%s\" tells a spreadsheet the delimiter "
		        "and is no header", r->at.line,
		        rn_show(shown, text, r->field[0].len));
		return rn_hint(r->err, "remove the line; the delimiter is found "
		               "without it, or told with --delimiter");
	}
	return rn_copy_text(&r->first, text, r->err);
}

static enum rn_status check_record(struct rn_csv *r)
{
	if (r->n_field == 0) {
		if (r->n_record == 0)
			return FAIL_AT(r, RN_EDATA, "no header: the line is blank",
			               r->at.line);
		if (!r->blank)
			r->blank = r->at.line;
		return RN_OK;
	}
	if (r->n_record == 0)
		return check_first(r);
	if (r->blank) {
		FAIL_AT(r, RN_EDATA, "blank line", r->blank);
		return rn_hint(r->err, "blank lines may only be at the end");
	}
	if (r->n_record == 1 && check_delimiter(r))
		return r->err->status;
	return r->n_field == r->n_column ? RN_OK : fail_ragged(r);
}

/* The first number that has a decimal mark tells that of the file. */
static enum rn_status find_decimal(struct rn_csv *r)
{
	for (int i = 0; i < r->n_field; i++) {
		const char mark = rn_decimal_mark(&r->field[i]);

		if (mark && r->dialect.decimal && mark != r->dialect.decimal)
			return rn_dialect_fail_decimal(r->at.file, r->at.line,
			                               r->at.line, r->err);
		if (mark)
			r->dialect.decimal = mark;
	}
	return RN_OK;
}

static void end_record(int c, void *ud)
{
	struct rn_csv *r = ud;

	(void)c;
	r->is_done = true;
	if (r->status)
		return;
	r->status = check_record(r);
	if (!r->status && !r->dialect.decimal && r->n_record > 0)
		r->status = find_decimal(r);
}

/* libcsv gave up at a character of the line. */
static enum rn_status fail_parse(struct rn_csv *r, char c)
{
	if (csv_error(&r->csv) == CSV_EPARSE) {
		FAIL_AT(r, RN_EDATA, "column %d: %s", r->lines.line,
		        r->n_field + 1, c == '"' ? "a quote inside a field"
		                                 : "text after the closing quote");
		return rn_hint(r->err, "put the whole field in quotes and double "
		               "the quotes inside it");
	}
	if (csv_get_buffer_size(&r->csv) < MAX_BUFFER)
		return rn_fail_memory(r->err, csv_get_buffer_size(&r->csv) * 2);
	return fail_long(r);
}

/* Begins a record with this line, of which what is not needed is left out: but
 * not where it might be a field that is too long. */
static enum rn_status begin_record(struct rn_csv *r, const char **text,
                                   size_t *n)
{
	r->is_done = false;
	r->n_field = 0;
	r->n_text = 0;
	r->at.line = r->quote_line = r->lines.line;
	if (!r->needed || *n > RN_MAX_FIELD)
		return RN_OK;
	if (rn_grow(&r->skimmed, &r->cap_skimmed, *n, 1, r->err))
		return r->status = r->err->status;
	*n = rn_skim(r->skimmed, *text, *n, (char)csv_get_delim(&r->csv),
	             r->needed, r->n_column);
	*text = r->skimmed;
	return RN_OK;
}

/* Feeds one line, LF included. */
static enum rn_status feed(struct rn_csv *r, const char *text, size_t n)
{
	size_t used;

	if (r->is_done && begin_record(r, &text, &n))
		return r->status;
	used = csv_parse(&r->csv, text, n, take_field, end_record, r);
	if (r->status)
		return r->status;
	if (used != n)
		return r->status = fail_parse(r, text[used]);
	return RN_OK;
}

/* The bytes of the first line, its end included. */
static size_t line_length(const char *text, size_t n)
{
	size_t i = 0;

	while (i < n && text[i] != '\n' && text[i] != '\r')
		i++;
	return i < n ? i + 1 : n;
}

/* Looks at what comes first, and reads no further than it must. */
static enum rn_status begin(struct rn_csv *r)
{
	const bool is_live = r->opts.is_live;
	struct rn_sample sample = { .name = r->lines.name };

	r->is_begun = true;
	if (rn_lines_peek(&r->lines, is_live ? 0 : RN_SAMPLE, &sample.text,
	                  &sample.n, r->err))
		return r->err->status;
	sample.is_whole = is_live || r->lines.at_end;
	if (is_live)
		sample.n = line_length(sample.text, sample.n);
	else if (sample.n > RN_SAMPLE)
		sample.n = RN_SAMPLE;
	if (rn_dialect_find(&r->dialect, &sample, r->err))
		return r->err->status;
	if (r->dialect.delimiter)
		csv_set_delim(&r->csv, (unsigned char)r->dialect.delimiter);
	else if (r->dialect.decimal == ',')
		csv_set_delim(&r->csv, ';');
	return RN_OK;
}

enum rn_status rn_csv_next(struct rn_csv *csv, struct rn_csv_row *row,
                           struct rn_error *err)
{
	struct rn_csv *r = csv;
	const char *text;
	size_t len;

	*row = (struct rn_csv_row){ .n_field = 0 };
	r->err = err;
	if (!r->is_begun && begin(r))
		return err->status;
	do {
		if (rn_lines_next(&r->lines, &text, &len, err))
			return err->status;
		if (!text && !r->is_done)
			return FAIL_AT(r, RN_EDATA, "column %d: the quote is never "
			               "closed", r->quote_line, r->n_field + 1);
		if (!text)
			return RN_OK;
		if (feed(r, text, len + 1))
			return r->status;
	} while (!r->is_done || r->n_field == 0);
	r->n_record++;
	*row = (struct rn_csv_row){ r->at, r->field, r->n_field,
	                            r->dialect.decimal == ',' ? ',' : '.' };
	return RN_OK;
}

enum rn_status rn_csv_open(struct rn_csv **csv, const char *path,
                           const struct rn_csv_opts *opts,
                           struct rn_error *err)
{
	struct rn_csv *r;

	*csv = NULL;
	if (rn_alloc(&r, 1, sizeof(*r), err))
		return err->status;
	if (rn_lines_open(&r->lines, path, err)) {
		free(r);
		return err->status;
	}
	r->opts = *opts;
	r->dialect = opts->dialect;
	r->is_done = true;
	r->at.file = r->lines.name;
	csv_init(&r->csv, CSV_STRICT | CSV_STRICT_FINI | CSV_APPEND_NULL
	         | CSV_REPALL_NL);
	csv_set_realloc_func(&r->csv, realloc_capped);
	csv_set_blk_size(&r->csv, 4096);
	*csv = r;
	return RN_OK;
}

void rn_csv_need(struct rn_csv *csv, const bool *needed)
{
	csv->needed = needed;
}

struct rn_format rn_csv_format(const struct rn_csv *csv)
{
	const struct rn_lines *lines = &csv->lines;
	const struct rn_packing *packing = lines->input.packing;

	return (struct rn_format){
		.dialect = csv->dialect,
		.has_bom = lines->has_bom,
		.has_lf = lines->has_lf,
		.has_crlf = lines->has_crlf,
		.has_cr = lines->end == RN_LINE_END_CR,
		.packing = packing ? packing->name : NULL,
		.n_byte = lines->input.n_read,
	};
}

void rn_csv_close(struct rn_csv *csv)
{
	if (!csv)
		return;
	csv_free(&csv->csv);
	free(csv->field);
	free(csv->text);
	free(csv->first);
	free(csv->skimmed);
	rn_lines_release(&csv->lines);
	free(csv);
}

enum rn_status rn_csv_read(const char *path, const struct rn_csv_opts *opts,
                           rn_csv_row_fn *fn, void *ud,
                           struct rn_format *format, struct rn_error *err)
{
	struct rn_csv *csv;
	struct rn_csv_row row;
	enum rn_status status = rn_csv_open(&csv, path, opts, err);

	while (!status) {
		status = rn_csv_next(csv, &row, err);
		if (status || row.n_field == 0)
			break;
		status = fn(ud, csv, &row, err);
	}
	if (!status && csv->n_record == 0)
		status = rn_fail(err, RN_EDATA, "%s: the file is empty",
		                 csv->at.file);
	if (format && csv)
		*format = rn_csv_format(csv);
	rn_csv_close(csv);
	return status;
}

/*
 * lines.c - bytes of a file to lines of UTF-8.
 */
#include "data/lines.h"

#include "base/block.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { PIECE = 65536, WORD = sizeof(uint64_t) };

/* A word of eight bytes that are all this one. */
#define EACH(byte) (UINT64_C(0x0101010101010101) * (byte))

/* Reads one piece more behind what there is. */
static enum rn_status fill(struct rn_lines *l, struct rn_error *err)
{
	enum rn_status status;
	size_t n;

	if (l->late.status) {
		*err = l->late;
		return err->status;
	}
	l->to -= l->from;
	if (l->from > 0 && l->to > 0)
		memmove(l->buf, l->buf + l->from, l->to);
	l->from = 0;
	if (l->to > RN_MAX_LINE)
		return rn_fail(err, RN_EDATA, "%s:%zu: line longer than %zu bytes",
		               l->name, l->line + 1, RN_MAX_LINE);
	/* One byte is for the LF that the last line of a file may lack. */
	status = rn_grow(&l->buf, &l->cap, l->to + PIECE + 1, 1, err);
	if (status)
		return status;
	if (rn_input_read(&l->input, l->buf + l->to, PIECE, &n, err))
		return err->status;
	l->at_end = n == 0;
	l->to += n;
	return RN_OK;
}

static const char sheet[] = "convert a spreadsheet first: soffice --headless "
	"--convert-to csv FILE; unpack an archive first: unzip -p FILE | "
	"rnnfc ... -";

/* Files that are not text are known by their first bytes, or by those behind
 * the first `at`. */
static const struct signature {
	size_t at;
	const char *bytes;
	size_t n;
	const char *what, *hint;
} signatures[] = {
	{ 0, "\xff\xfe\0\0", 4, "UTF-32 text, not UTF-8",
	  "convert it first: iconv -f UTF-32 -t UTF-8 FILE" },
	{ 0, "\0\0\xfe\xff", 4, "UTF-32 text, not UTF-8",
	  "convert it first: iconv -f UTF-32 -t UTF-8 FILE" },
	{ 0, "\xff\xfe", 2, "UTF-16 text, not UTF-8",
	  "convert it first: iconv -f UTF-16 -t UTF-8 FILE" },
	{ 0, "\xfe\xff", 2, "UTF-16 text, not UTF-8",
	  "convert it first: iconv -f UTF-16 -t UTF-8 FILE" },
	{ 0, "\x1f\x8b", 2, "compressed with gzip, more than once",
	  "unpack it first: zcat FILE | rnnfc ... -" },
	{ 0, "\x28\xb5\x2f\xfd", 4, "compressed with zstd, more than once",
	  "unpack it first: zstdcat FILE | rnnfc ... -" },
	{ 0, "BZh91AY&SY", 10, "compressed with bzip2",
	  "unpack it first: bzcat FILE | rnnfc ... -" },
	{ 0, "\xfd" "7zXZ", 5, "compressed with xz",
	  "unpack it first: xzcat FILE | rnnfc ... -" },
	{ 0, "7z\xbc\xaf", 4, "a 7z archive",
	  "unpack it first: 7z x -so FILE | rnnfc ... -" },
	{ 0, "PK\3\4", 4, "a spreadsheet or a zip archive", sheet },
	{ 0, "\xd0\xcf\x11\xe0", 4, "a spreadsheet",
	  "convert it first: soffice --headless --convert-to csv FILE" },
	{ 0, "PAR1\x15", 5, "a Parquet file",
	  "convert it first: duckdb -csv -c \"from 'FILE.parquet'\" | "
	  "rnnfc ... -" },
	{ 0, "SQLite format 3", 16, "an SQLite database", "convert it first: "
	  "sqlite3 -csv -header FILE 'select * from TABLE' | rnnfc ... -" },
	/* Behind the low half of a length in 64 bits: a JSON object. */
	{ 4, "\0\0\0\0{", 5, "a model file or other safetensors, not data",
	  "name a model with --model (-m)" },
};
enum { N_SIGNATURE = sizeof(signatures) / sizeof(signatures[0]) };

static const char mark[] = "\xef\xbb\xbf"; /* byte order */

/* Could the file still turn out to have these n bytes there? */
static bool may_have(const struct rn_lines *l, size_t at, const char *bytes,
                     size_t n)
{
	return l->to > at && l->to < at + n
	       && memcmp(l->buf + at, bytes, l->to - at) == 0;
}

static bool is_undecided(const struct rn_lines *l)
{
	for (size_t i = 0; i < N_SIGNATURE; i++)
		if (may_have(l, signatures[i].at, signatures[i].bytes,
		             signatures[i].n))
			return true;
	return may_have(l, 0, mark, 3);
}

static enum rn_status check_start(struct rn_lines *l, struct rn_error *err)
{
	for (size_t i = 0; i < N_SIGNATURE; i++) {
		const struct signature *s = &signatures[i];

		if (l->to < s->at + s->n
		    || memcmp(l->buf + s->at, s->bytes, s->n) != 0)
			continue;
		rn_fail(err, RN_EDATA, "%s:1: %s", l->name, s->what);
		return rn_hint(err, "%s", s->hint);
	}
	l->has_bom = l->to >= 3 && memcmp(l->buf, mark, 3) == 0;
	if (l->has_bom)
		l->from = 3;
	return RN_OK;
}

/* Reads no more of the file than tells its kind. */
static enum rn_status begin(struct rn_lines *l, struct rn_error *err)
{
	do
		if (fill(l, err))
			return err->status;
	while (!l->at_end && is_undecided(l));
	l->is_begun = true;
	return check_start(l, err);
}

enum rn_status rn_lines_open(struct rn_lines *lines, const char *path,
                             struct rn_error *err)
{
	const char *name = strcmp(path, "-") == 0 ? "standard input" : path;

	*lines = (struct rn_lines)RN_LINES_INIT;
	rn_show_path(lines->name, name);
	return rn_input_open(&lines->input, path, err);
}

void rn_lines_release(struct rn_lines *lines)
{
	rn_input_release(&lines->input);
	free(lines->buf);
	*lines = (struct rn_lines)RN_LINES_INIT;
}

static uint64_t word_at(const char *s)
{
	uint64_t word;

	memcpy(&word, s, WORD);
	return word;
}

/* Is one of the eight bytes less than '\r' + 1, as all are that end a line?
 * Borrowing from the byte above needs one that is (S. E. Anderson, "Bit
 * twiddling hacks"). */
static bool has_control(uint64_t word)
{
	return ((word - EACH('\r' + 1)) & ~word & EACH(0x80)) != 0;
}

/* The first of the bytes from `at` on that ends a line, or l->to.  Adds the
 * bits of those before to *bits, in any of its bytes. */
static size_t find_end(const struct rn_lines *l, size_t at, uint64_t *bits)
{
	const char *buf = l->buf;

	while (at < l->to) {
		size_t stop = l->to;

		if (l->to - at >= WORD) {
			const uint64_t word = word_at(buf + at);

			stop = at + WORD;
			if (!has_control(word)) {
				*bits |= word;
				at = stop;
				continue;
			}
		}
		for (; at < stop; at++) {
			if (buf[at] == '\n' || buf[at] == '\r' || buf[at] == '\0')
				return at;
			*bits |= (unsigned char)buf[at];
		}
	}
	return at;
}

/* The length of the UTF-8 character at s, 0 where there is none.  The line
 * ends in LF, which ends a broken character too. */
static size_t character(const unsigned char *s)
{
	size_t n = s[0] < 0x80 ? 1 : s[0] < 0xc2 ? 0 : s[0] < 0xe0 ? 2
	           : s[0] < 0xf0 ? 3 : s[0] < 0xf5 ? 4 : 0;

	for (size_t i = 1; i < n; i++)
		if ((s[i] & 0xc0) != 0x80)
			return 0;
	/* Longer than needed, surrogates, beyond the last character. */
	if ((s[0] == 0xe0 && s[1] < 0xa0) || (s[0] == 0xed && s[1] > 0x9f)
	    || (s[0] == 0xf0 && s[1] < 0x90) || (s[0] == 0xf4 && s[1] > 0x8f))
		return 0;
	return n;
}

static enum rn_status check_utf8(const struct rn_lines *l, const char *text,
                                 size_t len, struct rn_error *err)
{
	const unsigned char *s = (const unsigned char *)text;
	size_t i = 0, n;

	for (; i < len; i += n) {
		n = len - i >= WORD && !(word_at(text + i) & EACH(0x80))
		    ? WORD : character(s + i);
		if (n == 0) {
			rn_fail(err, RN_EDATA, "%s:%zu: byte %zu is not UTF-8",
			        l->name, l->line, i + 1);
			return rn_hint(err, "if this is Latin-1 text, convert it "
			               "first: iconv -f LATIN1 -t UTF-8 FILE");
		}
	}
	return RN_OK;
}

/* Checks what ends the line at buf[at], and steps over it. */
static enum rn_status end_line(struct rn_lines *l, size_t at,
                               struct rn_error *err)
{
	enum rn_line_end end = RN_LINE_END_LF;

	if (l->buf[at] == '\0') {
		rn_fail(err, RN_EDATA, "%s:%zu: byte %zu is NUL, which no text has",
		        l->name, l->line, at - l->from + 1);
		return rn_hint(err, "if this is UTF-16 text, convert it first: "
		               "iconv -f UTF-16 -t UTF-8 FILE");
	}
	if (l->buf[at] == '\r' && (at + 1 == l->to || l->buf[at + 1] != '\n'))
		end = RN_LINE_END_CR;
	if (l->end != RN_LINE_END_UNKNOWN && l->end != end) {
		rn_fail(err, RN_EDATA, end == RN_LINE_END_CR
		        ? "%s:%zu: a carriage return (CR) alone in a file whose "
		          "lines end in LF"
		        : "%s:%zu: a line feed (LF) in a file whose lines end in CR",
		        l->name, l->line);
		return rn_hint(err, "write all line ends as LF");
	}
	l->end = end;
	l->from = at + 1;
	if (l->buf[at] == '\n') {
		l->has_lf = true;
	} else if (end == RN_LINE_END_LF) {
		l->has_crlf = true;
		l->from++;
	}
	l->buf[at] = '\n';
	return RN_OK;
}

/* Is there what rn_lines_peek was asked for? */
static bool is_enough(const struct rn_lines *l, size_t size)
{
	const char *text = l->buf + l->from;
	const size_t n = l->to - l->from;

	return size > 0 ? n >= size
	                : memchr(text, '\n', n) || memchr(text, '\r', n);
}

enum rn_status rn_lines_peek(struct rn_lines *lines, size_t size,
                             const char **text, size_t *len,
                             struct rn_error *err)
{
	struct rn_lines *l = lines;

	*len = 0;
	if (!l->is_begun && begin(l, err))
		return err->status;
	while (!l->at_end && !l->late.status && !is_enough(l, size))
		if (fill(l, err))
			l->late = *err;
	*text = l->buf + l->from;
	*len = l->to - l->from;
	return RN_OK;
}

enum rn_status rn_lines_next(struct rn_lines *lines, const char **text,
                             size_t *len, struct rn_error *err)
{
	struct rn_lines *l = lines;
	size_t at, first;
	uint64_t bits = 0;

	*text = NULL;
	*len = 0;
	if (!l->is_begun && begin(l, err))
		return err->status;
	at = l->from;
	for (;;) {
		at = find_end(l, at, &bits);
		/* A CR may be the first half of a CRLF. */
		if (at + 1 < l->to || l->at_end
		    || (at < l->to && l->buf[at] != '\r'))
			break;
		at -= l->from;
		if (fill(l, err))
			return err->status;
		at += l->from;
	}
	if (at == l->from && at == l->to)
		return RN_OK;
	first = l->from;
	l->line++;
	if (at < l->to) {
		if (end_line(l, at, err))
			return err->status;
	} else {
		l->from = at;
		l->buf[at] = '\n';
	}
	*text = l->buf + first;
	*len = at - first;
	return bits & EACH(0x80) ? check_utf8(l, *text, *len, err) : RN_OK;
}

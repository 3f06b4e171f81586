/*
 * dialect.c - the beginning of a file to its dialect.
 *
 * Every delimiter that is possible is tried on the sample by a tokenizer that
 * forgives what libcsv refuses later: it only counts.
 */
#include "data/dialect.h"

#include "data/decimal.h"
#include "data/time_detect.h"

#include <stdio.h>
#include <string.h>

/* Longer cells are text. */
enum { MAX_CELL = 64, N_DELIMITER = 4 };

static const char delimiters[N_DELIMITER + 1] = ",;\t|";

struct cell {
	char text[MAX_CELL + 1];
	size_t len;
	bool is_long;     /* and cut */
	bool is_last;     /* of its record */
};

struct scan {
	const char *at, *end;
	bool is_whole;
	char delimiter;
	size_t line;
};

/* What the cells of records are. */
struct evidence {
	size_t n_value; /* numbers and times */
	size_t n_text;
	size_t comma_line, point_line; /* the first number with one; 0: none */
};

struct candidate {
	char delimiter;
	int n_field;      /* of the first record */
	int n_most;       /* fields of any record that is not blank */
	size_t n_record;
	size_t n_same;    /* records with as many fields as the first */
	struct evidence seen;
};

static bool ends_line(char c)
{
	return c == '\n' || c == '\r';
}

static void keep(struct cell *cell, char c)
{
	if (cell->len < MAX_CELL)
		cell->text[cell->len] = c;
	cell->len++;
}

/* The inside of quotes, which begin at s->at.  They do so anywhere in a cell,
 * for with the wrong delimiter a cell that is quoted begins in another. */
static void take_quoted(struct scan *s, struct cell *cell)
{
	for (s->at++; s->at < s->end; s->at++) {
		if (*s->at == '"') {
			s->at++;
			if (s->at == s->end || *s->at != '"')
				return;
		}
		s->line += *s->at == '\n';
		keep(cell, *s->at);
	}
}

static void trim(struct cell *cell)
{
	cell->is_long = cell->len > MAX_CELL;
	if (cell->is_long)
		cell->len = MAX_CELL;
	while (cell->len > 0 && (cell->text[cell->len - 1] == ' '
	                         || cell->text[cell->len - 1] == '\t'))
		cell->len--;
	cell->text[cell->len] = '\0';
}

/* The next cell; false: the sample may have cut it. */
static bool next_cell(struct scan *s, struct cell *cell)
{
	cell->len = 0;
	while (s->at < s->end && *s->at != s->delimiter
	       && (*s->at == ' ' || *s->at == '\t'))
		s->at++;
	while (s->at < s->end && *s->at != s->delimiter && !ends_line(*s->at)) {
		if (*s->at == '"')
			take_quoted(s, cell);
		else
			keep(cell, *s->at++);
	}
	if (s->at == s->end && !s->is_whole)
		return false;
	trim(cell);
	cell->is_last = s->at == s->end || *s->at != s->delimiter;
	if (s->at == s->end)
		return true;
	if (*s->at == '\r' && s->at + 1 < s->end && s->at[1] == '\n')
		s->at++;
	s->at++;
	return true;
}

static void judge(struct evidence *seen, const struct scan *s,
                  const struct cell *cell, char decimal)
{
	const struct rn_field field = { cell->text, cell->len };
	struct rn_time_format format;
	struct rn_time time;
	double x;
	char mark = 0;

	if (rn_is_missing(&field))
		return;
	if (s->delimiter == ',')
		decimal = '.';
	if (!decimal)
		mark = rn_decimal_mark(&field);
	if (!cell->is_long
	    && rn_decimal_parse(&field, mark ? mark : decimal, &x)) {
		seen->n_value++;
		if (mark == ',' && !seen->comma_line)
			seen->comma_line = s->line;
		if (mark == '.' && !seen->point_line)
			seen->point_line = s->line;
		return;
	}
	if (!cell->is_long
	    && !rn_time_detect(cell->text, cell->len, &format, &time))
		seen->n_value++;
	else
		seen->n_text++;
}

static void count(struct candidate *c, int n, bool is_blank)
{
	if (c->n_record++ == 0)
		c->n_field = n;
	c->n_same += n == c->n_field;
	if (!is_blank && n > c->n_most)
		c->n_most = n;
}

/* Tries a delimiter.  The first record is evidence only where it is alone, for
 * it may be a header, and one that the sample cuts never. */
static void measure(struct candidate *c, const struct rn_sample *sample,
                    char decimal)
{
	struct scan s = {
		.at = sample->text,
		.end = sample->text + sample->n,
		.is_whole = sample->is_whole,
		.delimiter = c->delimiter,
		.line = 1,
	};
	struct cell cell;

	*c = (struct candidate){ .delimiter = c->delimiter };
	while (s.at < s.end) {
		const struct evidence before = c->seen;
		bool is_blank = true;
		int n = 0;

		if (c->n_record == 1)
			c->seen = (struct evidence){ .n_value = 0 };
		do {
			if (!next_cell(&s, &cell)) {
				c->seen = before;
				if (c->n_record == 0)
					count(c, n + 1, false);
				return;
			}
			n++;
			is_blank = is_blank && cell.len == 0;
			judge(&c->seen, &s, &cell, decimal);
		} while (!cell.is_last);
		s.line++;
		if (n > 1 || !is_blank)
			count(c, n, is_blank);
	}
}

static bool fits(const struct candidate *c)
{
	return c->n_field > 1 && c->n_same == c->n_record;
}

/* Does it make more of the file, in every respect? */
static bool beats(const struct candidate *a, const struct candidate *b)
{
	const struct evidence *x = &a->seen, *y = &b->seen;

	return x->n_value > 0 && x->n_value >= y->n_value
	       && x->n_text <= y->n_text
	       && (x->n_value > y->n_value || x->n_text < y->n_text);
}

static bool has_header(const struct candidate *c)
{
	return c->n_field > 1;
}

static bool has_fields(const struct candidate *c)
{
	return c->n_most > 1;
}

/* Keeps the candidates that are so, unless none is. */
static int narrow(struct candidate *c, int n,
                  bool is(const struct candidate *c))
{
	int kept = 0;

	for (int i = 0; i < n; i++)
		if (is(&c[i]))
			c[kept++] = c[i];
	return kept ? kept : n;
}

/* The delimiter of a file that none fits, whose reading will fail: the one
 * that is nearest, so that it fails for the right reason. */
static int choose_nearest(struct candidate *c, int n)
{
	int best = 0;

	n = narrow(c, n, has_header);
	if (!has_header(&c[0]))
		n = narrow(c, n, has_fields);
	for (int i = 1; i < n; i++)
		if (c[i].n_same * c[best].n_record
		    > c[best].n_same * c[i].n_record)
			best = i;
	return best;
}

static enum rn_status fail_delimiter(const struct candidate *a,
                                     const struct candidate *b,
                                     const struct rn_sample *sample,
                                     struct rn_error *err)
{
	rn_fail(err, RN_EDATA, "%s:1: fields may be separated by a %s or by a %s",
	        sample->name, rn_delimiter_name(a->delimiter),
	        rn_delimiter_name(b->delimiter));
	return rn_hint(err, "tell which with --delimiter");
}

/* Sets *chosen to what was found out about the delimiter. */
static enum rn_status choose(struct candidate *chosen, char decimal,
                             const struct rn_sample *sample,
                             struct rn_error *err)
{
	struct candidate c[N_DELIMITER];
	int n = 0, best = 0;

	for (int i = 0; i < N_DELIMITER; i++) {
		if (delimiters[i] == decimal)
			continue;
		c[n].delimiter = delimiters[i];
		measure(&c[n++], sample, decimal);
	}
	n = narrow(c, n, fits);
	if (!fits(&c[0])) {
		*chosen = c[choose_nearest(c, n)];
		if (!has_fields(chosen))
			chosen->delimiter = 0;
		return RN_OK;
	}
	for (int i = 1; i < n; i++)
		if (beats(&c[i], &c[best]))
			best = i;
	for (int i = 0; i < n; i++)
		if (i != best && !beats(&c[best], &c[i]))
			return fail_delimiter(&c[best], &c[i], sample, err);
	*chosen = c[best];
	return RN_OK;
}

enum rn_status rn_dialect_fail_decimal(const char *name, size_t comma_line,
                                       size_t point_line,
                                       struct rn_error *err)
{
	rn_fail(err, RN_EDATA, "%s:%zu: a number with a decimal comma, but line "
	        "%zu has one with a point", name, comma_line, point_line);
	return rn_hint(err, "tell the decimal mark with --decimal");
}

enum rn_status rn_dialect_find(struct rn_dialect *dialect,
                               const struct rn_sample *sample,
                               struct rn_error *err)
{
	struct rn_sample text = *sample;
	struct candidate c = { .delimiter = dialect->delimiter };
	const char *nul = memchr(sample->text, '\0', sample->n);

	/* What is no text will be told better by whoever reads its lines. */
	if (nul)
		text.n = (size_t)(nul - text.text);
	if (dialect->delimiter)
		measure(&c, &text, dialect->decimal);
	else if (choose(&c, dialect->decimal, &text, err))
		return err->status;
	dialect->delimiter = c.delimiter;
	if (dialect->decimal)
		return RN_OK;
	if (c.delimiter == ',' || !c.delimiter) {
		dialect->decimal = '.';
		return RN_OK;
	}
	if (c.n_record < 2 && c.seen.n_text > 0)
		return RN_OK;
	if (c.seen.comma_line && c.seen.point_line)
		return rn_dialect_fail_decimal(sample->name, c.seen.comma_line,
		                               c.seen.point_line, err);
	dialect->decimal = c.seen.comma_line ? ',' : c.seen.point_line ? '.' : 0;
	return RN_OK;
}

const char *rn_delimiter_name(char delimiter)
{
	static const char *const names[] = { "comma", "semicolon", "tab", "bar" };
	const char *at = delimiter ? strchr(delimiters, delimiter) : NULL;

	return at ? names[at - delimiters] : "none";
}

const char *rn_format_line_end(const struct rn_format *format)
{
	if (format->has_cr)
		return "CR";
	if (format->has_crlf)
		return format->has_lf ? "LF and CRLF" : "CRLF";
	return format->has_lf ? "LF" : "none";
}

const char *rn_format_text(char buf[RN_FORMAT_TEXT],
                           const struct rn_format *format)
{
	const char *name = rn_delimiter_name(format->dialect.delimiter);

	snprintf(buf, RN_FORMAT_TEXT, "%s between fields, decimal %s, %s%s%s%s",
	         format->dialect.delimiter ? name : "nothing",
	         format->dialect.decimal == ',' ? "comma" : "point",
	         rn_format_line_end(format),
	         format->has_bom ? ", byte order mark" : "",
	         format->packing ? ", " : "",
	         format->packing ? format->packing : "");
	return buf;
}

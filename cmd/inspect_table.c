/*
 * inspect_table.c - the columns of a file, in the report of rnnfc inspect.
 */
#include "inspect.h"

#include <string.h>

enum {
	MAX_NAME = 22,  /* columns of a name in the table */
	MAX_ROW = 12,   /* columns of the file in the table, and where it has */
	MIN_REST = 3,   /* no fewer others */
	MAX_LISTED = 4, /* names in a line */
};

/* Characters of a text that rn_show made; all of them are one column wide, as
 * far as a program can know. */
static int width(const char *text)
{
	int n = 0;

	for (; *text; text++)
		n += ((unsigned char)*text & 0xc0) != 0x80;
	return n;
}

/* A column's name, ready to print, cut so that it fits into the table. */
const char *inspect_name(char buf[RN_SHOWN],
                         const struct rn_column_profile *c)
{
	char *end = buf;
	int n = 0;

	if (!*c->name)
		return "(no name)";
	rn_show(buf, c->name, strlen(c->name));
	if (width(buf) <= MAX_NAME)
		return buf;
	for (; n < MAX_NAME - 2; end++)
		n += ((unsigned char)*end & 0xc0) != 0x80;
	memcpy(end - 1, "...", 4);
	return buf;
}

static int name_width(const struct rn_profile *p, int n)
{
	char shown[RN_SHOWN];
	int most = 6;

	for (int c = 0; c < n; c++) {
		const int w = width(inspect_name(shown, &p->column[c]));

		most = w > most ? w : most;
	}
	return most;
}

static void put_rest(const struct rn_profile *p, int from, FILE *out)
{
	size_t n[4] = { 0 };
	const char *comma = " (";

	for (int c = from; c < p->n_column; c++)
		n[p->column[c].type]++;
	fprintf(out, "  ... and %d more", p->n_column - from);
	for (int i = RN_COLUMN_EMPTY; i <= RN_COLUMN_TEXT; i++) {
		const char *name = inspect_type_name((enum rn_column_type)i);

		if (n[i] == 0)
			continue;
		fprintf(out, "%s%zu %s%s", comma, n[i], name,
		        n[i] > 1 && i != RN_COLUMN_EMPTY ? "s" : "");
		comma = ", ";
	}
	fputs("); --json lists all\n", out);
}

static void put_column(const struct rn_column_profile *c, int name_width,
                       FILE *out)
{
	char shown[RN_SHOWN], count[32];
	const char *name = inspect_name(shown, c);

	fprintf(out, "  %s%*s  %-6s  %9s", name, name_width - width(name), "",
	        inspect_type_name(c->type),
	        c->n_missing ? ui_count(count, c->n_missing) : "-");
	if (c->type == RN_COLUMN_NUMBER)
		fprintf(out, " %11.6g %11.6g %11.6g", c->min, c->mean, c->max);
	fputc('\n', out);
}

static void put_columns(const struct rn_profile *p, FILE *out)
{
	const bool is_cut = p->n_column >= MAX_ROW + MIN_REST;
	const int n = is_cut ? MAX_ROW : p->n_column;
	const int w = name_width(p, n);

	fprintf(out, "\n  %-*s  %-6s  %9s %11s %11s %11s\n", w, "column", "type",
	        "missing", "min", "mean", "max");
	for (int c = 0; c < n; c++)
		put_column(&p->column[c], w, out);
	if (is_cut)
		put_rest(p, n, out);
}

/* Which columns a remark is about. */
typedef bool remark_fn(const struct rn_profile *p, int c);

static bool is_constant(const struct rn_profile *p, int c)
{
	return p->column[c].is_constant;
}

static bool is_same(const struct rn_profile *p, int c)
{
	return p->column[c].same_as >= 0;
}

/* Those that training reads are defects. */
static bool is_spoilt(const struct rn_profile *p, int c)
{
	return p->column[c].n_misfit > 0 && p->target_at >= 0
	       && c != p->target_at;
}

static void put_remark(const struct rn_profile *p, const char *name,
                       remark_fn *is_it, FILE *out)
{
	char shown[RN_SHOWN];
	int n = 0;

	for (int c = 0; c < p->n_column; c++) {
		const struct rn_column_profile *column = &p->column[c];

		if (!is_it(p, c) || n++ >= MAX_LISTED)
			continue;
		if (n == 1)
			fputs(name, out);
		fprintf(out, "%s%s", n == 1 ? "" : ", ", inspect_name(shown, column));
		if (is_it == is_same)
			fprintf(out, " as %s",
			        inspect_name(shown, &p->column[column->same_as]));
		if (is_it == is_spoilt)
			fprintf(out, " (line %zu)", column->misfit_line);
	}
	if (n > MAX_LISTED)
		fprintf(out, " and %d more", n - MAX_LISTED);
	if (n > 0)
		fputc('\n', out);
}

void inspect_print_columns(const struct rn_profile *p, FILE *out)
{
	put_columns(p, out);
	put_remark(p, "constant: ", is_constant, out);
	put_remark(p, "same values: ", is_same, out);
	put_remark(p, "not all numbers: ", is_spoilt, out);
}

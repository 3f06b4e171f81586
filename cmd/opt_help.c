/*
 * opt_help.c - the help of a command, from the tables that parse its options.
 */
#include "opt.h"

#include <stdlib.h>
#include <string.h>

enum { LINE = 80, TEXT_AT = 32 };

/* The text of an option, from the given column on, in lines of a terminal's
 * width.  A word that is wider than a line has one for itself. */
static void put_text(FILE *out, const char *text, size_t column)
{
	while (*text) {
		const size_t n = strcspn(text, " ");

		if (column > TEXT_AT && column + 1 + n > LINE) {
			fprintf(out, "\n%*s", TEXT_AT, "");
			column = TEXT_AT;
		}
		if (column > TEXT_AT) {
			fputc(' ', out);
			column++;
		}
		fwrite(text, 1, n, out);
		column += n;
		text += n + strspn(text + n, " ");
	}
	fputc('\n', out);
}

/* One option of the help: "  -H, --horizon N      text". */
static void put_option(FILE *out, char letter, const char *name,
                       const char *argument, const char *help)
{
	char left[64];
	int n;

	if (letter)
		n = snprintf(left, sizeof(left), "  -%c, --%s%s%s", letter, name,
		             argument ? " " : "", argument ? argument : "");
	else
		n = snprintf(left, sizeof(left), "      --%s%s%s", name,
		             argument ? " " : "", argument ? argument : "");
	fprintf(out, "%-*s", TEXT_AT, left);
	if (n >= TEXT_AT)
		fprintf(out, "\n%*s", TEXT_AT, "");
	put_text(out, help, TEXT_AT);
}

/* What an option of cells can be, and which cells take it; those of the layers
 * around them are of all. */
static void put_option_range(FILE *out, const struct rn_option *o)
{
	const char *before = "; ";

	if (o->kind == RN_OPTION_INT || o->kind == RN_OPTION_REAL)
		fprintf(out, "; %g to %g", o->min, o->max);
	for (int i = 0; i < 4 && o->word[i]; i++)
		fprintf(out, "%s%s", i > 0 ? ", "
		        : o->kind == RN_OPTION_REAL ? " or " : ": ", o->word[i]);
	for (int i = 0; rn_cell_types[i]; i++) {
		if (!rn_cell_takes(rn_cell_types[i], o->name))
			continue;
		fprintf(out, "%s%s", before, rn_cell_types[i]->name);
		before = ", ";
	}
}

static void put_range(FILE *out, const struct rn_spec_field *f)
{
	char names[200];

	switch (f->kind) {
	case RN_SPEC_INT:
		fprintf(out, "; %.0f to %.0f", f->min, f->max);
		break;
	case RN_SPEC_REAL:
		fprintf(out, "; %g to %g", f->min, f->max);
		break;
	case RN_SPEC_EITHER:
		fprintf(out, ": %s or %s", f->word[0], f->word[1]);
		break;
	case RN_SPEC_TYPE:
		rn_named_list(f->table, names, sizeof(names));
		fprintf(out, ": %s", names);
		break;
	case RN_SPEC_OPTION:
		put_option_range(out, f->option);
		break;
	default:
		break;
	}
}

/* What a field means, what it can be, and its default. */
static char *describe(const struct rn_spec *spec,
                      const struct rn_spec_field *f)
{
	char buf[RN_SPEC_TEXT_MAX], *text = NULL;
	const char *value = rn_spec_text(spec, f, buf);
	size_t n;
	FILE *out = open_memstream(&text, &n);

	if (!out)
		return NULL;
	fputs(f->help, out);
	put_range(out, f);
	if (!rn_spec_is_flag(f) && value)
		fprintf(out, " (%s)", value);
	fclose(out);
	return text;
}

static void put_spec(FILE *out, const struct opt_set *set)
{
	const char *group = NULL;
	struct rn_spec_field f;
	struct rn_spec spec;

	rn_spec_init(&spec);
	for (int i = 0; rn_spec_field(i, &f); i++) {
		char *text;

		if (!opt_takes(set, &f))
			continue;
		if (f.group != group)
			fprintf(out, "\n%s:\n", f.group);
		group = f.group;
		text = describe(&spec, &f);
		put_option(out, f.letter, f.name, rn_spec_argument(&f),
		           text ? text : f.help);
		free(text);
	}
}

void opt_help(const struct cmd *self, const struct opt_set *set, FILE *out)
{
	fprintf(out, "usage: rnnfc %s [OPTIONS]%s%s\n\n%s\n\n", self->name,
	        *self->operands ? " " : "", self->operands, self->summary);
	if (self->description)
		fprintf(out, "%s\n\n", self->description);
	fprintf(out, "Examples:\n%s", self->examples);
	put_spec(out, set);
	fprintf(out, "\n%s:\n", set->takes ? "Other options" : "Options");
	for (const struct opt *o = set->own; o->name; o++)
		put_option(out, o->letter, o->name, o->argument, o->help);
	put_option(out, 'h', "help", NULL, "this text");
	fprintf(out, "\nDefaults stand in parentheses.  Manual: rnnfc-%s(1)\n",
	        self->name);
}

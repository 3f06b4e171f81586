/*
 * opt.c - option tables on getopt_long.
 */
#include "opt.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

const char *const opt_when[] = { "auto", "always", "never", NULL };
const char *const opt_delimiters[] = { ",", ";", "|", "tab", "auto", NULL };
const char *const opt_decimals[] = { ".", ",", "auto", NULL };

/* Values of struct option: own options, then fields of the spec. */
enum { OWN = 1000, SPEC = 2000, HELP = 3000 };

struct parser {
	const struct cmd *self;
	struct ui *ui;
	struct opt_set *set;
	struct option table[192];
	int n;
	char letters[256];
};

static void add(struct parser *p, const char *name, bool has_argument,
                char letter, int value)
{
	size_t n = strlen(p->letters);

	p->table[p->n++] = (struct option){ name, has_argument, NULL, value };
	if (!letter)
		return;
	p->letters[n++] = letter;
	if (has_argument)
		p->letters[n++] = ':';
	p->letters[n] = '\0';
}

bool opt_takes(const struct opt_set *set, const struct rn_spec_field *f)
{
	return set->takes && set->takes(f);
}

/* The leading ':' makes getopt tell a missing argument from an unknown
 * option. */
static void build(struct parser *p)
{
	struct rn_spec_field f;

	strcpy(p->letters, ":h");
	add(p, "help", false, 0, HELP);
	for (int i = 0; p->set->own[i].name; i++) {
		const struct opt *o = &p->set->own[i];

		add(p, o->name, o->kind != OPT_FLAG, o->letter, OWN + i);
	}
	for (int i = 0; rn_spec_field(i, &f); i++) {
		if (!opt_takes(p->set, &f))
			continue;
		add(p, f.name, !rn_spec_is_flag(&f), f.letter, SPEC + i);
		if (strcmp(f.name, "learning-rate") == 0)
			add(p, "lr", true, 0, SPEC + i);
	}
}

static int find_letter(const struct parser *p, int letter)
{
	struct rn_spec_field f;

	if (letter == 'h')
		return HELP;
	for (int i = 0; p->set->own[i].name; i++)
		if (p->set->own[i].letter == letter)
			return OWN + i;
	for (int i = 0; rn_spec_field(i, &f); i++)
		if (opt_takes(p->set, &f) && f.letter == letter)
			return SPEC + i;
	return letter;
}

static bool set_number(const struct parser *p, const struct opt *o,
                       const char *text)
{
	const struct rn_field field = { text, strlen(text) };
	char shown[RN_SHOWN];
	double x;

	if (!rn_number_parse(&field, &x) || x < o->min || x > o->max
	    || (o->kind == OPT_INT && x != (double)(int)x)) {
		ui_misuse(p->ui, "--%s: \"%s\" is not a %snumber from %.10g to %.10g",
		          o->name, rn_show(shown, text, strlen(text)),
		          o->kind == OPT_INT ? "whole " : "", o->min, o->max);
		return false;
	}
	if (o->kind == OPT_INT)
		*(int *)o->to = (int)x;
	else
		*(double *)o->to = x;
	return true;
}

static bool set_choice(const struct parser *p, const struct opt *o,
                       const char *text)
{
	char names[200] = "", shown[RN_SHOWN];

	for (int i = 0; o->choice[i]; i++) {
		const size_t at = strlen(names);

		if (strcmp(o->choice[i], text) == 0) {
			*(const char **)o->to = text;
			return true;
		}
		snprintf(names + at, sizeof(names) - at, "%s%s", i ? ", " : "",
		         o->choice[i]);
	}
	ui_misuse(p->ui, "--%s: \"%s\" is not one of %s", o->name,
	          rn_show(shown, text, strlen(text)), names);
	return false;
}

/* A tab is also taken as it is, and as C writes it. */
static bool set_mark(const struct parser *p, const struct opt *o,
                     const char *text)
{
	const bool is_tab = strcmp(text, "\t") == 0 || strcmp(text, "\\t") == 0;
	char names[80] = "", shown[RN_SHOWN];

	for (int i = 0; o->choice[i]; i++) {
		const char *name = o->choice[i];
		const size_t at = strlen(names);

		if (strcmp(name, text) == 0 || (is_tab && strcmp(name, "tab") == 0)) {
			*(char *)o->to = !name[1] ? name[0]
				: strcmp(name, "tab") == 0 ? '\t' : '\0';
			return true;
		}
		snprintf(names + at, sizeof(names) - at, " %s", name);
	}
	ui_misuse(p->ui, "--%s: \"%s\" is not one of%s", o->name,
	          rn_show(shown, text, strlen(text)), names);
	return false;
}

static bool set_own(const struct parser *p, const struct opt *o,
                    const char *text)
{
	switch (o->kind) {
	case OPT_FLAG:
		*(bool *)o->to = true;
		return true;
	case OPT_TEXT:
		*(const char **)o->to = text;
		return true;
	case OPT_INT:
	case OPT_REAL:
		return set_number(p, o, text);
	case OPT_CHOICE:
		return set_choice(p, o, text);
	case OPT_MARK:
		return set_mark(p, o, text);
	}
	return false;
}

/* The last one given counts, but the parts of a list are joined. */
static bool keep_spec(struct parser *p, int i, const char *text)
{
	char **given = &p->set->given[i];
	char *joined = NULL;
	struct rn_spec_field f;

	if (*given && rn_spec_field(i, &f) && f.is_list) {
		if (asprintf(&joined, "%s,%s", *given, text) < 0)
			joined = NULL;
	} else {
		joined = strdup(text ? text : "true");
	}
	free(*given);
	*given = joined;
	return joined != NULL;
}

static bool take(struct parser *p, int value, int *status)
{
	if (value < OWN && value != '?' && value != ':')
		value = find_letter(p, value);
	if (value == HELP) {
		opt_help(p->self, p->set, stdout);
		*status = RN_OK;
		return false;
	}
	*status = RN_EUSAGE;
	if (value >= SPEC)
		return keep_spec(p, value - SPEC, optarg);
	return value >= OWN && set_own(p, &p->set->own[value - OWN], optarg);
}

/* Is the word, "--na", the beginning of an option's name? */
static bool begins_one(const struct parser *p, const char *word)
{
	const size_t n = strlen(word) < 2 ? 0 : strcspn(word + 2, "=");

	for (int i = 0; n > 0 && i < p->n; i++)
		if (strncmp(p->table[i].name, word + 2, n) == 0)
			return true;
	return false;
}

static void complain(const struct parser *p, int value, const char *word)
{
	char shown[RN_SHOWN];

	if (value == ':')
		ui_misuse(p->ui, "%s needs an argument",
		          rn_show(shown, word, strlen(word)));
	else if (optopt > 0 && optopt < OWN)
		ui_misuse(p->ui, "unknown option -%s",
		          rn_show(shown, (const char[]){ (char)optopt }, 1));
	else if (optopt)
		ui_misuse(p->ui, "%s takes no argument",
		          rn_show(shown, word, strlen(word)));
	else
		ui_misuse(p->ui, "%s option %s",
		          begins_one(p, word) ? "ambiguous" : "unknown",
		          rn_show(shown, word, strlen(word)));
}

/* No character can be two marks. */
static bool check_marks(const struct parser *p)
{
	const struct opt *first = NULL;

	for (const struct opt *o = p->set->own; o->name; o++) {
		if (o->kind != OPT_MARK || !*(const char *)o->to)
			continue;
		if (first && *(const char *)first->to == *(const char *)o->to) {
			ui_misuse(p->ui, "--%s and --%s are both \"%c\"", first->name,
			          o->name, *(const char *)o->to);
			return false;
		}
		first = o;
	}
	return true;
}

bool opt_parse(const struct cmd *self, struct ui *ui, struct opt_set *set,
               int *argc, char **argv, int *status)
{
	struct parser p = { .self = self, .ui = ui, .set = set };
	int value, n = 1;

	build(&p);
	opterr = 0;
	optind = 0;
	while ((value = getopt_long(*argc, argv, p.letters, p.table, NULL))
	       != -1) {
		if (value == '?' || value == ':') {
			complain(&p, value, argv[optind - 1]);
			*status = RN_EUSAGE;
			return false;
		}
		if (!take(&p, value, status))
			return false;
	}
	if (!check_marks(&p)) {
		*status = RN_EUSAGE;
		return false;
	}
	while (optind < *argc)
		argv[n++] = argv[optind++];
	*argc = n;
	*status = RN_OK;
	return true;
}

enum rn_status opt_apply(const struct opt_set *set, struct rn_spec *spec,
                         struct rn_error *err)
{
	struct rn_spec_field f;

	for (int i = 0; rn_spec_field(i, &f); i++)
		if (set->given[i] && rn_spec_set(spec, &f, set->given[i], err))
			return err->status;
	return RN_OK;
}

void opt_release(struct opt_set *set)
{
	for (int i = 0; i < OPT_MAX_SPEC; i++)
		free(set->given[i]);
}

bool opt_is_given(const struct opt_set *set)
{
	for (int i = 0; i < OPT_MAX_SPEC; i++)
		if (set->given[i])
			return true;
	return false;
}

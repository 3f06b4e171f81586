/*
 * opt.h - subcommands and their options: one table parses, checks and prints
 * the help.
 */
#ifndef OPT_H
#define OPT_H

#include "ui.h"

#include <stdbool.h>

enum opt_kind { OPT_FLAG, OPT_TEXT, OPT_INT, OPT_REAL, OPT_CHOICE,
	OPT_MARK };

struct opt {
	const char *name;
	char letter;
	enum opt_kind kind;
	void *to;            /* bool, const char *, int, double, const char *,
	                        char: 0 is auto */
	const char *argument; /* its word in the help */
	double min, max;     /* numbers: the range, both ends included */
	const char *const *choice; /* ends in NULL */
	const char *help;
};

/* What every command takes, given a struct ui *. */
#define OPT_QUIET(ui) { .name = "quiet", .letter = 'q', .kind = OPT_FLAG, \
	.to = &(ui)->quiet, .help = "say nothing but errors" }
#define OPT_VERBOSE(ui) { .name = "verbose", .letter = 'v', \
	.kind = OPT_FLAG, .to = &(ui)->verbose, .help = "say more" }
#define OPT_JSON(ui) { .name = "json", .kind = OPT_FLAG, \
	.to = &(ui)->json, .help = "one JSON document on standard output" }
#define OPT_COLOR(ui) { .name = "color", .kind = OPT_CHOICE, \
	.to = &(ui)->color, .argument = "WHEN", .choice = opt_when, \
	.help = "colour: auto, always or never" }
/* How a CSV is written, given a struct rn_dialect *. */
#define OPT_DELIMITER(dialect) { .name = "delimiter", .kind = OPT_MARK, \
	.to = &(dialect)->delimiter, .argument = "C", .choice = opt_delimiters, \
	.help = "between fields: , ; | tab or auto (auto)" }
#define OPT_DECIMAL(dialect) { .name = "decimal", .kind = OPT_MARK, \
	.to = &(dialect)->decimal, .argument = "C", .choice = opt_decimals, \
	.help = "the decimal mark: . , or auto (auto)" }
#define OPT_MODEL(path) { .name = "model", .letter = 'm', \
	.kind = OPT_TEXT, .to = (path), .argument = "FILE", \
	.help = "the model (default $RNNFC_MODEL, else model.safetensors)" }
#define OPT_END { .name = NULL }

extern const char *const opt_when[]; /* auto, always, never */
extern const char *const opt_delimiters[], *const opt_decimals[];

struct cmd {
	const char *name, *operands, *summary;
	const char *description; /* a paragraph for the help */
	const char *examples;    /* whole lines */
	int (*run)(const struct cmd *self, struct ui *ui, int argc, char **argv);
};

#define OPT_MAX_SPEC 128

/* The options of a command: its own, and fields of a spec. */
struct opt_set {
	const struct opt *own; /* ends in OPT_END */
	/* Which fields of rn_spec_fields belong to it; NULL: none. */
	bool (*takes)(const struct rn_spec_field *field);
	/* Their texts as given, by number of rn_spec_field; owned. */
	char *given[OPT_MAX_SPEC];
};

/*
 * Parses argv[1 ..]; operands are left in argv[1] .. argv[*argc - 1].  Own
 * options are set; those of the spec are kept in set->given.  Returns false
 * where there is nothing more to do: --help was printed or a mistake was
 * reported, and *status is the exit status.  Release the set either way.
 */
bool opt_parse(const struct cmd *self, struct ui *ui, struct opt_set *set,
               int *argc, char **argv, int *status);

/* Puts what was given into the spec.  RN_EUSAGE. */
RN_MUST_CHECK
enum rn_status opt_apply(const struct opt_set *set, struct rn_spec *spec,
                         struct rn_error *err);

void opt_release(struct opt_set *set);

/* Does the command have this option of the spec? */
bool opt_takes(const struct opt_set *set, const struct rn_spec_field *f);

/* Was any option of the spec given? */
bool opt_is_given(const struct opt_set *set);

/* The help of a command, on `out`, in lines of 80 columns at most. */
void opt_help(const struct cmd *self, const struct opt_set *set, FILE *out);

#endif

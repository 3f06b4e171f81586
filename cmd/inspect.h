/*
 * inspect.h - the parts of rnnfc inspect: the report as text and as JSON, and
 * the command that it suggests.
 */
#ifndef INSPECT_H
#define INSPECT_H

#include "opt.h"

struct inspected {
	const struct rn_profile *profile;
	const char *file;                /* as given; "-": standard input */
	const struct opt_set *set;       /* the options that were given */
	const struct rn_dialect *dialect; /* that was given */
};

/* "number", "time", "text", "empty". */
const char *inspect_type_name(enum rn_column_type type);

/* The message of a defect without the name of the file; *line is 0 where it
 * is in none. */
const char *inspect_message(const struct rn_error *defect, const char *file,
                            size_t *line);

/* A column's name, ready to print, cut so that it fits into the table. */
const char *inspect_name(char buf[RN_SHOWN],
                         const struct rn_column_profile *c);

/* The table of columns, and what is odd about some of them. */
void inspect_print_columns(const struct rn_profile *p, FILE *out);

void inspect_print(const struct inspected *in, FILE *out);

json_t *inspect_json(const struct inspected *in);

/* The train command that a person would give next, or NULL where there is
 * none.  Freed by the caller. */
char *inspect_next(const struct inspected *in);

#endif

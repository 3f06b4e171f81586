/*
 * columns.h - what each column of a file is used for.
 *
 * A model remembers it, so that another file of the same kind can be read.
 */
#ifndef RN_COLUMNS_H
#define RN_COLUMNS_H

#include "base/error.h"

#include <stdbool.h>

/* Targets are forecast.  Inputs beside them are known up to the last row
 * (past), or for the rows to be forecast as well (ahead). */
enum rn_role { RN_TARGET, RN_PAST, RN_AHEAD };
#define RN_N_ROLE 3

struct rn_column_list {
	int n;
	char **name; /* [n]; NULL while a file is still being read */
	int *at;     /* [n] places in the file, from 0 */
};

struct rn_columns {
	bool has_header;
	int n_column; /* of the file */
	char *time;   /* NULL: row numbers */
	int time_at;  /* -1 without a time column */
	char *id;     /* NULL: all rows belong to the same series */
	int id_at;    /* -1 without an id column */
	char *part;   /* of a forecast with many rows for a time, the column that
	                 tells its draws or its windows apart; else NULL */
	int part_at;  /* -1 without one */
	struct rn_column_list role[RN_N_ROLE];
};

#define RN_COLUMNS_INIT { .has_header = true, .time_at = -1, .id_at = -1, \
	.part_at = -1 }

void rn_columns_release(struct rn_columns *columns);

/* RN_ELIMIT; *to is empty then. */
RN_MUST_CHECK
enum rn_status rn_columns_copy(struct rn_columns *to,
                               const struct rn_columns *from,
                               struct rn_error *err);

/* Appends column c, without a name.  RN_ELIMIT. */
RN_MUST_CHECK
enum rn_status rn_column_list_add(struct rn_column_list *list, int c,
                                  struct rn_error *err);

/* Copies the names of all columns that have a use.  RN_ELIMIT. */
RN_MUST_CHECK
enum rn_status rn_columns_name(struct rn_columns *columns, char *const *name,
                               struct rn_error *err);

bool rn_column_list_has(const struct rn_column_list *list, int c);

/* Has column c any use? */
bool rn_columns_use(const struct rn_columns *columns, int c);

/* Input columns, past and ahead. */
int rn_columns_n_input(const struct rn_columns *columns);

/* Values of a row: the targets, then the inputs, past and ahead. */
int rn_columns_n_value(const struct rn_columns *columns);

#endif

/*
 * roster.h - the series of a file with an id column, by their ids.
 */
#ifndef RN_ROSTER_H
#define RN_ROSTER_H

#include "base/error.h"
#include "data/columns.h"
#include "data/csv.h"
#include "data/group.h"
#include "data/table.h"

#include <stddef.h>

struct rn_roster {
	struct rn_group **group; /* [n] in the order of the file; owned */
	size_t n, cap;
	void *by_id;             /* search tree of the same */
	struct rn_group *last;   /* of the row before */
	char *key;               /* of a row whose id is in two columns */
	size_t cap_key;
};

/*
 * Makes roster->last the group that a row belongs to by its id and part, or
 * the only one where there are no such columns.  A new one has room for
 * n_value values a row.  RN_EDATA: the id is missing, or none; RN_ELIMIT.
 */
RN_MUST_CHECK
enum rn_status rn_roster_find(struct rn_roster *roster,
                              const struct rn_table *table,
                              const struct rn_csv_row *row,
                              const struct rn_columns *columns,
                              int n_value, struct rn_error *err);

void rn_roster_release(struct rn_roster *roster);

#endif

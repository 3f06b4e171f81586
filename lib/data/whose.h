/*
 * whose.h - which column might tell whose a row is, in a file that has the
 * rows of several series below each other.
 *
 * An id column is never guessed, but where times repeat it can be suggested:
 * a column of texts is one if times ascend among the rows of each text.
 */
#ifndef RN_WHOSE_H
#define RN_WHOSE_H

#include "base/error.h"
#include "data/csv.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define RN_MAX_WHOSE 4

/* The last time of each text, by its hash. */
struct rn_whose_entry {
	uint64_t hash; /* 0: unused */
	int64_t time;
};

struct rn_whose {
	int n;
	struct {
		int at;                       /* the column */
		bool is_out;                  /* it is none */
		struct rn_whose_entry *entry; /* [n_slot], a power of two; owned */
		size_t n_slot, n_used;
	} column[RN_MAX_WHOSE];
};

/* One more column to look at; the first RN_MAX_WHOSE are. */
void rn_whose_watch(struct rn_whose *whose, int c);

/* A row and its time.  RN_ELIMIT. */
RN_MUST_CHECK
enum rn_status rn_whose_add(struct rn_whose *whose,
                            const struct rn_csv_row *row, int64_t time,
                            struct rn_error *err);

/* The column that tells it, or -1: it has two texts or more, each of them in
 * three rows of n_row or more on the average. */
int rn_whose_found(const struct rn_whose *whose, size_t n_row);

void rn_whose_release(struct rn_whose *whose);

#endif

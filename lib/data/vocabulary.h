/*
 * vocabulary.h - the symbols of a categorical series, and their numbers.
 *
 * A column of symbols becomes class numbers 0, 1, 2 ... in the order in which
 * the symbols first appear.  All series of a panel share one vocabulary, and a
 * model keeps it, for its numbers mean nothing without.
 */
#ifndef RN_VOCABULARY_H
#define RN_VOCABULARY_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

#define RN_MAX_SYMBOL 65535   /* symbols of a vocabulary */
#define RN_MAX_SYMBOL_LEN 255 /* bytes of one */

struct rn_symbol {
	int at; /* its class number */
	char *text;
};

struct rn_vocabulary {
	int n;
	struct rn_symbol **symbol; /* [n]; owned */
	size_t cap;
	void *by_text;             /* search tree of the same */
};

#define RN_VOCABULARY_INIT { .n = 0 }

void rn_vocabulary_release(struct rn_vocabulary *v);

/* The class number of a text, -1 where it is no symbol. */
int rn_vocabulary_find(const struct rn_vocabulary *v, const char *text);

/* What keeps a text from being a symbol, "longer than 255 bytes" or the like;
 * NULL: nothing. */
const char *rn_symbol_fault(const char *text);

/* Adds a text that is no symbol yet and has no fault, as number v->n, which
 * must be below RN_MAX_SYMBOL.  RN_ELIMIT: memory. */
RN_MUST_CHECK
enum rn_status rn_vocabulary_add(struct rn_vocabulary *v, const char *text,
                                 struct rn_error *err);

/* RN_ELIMIT; *to is empty then. */
RN_MUST_CHECK
enum rn_status rn_vocabulary_copy(struct rn_vocabulary *to,
                                  const struct rn_vocabulary *from,
                                  struct rn_error *err);

/* Do both have the same symbols of the same numbers? */
bool rn_vocabulary_same(const struct rn_vocabulary *a,
                        const struct rn_vocabulary *b);

/* The symbol of a class number, 0 <= x < v->n, as series hold it. */
const char *rn_vocabulary_text(const struct rn_vocabulary *v, double x);

#endif

/*
 * gauge.h - a column described while its rows go by.
 *
 * Memory does not grow with the rows: moments are running sums, a hash stands
 * for all values, and only the last numbers are kept, of a column that is
 * watched, for its seasons.
 */
#ifndef RN_GAUGE_H
#define RN_GAUGE_H

#include "base/error.h"
#include "data/field.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Numbers that are kept of a watched column, missing ones among them. */
#define RN_GAUGE_TAIL 20000

struct rn_gauge {
	size_t n;            /* values that are not missing */
	size_t n_missing;
	size_t n_misfit;     /* texts among numbers */
	size_t misfit_line;  /* of the first of them */
	double min, max, mean, m2; /* of numbers; m2: squared deviations, summed */
	uint64_t hash;       /* of all values and where they are missing */
	uint64_t first;      /* the first value */
	bool varies;         /* are two values different? */
	double *tail;        /* [RN_GAUGE_TAIL] a ring, or NULL; owned */
	size_t n_tail;       /* numbers that went into it */
};

/* Keeps the numbers from now on.  RN_ELIMIT. */
RN_MUST_CHECK
enum rn_status rn_gauge_watch(struct rn_gauge *gauge, struct rn_error *err);

void rn_gauge_release(struct rn_gauge *gauge);

void rn_gauge_number(struct rn_gauge *gauge, double x);
void rn_gauge_text(struct rn_gauge *gauge, const struct rn_field *field);
void rn_gauge_missing(struct rn_gauge *gauge);
void rn_gauge_misfit(struct rn_gauge *gauge, size_t line);

/* Puts a number, NaN where it is missing, among those that are kept. */
void rn_gauge_keep(struct rn_gauge *gauge, double x);

/* The standard deviation; 0 of fewer than two values. */
double rn_gauge_sd(const struct rn_gauge *gauge);

/* Brings the numbers that were kept into their order, at the beginning of
 * tail, with straight lines across missing ones.  Returns how many there are:
 * 0 where none is left.  To be called once, at the end. */
size_t rn_gauge_settle(struct rn_gauge *gauge);

/* The same values, or missing ones, in the same rows; but for one in 2^64. */
bool rn_gauge_same(const struct rn_gauge *a, const struct rn_gauge *b);

/* For qsort: equal where rn_gauge_same is true. */
int rn_gauge_compare(const struct rn_gauge *a, const struct rn_gauge *b);

/* A hash of a text. */
uint64_t rn_text_hash(const char *text, size_t len);

#endif

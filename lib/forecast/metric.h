/*
 * metric.h - how far forecasts were from what happened.
 */
#ifndef RN_METRIC_H
#define RN_METRIC_H

#include "model/verdict.h"

#include <stdbool.h>
#include <stddef.h>

/* Sums over forecasts; zero-initialised is empty. */
struct rn_errors {
	size_t n;
	double abs, square;
	double scaled;    /* of |e| / scale of the series */
	double symmetric; /* of 2 |e| / (|y| + |yhat|), 0 where both are 0 */
	/* Of symbols these alone. */
	double hits;      /* those that were right */
	double nll;       /* of -ln p, p being the probability of what came */
};

/* scale: what the MASE divides by; NaN makes it undefined. */
void rn_errors_add(struct rn_errors *sum, double y, double yhat,
                   double scale);

/* hit: 1 where the guess was right, 0 where it was not, or its chance; p: the
 * probability of the symbol that came. */
void rn_errors_add_symbol(struct rn_errors *sum, double hit, double p);

struct rn_metric_type {
	const char *name;     /* its spelling in tables and documents */
	const char *title;
	const char *equation; /* of e = yhat - y, or of the probability p of y */
	double (*value)(const struct rn_errors *sum);
	size_t offset;        /* of its place in struct rn_score */
	bool is_categorical;  /* of symbols, not of numbers */
};

extern const struct rn_metric_type *const rn_metric_types[]; /* to NULL */

/* Fills the metrics of a score of numbers, or of symbols; the others become
 * NaN. */
void rn_score_fill(struct rn_score *score, const struct rn_errors *sum,
                   bool is_categorical);

#endif

/*
 * metric.h - how far forecasts were from what happened.
 */
#ifndef RN_METRIC_H
#define RN_METRIC_H

#include "model/verdict.h"

#include <stdbool.h>
#include <stddef.h>

/* What errors of a series are measured in: its training rows' differences at
 * the first season, or at one step.  NaN: they do not change. */
struct rn_yardstick {
	double abs;    /* mean of |y_t - y_(t - m)| */
	double square; /* mean of its square */
};

/* Of n rows x with a season of m steps. */
struct rn_yardstick rn_yardstick_of(const double *x, size_t n, int m);

/* Sums over forecasts; zero-initialised is empty. */
struct rn_errors {
	size_t n;
	double abs, square;
	/* Of the series that have a yardstick. */
	size_t n_scaled;
	double scaled;        /* of |e| / yardstick */
	double scaled_square; /* of e^2 / yardstick */
	double symmetric;     /* of 2 |e| / (|y| + |yhat|), 0 where both are 0 */
	/* Mean of y, and the sum of squares about it. */
	double y, yy;
	/* The same of yhat, and the sum of products, within one series. */
	double yhat, ff, yf;
	double pinball;
	size_t n_quantile;
	/* Of intervals. */
	size_t n_interval;
	double covered;
	size_t n_interval_scaled;
	double interval;      /* of the interval score / yardstick, as scaled */
	/* Of whole series, as many times as they have forecasts. */
	double root;          /* sqrt(mean of scaled_square), as scaled */
	double corr;          /* of those that have one */
	size_t n_corr;
	/* Of symbols these alone. */
	double hits;          /* those that were right */
	double nll;           /* of -ln p, p being the probability of what came */
};

/* A forecast of a number. */
void rn_errors_add(struct rn_errors *sum, double y, double yhat,
                   const struct rn_yardstick *unit);

/* An interval around a forecast that was added already, which holds what comes
 * with probability `level`, 0 < level < 1.  Its ends are quantiles; is_widest:
 * it is the one of several whose coverage and score count. */
void rn_errors_add_interval(struct rn_errors *sum, double y, double level,
                            double lower, double upper, bool is_widest,
                            const struct rn_yardstick *unit);

/* hit: 1 where the guess was right, 0 where it was not, or its chance; p: the
 * probability of the symbol that came. */
void rn_errors_add_symbol(struct rn_errors *sum, double hit, double p);

/* Some measures are of a series as a whole, and their mean is that over
 * series: so errors are summed series by series, closed, and merged. */
void rn_errors_close(struct rn_errors *series);
void rn_errors_merge(struct rn_errors *sum, const struct rn_errors *series);

struct rn_metric_type {
	const char *name;     /* its spelling in options and documents */
	const char *title;
	const char *equation; /* of e = yhat - y, or of the probability p of y */
	/* Of sums that were closed or merged.  naive2: those of the forecast of
	 * that name on the same rows, or NULL. */
	double (*value)(const struct rn_errors *sum,
	                const struct rn_errors *naive2);
	size_t offset;        /* of its place in struct rn_score */
	bool is_categorical;  /* of symbols, not of numbers */
	const char *heading;  /* its spelling at the head of a column */
	int digits;           /* decimals to show; -1: it has the data's unit */
	const char *unit;     /* "" or "%" */
};

extern const struct rn_metric_type *const rn_metric_types[]; /* to NULL */

/* Fills the metrics of a score of numbers, or of symbols; the others become
 * NaN. */
void rn_score_fill(struct rn_score *score, const struct rn_errors *sum,
                   const struct rn_errors *naive2, bool is_categorical);

/* A metric of a score. */
static inline double rn_score_metric(const struct rn_score *score,
                                     const struct rn_metric_type *type)
{
	return *(const double *)((const char *)score + type->offset);
}

#endif

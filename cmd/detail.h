/*
 * detail.h - the errors of an evaluation in every metric: over all, series by
 * series, step by step.
 */
#ifndef DETAIL_H
#define DETAIL_H

#include "report.h"

struct detail {
	const struct rn_evaluation *e;
	const struct rn_panel *panel;
	int n_metric; /* that were asked for; 0: all of the kind */
	const struct rn_metric_type *metric[REPORT_MAX_METRIC];
};

/* Takes the metrics of a list "mae,owa"; those of symbols where is_categorical.
 * RN_EUSAGE. */
RN_MUST_CHECK
enum rn_status detail_take(struct detail *d, const char *list,
                           bool is_categorical, struct rn_error *err);

/* The errors of every forecast as CSV: a line for each series, or for each
 * step of the horizon. */
RN_MUST_CHECK
enum rn_status detail_print_series(const struct detail *d,
                                   struct rn_error *err);
RN_MUST_CHECK
enum rn_status detail_print_steps(const struct detail *d,
                                  struct rn_error *err);

/* Adds "forecasts", and "series" and "steps" where they were asked for. */
void detail_add_json(const struct detail *d, json_t *doc);

#endif

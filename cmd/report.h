/*
 * report.h - verdicts in words and in JSON, the same for every command.
 */
#ifndef REPORT_H
#define REPORT_H

#include "ui.h"

/* What a verdict was reached on. */
struct report {
	const struct rn_verdict *verdict;
	size_t n_window;              /* judged */
	const struct rn_spec *spec;
	int n_season;
	const int *season;
	int n_metric;                 /* columns of the table; 0: the usual */
	const struct rn_metric_type *const *metric;
	bool is_chosen;               /* --preset auto has just tried all */
};

#define REPORT_MAX_METRIC 24

/* NULL: there is none of this name. */
const struct rn_metric_type *report_metric(const char *name);

/* The table of scores, and the last word: does the model beat the naive
 * forecasts, and if not, which option is most likely to help. */
void report_print(const struct ui *ui, const struct report *r, FILE *out);

/* The "verdict" object of --json, the same whoever shows it: without what an
 * evaluation alone has. */
json_t *report_json(const struct rn_verdict *verdict);

#endif

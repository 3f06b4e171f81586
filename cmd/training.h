/*
 * training.h - one run of `rnnfc train`, and what it says in the end.
 */
#ifndef TRAINING_H
#define TRAINING_H

#include "progress.h"
#include "ui.h"

struct training {
	struct ui *ui;
	const char *data, *output, *init, *log, *preset, *budget;
	int threads;
	bool diagnose, explain;
	bool is_auto; /* --preset auto */
	double time_limit;
	struct rn_dialect dialect;
	struct rn_spec spec;
	struct rn_panel panel;
	struct rn_model start, model;
	struct rn_fit_report report;
	struct rn_auto_opts choosing;
	struct rn_auto_report choice; /* where is_auto */
	struct progress progress;
	double began, loaded; /* seconds on the clock */
};

/* Seconds on a clock that only goes forward. */
double training_clock(void);

/* The verdict in words, on standard error. */
void training_say(const struct training *t);

/* The document of --json, on standard output. */
RN_MUST_CHECK
enum rn_status training_print_json(const struct training *t,
                                   struct rn_error *err);

#endif

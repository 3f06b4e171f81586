/*
 * oracle.h - a model that forecasts again and again, as rows of CSV: points,
 * points with intervals around them, or sampled paths.
 */
#ifndef ORACLE_H
#define ORACLE_H

#include "ui.h"

struct oracle_opts {
	size_t ahead;       /* rows to forecast */
	const char *future; /* the file of the columns known ahead, or NULL */
	int n_sample;       /* paths to print; 0: points */
	struct rn_fan_opts fan; /* intervals beside the points, and draws */
};

struct oracle {
	FILE *out;
	const struct rn_model *model;
	struct oracle_opts opts;
	struct rn_forecaster forecaster;
	struct rn_paths paths;
	struct rn_fan fan;
	struct rn_outlook outlook;
	struct rn_panel future; /* columns that are known ahead */
	double **input;         /* [input columns of the file] */
	double *yhat;           /* [ahead] */
	double *path;           /* [n_sample, ahead] */
};

/* Reads "80,95" into opts.  RN_EUSAGE. */
RN_MUST_CHECK
enum rn_status oracle_levels(struct rn_fan_opts *opts, const char *text,
                             struct rn_error *err);

/* ",yhat_lower,yhat_upper", or one pair for each of several levels. */
void oracle_print_bounds(FILE *out, const struct rn_fan_opts *opts);

/* A comma and a number. */
void oracle_print_number(FILE *out, double x);

/* how: the reading of files for the model.  Release the oracle even where this
 * fails.  RN_EUSAGE: the model cannot do what is asked for. */
RN_MUST_CHECK
enum rn_status oracle_make(struct oracle *o, FILE *out,
                           const struct rn_model *model,
                           const struct oracle_opts *opts,
                           const struct rn_panel_opts *how,
                           struct rn_error *err);

void oracle_release(struct oracle *o);

void oracle_print_head(const struct oracle *o);

/* Prints the rows after those of a series, which is the model's i-th. */
RN_MUST_CHECK
enum rn_status oracle_print(struct oracle *o, int i,
                            const struct rn_series *s, struct rn_error *err);

/* The id of a series and a comma, where there are several. */
void oracle_print_id(FILE *out, const struct rn_model *m, int series);

#endif

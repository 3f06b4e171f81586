/*
 * profile.h - what is in a CSV file, column by column, for `rnnfc inspect`.
 *
 * Needs no target and goes on where a panel would stop: every defect is kept,
 * the first one is what training would refuse the file for, in the same
 * words.  A value that training would not read is no defect: where the target
 * is decided, those of other columns; where it is not, all numbers are read,
 * as by --target-col all.
 *
 * Memory does not grow with the rows but for 8 bytes each for their times.
 */
#ifndef RN_PROFILE_H
#define RN_PROFILE_H

#include "base/error.h"
#include "data/faults.h"
#include "data/panel.h"
#include "data/season.h"

struct rn_column_profile {
	char *name;
	enum rn_column_type type; /* by its first value that is not missing */
	size_t n_missing;
	size_t n_misfit;          /* texts in a column of numbers */
	size_t misfit_line;       /* of the first of them */
	double min, max, mean, sd; /* numbers only; of the values that parse */
	bool is_constant;         /* all values are the same; there are some */
	int same_as;              /* the first column with the same values; -1 */
	bool is_watched;          /* were seasons looked for? */
	int n_season, season[RN_MAX_SEASON]; /* in rows, the strongest first */
};

/* The shortest or the longest of several series. */
struct rn_series_profile {
	char *id;
	size_t n_row;
};

struct rn_profile {
	struct rn_format format; /* of the file */
	int n_column;
	struct rn_column_profile *column;
	size_t n_row;
	bool is_cut;          /* rows behind those could not be read */
	int time_at;          /* the time column, -1 for row numbers */
	int id_at;            /* the id column, -1 without one */
	int n_series;         /* 1 without an id column */
	struct rn_series_profile shortest, longest; /* with an id column */
	bool has_axis;        /* is the time axis regular, once repaired? */
	bool has_step;        /* is it known, regular or not? */
	bool is_mixed;        /* have some series another step? */
	struct rn_axis axis;  /* of the first series, with the step that most of
	                         its rows have; without places */
	char first[RN_TIME_TEXT], last[RN_TIME_TEXT]; /* times of all; or "" */
	struct rn_faults faults;    /* where nothing repairs them */
	struct rn_repairs repairs;  /* by the options that were given */
	int target_at;        /* what training would take; -1: no one column */
	int whose_at;         /* where times repeat, a column that would explain
	                         it as an id column; -1 */
	const char *pattern;  /* where no time is understood, the one that all are
	                         written in; or NULL */
	bool needs_header;    /* the first row is data, and that is a defect */
	size_t n_missing;     /* values that training would read */
	size_t n_bad;         /* defects that neither --missing nor an id column
	                         nor that pattern mends */
	size_t n_defect;      /* of all that were found */
	struct rn_error *defect; /* the first RN_MAX_DEFECT of them */
};

#define RN_MAX_DEFECT 20
#define RN_MAX_WATCHED 8 /* columns whose seasons are looked for */
#define RN_PROFILE_INIT { .time_at = -1, .id_at = -1, .n_series = 1, \
	.axis = RN_AXIS_ROWS, .target_at = -1, .whose_at = -1 }

/*
 * Fills *profile as far as the file can be tokenised, with the options of
 * rn_panel_load; those that choose targets and inputs are ignored, and so is
 * what comes from a model.  Returns RN_OK where nothing is wrong, else the
 * status of the first defect, which *err holds; the profile is then filled
 * all the same, as far as was read.  Release it in either case.
 */
RN_MUST_CHECK
enum rn_status rn_profile_load(struct rn_profile *profile, const char *path,
                               const struct rn_panel_opts *opts,
                               struct rn_error *err);

void rn_profile_release(struct rn_profile *profile);

#endif

/*
 * profile.h - what is in a CSV file, column by column, for `rnnfc inspect`.
 *
 * Needs no target and goes on where a panel would stop: every defect is kept,
 * the first one is what training would refuse the file for.
 */
#ifndef RN_PROFILE_H
#define RN_PROFILE_H

#include "base/error.h"
#include "data/panel.h"

struct rn_column_profile {
	char *name;
	enum rn_column_type type; /* by its first value that is not missing */
	size_t n_missing;
	double min, max, mean, sd; /* numbers only; of the values that parse */
	bool is_constant;
};

struct rn_profile {
	struct rn_format format; /* of the file */
	int n_column;
	struct rn_column_profile *column;
	size_t n_row;
	int time_at;          /* the time column, -1 for row numbers */
	bool has_axis;        /* is the time axis regular? */
	struct rn_axis axis;
	int target_at;        /* what training would take; -1: no one column */
	size_t n_defect;      /* of all that were found */
	struct rn_error *defect; /* the first RN_MAX_DEFECT of them */
};

#define RN_MAX_DEFECT 20
#define RN_PROFILE_INIT { .time_at = -1, .axis = RN_AXIS_ROWS, \
	.target_at = -1 }

/*
 * Fills *profile as far as the file can be tokenised, with the options of
 * rn_panel_load (known and target_col are ignored).  Returns RN_OK where
 * nothing is wrong, else the status of the first defect, which *err holds;
 * the profile is then filled all the same, as far as was read.  Release it in
 * either case.
 */
RN_MUST_CHECK
enum rn_status rn_profile_load(struct rn_profile *profile, const char *path,
                               const struct rn_panel_opts *opts,
                               struct rn_error *err);

void rn_profile_release(struct rn_profile *profile);

#endif

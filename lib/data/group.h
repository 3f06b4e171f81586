/*
 * group.h - rows that share a time axis, while they are read and after.
 *
 * All rows of a file are one group, or those of each id.  Values lie column by
 * column: the targets, then the inputs.
 */
#ifndef RN_GROUP_H
#define RN_GROUP_H

#include "base/error.h"
#include "data/panel.h"
#include "data/reader.h"
#include "data/timecol.h"

#include <stddef.h>

struct rn_group {
	char *id; /* NULL where there is no id column */
	struct rn_timecol times;
	struct rn_axis axis; /* once it is settled */
	size_t n_row, cap_row;
	int n_value;
	double **x;     /* [n_value], each [n_row]; NaN: missing */
	double *latest; /* [RN_GROUP_LATEST, n_value] rows that are not in x yet */
	size_t n_latest;
	int64_t *place; /* the axis's, or NULL; owned */
};

/* Columns far apart share few lines of a cache: so some rows are gathered
 * before each column gets its values of them. */
#define RN_GROUP_LATEST 8

/* A group without rows; id may be NULL.  RN_ELIMIT. */
RN_MUST_CHECK
enum rn_status rn_group_make(struct rn_group **group, const char *id,
                             int n_value, struct rn_error *err);

void rn_group_free(struct rn_group *group);

/* Adds a row that the reader has taken.  RN_EDATA, RN_ELIMIT. */
RN_MUST_CHECK
enum rn_status rn_group_add(struct rn_group *group, struct rn_reader *reader,
                            const struct rn_csv_row *row,
                            struct rn_error *err);

/* Ends the rows: all are in x.  RN_ELIMIT. */
RN_MUST_CHECK
enum rn_status rn_group_end(struct rn_group *group, struct rn_error *err);

/*
 * Finds the axis, and makes the rows regular as far as the options ask for it:
 * rows within one step of --freq become their mean, steps without a row become
 * one of NaN where missing values are filled, and rows with a NaN are left out
 * where they are dropped; the axis then passes over their steps.  like: the
 * axis of a model or of another group, or NULL.  What is repaired has its step
 * where the rows allow it, and steps of --freq begin where its steps do.  What
 * was done is added to *repairs.  Times are forgotten.  RN_EDATA names both
 * lines where rows are not regular, RN_ELIMIT.
 */
RN_MUST_CHECK
enum rn_status rn_group_settle(struct rn_group *group,
                               const struct rn_reader *reader,
                               const struct rn_axis *like,
                               struct rn_repairs *repairs,
                               struct rn_error *err);

#endif

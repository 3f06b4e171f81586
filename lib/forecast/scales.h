/*
 * scales.h - the scale of every column that a network reads.
 *
 * Scales lie series by series: that of the target, then those of the inputs,
 * as batch.h wants them.  What the calendar gives keeps its own.
 */
#ifndef RN_SCALES_H
#define RN_SCALES_H

#include "base/error.h"
#include "data/panel.h"
#include "data/scaler.h"
#include "model/model.h"
#include "train/runner.h"

/* Fits each series' scales on the rows of its training windows, or on all
 * where the spec says so.  *scale is freed by the caller.  RN_EDATA,
 * RN_ELIMIT. */
RN_MUST_CHECK
enum rn_status rn_scales_fit(struct rn_scale **scale,
                             const struct rn_panel *panel,
                             const struct rn_spec *spec,
                             const struct rn_split *split,
                             struct rn_error *err);

/* The scales that a model has for the series of a panel.  RN_EDATA: a series
 * that it does not know, RN_ELIMIT. */
RN_MUST_CHECK
enum rn_status rn_scales_of_model(struct rn_scale **scale,
                                  const struct rn_panel *panel,
                                  const struct rn_model *model,
                                  struct rn_error *err);

/* Which of a model's series those of a panel are: *number is freed by the
 * caller.  RN_EDATA: one that it does not know, RN_ELIMIT. */
RN_MUST_CHECK
enum rn_status rn_numbers_of_model(int **number, const struct rn_panel *panel,
                                   const struct rn_model *model,
                                   struct rn_error *err);

/* Rows that no scale was fitted on must fit it too: a loss or an error beyond
 * all bounds would be blamed on the network.  So must all rows of a target fit
 * its bounds.  RN_EDATA. */
RN_MUST_CHECK
enum rn_status rn_scales_check(const struct rn_dataset *data,
                               struct rn_error *err);

#endif

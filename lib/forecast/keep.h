/*
 * keep.h - what a model keeps of the data that it was trained on: enough to
 * forecast from their end, and to show how it did.
 */
#ifndef RN_KEEP_H
#define RN_KEEP_H

#include "base/error.h"
#include "model/model.h"
#include "train/runner.h"

/*
 * Copies into m, which owns them: the columns; of each series its name, axis,
 * scales and last rows; its held-out windows, their targets and yhat, the
 * forecasts of all series' windows [windows, n_out] in the data's own units,
 * and what their residuals are measured in.  RN_ELIMIT: memory.
 */
RN_MUST_CHECK
enum rn_status rn_keep_data(struct rn_model *m, const struct rn_dataset *data,
                            const double *yhat, struct rn_error *err);

#endif

/*
 * fit.h - the whole way from data to a model: split, scale, train, judge.
 */
#ifndef RN_FIT_H
#define RN_FIT_H

#include "base/error.h"
#include "data/panel.h"
#include "forecast/ensemble.h"
#include "model/model.h"
#include "train/trainer.h"

#include <stdbool.h>
#include <stddef.h>

/* What a fit says beside the model; none of it is stored. */
struct rn_fit_report {
	size_t n_window[RN_N_PART];
	size_t n_unused; /* rows after the last part, of all series */
	double *valid; /* [n_window[RN_VALID], n_out] what is forecast for the
	                  validation windows, in the data's own units; owned */
	struct rn_ensemble_report ensemble;
};

#define RN_FIT_REPORT_INIT { .n_unused = 0 }

void rn_fit_report_release(struct rn_fit_report *report);

/*
 * Trains on `panel` as `spec` says and judges the result on what was held
 * out.  start: a model whose weights to begin from (rn_ensemble_train), or
 * NULL.  The model owns
 * copies of all it needs.
 *
 * RN_EDATA: too few rows; RN_EUSAGE: sizes that do not fit, or a start model
 * of another shape; RN_ELIMIT; RN_EDIVERGED: then the model is complete with
 * the last good weights if an epoch was finished, else empty (n_series 0).
 */
RN_MUST_CHECK
enum rn_status rn_fit(struct rn_model *model, const struct rn_panel *panel,
                      const struct rn_spec *spec,
                      const struct rn_model *start,
                      const struct rn_train_watch *watch,
                      struct rn_fit_report *report, struct rn_error *err);

#endif

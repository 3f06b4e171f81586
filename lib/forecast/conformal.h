/*
 * conformal.h - intervals around points, from errors on validation windows
 * (residual.h), and how often they held.
 */
#ifndef RN_CONFORMAL_H
#define RN_CONFORMAL_H

#include "base/error.h"
#include "data/scaler.h"
#include "model/residual.h"
#include "model/verdict.h"
#include "train/runner.h"

#include <stddef.h>

/*
 * The residuals of a part's windows: yhat [n, n_out] are a model's forecasts
 * for them in the data's units.  Of very many windows some are taken, evenly.
 * Empty where there are less than two.  RN_ELIMIT.
 */
RN_MUST_CHECK
enum rn_status rn_conformal_fit(struct rn_residuals *r,
                                const struct rn_dataset *data,
                                enum rn_part part, const double *yhat,
                                struct rn_error *err);

struct rn_span {
	double low, high;
};

/* The interval of so many percent around yhat, the point of step k of a
 * window whose target has this scale; in the data's units.  It always holds
 * the point. */
struct rn_span rn_conformal_span(const struct rn_residuals *r,
                                 const struct rn_scale *scale, size_t k,
                                 double yhat, double level);

/* Tries the intervals on a part's windows. */
void rn_conformal_cover(struct rn_verdict *verdict,
                        const struct rn_residuals *r,
                        const struct rn_dataset *data, enum rn_part part,
                        const double *yhat);

#endif

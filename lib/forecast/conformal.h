/*
 * conformal.h - intervals around points, from errors on validation windows
 * (residual.h).
 */
#ifndef RN_CONFORMAL_H
#define RN_CONFORMAL_H

#include "base/error.h"
#include "data/scaler.h"
#include "model/residual.h"
#include "train/runner.h"

#include <stddef.h>

/*
 * The residuals of a part's windows: yhat [n, n_out] are a model's forecasts
 * for them in the data's units.  Of very many windows some are taken, evenly.
 * The power of the factor is the one with the least interval score (T.
 * Gneiting, A. Raftery 2007) of 80 and 95 percent.
 *
 * The unit of a series is the mean of its absolute errors, as if there were
 * one horizon more with errors that are to the series' change (data->change)
 * what they are in the others: few windows tell little about a series.
 * Empty where there are less than two windows.  RN_ELIMIT.
 */
RN_MUST_CHECK
enum rn_status rn_conformal_fit(struct rn_residuals *r,
                                const struct rn_dataset *data,
                                enum rn_part part, const double *yhat,
                                struct rn_error *err);

/* What a residual of 1 stands for, for the window that begins at row `first`
 * of a series, which is the model's i-th, in the units of its target, or of
 * its transform where that has bounds.  scale: of the target. */
double rn_conformal_unit(const struct rn_residuals *r, int i,
                         const struct rn_window_shape *shape,
                         const struct rn_scale *scale,
                         const struct rn_series *series, size_t first);

struct rn_span {
	double low, high;
};

/* The interval of so many percent around yhat, the point of step k of a window
 * with this unit; in the data's units, within the bounds.  It lies where what
 * came did: where forecasts were mostly too high, it need not hold yhat. */
struct rn_span rn_conformal_span(const struct rn_residuals *r,
                                 const struct rn_bounds *bounds, double unit,
                                 size_t k, double yhat, double level);

#endif

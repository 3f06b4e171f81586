/*
 * forecast.h - the rows after the last one known.
 */
#ifndef RN_FORECAST_H
#define RN_FORECAST_H

#include "base/error.h"
#include "data/scaler.h"
#include "data/window.h"
#include "nn/network.h"

#include <stddef.h>

/*
 * yhat [n_ahead]: the rows after x [n], in x's units.
 *
 * One window forecasts rows lead .. lead + n_out - 1 after its last input, so
 * the rows before those come from earlier windows, and the rows beyond from
 * windows over the forecasts themselves (recursion).  n must be at least
 * n_in + lead - 1.  RN_ELIMIT.
 */
RN_MUST_CHECK
enum rn_status rn_forecast(const struct rn_network *net,
                           const struct rn_window_shape *shape,
                           const struct rn_scale *scale, const double *x,
                           size_t n, size_t n_ahead, double *yhat,
                           struct rn_error *err);

#endif

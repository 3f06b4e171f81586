/*
 * residual.h - how far forecasts lay from what came, on rows that the network
 * was not trained on: what intervals around its points are made of.
 *
 * A residual is (y - yhat) / factor, both scaled.  The factor says how large
 * errors are to be expected after the rows at hand (normalised conformal
 * prediction, H. Papadopoulos et al. 2008),
 *
 *     factor = unit (s / spread + 0.1)^power,
 *
 * s being the standard deviation of the inputs of the window, scaled, and the
 * power that between 0 and 1 which suited the windows best.  The unit is how
 * large errors are in that series, and the spread is the mean of s there: some
 * are easier to forecast than others, and all have their times.
 *
 * Each step of the horizon has a table of their quantiles.  By split-conformal
 * prediction (V. Vovk et al. 2005, J. Lei et al. 2018) the ends of an interval
 * are the residuals of ranks (n + 1) p and (n + 1) (1 - p).  These are rounded
 * outwards there, so that it holds at least a share 1 - 2 p of what comes where
 * the errors to come are exchangeable with the n of the table; here values are
 * interpolated between ranks, and it holds about that.
 * Signed residuals, not magnitudes: errors of real series are skewed, and a
 * forecast of a quantile lies off the middle by intent.
 */
#ifndef RN_RESIDUAL_H
#define RN_RESIDUAL_H

#include "base/error.h"
#include "data/scaler.h"

#include <stddef.h>

enum { RN_RESIDUAL_PLACES = 201 }; /* quantiles of a table, evenly spaced */

struct rn_residuals {
	int n_step;    /* of the horizon; 0: there are no residuals */
	size_t n;      /* residuals behind each table, at least 2 */
	double *table; /* [n_step, RN_RESIDUAL_PLACES] ascending */
	double *link;  /* [n_step] the correlation of a step's residual with that
	                  of the row before it; within -1 .. 1 */
	double power;  /* 0 .. 1 */
	int n_series;
	double *unit, *spread; /* [n_series] scaled, above 0 */
};

#define RN_RESIDUALS_INIT { .n_step = 0 }

void rn_residuals_release(struct rn_residuals *r);

/* Memory for tables of n_step steps, units and spreads of 1.  RN_ELIMIT. */
RN_MUST_CHECK
enum rn_status rn_residuals_alloc(struct rn_residuals *r, int n_step,
                                  int n_series, struct rn_error *err);

/* s of a window: of its n >= 1 inputs x, or the last 1024 of them. */
double rn_residual_spread(const struct rn_scale *scale, const double *x,
                          size_t n);

/* The factor of a window of this spread, in the i-th series; 1 where there are
 * no residuals. */
double rn_residual_factor(const struct rn_residuals *r, int i, double spread);

/* Makes the table of step k of its n >= 2 residuals, which it sorts; of each
 * step there are as many. */
void rn_residuals_set(struct rn_residuals *r, size_t k, double *x, size_t n);

/*
 * The residual of step k, scaled, that a share p of those to come does not
 * exceed, 0 < p < 1.  Beyond the ranks of the n that there are, it grows as the
 * quantiles of a normal distribution do.
 */
double rn_residual_at(const struct rn_residuals *r, size_t k, double p);

/* The residual of step k that a normal deviate z stands for: that of the same
 * share, so that what is drawn spreads as the intervals do. */
double rn_residual_of(const struct rn_residuals *r, size_t k, double z);

#endif

/*
 * bands.h - the intervals of a model around the forecasts of held-out windows,
 * at several levels: of the usual kind (interval.h), but never by paths.
 */
#ifndef RN_BANDS_H
#define RN_BANDS_H

#include "forecast/conformal.h"
#include "forecast/interval.h"
#include "forecast/origins.h"

#include <stdbool.h>

/* Where intervals come from; all but the levels owned by the caller. */
struct rn_bands {
	const struct rn_model *model;
	const int *number;   /* [n_series] which of the model's series each one
	                        is; NULL: the same */
	const rn_real *z;    /* [n, net.K] the outputs for all n windows of the
	                        part; NULL: intervals are made of residuals */
	const double *ends;  /* [origins->n, n_out, n_level, 2] the intervals
	                        themselves, NaN: none; NULL: made here */
	int n_level;
	double level[RN_MAX_LEVEL]; /* percent, above 0 and below 100 */
};

/* The levels that are tried where nobody says which. */
extern const struct rn_bands rn_bands_usual;

/* Can intervals around forecasts of n_out rows be made?  If not, there are
 * none. */
bool rn_bands_exist(const struct rn_bands *bands, int n_out);

/* The number of the widest level. */
int rn_bands_widest(const struct rn_bands *bands);

/* What is the same for all rows of a window. */
struct rn_band {
	const struct rn_bands *of;
	struct rn_scale scale; /* of the outputs, or of the series */
	double unit;           /* of residuals */
	const rn_real *z;      /* [net.K], or NULL */
	const double *ends;    /* [n_out, n_level, 2], or NULL */
};

/* Of origin i; the intervals exist. */
struct rn_band rn_band_of(const struct rn_bands *bands,
                          const struct rn_dataset *data,
                          const struct rn_origins *origins, size_t i);

/* The interval of level l around yhat, the point of row k. */
struct rn_span rn_band_span(const struct rn_band *band, int k, double yhat,
                            int l);

#endif

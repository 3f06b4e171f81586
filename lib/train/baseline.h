/*
 * baseline.h - forecasts that cost nothing, for a model to beat.
 */
#ifndef RN_BASELINE_H
#define RN_BASELINE_H

#include "base/error.h"
#include "train/runner.h"

#include <stdbool.h>
#include <stddef.h>

/* A baseline at work. */
struct rn_baseline {
	const struct rn_baseline_type *type;
	int period;    /* of its season; of the first one where it is not of one
	                  in particular, 1 where there is none */
	double *state; /* what fit left, or NULL; owned */
};

struct rn_baseline_type {
	const char *name;  /* in verdicts; a season's period is appended */
	const char *title;
	bool is_naive;     /* one that a model is expected to beat */
	bool per_season;   /* one for each season, else one */
	bool is_slow;      /* fitted anew at every cutoff: too slow to stand
	                      beside every training */
	/* The numbers of its state; 0: it cannot serve windows of this shape;
	 * NULL: it has none. */
	size_t (*n_state)(const struct rn_window_shape *shape);
	/* Learns from the training and validation windows; NULL: nothing to
	 * learn.  Where it cannot serve this data, state stays NULL. */
	enum rn_status (*fit)(struct rn_baseline *b, const struct rn_dataset *data,
	                      struct rn_error *err);
	/* yhat [n_out] of the window whose last input is row `cutoff`, in the
	 * units of the series; scale: of its target, then of its inputs. */
	void (*forecast)(const struct rn_baseline *b,
	                 const struct rn_series *series, size_t cutoff,
	                 const struct rn_window_shape *shape,
	                 const struct rn_scale *scale, double *yhat);
};

/*
 * repeat-last, seasonal-naive, drift, and ridge: a linear autoregression on
 * the network's own inputs, or on more rows of the target (shape.n_ridge),
 * lags as the last step shows them; its penalty is chosen on the validation
 * windows.  It cannot serve where inputs and outputs are more than
 * RN_MAX_RIDGE together.
 */
extern const struct rn_baseline_type rn_baseline_last, rn_baseline_seasonal,
	rn_baseline_drift, rn_baseline_ridge;

/* naive2 and theta of the M4 competition: of the last rows up to the cutoff
 * (classical.h), with the season where a test finds it there.  Their state is
 * room to work in: one forecast at a time. */
extern const struct rn_baseline_type rn_baseline_naive2, rn_baseline_theta;

extern const struct rn_baseline_type *const rn_baseline_types[]; /* to NULL */

#define RN_MAX_RIDGE 2048

/* What a network may correct: a choice among the baselines. */
struct rn_base_type {
	const char *name;  /* spelling in --base */
	const char *title;
	const struct rn_baseline_type *of; /* NULL: nothing */
};

extern const struct rn_base_type rn_base_none;
extern const struct rn_base_type *const rn_base_types[]; /* ends in NULL */

/* Rows before the cutoff that a base of this kind is made from; those of a
 * season follow from its period. */
int rn_base_back(const struct rn_base_type *type,
                 const struct rn_window_shape *shape, int period);

/*
 * Adds the forecast of the window whose last input is row `cutoff`, scaled as
 * that window is, to z [n_out, width]: to the first output of each target.
 * work [n_out].
 */
void rn_baseline_add(const struct rn_baseline *b,
                     const struct rn_series *series, size_t cutoff,
                     const struct rn_window_shape *shape,
                     const struct rn_scale *scale, double *work, rn_real *z,
                     int width);

#endif

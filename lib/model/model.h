/*
 * model.h - a trained network with all it needs to be used again.
 *
 * Beside the weights and the spec: which columns it reads, each series' scale
 * and time axis, its context (the last rows the model saw), the held-out rows
 * with the predictions made for them, the learning curve and the verdict.
 * It is stored as a safetensors file; rnnfc-model(5) lists its entries.
 */
#ifndef RN_MODEL_H
#define RN_MODEL_H

#include "base/error.h"
#include "data/panel.h"
#include "data/scaler.h"
#include "model/residual.h"
#include "model/spec.h"
#include "model/verdict.h"
#include "nn/network.h"

#include <stddef.h>
#include <stdint.h>

#define RN_MODEL_VERSION 2

/* The most parameters of a model: with all else the file stays below the
 * container's 2 GiB. */
#define RN_MAX_PARAM (400u << 20)

struct rn_model_series {
	char *name;
	struct rn_axis axis;   /* of the series' rows, from the first */
	int64_t *place;        /* its places, [n_row], or NULL */
	size_t n_row;          /* rows known to the model: the next is n_row */
	struct rn_scale *scale; /* [1 + rn_model_n_input] of the target, then of
	                          the inputs */
	size_t n_context;
	double *context;       /* [n_context] the last of those rows */
	double *input;         /* [rn_columns_n_input, n_context] input columns of
	                          the same rows */
	/* Held out: n_window windows, one after the other by one row. */
	size_t target;         /* the row of the first window's first target */
	size_t n_window;
	double *y;             /* [n_window + K - 1] rows target .. */
	double *yhat;          /* [n_window, K] in the data's own units */
	double *unit;          /* [n_window] of residuals, in those units; NULL
	                          where there are none */
};

/* One of the networks of a model. */
struct rn_model_member {
	int number;        /* of those that were trained, from 0; its seed is so
	                      much more than the spec's */
	int n_epoch, kept; /* as in the model */
	double loss_valid; /* of the kept weights; NaN: not validated */
};

struct rn_model {
	struct rn_spec spec;
	struct rn_columns columns;
	struct rn_vocabulary vocabulary; /* of a categorical target, whose values
	                                    are class numbers; else empty */
	int n_season;          /* resolved */
	int season[RN_MAX_SEASON];
	int n_series;
	struct rn_model_series *series;
	int n_epoch;
	int kept;              /* the epoch whose weights these are; 0: part of
	                          the first; that of the first member */
	double (*curve)[2];    /* [n_epoch] training and validation loss, NaN:
	                          not validated; the mean of the members that
	                          had the epoch; n_epoch is the most of one */
	struct rn_model_member member[RN_MAX_MEMBER]; /* [net.n_member] */
	double mse_valid, mse_test; /* of the kept weights, scaled; NaN: none, as
	                               of symbols */
	double mae_test;       /* the mean absolute error; NaN also in files that
	                          have none */
	bool is_cut_short;     /* by --time-limit or a signal */
	struct rn_residuals residuals; /* of the validation windows */
	struct rn_verdict verdict;
	struct rn_baseline base; /* what the network corrects; no type: nothing */
	struct rn_network net; /* its n_member are those that were kept */
};

#define RN_MODEL_INIT { .columns = RN_COLUMNS_INIT }

void rn_model_release(struct rn_model *model);

/* Writes the file whole or not at all; the same model gives the same bytes.
 * RN_EIO, RN_ELIMIT. */
RN_MUST_CHECK
enum rn_status rn_model_save(const struct rn_model *model, const char *path,
                             struct rn_error *err);

/*
 * Reads and checks everything: no number of the file is used as a size or an
 * index before its range was checked.  *model is empty on failure.  RN_EIO;
 * RN_EMODEL says what is wrong; RN_ELIMIT.
 */
RN_MUST_CHECK
enum rn_status rn_model_load(struct rn_model *model, const char *path,
                             struct rn_error *err);

/* What the network corrects, for a dataset; NULL: nothing. */
const struct rn_baseline *rn_model_base(const struct rn_model *model);

/* Inputs beside the target, those of the calendar included. */
int rn_model_n_input(const struct rn_model *model);

/*
 * The series called `name`, which is probably the i-th.  RN_EDATA: the model
 * knows none of that name.
 */
RN_MUST_CHECK
enum rn_status rn_model_find(const struct rn_model *model, int i,
                             const char *name,
                             const struct rn_model_series **series,
                             struct rn_error *err);

/* The inputs of one forecast: rows a context must have at least. */
size_t rn_model_needs(const struct rn_model *model);

/* Rows that a forecast is made from where there are so many. */
size_t rn_model_wants(const struct rn_model *model);

/* New rows must lie on an axis like the one the model was trained on: RN_EDATA
 * where their unit or step is another. */
RN_MUST_CHECK
enum rn_status rn_model_check_axis(const struct rn_model *model,
                                   const struct rn_series *s,
                                   const char *file, struct rn_error *err);

/* The most rows that can be forecast: SIZE_MAX, or what past columns are known
 * for. */
size_t rn_model_most_ahead(const struct rn_model *model);

/* The rows to forecast where nobody says how many: the trained horizon where
 * it is more than one step, else one season, else 10, as far as possible. */
int rn_model_horizon(const struct rn_model *model);

#endif

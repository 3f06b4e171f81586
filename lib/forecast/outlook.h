/*
 * outlook.h - all that is known where a forecast begins.
 *
 * The last rows of a series with its inputs, and for the rows ahead the columns
 * that are known ahead: from a file, or from the calendar.
 */
#ifndef RN_OUTLOOK_H
#define RN_OUTLOOK_H

#include "base/error.h"
#include "data/panel.h"
#include "model/model.h"

#include <stddef.h>

struct rn_outlook {
	struct rn_series rows; /* for rn_forecaster_run */
	double **input;        /* [n_input] */
	int n_input;
	size_t most;           /* known rows that a forecast is made from at most */
	size_t known, ahead;   /* rows of input: known ones, then those ahead */
};

#define RN_OUTLOOK_INIT { .n_input = 0 }

/* Memory for forecasts of `ahead` rows by a model, which must outlive it.
 * RN_EUSAGE: more than rn_model_most_ahead; RN_ELIMIT. */
RN_MUST_CHECK
enum rn_status rn_outlook_make(struct rn_outlook *outlook,
                               const struct rn_model *model, size_t ahead,
                               struct rn_error *err);

/*
 * Looks ahead from the end of a series that bears the name of the model's
 * series i: at least rn_model_needs rows of x, and the same of every input
 * column of the file.  future: the model's columns that are known ahead, as
 * rn_outlook_load reads them; NULL where it has none.  RN_EDATA names the
 * first rows that it lacks; RN_EUSAGE: there is no future.
 */
RN_MUST_CHECK
enum rn_status rn_outlook_take(struct rn_outlook *outlook,
                               const struct rn_model *model, int i,
                               const struct rn_series *series,
                               const struct rn_panel *future,
                               struct rn_error *err);

void rn_outlook_release(struct rn_outlook *outlook);

/* Reads the columns of a model that are known ahead, of all its series.  how:
 * options of the reading; columns and axis are the model's.  Errors of
 * rn_panel_load. */
RN_MUST_CHECK
enum rn_status rn_outlook_load(struct rn_panel *future, const char *path,
                               const struct rn_model *model,
                               const struct rn_panel_opts *how,
                               struct rn_error *err);

/* The rows that model series i holds itself; input has room for the columns of
 * the file, rn_columns_n_input. */
struct rn_series rn_model_context(const struct rn_model *model, int i,
                                  double **input);

#endif

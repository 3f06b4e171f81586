/*
 * importance.h - what each input is worth to a model.
 *
 * Permutation importance (Breiman 2001): an input is worth as much as the
 * error grows where its values belong to other times.  The rows that held-out
 * windows read, with those before them that lags, base forecasts and a state
 * that is carried come from, are not shuffled one by one, which would show
 * the network noise that it has never met, but turned round: each window sees
 * the input as another window would, as it went there from row to row.
 * Several turns, evenly spread but for a random part, are averaged, so that no
 * season is met by all of them.
 */
#ifndef RN_IMPORTANCE_H
#define RN_IMPORTANCE_H

#include "base/error.h"
#include "data/panel.h"
#include "model/model.h"

#include <stdint.h>

struct rn_importance_input {
	char *name;  /* a column, or what the calendar gives */
	double rmse; /* with this input turned, in the data's own units */
};

struct rn_importance {
	int n_series;
	size_t n_window; /* that were judged */
	double rmse;     /* of the model as it is */
	int n;
	struct rn_importance_input *input; /* [n] the most important first */
};

#define RN_IMPORTANCE_INIT { .input = NULL }

struct rn_importance_opts {
	int n_turn;    /* turns of each input */
	uint64_t seed; /* of where they begin */
	int n_thread;  /* 0: one for each processor; changes no result */
};

/*
 * Measures on the held-out windows of `panel`, whose shape is the model's, as
 * spec cuts them.  The target
 * is an input, too; the columns of one phase of the calendar are one.
 * RN_EUSAGE: a model of symbols; RN_EDATA: nothing is held out; errors of
 * rn_evaluate.
 */
RN_MUST_CHECK
enum rn_status rn_importance_measure(struct rn_importance *importance,
                                     const struct rn_panel *panel,
                                     const struct rn_spec *spec,
                                     const struct rn_model *model,
                                     const struct rn_importance_opts *opts,
                                     struct rn_error *err);

void rn_importance_release(struct rn_importance *importance);

#endif

/*
 * guess.h - forecasts of symbols that cost nothing, for a model to beat.
 *
 * Each gives every symbol a probability by counting the rows before those that
 * judge: how often it came at all, or so many rows after the last symbol
 * known.  Counts begin at one (add-one smoothing), so that no symbol is
 * impossible and no negative log-likelihood infinite.
 */
#ifndef RN_GUESS_H
#define RN_GUESS_H

#include "base/error.h"
#include "data/window.h"
#include "forecast/metric.h"
#include "train/runner.h"

struct rn_guess_type {
	const char *name;  /* in verdicts */
	const char *title;
	int order; /* symbols that it looks back at: -1 is not even to count */
};

/* uniform, most-frequent, markov. */
extern const struct rn_guess_type *const rn_guess_types[]; /* to NULL */

/*
 * Scores a guess on all windows of a part of a categorical panel: for a
 * target h rows after the last one known, pairs h rows apart are counted.
 * RN_ELIMIT.
 */
RN_MUST_CHECK
enum rn_status rn_guess_score(const struct rn_guess_type *type,
                              const struct rn_dataset *data,
                              enum rn_part part, struct rn_errors *sum,
                              struct rn_error *err);

#endif

/*
 * auto.h - the recipe that forecasts a panel best, within a budget of work.
 *
 * Recipes that suit an outline of the data are trained one after the other and
 * judged on the validation windows, the same for all, which are those of the
 * plain command.  The best one is kept where it beats the best naive forecast
 * by more than luck (contest.h), else that naive forecast: so the result is
 * never worse on the rows that choose, unless what was given leaves no naive
 * forecast to try.  Test rows choose nothing.
 */
#ifndef RN_AUTO_H
#define RN_AUTO_H

#include "base/error.h"
#include "forecast/fit.h"
#include "select/contest.h"
#include "select/outline.h"
#include "select/recipe.h"

#include <stdbool.h>
#include <stddef.h>

struct rn_auto_opts {
	char *const *given; /* what was asked for (rn_given): it wins */
	const struct rn_budget *budget;
	/* Recipe i of n is to be trained as `spec` says; may be NULL. */
	void (*on_candidate)(void *ud, int i, int n, const struct rn_spec *spec);
};

struct rn_candidate {
	const struct rn_recipe *recipe;
	struct rn_spec spec;
	struct rn_error fault; /* why it was not tried; RN_OK: it was */
	double n_update;       /* of each of its networks */
	bool beats_naive;      /* by more than luck, or there is none */
	struct rn_entry entry;
};

struct rn_auto_report {
	struct rn_outline outline;
	int n;
	struct rn_candidate candidate[RN_MAX_RECIPE]; /* those that suit */
	int chosen, naive;    /* the best naive one; below 0: there is none */
	bool is_cut_short;    /* not all were tried to the end */
};

#define RN_AUTO_REPORT_INIT { .n = 0 }

void rn_auto_report_release(struct rn_auto_report *report);

/*
 * As rn_fit, of the candidate that is kept, for the spec with the plain
 * options and what was given.  watch: its time limit is one of all together,
 * and after it, or when a callback asks to stop, the best of those that were
 * trained is kept, the last of them with what it had learnt by then.
 *
 * RN_EUSAGE also where there are no validation windows, for symbols, and
 * where no recipe goes with what was given.
 */
RN_MUST_CHECK
enum rn_status rn_auto_fit(struct rn_model *model,
                           const struct rn_panel *panel,
                           const struct rn_spec *spec,
                           const struct rn_auto_opts *opts,
                           const struct rn_train_watch *watch,
                           struct rn_fit_report *fit,
                           struct rn_auto_report *report,
                           struct rn_error *err);

#endif

/*
 * outline.h - what is seen of the data before a recipe is chosen, and how much
 * work the choice may be.
 */
#ifndef RN_OUTLINE_H
#define RN_OUTLINE_H

#include "data/panel.h"
#include "data/season.h"
#include "data/window.h"

#include <stddef.h>

/* Counted in operations and never in seconds, so that the result is the same
 * everywhere. */
struct rn_budget {
	const char *name, *title;
	double flops;  /* floating-point operations of all trainings together */
	int n_member;  /* networks of an ensemble */
};

extern const struct rn_budget *const rn_budgets[]; /* ends in NULL */

struct rn_outline {
	int n_series;
	int n_season, season[RN_MAX_SEASON];
	int repeated; /* the season that is best repeated on validation windows */
	int week;     /* a season that may be there, too, or 0 */
	int lead, n_out;
	size_t n_train, n_valid; /* windows of all series */
	size_t shortest; /* rows to train on, of the series that has fewest */
	size_t before;   /* rows before the first target of validation, of the
	                    series that has fewest, that may be inputs */
	const struct rn_budget *budget;
};

/* split: of the plain windows of the panel; it has validation windows. */
void rn_outline_make(struct rn_outline *o, const struct rn_panel *panel,
                     const struct rn_split *split,
                     const struct rn_budget *budget);

#endif

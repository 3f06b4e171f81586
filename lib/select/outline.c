/*
 * outline.c - counts rows, and the budgets.
 */
#include "select/outline.h"

static const struct rn_budget small = {
	.name = "small",
	.title = "one network of each kind, a quarter of the work of medium",
	.flops = 1.2e12,
	.n_member = 1,
};

static const struct rn_budget medium = {
	.name = "medium",
	.title = "about a minute on two cores; three networks where they are small",
	.flops = 4.8e12,
	.n_member = 3,
};

static const struct rn_budget large = {
	.name = "large",
	.title = "four times the work of medium; five networks",
	.flops = 19.2e12,
	.n_member = 5,
};

const struct rn_budget *const rn_budgets[] = { &small, &medium, &large, NULL };

void rn_outline_make(struct rn_outline *o, const struct rn_panel *panel,
                     const struct rn_split *split,
                     const struct rn_budget *budget)
{
	const struct rn_window_shape *shape = &split->shape;

	*o = (struct rn_outline){
		.n_series = panel->n_series,
		.lead = shape->lead,
		.n_out = shape->n_out,
		.n_train = split->n[RN_TRAIN],
		.n_valid = split->n[RN_VALID],
		.budget = budget,
	};
	for (int i = 0; i < panel->n_series; i++) {
		const struct rn_range *valid = &split->part[i][RN_VALID];
		const size_t n = rn_split_rows(split, RN_TRAIN, i);
		const size_t before = rn_window_target(shape, valid->from) + 1
		                      - (size_t)shape->lead;

		if (i == 0 || n < o->shortest)
			o->shortest = n;
		if (i == 0 || before < o->before)
			o->before = before;
	}
}

/*
 * cell_variants.h - every cell without options, and those with each of them.
 */
#ifndef CELL_VARIANTS_H
#define CELL_VARIANTS_H

#include "layer_bench.h"

struct cell_variant {
	const char *name; /* in tests/vectors */
	const struct rn_cell_type *type;
	const char *option;
	double value;
	const char *flag; /* given as well; NULL: none */
};

static const struct cell_variant cell_variants[] = {
	{ "elman-logistic", &rn_cell_elman, "act", 1, NULL },
	{ "elman-relu", &rn_cell_elman, "act", 2, NULL },
	{ "gru-before", &rn_cell_gru, "gru-reset", 1, NULL },
	{ "lstm-peephole", &rn_cell_lstm, "peephole", 1, NULL },
	{ "lstm-hard", &rn_cell_lstm, "gate", 1, NULL },
	{ "lstm-hard-peephole", &rn_cell_lstm, "gate", 1, "peephole" },
	{ "cifg-peephole", &rn_cell_cifg, "peephole", 1, NULL },
};

static inline int n_cell_variant(void)
{
	int n = 0;

	while (rn_cell_types[n])
		n++;
	return n + (int)COUNT(cell_variants);
}

/* Sets one option's value, where it is kept. */
static inline void give_option(struct rn_option_value *given,
                               const char *name, double value)
{
	const struct rn_option *o;

	for (int slot = 0; (o = rn_cell_option(slot)); slot++)
		if (strcmp(o->name, name) == 0) {
			given[slot] = (struct rn_option_value){ 1, { value } };
			return;
		}
	fail_msg("no option %s", name);
}

/* Variant i: first the plain cells, in the order of their table. */
static inline struct cell_variant cell_variant_at(int i)
{
	for (int k = 0; rn_cell_types[k]; k++)
		if (i-- == 0)
			return (struct cell_variant){ rn_cell_types[k]->name,
			                              rn_cell_types[k], NULL, 0,
			                              NULL };
	return cell_variants[i];
}

static inline struct rn_layer variant_layer(const struct cell_variant *v,
                                            int D, int H)
{
	struct rn_option_value given[RN_MAX_OPTION] = { { .n = 0 } };

	if (v->option)
		give_option(given, v->option, v->value);
	if (v->flag)
		give_option(given, v->flag, 1);
	return bench_cell(v->type, D, H, given);
}

#endif

/*
 * given_help.h - a layer of a cell with options, and how it starts.
 */
#ifndef GIVEN_HELP_H
#define GIVEN_HELP_H

#include "layer_bench.h"

enum { MAX_GIVEN = 3 };

/* A cell of H units with options. */
struct variant {
	const char *name;
	const struct rn_cell_type *cell;
	int H;
	struct {
		const char *name;
		int n;
		double x[4];
	} given[MAX_GIVEN];
};

static inline void give(struct rn_option_value *given, const char *name,
                        int n, const double *x)
{
	const struct rn_option *o;

	for (int slot = 0; (o = rn_cell_option(slot)); slot++)
		if (strcmp(o->name, name) == 0) {
			given[slot].n = n;
			memcpy(given[slot].x, x, (size_t)n * sizeof(*x));
			return;
		}
	fail_msg("no cell has an option --%s", name);
}

static inline void given_of(struct rn_option_value *given,
                            const struct variant *v)
{
	memset(given, 0, RN_MAX_OPTION * sizeof(*given));
	for (int k = 0; k < MAX_GIVEN && v->given[k].name; k++)
		give(given, v->given[k].name, v->given[k].n, v->given[k].x);
}

static inline struct rn_layer layer_of(const struct variant *v, int D)
{
	struct rn_option_value given[RN_MAX_OPTION];

	given_of(given, v);
	return bench_cell(v->cell, D, v->H, given);
}

/* A layer's parameters as their initialisation left them. */
static inline double *started(const struct rn_layer *l,
                              const struct rn_init_type *init)
{
	double *w = numbers(l->type->n_param(l));
	struct rn_error err;
	struct rn_rng rng;

	assert_ok(rn_blas_start(&err), &err);
	rn_rng_init(&rng, 5, RN_STREAM_TEST, 0, 0);
	l->type->init(l, init, w, &rng);
	return w;
}

#endif

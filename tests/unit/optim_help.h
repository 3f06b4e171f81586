/*
 * optim_help.h - the 25 steps of each optimiser that make-vectors.py takes
 * with PyTorch, in the precision of the library that is linked.
 */
#ifndef OPTIM_HELP_H
#define OPTIM_HELP_H

#include "train/optim.h"
#include "train/schedule.h"

#include "vectors.h"

enum { N_WEIGHT = 7, N_STEP = 25 };

/* PyTorch's names of them; nesterov takes its own momentum, which is 0.9. */
static const struct torch_optim {
	const char *name;
	const struct rn_optim_type *type;
	double momentum;
	const char *schedule; /* NULL: the same rate throughout */
} torch_optims[] = {
	{ "rmsprop", &rn_optim_rmsprop, 0, NULL },
	{ "sgd", &rn_optim_sgd, 0, NULL },
	{ "momentum", &rn_optim_sgd, 0.9, NULL },
	{ "nesterov", &rn_optim_nesterov, 0, NULL },
	{ "adam", &rn_optim_adam, 0, NULL },
	{ "adamw", &rn_optim_adamw, 0, NULL },
	{ "adamw-cosine", &rn_optim_adamw, 0, "cosine" },
	{ "adamw-one-cycle", &rn_optim_adamw, 0, "one-cycle" },
};

/* The share of the full rate that step t, from 0, has. */
static inline double rate_factor(const char *schedule, int t)
{
	const struct rn_schedule_opts opts = RN_SCHEDULE_USUAL;
	const struct rn_schedule_time at = { .done = (double)t / N_STEP };

	for (int i = 0; schedule && rn_schedule_types[i]; i++)
		if (strcmp(rn_schedule_types[i]->name, schedule) == 0)
			return rn_schedule_types[i]->factor(&opts, &at);
	assert_null(schedule);
	return 1;
}

/* Whether the weights after all steps are PyTorch's. */
static inline void check_torch_optim(const struct vectors *v,
                                     const struct torch_optim *o,
                                     double decay, double tolerance)
{
	rn_real w[N_WEIGHT], g[N_WEIGHT], m[RN_MAX_MOMENT][N_WEIGHT] = { { 0 } };
	struct rn_optim_step s = {
		.momentum = o->momentum, .decay = decay, .n = N_WEIGHT,
		.w = w, .g = g, .m = { m[0], m[1] },
	};
	const double *theirs;
	char name[40];

	for (uint32_t k = 0; k < N_WEIGHT; k++)
		w[k] = (rn_real)noise(1 + k);
	for (uint32_t t = 0; t < N_STEP; t++) {
		for (uint32_t k = 0; k < N_WEIGHT; k++)
			g[k] = (rn_real)(0.5 * (double)w[k]
			                 + noise(1000 + N_WEIGHT * t + k));
		s.rate = 0.01 * rate_factor(o->schedule, (int)t);
		s.t = t + 1;
		o->type->step(&s);
	}
	snprintf(name, sizeof(name), "%s-%g", o->name, decay);
	theirs = vectors_get(v, name, "", N_WEIGHT);
	for (int k = 0; k < N_WEIGHT; k++)
		assert_near((double)w[k], theirs[k], tolerance);
}

static inline void check_torch_optims(double tolerance)
{
	struct vectors v;

	vectors_read(&v, "torch-optim.txt");
	for (size_t i = 0; i < COUNT(torch_optims); i++)
		for (int k = 0; k < 2; k++)
			check_torch_optim(&v, &torch_optims[i], 0.01 * k, tolerance);
	vectors_release(&v);
}

#endif

/*
 * optim.h - how a gradient becomes a step.
 *
 * Every optimiser is a rule over flat arrays; it may be run over any slice of
 * them.
 */
#ifndef RN_OPTIM_H
#define RN_OPTIM_H

#include "base/real.h"

#include <stdbool.h>
#include <stddef.h>

#define RN_MAX_MOMENT 2

struct rn_optim_step {
	double rate;            /* the learning rate of this step */
	double momentum;        /* 0: the optimiser's own, where it has one */
	double decay;           /* weight decay */
	unsigned long t;        /* steps taken, this one included: from 1 */
	size_t n;
	rn_real *w;             /* [n] parameters */
	rn_real *g;             /* [n] gradient; may be overwritten */
	rn_real *m[RN_MAX_MOMENT]; /* [n] each, zero before the first step */
};

struct rn_optim_type {
	const char *name;     /* spelling in --optimizer */
	const char *title;    /* one line for `rnnfc list optimizers` */
	const char *equation;
	bool has_momentum;    /* --momentum belongs to it */
	int n_moment;
	void (*step)(const struct rn_optim_step *s);
};

extern const struct rn_optim_type rn_optim_rmsprop, rn_optim_sgd,
	rn_optim_nesterov, rn_optim_adam, rn_optim_adamw;
extern const struct rn_optim_type *const rn_optim_types[]; /* ends in NULL */

#endif

/*
 * optim.c - the table of optimisers.
 */
#include "train/optim.h"

const struct rn_optim_type *const rn_optim_types[] = {
	&rn_optim_rmsprop,
	&rn_optim_sgd,
	&rn_optim_nesterov,
	&rn_optim_adam,
	&rn_optim_adamw,
	NULL
};

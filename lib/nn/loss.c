/*
 * loss.c - the table of losses.
 */
#include "nn/loss.h"

const struct rn_loss_type *const rn_loss_types[] = {
	&rn_loss_mse,
	&rn_loss_mae,
	&rn_loss_huber,
	NULL
};

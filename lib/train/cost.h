/*
 * cost.h - the loss of what a network says, beside what came.
 *
 * A loss may ask how far a row's values are from 0, and how much its series
 * changes: here is what each row answers.
 */
#ifndef RN_COST_H
#define RN_COST_H

#include "train/runner.h"

/* The outputs of some steps of B windows, and their targets. */
struct rn_said {
	const struct rn_window *window; /* [B] */
	int B, n_step;
	const rn_real *z, *y; /* [n_step, B, n_out * width], [n_step, B, n_out] */
	rn_real weight, *dz;  /* of nn/loss.h; dz as z, or NULL */
};

/* The sum of the losses of all targets. */
double rn_cost(const struct rn_dataset *data, const struct rn_loss_type *loss,
               const struct rn_loss_args *args, const struct rn_said *said);

/* The mean loss of a part: z, y of all its windows, as rn_runner_predict gives
 * them.  The part is not empty. */
double rn_cost_of_part(const struct rn_dataset *data,
                       const struct rn_loss_type *loss,
                       const struct rn_loss_args *args, enum rn_part part,
                       const rn_real *z, const rn_real *y);

/* What a loss is told of the rows that a window forecasts, besides args. */
struct rn_loss_args rn_cost_args(const struct rn_dataset *data,
                                 const struct rn_loss_args *args,
                                 const struct rn_window *window);

#endif

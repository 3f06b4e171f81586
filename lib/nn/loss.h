/*
 * loss.h - what training makes small.
 */
#ifndef RN_LOSS_H
#define RN_LOSS_H

#include "base/real.h"

#include <stddef.h>

struct rn_loss_type {
	const char *name;     /* spelling in --loss */
	const char *title;    /* one line for `rnnfc list losses` */
	const char *equation; /* of e = yhat - y */
	/*
	 * Returns the sum of the losses of n outputs, in double.  Where dyhat is
	 * not NULL it receives weight * d loss / d yhat.  delta: where Huber's
	 * loss turns from square to straight.
	 */
	double (*eval)(const rn_real *yhat, const rn_real *y, size_t n,
	               double delta, rn_real weight, rn_real *dyhat);
};

extern const struct rn_loss_type rn_loss_mse, rn_loss_mae, rn_loss_huber;
extern const struct rn_loss_type *const rn_loss_types[]; /* ends in NULL */

#endif

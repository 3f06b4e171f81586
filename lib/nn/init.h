/*
 * init.h - how weights start.
 */
#ifndef RN_INIT_H
#define RN_INIT_H

#include "base/error.h"
#include "base/real.h"
#include "base/rng.h"

#include <stdbool.h>

/*
 * A type says how each kind of array starts; NULL: zeros.  A matrix has a row
 * for each input and a column for each output.
 */
struct rn_init_type {
	const char *name;  /* spelling in --init */
	const char *title; /* one line for `rnnfc list inits` */
	/* Input weights; fan: the units of a recurrent layer, the inputs of a
	 * linear one. */
	void (*input)(rn_real *w, int n_in, int n_out, int fan,
	              struct rn_rng *rng);
	/* Recurrent weights [H, n_gate * H]. */
	void (*recurrent)(rn_real *w, int n_gate, int H, struct rn_rng *rng);
	/* Biases and other vectors. */
	void (*bias)(rn_real *w, int n, int fan, struct rn_rng *rng);
	double forget_bias; /* added to the bias of a forget gate */
	bool draws_memory;  /* each unit's memory is drawn: chrono */
};

/* What other starts take from that of Keras, as input and recurrent. */
void rn_init_glorot(rn_real *w, int n_in, int n_out, int fan,
                    struct rn_rng *rng);
void rn_init_orthogonal(rn_real *w, int n_gate, int H, struct rn_rng *rng);

/* keras: Glorot uniform, orthogonal, zero, forget bias 1; uniform: as
 * torch.nn.RNN; the others as their files say. */
extern const struct rn_init_type rn_init_keras, rn_init_uniform,
	rn_init_chrono, rn_init_identity, rn_init_normal, rn_init_small;
extern const struct rn_init_type *const rn_init_types[]; /* ends in NULL */

#endif

/*
 * init_identity.c - recurrent weights that hand the state on as it is.
 *
 * Q. V. Le, N. Jaitly, G. E. Hinton, "A simple way to initialize recurrent
 * networks of rectified linear units", 2015, for --act relu; input weights as
 * Keras has them.
 */
#include "nn/init.h"

#include <stddef.h>

static void identity(rn_real *w, int n_gate, int H, struct rn_rng *rng)
{
	const int cols = n_gate * H;

	(void)rng;
	for (int i = 0; i < H; i++)
		for (int j = 0; j < cols; j++)
			w[(size_t)i * (size_t)cols + (size_t)j] = j % H == i;
}

const struct rn_init_type rn_init_identity = {
	.name = "identity",
	.title = "as keras, but recurrent weights are 1 from a unit to itself",
	.input = rn_init_glorot,
	.recurrent = identity,
	.forget_bias = 1,
};

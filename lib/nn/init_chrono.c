/*
 * init_chrono.c - the start of Keras, with memories of all lengths.
 *
 * C. Tallec, Y. Ollivier, "Can recurrent neural networks warp time?", 2018:
 * each unit's gates begin with biases for a memory of its own length, uniform
 * from 2 steps to a window's.  A forget bias of 1 keeps 0.73 a step, a
 * hundredth after 15.
 */
#include "nn/init.h"

const struct rn_init_type rn_init_chrono = {
	.name = "chrono",
	.title = "as keras, but gates begin with memories of 2 to all steps",
	.input = rn_init_glorot,
	.recurrent = rn_init_orthogonal,
	.forget_bias = 1,
	.draws_memory = true,
};

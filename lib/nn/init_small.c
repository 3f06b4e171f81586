/*
 * init_small.c - all weights uniform on +- 0.04 and no biases: the start of
 * the source chapter on deep networks.
 */
#include "nn/init.h"

#include <stddef.h>

static void fill(rn_real *w, size_t n, struct rn_rng *rng)
{
	for (size_t i = 0; i < n; i++)
		w[i] = (rn_real)(0.04 * (2 * rn_rng_uniform(rng) - 1));
}

static void input(rn_real *w, int n_in, int n_out, int fan,
                  struct rn_rng *rng)
{
	(void)fan;
	fill(w, (size_t)n_in * (size_t)n_out, rng);
}

static void recurrent(rn_real *w, int n_gate, int H, struct rn_rng *rng)
{
	fill(w, (size_t)n_gate * (size_t)H * (size_t)H, rng);
}

const struct rn_init_type rn_init_small = {
	.name = "small",
	.title = "uniform on +- 0.04, zero biases",
	.input = input,
	.recurrent = recurrent,
};

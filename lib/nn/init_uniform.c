/*
 * init_uniform.c - the start that PyTorch gives a recurrent layer: everything
 * uniform on +- 1 / sqrt(units).
 */
#include "nn/init.h"

#include <math.h>
#include <stddef.h>

static void fill(rn_real *w, size_t n, int fan, struct rn_rng *rng)
{
	const double end = 1 / sqrt((double)fan);

	for (size_t i = 0; i < n; i++)
		w[i] = (rn_real)(end * (2 * rn_rng_uniform(rng) - 1));
}

static void input(rn_real *w, int n_in, int n_out, int fan,
                  struct rn_rng *rng)
{
	fill(w, (size_t)n_in * (size_t)n_out, fan, rng);
}

static void recurrent(rn_real *w, int n_gate, int H, struct rn_rng *rng)
{
	fill(w, (size_t)n_gate * (size_t)H * (size_t)H, H, rng);
}

static void bias(rn_real *w, int n, int fan, struct rn_rng *rng)
{
	fill(w, (size_t)n, fan, rng);
}

const struct rn_init_type rn_init_uniform = {
	.name = "uniform",
	.title = "uniform on +- 1 / sqrt(units), biases too",
	.input = input,
	.recurrent = recurrent,
	.bias = bias,
};

/*
 * init_normal.c - normal weights of deviation 0.02, cut at two deviations, and
 * no biases: the start of the source chapter on text.
 */
#include "nn/init.h"

#include <math.h>
#include <stddef.h>

static void fill(rn_real *w, size_t n, struct rn_rng *rng)
{
	for (size_t i = 0; i < n; i++) {
		double x = rn_rng_normal(rng);

		while (fabs(x) > 2)
			x = rn_rng_normal(rng);
		w[i] = (rn_real)(0.02 * x);
	}
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

const struct rn_init_type rn_init_normal = {
	.name = "normal",
	.title = "normal with deviation 0.02, cut at twice that, zero biases",
	.input = input,
	.recurrent = recurrent,
};

/*
 * init_keras.c - the start that Keras gives a recurrent layer.
 *
 * Input weights: uniform on +- sqrt(6 / (in + out)) over the whole block
 * (Glorot & Bengio 2010); recurrent weights: an orthogonal matrix a gate (Saxe
 * et al. 2014; Keras draws one for all gates together); biases zero, the
 * forget gate's one (Jozefowicz et al. 2015).
 */
#include "nn/init.h"

#include "base/blas.h"

#include <math.h>
#include <stddef.h>

enum { CHUNK = 256 };

static void glorot(rn_real *w, int rows, int cols, int fan,
                   struct rn_rng *rng)
{
	const double end = sqrt(6.0 / (rows + cols));

	(void)fan;
	for (size_t i = 0; i < (size_t)rows * (size_t)cols; i++)
		w[i] = (rn_real)(end * (2 * rn_rng_uniform(rng) - 1));
}

/* row -= what lies along the n rows of `above`, all of them orthonormal. */
static void remove_along(rn_real *row, const rn_real *above, int n, int H)
{
	rn_real along[CHUNK];

	for (int k = 0; k < n; k += CHUNK) {
		const rn_real *from = above + (size_t)k * (size_t)H;
		const int m = n - k < CHUNK ? n - k : CHUNK;

		rn_gemm_nt(1, m, H, row, H, from, H, 0, along, m);
		for (int i = 0; i < m; i++)
			along[i] = -along[i];
		rn_gemm_nn(1, H, m, along, m, from, H, 1, row, H);
	}
}

/* Gram and Schmidt, twice for the sake of rounding, and to length 1. */
static void orthogonalise(rn_real *block, int i, int H)
{
	rn_real *row = block + (size_t)i * (size_t)H;
	double square = 0;

	remove_along(row, block, i, H);
	remove_along(row, block, i, H);
	for (int j = 0; j < H; j++)
		square += (double)row[j] * (double)row[j];
	for (int j = 0; j < H; j++)
		row[j] = (rn_real)((double)row[j] / sqrt(square));
}

static void orthogonal(rn_real *w, int n_block, int H, struct rn_rng *rng)
{
	for (int g = 0; g < n_block; g++) {
		rn_real *block = w + (size_t)g * (size_t)H * (size_t)H;

		for (size_t i = 0; i < (size_t)H * (size_t)H; i++)
			block[i] = (rn_real)rn_rng_normal(rng);
		for (int i = 0; i < H; i++)
			orthogonalise(block, i, H);
	}
}

const struct rn_init_type rn_init_keras = {
	.name = "keras",
	.title = "Glorot uniform, orthogonal, zero biases, forget bias 1",
	.input = glorot,
	.recurrent = orthogonal,
	.forget_bias = 1,
};

/*
 * init_keras.c - the start that Keras gives a recurrent layer.
 *
 * Input weights: uniform on +- sqrt(6 / (in + out)) over the whole block
 * (Glorot & Bengio 2010); recurrent weights: an orthogonal matrix a gate (Saxe
 * et al. 2014); biases zero, the forget gate's one (Jozefowicz et al. 2015).
 */
#include "nn/init.h"

#include <math.h>
#include <stddef.h>

static void glorot(rn_real *w, int rows, int cols, int fan,
                   struct rn_rng *rng)
{
	const double end = sqrt(6.0 / (rows + cols));

	(void)fan;
	for (size_t i = 0; i < (size_t)rows * (size_t)cols; i++)
		w[i] = (rn_real)(end * (2 * rn_rng_uniform(rng) - 1));
}

static double dot(const rn_real *a, const rn_real *b, int n)
{
	double sum = 0;

	for (int i = 0; i < n; i++)
		sum += (double)a[i] * (double)b[i];
	return sum;
}

/* Takes from row i what lies along the rows above it, and makes it 1 long. */
static void orthogonalise(rn_real *block, int i, int H)
{
	rn_real *row = block + (size_t)i * (size_t)H;
	double length;

	for (int pass = 0; pass < 2; pass++)
		for (int k = 0; k < i; k++) {
			const rn_real *above = block + (size_t)k * (size_t)H;
			const double along = dot(row, above, H);

			for (int j = 0; j < H; j++)
				row[j] -= (rn_real)(along * (double)above[j]);
		}
	length = sqrt(dot(row, row, H));
	for (int j = 0; j < H; j++)
		row[j] = (rn_real)((double)row[j] / length);
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

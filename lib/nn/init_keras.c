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

void rn_init_glorot(rn_real *w, int n_in, int n_out, int fan,
                    struct rn_rng *rng)
{
	const double end = sqrt(6.0 / (n_in + n_out));

	(void)fan;
	for (size_t i = 0; i < (size_t)n_in * (size_t)n_out; i++)
		w[i] = (rn_real)(end * (2 * rn_rng_uniform(rng) - 1));
}

/* A gate's block of the recurrent weights: H rows of H, ld apart. */
struct square {
	rn_real *w;
	int H, ld;
};

static rn_real *row_of(const struct square *s, int i)
{
	return s->w + (size_t)i * (size_t)s->ld;
}

/* Row n less what lies along the rows before it, which are orthonormal. */
static void remove_along(const struct square *s, int n)
{
	const int H = s->H;
	rn_real along[CHUNK];

	for (int k = 0; k < n; k += CHUNK) {
		const int m = n - k < CHUNK ? n - k : CHUNK;

		rn_gemm_nt(1, m, H, row_of(s, n), H, row_of(s, k), s->ld, 0, along,
		           m);
		for (int i = 0; i < m; i++)
			along[i] = -along[i];
		rn_gemm_nn(1, H, m, along, m, row_of(s, k), s->ld, 1, row_of(s, n),
		           H);
	}
}

/* Gram and Schmidt, twice for the sake of rounding, and to length 1. */
static void orthogonalise(const struct square *s, int i)
{
	rn_real *row = row_of(s, i);
	double square = 0;

	remove_along(s, i);
	remove_along(s, i);
	for (int j = 0; j < s->H; j++)
		square += (double)row[j] * (double)row[j];
	for (int j = 0; j < s->H; j++)
		row[j] = (rn_real)((double)row[j] / sqrt(square));
}

void rn_init_orthogonal(rn_real *w, int n_gate, int H, struct rn_rng *rng)
{
	for (int g = 0; g < n_gate; g++) {
		const struct square s = { w + (size_t)(g * H), H, n_gate * H };

		for (int i = 0; i < H; i++) {
			for (int j = 0; j < H; j++)
				row_of(&s, i)[j] = (rn_real)rn_rng_normal(rng);
			orthogonalise(&s, i);
		}
	}
}

const struct rn_init_type rn_init_keras = {
	.name = "keras",
	.title = "Glorot uniform, orthogonal, zero biases, forget bias 1",
	.input = rn_init_glorot,
	.recurrent = rn_init_orthogonal,
	.forget_bias = 1,
};

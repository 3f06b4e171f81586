/*
 * embed.c - the layer in front of symbols: a class number becomes a vector.
 *
 *   x = [c, r]  ->  y = [W_c, r]
 *
 * Channel 0 holds class numbers, the others, r, are handed on.  W [V, E] has a
 * row for each class: trained, and at first of normal numbers, which have the
 * size of the other, scaled inputs (torch.nn.Embedding); or not stored, for it
 * is the identity (one-hot).
 */
#include "nn/layer.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

/* The width of a class's vector; the other channels follow it. */
static size_t n_vector(const struct rn_layer *l)
{
	return (size_t)(l->H - (l->D - 1));
}

static size_t embed_n_param(const struct rn_layer *l)
{
	return l->is_one_hot ? 0 : (size_t)l->n_class * n_vector(l);
}

static void embed_bind(const struct rn_layer *l, struct rn_tape *tape, int B,
                       bool training, struct rn_block *block)
{
	(void)training;
	tape->out = rn_block_take(block, (size_t)tape->T * (size_t)B
	                                 * (size_t)l->H);
}

static void embed_init(const struct rn_layer *l,
                       const struct rn_init_type *init, rn_real *w,
                       struct rn_rng *rng)
{
	(void)init;
	for (size_t k = 0; k < embed_n_param(l); k++)
		w[l->at + k] = (rn_real)rn_rng_normal(rng);
}

/* Rows hold class numbers that were checked when they were read. */
static size_t class_of(const struct rn_layer *l, const rn_real *x)
{
	assert(*x >= 0 && *x < (rn_real)l->n_class);
	return (size_t)*x;
}

static void embed_forward(const struct rn_layer *l, struct rn_tape *tape,
                          const rn_real *w, const struct rn_pass *pass,
                          int t0, int t1)
{
	const size_t D = (size_t)l->D, H = (size_t)l->H, E = n_vector(l);
	const size_t from = (size_t)t0 * (size_t)tape->B;
	const size_t to = (size_t)t1 * (size_t)tape->B;

	(void)pass;
	for (size_t i = from; i < to; i++) {
		const rn_real *x = tape->x + i * D;
		rn_real *y = tape->out + i * H;
		const size_t c = class_of(l, x);

		if (l->is_one_hot) {
			memset(y, 0, E * sizeof(*y));
			y[c] = 1;
		} else {
			memcpy(y, w + l->at + c * E, E * sizeof(*y));
		}
		memcpy(y + E, x + 1, (D - 1) * sizeof(*y));
	}
	tape->y = tape->out;
}

/* A class number has no gradient. */
static void embed_backward(const struct rn_layer *l, struct rn_tape *tape,
                           const rn_real *w, rn_real *dw, rn_real *dx, int t0,
                           int t1)
{
	const size_t D = (size_t)l->D, H = (size_t)l->H, E = n_vector(l);
	const size_t from = (size_t)t0 * (size_t)tape->B;
	const size_t to = (size_t)t1 * (size_t)tape->B;

	(void)w;
	for (size_t i = from; i < to; i++) {
		const rn_real *dy = tape->dy + i * H;
		const size_t c = class_of(l, tape->x + i * D);

		for (size_t k = 0; !l->is_one_hot && k < E; k++)
			dw[l->at + c * E + k] += dy[k];
		if (!dx)
			continue;
		dx[i * D] = 0;
		memcpy(dx + i * D + 1, dy + E, (D - 1) * sizeof(*dx));
	}
}

static int embed_n_tensor(const struct rn_layer *l)
{
	return l->is_one_hot ? 0 : 1;
}

/* As the weight of a linear layer on one-hot inputs. */
static void embed_tensor(const struct rn_layer *l, int i,
                         struct rn_tensor_view *view)
{
	(void)i;
	snprintf(view->name, sizeof(view->name), "embed.weight");
	view->rows = (int)n_vector(l);
	view->cols = l->n_class;
	view->n_zero = 0;
	view->at = l->at;
	view->n = embed_n_param(l);
}

const struct rn_layer_type rn_layer_embed = {
	.name = "embed",
	.n_param = embed_n_param,
	.bind = embed_bind,
	.init = embed_init,
	.forward = embed_forward,
	.backward = embed_backward,
	.n_tensor = embed_n_tensor,
	.tensor = embed_tensor,
};

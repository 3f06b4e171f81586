/*
 * dropout.c - the layer that masks its input while training.
 *
 * Inverted dropout: an element is 0 with chance p, else divided by 1 - p, so
 * that nothing needs to change afterwards.  A fresh mask per element (N.
 * Srivastava et al. 2014), or one per sequence for all its steps (Y. Gal, Z.
 * Ghahramani 2016).
 */
#include "nn/layer.h"

#include "base/rng.h"
#include "nn/vec.h"

static size_t dropout_n_param(const struct rn_layer *l)
{
	(void)l;
	return 0;
}

static int mask_steps(const struct rn_layer *l, const struct rn_tape *tape)
{
	return l->per_sequence ? 1 : tape->T;
}

static void dropout_bind(const struct rn_layer *l, struct rn_tape *tape, int B,
                         bool training, struct rn_block *block)
{
	const size_t BH = (size_t)B * (size_t)l->H;

	if (!training)
		return;
	tape->mask = rn_block_take(block, (size_t)mask_steps(l, tape) * BH);
	tape->out = rn_block_take(block, (size_t)tape->T * BH);
}

static void dropout_init(const struct rn_layer *l,
                         const struct rn_init_type *init, rn_real *w,
                         struct rn_rng *rng)
{
	(void)l, (void)init, (void)w, (void)rng;
}

/* out = in * mask over the steps [t0, t1) */
static void apply(const struct rn_layer *l, const struct rn_tape *tape,
                  rn_real *out, const rn_real *in, int t0, int t1)
{
	const size_t BH = (size_t)tape->B * (size_t)l->H;

	for (int t = t0; t < t1; t++)
		rn_vec_multiply(out + (size_t)t * BH, in + (size_t)t * BH,
		                tape->mask + (l->per_sequence ? 0 : (size_t)t * BH),
		                BH);
}

/* Each step of each layer has a mask over the whole batch, of which this
 * tape's part starts at row0. */
static void draw(const struct rn_layer *l, const struct rn_tape *tape,
                 const struct rn_pass *pass, int t0, int t1)
{
	const size_t BH = (size_t)tape->B * (size_t)l->H;

	for (int t = t0; t < t1; t++)
		rn_rng_mask(tape->mask + (size_t)t * BH, BH, l->drop,
		            pass->seed, pass->step, l->id + ((uint32_t)t << 8),
		            (size_t)pass->row0 * (size_t)l->H);
}

static void dropout_forward(const struct rn_layer *l, struct rn_tape *tape,
                            const rn_real *w, const struct rn_pass *pass,
                            int t0, int t1)
{
	(void)w;
	tape->y = tape->x;
	if (!rn_pass_masks(pass))
		return;
	if (!l->per_sequence)
		draw(l, tape, pass, t0, t1);
	else if (t0 == 0)
		draw(l, tape, pass, 0, 1);
	apply(l, tape, tape->out, tape->x, t0, t1);
	tape->y = tape->out;
}

static void dropout_backward(const struct rn_layer *l, struct rn_tape *tape,
                             const rn_real *w, rn_real *dw, rn_real *dx,
                             int t0, int t1)
{
	(void)w, (void)dw;
	if (dx)
		apply(l, tape, dx, tape->dy, t0, t1);
}

const struct rn_layer_type rn_layer_dropout = {
	.name = "dropout",
	.n_param = dropout_n_param,
	.bind = dropout_bind,
	.init = dropout_init,
	.forward = dropout_forward,
	.backward = dropout_backward,
};

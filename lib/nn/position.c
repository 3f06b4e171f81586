/*
 * position.c - the layer that reads nothing: what was learnt of each step, and
 * beside it what was learnt of the series, which is the same at all of them.
 *
 *   y_t = [P_t; c_s],  P [n_place, H - N], c [S, N]
 *
 * S is 1 where series are not told apart.  They start as normal numbers.  T is
 * n_place.
 */
#include "nn/layer.h"

#include "nn/vec.h"

#include <stdio.h>

/* Columns of P, which come first. */
static int n_own(const struct rn_layer *l)
{
	return l->H - l->vector;
}

/* Where P_t begins in the layer's parameters; that of n_place is c. */
static size_t place_at(const struct rn_layer *l, int t)
{
	return (size_t)t * (size_t)n_own(l);
}

static size_t n_common(const struct rn_layer *l)
{
	return (size_t)l->vector * (size_t)(l->n_series ? l->n_series : 1);
}

static size_t position_n_param(const struct rn_layer *l)
{
	return place_at(l, l->n_place) + n_common(l);
}

static void position_bind(const struct rn_layer *l, struct rn_tape *tape,
                          int B, bool training, struct rn_block *block)
{
	(void)training;
	tape->out = rn_block_take(block, (size_t)tape->T * (size_t)B
	                                 * (size_t)l->H);
}

static void position_init(const struct rn_layer *l,
                          const struct rn_init_type *init, rn_real *w,
                          struct rn_rng *rng)
{
	(void)init;
	for (size_t k = 0; k < l->n_param; k++)
		w[l->at + k] = (rn_real)rn_rng_normal(rng);
}

static void position_forward(const struct rn_layer *l, struct rn_tape *tape,
                             const rn_real *w, const struct rn_pass *pass,
                             int t0, int t1)
{
	const size_t step = (size_t)tape->B * (size_t)l->H;
	const rn_real *common = w + l->at + place_at(l, l->n_place);

	w += l->at;
	tape->series = pass->series;
	for (int t = t0; t < t1; t++) {
		rn_real *y = tape->out + (size_t)t * step;

		rn_vec_copy_columns(y, l->H, w + place_at(l, t), 0, n_own(l),
		                    tape->B);
		for (int b = 0; b < tape->B; b++)
			rn_vec_copy_columns(y + b * l->H + n_own(l), l->H,
			                    common + rn_vector_at(l, tape, b), 0,
			                    l->vector, 1);
	}
	tape->y = tape->out;
}

static void position_backward(const struct rn_layer *l, struct rn_tape *tape,
                              const rn_real *w, rn_real *dw, rn_real *dx,
                              int t0, int t1)
{
	const size_t step = (size_t)tape->B * (size_t)l->H;
	rn_real *common = dw + l->at + place_at(l, l->n_place);

	(void)w, (void)dx;
	dw += l->at;
	for (int t = t0; t < t1; t++) {
		const rn_real *dy = tape->dy + (size_t)t * step;

		rn_vec_add_columns(dw + place_at(l, t), 0, dy, l->H, n_own(l),
		                   tape->B);
		for (int b = 0; b < tape->B; b++)
			rn_vec_add_columns(common + rn_vector_at(l, tape, b), 0,
			                   dy + b * l->H + n_own(l), l->H, l->vector,
			                   1);
	}
}

static int position_n_tensor(const struct rn_layer *l)
{
	return 1 + (l->vector > 0);
}

static void position_tensor(const struct rn_layer *l, int i,
                            struct rn_tensor_view *view)
{
	const size_t at = i ? place_at(l, l->n_place) : 0;

	*view = (struct rn_tensor_view){
		.rows = i ? l->vector : n_own(l), .cols = i ? l->n_series : l->n_place,
		.at = l->at + at,
		.n = i ? n_common(l) : place_at(l, l->n_place),
	};
	snprintf(view->name, sizeof(view->name), "position.%s",
	         i ? "series" : "weight");
}

const struct rn_layer_type rn_layer_position = {
	.name = "position",
	.n_param = position_n_param,
	.bind = position_bind,
	.init = position_init,
	.forward = position_forward,
	.backward = position_backward,
	.n_tensor = position_n_tensor,
	.tensor = position_tensor,
};

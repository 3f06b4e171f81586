/*
 * member.c - the layer that says whose sequence it is: behind the inputs of
 * each step comes what was learnt of the series.
 *
 *   x_t  ->  y_t = [x_t; W_s],  W [S, N]
 *
 * W has a row for each series s of the panel; they start as normal numbers,
 * which have the size of the scaled inputs.
 */
#include "nn/layer.h"

#include "nn/vec.h"

#include <stdio.h>

static size_t member_n_param(const struct rn_layer *l)
{
	return (size_t)l->n_series * (size_t)l->vector;
}

static void member_bind(const struct rn_layer *l, struct rn_tape *tape, int B,
                        bool training, struct rn_block *block)
{
	(void)training;
	tape->out = rn_block_take(block, (size_t)tape->T * (size_t)B
	                                 * (size_t)l->H);
}

static void member_init(const struct rn_layer *l,
                        const struct rn_init_type *init, rn_real *w,
                        struct rn_rng *rng)
{
	(void)init;
	for (size_t k = 0; k < l->n_param; k++)
		w[l->at + k] = (rn_real)rn_rng_normal(rng);
}

static void member_forward(const struct rn_layer *l, struct rn_tape *tape,
                           const rn_real *w, const struct rn_pass *pass,
                           int t0, int t1)
{
	const int D = l->D, H = l->H, B = tape->B;

	tape->series = pass->series;
	for (int t = t0; t < t1; t++) {
		const size_t row = (size_t)t * (size_t)B;
		rn_real *y = tape->out + row * (size_t)H;

		rn_vec_copy_columns(y, H, tape->x + row * (size_t)D, D, D, B);
		for (int b = 0; b < B; b++)
			rn_vec_copy_columns(y + b * H + D, H,
			                    w + l->at + rn_vector_at(l, tape, b),
			                    0, l->vector, 1);
	}
	tape->y = tape->out;
}

static void member_backward(const struct rn_layer *l, struct rn_tape *tape,
                            const rn_real *w, rn_real *dw, rn_real *dx, int t0,
                            int t1)
{
	const int D = l->D, H = l->H, B = tape->B;

	(void)w;
	for (int t = t0; t < t1; t++) {
		const size_t row = (size_t)t * (size_t)B;
		const rn_real *dy = tape->dy + row * (size_t)H;

		for (int b = 0; b < B; b++)
			rn_vec_add_columns(dw + l->at + rn_vector_at(l, tape, b), 0,
			                   dy + b * H + D, H, l->vector, 1);
		if (dx)
			rn_vec_copy_columns(dx + row * (size_t)D, D, dy, H, D, B);
	}
}

static int member_n_tensor(const struct rn_layer *l)
{
	(void)l;
	return 1;
}

/* As the weight of a linear layer on one-hot inputs. */
static void member_tensor(const struct rn_layer *l, int i,
                          struct rn_tensor_view *view)
{
	(void)i;
	*view = (struct rn_tensor_view){
		.rows = l->vector, .cols = l->n_series, .at = l->at,
		.n = l->n_param,
	};
	snprintf(view->name, sizeof(view->name), "member.weight");
}

const struct rn_layer_type rn_layer_member = {
	.name = "member",
	.n_param = member_n_param,
	.bind = member_bind,
	.init = member_init,
	.forward = member_forward,
	.backward = member_backward,
	.n_tensor = member_n_tensor,
	.tensor = member_tensor,
};

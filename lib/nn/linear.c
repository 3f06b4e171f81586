/*
 * linear.c - the dense layer: y = x W + b, W [D, H], b [H].
 */
#include "nn/layer.h"

#include "base/blas.h"
#include "nn/vec.h"

#include <stdio.h>

static size_t n_weight(const struct rn_layer *l)
{
	return (size_t)l->H * (size_t)l->D;
}

static size_t linear_n_param(const struct rn_layer *l)
{
	return n_weight(l) + (size_t)l->H;
}

static void linear_bind(const struct rn_layer *l, struct rn_tape *tape, int B,
                        bool training, struct rn_block *block)
{
	(void)training;
	tape->out = rn_block_take(block, (size_t)tape->T * (size_t)B
	                                 * (size_t)l->H);
}

static void linear_init(const struct rn_layer *l,
                        const struct rn_init_type *init, rn_real *w,
                        struct rn_rng *rng)
{
	if (l->starts_zero)
		return;
	w += l->at;
	init->input(w, l->D, l->H, l->D, rng);
	if (init->bias)
		init->bias(w + n_weight(l), l->H, l->D, rng);
}

static void linear_forward(const struct rn_layer *l, struct rn_tape *tape,
                           const rn_real *w, const struct rn_pass *pass,
                           int t0, int t1)
{
	const int D = l->D, H = l->H, n = (t1 - t0) * tape->B;
	const size_t row = (size_t)t0 * (size_t)tape->B;
	rn_real *y = tape->out + row * (size_t)H;

	(void)pass;
	w += l->at;
	rn_vec_fill_rows(y, w + n_weight(l), (size_t)n, (size_t)H);
	/* y += x W */
	rn_gemm_nn(n, H, D, tape->x + row * (size_t)D, D, w, H, 1, y, H);
	tape->y = tape->out;
}

static void linear_backward(const struct rn_layer *l, struct rn_tape *tape,
                            const rn_real *w, rn_real *dw, rn_real *dx, int t0,
                            int t1)
{
	const int D = l->D, H = l->H, n = (t1 - t0) * tape->B;
	const size_t row = (size_t)t0 * (size_t)tape->B;
	const rn_real *dy = tape->dy + row * (size_t)H;

	w += l->at, dw += l->at;
	/* dW += x' dy */
	rn_gemm_tn(D, H, n, tape->x + row * (size_t)D, D, dy, H, 1, dw, H);
	rn_vec_add_rows(dw + n_weight(l), dy, (size_t)n, (size_t)H);
	/* dx = dy W' */
	if (dx)
		rn_gemm_nt(n, D, H, dy, H, w, H, 0, dx + row * (size_t)D, D);
}

static int linear_n_tensor(const struct rn_layer *l)
{
	(void)l;
	return 2;
}

static void linear_tensor(const struct rn_layer *l, int i,
                          struct rn_tensor_view *view)
{
	snprintf(view->name, sizeof(view->name), i ? "out.bias" : "out.weight");
	view->rows = l->H;
	view->cols = i ? 0 : l->D;
	view->n_zero = 0;
	view->at = l->at + (i ? n_weight(l) : 0);
	view->n = i ? (size_t)l->H : n_weight(l);
}

const struct rn_layer_type rn_layer_linear = {
	.name = "linear",
	.n_param = linear_n_param,
	.bind = linear_bind,
	.init = linear_init,
	.forward = linear_forward,
	.backward = linear_backward,
	.n_tensor = linear_n_tensor,
	.tensor = linear_tensor,
};

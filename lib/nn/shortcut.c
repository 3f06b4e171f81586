/*
 * shortcut.c - the layer beside all others: a linear map from a network's
 * inputs to its outputs, which are added up.
 *
 *   y_t = x_t W,                       W [D, H]        at every step, or
 *   y   = (x_0, ..., x_{n - 1})_0 W,   W [n, H]        from a window
 *
 * The second one sees channel 0 of the n steps, which is what is forecast
 * (A. Zeng et al., "Are transformers effective for time series forecasting?",
 * 2023).  It starts at zero, so that the network starts as it would without.
 * What it reads are data: dx is not set.
 */
#include "nn/layer.h"

#include "base/blas.h"
#include "nn/vec.h"

#include <stdio.h>

/* Inputs of an output. */
static int n_in(const struct rn_layer *l)
{
	return l->last_only ? l->n_place : l->D;
}

static size_t shortcut_n_param(const struct rn_layer *l)
{
	return (size_t)n_in(l) * (size_t)l->H;
}

static void shortcut_bind(const struct rn_layer *l, struct rn_tape *tape,
                          int B, bool training, struct rn_block *block)
{
	(void)training;
	tape->out = rn_block_take(block, (size_t)tape->T_out * (size_t)B
	                                 * (size_t)l->H);
	if (l->last_only)
		tape->input = rn_block_take(block, (size_t)B * (size_t)n_in(l));
}

/* The inputs as rows [rows, n_in]; a window's are gathered from its steps. */
static const rn_real *gather(const struct rn_layer *l,
                             const struct rn_tape *tape)
{
	const int n = n_in(l), B = tape->B;

	if (!l->last_only)
		return tape->x;
	for (int t = 0; t < n; t++)
		rn_vec_copy_columns(tape->input + t, n,
		                    tape->x + (size_t)t * (size_t)(B * l->D), l->D,
		                    1, B);
	return tape->input;
}

static void shortcut_forward(const struct rn_layer *l, struct rn_tape *tape,
                             const rn_real *w, const struct rn_pass *pass,
                             int t0, int t1)
{
	const rn_real *x = gather(l, tape);

	(void)pass, (void)t0, (void)t1;
	/* y = x W */
	rn_gemm_nn(tape->T_out * tape->B, l->H, n_in(l), x, n_in(l), w + l->at,
	           l->H, 0, tape->out, l->H);
	tape->y = tape->out;
}

static void shortcut_backward(const struct rn_layer *l, struct rn_tape *tape,
                              const rn_real *w, rn_real *dw, rn_real *dx,
                              int t0, int t1)
{
	const rn_real *x = l->last_only ? tape->input : tape->x;

	(void)w, (void)dx, (void)t0, (void)t1;
	/* dW += x' dy */
	rn_gemm_tn(n_in(l), l->H, tape->T_out * tape->B, x, n_in(l), tape->dy,
	           l->H, 1, dw + l->at, l->H);
}

static int shortcut_n_tensor(const struct rn_layer *l)
{
	(void)l;
	return 1;
}

static void shortcut_tensor(const struct rn_layer *l, int i,
                            struct rn_tensor_view *view)
{
	(void)i;
	*view = (struct rn_tensor_view){
		.rows = l->H, .cols = n_in(l), .at = l->at, .n = l->n_param,
	};
	snprintf(view->name, sizeof(view->name), "skip.weight");
}

const struct rn_layer_type rn_layer_shortcut = {
	.name = "shortcut",
	.n_param = shortcut_n_param,
	.bind = shortcut_bind,
	.forward = shortcut_forward,
	.backward = shortcut_backward,
	.n_tensor = shortcut_n_tensor,
	.tensor = shortcut_tensor,
};

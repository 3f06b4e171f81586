/*
 * conv.c - causal convolution along the steps: y_t = relu(sum over k < K of
 * x_t-K+1+k W_k + b), x before the first step being 0.
 *
 * An output sees its own step and those before it alone.  With a stride of s,
 * every s-th step is handed on, counted back from the last one: T_out is
 * T / s, rounded up.  The window that each output sees is copied into a row, so
 * that all is one product, with W [D K, H]: that is torch.nn.Conv1d's weight
 * [H, D, K], transposed, for an input with K - 1 zeros before it.
 */
#include "nn/layer.h"

#include "base/blas.h"
#include "nn/vec.h"

#include <stdio.h>
#include <string.h>

enum { WINDOW, FLOW }; /* scratch: [T_out, B, D K]; [T_out, B, H] */

/* Columns of a window. */
static int seen(const struct rn_layer *l)
{
	return l->D * l->kernel;
}

static size_t n_weight(const struct rn_layer *l)
{
	return (size_t)seen(l) * (size_t)l->H;
}

static size_t conv_n_param(const struct rn_layer *l)
{
	return n_weight(l) + (size_t)l->H;
}

static void conv_bind(const struct rn_layer *l, struct rn_tape *tape, int B,
                      bool training, struct rn_block *block)
{
	size_t rows;

	tape->T_out = (tape->T + l->stride - 1) / l->stride;
	rows = (size_t)tape->T_out * (size_t)B;
	tape->out = rn_block_take(block, rows * (size_t)l->H);
	tape->scratch[WINDOW] = rn_block_take(block, rows * (size_t)seen(l));
	if (training)
		tape->scratch[FLOW] = rn_block_take(block, rows * (size_t)l->H);
}

static void conv_init(const struct rn_layer *l,
                      const struct rn_init_type *init, rn_real *w,
                      struct rn_rng *rng)
{
	w += l->at;
	init->input(w, seen(l), l->H, seen(l), rng);
	if (init->bias)
		init->bias(w + n_weight(l), l->H, seen(l), rng);
}

/* The step of x that output t sees at place k of its window; below 0: none. */
static int step_seen(const struct rn_layer *l, const struct rn_tape *tape,
                     int t, int k)
{
	return tape->T - 1 - (tape->T_out - 1 - t) * l->stride - l->kernel + 1 + k;
}

static void fill_windows(const struct rn_layer *l, struct rn_tape *tape, int t)
{
	const size_t B = (size_t)tape->B, D = (size_t)l->D;
	const size_t K = (size_t)l->kernel;
	rn_real *window = tape->scratch[WINDOW] + (size_t)t * B * D * K;

	for (int k = 0; k < l->kernel; k++) {
		const int from = step_seen(l, tape, t, k);
		const rn_real *x = tape->x + (size_t)(from < 0 ? 0 : from) * B * D;

		for (size_t i = 0; i < B * D; i++)
			window[i * K + (size_t)k] = from < 0 ? 0 : x[i];
	}
}

/* dx of what the windows hold */
static void spread_windows(const struct rn_layer *l,
                           const struct rn_tape *tape, rn_real *dx, int t)
{
	const size_t B = (size_t)tape->B, D = (size_t)l->D;
	const size_t K = (size_t)l->kernel;
	const rn_real *window = tape->scratch[WINDOW] + (size_t)t * B * D * K;

	for (int k = 0; k < l->kernel; k++) {
		const int to = step_seen(l, tape, t, k);
		rn_real *x = dx + (size_t)(to < 0 ? 0 : to) * B * D;

		for (size_t i = 0; to >= 0 && i < B * D; i++)
			x[i] += window[i * K + (size_t)k];
	}
}

static void conv_forward(const struct rn_layer *l, struct rn_tape *tape,
                         const rn_real *w, const struct rn_pass *pass, int t0,
                         int t1)
{
	const int n = tape->T_out * tape->B, H = l->H;
	rn_real *y = tape->out;

	(void)pass, (void)t0, (void)t1;
	w += l->at;
	for (int t = 0; t < tape->T_out; t++)
		fill_windows(l, tape, t);
	rn_vec_fill_rows(y, w + n_weight(l), (size_t)n, (size_t)H);
	rn_gemm_nn(n, H, seen(l), tape->scratch[WINDOW], seen(l), w, H, 1, y, H);
	rn_vec_relu(y, (size_t)n * (size_t)H);
	tape->y = y;
}

static void conv_backward(const struct rn_layer *l, struct rn_tape *tape,
                          const rn_real *w, rn_real *dw, rn_real *dx, int t0,
                          int t1)
{
	const int n = tape->T_out * tape->B, H = l->H;
	rn_real *window = tape->scratch[WINDOW], *da = tape->scratch[FLOW];

	(void)t0, (void)t1;
	w += l->at, dw += l->at;
	rn_vec_relu_back(da, tape->out, tape->dy, (size_t)n * (size_t)H);
	rn_gemm_tn(seen(l), H, n, window, seen(l), da, H, 1, dw, H);
	rn_vec_add_rows(dw + n_weight(l), da, (size_t)n, (size_t)H);
	if (!dx)
		return;
	rn_gemm_nt(n, seen(l), H, da, H, w, H, 0, window, seen(l));
	memset(dx, 0, (size_t)tape->T * (size_t)tape->B * (size_t)l->D
	              * sizeof(*dx));
	for (int t = 0; t < tape->T_out; t++)
		spread_windows(l, tape, dx, t);
}

static int conv_n_tensor(const struct rn_layer *l)
{
	(void)l;
	return 2;
}

static void conv_tensor(const struct rn_layer *l, int i,
                        struct rn_tensor_view *view)
{
	*view = (struct rn_tensor_view){
		.rows = l->H, .cols = i ? 0 : seen(l),
		.at = l->at + (i ? n_weight(l) : 0),
		.n = i ? (size_t)l->H : n_weight(l),
	};
	snprintf(view->name, sizeof(view->name), "conv.%s", i ? "bias" : "weight");
}

const struct rn_layer_type rn_layer_conv = {
	.name = "conv",
	.n_param = conv_n_param,
	.bind = conv_bind,
	.init = conv_init,
	.forward = conv_forward,
	.backward = conv_backward,
	.n_tensor = conv_n_tensor,
	.tensor = conv_tensor,
};

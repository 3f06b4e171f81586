/*
 * skip.c - a way round the layers inside, f:
 *
 *   residual   y = x + f(x)                                (K. He et al. 2016)
 *   highway    y = t f(x) + (1 - t) x,  t = s(x Wt + bt)
 *                                                   (R. Srivastava et al. 2015)
 *
 * For layers that hand on as many columns as they take, D = H.  Where they hand
 * on the last step alone, its x goes round.  Wt [D, H], bt [H], which starts
 * at -1: most of x goes round at first.
 */
#include "nn/layer.h"

#include "base/blas.h"
#include "base/kernel.h"
#include "nn/act.h"
#include "nn/vec.h"

#include <stdio.h>
#include <string.h>

enum { GATE, FLOW }; /* scratch: t; the gradient of x Wt + bt */

static size_t residual_n_param(const struct rn_layer *l)
{
	(void)l;
	return 0;
}

static size_t n_weight(const struct rn_layer *l)
{
	return (size_t)l->D * (size_t)l->H;
}

static size_t highway_n_param(const struct rn_layer *l)
{
	return n_weight(l) + (size_t)l->H;
}

static void residual_bind(const struct rn_layer *l, struct rn_tape *tape,
                          int B, bool training, struct rn_block *block)
{
	tape->T_out = rn_layers_bind(tape + 1, l + 1, l->n_inside, tape->T, B,
	                             training, block);
	tape->out = rn_block_take(block, (size_t)tape->T_out * (size_t)B
	                                 * (size_t)l->H);
}

static void highway_bind(const struct rn_layer *l, struct rn_tape *tape, int B,
                         bool training, struct rn_block *block)
{
	const size_t BH = (size_t)B * (size_t)l->H;

	residual_bind(l, tape, B, training, block);
	tape->scratch[GATE] = rn_block_take(block, (size_t)tape->T_out * BH);
	if (training)
		tape->scratch[FLOW] = rn_block_take(block,
		                                    (size_t)tape->T_out * BH);
}

static void highway_init(const struct rn_layer *l,
                         const struct rn_init_type *init, rn_real *w,
                         struct rn_rng *rng)
{
	w += l->at;
	init->input(w, l->D, l->H, l->D, rng);
	for (int j = 0; j < l->H; j++)
		w[n_weight(l) + (size_t)j] = -1;
}

static void skip_start(const struct rn_layer *l, struct rn_tape *tape)
{
	rn_layers_start(tape + 1, l + 1, l->n_inside, tape->B);
}

static void skip_carry(const struct rn_layer *l, struct rn_tape *tape)
{
	rn_layers_carry(tape + 1, l + 1, l->n_inside);
}

/* The rows of steps [t0, t1) that are handed on: from which row of x and of
 * y, and how many. */
struct rows {
	size_t in, out, n;
};

static struct rows rows_of(const struct rn_tape *tape, int t0, int t1)
{
	const size_t B = (size_t)tape->B;

	if (tape->T_out < tape->T)
		return (struct rows){ (size_t)(tape->T - 1) * B, 0,
		                      t1 == tape->T ? B : 0 };
	return (struct rows){ (size_t)t0 * B, (size_t)t0 * B,
	                      (size_t)(t1 - t0) * B };
}

/* The layers inside; returns the rows that they hand on. */
static const rn_real *run_inside(const struct rn_layer *l,
                                 struct rn_tape *tape, const rn_real *w,
                                 const struct rn_pass *pass, int t0, int t1)
{
	const size_t H = (size_t)l->H, out = rows_of(tape, t0, t1).out;
	const rn_real *f = rn_layers_forward(tape + 1, l + 1, l->n_inside, w,
	                                     pass, tape->x, t0, t1);

	tape->y = tape->out;
	return f + out * H;
}

/* Backward through them; what arrives is in their last tape. */
static void run_back(const struct rn_layer *l, struct rn_tape *tape,
                     const rn_real *w, rn_real *dw, rn_real *dx, int t0,
                     int t1)
{
	if (t0 == 0 && t1 == tape->T)
		t1 = tape->T_out;
	rn_layers_backward(tape + 1, l + 1, l->n_inside, w, dw, dx, t0, t1);
}

static rn_real *dy_inside(const struct rn_layer *l, struct rn_tape *tape)
{
	return tape[1 + rn_layers_last(l + 1, l->n_inside)].dy;
}

static void residual_forward(const struct rn_layer *l, struct rn_tape *tape,
                             const rn_real *w, const struct rn_pass *pass,
                             int t0, int t1)
{
	const struct rows r = rows_of(tape, t0, t1);
	const size_t H = (size_t)l->H;
	const rn_real *f = run_inside(l, tape, w, pass, t0, t1);

	memcpy(tape->out + r.out * H, f, r.n * H * sizeof(*f));
	rn_vec_add(tape->out + r.out * H, tape->x + r.in * H, r.n * H);
}

static void residual_backward(const struct rn_layer *l, struct rn_tape *tape,
                              const rn_real *w, rn_real *dw, rn_real *dx,
                              int t0, int t1)
{
	const struct rows r = rows_of(tape, t0, t1);
	const size_t H = (size_t)l->H;
	const rn_real *dy = tape->dy + r.out * H;

	memcpy(dy_inside(l, tape) + r.out * H, dy, r.n * H * sizeof(*dy));
	run_back(l, tape, w, dw, dx, t0, t1);
	if (dx)
		rn_vec_add(dx + r.in * H, dy, r.n * H);
}

/* gate = s(gate), y = gate f + (1 - gate) x */
RN_KERNEL
static void mix(rn_real *restrict gate, rn_real *restrict y,
                const rn_real *restrict f, const rn_real *restrict x, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		gate[i] = rn_sigmoid(gate[i]);
		y[i] = x[i] + gate[i] * (f[i] - x[i]);
	}
}

/* From dy: df, the gradient da of what the gate is the sigmoid of, and in
 * gate that of x on its way round. */
RN_KERNEL
static void unmix(const rn_real *restrict dy, const rn_real *restrict f,
                  const rn_real *restrict x, rn_real *restrict gate,
                  rn_real *restrict df, rn_real *restrict da, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const rn_real t = gate[i], d = dy[i] * t;

		df[i] = d;
		da[i] = d * (1 - t) * (f[i] - x[i]);
		gate[i] = dy[i] - d;
	}
}

static void highway_forward(const struct rn_layer *l, struct rn_tape *tape,
                            const rn_real *w, const struct rn_pass *pass,
                            int t0, int t1)
{
	const struct rows r = rows_of(tape, t0, t1);
	const int H = l->H;
	const size_t out = r.out * (size_t)H, n = r.n * (size_t)H;
	const rn_real *x = tape->x + r.in * (size_t)H;
	const rn_real *f = run_inside(l, tape, w, pass, t0, t1);
	rn_real *gate = tape->scratch[GATE] + out;

	w += l->at;
	rn_vec_fill_rows(gate, w + n_weight(l), r.n, (size_t)H);
	rn_gemm_nn((int)r.n, H, H, x, H, w, H, 1, gate, H);
	mix(gate, tape->out + out, f, x, n);
}

static void highway_backward(const struct rn_layer *l, struct rn_tape *tape,
                             const rn_real *w, rn_real *dw, rn_real *dx,
                             int t0, int t1)
{
	const struct rows r = rows_of(tape, t0, t1);
	const int H = l->H;
	const size_t out = r.out * (size_t)H, n = r.n * (size_t)H;
	const rn_real *x = tape->x + r.in * (size_t)H;
	const struct rn_tape *last = &tape[1 + rn_layers_last(l + 1, l->n_inside)];
	rn_real *gate = tape->scratch[GATE] + out;
	rn_real *da = tape->scratch[FLOW] + out;

	unmix(tape->dy + out, last->y + out, x, gate, last->dy + out, da, n);
	run_back(l, tape, w, dw, dx, t0, t1);
	w += l->at, dw += l->at;
	rn_gemm_tn(H, H, (int)r.n, x, H, da, H, 1, dw, H);
	rn_vec_add_rows(dw + n_weight(l), da, r.n, (size_t)H);
	if (!dx)
		return;
	dx += r.in * (size_t)H;
	rn_vec_add(dx, gate, n);
	rn_gemm_nt((int)r.n, H, H, da, H, w, H, 1, dx, H);
}

static int highway_n_tensor(const struct rn_layer *l)
{
	(void)l;
	return 2;
}

static void highway_tensor(const struct rn_layer *l, int i,
                           struct rn_tensor_view *view)
{
	*view = (struct rn_tensor_view){
		.rows = l->H, .cols = i ? 0 : l->D,
		.at = l->at + (i ? n_weight(l) : 0),
		.n = i ? (size_t)l->H : n_weight(l),
	};
	snprintf(view->name, sizeof(view->name), "skip.%d.%s", l->index,
	         i ? "bias" : "weight");
}

const struct rn_layer_type rn_layer_residual = {
	.name = "residual",
	.n_param = residual_n_param,
	.bind = residual_bind,
	.start = skip_start,
	.carry = skip_carry,
	.forward = residual_forward,
	.backward = residual_backward,
};

const struct rn_layer_type rn_layer_highway = {
	.name = "highway",
	.n_param = highway_n_param,
	.bind = highway_bind,
	.init = highway_init,
	.start = skip_start,
	.carry = skip_carry,
	.forward = highway_forward,
	.backward = highway_backward,
	.n_tensor = highway_n_tensor,
	.tensor = highway_tensor,
};

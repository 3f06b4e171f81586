/*
 * recurrent.c - the layer around a cell: all matrix products of it.
 *
 * Parameters, in order: W [D, G*H], U [H, G*H], bias [G*H], extra
 * [n_extra, H].  Forward: one product x W for all steps, then per step one
 * product h_prev U and the cell's pointwise maths.  Backward: per step the
 * cell and one product dgate U', then single products over all steps for dW,
 * dU and dx.  Products with a zero start state are skipped.
 *
 * With drop_state, the copy of h_prev that enters the product is masked, with
 * one mask per sequence (Y. Gal, Z. Ghahramani 2016); the state itself is
 * carried unmasked.
 */
#include "nn/layer.h"

#include "base/blas.h"
#include "base/rng.h"
#include "nn/vec.h"

#include <stdio.h>
#include <string.h>

struct parts {
	size_t U, bias, extra, end;
};

static struct parts parts_of(const struct rn_layer *l)
{
	const size_t H = (size_t)l->H, GH = H * (size_t)l->cell->n_gate;
	struct parts p;

	p.U = GH * (size_t)l->D;
	p.bias = p.U + GH * H;
	p.extra = p.bias + GH;
	p.end = p.extra + H * (size_t)l->cell->n_extra;
	return p;
}

static size_t recurrent_n_param(const struct rn_layer *l)
{
	return parts_of(l).end;
}

static void recurrent_bind(const struct rn_layer *l, struct rn_tape *tape,
                           int B, bool training, struct rn_block *block)
{
	const size_t BH = (size_t)B * (size_t)l->H, T = (size_t)tape->T;
	const size_t G = (size_t)l->cell->n_gate;

	for (int s = 0; s < l->cell->n_state; s++) {
		tape->state[s] = rn_block_take(block, (T + 1) * BH);
		if (training)
			tape->dstate[s] = rn_block_take(block, BH);
	}
	tape->gate = rn_block_take(block, T * BH * G);
	if (l->cell->has_rec)
		tape->rec = rn_block_take(block, T * BH * G);
	if (training && l->drop_state > 0) {
		tape->mask = rn_block_take(block, BH);
		tape->operand = rn_block_take(block, T * BH);
		tape->product = rn_block_take(block, BH);
	}
}

static void recurrent_init(const struct rn_layer *l,
                           const struct rn_init_type *init, rn_real *w,
                           struct rn_rng *rng)
{
	const struct parts p = parts_of(l);
	const int H = l->H, G = l->cell->n_gate;
	const int forget = l->cell->forget_gate;

	init->input(w, l->D, G * H, H, rng);
	init->recurrent(w + p.U, G, H, rng);
	if (init->bias)
		init->bias(w + p.bias, (int)(p.end - p.bias), H, rng);
	for (int j = 0; forget >= 0 && j < H; j++)
		w[p.bias + (size_t)(forget * H + j)] += (rn_real)init->forget_bias;
}

/* Step t of one layer, as the cell sees it. */
static struct rn_cell_step step_at(const struct rn_layer *l,
                                   const struct rn_tape *tape,
                                   const rn_real *w, rn_real *dw, int t)
{
	const struct parts p = parts_of(l);
	const size_t BH = (size_t)tape->B * (size_t)l->H;
	const size_t at = (size_t)t * BH * (size_t)l->cell->n_gate;
	struct rn_cell_step s = {
		.B = tape->B,
		.H = l->H,
		.bias = w + p.bias,
		.gate = tape->gate + at,
		.rec = tape->rec ? tape->rec + at : NULL,
		.extra = w + p.extra,
		.dextra = dw ? dw + p.extra : NULL,
	};

	for (int k = 0; k < l->cell->n_state; k++) {
		s.prev[k] = tape->state[k] + (size_t)t * BH;
		s.next[k] = tape->state[k] + (size_t)(t + 1) * BH;
		s.dstate[k] = tape->dstate[k];
	}
	return s;
}

/* Is h_prev at step t known to be zero? */
static bool is_zero(const struct rn_tape *tape, int t)
{
	return t == 0 && tape->starts_zero;
}

/* What multiplies U at step t: h_prev, or its masked copy. */
static const rn_real *operand_at(const struct rn_layer *l,
                                 const struct rn_tape *tape, int t)
{
	const rn_real *all = tape->operand ? tape->operand : tape->state[0];

	return all + (size_t)t * (size_t)tape->B * (size_t)l->H;
}

static void recurrent_forward(const struct rn_layer *l, struct rn_tape *tape,
                              const rn_real *w, const struct rn_pass *pass,
                              int t0, int t1)
{
	const struct parts p = parts_of(l);
	const int B = tape->B, D = l->D, H = l->H, GH = H * l->cell->n_gate;
	const int n = (t1 - t0) * B;
	const size_t BH = (size_t)B * (size_t)H;
	const bool masked = pass->training && tape->mask;
	rn_real *gate = tape->gate + (size_t)t0 * (size_t)B * (size_t)GH;

	if (masked && t0 == 0)
		rn_rng_mask(tape->mask, BH, l->drop_state, pass->seed, pass->step,
		            l->id, (size_t)pass->row0 * (size_t)H);
	/* gate = x W, all steps */
	rn_gemm_nn(n, GH, D, tape->x + (size_t)t0 * (size_t)(B * D), D, w, GH, 0,
	           gate, GH);

	for (int t = t0; t < t1; t++) {
		struct rn_cell_step s = step_at(l, tape, w, NULL, t);
		rn_real *to = s.rec ? s.rec : s.gate;

		if (masked)
			rn_vec_multiply(tape->operand + (size_t)t * BH, s.prev[0],
			                tape->mask, BH);
		if (!is_zero(tape, t)) /* gate += h_prev U, or rec = h_prev U */
			rn_gemm_nn(B, GH, H,
			           masked ? operand_at(l, tape, t) : s.prev[0], H,
			           w + p.U, GH, s.rec ? 0 : 1, to, GH);
		else if (s.rec)
			memset(s.rec, 0, (size_t)B * (size_t)GH * sizeof(rn_real));
		l->cell->forward(&s);
	}
	tape->y = tape->state[0] + BH * (size_t)(l->last_only ? tape->T : 1);
}

/* dW, dU and dx over the steps [t0, t1), once dgate is complete. */
static void backward_products(const struct rn_layer *l, struct rn_tape *tape,
                              const rn_real *w, rn_real *dw, rn_real *dx,
                              int t0, int t1)
{
	const struct parts p = parts_of(l);
	const int B = tape->B, D = l->D, H = l->H, GH = H * l->cell->n_gate;
	const int u0 = is_zero(tape, t0) ? t0 + 1 : t0;
	const size_t row = (size_t)t0 * (size_t)B, urow = (size_t)u0 * (size_t)B;
	const rn_real *dgate = tape->gate + row * (size_t)GH;
	const rn_real *drec = (tape->rec ? tape->rec : tape->gate)
	                      + urow * (size_t)GH;
	const int n = (t1 - t0) * B;

	/* dW += x' dgate */
	rn_gemm_tn(D, GH, n, tape->x + row * (size_t)D, D, dgate, GH, 1, dw, GH);
	/* dU += h_prev' drec */
	if (u0 < t1)
		rn_gemm_tn(H, GH, (t1 - u0) * B, operand_at(l, tape, u0), H, drec,
		           GH, 1, dw + p.U, GH);
	/* dx = dgate W' */
	if (dx)
		rn_gemm_nt(n, D, GH, dgate, GH, w, GH, 0, dx + row * (size_t)D, D);
}

static void recurrent_backward(const struct rn_layer *l, struct rn_tape *tape,
                               const rn_real *w, rn_real *dw, rn_real *dx,
                               int t0, int t1)
{
	const struct parts p = parts_of(l);
	const int B = tape->B, H = l->H, GH = H * l->cell->n_gate;
	const size_t BH = (size_t)B * (size_t)H;
	rn_real *dh = tape->dstate[0];

	for (int t = t1 - 1; t >= t0; t--) {
		struct rn_cell_step s = step_at(l, tape, w, dw, t);
		const rn_real *drec = s.rec ? s.rec : s.gate;

		if (!l->last_only)
			rn_vec_add(dh, tape->dy + (size_t)t * BH, BH);
		else if (t == tape->T - 1)
			rn_vec_add(dh, tape->dy, BH);
		l->cell->backward(&s);
		rn_vec_add_rows(dw + p.bias, s.gate, (size_t)B, (size_t)GH);
		if (is_zero(tape, t))
			continue;
		/* dh_prev += drec U', behind the mask */
		if (tape->operand) {
			rn_gemm_nt(B, H, GH, drec, GH, w + p.U, GH, 0, tape->product, H);
			rn_vec_add_product(dh, tape->product, tape->mask, BH);
		} else {
			rn_gemm_nt(B, H, GH, drec, GH, w + p.U, GH, 1, dh, H);
		}
	}
	backward_products(l, tape, w, dw, dx, t0, t1);
}

/* PyTorch's four tensors of a layer; its second bias is stored as zeros but
 * for the gate that has one of its own. */
static void recurrent_tensor(const struct rn_layer *l, int i,
                             struct rn_tensor_view *view)
{
	static const char *const name[] = { "weight_ih", "weight_hh", "bias_ih",
		"bias_hh" };
	const struct parts p = parts_of(l);
	const int H = l->H, GH = H * l->cell->n_gate;
	const size_t at[] = { 0, p.U, p.bias, p.extra };
	const int cols[] = { l->D, H, 0, 0 };
	const int own = l->cell->rec_bias_gate;

	snprintf(view->name, sizeof(view->name), "rnn.%d.%s_l0", l->index,
	         name[i]);
	view->rows = GH;
	view->cols = cols[i];
	view->at = l->at + at[i];
	view->n_zero = 0;
	view->n = (size_t)GH * (size_t)(cols[i] ? cols[i] : 1);
	if (i == 3) {
		view->n_zero = (size_t)(own < 0 ? GH : own * H);
		view->n = own < 0 ? 0 : (size_t)H;
	}
}

const struct rn_layer_type rn_layer_recurrent = {
	.name = "recurrent",
	.n_param = recurrent_n_param,
	.bind = recurrent_bind,
	.init = recurrent_init,
	.forward = recurrent_forward,
	.backward = recurrent_backward,
	.n_tensor = 4,
	.tensor = recurrent_tensor,
};

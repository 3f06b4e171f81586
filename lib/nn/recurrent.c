/*
 * recurrent.c - the layer around a cell: all matrix products of it.
 *
 * Parameters, in order: W [D, n_in], each product's U [rows, cols], bias
 * [n_gate], extra [n_extra], and the first state where that is trained.
 * Forward: one product x W for all steps, then per step the cell's stages with
 * the products before them.  Backward: per step the stages in reverse and one
 * product with each U', then single products over all steps for dW, dU and
 * dx.  Products with a zero start state are skipped.
 *
 * Variational dropout (Y. Gal, Z. Ghahramani 2016) masks what enters a product
 * with one mask per sequence: the input with drop_input, the operands of the
 * recurrent products with drop_state.  The states themselves are carried
 * unmasked.  Untied, each gate has a mask of its own, and so its own product.
 */
#include "nn/recurrent.h"

#include "base/blas.h"
#include "base/rng.h"
#include "nn/vec.h"

#include <math.h>
#include <string.h>

static bool masks_state(const struct rn_layer *l, bool training)
{
	return training && l->drop_state > 0 && l->cell.n_product > 0;
}

static void bind_masks(const struct rn_layer *l, struct rn_tape *tape, int B,
                       struct rn_block *block)
{
	const size_t rows = (size_t)tape->T * (size_t)B;
	const size_t n = (size_t)rn_recurrent_n_mask(l);
	const size_t BD = (size_t)B * (size_t)l->D;
	struct rn_pieces all;

	if (masks_state(l, true)) {
		const size_t BW = (size_t)B * (size_t)l->cell.width;

		tape->mask = rn_block_take(block, n * BW);
		tape->product = rn_block_take(block, BW);
		rn_recurrent_pieces(&all, l);
		for (int k = 0; k < all.n; k++)
			tape->operand[k] = rn_block_take(block, rows
			                                 * (size_t)all.piece[k].rows);
	}
	if (l->drop_input > 0) {
		tape->input_mask = rn_block_take(block, n * BD);
		tape->input = rn_block_take(block, n * (size_t)tape->T * BD);
	}
}

static void recurrent_bind(const struct rn_layer *l, struct rn_tape *tape,
                           int B, bool training, struct rn_block *block)
{
	const struct rn_cell *c = &l->cell;
	const size_t T = (size_t)tape->T, b = (size_t)B;

	for (int k = 0; k < c->n_state; k++) {
		const size_t n = b * (size_t)c->state[k];

		tape->state[k] = rn_block_take(block, (T + 1) * n);
		if (training)
			tape->dstate[k] = rn_block_take(block, n);
	}
	for (int k = 0; k < c->n_scratch; k++) {
		const size_t n = b * (size_t)c->scratch[k];

		tape->scratch[k] = rn_block_take(block, T * n);
		if (training)
			tape->dscratch[k] = rn_block_take(block, n);
	}
	tape->gate = rn_block_take(block, T * b * (size_t)c->n_gate);
	if (c->has_rec)
		tape->rec = rn_block_take(block, T * b * (size_t)c->n_gate);
	if (training)
		bind_masks(l, tape, B, block);
}

/* Step t of one layer, as the cell sees it. */
static struct rn_cell_step step_at(const struct rn_layer *l,
                                   const struct rn_tape *tape,
                                   const rn_real *w, rn_real *dw, int t)
{
	const struct rn_recurrent_parts p = rn_recurrent_parts(l);
	const struct rn_cell *c = &l->cell;
	const size_t B = (size_t)tape->B, row = (size_t)t * B;
	const size_t at = row * (size_t)c->n_gate;
	struct rn_cell_step s = {
		.cell = c,
		.t = tape->clock + t,
		.B = tape->B,
		.H = c->H,
		.bias = w + p.bias,
		.gate = tape->gate + at,
		.rec = tape->rec ? tape->rec + at : NULL,
		.extra = w + p.extra,
		.dextra = dw ? dw + p.extra : NULL,
	};

	for (int k = 0; k < c->n_state; k++) {
		s.prev[k] = tape->state[k] + row * (size_t)c->state[k];
		s.next[k] = tape->state[k] + (row + B) * (size_t)c->state[k];
		s.dstate[k] = tape->dstate[k];
	}
	for (int k = 0; k < c->n_scratch; k++) {
		s.scratch[k] = tape->scratch[k] + row * (size_t)c->scratch[k];
		s.dscratch[k] = tape->dscratch[k];
	}
	return s;
}

/* An operand at step t, its gradient, and its columns in all. */
struct operand {
	const rn_real *at;
	rn_real *d;
	int width;
};

static struct operand operand_at(const struct rn_layer *l,
                                 const struct rn_tape *tape, int which, int t)
{
	const struct rn_cell *c = &l->cell;
	const size_t row = (size_t)t * (size_t)tape->B;
	int k = which;

	if (which < RN_MAX_STATE)
		return (struct operand){ tape->state[k] + row * (size_t)c->state[k],
		                         tape->dstate[k], c->state[k] };
	k -= RN_MAX_STATE;
	if (k < RN_MAX_STATE)
		return (struct operand){
			tape->state[k] + (row + (size_t)tape->B) * (size_t)c->state[k],
			tape->dstate[k], c->state[k] };
	k -= RN_MAX_STATE;
	return (struct operand){ tape->scratch[k] + row * (size_t)c->scratch[k],
	                         tape->dscratch[k], c->scratch[k] };
}

/* Is this operand, at step t, known to be zero? */
static bool is_zero(const struct rn_layer *l, const struct rn_tape *tape,
                    const struct rn_piece *p, int t)
{
	return t == 0 && tape->starts_zero && !l->learns_start
	       && p->operand < RN_MAX_STATE;
}

static bool is_due(const struct rn_tape *tape, const struct rn_piece *p, int t)
{
	return p->every < 2 || (tape->clock + t) % p->every == 0;
}

/* The rows of `in`, some columns of wider ones, times those of a mask. */
static void apply_mask(rn_real *out, const rn_real *in, int width,
                       const rn_real *mask, int n_col, int B, int from,
                       int rows)
{
	const size_t n = (size_t)rows;

	if (rows == width && rows == n_col) {
		rn_vec_multiply(out, in, mask, (size_t)B * n);
		return;
	}
	for (size_t b = 0; b < (size_t)B; b++)
		rn_vec_multiply(out + b * n, in + b * (size_t)width + from,
		                mask + b * (size_t)n_col + from, n);
}

static const rn_real *mask_of(const struct rn_layer *l,
                              const struct rn_tape *tape, int i)
{
	return tape->mask + (size_t)i * (size_t)tape->B * (size_t)l->cell.width;
}

static void clear_columns(rn_real *to, int B, int ld, int cols)
{
	for (int b = 0; b < B; b++)
		memset(to + (size_t)b * (size_t)ld, 0,
		       (size_t)cols * sizeof(*to));
}

/* a[, to ..] += operand U, of step t */
static void multiply(const struct rn_layer *l, struct rn_tape *tape,
                     const rn_real *w, const struct rn_cell_step *s,
                     const struct rn_pieces *all, int k, int t, bool masked)
{
	const struct rn_piece *p = &all->piece[k];
	const int B = tape->B, n_gate = l->cell.n_gate;
	const struct operand o = operand_at(l, tape, p->operand, t);
	rn_real *to = (s->rec ? s->rec : s->gate) + p->to;
	const rn_real *in = o.at + p->from;
	int ld = o.width;

	if (masked) {
		rn_real *copy = tape->operand[k]
		                + (size_t)t * (size_t)B * (size_t)p->rows;

		apply_mask(copy, o.at, o.width, mask_of(l, tape, p->mask),
		           l->cell.width, B, p->from, p->rows);
		in = copy, ld = p->rows;
	}
	if (!is_zero(l, tape, p, t) && is_due(tape, p, t))
		rn_gemm_nn(B, p->cols, p->rows, in, ld, w + p->at, p->ld,
		           p->is_fresh ? 0 : 1, to, n_gate);
	else if (p->is_fresh)
		clear_columns(to, B, n_gate, p->cols);
}

static void draw_masks(const struct rn_layer *l, struct rn_tape *tape,
                       const struct rn_pass *pass)
{
	enum { INPUT_MASKS = 1 << 20 };
	const size_t W = (size_t)l->cell.width, D = (size_t)l->D;
	const size_t B = (size_t)tape->B, row = (size_t)pass->row0;

	for (uint32_t i = 0; i < (uint32_t)rn_recurrent_n_mask(l); i++) {
		if (tape->mask)
			rn_rng_mask(tape->mask + i * B * W, B * W, l->drop_state,
			            pass->seed, pass->step, l->id + (i << 8), row * W);
		if (tape->input_mask)
			rn_rng_mask(tape->input_mask + i * B * D, B * D,
			            l->drop_input, pass->seed, pass->step,
			            l->id + (i << 8) + INPUT_MASKS, row * D);
	}
}

/* The trained first state, in every row. */
static void fill_start(const struct rn_layer *l, struct rn_tape *tape,
                       const rn_real *start)
{
	for (int k = 0; k < l->cell.n_state; k++) {
		rn_vec_fill_rows(tape->state[k], start, (size_t)tape->B,
		                 (size_t)l->cell.state[k]);
		start += l->cell.state[k];
	}
}

/* Input i of the steps [t0, t1): x, or x behind mask i. */
static const rn_real *input_at(const struct rn_layer *l,
                               const struct rn_tape *tape, int i, int t)
{
	const size_t BD = (size_t)tape->B * (size_t)l->D;
	const rn_real *in = tape->input
		? tape->input + (size_t)i * (size_t)tape->T * BD : tape->x;

	return in + (size_t)t * BD;
}

/* gate = x W, all steps; behind masks, each gate or all. */
static void multiply_input(const struct rn_layer *l, struct rn_tape *tape,
                           const rn_real *w, bool masked, int t0, int t1)
{
	const struct rn_cell *c = &l->cell;
	const int B = tape->B, n = masked ? rn_recurrent_n_mask(l) : 1;
	const int cols = c->n_in / n;
	const size_t BD = (size_t)B * (size_t)l->D;

	for (int i = 0; i < n; i++) {
		const rn_real *in = masked ? input_at(l, tape, i, t0)
		                           : tape->x + (size_t)t0 * BD;

		for (int t = t0; masked && t < t1; t++)
			rn_vec_multiply((rn_real *)input_at(l, tape, i, t),
			                tape->x + (size_t)t * BD,
			                tape->input_mask + (size_t)i * BD, BD);
		rn_gemm_nn((t1 - t0) * B, cols, l->D, in, l->D, w + i * cols,
		           c->n_in, 0, tape->gate + (size_t)t0 * (size_t)B
		           * (size_t)c->n_gate + i * cols, c->n_gate);
	}
}

static void recurrent_forward(const struct rn_layer *l, struct rn_tape *tape,
                              const rn_real *w, const struct rn_pass *pass,
                              int t0, int t1)
{
	const bool masked = masks_state(l, rn_pass_masks(pass));
	const size_t BW = (size_t)tape->B * (size_t)l->cell.width;
	struct rn_pieces all;

	w += l->at;
	rn_recurrent_pieces(&all, l);
	if (t0 == 0 && rn_pass_masks(pass))
		draw_masks(l, tape, pass);
	if (t0 == 0 && l->learns_start && tape->starts_zero)
		fill_start(l, tape, w + rn_recurrent_parts(l).start);
	multiply_input(l, tape, w, rn_pass_masks(pass) && l->drop_input > 0, t0,
	               t1);
	for (int t = t0; t < t1; t++) {
		struct rn_cell_step s = step_at(l, tape, w, NULL, t);

		for (s.stage = 0; s.stage < l->cell.n_stage; s.stage++) {
			for (int k = 0; k < all.n; k++)
				if (all.piece[k].stage == s.stage)
					multiply(l, tape, w, &s, &all, k, t, masked);
			l->cell.type->forward(&s);
		}
	}
	tape->y = tape->state[0] + BW * (size_t)(l->last_only ? tape->T : 1);
}

/* doperand += drec U', behind the mask */
static void multiply_back(const struct rn_layer *l, struct rn_tape *tape,
                          const rn_real *w, const struct rn_cell_step *s,
                          const struct rn_piece *p, int t)
{
	const int B = tape->B, n_gate = l->cell.n_gate;
	const rn_real *d = (s->rec ? s->rec : s->gate) + p->to;
	const struct operand o = operand_at(l, tape, p->operand, t);
	const size_t n = (size_t)p->rows;
	const rn_real *mask;

	if (is_zero(l, tape, p, t) || !is_due(tape, p, t))
		return;
	if (!tape->mask) {
		rn_gemm_nt(B, p->rows, p->cols, d, n_gate, w + p->at, p->ld, 1,
		           o.d + p->from, o.width);
		return;
	}
	mask = mask_of(l, tape, p->mask) + p->from;
	rn_gemm_nt(B, p->rows, p->cols, d, n_gate, w + p->at, p->ld, 0,
	           tape->product, p->rows);
	for (size_t b = 0; b < (size_t)B; b++)
		rn_vec_add_product(o.d + b * (size_t)o.width + p->from,
		                   tape->product + b * n,
		                   mask + b * (size_t)l->cell.width, n);
}

/* dU += operand' drec over the steps [t0, t1) */
static void add_weight_gradient(const struct rn_layer *l,
                                const struct rn_tape *tape,
                                const struct rn_pieces *all, int k, rn_real *dw,
                                int t0, int t1)
{
	const struct rn_piece *p = &all->piece[k];
	const int n_gate = l->cell.n_gate;
	const rn_real *drec = tape->rec ? tape->rec : tape->gate;

	while (t0 < t1 && (is_zero(l, tape, p, t0) || !is_due(tape, p, t0)))
		t0++;
	while (t0 < t1) {
		const struct operand o = operand_at(l, tape, p->operand, t0);
		const size_t row = (size_t)t0 * (size_t)tape->B;
		const rn_real *in = tape->mask
			? tape->operand[k] + row * (size_t)p->rows : o.at + p->from;
		const int n = p->every < 2 ? t1 - t0 : 1;

		rn_gemm_tn(p->rows, p->cols, n * tape->B, in,
		           tape->mask ? p->rows : o.width,
		           drec + row * (size_t)n_gate + p->to, n_gate, 1,
		           dw + p->at, p->ld);
		t0 += p->every < 2 ? n : p->every;
	}
}

/* dW += x' dgate, and dx = dgate W', over the steps [t0, t1) */
static void input_gradients(const struct rn_layer *l, struct rn_tape *tape,
                            const rn_real *w, rn_real *dw, rn_real *dx,
                            int t0, int t1)
{
	const struct rn_cell *c = &l->cell;
	const int D = l->D, B = tape->B, n = (t1 - t0) * B;
	const int n_in = tape->input ? rn_recurrent_n_mask(l) : 1;
	const int cols = c->n_in / n_in;
	const size_t BD = (size_t)B * (size_t)D;
	const rn_real *dgate = tape->gate
	                       + (size_t)t0 * (size_t)B * (size_t)c->n_gate;

	for (int i = 0; i < n_in; i++) {
		rn_real *in = (rn_real *)input_at(l, tape, i, t0);

		rn_gemm_tn(D, cols, n, in, D, dgate + i * cols, c->n_gate, 1,
		           dw + i * cols, c->n_in);
		if (!dx)
			continue;
		if (!tape->input) {
			rn_gemm_nt(n, D, cols, dgate, c->n_gate, w, c->n_in, 0,
			           dx + (size_t)t0 * BD, D);
			continue;
		}
		/* The masked input is not needed any more. */
		rn_gemm_nt(n, D, cols, dgate + i * cols, c->n_gate, w + i * cols,
		           c->n_in, 0, in, D);
		for (int t = t0; t < t1; t++) {
			rn_real *to = dx + (size_t)t * BD;

			if (i == 0)
				memset(to, 0, BD * sizeof(*to));
			rn_vec_add_product(to, in + (size_t)(t - t0) * BD,
			                   tape->input_mask + (size_t)i * BD, BD);
		}
	}
}

/* Adds what arrives at the output of step t, and measures all that does. */
static void arrive(const struct rn_layer *l, struct rn_tape *tape, int t)
{
	const size_t BW = (size_t)tape->B * (size_t)l->cell.width;
	rn_real *dh = tape->dstate[0];

	if (!l->last_only)
		rn_vec_add(dh, tape->dy + (size_t)t * BW, BW);
	else if (t == tape->T - 1)
		rn_vec_add(dh, tape->dy, BW);
	for (size_t i = 0; tape->flow && i < BW; i++)
		tape->flow[t] += fabs((double)dh[i]);
}

static void recurrent_backward(const struct rn_layer *l, struct rn_tape *tape,
                               const rn_real *w, rn_real *dw, rn_real *dx,
                               int t0, int t1)
{
	const struct rn_recurrent_parts p = rn_recurrent_parts(l);
	const struct rn_cell *c = &l->cell;
	const size_t B = (size_t)tape->B;
	struct rn_pieces all;
	rn_real *dstart;

	w += l->at, dw += l->at;
	dstart = dw + p.start;
	rn_recurrent_pieces(&all, l);
	for (int t = t1 - 1; t >= t0; t--) {
		struct rn_cell_step s = step_at(l, tape, w, dw, t);

		if (tape->flow)
			tape->flow[t] = 0;
		arrive(l, tape, t);
		for (int k = 0; k < c->n_scratch; k++)
			memset(tape->dscratch[k], 0,
			       B * (size_t)c->scratch[k] * sizeof(rn_real));
		for (s.stage = c->n_stage - 1; s.stage >= 0; s.stage--) {
			c->type->backward(&s);
			for (int k = 0; k < all.n; k++)
				if (all.piece[k].stage == s.stage)
					multiply_back(l, tape, w, &s, &all.piece[k], t);
		}
		rn_vec_add_rows(dw + p.bias, s.gate, B, (size_t)c->n_gate);
	}
	for (int k = 0; k < all.n; k++)
		add_weight_gradient(l, tape, &all, k, dw, t0, t1);
	input_gradients(l, tape, w, dw, dx, t0, t1);
	if (t0 > 0 || !l->learns_start || !tape->starts_zero)
		return;
	for (int k = 0; k < c->n_state; k++) {
		rn_vec_add_rows(dstart, tape->dstate[k], B, (size_t)c->state[k]);
		dstart += c->state[k];
	}
}

static void recurrent_start(const struct rn_layer *l, struct rn_tape *tape)
{
	for (int k = 0; k < l->cell.n_state; k++) {
		const size_t n = (size_t)tape->B * (size_t)l->cell.state[k];

		memset(tape->state[k], 0, n * sizeof(rn_real));
		if (tape->dstate[k])
			memset(tape->dstate[k], 0, n * sizeof(rn_real));
	}
}

/* No gradient comes back from the steps that follow. */
static void recurrent_carry(const struct rn_layer *l, struct rn_tape *tape)
{
	for (int k = 0; k < l->cell.n_state; k++) {
		const size_t n = (size_t)tape->B * (size_t)l->cell.state[k];

		memcpy(tape->state[k], tape->state[k] + (size_t)tape->T * n,
		       n * sizeof(rn_real));
		if (tape->dstate[k])
			memset(tape->dstate[k], 0, n * sizeof(rn_real));
	}
}

const struct rn_layer_type rn_layer_recurrent = {
	.name = "recurrent",
	.n_param = rn_recurrent_n_param,
	.bind = recurrent_bind,
	.init = rn_recurrent_init,
	.start = recurrent_start,
	.carry = recurrent_carry,
	.forward = recurrent_forward,
	.backward = recurrent_backward,
	.n_tensor = rn_recurrent_n_tensor,
	.tensor = rn_recurrent_tensor,
};

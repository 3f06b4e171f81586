/*
 * bidirectional.c - two layers, one of which runs from the last step to the
 * first (M. Schuster, K. Paliwal 1997).
 *
 *   y_t = [f_t ; b_t]        b sees the steps T .. t
 *
 * Handing on the last step alone, it hands on the last states of both: f_T,
 * and b as it ends, at the first step; so does PyTorch's h_n.  A part may be a
 * layer with parts.  Every output has seen the whole window, so it cannot go on
 * from where another window ended: each begins anew.
 */
#include "nn/layer.h"

#include "nn/vec.h"

#include <string.h>

enum { X, DX }; /* scratch: the input in reverse, and its gradient */

/* The place of the second direction behind the layer. */
static int second(const struct rn_layer *l)
{
	return 2 + l[1].n_inside;
}

static size_t no_param(const struct rn_layer *l)
{
	(void)l;
	return 0;
}

static void bidirectional_bind(const struct rn_layer *l, struct rn_tape *tape,
                               int B, bool training, struct rn_block *block)
{
	const int k = second(l);
	const size_t rows = (size_t)tape->T * (size_t)B, D = (size_t)l->D;

	rn_tape_bind(&tape[1], &l[1], tape->T, B, training, block);
	rn_tape_bind(&tape[k], &l[k], tape->T, B, training, block);
	tape->scratch[X] = rn_block_take(block, rows * D);
	if (training)
		tape->scratch[DX] = rn_block_take(block, rows * D);
	tape->out = rn_block_take(block, (size_t)tape->T_out * (size_t)B
	                                 * (size_t)l->H);
}

static void bidirectional_start(const struct rn_layer *l, struct rn_tape *tape)
{
	const int k = second(l);

	rn_tape_start(&tape[1], &l[1], tape->B);
	rn_tape_start(&tape[k], &l[k], tape->B);
}

static void reverse(rn_real *to, const rn_real *from, int T, size_t n)
{
	for (int t = 0; t < T; t++)
		memcpy(to + (size_t)t * n, from + (size_t)(T - 1 - t) * n,
		       n * sizeof(*to));
}

/* `to` [rows, cols] of rows that are to_ld apart = `from`, from_ld apart */
static void copy_columns(rn_real *to, int to_ld, const rn_real *from,
                         int from_ld, int rows, int cols)
{
	for (int r = 0; r < rows; r++)
		memcpy(to + (size_t)r * (size_t)to_ld,
		       from + (size_t)r * (size_t)from_ld,
		       (size_t)cols * sizeof(*to));
}

/* Where step t of T begins, of B rows of some width. */
static size_t step_at(const struct rn_tape *tape, int t, int width)
{
	return (size_t)t * (size_t)tape->B * (size_t)width;
}

static void bidirectional_forward(const struct rn_layer *l,
                                  struct rn_tape *tape, const rn_real *w,
                                  const struct rn_pass *pass, int t0, int t1)
{
	const int k = second(l), B = tape->B, T = tape->T_out;
	const int H1 = l[1].H, H2 = l[k].H;

	(void)t0, (void)t1;
	reverse(tape->scratch[X], tape->x, tape->T, step_at(tape, 1, l->D));
	tape[1].x = tape->x;
	tape[k].x = tape->scratch[X];
	l[1].type->forward(&l[1], &tape[1], w, pass, 0, tape->T);
	l[k].type->forward(&l[k], &tape[k], w, pass, 0, tape->T);
	for (int t = 0; t < T; t++) {
		rn_real *out = tape->out + step_at(tape, t, l->H);

		copy_columns(out, l->H, tape[1].y + step_at(tape, t, H1), H1, B, H1);
		copy_columns(out + H1, l->H,
		             tape[k].y + step_at(tape, T - 1 - t, H2), H2, B, H2);
	}
	tape->y = tape->out;
}

static void bidirectional_backward(const struct rn_layer *l,
                                   struct rn_tape *tape, const rn_real *w,
                                   rn_real *dw, rn_real *dx, int t0, int t1)
{
	const int k = second(l), B = tape->B, T = tape->T_out;
	const int H1 = l[1].H, H2 = l[k].H;
	const size_t BD = step_at(tape, 1, l->D);
	rn_real *back = dx ? tape->scratch[DX] : NULL;

	(void)t0, (void)t1;
	for (int t = 0; t < T; t++) {
		const rn_real *dy = tape->dy + step_at(tape, t, l->H);

		copy_columns(tape[1].dy + step_at(tape, t, H1), H1, dy, l->H, B, H1);
		copy_columns(tape[k].dy + step_at(tape, T - 1 - t, H2), H2, dy + H1,
		             l->H, B, H2);
	}
	l[1].type->backward(&l[1], &tape[1], w, dw, dx, 0, tape->T);
	l[k].type->backward(&l[k], &tape[k], w, dw, back, 0, tape->T);
	for (int t = 0; dx && t < tape->T; t++)
		rn_vec_add(dx + (size_t)t * BD,
		           back + (size_t)(tape->T - 1 - t) * BD, BD);
}

const struct rn_layer_type rn_layer_bidirectional = {
	.name = "bidirectional",
	.n_param = no_param,
	.bind = bidirectional_bind,
	.start = bidirectional_start,
	.forward = bidirectional_forward,
	.backward = bidirectional_backward,
};

/*
 * dilated.c - a recurrent layer whose state at step t follows from the one at
 * t - d (S. Chang et al. 2017).
 *
 * The d interleaved sequences are d times as many rows of a batch with a d-th
 * of the steps: [T, B, D] is [T / d, d B, D] without moving a number.  Where d
 * does not divide T, zeros follow the last step; nothing sees what comes of
 * them, so this is the recursion h_t = f(x_t, h_t-d) exactly, with the start
 * before the first d steps.  A state is carried right where d divides T.
 */
#include "nn/layer.h"

#include <string.h>

enum { X, DX }; /* scratch: the input with zeros behind, and its gradient */

static size_t no_param(const struct rn_layer *l)
{
	(void)l;
	return 0;
}

/* The interleaved sequences, d: with more than T all would be alike. */
static int lanes(const struct rn_layer *l, const struct rn_tape *tape)
{
	return l->dilation < tape->T ? l->dilation : tape->T;
}

/* Steps of each. */
static int rounds(const struct rn_layer *l, const struct rn_tape *tape)
{
	const int d = lanes(l, tape);

	return (tape->T + d - 1) / d;
}

/* Numbers in n steps of some width. */
static size_t steps(const struct rn_tape *tape, int n, int width)
{
	return (size_t)n * (size_t)tape->B * (size_t)width;
}

static void dilated_bind(const struct rn_layer *l, struct rn_tape *tape, int B,
                         bool training, struct rn_block *block)
{
	const int d = lanes(l, tape), all = rounds(l, tape) * d;

	rn_tape_bind(&tape[1], &l[1], rounds(l, tape), B * d, training, block);
	if (all == tape->T)
		return;
	tape->scratch[X] = rn_block_take(block, steps(tape, all, l->D));
	if (training)
		tape->scratch[DX] = rn_block_take(block, steps(tape, all, l->D));
}

static void dilated_start(const struct rn_layer *l, struct rn_tape *tape)
{
	rn_tape_start(&tape[1], &l[1], tape->B * lanes(l, tape));
}

static void dilated_carry(const struct rn_layer *l, struct rn_tape *tape)
{
	rn_tape_carry(&tape[1], &l[1]);
}

/* The first step that the layer hands on, as its part counts them. */
static int first_step(const struct rn_layer *l, const struct rn_tape *tape)
{
	return l->last_only ? (tape->T - 1) % lanes(l, tape) : 0;
}

static void dilated_forward(const struct rn_layer *l, struct rn_tape *tape,
                            const rn_real *w, const struct rn_pass *pass,
                            int t0, int t1)
{
	const size_t n = steps(tape, tape->T, l->D);
	const int n_round = rounds(l, tape), d = lanes(l, tape);
	struct rn_pass inside = *pass;
	rn_real *x = tape->scratch[X];

	(void)t0, (void)t1;
	if (x) {
		memcpy(x, tape->x, n * sizeof(*x));
		memset(x + n, 0, steps(tape, n_round * d - tape->T, l->D)
		                 * sizeof(*x));
	}
	inside.row0 *= d;
	tape[1].x = x ? x : tape->x;
	l[1].type->forward(&l[1], &tape[1], w, &inside, 0, n_round);
	tape->y = tape[1].y + steps(tape, first_step(l, tape), l->H);
}

static void dilated_backward(const struct rn_layer *l, struct rn_tape *tape,
                             const rn_real *w, rn_real *dw, rn_real *dx,
                             int t0, int t1)
{
	const int n_round = rounds(l, tape), first = first_step(l, tape);
	const int n_out = (l->last_only ? 1 : n_round) * lanes(l, tape);
	rn_real *dy = tape[1].dy, *padded = dx ? tape->scratch[DX] : NULL;

	(void)t0, (void)t1;
	memset(dy, 0, steps(tape, n_out, l->H) * sizeof(*dy));
	memcpy(dy + steps(tape, first, l->H), tape->dy,
	       steps(tape, tape->T_out, l->H) * sizeof(*dy));
	l[1].type->backward(&l[1], &tape[1], w, dw, padded ? padded : dx, 0,
	                    n_round);
	if (padded)
		memcpy(dx, padded, steps(tape, tape->T, l->D) * sizeof(*dx));
}

const struct rn_layer_type rn_layer_dilated = {
	.name = "dilated",
	.n_param = no_param,
	.bind = dilated_bind,
	.start = dilated_start,
	.carry = dilated_carry,
	.forward = dilated_forward,
	.backward = dilated_backward,
};

/*
 * layer.c - what all layers share: tensors, binding and starting a tape, and
 * running one after the other.
 */
#include "nn/layer.h"

#include <assert.h>

size_t rn_tensor_place(const struct rn_tensor_view *view, size_t k)
{
	const size_t rows = (size_t)view->rows, cols = (size_t)view->cols;

	return view->at + (cols ? k % cols * rows + k / cols : k);
}

size_t rn_vector_at(const struct rn_layer *l, const struct rn_tape *tape,
                    int b)
{
	if (l->n_series == 0)
		return 0;
	assert(tape->series && tape->series[b] >= 0
	       && tape->series[b] < l->n_series);
	return (size_t)tape->series[b] * (size_t)l->vector;
}

void rn_tape_bind(struct rn_tape *tape, const struct rn_layer *l, int T, int B,
                  bool training, struct rn_block *block)
{
	*tape = (struct rn_tape){ .T = T, .T_out = l->last_only ? 1 : T, .B = B };
	l->type->bind(l, tape, B, training, block);
	if (training)
		tape->dy = rn_block_take(block, (size_t)tape->T_out * (size_t)B
		                                * (size_t)l->H);
}

void rn_tape_start(struct rn_tape *tape, const struct rn_layer *l, int B)
{
	tape->B = B;
	tape->starts_zero = true;
	tape->clock = 0;
	if (l->type->start)
		l->type->start(l, tape);
}

void rn_tape_carry(struct rn_tape *tape, const struct rn_layer *l)
{
	tape->starts_zero = false;
	tape->clock += tape->T;
	if (l->type->carry)
		l->type->carry(l, tape);
}

static int next(const struct rn_layer *l, int i)
{
	return i + 1 + l[i].n_inside;
}

int rn_layers_last(const struct rn_layer *l, int n)
{
	int last = 0;

	for (int i = 0; i < n; i = next(l, i))
		last = i;
	return last;
}

/* Each tape's T is what the layer before it hands on. */
int rn_layers_bind(struct rn_tape *tape, const struct rn_layer *l, int n,
                   int T, int B, bool training, struct rn_block *block)
{
	for (int i = 0; i < n; i = next(l, i)) {
		rn_tape_bind(&tape[i], &l[i], T, B, training, block);
		T = tape[i].T_out;
	}
	return T;
}

void rn_layers_start(struct rn_tape *tape, const struct rn_layer *l, int n,
                     int B)
{
	for (int i = 0; i < n; i = next(l, i))
		rn_tape_start(&tape[i], &l[i], B);
}

void rn_layers_carry(struct rn_tape *tape, const struct rn_layer *l, int n)
{
	for (int i = 0; i < n; i = next(l, i))
		rn_tape_carry(&tape[i], &l[i]);
}

const rn_real *rn_layers_forward(struct rn_tape *tape,
                                 const struct rn_layer *l, int n,
                                 const rn_real *w, const struct rn_pass *pass,
                                 const rn_real *x, int t0, int t1)
{
	for (int i = 0; i < n; i = next(l, i)) {
		const bool is_whole = t0 == 0 && t1 >= tape[i].T;

		tape[i].x = x;
		l[i].type->forward(&l[i], &tape[i], w, pass, t0, t1);
		x = tape[i].y;
		/* What hands on other steps than it took runs in one piece. */
		if (is_whole)
			t1 = tape[i].T_out;
	}
	return x;
}

void rn_layers_backward(struct rn_tape *tape, const struct rn_layer *l, int n,
                        const rn_real *w, rn_real *dw, rn_real *dx, int t0,
                        int t1)
{
	while (n > 0) {
		const int i = rn_layers_last(l, n);
		const bool is_whole = t0 == 0 && t1 >= tape[i].T_out;
		rn_real *to = i > 0 ? tape[rn_layers_last(l, i)].dy : dx;

		if (is_whole)
			t1 = tape[i].T;
		l[i].type->backward(&l[i], &tape[i], w, dw, to, t0, t1);
		n = i;
	}
}

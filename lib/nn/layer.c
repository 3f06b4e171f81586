/*
 * layer.c - what all layers share: tensors, binding and starting a tape.
 */
#include "nn/layer.h"

size_t rn_tensor_place(const struct rn_tensor_view *view, size_t k)
{
	const size_t rows = (size_t)view->rows, cols = (size_t)view->cols;

	return view->at + (cols ? k % cols * rows + k / cols : k);
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

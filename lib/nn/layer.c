/*
 * layer.c - what all layers share: tensors, binding and starting a tape.
 */
#include "nn/layer.h"

#include <string.h>

size_t rn_tensor_place(const struct rn_tensor_view *view, size_t k)
{
	const size_t rows = (size_t)view->rows, cols = (size_t)view->cols;

	return view->at + (cols ? k % cols * rows + k / cols : k);
}

void rn_tape_bind(struct rn_tape *tape, const struct rn_layer *l, int T, int B,
                  bool training, struct rn_block *block)
{
	*tape = (struct rn_tape){ .T = T, .T_out = l->last_only ? 1 : T, .B = B };
	if (training)
		tape->dy = rn_block_take(block, (size_t)tape->T_out * (size_t)B
		                                * (size_t)l->H);
	l->type->bind(l, tape, B, training, block);
}

void rn_tape_start(struct rn_tape *tape, const struct rn_layer *l, int B)
{
	const size_t n = (size_t)B * (size_t)l->H * sizeof(rn_real);

	tape->B = B;
	tape->starts_zero = true;
	for (int s = 0; s < RN_MAX_STATE; s++) {
		if (tape->state[s])
			memset(tape->state[s], 0, n);
		if (tape->dstate[s])
			memset(tape->dstate[s], 0, n);
	}
}

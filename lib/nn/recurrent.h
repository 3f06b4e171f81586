/*
 * recurrent.h - what the files of the recurrent layer share: where its
 * parameters are, and its products cut into pieces.
 */
#ifndef RN_RECURRENT_H
#define RN_RECURRENT_H

#include "nn/layer.h"

/* Offsets into the layer's parameters: W comes first. */
struct rn_recurrent_parts {
	size_t U, bias, extra, start, end;
};

struct rn_recurrent_parts rn_recurrent_parts(const struct rn_layer *l);

size_t rn_recurrent_n_param(const struct rn_layer *l);

void rn_recurrent_init(const struct rn_layer *l,
                       const struct rn_init_type *init, rn_real *w,
                       struct rn_rng *rng);

int rn_recurrent_n_tensor(const struct rn_layer *l);

void rn_recurrent_tensor(const struct rn_layer *l, int i,
                         struct rn_tensor_view *view);

/* A product, or the columns of it that one gate's mask is for. */
struct rn_piece {
	int stage, operand, from, rows, to, cols, every;
	int mask;      /* which one */
	size_t at;     /* of its columns of U, in the layer's parameters */
	int ld;        /* of U */
	bool is_fresh; /* nothing was written to its columns of a before */
};

struct rn_pieces {
	int n;
	struct rn_piece piece[RN_MAX_PIECE];
};

/* Masks of one kind: one, or one a gate where a has gates of H columns. */
int rn_recurrent_n_mask(const struct rn_layer *l);

void rn_recurrent_pieces(struct rn_pieces *all, const struct rn_layer *l);

#endif

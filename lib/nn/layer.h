/*
 * layer.h - what a network is made of.
 *
 * A layer maps a sequence [T, B, D] to [T_out, B, H].  What it is (struct
 * rn_layer) is apart from its parameters, which are a stretch of the network's
 * flat vector, and from its activations (struct rn_tape), so that one network
 * can run in several workers at once.  After bind nothing here can fail.
 *
 * forward and backward run the steps [t0, t1) of the tape and accumulate
 * parameter gradients, so a window may be run in pieces: forward in order,
 * backward in reverse order.
 *
 * A layer may be made of others, as a bidirectional one is of two recurrent
 * ones: it owns the n_inside layers that follow it in the network's array, and
 * their tapes follow its own in the same way.
 *
 * A layer that hands on fewer steps than it takes, that sees steps to come or
 * that measures all of them runs in one piece.
 */
#ifndef RN_LAYER_H
#define RN_LAYER_H

#include "base/block.h"
#include "base/real.h"
#include "nn/attention.h"
#include "nn/cell.h"
#include "nn/init.h"

#include <stdbool.h>
#include <stdint.h>

/* Products of a step, cut into gates where each has a mask of its own. */
#define RN_MAX_PIECE 64

struct rn_layer {
	const struct rn_layer_type *type;
	int D, H;           /* width in and out */
	bool last_only;     /* hands on the last step alone: T_out is 1 */
	uint32_t id;        /* its place in the network: keys random numbers */
	int n_inside;       /* layers behind it that are parts of it */
	const char *prefix; /* before its tensors' names; NULL: none */
	size_t n_param, at; /* its parameters: n_param from `at` of the network's */
	size_t n_fixed;     /* the last of them, which no optimiser steps */
	/* recurrent */
	struct rn_cell cell;
	int index;          /* counts recurrent layers: the name of its tensors */
	bool is_reverse;    /* the second direction of a bidirectional one */
	double drop_state;  /* chance that a unit of an operand is masked */
	double drop_input;  /* chance that a channel of the input is masked */
	bool is_untied;     /* a mask for each gate, not one for all */
	bool learns_start;  /* the first state is trained, not zero */
	int memory;         /* the longest memory that chrono draws, in steps */
	/* dropout */
	double drop;        /* chance that an element is masked */
	bool per_sequence;  /* one mask for all steps of a sequence */
	/* linear */
	bool starts_zero;   /* whatever the others start as */
	/* attention */
	const struct rn_attention_type *attention;
	/* dilated */
	int dilation;       /* steps from a state to the next of its lane */
	/* convolution */
	int kernel, stride; /* steps that an output sees; from one to the next */
	/* embed */
	int n_class;        /* of channel 0 */
	bool is_one_hot;    /* vectors of classes are fixed: one number is 1 */
	/* position, shortcut */
	int n_place;        /* steps that it knows */
	/* position, member */
	int n_series;       /* that have a vector each; 0: one is of all */
	int vector;         /* numbers of a vector */
};

/* What a pass is for.  seed and step key its random numbers, row0 is the batch
 * row that the tape's first row is. */
struct rn_pass {
	bool training;
	uint64_t seed;
	uint32_t step;
	int row0;
	/* [B, n] in training: a window's n targets, which a decoder may be fed
	 * with; NULL: its own outputs. */
	const rn_real *y;
	/* [B] whose sequence each row is, from 0, where the network knows series
	 * apart; it outlives the pass's way back. */
	const int *series;
	bool drops; /* masks though it is no training, in a run made for one */
};

/* Are units masked in a pass? */
static inline bool rn_pass_masks(const struct rn_pass *pass)
{
	return pass->training || pass->drops;
}

/* The activations of one layer in one pass.  Arrays that the layer or the
 * pass has no use for are NULL. */
struct rn_tape {
	int T, T_out, B;       /* B rows now, at most what it was bound for */
	bool starts_zero;      /* no state was carried into t = 0 */
	int64_t clock;         /* steps that ran before t = 0 */
	const int *series;     /* those of the pass, for who asks */
	const rn_real *x;      /* [T, B, D] */
	const rn_real *y;      /* [T_out, B, H] */
	rn_real *dy;           /* [T_out, B, H], filled by whoever took y */
	rn_real *out;          /* [T_out, B, H] memory for y where it is computed */
	rn_real *mask;         /* dropout: [T or 1, B, H]; recurrent: [n, B, H] */
	/* attention; keys and dkeys are set by whoever runs it */
	int n_key;             /* steps to look at */
	const rn_real *keys;   /* [n_key, B, H] */
	rn_real *dkeys;        /* the same, added to */
	/* recurrent */
	rn_real *state[RN_MAX_STATE];  /* [T + 1, B, width]; t = 0 is the start */
	rn_real *dstate[RN_MAX_STATE]; /* [B, width] */
	rn_real *gate;         /* [T, B, n_gate] */
	rn_real *rec;          /* [T, B, n_gate] */
	rn_real *scratch[RN_MAX_SCRATCH];  /* [T, B, width]; others': their own */
	rn_real *dscratch[RN_MAX_SCRATCH]; /* [B, width] */
	rn_real *operand[RN_MAX_PIECE];    /* [T, B, rows] masked */
	rn_real *product;      /* [B, H] for a product behind a mask */
	rn_real *input_mask;   /* [n, B, D] */
	rn_real *input;        /* [n, T, B, D] masked */
	double *flow;          /* [T] set by whoever wants to know: receives the
	                          sum of |dL/dh| over the batch */
};

/* A parameter tensor as model files store it, which is as PyTorch does: n_zero
 * zeros, then n values from `at` of the network's vector; a matrix of rows x
 * cols, transposed there, or a vector if cols is 0. */
struct rn_tensor_view {
	char name[48];
	int rows, cols;
	size_t n_zero, at, n;
};

/* Where value k of n is in the network's vector. */
size_t rn_tensor_place(const struct rn_tensor_view *view, size_t k);

/* w and dw are the network's vectors: a layer's own part begins at l->at. */
struct rn_layer_type {
	const char *name;
	/* backward adds to dw of the fixed parameters by how much they are to
	 * change, once for each row of the batch: their mean over the rows is
	 * added to them.  Otherwise they stay as they are. */
	bool adapts;
	size_t (*n_param)(const struct rn_layer *l);
	/* Carves the tape's arrays for tape->T steps of B rows; sets T_out where
	 * that is not the plain one. */
	void (*bind)(const struct rn_layer *l, struct rn_tape *tape, int B,
	             bool training, struct rn_block *block);
	void (*init)(const struct rn_layer *l, const struct rn_init_type *init,
	             rn_real *w, struct rn_rng *rng);
	/* Forgets all state and its gradient; NULL: there is none. */
	void (*start)(const struct rn_layer *l, struct rn_tape *tape);
	/* Makes the state after the last step the one before the first; NULL:
	 * there is none. */
	void (*carry)(const struct rn_layer *l, struct rn_tape *tape);
	/* Reads tape->x, sets tape->y. */
	void (*forward)(const struct rn_layer *l, struct rn_tape *tape,
	                const rn_real *w, const struct rn_pass *pass, int t0,
	                int t1);
	/* Reads tape->dy, adds to dw, sets dx [T, B, D] unless it is NULL.  May
	 * overwrite what forward left. */
	void (*backward)(const struct rn_layer *l, struct rn_tape *tape,
	                 const rn_real *w, rn_real *dw, rn_real *dx, int t0,
	                 int t1);
	int (*n_tensor)(const struct rn_layer *l); /* NULL: none */
	void (*tensor)(const struct rn_layer *l, int i,
	               struct rn_tensor_view *view);
};

extern const struct rn_layer_type rn_layer_recurrent, rn_layer_dropout,
	rn_layer_linear, rn_layer_embed, rn_layer_bidirectional, rn_layer_dilated,
	rn_layer_residual, rn_layer_highway, rn_layer_norm, rn_layer_batch_norm,
	rn_layer_conv, rn_layer_attention, rn_layer_position, rn_layer_shortcut,
	rn_layer_member;

/* Where the vector of row b's series begins, from the first one on. */
size_t rn_vector_at(const struct rn_layer *l, const struct rn_tape *tape,
                    int b);

/* Binds a tape for T steps of at most B rows; dy and what backward needs only
 * where training.  Measures where block->base is NULL. */
void rn_tape_bind(struct rn_tape *tape, const struct rn_layer *l, int T, int B,
                  bool training, struct rn_block *block);

/* The rest of an attention's tape: what it takes to look at n_key steps. */
void rn_attention_bind(struct rn_tape *tape, const struct rn_layer *l,
                       int n_key, bool training, struct rn_block *block);

/* Begins a pass over B rows with no state carried into it, and no gradient
 * arriving at the last state. */
void rn_tape_start(struct rn_tape *tape, const struct rn_layer *l, int B);

/* Begins the pass over the T steps that follow those of the last one. */
void rn_tape_carry(struct rn_tape *tape, const struct rn_layer *l);

/*
 * The n layers from *l on, one after the other; a layer with parts counts
 * them, too.  bind returns the steps that come out; forward runs the steps
 * [t0, t1) and returns the last layer's output.  backward wants the gradient
 * in the tape of the last layer, t0 and t1 as its output counts them, and
 * sets dx unless it is NULL.
 */
int rn_layers_bind(struct rn_tape *tape, const struct rn_layer *l, int n,
                   int T, int B, bool training, struct rn_block *block);
void rn_layers_start(struct rn_tape *tape, const struct rn_layer *l, int n,
                     int B);
void rn_layers_carry(struct rn_tape *tape, const struct rn_layer *l, int n);
const rn_real *rn_layers_forward(struct rn_tape *tape,
                                 const struct rn_layer *l, int n,
                                 const rn_real *w, const struct rn_pass *pass,
                                 const rn_real *x, int t0, int t1);
void rn_layers_backward(struct rn_tape *tape, const struct rn_layer *l, int n,
                        const rn_real *w, rn_real *dw, rn_real *dx, int t0,
                        int t1);

/* The last of them that is no part of another. */
int rn_layers_last(const struct rn_layer *l, int n);

#endif

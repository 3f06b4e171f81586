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
 */
#ifndef RN_LAYER_H
#define RN_LAYER_H

#include "base/block.h"
#include "base/real.h"
#include "nn/cell.h"
#include "nn/init.h"

#include <stdbool.h>
#include <stdint.h>

struct rn_layer {
	const struct rn_layer_type *type;
	int D, H;          /* width in and out */
	bool last_only;    /* hands on the last step alone: T_out is 1 */
	uint32_t id;       /* its place in the network: keys random numbers */
	size_t n_param, at; /* its parameters: n_param from `at` of the network's */
	/* recurrent */
	const struct rn_cell_type *cell;
	int index;         /* counts recurrent layers: the name of its tensors */
	double drop_state; /* chance that a unit of h_prev is masked */
	/* dropout */
	double drop;       /* chance that an element is masked */
	bool per_sequence; /* one mask for all steps of a sequence */
};

/* What a pass is for.  seed and step key its dropout masks, row0 is the batch
 * row that the tape's first row is. */
struct rn_pass {
	bool training;
	uint64_t seed;
	uint32_t step;
	int row0;
};

/* The activations of one layer in one pass.  Arrays that the layer or the
 * pass has no use for are NULL. */
struct rn_tape {
	int T, T_out, B;       /* B rows now, at most what it was bound for */
	bool starts_zero;      /* the state at t = 0 is zero: no products of it */
	const rn_real *x;      /* [T, B, D] */
	const rn_real *y;      /* [T_out, B, H] */
	rn_real *dy;           /* [T_out, B, H], filled by whoever took y */
	rn_real *out;          /* [T_out, B, H] memory for y where it is computed */
	rn_real *mask;         /* dropout: [T or 1, B, H]; recurrent: [B, H] */
	rn_real *state[RN_MAX_STATE];  /* [T + 1, B, H]; t = 0 is the start */
	rn_real *dstate[RN_MAX_STATE]; /* [B, H] */
	rn_real *gate;         /* [T, B, G*H] */
	rn_real *rec;          /* [T, B, G*H] */
	rn_real *operand;      /* [T, B, H] h_prev masked */
	rn_real *product;      /* [B, H] scratch */
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

struct rn_layer_type {
	const char *name;
	size_t (*n_param)(const struct rn_layer *l);
	/* Carves the tape's arrays for T steps of B rows. */
	void (*bind)(const struct rn_layer *l, struct rn_tape *tape, int B,
	             bool training, struct rn_block *block);
	void (*init)(const struct rn_layer *l, const struct rn_init_type *init,
	             rn_real *w, struct rn_rng *rng);
	/* w: the layer's parameters.  Reads tape->x, sets tape->y. */
	void (*forward)(const struct rn_layer *l, struct rn_tape *tape,
	                const rn_real *w, const struct rn_pass *pass, int t0,
	                int t1);
	/* Reads tape->dy, adds to dw, sets dx [T, B, D] unless it is NULL.  May
	 * overwrite what forward left. */
	void (*backward)(const struct rn_layer *l, struct rn_tape *tape,
	                 const rn_real *w, rn_real *dw, rn_real *dx, int t0,
	                 int t1);
	int n_tensor;
	void (*tensor)(const struct rn_layer *l, int i,
	               struct rn_tensor_view *view);
};

extern const struct rn_layer_type rn_layer_recurrent, rn_layer_dropout,
	rn_layer_linear;

/* Binds a tape for T steps of at most B rows; dy and what backward needs only
 * where training.  Measures where block->base is NULL. */
void rn_tape_bind(struct rn_tape *tape, const struct rn_layer *l, int T, int B,
                  bool training, struct rn_block *block);

/* Begins a pass over B rows from a zero state, with no gradient arriving at
 * the last state. */
void rn_tape_start(struct rn_tape *tape, const struct rn_layer *l, int B);

#endif

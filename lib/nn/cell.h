/*
 * cell.h - a recurrent cell: the pointwise maths of one step.
 *
 * Shape letters, here and in all of nn: T steps, B batch rows, D input width,
 * H units, G gates.  The layer around a cell owns the matrix products: it
 * computes a = x W for all steps at once and a += h_prev U step by step; the
 * cell turns the pre-activations a + bias into its next state, and back.
 *
 * Weights have a row for each input, W [D, G*H], U [H, G*H], the gates in the
 * order the cell states, one bias [G*H]: PyTorch's transposed.
 */
#ifndef RN_CELL_H
#define RN_CELL_H

#include "base/real.h"

#include <stdbool.h>

#define RN_MAX_STATE 4

/*
 * One step of B rows.  forward: reads bias, gate, rec, extra and prev; writes
 * next, and leaves in gate and rec what backward needs.
 *
 * backward: reads those, prev, next, and in dstate dL/dnext; writes into gate
 * the gradient of the pre-activations, into rec that of the recurrent product
 * where the cell has one of its own, into dstate dL/dprev apart from what
 * flows through the recurrent product, and adds to dextra.
 */
struct rn_cell_step {
	int B, H;
	const rn_real *bias;  /* [G*H] */
	rn_real *gate;        /* [B, G*H] x W, and h_prev U unless rec has it */
	rn_real *rec;         /* [B, G*H] h_prev U apart, or NULL: it is in gate */
	const rn_real *extra; /* [n_extra, H] */
	rn_real *dextra;      /* [n_extra, H] */
	const rn_real *prev[RN_MAX_STATE]; /* [B, H] each; state 0 is h */
	rn_real *next[RN_MAX_STATE];       /* [B, H] each */
	rn_real *dstate[RN_MAX_STATE];     /* [B, H] each */
};

struct rn_cell_type {
	const char *name;     /* spelling in --cell and in model files */
	const char *title;    /* one line for `rnnfc list cells` */
	const char *equation;
	const char *source;
	int n_gate;           /* G */
	int n_state;          /* arrays [B, H] carried from step to step */
	int n_extra;          /* trained vectors [H] beside W, U and the bias */
	bool has_rec;         /* needs the recurrent product apart from x W */
	int rec_bias_gate;    /* the gate whose bias_hh is extra[0]; -1: none */
	int forget_gate;      /* starts with bias 1 in some inits; -1: none */
	void (*forward)(const struct rn_cell_step *s);
	void (*backward)(const struct rn_cell_step *s);
};

extern const struct rn_cell_type rn_cell_elman, rn_cell_gru, rn_cell_lstm;
extern const struct rn_cell_type *const rn_cell_types[]; /* ends in NULL */

#endif

/*
 * cell.h - a recurrent cell: the pointwise maths of one step.
 *
 * Shape letters, here and in all of nn: T steps, B batch rows, D input width,
 * H units.  The layer around a cell owns the matrix products.  A step is a
 * number of stages, each one pointwise maths over the batch, with products
 * before them:
 *
 *   a = x W                      for all steps at once, the first n_in columns
 *   a += operand U               each product, before the stage it is due
 *   stage 0, stage 1, ...        the last one has written the next state
 *
 * An operand is a state before the step, a state that an earlier stage of the
 * step wrote, or scratch memory that an earlier stage wrote.  An LSTM has one
 * product and one stage; a recurrent highway of depth L has L of both; minGRU
 * has no product at all.
 *
 * Weights have a row for each input: W [D, n_in], each U [rows, cols]; there
 * is one bias [n_gate].  That is PyTorch's transposed.
 */
#ifndef RN_CELL_H
#define RN_CELL_H

#include "base/real.h"
#include "base/rng.h"
#include "nn/option.h"

#include <stdbool.h>
#include <stdint.h>

#define RN_MAX_STATE 4
#define RN_MAX_PRODUCT 24
#define RN_MAX_SCRATCH 16

/* Operands: state k before the step is k. */
#define RN_NEXT(k) (RN_MAX_STATE + (k))        /* as an earlier stage left it */
#define RN_SCRATCH(k) (2 * RN_MAX_STATE + (k))

/* a [, to .. to + cols - 1] += operand [, from .. from + rows - 1] U */
struct rn_cell_product {
	int stage; /* it is due before this one */
	int operand, from, rows;
	int to, cols;
	int every; /* at the steps that this divides; 0: at all */
};

/* A cell of a certain width, with its options: what the layer needs to know. */
struct rn_cell {
	const struct rn_cell_type *type;
	int H;
	int width;     /* columns of state 0, which the layer hands on */
	int n_in;      /* columns of x W, the first of a */
	int n_gate;    /* columns of a */
	int n_state, state[RN_MAX_STATE]; /* widths */
	int n_scratch, scratch[RN_MAX_SCRATCH]; /* widths */
	int n_extra;   /* trained numbers beside W, U and the bias */
	bool has_rec;  /* as the type's, as is the next */
	int rec_bias_gate;
	int n_stage, n_product;
	struct rn_cell_product product[RN_MAX_PRODUCT];
	/* What the options became, for the cell's own use. */
	int mode;
	double number[4];
};

/*
 * One stage of one step of B rows.  forward: reads bias, gate, rec, extra,
 * prev, and what earlier stages wrote; writes scratch and next, and leaves in
 * gate and rec what backward needs.
 *
 * backward, the last stage first: reads those, and in dstate dL/dnext; writes
 * into gate the gradient of its columns of a, into rec that of the products
 * where the cell has them apart, and adds to dextra and dscratch.  The stage
 * that wrote a state replaces dstate by dL/dprev, apart from what flows
 * through products: the layer adds that to dstate and dscratch, after the
 * backward of the stage that a product is due before.  What a stage reads of
 * dscratch is complete then; it begins as zeros.
 */
struct rn_cell_step {
	const struct rn_cell *cell;
	int stage;
	int64_t t;            /* steps since the state was zero */
	int B, H;
	const rn_real *bias;  /* [n_gate] */
	rn_real *gate;        /* [B, n_gate] x W, and the products unless in rec */
	rn_real *rec;         /* [B, n_gate] the products apart, or NULL */
	const rn_real *extra; /* [n_extra] */
	rn_real *dextra;      /* [n_extra] */
	const rn_real *prev[RN_MAX_STATE]; /* [B, width] each; state 0 is h */
	rn_real *next[RN_MAX_STATE];
	rn_real *dstate[RN_MAX_STATE];
	rn_real *scratch[RN_MAX_SCRATCH];  /* [B, width] each */
	rn_real *dscratch[RN_MAX_SCRATCH];
};

/* The parameters of a cell, as its layer lays them out. */
struct rn_cell_weights {
	int D;
	rn_real *W;     /* [D, n_in] */
	rn_real *U;     /* of the products, one after the other */
	rn_real *bias;  /* [n_gate] */
	rn_real *extra; /* [n_extra] */
};

struct rn_cell_type {
	const char *name;     /* spelling in --cell and in model files */
	const char *title;    /* one line for `rnnfc list cells` */
	const char *equation;
	const char *source;
	const struct rn_option *option; /* its own ones, to one without a name;
	                                   NULL: none */
	/* A plain cell says no more than this, and has one stage after one
	 * product of h with U [H, n_gate * H]. */
	int n_gate;           /* blocks of H columns of a */
	int n_state;          /* of H columns each */
	int n_extra;          /* vectors [H] */
	bool has_rec;         /* needs the products apart from x W */
	int rec_bias_gate;    /* the gate whose bias_hh is extra[0]; -1: none */
	int forget_gate;      /* starts with bias 1 in some inits; -1: none */
	bool is_torch;        /* PyTorch has it: its second bias is stored, too */
	bool is_fixed;        /* its weights are drawn once and never trained */
	const char *layers;   /* what --layers is where it is not given; NULL: as
	                         for all cells */
	/*
	 * Changes the plain shape to what the options ask for; NULL: it is as it
	 * should be.  Returns NULL, or what is wrong, as "--periods: ...".
	 */
	const char *(*plan)(struct rn_cell *c,
	                    const struct rn_option_value *given);
	void (*forward)(const struct rn_cell_step *s);
	void (*backward)(const struct rn_cell_step *s);
	/* Its customary start, after the initialisation drew all; NULL: none. */
	void (*start)(const struct rn_cell *c, const struct rn_cell_weights *w,
	              struct rn_rng *rng);
	/* Lets unit j start with a memory of about `steps` >= 2: it keeps 1 - 1 /
	 * steps of its state from step to step (C. Tallec, Y. Ollivier 2018).
	 * NULL: it has no such bias. */
	void (*remember)(const struct rn_cell *c, const struct rn_cell_weights *w,
	                 int j, double steps);
};

extern const struct rn_cell_type rn_cell_elman, rn_cell_lstm, rn_cell_cifg,
	rn_cell_lnlstm, rn_cell_gru, rn_cell_slstm, rn_cell_mingru,
	rn_cell_minlstm, rn_cell_dtrnn, rn_cell_rhn, rn_cell_scrn, rn_cell_cwrnn,
	rn_cell_esn;
extern const struct rn_cell_type *const rn_cell_types[]; /* ends in NULL */

/* The options of all cells, each once, in the order of the table: number
 * `slot`, or NULL past the last.  Values are kept by slot. */
const struct rn_option *rn_cell_option(int slot);

/* Does a cell declare an option of that name? */
bool rn_cell_takes(const struct rn_cell_type *type, const char *name);

/* What was given for an option; n is 0 where nothing was. */
const struct rn_option_value *
rn_cell_given(const struct rn_option_value *given, const char *name);

/* The same, its first number, or `otherwise`. */
double rn_cell_number(const struct rn_option_value *given, const char *name,
                      double otherwise);

/* Lays out a cell of H units; given [RN_MAX_OPTION] by slot.  Returns NULL, or
 * what is wrong with the options. */
const char *rn_cell_plan(struct rn_cell *c, const struct rn_cell_type *type,
                         int H, const struct rn_option_value *given);

/* Parameters of the products. */
size_t rn_cell_n_weight(const struct rn_cell *c);

#endif

/*
 * network.h - layers put together: windows in, forecasts out.
 *
 * A network is its layers, an architecture that says how data flow through
 * them, and one flat vector of parameters, or several: the members of an
 * ensemble, which are alike in all else.  Where it runs is a struct rn_run:
 * activations, one for each worker.
 */
#ifndef RN_NETWORK_H
#define RN_NETWORK_H

#include "base/block.h"
#include "base/error.h"
#include "nn/around.h"
#include "nn/combine.h"
#include "nn/layer.h"

#include <stdbool.h>
#include <stddef.h>

#define RN_MAX_DEPTH 16    /* recurrent layers */
#define RN_MAX_WIDTH 4096  /* units of one */
#define RN_MAX_LAYER (10 * RN_MAX_DEPTH + 9)

/* The usual share of a decoder's steps that are fed with the truth: it learns
 * to forecast from its own forecasts, as it will have to. */
#define RN_FORCING 0

/* What decides the shape of a network. */
struct rn_network_spec {
	const struct rn_arch_type *arch; /* NULL: the chain */
	const struct rn_cell_type *cell;
	struct rn_option_value option[RN_MAX_OPTION]; /* the cell's own */
	int n_rnn;                /* recurrent layers */
	int width[RN_MAX_DEPTH];  /* units of each */
	double dropout;           /* after each recurrent layer */
	double drop_input;        /* one mask per sequence on the first input */
	bool variational;         /* one mask per sequence, on h_prev as well */
	bool untied;              /* variational masks for each gate */
	bool learns_start;        /* the first states are trained */
	bool every_step;          /* forecasts at every step, not the last alone */
	int n_class;              /* channel 0 is one of so many; 0: a number */
	int embedding;            /* numbers a class is made into; 0: one-hot */
	int n_series;             /* whose sequences there are */
	int series_embedding;     /* numbers that each has learnt; 0: none */
	int n_out;                /* rows that a window forecasts; 0: K */
	int n_ahead;              /* columns known ahead: the last channels */
	bool context_every;       /* a decoder always sees the encoder's end */
	const struct rn_attention_type *attention; /* NULL: none */
	double forcing;           /* share of a decoder's steps fed with the truth
	                             in training */
	int segment;              /* steps of a segment, where there are any */
	bool linear_skip;         /* adds a linear map of the inputs */
	int n_in;                 /* steps of a window, which that map knows */
	int memory;               /* the longest that chrono draws; 0: T */
	bool bidirectional;       /* each recurrent layer runs both ways */
	const struct rn_around *skip; /* round each; NULL: none */
	const struct rn_around *norm; /* after each; NULL: none */
	struct rn_option_value dilations; /* one of all, or one of each */
	struct rn_option_value conv; /* filters[, kernel[, stride]] before them */
	const struct rn_init_type *init;
	bool zero_output;         /* the last layer starts at zero, whatever init */
	int n_member;             /* networks that forecast together; 0: one */
	const struct rn_combine_type *by; /* how their outputs become one; NULL:
	                                     the first of the table */
};

struct rn_network {
	const struct rn_arch_type *arch;
	int D, K; /* input channels, outputs of a step */
	bool every_step;
	int n_out, n_ahead; /* as in the spec, as are the next two */
	bool context_every;
	double forcing;
	int segment;
	int n_encoder, decoder; /* layers [0, n_encoder) and [decoder, n_layer) */
	int n_layer;
	int n_beside; /* layers behind those that are no part of the flow */
	struct rn_layer layer[RN_MAX_LAYER]; /* parts of a layer behind it */
	size_t n_param;
	struct rn_block memory;
	int n_member;
	const struct rn_combine_type *by;
	rn_real *member[RN_MAX_MEMBER]; /* [n_member] of [n_param] */
	rn_real *param; /* the member that is trained, at rest the first */
};

#define RN_NETWORK_INIT { .n_layer = 0 }

/* Lays out the layers and counts the parameters, without memory for them.
 * Returns NULL, or which options do not go together. */
const char *rn_network_plan(struct rn_network *net,
                            const struct rn_network_spec *spec, int D, int K);

/* Memory for the parameters of the n_member members of a planned network, all
 * zero.  RN_ELIMIT. */
RN_MUST_CHECK
enum rn_status rn_network_alloc(struct rn_network *net, struct rn_error *err);

void rn_network_release(struct rn_network *net);

/* Draws all parameters of net->param, from seed alone.  After
 * rn_blas_start. */
void rn_network_start(struct rn_network *net, const struct rn_init_type *init,
                      uint64_t seed);

/* Are the layers the same, so that parameters of one fit the other? */
bool rn_network_same(const struct rn_network *a, const struct rn_network *b);

/* The parameter tensors as model files store them: view i, false past the
 * last. */
bool rn_network_tensor(const struct rn_network *net, int i,
                       struct rn_tensor_view *view);

/* The parameters as PyTorch counts them: two biases a gate. */
size_t rn_network_n_param_torch(const struct rn_network *net);

/* What a decoder is fed with and gives, where there is one. */
struct rn_decoder {
	rn_real *in, *din;      /* [n_out, B, width] */
	rn_real *yhat, *dyhat;  /* [B, K] the outputs of its steps, side by side */
	rn_real *dquery;        /* [n_out, B, H] */
	rn_real *forced;        /* [n_out] above 0 where it is fed with the truth */
};

/* Where a network runs. */
struct rn_run {
	const struct rn_network *net;
	bool training;
	int T, T_out; /* steps in, and those that there are outputs for */
	int B;        /* rows at most */
	struct rn_block memory;
	struct rn_tape *tape; /* [n_layer + n_beside] */
	struct rn_decoder decoder;
	struct rn_tape again; /* segment: of the recurrent layer, in the horizon */
};

#define RN_RUN_INIT { .net = NULL }

/* Memory for T steps of at most B rows.  RN_ELIMIT. */
RN_MUST_CHECK
enum rn_status rn_run_make(struct rn_run *run, const struct rn_network *net,
                           int T, int B, bool training, struct rn_error *err);

void rn_run_release(struct rn_run *run);

/* param [n_param], x [T, B, D]; returns yhat [T_out, B, K], valid until the
 * next pass of this run.  Begins without any state. */
const rn_real *rn_run_forward(struct rn_run *run, const rn_real *param,
                              const struct rn_pass *pass, const rn_real *x,
                              int B);

/* The same for the T steps that follow those of the pass before, of as many
 * rows: the state is carried over, and no gradient goes back there. */
const rn_real *rn_run_resume(struct rn_run *run, const rn_real *param,
                             const struct rn_pass *pass, const rn_real *x);

/* The outputs of the last step in yhat of a pass over B rows. */
const rn_real *rn_run_last(const struct rn_run *run, const rn_real *yhat,
                           int B);

/* Where to put dL/dyhat [T_out, B, K] of the pass before rn_run_backward. */
rn_real *rn_run_dyhat(struct rn_run *run);

/* After a forward pass of a training run: adds to grad [n_param]. */
void rn_run_backward(struct rn_run *run, const rn_real *param, rn_real *grad);

#endif

/*
 * arch.h - how data flow through the layers of a network.
 */
#ifndef RN_ARCH_H
#define RN_ARCH_H

#include "nn/network.h"

struct rn_arch_type {
	const char *name;  /* spelling in --arch */
	const char *title; /* one line for `rnnfc list archs` */
	/* NULL, or what it cannot do of the spec; itself NULL: it does all. */
	const char *(*fault)(const struct rn_network_spec *spec);
	/* Appends the layers.  Returns NULL, or what is wrong with the spec. */
	const char *(*build)(struct rn_network *net,
	                     const struct rn_network_spec *spec);
	/* Binds all tapes, and what else it needs, for run->T steps of B rows;
	 * sets run->T_out. */
	void (*bind)(struct rn_run *run, int B);
	/* As rn_run_forward and rn_run_backward. */
	const rn_real *(*forward)(struct rn_run *run, const rn_real *param,
	                          const struct rn_pass *pass, const rn_real *x);
	rn_real *(*dyhat)(struct rn_run *run);
	void (*backward)(struct rn_run *run, const rn_real *param,
	                 rn_real *grad);
};

extern const struct rn_arch_type rn_arch_chain, rn_arch_seq2seq,
	rn_arch_segment, rn_arch_none;
extern const struct rn_arch_type *const rn_arch_types[]; /* ends in NULL */

/* Appends a layer of that width in and out, without parameters yet. */
struct rn_layer *rn_network_append(struct rn_network *net,
                                   const struct rn_layer_type *type, int D,
                                   int H);

/* Gives a layer its parameters, behind those of the layers before. */
void rn_network_place(struct rn_network *net, struct rn_layer *l);

/* NULL, or what is wrong with the layers that the spec asks for, beside what
 * the cell itself says. */
const char *rn_stack_fault(const struct rn_network_spec *spec);

/* Appends the convolution of the spec, if any, for an input of `*width`
 * channels, which becomes the width of the output.  Returns NULL, or what is
 * wrong. */
const char *rn_conv_append(struct rn_network *net,
                           const struct rn_network_spec *spec, int *width);

/* Appends the layer that makes vectors of class numbers, where there are any,
 * for an input of `*width` channels, which becomes the width of the output. */
void rn_embed_append(struct rn_network *net,
                     const struct rn_network_spec *spec, int *width);

/* Appends the layer that tells series apart, where the spec asks for one, in
 * the same way. */
void rn_member_append(struct rn_network *net,
                      const struct rn_network_spec *spec, int *width);

/*
 * Appends the recurrent layers of the spec, with what lies between them, for
 * an input of `*width` channels, which becomes the width of the output.
 * last_only: the last of them hands on its last step alone.  Returns NULL, or
 * what is wrong.
 */
const char *rn_stack_append(struct rn_network *net,
                            const struct rn_network_spec *spec, int *width,
                            bool last_only);

/*
 * The layers [from, to) of a network as a chain; a layer with parts counts
 * them, too.  bind returns the steps that come out; forward runs the steps
 * [t0, t1) and returns the last layer's output.  backward wants the gradient
 * in the last layer's tape->dy and sets dx unless it is NULL.
 */
int rn_chain_bind(struct rn_run *run, int from, int to, int T, int B);
const rn_real *rn_chain_forward(struct rn_run *run, int from, int to,
                                const rn_real *param,
                                const struct rn_pass *pass, const rn_real *x,
                                int t0, int t1);
void rn_chain_backward(struct rn_run *run, int from, int to,
                       const rn_real *param, rn_real *grad, rn_real *dx,
                       int t0, int t1);

/* The last layer of a chain that is no part of another. */
int rn_chain_last(const struct rn_network *net, int from, int to);

#endif

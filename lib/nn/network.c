/*
 * network.c - building a chain of layers, and running it.
 */
#include "nn/network.h"

#include <string.h>

/* Appends a layer whose input is `D` wide. */
static struct rn_layer *append(struct rn_network *net,
                               const struct rn_layer_type *type, int D, int H)
{
	struct rn_layer *l = &net->layer[net->n_layer];

	*l = (struct rn_layer){ .type = type, .D = D, .H = H,
	                        .id = (uint32_t)net->n_layer };
	net->n_layer++;
	return l;
}

/* A layer's parameters follow those of the layer before it. */
static void place(struct rn_network *net, struct rn_layer *l)
{
	l->at = net->n_param;
	l->n_param = l->type->n_param(l);
	net->n_param += l->n_param;
}

static void build(struct rn_network *net, const struct rn_network_spec *spec)
{
	int width = net->D;

	for (int i = 0; i < spec->n_rnn; i++) {
		struct rn_layer *l = append(net, &rn_layer_recurrent, width,
		                            spec->width[i]);

		l->cell = spec->cell;
		l->index = i;
		l->last_only = i == spec->n_rnn - 1;
		l->drop_state = spec->variational ? spec->dropout : 0;
		place(net, l);
		width = spec->width[i];
		if (spec->dropout > 0) {
			l = append(net, &rn_layer_dropout, width, width);
			l->drop = spec->dropout;
			l->per_sequence = spec->variational;
			place(net, l);
		}
	}
	place(net, append(net, &rn_layer_linear, width, net->K));
}

void rn_network_plan(struct rn_network *net,
                     const struct rn_network_spec *spec, int D, int K)
{
	*net = (struct rn_network){ .D = D, .K = K };
	build(net, spec);
}

enum rn_status rn_network_alloc(struct rn_network *net, struct rn_error *err)
{
	rn_block_take(&net->memory, net->n_param);
	if (rn_block_alloc(&net->memory, err))
		return err->status;
	net->param = rn_block_take(&net->memory, net->n_param);
	return RN_OK;
}

void rn_network_release(struct rn_network *net)
{
	rn_block_release(&net->memory);
	*net = (struct rn_network)RN_NETWORK_INIT;
}

void rn_network_start(struct rn_network *net, const struct rn_init_type *init,
                      uint64_t seed)
{
	for (int i = 0; i < net->n_layer; i++) {
		const struct rn_layer *l = &net->layer[i];
		struct rn_rng rng;

		rn_rng_init(&rng, seed, RN_STREAM_INIT, l->id, 0);
		l->type->init(l, init, net->param + l->at, &rng);
	}
}

/* Layers without parameters may differ.  All recurrent layers of a network
 * have one cell, and the first layer is one of them. */
bool rn_network_same(const struct rn_network *a, const struct rn_network *b)
{
	struct rn_tensor_view va, vb;
	int i = 0;

	for (; rn_network_tensor(a, i, &va); i++)
		if (!rn_network_tensor(b, i, &vb) || strcmp(va.name, vb.name) != 0
		    || va.rows != vb.rows || va.cols != vb.cols
		    || va.n_zero != vb.n_zero)
			return false;
	return a->layer[0].cell == b->layer[0].cell
	       && !rn_network_tensor(b, i, &vb);
}

bool rn_network_tensor(const struct rn_network *net, int i,
                       struct rn_tensor_view *view)
{
	for (int k = 0; k < net->n_layer; k++) {
		const struct rn_layer *l = &net->layer[k];

		if (i < l->type->n_tensor) {
			l->type->tensor(l, i, view);
			return true;
		}
		i -= l->type->n_tensor;
	}
	return false;
}

size_t rn_network_n_param_torch(const struct rn_network *net)
{
	struct rn_tensor_view view;
	size_t n = 0;

	for (int i = 0; rn_network_tensor(net, i, &view); i++)
		n += (size_t)view.rows * (size_t)(view.cols ? view.cols : 1);
	return n;
}

/* Each tape's T is what the layer before it hands on. */
static void bind(struct rn_run *run, int T, int B)
{
	for (int i = 0; i < run->net->n_layer; i++) {
		rn_tape_bind(&run->tape[i], &run->net->layer[i], T, B,
		             run->training, &run->memory);
		T = run->tape[i].T_out;
	}
}

enum rn_status rn_run_make(struct rn_run *run, const struct rn_network *net,
                           int T, int B, bool training, struct rn_error *err)
{
	*run = (struct rn_run){ .net = net, .training = training };
	bind(run, T, B);
	if (rn_block_alloc(&run->memory, err))
		return err->status;
	bind(run, T, B);
	return RN_OK;
}

void rn_run_release(struct rn_run *run)
{
	rn_block_release(&run->memory);
	*run = (struct rn_run)RN_RUN_INIT;
}

const rn_real *rn_run_forward(struct rn_run *run, const rn_real *param,
                              const struct rn_pass *pass, const rn_real *x,
                              int B)
{
	for (int i = 0; i < run->net->n_layer; i++) {
		const struct rn_layer *l = &run->net->layer[i];
		struct rn_tape *tape = &run->tape[i];

		rn_tape_start(tape, l, B);
		tape->x = x;
		l->type->forward(l, tape, param + l->at, pass, 0, tape->T);
		x = tape->y;
	}
	return x;
}

rn_real *rn_run_dyhat(struct rn_run *run)
{
	return run->tape[run->net->n_layer - 1].dy;
}

void rn_run_backward(struct rn_run *run, const rn_real *param, rn_real *grad)
{
	for (int i = run->net->n_layer - 1; i >= 0; i--) {
		const struct rn_layer *l = &run->net->layer[i];
		struct rn_tape *tape = &run->tape[i];
		rn_real *dx = i > 0 ? run->tape[i - 1].dy : NULL;

		l->type->backward(l, tape, param + l->at, grad + l->at, dx, 0,
		                  tape->T);
	}
}

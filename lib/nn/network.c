/*
 * network.c - a network's parameters, and running it.
 */
#include "nn/network.h"

#include "nn/arch.h"
#include "nn/vec.h"

#include <stdlib.h>
#include <string.h>

/* Layers with those beside the flow. */
static int n_all(const struct rn_network *net)
{
	return net->n_layer + net->n_beside;
}

/* Behind all others, where no architecture looks for it. */
static void append_shortcut(struct rn_network *net,
                            const struct rn_network_spec *spec)
{
	struct rn_layer *l = rn_network_append(net, &rn_layer_shortcut, net->D,
	                                       net->K);

	l->last_only = !net->every_step;
	l->n_place = spec->n_in;
	rn_network_place(net, l);
	net->n_layer--;
	net->n_beside++;
}

const char *rn_network_plan(struct rn_network *net,
                            const struct rn_network_spec *spec, int D, int K)
{
	const char *fault;

	*net = (struct rn_network){
		.D = D, .K = K, .every_step = spec->every_step,
		.arch = spec->arch ? spec->arch : &rn_arch_chain,
		.n_out = spec->n_out ? spec->n_out : K, .n_ahead = spec->n_ahead,
		.context_every = spec->context_every, .forcing = spec->forcing,
		.segment = spec->segment,
		.n_member = spec->n_member ? spec->n_member : 1,
		.by = spec->by ? spec->by : rn_combine_types[0],
	};
	fault = net->arch->fault ? net->arch->fault(spec) : NULL;
	if (!fault)
		fault = net->arch->build(net, spec);
	if (!fault && net->n_layer > 0)
		net->layer[net->n_layer - 1].starts_zero = spec->zero_output;
	if (!fault && spec->linear_skip)
		append_shortcut(net, spec);
	return fault;
}

enum rn_status rn_network_alloc(struct rn_network *net, struct rn_error *err)
{
	for (int i = 0; i < net->n_member; i++)
		rn_block_take(&net->memory, net->n_param);
	if (rn_block_alloc(&net->memory, err))
		return err->status;
	for (int i = 0; i < net->n_member; i++)
		net->member[i] = rn_block_take(&net->memory, net->n_param);
	net->param = net->member[0];
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
	/* What an initialisation has no word on starts as zeros. */
	memset(net->param, 0, net->n_param * sizeof(*net->param));
	for (int i = 0; i < n_all(net); i++) {
		const struct rn_layer *l = &net->layer[i];
		struct rn_rng rng;

		rn_rng_init(&rng, seed, RN_STREAM_INIT, l->id, 0);
		if (l->type->init)
			l->type->init(l, init, net->param, &rng);
	}
}

/* Cells of the same kind, whose options mean the same. */
static bool same_cell(const struct rn_cell *a, const struct rn_cell *b)
{
	return a->type == b->type && a->mode == b->mode
	       && memcmp(a->number, b->number, sizeof(a->number)) == 0;
}

/* Layers without parameters may differ. */
bool rn_network_same(const struct rn_network *a, const struct rn_network *b)
{
	struct rn_tensor_view va, vb;
	int i = 0;

	for (; rn_network_tensor(a, i, &va); i++)
		if (!rn_network_tensor(b, i, &vb) || strcmp(va.name, vb.name) != 0
		    || va.rows != vb.rows || va.cols != vb.cols
		    || va.n_zero != vb.n_zero)
			return false;
	if (rn_network_tensor(b, i, &vb) || a->arch != b->arch)
		return false;
	for (int p = 0, q = 0;; p++, q++) {
		while (p < n_all(a) && a->layer[p].n_param == 0)
			p++;
		while (q < n_all(b) && b->layer[q].n_param == 0)
			q++;
		if (p == n_all(a) || q == n_all(b))
			return true;
		if (a->layer[p].type != b->layer[q].type
		    || !same_cell(&a->layer[p].cell, &b->layer[q].cell))
			return false;
	}
}

/* The i-th tensor of a layer, its name behind the layer's prefix. */
static void view_tensor(const struct rn_layer *l, int i,
                        struct rn_tensor_view *view)
{
	const size_t n = l->prefix ? strlen(l->prefix) : 0;

	l->type->tensor(l, i, view);
	if (n == 0)
		return;
	memmove(view->name + n, view->name, sizeof(view->name) - n);
	memcpy(view->name, l->prefix, n);
}

bool rn_network_tensor(const struct rn_network *net, int i,
                       struct rn_tensor_view *view)
{
	for (int k = 0; k < n_all(net); k++) {
		const struct rn_layer *l = &net->layer[k];
		const int n = l->type->n_tensor ? l->type->n_tensor(l) : 0;

		if (i < n) {
			view_tensor(l, i, view);
			return true;
		}
		i -= n;
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

static void bind(struct rn_run *run, int B)
{
	const struct rn_network *net = run->net;

	net->arch->bind(run, B);
	for (int i = net->n_layer; i < n_all(net); i++)
		rn_tape_bind(&run->tape[i], &net->layer[i], run->T, B, run->training,
		             &run->memory);
}

enum rn_status rn_run_make(struct rn_run *run, const struct rn_network *net,
                           int T, int B, bool training, struct rn_error *err)
{
	*run = (struct rn_run){ .net = net, .training = training, .T = T,
	                        .B = B };
	if (rn_alloc(&run->tape, (size_t)n_all(net), sizeof(*run->tape), err))
		return err->status;
	bind(run, B);
	if (rn_block_alloc(&run->memory, err))
		return err->status;
	bind(run, B);
	return RN_OK;
}

void rn_run_release(struct rn_run *run)
{
	rn_block_release(&run->memory);
	free(run->tape);
	*run = (struct rn_run)RN_RUN_INIT;
}

/* Outputs of a pass. */
static size_t n_yhat(const struct rn_run *run, int B)
{
	return (size_t)run->T_out * (size_t)B * (size_t)run->net->K;
}

/* Runs the architecture, and adds to its outputs those from beside it. */
static const rn_real *forward(struct rn_run *run, const rn_real *param,
                              const struct rn_pass *pass, const rn_real *x)
{
	const struct rn_network *net = run->net;
	const rn_real *yhat = net->arch->forward(run, param, pass, x);

	for (int i = net->n_layer; i < n_all(net); i++) {
		struct rn_tape *tape = &run->tape[i];

		tape->x = x;
		net->layer[i].type->forward(&net->layer[i], tape, param, pass, 0,
		                            run->T);
		rn_vec_add(tape->out, yhat, n_yhat(run, tape->B));
		yhat = tape->y;
	}
	return yhat;
}

/* The tapes of a layer's parts are its own to begin. */
const rn_real *rn_run_forward(struct rn_run *run, const rn_real *param,
                              const struct rn_pass *pass, const rn_real *x,
                              int B)
{
	for (int i = 0; i < n_all(run->net); i++) {
		rn_tape_start(&run->tape[i], &run->net->layer[i], B);
		i += run->net->layer[i].n_inside;
	}
	return forward(run, param, pass, x);
}

const rn_real *rn_run_resume(struct rn_run *run, const rn_real *param,
                             const struct rn_pass *pass, const rn_real *x)
{
	for (int i = 0; i < n_all(run->net); i++) {
		rn_tape_carry(&run->tape[i], &run->net->layer[i]);
		i += run->net->layer[i].n_inside;
	}
	return forward(run, param, pass, x);
}

const rn_real *rn_run_last(const struct rn_run *run, const rn_real *yhat,
                           int B)
{
	return yhat + (size_t)(run->T_out - 1) * (size_t)B * (size_t)run->net->K;
}

rn_real *rn_run_dyhat(struct rn_run *run)
{
	return run->net->arch->dyhat(run);
}

void rn_run_backward(struct rn_run *run, const rn_real *param, rn_real *grad)
{
	const struct rn_network *net = run->net;

	for (int i = net->n_layer; i < n_all(net); i++) {
		struct rn_tape *tape = &run->tape[i];

		memcpy(tape->dy, net->arch->dyhat(run),
		       n_yhat(run, tape->B) * sizeof(rn_real));
		net->layer[i].type->backward(&net->layer[i], tape, param, grad, NULL,
		                             0, run->T);
	}
	net->arch->backward(run, param, grad);
}

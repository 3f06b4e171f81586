/*
 * arch.c - the table of architectures, and what they are put together from.
 */
#include "nn/arch.h"

const struct rn_arch_type *const rn_arch_types[] = {
	&rn_arch_chain,
	&rn_arch_seq2seq,
	NULL
};

struct rn_layer *rn_network_append(struct rn_network *net,
                                   const struct rn_layer_type *type, int D,
                                   int H)
{
	struct rn_layer *l = &net->layer[net->n_layer];

	*l = (struct rn_layer){ .type = type, .D = D, .H = H,
	                        .id = (uint32_t)net->n_layer };
	net->n_layer++;
	return l;
}

void rn_network_place(struct rn_network *net, struct rn_layer *l)
{
	l->at = net->n_param;
	l->n_param = l->type->n_param(l);
	net->n_param += l->n_param;
}

/* One recurrent layer; index counts them. */
static const char *append_recurrent(struct rn_network *net,
                                    const struct rn_network_spec *spec,
                                    int index, int D, bool last_only)
{
	struct rn_layer *l = rn_network_append(net, &rn_layer_recurrent, D, 0);
	const char *fault = rn_cell_plan(&l->cell, spec->cell,
	                                 spec->width[index], spec->option);

	l->H = l->cell.width;
	l->index = index;
	l->last_only = last_only;
	l->drop_state = spec->variational ? spec->dropout : 0;
	l->drop_input = index == 0 ? spec->drop_input : 0;
	l->is_untied = spec->untied;
	l->learns_start = spec->learns_start;
	l->memory = spec->memory;
	rn_network_place(net, l);
	l->n_fixed = spec->cell->is_fixed ? l->n_param : 0;
	return fault;
}

static void append_dropout(struct rn_network *net,
                           const struct rn_network_spec *spec, int width)
{
	struct rn_layer *l;

	if (spec->dropout <= 0)
		return;
	l = rn_network_append(net, &rn_layer_dropout, width, width);
	l->drop = spec->dropout;
	l->per_sequence = spec->variational;
	rn_network_place(net, l);
}

const char *rn_stack_append(struct rn_network *net,
                            const struct rn_network_spec *spec, int *width,
                            bool last_only)
{
	for (int i = 0; i < spec->n_rnn; i++) {
		const int at = net->n_layer;
		const char *fault = append_recurrent(net, spec, i, *width,
		                                     last_only
		                                     && i == spec->n_rnn - 1);

		if (fault)
			return fault;
		*width = net->layer[at].H;
		append_dropout(net, spec, *width);
	}
	return NULL;
}

static int next(const struct rn_network *net, int i)
{
	return i + 1 + net->layer[i].n_inside;
}

int rn_chain_last(const struct rn_network *net, int from, int to)
{
	int last = from;

	for (int i = from; i < to; i = next(net, i))
		last = i;
	return last;
}

/* Each tape's T is what the layer before it hands on. */
int rn_chain_bind(struct rn_run *run, int from, int to, int T, int B)
{
	for (int i = from; i < to; i = next(run->net, i)) {
		rn_tape_bind(&run->tape[i], &run->net->layer[i], T, B,
		             run->training, &run->memory);
		T = run->tape[i].T_out;
	}
	return T;
}

const rn_real *rn_chain_forward(struct rn_run *run, int from, int to,
                                const rn_real *param,
                                const struct rn_pass *pass, const rn_real *x,
                                int t0, int t1)
{
	for (int i = from; i < to; i = next(run->net, i)) {
		const struct rn_layer *l = &run->net->layer[i];
		struct rn_tape *tape = &run->tape[i];
		const bool is_whole = t0 == 0 && t1 >= tape->T;

		tape->x = x;
		l->type->forward(l, tape, param, pass, t0, t1);
		x = tape->y;
		/* What hands on other steps than it took runs in one piece. */
		if (is_whole)
			t1 = tape->T_out;
	}
	return x;
}

void rn_chain_backward(struct rn_run *run, int from, int to,
                       const rn_real *param, rn_real *grad, rn_real *dx,
                       int t0, int t1)
{
	for (int i = rn_chain_last(run->net, from, to); i >= from;) {
		const struct rn_layer *l = &run->net->layer[i];
		struct rn_tape *tape = &run->tape[i];
		const int before = rn_chain_last(run->net, from, i);
		const bool is_whole = t0 == 0 && t1 >= tape->T_out;
		rn_real *to_dx = i > from ? run->tape[before].dy : dx;

		if (is_whole)
			t1 = tape->T;
		l->type->backward(l, tape, param, grad, to_dx, t0, t1);
		i = i > from ? before : -1;
	}
}

/*
 * arch.c - the table of architectures, and what they are put together from.
 */
#include "nn/arch.h"

#include <limits.h>

const struct rn_arch_type *const rn_arch_types[] = {
	&rn_arch_chain,
	&rn_arch_seq2seq,
	&rn_arch_segment,
	&rn_arch_none,
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

/* Appends a layer that holds those that follow, up to close_around. */
static struct rn_layer *open_around(struct rn_network *net,
                                    const struct rn_layer_type *type,
                                    int index, int D, int H, bool last_only)
{
	struct rn_layer *l = rn_network_append(net, type, D, H);

	l->index = index;
	l->last_only = last_only;
	rn_network_place(net, l);
	return l;
}

static void close_around(const struct rn_network *net, struct rn_layer *l)
{
	l->n_inside = (int)(&net->layer[net->n_layer] - l) - 1;
}

/* One recurrent layer; index counts them. */
static struct rn_layer *append_recurrent(struct rn_network *net,
                                         const struct rn_network_spec *spec,
                                         const struct rn_cell *cell, int index,
                                         int D, bool last_only)
{
	struct rn_layer *l = rn_network_append(net, &rn_layer_recurrent, D,
	                                       cell->width);

	l->cell = *cell;
	l->index = index;
	l->last_only = last_only;
	l->drop_state = spec->variational ? spec->dropout : 0;
	l->drop_input = index == 0 ? spec->drop_input : 0;
	l->is_untied = spec->untied;
	l->learns_start = spec->learns_start;
	l->memory = spec->memory;
	rn_network_place(net, l);
	l->n_fixed = spec->cell->is_fixed ? l->n_param : 0;
	return l;
}

static int dilation_of(const struct rn_network_spec *spec, int index)
{
	const struct rn_option_value *given = &spec->dilations;

	return given->n > 0 ? (int)given->x[given->n > 1 ? index : 0] : 1;
}

/* One, on every step or on every dilation-th. */
static void append_direction(struct rn_network *net,
                             const struct rn_network_spec *spec,
                             const struct rn_cell *cell, int index, int D,
                             bool last_only, bool is_reverse)
{
	const int dilation = dilation_of(spec, index);
	struct rn_layer *around = NULL;

	if (dilation > 1) {
		around = open_around(net, &rn_layer_dilated, index, D, cell->width,
		                     last_only);
		around->dilation = dilation;
	}
	append_recurrent(net, spec, cell, index, D, last_only)->is_reverse
		= is_reverse;
	if (around)
		close_around(net, around);
}

static void append_directions(struct rn_network *net,
                              const struct rn_network_spec *spec,
                              const struct rn_cell *cell, int index, int D,
                              bool last_only)
{
	struct rn_layer *both;

	if (!spec->bidirectional) {
		append_direction(net, spec, cell, index, D, last_only, false);
		return;
	}
	both = open_around(net, &rn_layer_bidirectional, index, D,
	                   2 * cell->width, last_only);
	append_direction(net, spec, cell, index, D, last_only, false);
	append_direction(net, spec, cell, index, D, last_only, true);
	close_around(net, both);
}

static void append_norm(struct rn_network *net,
                        const struct rn_network_spec *spec, int index,
                        int width)
{
	struct rn_layer *l;

	if (!spec->norm || !spec->norm->type)
		return;
	l = rn_network_append(net, spec->norm->type, width, width);
	l->index = index;
	rn_network_place(net, l);
	/* What it adapts are the last two of its vectors. */
	l->n_fixed = l->type->adapts ? 2 * (size_t)width : 0;
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

/* A recurrent layer, its normalisation and dropout, and the way round them
 * where it hands on as many columns as it takes. */
static const char *append_block(struct rn_network *net,
                                const struct rn_network_spec *spec, int index,
                                int *width, bool last_only)
{
	struct rn_layer *around = NULL;
	struct rn_cell cell;
	const char *fault = rn_cell_plan(&cell, spec->cell, spec->width[index],
	                                 spec->option);
	const int D = *width;

	if (fault)
		return fault;
	*width = cell.width * (spec->bidirectional ? 2 : 1);
	if (spec->skip && spec->skip->type && *width == D)
		around = open_around(net, spec->skip->type, index, D, D, last_only);
	append_directions(net, spec, &cell, index, D, last_only);
	append_norm(net, spec, index, *width);
	append_dropout(net, spec, *width);
	if (around)
		close_around(net, around);
	return NULL;
}

const char *rn_stack_fault(const struct rn_network_spec *spec)
{
	if (spec->dilations.n > 1 && spec->dilations.n != spec->n_rnn)
		return "--dilations: give one for all layers, or one for each";
	if (spec->conv.n > 3)
		return "--conv: there is nothing behind filters, kernel and stride";
	if (spec->every_step && spec->bidirectional)
		return "--bidirectional: an output at a step would have seen the "
		       "steps after it";
	if (spec->every_step && spec->conv.n > 2 && spec->conv.x[2] > 1)
		return "--conv: with a stride there is no output at every step";
	return NULL;
}

const char *rn_conv_append(struct rn_network *net,
                           const struct rn_network_spec *spec, int *width)
{
	const struct rn_option_value *given = &spec->conv;
	struct rn_layer *l;

	if (given->n == 0)
		return NULL;
	l = rn_network_append(net, &rn_layer_conv, *width, (int)given->x[0]);
	l->kernel = given->n > 1 ? (int)given->x[1] : 5;
	if (*width > INT_MAX / l->kernel)
		return "--conv: its kernel sees too many numbers at a time";
	l->stride = given->n > 2 ? (int)given->x[2] : 1;
	rn_network_place(net, l);
	*width = l->H;
	return NULL;
}

void rn_embed_append(struct rn_network *net,
                     const struct rn_network_spec *spec, int *width)
{
	struct rn_layer *l;
	int H;

	if (spec->n_class == 0)
		return;
	H = *width - 1 + (spec->embedding ? spec->embedding : spec->n_class);
	l = rn_network_append(net, &rn_layer_embed, *width, H);
	l->n_class = spec->n_class;
	l->is_one_hot = spec->embedding == 0;
	rn_network_place(net, l);
	*width = H;
}

void rn_member_append(struct rn_network *net,
                      const struct rn_network_spec *spec, int *width)
{
	struct rn_layer *l;

	if (spec->series_embedding == 0)
		return;
	l = rn_network_append(net, &rn_layer_member, *width,
	                      *width + spec->series_embedding);
	l->n_series = spec->n_series;
	l->vector = spec->series_embedding;
	rn_network_place(net, l);
	*width = l->H;
}

const char *rn_stack_append(struct rn_network *net,
                            const struct rn_network_spec *spec, int *width,
                            bool last_only)
{
	const char *fault = rn_stack_fault(spec);

	for (int i = 0; !fault && i < spec->n_rnn; i++)
		fault = append_block(net, spec, i, width, last_only
		                     && i == spec->n_rnn - 1);
	return fault;
}

int rn_chain_last(const struct rn_network *net, int from, int to)
{
	return from + rn_layers_last(&net->layer[from], to - from);
}

int rn_chain_bind(struct rn_run *run, int from, int to, int T, int B)
{
	return rn_layers_bind(&run->tape[from], &run->net->layer[from], to - from,
	                      T, B, run->training, &run->memory);
}

const rn_real *rn_chain_forward(struct rn_run *run, int from, int to,
                                const rn_real *param,
                                const struct rn_pass *pass, const rn_real *x,
                                int t0, int t1)
{
	return rn_layers_forward(&run->tape[from], &run->net->layer[from],
	                         to - from, param, pass, x, t0, t1);
}

void rn_chain_backward(struct rn_run *run, int from, int to,
                       const rn_real *param, rn_real *grad, rn_real *dx,
                       int t0, int t1)
{
	rn_layers_backward(&run->tape[from], &run->net->layer[from], to - from,
	                   param, grad, dx, t0, t1);
}

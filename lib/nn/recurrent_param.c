/*
 * recurrent_param.c - the parameters of a recurrent layer: where they are, how
 * they start, and as which tensors they are stored.
 */
#include "nn/recurrent.h"

#include <stdio.h>

static size_t state_width(const struct rn_cell *c)
{
	size_t n = 0;

	for (int k = 0; k < c->n_state; k++)
		n += (size_t)c->state[k];
	return n;
}

struct rn_recurrent_parts rn_recurrent_parts(const struct rn_layer *l)
{
	const struct rn_cell *c = &l->cell;
	struct rn_recurrent_parts p;

	p.U = (size_t)l->D * (size_t)c->n_in;
	p.bias = p.U + rn_cell_n_weight(c);
	p.extra = p.bias + (size_t)c->n_gate;
	p.start = p.extra + (size_t)c->n_extra;
	p.end = p.start + (l->learns_start ? state_width(c) : 0);
	return p;
}

size_t rn_recurrent_n_param(const struct rn_layer *l)
{
	return rn_recurrent_parts(l).end;
}

/* Masks of one kind: one, or one a gate. */
int rn_recurrent_n_mask(const struct rn_layer *l)
{
	return l->is_untied && l->cell.n_in % l->cell.H == 0
	       ? l->cell.n_in / l->cell.H : 1;
}

/* The columns that x W fills, or a product before this one did. */
static bool is_written(const struct rn_cell *c, int k)
{
	if (!c->has_rec && c->product[k].to < c->n_in)
		return true;
	for (int i = 0; i < k; i++)
		if (c->product[i].to == c->product[k].to)
			return true;
	return false;
}

static void add_product(struct rn_pieces *all, const struct rn_layer *l, int k,
                        size_t at)
{
	const struct rn_cell_product *p = &l->cell.product[k];
	const int n_gate = l->is_untied && p->cols > l->cell.H
	                   ? p->cols / l->cell.H : 1;
	const int cols = p->cols / n_gate;

	for (int g = 0; g < n_gate; g++)
		all->piece[all->n++] = (struct rn_piece){
			.stage = p->stage, .operand = p->operand, .from = p->from,
			.rows = p->rows, .to = p->to + g * cols, .cols = cols,
			.every = p->every,
			.mask = (p->to + g * cols) / l->cell.H % rn_recurrent_n_mask(l),
			.at = at + (size_t)(g * cols), .ld = p->cols,
			.is_fresh = !is_written(&l->cell, k),
		};
}

void rn_recurrent_pieces(struct rn_pieces *all, const struct rn_layer *l)
{
	size_t at = rn_recurrent_parts(l).U;

	all->n = 0;
	for (int k = 0; k < l->cell.n_product; k++) {
		add_product(all, l, k, at);
		at += (size_t)l->cell.product[k].rows
		      * (size_t)l->cell.product[k].cols;
	}
}

/* A block of recurrent weights: whole gates, or a part of one. */
static void init_product(const struct rn_init_type *init,
                         const struct rn_cell *c, int k, rn_real *w,
                         struct rn_rng *rng)
{
	const int rows = c->product[k].rows, cols = c->product[k].cols;

	if (rows == c->H && cols % rows == 0)
		init->recurrent(w, cols / rows, rows, rng);
	else
		init->input(w, rows, cols, c->H, rng);
}

void rn_recurrent_init(const struct rn_layer *l,
                           const struct rn_init_type *init, rn_real *w,
                           struct rn_rng *rng)
{
	const struct rn_recurrent_parts p = rn_recurrent_parts(l);
	const struct rn_cell *c = &l->cell;
	const int forget = c->type->forget_gate;
	const double more = l->memory > 2 ? l->memory - 2 : 0;
	struct rn_cell_weights u;
	rn_real *U;

	w += l->at;
	u = (struct rn_cell_weights){ l->D, w, w + p.U, w + p.bias, w + p.extra };
	U = u.U;
	init->input(w, l->D, c->n_in, c->H, rng);
	/* A fixed cell draws its own. */
	for (int k = 0; k < c->n_product && !c->type->is_fixed; k++) {
		init_product(init, c, k, U, rng);
		U += c->product[k].rows * c->product[k].cols;
	}
	if (init->bias)
		init->bias(u.bias, (int)(p.start - p.bias), c->H, rng);
	for (int j = 0; forget >= 0 && j < c->H; j++)
		u.bias[forget * c->H + j] += (rn_real)init->forget_bias;
	if (c->type->start)
		c->type->start(c, &u, rng);
	for (int j = 0; init->draws_memory && c->type->remember && j < c->H; j++)
		c->type->remember(c, &u, j, 2 + more * rn_rng_uniform(rng));
}

static int has_bias_hh(const struct rn_cell *c)
{
	return c->type->is_torch || c->rec_bias_gate >= 0;
}

/* Extra numbers that are not PyTorch's second bias. */
static int n_other(const struct rn_cell *c)
{
	return c->n_extra - (c->rec_bias_gate >= 0 ? c->H : 0);
}

int rn_recurrent_n_tensor(const struct rn_layer *l)
{
	const struct rn_cell *c = &l->cell;

	return 2 + c->n_product + has_bias_hh(c) + (n_other(c) > 0)
	       + l->learns_start;
}

static void view_matrix(struct rn_tensor_view *view, size_t at, int rows,
                        int cols)
{
	view->rows = cols;
	view->cols = rows;
	view->at += at;
	view->n = (size_t)rows * (size_t)cols;
}

static void view_vector(struct rn_tensor_view *view, size_t at, int n)
{
	view->rows = n;
	view->at += at;
	view->n = (size_t)n;
}

/* PyTorch's second bias is zeros but for the gate that has one of its own. */
static void view_bias_hh(struct rn_tensor_view *view, const struct rn_cell *c,
                         size_t extra)
{
	const int own = c->rec_bias_gate;

	view->rows = c->n_gate;
	view->at += extra;
	view->n_zero = (size_t)(own < 0 ? c->n_gate : own * c->H);
	view->n = own < 0 ? 0 : (size_t)c->H;
}

/* In PyTorch's order and under its names where it has them. */
void rn_recurrent_tensor(const struct rn_layer *l, int i,
                             struct rn_tensor_view *view)
{
	const struct rn_cell *c = &l->cell;
	const struct rn_recurrent_parts p = rn_recurrent_parts(l);
	const int n_bias = 1 + has_bias_hh(c), n_weight = 1 + c->n_product;
	const char *name = "weight_hh";
	char numbered[24];

	*view = (struct rn_tensor_view){ .at = l->at };
	if (i == 0) {
		name = "weight_ih";
		view_matrix(view, 0, l->D, c->n_in);
	} else if (i < n_weight) {
		size_t at = p.U;

		for (int k = 0; k < i - 1; k++)
			at += (size_t)c->product[k].rows * (size_t)c->product[k].cols;
		snprintf(numbered, sizeof(numbered), "weight_hh%d", i - 1);
		if (i > 1)
			name = numbered;
		view_matrix(view, at, c->product[i - 1].rows,
		            c->product[i - 1].cols);
	} else if (i == n_weight) {
		name = "bias_ih";
		view_vector(view, p.bias, c->n_gate);
	} else if (i < n_weight + n_bias) {
		name = "bias_hh";
		view_bias_hh(view, c, p.extra);
	} else if (i == n_weight + n_bias && n_other(c) > 0) {
		name = "extra";
		view_vector(view, p.start - (size_t)n_other(c), n_other(c));
	} else {
		name = "start";
		view_vector(view, p.start, (int)(p.end - p.start));
	}
	snprintf(view->name, sizeof(view->name), "rnn.%d.%s_l0%s", l->index, name,
	         l->is_reverse ? "_reverse" : "");
}


/*
 * cell.c - the table of recurrent cells, and what their shapes follow from.
 */
#include "nn/cell.h"

#include <stddef.h>
#include <string.h>

const struct rn_cell_type *const rn_cell_types[] = {
	&rn_cell_cifg,
	&rn_cell_elman,
	&rn_cell_gru,
	&rn_cell_lnlstm,
	&rn_cell_lstm,
	&rn_cell_mingru,
	&rn_cell_minlstm,
	&rn_cell_slstm,
	NULL
};

static const struct rn_option *find(const struct rn_cell_type *type,
                                    const char *name)
{
	const struct rn_option *o = type->option;

	while (o && o->name && strcmp(o->name, name) != 0)
		o++;
	return o && o->name ? o : NULL;
}

bool rn_cell_takes(const struct rn_cell_type *type, const char *name)
{
	return find(type, name) != NULL;
}

/* Did a cell before the i-th declare the option? */
static bool is_repeated(int i, const char *name)
{
	while (--i >= 0)
		if (find(rn_cell_types[i], name))
			return true;
	return false;
}

const struct rn_option *rn_cell_option(int slot)
{
	for (int i = 0; rn_cell_types[i]; i++) {
		const struct rn_option *o = rn_cell_types[i]->option;

		for (; o && o->name; o++)
			if (!is_repeated(i, o->name) && slot-- == 0)
				return o;
	}
	return NULL;
}

const struct rn_option_value *
rn_cell_given(const struct rn_option_value *given, const char *name)
{
	static const struct rn_option_value none = { .n = 0 };
	const struct rn_option *o;

	for (int slot = 0; (o = rn_cell_option(slot)); slot++)
		if (strcmp(o->name, name) == 0)
			return &given[slot];
	return &none;
}

double rn_cell_number(const struct rn_option_value *given, const char *name,
                      double otherwise)
{
	const struct rn_option_value *value = rn_cell_given(given, name);

	return value->n > 0 ? value->x[0] : otherwise;
}

const char *rn_cell_plan(struct rn_cell *c, const struct rn_cell_type *type,
                         int H, const struct rn_option_value *given)
{
	*c = (struct rn_cell){
		.type = type,
		.H = H,
		.width = H,
		.n_in = type->n_gate * H,
		.n_gate = type->n_gate * H,
		.n_state = type->n_state,
		.n_extra = type->n_extra * H,
		.has_rec = type->has_rec,
		.rec_bias_gate = type->rec_bias_gate,
		.n_stage = 1,
		.n_product = 1,
		.product[0] = { .rows = H, .cols = type->n_gate * H },
	};
	for (int k = 0; k < type->n_state; k++)
		c->state[k] = H;
	return type->plan ? type->plan(c, given) : NULL;
}

size_t rn_cell_n_weight(const struct rn_cell *c)
{
	size_t n = 0;

	for (int k = 0; k < c->n_product; k++)
		n += (size_t)c->product[k].rows * (size_t)c->product[k].cols;
	return n;
}

/*
 * list_cell.c - what a cell needs and takes: counted from its plan, as the
 * network does it, and from the options that it declares.
 */
#include "list.h"

#include <stdio.h>

/* The layer that is counted: one input, and the units of the first layer of
 * the default network. */
enum { N_INPUT = 1, N_UNIT = 50 };

static struct rn_cell plan(const struct rn_cell_type *type)
{
	static const struct rn_option_value given[RN_MAX_OPTION];
	struct rn_cell cell;

	/* A cell works without its options. */
	(void)rn_cell_plan(&cell, type, N_UNIT, given);
	return cell;
}

static size_t count_parameters(const struct rn_cell *c)
{
	return (size_t)N_INPUT * (size_t)c->n_in + rn_cell_n_weight(c)
	       + (size_t)c->n_gate + (size_t)c->n_extra;
}

static int count_state(const struct rn_cell *c)
{
	int n = 0;

	for (int k = 0; k < c->n_state; k++)
		n += c->state[k];
	return n;
}

/* What an option takes, as "; 1 to 10"; nothing of a flag. */
static void print_range(const struct rn_option *o)
{
	if (o->kind == RN_OPTION_INT || o->kind == RN_OPTION_REAL)
		printf("; %.10g to %.10g", o->min, o->max);
	else if (o->kind == RN_OPTION_LIST)
		printf("; up to %d, each %.10g to %.10g", RN_MAX_LIST, o->min, o->max);
	for (int i = 0; i < 4 && o->word[i]; i++)
		printf("%s%s", i > 0 ? ", " : o->kind == RN_OPTION_REAL ? " or "
		       : ": ", o->word[i]);
}

static void print_option(const struct rn_option *o)
{
	struct rn_spec_field f;
	const char *argument = rn_spec_find(o->name, &f) ? rn_spec_argument(&f)
	                       : NULL;

	printf("%-16s   --%s%s%s  %s", "", o->name, argument ? " " : "",
	       argument ? argument : "", o->help);
	print_range(o);
	putchar('\n');
}

void list_print_cell(const void *type)
{
	const struct rn_cell_type *t = type;
	const struct rn_cell c = plan(t);

	printf("%-16s   %d units on %d input: %zu %s, %d numbers of state\n", "",
	       N_UNIT, N_INPUT, count_parameters(&c),
	       t->is_fixed ? "weights that are drawn and stay" : "parameters",
	       count_state(&c));
	for (const struct rn_option *o = t->option; o && o->name; o++)
		print_option(o);
}

static json_t *json_option(const struct rn_option *o)
{
	json_t *item = json_pack("{s:s,s:s}", "name", o->name, "help", o->help);
	json_t *words = json_array();

	for (int i = 0; i < 4 && o->word[i]; i++)
		json_array_append_new(words, json_string(o->word[i]));
	if (o->kind == RN_OPTION_FLAG || o->kind == RN_OPTION_WORD) {
		json_object_set_new(item, "flag",
		                    json_boolean(o->kind == RN_OPTION_FLAG));
	} else {
		json_object_set_new(item, "min", json_real(o->min));
		json_object_set_new(item, "max", json_real(o->max));
		json_object_set_new(item, "list",
		                    json_boolean(o->kind == RN_OPTION_LIST));
	}
	json_object_set_new(item, "words", words);
	return item;
}

void list_add_cell(json_t *item, const void *type)
{
	const struct rn_cell_type *t = type;
	const struct rn_cell c = plan(t);
	json_t *options = json_array(), *states = json_array();

	for (int k = 0; k < c.n_state; k++)
		json_array_append_new(states, json_integer(c.state[k]));
	for (const struct rn_option *o = t->option; o && o->name; o++)
		json_array_append_new(options, json_option(o));
	json_object_set_new(item, "inputs", json_integer(N_INPUT));
	json_object_set_new(item, "units", json_integer(N_UNIT));
	json_object_set_new(item, "parameters",
	                    json_integer((json_int_t)count_parameters(&c)));
	json_object_set_new(item, "trained", json_boolean(!t->is_fixed));
	json_object_set_new(item, "states", states);
	json_object_set_new(item, "options", options);
}

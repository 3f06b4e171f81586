/*
 * list.c - rnnfc list: the registered variants, from the tables that the
 * program itself uses.
 */
#include "list.h"
#include "opt.h"

#include <string.h>

/* A type begins with name and title; some say more. */
struct listing {
	const char *name;
	const void *const *table;
	/* The equation and the source of a type, or NULL. */
	const char *(*equation)(const void *type);
	const char *(*source)(const void *type);
	/* What else there is to say, in lines and as keys; or NULL. */
	void (*print)(const void *type);
	void (*add)(json_t *item, const void *type);
};

static const char *cell_equation(const void *type)
{
	return ((const struct rn_cell_type *)type)->equation;
}

static const char *cell_source(const void *type)
{
	return ((const struct rn_cell_type *)type)->source;
}

static const char *attention_equation(const void *type)
{
	return ((const struct rn_attention_type *)type)->equation;
}

static const char *attention_source(const void *type)
{
	return ((const struct rn_attention_type *)type)->source;
}

static const char *loss_equation(const void *type)
{
	return ((const struct rn_loss_type *)type)->equation;
}

static const char *optim_equation(const void *type)
{
	return ((const struct rn_optim_type *)type)->equation;
}

static const char *metric_equation(const void *type)
{
	return ((const struct rn_metric_type *)type)->equation;
}

#define TABLE(types) (const void *const *)(types)

static const struct listing listings[] = {
	{ .name = "cells", .table = TABLE(rn_cell_types),
	  .equation = cell_equation, .source = cell_source,
	  .print = list_print_cell, .add = list_add_cell },
	{ .name = "archs", .table = TABLE(rn_arch_types) },
	{ .name = "attentions", .table = TABLE(rn_attention_types),
	  .equation = attention_equation, .source = attention_source },
	{ .name = "skips", .table = TABLE(rn_skip_types) },
	{ .name = "norms", .table = TABLE(rn_norm_types) },
	{ .name = "losses", .table = TABLE(rn_loss_types),
	  .equation = loss_equation },
	{ .name = "optimizers", .table = TABLE(rn_optim_types),
	  .equation = optim_equation },
	{ .name = "schedules", .table = TABLE(rn_schedule_types) },
	{ .name = "inits", .table = TABLE(rn_init_types) },
	{ .name = "combinations", .table = TABLE(rn_combine_types) },
	{ .name = "scalers", .table = TABLE(rn_scaler_types) },
	{ .name = "windownorms", .table = TABLE(rn_level_types) },
	{ .name = "bases", .table = TABLE(rn_base_types) },
	{ .name = "missing", .table = TABLE(rn_missing_types) },
	{ .name = "calendar", .table = TABLE(rn_phase_types) },
	{ .name = "baselines", .table = TABLE(rn_baseline_types) },
	{ .name = "guesses", .table = TABLE(rn_guess_types) },
	{ .name = "intervals", .table = TABLE(rn_interval_types) },
	{ .name = "metrics", .table = TABLE(rn_metric_types),
	  .equation = metric_equation },
	{ .name = "presets", .table = TABLE(rn_presets) },
};

enum { N_LISTING = sizeof(listings) / sizeof(listings[0]) };

static void print_table(const struct listing *l, bool verbose)
{
	for (int i = 0; l->table[i]; i++) {
		const struct rn_named *type = l->table[i];

		printf("%-16s %s\n", type->name, type->title);
		if (verbose && l->equation)
			printf("%-16s   %s\n", "", l->equation(type));
		if (verbose && l->source)
			printf("%-16s   %s\n", "", l->source(type));
		if (verbose && l->print)
			l->print(type);
	}
}

static json_t *json_table(const struct listing *l)
{
	json_t *list = json_array();

	for (int i = 0; l->table[i]; i++) {
		const struct rn_named *type = l->table[i];
		json_t *item = json_pack("{s:s,s:s}", "name", type->name, "title",
		                         type->title);

		if (l->equation)
			json_object_set_new(item, "equation",
			                    json_string(l->equation(type)));
		if (l->source)
			json_object_set_new(item, "source",
			                    json_string(l->source(type)));
		if (l->add)
			l->add(item, type);
		json_array_append_new(list, item);
	}
	return json_pack("{s:o}", l->name, list);
}

static int unknown(const struct ui *ui, const char *word)
{
	char names[200] = "", shown[RN_SHOWN];

	for (int i = 0; i < N_LISTING; i++) {
		const size_t at = strlen(names);

		snprintf(names + at, sizeof(names) - at, "%s%s", i ? ", " : "",
		         listings[i].name);
	}
	if (!word)
		return ui_misuse(ui, "say what to list: %s", names);
	return ui_misuse(ui, "\"%s\" is not one of %s",
	                 rn_show(shown, word, strlen(word)), names);
}

static int list(const struct cmd *self, struct ui *ui, int argc, char **argv)
{
	const struct opt opts[] = { OPT_JSON(ui), OPT_QUIET(ui), OPT_VERBOSE(ui),
	                            OPT_COLOR(ui), OPT_END };
	struct opt_set set = { .own = opts };
	struct rn_error err;
	int status;

	if (!opt_parse(self, ui, &set, &argc, argv, &status))
		return status;
	if (argc != 2)
		return unknown(ui, NULL);
	for (int i = 0; i < N_LISTING; i++) {
		if (strcmp(listings[i].name, argv[1]) != 0)
			continue;
		if (!ui->json)
			print_table(&listings[i], ui->verbose);
		else if (ui_print_json(json_table(&listings[i]), &err))
			return ui_fail(ui, &err);
		return RN_OK;
	}
	return unknown(ui, argv[1]);
}

const struct cmd cmd_list = {
	.name = "list",
	.operands = "cells|losses|optimizers|...",
	.summary = "List what an option can be set to.",
	.description =
		"cells, archs, attentions, skips, norms, losses, optimizers,\n"
		"schedules, inits, scalers, windownorms, bases, missing, calendar,\n"
		"baselines, guesses, intervals, metrics, presets; with --verbose\n"
		"their equations and sources, and what cells need and take.",
	.examples =
		"  rnnfc list cells -v\n"
		"  rnnfc list losses\n",
	.run = list,
};

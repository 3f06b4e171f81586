/*
 * spec.c - options from text and back, and what may not stand together.
 */
#include "model/spec.h"

#include "base/block.h"
#include "data/freq.h"
#include "data/phase.h"
#include "model/spec_method.h"

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const void *rn_named_find(const void *const *table, const char *name)
{
	for (; *table; table++)
		if (strcmp(((const struct rn_named *)*table)->name, name) == 0)
			return *table;
	return NULL;
}

void rn_named_list(const void *const *table, char *buf, size_t size)
{
	size_t at = 0;

	buf[0] = '\0';
	for (int i = 0; table[i] && at < size; i++)
		at += (size_t)snprintf(buf + at, size - at, "%s%s", i ? ", " : "",
		                       ((const struct rn_named *)table[i])->name);
}

bool rn_spec_field(int i, struct rn_spec_field *f)
{
	static const char group[] = "Options of a cell";
	const struct rn_option *o;
	int n = 0;

	while (rn_spec_fields[n].name)
		n++;
	if (i < n) {
		*f = rn_spec_fields[i];
		return true;
	}
	o = rn_cell_option(i - n);
	if (!o)
		return false;
	*f = (struct rn_spec_field){
		.name = o->name, .group = group, .kind = RN_SPEC_OPTION,
		.offset = offsetof(struct rn_spec, net.option)
		          + (size_t)(i - n) * sizeof(struct rn_option_value),
		.option = o, .help = o->help, .min = o->min, .max = o->max,
	};
	return true;
}

bool rn_spec_find(const char *name, struct rn_spec_field *f)
{
	for (int i = 0; rn_spec_field(i, f); i++)
		if (strcmp(f->name, name) == 0)
			return true;
	return false;
}

bool rn_spec_is_flag(const struct rn_spec_field *f)
{
	return rn_spec_argument(f) == NULL;
}

/* Where the spec keeps a field. */
static void *place(const struct rn_spec *spec, const struct rn_spec_field *f)
{
	return (char *)(uintptr_t)spec + f->offset;
}

void rn_spec_release(struct rn_spec *spec)
{
	const struct rn_spec_field *f;

	for (f = rn_spec_fields; f->name; f++) {
		char **text = place(spec, f);

		if (f->kind != RN_SPEC_TEXT)
			continue;
		free(*text);
		*text = NULL;
	}
}

enum rn_status rn_spec_copy(struct rn_spec *to, const struct rn_spec *from,
                            struct rn_error *err)
{
	const struct rn_spec_field *f;
	enum rn_status status = RN_OK;

	*to = *from;
	for (f = rn_spec_fields; f->name; f++) {
		char *const *text = place(from, f);
		char **copy = place(to, f);

		if (f->kind != RN_SPEC_TEXT)
			continue;
		*copy = NULL;
		if (!status)
			status = rn_copy_text(copy, *text, err);
	}
	return status;
}

/* Is a step asked for? */
static bool has_freq(const struct rn_spec *spec)
{
	return spec->freq && strcmp(spec->freq, "auto") != 0;
}

struct rn_panel_opts rn_spec_panel(const struct rn_spec *spec)
{
	return (struct rn_panel_opts){
		.time_col = spec->time_col,
		.target_col = spec->target_col,
		.id_col = spec->id_col,
		.past_cols = spec->past_cols,
		.future_cols = spec->future_cols,
		.calendar = spec->calendar,
		.time_format = spec->time_format,
		.freq = has_freq(spec) ? spec->freq : NULL,
		.na = spec->na,
		.missing = spec->missing,
		.no_header = spec->no_header,
		.row_from = spec->rows.from,
		.row_to = spec->rows.to,
	};
}

/* The cells that have an option, "a, b". */
static void cells_with(const char *name, char *buf, size_t size)
{
	size_t at = 0;

	buf[0] = '\0';
	for (int i = 0; rn_cell_types[i] && at < size; i++)
		if (rn_cell_takes(rn_cell_types[i], name))
			at += (size_t)snprintf(buf + at, size - at, "%s%s",
			                       at ? ", " : "", rn_cell_types[i]->name);
}

/* Options of other cells, and values that the widths do not allow. */
static enum rn_status check_cell(const struct rn_network_spec *net,
                                 struct rn_error *err)
{
	const struct rn_option *o;
	struct rn_cell cell;
	char names[120];

	for (int i = 0; (o = rn_cell_option(i)); i++) {
		if (net->option[i].n == 0 || rn_cell_takes(net->cell, o->name))
			continue;
		cells_with(o->name, names, sizeof(names));
		return rn_fail(err, RN_EUSAGE, "--%s belongs to --cell %s, not %s",
		               o->name, names, net->cell->name);
	}
	for (int i = 0; i < net->n_rnn; i++) {
		const char *fault = rn_cell_plan(&cell, net->cell, net->width[i],
		                                 net->option);

		if (fault)
			return rn_fail(err, RN_EUSAGE, "%s", fault);
	}
	return RN_OK;
}

enum rn_status rn_spec_check(const struct rn_spec *spec, struct rn_error *err)
{
	const struct rn_train_opts *t = &spec->train;
	struct rn_time_format format;
	struct rn_phases phases;
	struct rn_freq freq;
	char shown[RN_SHOWN];

	if (spec->time_col && strcmp(spec->time_col, "none") == 0
	    && (has_freq(spec) || spec->time_format
	        || (spec->calendar && *spec->calendar)))
		return rn_fail(err, RN_EUSAGE, "--time-format, --freq and --calendar "
		               "need a time column, and --time-col is none");
	if (rn_phases_parse(&phases, spec->calendar, err)
	    || (spec->time_format
	        && rn_time_format_set(&format, spec->time_format, err)))
		return err->status;
	if (has_freq(spec) && !rn_freq_parse(spec->freq, &freq)) {
		rn_fail(err, RN_EUSAGE, "--freq: \"%s\" is no step of time",
		        rn_show(shown, spec->freq, strlen(spec->freq)));
		return rn_hint(err, "give a count and a unit, as 15min, 1h, 1d, B, "
		               "1w, MS, ME, QS, YS");
	}

	if (t->momentum > 0 && t->optim != &rn_optim_sgd)
		return rn_fail(err, RN_EUSAGE, "--momentum belongs to --optimizer "
		               "sgd, not %s", t->optim->name);
	if (t->huber_delta < 1 || t->huber_delta > 1)
		if (t->loss != &rn_loss_huber)
			return rn_fail(err, RN_EUSAGE, "--huber-delta belongs to "
			               "--loss huber, not %s", t->loss->name);
	if (t->patience > 0 && spec->split.size[RN_VALID] <= 0)
		return rn_fail(err, RN_EUSAGE, "--patience needs validation "
		               "windows, and --val-size is 0");
	if (check_cell(&spec->net, err) || rn_spec_check_method(spec, err))
		return err->status;
	if (spec->net.untied && !spec->net.variational
	    && spec->net.drop_input <= 0)
		return rn_fail(err, RN_EUSAGE, "--untied belongs to --variational "
		               "or --input-dropout");
	if (spec->net.memory > 0 && !spec->net.init->draws_memory)
		return rn_fail(err, RN_EUSAGE, "--memory belongs to --init chrono, "
		               "not %s", spec->net.init->name);
	if (spec->net.variational && spec->net.dropout <= 0)
		return rn_fail(err, RN_EUSAGE, "--variational is a kind of dropout, "
		               "and --dropout is 0");
	if (spec->split.size[RN_TRAIN] <= 0
	    && spec->split.size[RN_VALID] < 1 && spec->split.size[RN_TEST] < 1
	    && spec->split.size[RN_VALID] + spec->split.size[RN_TEST] >= 1)
		return rn_fail(err, RN_EUSAGE, "--val-size and --test-size leave "
		               "nothing to train on");
	return RN_OK;
}

enum rn_status rn_preset_apply(const struct rn_preset *preset,
                               struct rn_spec *spec, struct rn_error *err)
{
	struct rn_spec_field f;

	for (int i = 0; preset->option[i].name; i++)
		if (!rn_spec_find(preset->option[i].name, &f)
		    || rn_spec_set(spec, &f, preset->option[i].text, err))
			return err->status;
	spec->split.shrink = preset->shrink;
	return RN_OK;
}

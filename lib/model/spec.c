/*
 * spec.c - the options of a training as a list, copied, and by preset.
 */
#include "model/spec.h"

#include "base/block.h"

#include <math.h>
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
		.is_categorical = spec->is_categorical,
		.no_header = spec->no_header,
		.row_from = spec->rows.from,
		.row_to = spec->rows.to,
	};
}

double rn_spec_min(const struct rn_spec *spec)
{
	return spec->nonneg ? fmax(spec->min, 0) : spec->min;
}

void rn_spec_take_classes(struct rn_spec *spec, int n)
{
	spec->net.n_class = spec->train.args.n_class = n;
}

void rn_spec_take_series(struct rn_spec *spec, int n)
{
	spec->net.n_series = n;
}

int rn_spec_n_output(const struct rn_spec *spec)
{
	return spec->shape.n_out
	       * rn_loss_width(spec->train.loss, &spec->train.args);
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

/*
 * column_entries.c - columns and time format, written or read.
 */
#include "model/column_entries.h"

#include "base/block.h"
#include "data/phase.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum rn_status rn_columns_pass_texts(struct rn_transfer *tr, const char *key,
                                     char **text, int n_text)
{
	struct rn_tensor *t = rn_safetensors_find(&tr->st, key);
	size_t n = tr->reading && t ? rn_tensor_n(t) : 0;
	char *at, *end;

	for (int i = 0; !tr->reading && i < n_text; i++)
		n += strlen(text[i]) + 1;
	if (rn_transfer_tensor(tr, key, RN_U8, 1, &n, &at))
		return tr->err->status;
	if (!at || (tr->reading && at[n - 1] != '\0'))
		return rn_transfer_fail(tr, "the texts of %s are missing or cut",
		                        key);
	end = at + n;
	for (int i = 0; i < n_text; i++) {
		if (at == end)
			return rn_transfer_fail(tr, "%s has too few texts", key);
		/* Names are printed; the CSV reader refuses such names, too. */
		if (tr->reading && rn_has_control(at))
			return rn_transfer_fail(tr, "text %d of %s has a control "
			                        "character", i + 1, key);
		if (!tr->reading)
			memcpy(at, text[i], strlen(text[i]) + 1);
		else if (rn_copy_text(&text[i], at, tr->err))
			return tr->err->status;
		at += strlen(at) + 1;
	}
	return at == end ? RN_OK
	       : rn_transfer_fail(tr, "%s has too many texts", key);
}

/* A list of columns: names and places, or nothing where it is empty. */
static enum rn_status pass_list(struct rn_transfer *tr, const char *name,
                                const struct rn_columns *columns,
                                struct rn_column_list *list)
{
	char key[40], key_at[40];
	struct rn_tensor *t;
	size_t n = (size_t)list->n;
	int64_t *at;

	snprintf(key, sizeof(key), "columns.%s", name);
	snprintf(key_at, sizeof(key_at), "columns.%s_position", name);
	t = rn_safetensors_find(&tr->st, key_at);
	if (tr->reading)
		n = t ? rn_tensor_n(t) : 0;
	if (n > (size_t)columns->n_column)
		return rn_transfer_fail(tr, "%s has more columns than the file",
		                        key);
	if (n == 0)
		return RN_OK;
	if (rn_transfer_tensor(tr, key_at, RN_I64, 1, &n, &at))
		return tr->err->status;
	for (size_t i = 0; i < n; i++) {
		if (!tr->reading)
			at[i] = list->at[i];
		else if (at[i] < 0 || at[i] >= columns->n_column)
			return rn_transfer_fail(tr, "%s has a column that the file does "
			                        "not have", key);
		else if (rn_column_list_add(list, (int)at[i], tr->err))
			return tr->err->status;
	}
	if (tr->reading && rn_alloc(&list->name, n, sizeof(*list->name), tr->err))
		return tr->err->status;
	return rn_columns_pass_texts(tr, key, list->name, list->n);
}

/* A column that there may be: its name and its place, -1 without one. */
static enum rn_status pass_column(struct rn_transfer *tr, const char *key,
                                  const struct rn_columns *columns,
                                  char **name, int *at)
{
	const char *text = *name;
	char key_at[40];

	snprintf(key_at, sizeof(key_at), "%s_position", key);
	if (rn_transfer_text(tr, key, &text)
	    || rn_transfer_int(tr, key_at, -1, columns->n_column - 1, at))
		return tr->err->status;
	if (!tr->reading)
		return RN_OK;
	if ((text == NULL) != (*at < 0))
		return rn_transfer_fail(tr, "entries %s and %s disagree", key,
		                        key_at);
	return rn_copy_text(name, text, tr->err);
}

static enum rn_status pass_time(struct rn_transfer *tr, struct rn_model *m)
{
	char name[RN_AXIS_NAME];
	const char *format = tr->reading ? NULL
	                     : rn_axis_format_name(name, &m->series[0].axis);
	struct rn_axis axis = RN_AXIS_ROWS;

	if (rn_transfer_text(tr, "time.format", &format))
		return tr->err->status;
	if (!format || !rn_axis_format_find(format, &axis))
		return rn_transfer_fail(tr, "entry time.format is not known");
	for (int i = 0; tr->reading && i < m->n_series; i++)
		m->series[i].axis = axis;
	return RN_OK;
}

/* Without an id column there is a series for each target, which bears its
 * name: the two lists are one. */
static enum rn_status pass_roles(struct rn_transfer *tr, struct rn_model *m)
{
	struct rn_columns *c = &m->columns;
	struct rn_column_list *targets = &c->role[RN_TARGET];
	const size_t n = (size_t)m->n_series;

	if (pass_list(tr, "past", c, &c->role[RN_PAST])
	    || pass_list(tr, "future", c, &c->role[RN_AHEAD])
	    || (c->id && pass_list(tr, "target", c, targets)))
		return tr->err->status;
	if (!tr->reading)
		return RN_OK;
	if (c->id && (targets->n == 0 || m->n_series % targets->n != 0))
		return rn_transfer_fail(tr, "the targets do not fit to the number "
		                        "of series");
	if (c->id)
		return RN_OK;
	targets->n = m->n_series;
	if (rn_alloc(&targets->name, n, sizeof(*targets->name), tr->err))
		return tr->err->status;
	return rn_alloc(&targets->at, n, sizeof(*targets->at), tr->err);
}

enum rn_status rn_columns_pass(struct rn_transfer *tr, struct rn_model *m)
{
	struct rn_columns *c = &m->columns;
	struct rn_phases phases;
	struct rn_error why;

	if (rn_transfer_bool(tr, "columns.header", &c->has_header)
	    || rn_transfer_int(tr, "columns.count", 1, 65535, &c->n_column)
	    || pass_column(tr, "columns.time", c, &c->time, &c->time_at)
	    || (tr->version > 1
	        && pass_column(tr, "columns.id", c, &c->id, &c->id_at))
	    || pass_time(tr, m) || pass_roles(tr, m))
		return tr->err->status;
	if (rn_phases_parse(&phases, m->spec.calendar, &why))
		return rn_transfer_fail(tr, "%s", why.msg);
	m->spec.shape.n_past = c->role[RN_PAST].n;
	m->spec.shape.n_ahead = c->role[RN_AHEAD].n + rn_phases_n_input(&phases);
	return RN_OK;
}

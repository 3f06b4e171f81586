/*
 * roster.c - the series of a file with an id column.
 */
#include "data/roster.h"

#include "base/block.h"

#include <search.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static int compare_ids(const void *a, const void *b)
{
	const struct rn_group *g = a, *h = b;

	return strcmp(g->id, h->id);
}

static void keep_group(void *group)
{
	(void)group; /* the list owns it */
}

void rn_roster_release(struct rn_roster *roster)
{
	tdestroy(roster->by_id, keep_group);
	for (size_t i = 0; i < roster->n; i++)
		rn_group_free(roster->group[i]);
	free(roster->group);
	free(roster->key);
	*roster = (struct rn_roster){ .group = NULL };
}

static enum rn_status add_group(struct rn_roster *r, const char *id,
                                int n_value, struct rn_error *err)
{
	struct rn_group *g;

	if (rn_grow(&r->group, &r->cap, r->n + 1, sizeof(*r->group), err)
	    || rn_group_make(&g, id, n_value, err))
		return err->status;
	r->group[r->n++] = r->last = g;
	if (id && !tsearch(g, &r->by_id, compare_ids))
		return rn_fail_memory(err, sizeof(*g));
	return RN_OK;
}

static enum rn_status check_id(const struct rn_table *t,
                               const struct rn_csv_row *row, int c,
                               struct rn_error *err)
{
	const struct rn_field *field = &row->field[c];

	if (field->len == 0) {
		rn_table_fail(t, row->at.line, c, err, "missing id");
		return rn_hint(err, "fill it in: it tells which series the row "
		               "belongs to");
	}
	if (field->len > RN_MAX_NAME)
		return rn_table_fail(t, row->at.line, c, err,
		                     "id longer than %d bytes", RN_MAX_NAME);
	if (rn_has_control(field->text))
		return rn_table_fail(t, row->at.line, c, err,
		                     "control character in the id");
	return RN_OK;
}

/* What tells whose a row is: one field, or two that are joined. */
static enum rn_status find_key(struct rn_roster *r,
                               const struct rn_csv_row *row,
                               const struct rn_columns *columns,
                               const char **key, struct rn_error *err)
{
	const struct rn_field *id, *part;

	if (columns->part_at < 0 || columns->id_at < 0) {
		*key = row->field[columns->id_at < 0 ? columns->part_at
		                                     : columns->id_at].text;
		return RN_OK;
	}
	id = &row->field[columns->id_at];
	part = &row->field[columns->part_at];
	if (rn_grow(&r->key, &r->cap_key, id->len + part->len + 2, 1, err))
		return err->status;
	memcpy(r->key, id->text, id->len);
	r->key[id->len] = RN_PART_MARK;
	memcpy(r->key + id->len + 1, part->text, part->len + 1);
	*key = r->key;
	return RN_OK;
}

static enum rn_status check_new(const struct rn_roster *r,
                                const struct rn_table *table,
                                const struct rn_csv_row *row,
                                const struct rn_columns *columns,
                                struct rn_error *err)
{
	const int at[2] = { columns->id_at, columns->part_at };
	int c = 0;

	for (int i = 0; i < 2; i++) {
		if (at[i] >= 0 && check_id(table, row, at[i], err))
			return err->status;
		c = at[i] >= 0 ? at[i] : c;
	}
	if (r->n < RN_MAX_SERIES)
		return RN_OK;
	rn_table_fail(table, row->at.line, c, err, "more than %d series",
	              RN_MAX_SERIES);
	return rn_hint(err, "does the column tell series apart, or rows?");
}

enum rn_status rn_roster_find(struct rn_roster *roster,
                              const struct rn_table *table,
                              const struct rn_csv_row *row,
                              const struct rn_columns *columns, int n_value,
                              struct rn_error *err)
{
	struct rn_group key = { .id = NULL };
	struct rn_group *const *found;
	const char *id = NULL;

	if (columns->id_at < 0 && columns->part_at < 0)
		return roster->last ? RN_OK : add_group(roster, NULL, n_value, err);
	if (find_key(roster, row, columns, &id, err))
		return err->status;
	if (roster->last && strcmp(roster->last->id, id) == 0)
		return RN_OK;
	key.id = (char *)(uintptr_t)id;
	found = tfind(&key, &roster->by_id, compare_ids);
	if (found) {
		roster->last = *found;
		return RN_OK;
	}
	return check_new(roster, table, row, columns, err)
	       ? err->status : add_group(roster, id, n_value, err);
}

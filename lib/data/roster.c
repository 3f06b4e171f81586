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

enum rn_status rn_roster_find(struct rn_roster *roster,
                              const struct rn_table *table,
                              const struct rn_csv_row *row, int c,
                              int n_value, struct rn_error *err)
{
	struct rn_group key = { .id = NULL };
	struct rn_group *const *found;

	if (c < 0)
		return roster->last ? RN_OK : add_group(roster, NULL, n_value, err);
	if (roster->last && strcmp(roster->last->id, row->field[c].text) == 0)
		return RN_OK;
	key.id = (char *)(uintptr_t)row->field[c].text;
	found = tfind(&key, &roster->by_id, compare_ids);
	if (found) {
		roster->last = *found;
		return RN_OK;
	}
	if (check_id(table, row, c, err))
		return err->status;
	if (roster->n == RN_MAX_SERIES) {
		rn_table_fail(table, row->at.line, c, err, "more than %d series",
		              RN_MAX_SERIES);
		return rn_hint(err, "does the column tell series apart, or rows?");
	}
	return add_group(roster, key.id, n_value, err);
}

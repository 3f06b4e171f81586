/*
 * group.c - rows that share a time axis.
 */
#include "data/group.h"

#include "base/block.h"

#include <stdlib.h>
#include <string.h>

enum rn_status rn_group_make(struct rn_group **group, const char *id,
                             int n_value, struct rn_error *err)
{
	struct rn_group *g;

	*group = NULL;
	if (rn_alloc(&g, 1, sizeof(*g), err))
		return err->status;
	*g = (struct rn_group){ .times = RN_TIMECOL_INIT, .n_value = n_value };
	if (rn_copy_text(&g->id, id, err)
	    || rn_alloc(&g->x, (size_t)n_value, sizeof(*g->x), err)
	    || rn_alloc(&g->latest, (size_t)n_value * RN_GROUP_LATEST,
	                sizeof(*g->latest), err)) {
		rn_group_free(g);
		return err->status;
	}
	*group = g;
	return RN_OK;
}

void rn_group_free(struct rn_group *group)
{
	if (!group)
		return;
	for (int i = 0; group->x && i < group->n_value; i++)
		free(group->x[i]);
	free(group->x);
	free(group->latest);
	free(group->place);
	free(group->id);
	rn_timecol_release(&group->times);
	free(group);
}

/* Makes room in the columns, which have all the same. */
static enum rn_status grow(struct rn_group *g, size_t n_row,
                           struct rn_error *err)
{
	size_t cap = g->cap_row;

	if (n_row <= cap)
		return RN_OK;
	for (int i = 0; i < g->n_value; i++) {
		cap = g->cap_row;
		if (rn_grow(&g->x[i], &cap, n_row, sizeof(double), err))
			return err->status;
	}
	g->cap_row = cap;
	return RN_OK;
}

/* Moves the latest rows into the columns. */
static enum rn_status move_latest(struct rn_group *g, struct rn_error *err)
{
	const size_t n = g->n_latest, n_value = (size_t)g->n_value;

	if (grow(g, g->n_row + n, err))
		return err->status;
	for (size_t i = 0; i < n_value; i++) {
		double *x = g->x[i] + g->n_row;

		for (size_t k = 0; k < n; k++)
			x[k] = g->latest[k * n_value + i];
	}
	g->n_row += n;
	g->n_latest = 0;
	return RN_OK;
}

enum rn_status rn_group_add(struct rn_group *group, struct rn_reader *reader,
                            const struct rn_csv_row *row,
                            struct rn_error *err)
{
	const int time_at = reader->columns.time_at;

	if (time_at >= 0
	    && rn_timecol_add(&group->times, &reader->style, &reader->table, row,
	                      time_at, err))
		return err->status;
	if (rn_reader_values(reader, row, err))
		return err->status;
	memcpy(group->latest + group->n_latest * (size_t)group->n_value,
	       reader->value, (size_t)group->n_value * sizeof(double));
	return ++group->n_latest < RN_GROUP_LATEST ? RN_OK
	       : move_latest(group, err);
}

enum rn_status rn_group_end(struct rn_group *group, struct rn_error *err)
{
	return move_latest(group, err);
}

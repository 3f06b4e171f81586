/*
 * columns.c - lists of columns.
 */
#include "data/columns.h"

#include "base/block.h"

#include <stdlib.h>

static void release_list(struct rn_column_list *list)
{
	for (int i = 0; list->name && i < list->n; i++)
		free(list->name[i]);
	free(list->name);
	free(list->at);
}

void rn_columns_release(struct rn_columns *columns)
{
	for (int r = 0; r < RN_N_ROLE; r++)
		release_list(&columns->role[r]);
	free(columns->time);
	free(columns->id);
	free(columns->part);
	*columns = (struct rn_columns)RN_COLUMNS_INIT;
}

static enum rn_status copy_list(struct rn_column_list *to,
                                const struct rn_column_list *from,
                                struct rn_error *err)
{
	for (int i = 0; i < from->n; i++)
		if (rn_column_list_add(to, from->at[i], err))
			return err->status;
	if (!from->name)
		return RN_OK;
	if (rn_alloc(&to->name, (size_t)from->n, sizeof(*to->name), err))
		return err->status;
	for (int i = 0; i < from->n; i++)
		if (rn_copy_text(&to->name[i], from->name[i], err))
			return err->status;
	return RN_OK;
}

enum rn_status rn_columns_copy(struct rn_columns *to,
                               const struct rn_columns *from,
                               struct rn_error *err)
{
	enum rn_status status;

	*to = (struct rn_columns)RN_COLUMNS_INIT;
	to->has_header = from->has_header;
	to->n_column = from->n_column;
	to->time_at = from->time_at;
	to->id_at = from->id_at;
	to->part_at = from->part_at;
	status = rn_copy_text(&to->time, from->time, err);
	if (!status)
		status = rn_copy_text(&to->id, from->id, err);
	if (!status)
		status = rn_copy_text(&to->part, from->part, err);
	for (int r = 0; !status && r < RN_N_ROLE; r++)
		status = copy_list(&to->role[r], &from->role[r], err);
	if (status)
		rn_columns_release(to);
	return status;
}

enum rn_status rn_column_list_add(struct rn_column_list *list, int c,
                                  struct rn_error *err)
{
	const size_t n = (size_t)list->n;
	/* Room doubles, so only where the length is a power of 2 is there none. */
	size_t cap = n;

	if ((n & (n - 1)) == 0
	    && rn_grow(&list->at, &cap, n + 1, sizeof(*list->at), err))
		return err->status;
	list->at[list->n++] = c;
	return RN_OK;
}

static enum rn_status name_list(struct rn_column_list *list,
                                char *const *name, struct rn_error *err)
{
	if (rn_alloc(&list->name, (size_t)list->n, sizeof(*list->name), err))
		return err->status;
	for (int i = 0; i < list->n; i++)
		if (rn_copy_text(&list->name[i], name[list->at[i]], err))
			return err->status;
	return RN_OK;
}

enum rn_status rn_columns_name(struct rn_columns *columns, char *const *name,
                               struct rn_error *err)
{
	if (columns->time_at >= 0
	    && rn_copy_text(&columns->time, name[columns->time_at], err))
		return err->status;
	if (columns->id_at >= 0
	    && rn_copy_text(&columns->id, name[columns->id_at], err))
		return err->status;
	if (columns->part_at >= 0
	    && rn_copy_text(&columns->part, name[columns->part_at], err))
		return err->status;
	for (int r = 0; r < RN_N_ROLE; r++)
		if (name_list(&columns->role[r], name, err))
			return err->status;
	return RN_OK;
}

bool rn_column_list_has(const struct rn_column_list *list, int c)
{
	for (int i = 0; i < list->n; i++)
		if (list->at[i] == c)
			return true;
	return false;
}

bool rn_columns_use(const struct rn_columns *columns, int c)
{
	for (int r = 0; r < RN_N_ROLE; r++)
		if (rn_column_list_has(&columns->role[r], c))
			return true;
	return c == columns->time_at || c == columns->id_at
	       || c == columns->part_at;
}

int rn_columns_n_input(const struct rn_columns *columns)
{
	return columns->role[RN_PAST].n + columns->role[RN_AHEAD].n;
}

int rn_columns_n_value(const struct rn_columns *columns)
{
	return columns->role[RN_TARGET].n + rn_columns_n_input(columns);
}

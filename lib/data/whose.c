/*
 * whose.c - which column might tell whose a row is.
 *
 * A hash table for each column: with open addressing, never more than half
 * full, and given up where it would hold more series than a panel may.
 */
#include "data/whose.h"

#include "base/block.h"
#include "data/gauge.h"
#include "data/panel.h"

#include <stdlib.h>

enum { FIRST_SLOTS = 64 };

void rn_whose_watch(struct rn_whose *whose, int c)
{
	if (whose->n < RN_MAX_WHOSE)
		whose->column[whose->n++].at = c;
}

void rn_whose_release(struct rn_whose *whose)
{
	for (int i = 0; i < whose->n; i++)
		free(whose->column[i].entry);
	*whose = (struct rn_whose){ .n = 0 };
}

/* Where a hash is, or belongs. */
static struct rn_whose_entry *find(struct rn_whose_entry *entry,
                                   size_t n_slot, uint64_t hash)
{
	size_t at = hash & (n_slot - 1);

	while (entry[at].hash && entry[at].hash != hash)
		at = (at + 1) & (n_slot - 1);
	return &entry[at];
}

static enum rn_status make_room(struct rn_whose *whose, int i,
                                struct rn_error *err)
{
	const size_t n_old = whose->column[i].n_slot;
	const size_t n = n_old ? 2 * n_old : FIRST_SLOTS;
	struct rn_whose_entry *old = whose->column[i].entry, *entry;

	if (whose->column[i].n_used < n_old / 2)
		return RN_OK;
	if (rn_alloc(&entry, n, sizeof(*entry), err))
		return err->status;
	for (size_t k = 0; k < n_old; k++)
		if (old[k].hash)
			*find(entry, n, old[k].hash) = old[k];
	free(old);
	whose->column[i].entry = entry;
	whose->column[i].n_slot = n;
	return RN_OK;
}

static enum rn_status add(struct rn_whose *whose, int i,
                          const struct rn_field *field, int64_t time,
                          struct rn_error *err)
{
	const uint64_t hash = rn_text_hash(field->text, field->len);
	struct rn_whose_entry *entry;

	if (make_room(whose, i, err))
		return err->status;
	entry = find(whose->column[i].entry, whose->column[i].n_slot, hash);
	if (!entry->hash)
		whose->column[i].n_used++;
	else if (time <= entry->time)
		whose->column[i].is_out = true;
	*entry = (struct rn_whose_entry){ hash, time };
	if (field->len == 0 || whose->column[i].n_used > RN_MAX_SERIES)
		whose->column[i].is_out = true;
	return RN_OK;
}

enum rn_status rn_whose_add(struct rn_whose *whose,
                            const struct rn_csv_row *row, int64_t time,
                            struct rn_error *err)
{
	for (int i = 0; i < whose->n; i++)
		if (!whose->column[i].is_out
		    && add(whose, i, &row->field[whose->column[i].at], time, err))
			return err->status;
	return RN_OK;
}

int rn_whose_found(const struct rn_whose *whose, size_t n_row)
{
	for (int i = 0; i < whose->n; i++)
		if (!whose->column[i].is_out && whose->column[i].n_used > 1
		    && whose->column[i].n_used <= n_row / 3)
			return whose->column[i].at;
	return -1;
}

/*
 * reader.c - which columns are read, and what is in them.
 */
#include "data/reader.h"

#include "base/block.h"

#include <stdlib.h>
#include <string.h>

void rn_reader_release(struct rn_reader *reader)
{
	free(reader->y);
	free(reader->needed);
	rn_columns_release(&reader->columns);
	rn_timecol_release(&reader->times);
	rn_table_release(&reader->table);
	*reader = (struct rn_reader)RN_READER_INIT(NULL);
}

void rn_reader_skip(const struct rn_reader *reader, struct rn_csv *csv)
{
	/* Where most are needed, to leave out the others costs more time. */
	const bool pays = reader->n_needless > reader->table.n_column / 2;

	rn_csv_need(csv, pays ? reader->needed : NULL);
}

void rn_reader_fit_hint(const struct rn_reader *reader, struct rn_error *err)
{
	if (err->status == RN_EDATA && reader->opts->known
	    && strstr(err->hint, "--") && !strstr(err->hint, "--decimal")
	    && !strstr(err->hint, "--delimiter"))
		rn_hint(err, "correct the data");
}

static void add_target(struct rn_reader *r, int c)
{
	r->columns.target_at[r->columns.n_target++] = c;
}

/* One name of --target-col. */
static enum rn_status add_named(struct rn_reader *r, const char *name,
                                struct rn_error *err)
{
	const int c = rn_table_find(&r->table, name);
	const char *what = NULL;
	char shown[RN_SHOWN];

	if (c < 0)
		return rn_table_fail_find(&r->table, name, err);
	if (c == r->columns.time_at)
		what = "is the time column";
	for (int i = 0; i < r->columns.n_target; i++)
		if (r->columns.target_at[i] == c)
			what = "is named twice";
	if (what)
		return rn_fail(err, RN_EUSAGE, "%s: target column \"%s\" %s",
		               r->table.file, rn_show(shown, name, strlen(name)),
		               what);
	add_target(r, c);
	return RN_OK;
}

/* A comma list, unless a column is called like the whole of it. */
static enum rn_status add_list(struct rn_reader *r, const char *list,
                               struct rn_error *err)
{
	char *copy, *name, *comma;
	enum rn_status status;

	if (rn_table_find(&r->table, list) >= 0)
		return add_named(r, list, err);
	status = rn_copy_text(&copy, list, err);
	for (name = copy; !status && name; name = comma) {
		comma = strchr(name, ',');
		if (comma)
			*comma++ = '\0';
		status = add_named(r, name, err);
	}
	free(copy);
	return status;
}

static enum rn_status add_known(struct rn_reader *r, struct rn_error *err)
{
	const struct rn_columns *known = r->opts->known;
	enum rn_status status = RN_OK;

	for (int i = 0; !status && i < known->n_target; i++) {
		if (r->table.has_header)
			status = add_named(r, known->target[i], err);
		else
			add_target(r, known->target_at[i]);
	}
	return status;
}

/* The wanted columns, if the first of them is there. */
static bool add_wanted(struct rn_reader *r)
{
	const char *const *want = r->opts->wants;

	if (!want[0] || rn_table_find(&r->table, want[0]) < 0)
		return false;
	for (int i = 0; i < RN_MAX_WANT && want[i]; i++) {
		const int c = rn_table_find(&r->table, want[i]);

		if (c >= 0 && c != r->columns.time_at)
			add_target(r, c);
	}
	r->choice = RN_CHOICE_NAMED;
	return true;
}

/* Chooses the columns, after the first row was typed. */
static enum rn_status choose(struct rn_reader *r, struct rn_error *err)
{
	const struct rn_panel_opts *opts = r->opts;
	const struct rn_table *t = &r->table;
	struct rn_columns *columns = &r->columns;
	bool is_named;
	int c;

	columns->has_header = t->has_header;
	columns->n_column = t->n_column;
	if (rn_table_find_time(t, opts, &columns->time_at, err)
	    || rn_alloc(&columns->target_at, (size_t)t->n_column,
	                sizeof(*columns->target_at), err)
	    || rn_alloc(&r->y, (size_t)t->n_column, sizeof(*r->y), err))
		return err->status;
	if (opts->known)
		return add_known(r, err);
	if (opts->target_col && strcmp(opts->target_col, "all") == 0) {
		r->choice = RN_CHOICE_ALL;
		for (c = 0; c < t->n_column; c++)
			if (c != columns->time_at && t->type[c] == RN_COLUMN_NUMBER)
				add_target(r, c);
		return RN_OK;
	}
	if (opts->target_col)
		return add_list(r, opts->target_col, err);
	if (add_wanted(r))
		return RN_OK;
	c = rn_table_guess_target(t, columns->time_at, &is_named);
	if (c == -2)
		return rn_table_fail_target(t, columns->time_at, err);
	r->choice = is_named ? RN_CHOICE_NAMED : RN_CHOICE_ONLY;
	if (c >= 0)
		add_target(r, c);
	return RN_OK;
}

/* What is neither chosen nor without a value so far need not be read. */
static enum rn_status find_needed(struct rn_reader *r, struct rn_error *err)
{
	const struct rn_columns *columns = &r->columns;
	const struct rn_table *t = &r->table;

	if (rn_alloc(&r->needed, (size_t)t->n_column, sizeof(*r->needed), err))
		return err->status;
	for (int c = 0; c < t->n_column; c++)
		r->needed[c] = c == columns->time_at
		               || t->type[c] == RN_COLUMN_EMPTY;
	for (int i = 0; i < columns->n_target; i++)
		r->needed[columns->target_at[i]] = true;
	for (int c = 0; c < t->n_column; c++)
		r->n_needless += !r->needed[c];
	return RN_OK;
}

/* Column c had no value before this row: is it one that is needed? */
static enum rn_status check_late(struct rn_reader *r, int c,
                                 struct rn_error *err)
{
	const struct rn_table *t = &r->table;
	const bool is_number = t->type[c] == RN_COLUMN_NUMBER;

	if (c == 0 && r->columns.time_at < 0 && t->type[c] == RN_COLUMN_TIME
	    && !r->opts->time_col && !r->opts->known)
		return rn_table_fail_missing(t, t->first_line, c, err);
	if (!is_number || r->choice == RN_CHOICE_NAMED)
		return RN_OK;
	if (r->choice == RN_CHOICE_ONLY && r->columns.n_target > 0)
		return rn_table_fail_target(t, r->columns.time_at, err);
	return rn_table_fail_missing(t, t->first_line, c, err);
}

static enum rn_status take_values(struct rn_reader *r,
                                  const struct rn_csv_row *row,
                                  struct rn_error *err)
{
	const struct rn_columns *columns = &r->columns;

	if (columns->time_at >= 0
	    && rn_timecol_add(&r->times, &r->table, row, columns->time_at, err))
		return err->status;
	for (int i = 0; i < columns->n_target; i++)
		if (rn_table_number(&r->table, row, columns->target_at[i], &r->y[i],
		                    err))
			return err->status;
	return RN_OK;
}

enum rn_status rn_reader_take(struct rn_reader *reader,
                              const struct rn_csv_row *row, bool *is_used,
                              struct rn_error *err)
{
	struct rn_table *t = &reader->table;

	*is_used = false;
	if (t->n_column == 0) {
		if (rn_table_begin(t, row, reader->opts, err))
			return err->status;
		if (t->has_header)
			return RN_OK;
	}
	*is_used = rn_table_use(t, row, reader->opts);
	if (!*is_used)
		return RN_OK;
	for (int c = 0; (c = rn_table_type(t, row, c)) < t->n_column; c++) {
		if (t->n_used == 1)
			continue;
		if (check_late(reader, c, err))
			return err->status;
		/* No target: those have a value in every row. */
		reader->needed[c] = false;
		reader->n_needless++;
	}
	if (t->n_used == 1 && (choose(reader, err) || find_needed(reader, err)))
		return err->status;
	return take_values(reader, row, err);
}

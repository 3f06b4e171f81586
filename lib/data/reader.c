/*
 * reader.c - which columns are read, and what is in them.
 */
#include "data/reader.h"

#include "base/block.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void rn_reader_release(struct rn_reader *reader)
{
	free(reader->value);
	free(reader->needed);
	rn_vocabulary_release(&reader->vocabulary);
	rn_columns_release(&reader->columns);
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
	char *option = strstr(err->hint, "--"), *part = strchr(err->hint, ';');

	if (err->status != RN_EDATA || !reader->opts->known || !option
	    || strstr(err->hint, "--decimal") || strstr(err->hint, "--delimiter"))
		return;
	if (part && part < option)
		*part = '\0';
	else
		rn_hint(err, "correct the data");
}

/* What is neither chosen nor without a value so far need not be read. */
static enum rn_status find_needed(struct rn_reader *r, struct rn_error *err)
{
	const struct rn_columns *columns = &r->columns;
	const struct rn_table *t = &r->table;

	if (rn_alloc(&r->needed, (size_t)t->n_column, sizeof(*r->needed), err))
		return err->status;
	for (int c = 0; c < t->n_column; c++)
		r->needed[c] = c == columns->time_at || c == columns->id_at
		               || c == columns->part_at
		               || t->type[c] == RN_COLUMN_EMPTY;
	for (int role = 0; role < RN_N_ROLE; role++)
		for (int i = 0; i < columns->role[role].n; i++)
			r->needed[columns->role[role].at[i]] = true;
	for (int c = 0; c < t->n_column; c++)
		r->n_needless += !r->needed[c];
	return RN_OK;
}

static enum rn_status choose(struct rn_reader *r, struct rn_error *err)
{
	const struct rn_vocabulary *symbols = r->opts->symbols;

	if (rn_choose(&r->columns, &r->choice, &r->table, r->opts, err)
	    || (symbols && rn_vocabulary_copy(&r->vocabulary, symbols, err)))
		return err->status;
	if (rn_alloc(&r->value, (size_t)rn_columns_n_value(&r->columns),
	             sizeof(*r->value), err))
		return err->status;
	return find_needed(r, err);
}

/* Column c had no value before this row: is it one that is needed? */
static enum rn_status check_late(struct rn_reader *r, int c,
                                 struct rn_error *err)
{
	const struct rn_table *t = &r->table;
	const bool is_target = t->type[c] == rn_table_target_type(t);

	if (rn_columns_use(&r->columns, c))
		return RN_OK;
	r->needed[c] = false;
	r->n_needless++;
	if (c == 0 && r->columns.time_at < 0 && t->type[c] == RN_COLUMN_TIME
	    && !r->opts->time_col && !r->opts->known)
		return rn_table_fail_missing(t, t->first_line, c, err);
	if (!is_target || r->choice == RN_CHOICE_NAMED)
		return RN_OK;
	if (r->choice == RN_CHOICE_ONLY && r->columns.role[RN_TARGET].n > 0)
		return rn_table_fail_target(t, &r->columns, err);
	return rn_table_fail_missing(t, t->first_line, c, err);
}

enum rn_status rn_reader_take(struct rn_reader *reader,
                              const struct rn_csv_row *row, bool *is_used,
                              struct rn_error *err)
{
	struct rn_table *t = &reader->table;

	*is_used = false;
	if (t->n_column == 0) {
		reader->style = rn_time_style_of(reader->opts);
		if (rn_table_begin(t, row, reader->opts, err))
			return err->status;
		if (t->has_header)
			return RN_OK;
	}
	*is_used = rn_table_use(t, row, reader->opts);
	if (!*is_used)
		return RN_OK;
	for (int c = 0; (c = rn_table_type(t, row, c)) < t->n_column; c++)
		if (t->n_used > 1 && check_late(reader, c, err))
			return err->status;
	return t->n_used == 1 ? choose(reader, err) : RN_OK;
}

/* A symbol that is new becomes the next one, unless a model has all. */
static enum rn_status add_symbol(struct rn_reader *r,
                                 const struct rn_csv_row *row, int c,
                                 struct rn_error *err)
{
	const struct rn_field *field = &row->field[c];
	const char *fault = rn_symbol_fault(field->text);
	char shown[RN_SHOWN];

	rn_show(shown, field->text, field->len);
	if (fault || strlen(field->text) != field->len)
		return rn_table_fail(&r->table, row->at.line, c, err, "symbol \"%s\" "
		                     "is %s", shown, fault ? fault
		                     : "not free of control characters");
	if (r->opts->symbols) {
		rn_table_fail(&r->table, row->at.line, c, err, "symbol \"%s\" is not "
		              "known to the model", shown);
		return rn_hint(err, "train again on data that have it");
	}
	if (r->vocabulary.n == RN_MAX_SYMBOL) {
		rn_table_fail(&r->table, row->at.line, c, err, "more than %d symbols",
		              RN_MAX_SYMBOL);
		return rn_hint(err, "does the column hold numbers? then leave out "
		               "--target-type");
	}
	return rn_vocabulary_add(&r->vocabulary, field->text, err);
}

/* The number of a symbol, NaN where it is missing. */
static enum rn_status take_symbol(struct rn_reader *r,
                                  const struct rn_csv_row *row, int c,
                                  double *x, struct rn_error *err)
{
	const struct rn_field *field = &row->field[c];
	int at;

	*x = NAN;
	if (rn_table_is_missing(&r->table, field))
		return RN_OK;
	at = rn_vocabulary_find(&r->vocabulary, field->text);
	if (at < 0) {
		at = r->vocabulary.n;
		if (add_symbol(r, row, c, err))
			return err->status;
	}
	*x = at;
	return RN_OK;
}

static enum rn_status take_number(struct rn_reader *r, int role,
                                  const struct rn_csv_row *row, int c,
                                  double *x, struct rn_error *err)
{
	if (!rn_table_number(&r->table, row, c, x, err))
		return RN_OK;
	if (role == RN_TARGET && r->table.type[c] == RN_COLUMN_TEXT
	    && !r->opts->known && !r->opts->wants[0])
		return rn_hint(err, "correct it, or forecast symbols with "
		               "--target-type categorical");
	return err->status;
}

static enum rn_status take_value(struct rn_reader *r, int role,
                                 const struct rn_csv_row *row, int c,
                                 double *x, struct rn_error *err)
{
	const enum rn_column_type type = r->table.type[c];

	/* Among all columns, one that turns out to hold something else is no
	 * target. */
	if (role == RN_TARGET && r->choice == RN_CHOICE_ALL
	    && type != rn_table_target_type(&r->table)) {
		*x = NAN;
		return RN_OK;
	}
	if (role == RN_TARGET && r->table.is_categorical
	    ? take_symbol(r, row, c, x, err)
	    : take_number(r, role, row, c, x, err))
		return err->status;
	if (isnan(*x) && r->n_missing++ == 0) {
		r->missing_line = row->at.line;
		r->missing_at = c;
	}
	return RN_OK;
}

enum rn_status rn_reader_values(struct rn_reader *reader,
                                const struct rn_csv_row *row,
                                struct rn_error *err)
{
	double *x = reader->value;

	for (int role = 0; role < RN_N_ROLE; role++) {
		const struct rn_column_list *list = &reader->columns.role[role];

		for (int i = 0; i < list->n; i++)
			if (take_value(reader, role, row, list->at[i], x++, err))
				return err->status;
	}
	return RN_OK;
}

enum rn_status rn_reader_fail_missing(const struct rn_reader *reader,
                                      struct rn_error *err)
{
	const size_t n = reader->n_missing;

	if (n == 1)
		return rn_table_fail_missing(&reader->table, reader->missing_line,
		                             reader->missing_at, err);
	rn_table_fail(&reader->table, reader->missing_line, reader->missing_at,
	              err, "missing value, the first of %zu", n);
	return rn_hint(err, "fill them in, or say how with --missing");
}

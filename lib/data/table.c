/*
 * table.c - the header, the types and the choice of columns.
 */
#include "data/table.h"

#include "base/block.h"
#include "data/decimal.h"
#include "data/time_detect.h"

#include <math.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void rn_table_release(struct rn_table *table)
{
	for (int c = 0; table->name && c < table->n_column; c++)
		free(table->name[c]);
	free(table->name);
	free(table->type);
	*table = (struct rn_table){ .n_column = 0 };
}

enum rn_status rn_table_fail(const struct rn_table *table, size_t line, int c,
                             struct rn_error *err, const char *fmt, ...)
{
	const char *name = table->name[c];
	char what[256], shown[RN_SHOWN];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(what, sizeof(what), fmt, ap);
	va_end(ap);
	if (!table->has_header || name[0] == '\0')
		return rn_fail(err, RN_EDATA, "%s:%zu: column %d: %s", table->file,
		               line, c + 1, what);
	return rn_fail(err, RN_EDATA, "%s:%zu: column %d (\"%s\"): %s",
	               table->file, line, c + 1,
	               rn_show(shown, name, strlen(name)), what);
}

enum rn_status rn_table_fail_missing(const struct rn_table *table,
                                     size_t line, int c, struct rn_error *err)
{
	rn_table_fail(table, line, c, err, "missing value");
	return rn_hint(err, "fill it in, or say how with --missing");
}

static enum rn_status fail_number(const struct rn_table *t,
                                  const struct rn_csv_row *row, int c,
                                  struct rn_error *err)
{
	const struct rn_field *field = &row->field[c];
	const char mark = rn_decimal_mark(field);
	char shown[RN_SHOWN];

	rn_table_fail(t, row->at.line, c, err, "\"%s\" %s",
	              rn_show(shown, field->text, field->len),
	              rn_decimal_fault(field, row->decimal));
	if (mark && mark != row->decimal)
		return rn_hint(err, row->decimal == ','
		               ? "numbers are read with a decimal comma; see --decimal"
		               : "numbers are read with a decimal point; see "
		                 "--decimal; a comma needs another delimiter between "
		                 "fields");
	if (strstr(field->text, "\xe2\x88\x92"))
		return rn_hint(err, "the minus sign is the character U+2212: write "
		               "it as -");
	if (strchr(field->text, ','))
		return rn_hint(err, "write numbers with a point and without "
		               "thousands separators");
	return rn_hint(err, "correct it, choose rows without it with --rows, or "
	               "call it missing with --na");
}

bool rn_table_is_missing(const struct rn_table *table,
                         const struct rn_field *field)
{
	return rn_is_missing(field)
	       || (table->na && rn_is_listed(field, table->na));
}

enum rn_status rn_table_number(const struct rn_table *table,
                               const struct rn_csv_row *row, int c, double *x,
                               struct rn_error *err)
{
	const struct rn_field *field = &row->field[c];

	/* A word that a user calls missing may be a number. */
	if (!(table->na && rn_is_listed(field, table->na))
	    && rn_decimal_parse(field, row->decimal, x))
		return RN_OK;
	if (!rn_table_is_missing(table, field))
		return fail_number(table, row, c, err);
	*x = NAN;
	return RN_OK;
}

/* Is it a time, if only as a number? */
static bool is_time(const struct rn_table *t, const struct rn_field *field)
{
	struct rn_time_format format;
	struct rn_time time;

	return t->told.pattern[0]
	       ? !rn_time_parse(&t->told, field->text, field->len, &time)
	       : !rn_time_detect(field->text, field->len, &format, &time);
}

static enum rn_column_type type_of(const struct rn_table *t,
                                   const struct rn_csv_row *row, int c)
{
	const struct rn_field *field = &row->field[c];
	double x;

	if (rn_table_is_missing(t, field))
		return RN_COLUMN_EMPTY;
	if (rn_decimal_parse(field, row->decimal, &x))
		return RN_COLUMN_NUMBER;
	return is_time(t, field) ? RN_COLUMN_TIME : RN_COLUMN_TEXT;
}

/* Is every field a number, a time or missing, and not all of them missing? */
static bool is_data(const struct rn_table *t, const struct rn_csv_row *row)
{
	int n_missing = 0;

	for (int c = 0; c < row->n_field; c++) {
		const enum rn_column_type type = type_of(t, row, c);

		if (type == RN_COLUMN_TEXT)
			return false;
		n_missing += type == RN_COLUMN_EMPTY;
	}
	return n_missing < row->n_field;
}

struct name {
	const char *text;
	int at;
};

static int compare_names(const void *a, const void *b)
{
	const struct name *x = a, *y = b;
	const int order = strcmp(x->text, y->text);

	return order ? order : x->at - y->at;
}

/* Sorted, since a file may have tens of thousands of columns. */
static enum rn_status check_unique(const struct rn_table *t, size_t line,
                                   struct rn_error *err)
{
	struct name *name;
	int first = -1, again = t->n_column;

	if (rn_alloc(&name, (size_t)t->n_column, sizeof(*name), err))
		return err->status;
	for (int c = 0; c < t->n_column; c++)
		name[c] = (struct name){ t->name[c], c };
	qsort(name, (size_t)t->n_column, sizeof(*name), compare_names);
	for (int i = 1; i < t->n_column; i++) {
		if (name[i].text[0] == '\0' || name[i].at >= again
		    || strcmp(name[i].text, name[i - 1].text) != 0)
			continue;
		first = name[i - 1].at;
		again = name[i].at;
	}
	free(name);
	if (first < 0)
		return RN_OK;
	return rn_table_fail(t, line, again, err, "same name as column %d",
	                     first + 1);
}

static enum rn_status check_names(const struct rn_table *t,
                                  const struct rn_csv_row *row,
                                  const struct rn_panel_opts *opts,
                                  struct rn_error *err)
{
	/* Columns that nobody has to guess among may do without a name. */
	const bool needs_names = !opts->known
		&& (!opts->target_col || strcmp(opts->target_col, "all") == 0);

	for (int c = 0; c < row->n_field; c++) {
		const struct rn_field *f = &row->field[c];

		if (f->len > RN_MAX_NAME)
			return rn_table_fail(t, row->at.line, c, err,
			                     "name longer than %d bytes", RN_MAX_NAME);
		if (strchr(f->text, '\n'))
			return rn_table_fail(t, row->at.line, c, err,
			                     "line break in the column's name");
		if (rn_has_control(f->text))
			return rn_table_fail(t, row->at.line, c, err, "control "
			                     "character in the column's name");
		if (c > 0 && f->len == 0 && needs_names) {
			rn_table_fail(t, row->at.line, c, err,
			              "the column has no name");
			return rn_hint(err, "name it, or choose another with "
			               "--target-col");
		}
	}
	return check_unique(t, row->at.line, err);
}

static enum rn_status fill_names(struct rn_table *t,
                                 const struct rn_csv_row *row,
                                 struct rn_error *err)
{
	const size_t n = (size_t)row->n_field;
	enum rn_status status;
	char number[16];

	snprintf(t->file, sizeof(t->file), "%s", row->at.file);
	t->n_column = t->n_untyped = row->n_field;
	status = rn_alloc(&t->name, n, sizeof(*t->name), err);
	if (!status)
		status = rn_alloc(&t->type, n, sizeof(*t->type), err);
	for (int c = 0; !status && c < row->n_field; c++) {
		snprintf(number, sizeof(number), "%d", c + 1);
		status = rn_copy_text(&t->name[c], t->has_header
		                      ? row->field[c].text : number, err);
	}
	return status;
}

enum rn_status rn_table_begin(struct rn_table *table,
                              const struct rn_csv_row *row,
                              const struct rn_panel_opts *opts,
                              struct rn_error *err)
{
	const struct rn_columns *known = opts->known;
	bool data;

	*table = (struct rn_table){ .na = opts->na,
	                            .is_categorical = opts->is_categorical };
	if (opts->time_format
	    && rn_time_format_set(&table->told, opts->time_format, err))
		return err->status;
	data = !opts->no_header && is_data(table, row);
	table->has_header = !data && !opts->no_header;
	if (fill_names(table, row, err)) {
		rn_table_release(table);
		return err->status;
	}
	if (table->has_header)
		return check_names(table, row, opts, err);
	if (known && known->n_column != row->n_field) {
		rn_fail(err, RN_EDATA, "%s:%zu: a row of %d fields and no header, "
		        "but the model was trained on %d columns", table->file,
		        row->at.line, row->n_field, known->n_column);
		return rn_hint(err, "add a header, so that columns are found by "
		               "name");
	}
	if (data && !known) {
		rn_fail(err, RN_EDATA, "%s:%zu: no header: the first row is all "
		        "data", table->file, row->at.line);
		return rn_hint(err, "add a header, or give --no-header");
	}
	return RN_OK;
}

bool rn_table_use(struct rn_table *table, const struct rn_csv_row *row,
                  const struct rn_panel_opts *opts)
{
	const size_t k = table->n_seen++;

	if (k < opts->row_from || (opts->row_to > 0 && k >= opts->row_to))
		return false;
	if (table->n_used++ == 0)
		table->first_line = row->at.line;
	return true;
}

int rn_table_type(struct rn_table *table, const struct rn_csv_row *row, int c)
{
	if (table->n_untyped == 0)
		return table->n_column;
	for (; c < table->n_column; c++) {
		const struct rn_field *field = &row->field[c];

		if (table->type[c] != RN_COLUMN_EMPTY)
			continue;
		table->type[c] = type_of(table, row, c);
		if (table->type[c] == RN_COLUMN_EMPTY)
			continue;
		table->n_untyped--;
		if (c == 0)
			table->is_time_first = is_time(table, field);
		return c;
	}
	return c;
}

int rn_table_find(const struct rn_table *table, const char *name)
{
	for (int c = 0; c < table->n_column; c++)
		if (strcmp(table->name[c], name) == 0)
			return c;
	return -1;
}

/* "a", "b", "c": all columns, or those that may be targets without a use. */
static const char *list_columns(char *buf, size_t size,
                                const struct rn_table *t,
                                const struct rn_columns *used)
{
	char shown[RN_SHOWN];
	size_t n = 0;

	buf[0] = '\0';
	for (int c = 0; c < t->n_column; c++) {
		if (used && (t->type[c] != rn_table_target_type(t)
		             || rn_columns_use(used, c)))
			continue;
		rn_show(shown, t->name[c], strlen(t->name[c]));
		if (n + strlen(shown) + 12 > size) {
			snprintf(buf + n, size - n, ", ...");
			break;
		}
		n += (size_t)snprintf(buf + n, size - n, "%s\"%s\"",
		                      n ? ", " : "", shown);
	}
	return buf;
}

enum rn_status rn_table_fail_find(const struct rn_table *table,
                                  const char *name, struct rn_error *err)
{
	char list[200], shown[RN_SHOWN];

	return rn_fail(err, RN_EDATA, "%s:1: no column \"%s\"; the columns are "
	               "%s", table->file, rn_show(shown, name, strlen(name)),
	               list_columns(list, sizeof(list), table, NULL));
}

/* Might another column than c be one to forecast? */
static bool has_other_target(const struct rn_table *t, int c)
{
	for (int i = 0; i < t->n_column; i++)
		if (i != c && (t->is_categorical || t->type[i] == RN_COLUMN_NUMBER
		               || t->type[i] == RN_COLUMN_EMPTY))
			return true;
	return false;
}

static int guess_time(const struct rn_table *t)
{
	for (int i = 0; t->has_header && rn_time_names[i]; i++) {
		const int c = rn_table_find(t, rn_time_names[i]);

		if (c >= 0 && (t->type[c] != RN_COLUMN_NUMBER
		               || has_other_target(t, c)))
			return c;
	}
	if (t->type[0] == RN_COLUMN_TIME)
		return 0;
	return (t->name[0][0] == '\0' || t->told.pattern[0])
	       && t->type[0] == RN_COLUMN_NUMBER && t->is_time_first
	       && has_other_target(t, 0) ? 0 : -1;
}

enum rn_status rn_table_find_time(const struct rn_table *table,
                                  const struct rn_panel_opts *opts, int *at,
                                  struct rn_error *err)
{
	const struct rn_columns *known = opts->known;
	const char *name = known ? known->time : opts->time_col;

	*at = -1;
	if (known ? !name : name && strcmp(name, "none") == 0)
		return RN_OK;
	if (known && !table->has_header)
		*at = known->time_at;
	else if (name)
		*at = rn_table_find(table, name);
	else
		*at = guess_time(table);
	return name && *at < 0 ? rn_table_fail_find(table, name, err) : RN_OK;
}

enum rn_column_type rn_table_target_type(const struct rn_table *table)
{
	return table->is_categorical ? RN_COLUMN_TEXT : RN_COLUMN_NUMBER;
}

/* The only column of a type without a use; -1: none, -2: several. */
static int find_only(const struct rn_table *t, const struct rn_columns *used,
                     enum rn_column_type type)
{
	int found = -1;

	for (int c = 0; c < t->n_column; c++)
		if (t->type[c] == type && !rn_columns_use(used, c))
			found = found == -1 ? c : -2;
	return found;
}

int rn_table_guess_target(const struct rn_table *table,
                          const struct rn_columns *used, bool *is_named)
{
	int found;

	*is_named = true;
	for (int i = 0; table->has_header && rn_target_names[i]; i++) {
		const int c = rn_table_find(table, rn_target_names[i]);

		if (c >= 0 && !rn_columns_use(used, c))
			return c;
	}
	*is_named = false;
	found = find_only(table, used, rn_table_target_type(table));
	return found == -1 && table->is_categorical
	       ? find_only(table, used, RN_COLUMN_NUMBER) : found;
}

enum rn_status rn_table_fail_target(const struct rn_table *table,
                                    const struct rn_columns *used,
                                    struct rn_error *err)
{
	const char *kind = table->is_categorical ? "columns of text"
	                   : "numeric columns";
	bool is_named;
	char list[300];

	if (rn_table_guess_target(table, used, &is_named) == -1) {
		rn_fail(err, RN_EDATA, "%s: no %s to forecast; the columns are %s",
		        table->file, table->is_categorical ? "column"
		        : "numeric column",
		        list_columns(list, sizeof(list), table, NULL));
		return table->is_categorical
		       || find_only(table, used, RN_COLUMN_TEXT) < 0 ? err->status
		       : rn_hint(err, "a column of symbols is forecast with "
		                 "--target-type categorical");
	}
	rn_fail(err, RN_EDATA, "%s: several %s, and none is called y, target or "
	        "value: %s", table->file, kind,
	        list_columns(list, sizeof(list), table, used));
	return rn_hint(err, "choose with --target-col NAME, or --target-col all");
}

size_t rn_table_least_rows(const struct rn_panel_opts *opts)
{
	return opts->min_rows ? opts->min_rows : 3;
}

enum rn_status rn_table_check_rows(const struct rn_table *table,
                                   const struct rn_panel_opts *opts,
                                   struct rn_error *err)
{
	const size_t least = rn_table_least_rows(opts);

	if (table->n_used >= least)
		return RN_OK;
	if (table->n_seen == 0)
		return rn_fail(err, RN_EDATA, "%s: no data rows, at least %zu are "
		               "needed", table->file, least);
	if (table->n_used < table->n_seen)
		return rn_fail(err, RN_EDATA, "%s: --rows leaves %zu of %zu data "
		               "rows, at least %zu are needed", table->file,
		               table->n_used, table->n_seen, least);
	return rn_fail(err, RN_EDATA, "%s: %zu data row%s, at least %zu are "
	               "needed", table->file, table->n_used,
	               table->n_used == 1 ? "" : "s", least);
}

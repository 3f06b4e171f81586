/*
 * table.h - the columns of a file while its rows are read.
 *
 * What panels and profiles share: the header, the types of columns, which of
 * them is the time and which the target, and the words for a cell that cannot
 * be used.  Rows come in this order: the first record to rn_table_begin, every
 * data row to rn_table_use and, where it is used, to rn_table_type.
 */
#ifndef RN_TABLE_H
#define RN_TABLE_H

#include "base/error.h"
#include "data/csv.h"
#include "data/panel.h"
#include "data/time_format.h"

#include <stdbool.h>
#include <stddef.h>

struct rn_table {
	char file[RN_SHOWN];       /* ready to print */
	bool has_header;
	int n_column;
	char **name;               /* "1", "2" ... without a header */
	enum rn_column_type *type;
	int n_untyped;             /* columns without any value so far */
	struct rn_time_format told; /* of the times, or "" */
	bool is_time_first;        /* has the first column times, as told, or
	                              integers, if nothing is? */
	size_t n_seen, n_used;     /* data rows, and those asked for */
	size_t first_line;         /* of the first row that was asked for */
	bool is_categorical;       /* targets are columns of symbols */
	const char *na;            /* words that are missing, too; a comma list */
};

/*
 * Takes the first record: names, or data where there is no header.  With
 * RN_EDATA the table is filled all the same, and a first record of data is
 * taken as one; with RN_ELIMIT or RN_EUSAGE it is empty.
 */
RN_MUST_CHECK
enum rn_status rn_table_begin(struct rn_table *table,
                              const struct rn_csv_row *row,
                              const struct rn_panel_opts *opts,
                              struct rn_error *err);

void rn_table_release(struct rn_table *table);

/* Counts a data row.  Is it one of those asked for? */
bool rn_table_use(struct rn_table *table, const struct rn_csv_row *row,
                  const struct rn_panel_opts *opts);

/* Sets the types of columns that have their first value in this row, from
 * column c on.  Returns the next column that has got one, or n_column. */
int rn_table_type(struct rn_table *table, const struct rn_csv_row *row, int c);

/* The column of that name, or -1. */
int rn_table_find(const struct rn_table *table, const char *name);

/* RN_EDATA: no such column, with those that there are. */
enum rn_status rn_table_fail_find(const struct rn_table *table,
                                  const char *name, struct rn_error *err);

/* Chooses the time column by the rules of panel.h, after the first row was
 * typed: *at is -1 for row numbers. */
RN_MUST_CHECK
enum rn_status rn_table_find_time(const struct rn_table *table,
                                  const struct rn_panel_opts *opts, int *at,
                                  struct rn_error *err);

/* What a column holds that may be a target without being named. */
enum rn_column_type rn_table_target_type(const struct rn_table *table);

/* The target where no option names it: a column by name, which *is_named
 * tells, or the only one of that type without another use, a numeric one where
 * there is none of text; -1 where there is none, -2 where there are several. */
int rn_table_guess_target(const struct rn_table *table,
                          const struct rn_columns *used, bool *is_named);

/* RN_EDATA: no target, or several, with the columns. */
enum rn_status rn_table_fail_target(const struct rn_table *table,
                                    const struct rn_columns *used,
                                    struct rn_error *err);

/* The rows that opts ask for at least. */
size_t rn_table_least_rows(const struct rn_panel_opts *opts);

/* RN_EDATA where fewer rows were used than opts ask for. */
RN_MUST_CHECK
enum rn_status rn_table_check_rows(const struct rn_table *table,
                                   const struct rn_panel_opts *opts,
                                   struct rn_error *err);

/* Is a field missing, by the words of field.h or by those of the options? */
bool rn_table_is_missing(const struct rn_table *table,
                         const struct rn_field *field);

/* The number in column c of a row, NaN where it is missing, or why there is
 * none. */
RN_MUST_CHECK
enum rn_status rn_table_number(const struct rn_table *table,
                               const struct rn_csv_row *row, int c, double *x,
                               struct rn_error *err);

/* RN_EDATA at a cell: file:line: column N ("name"): what. */
RN_PRINTF(5, 6)
enum rn_status rn_table_fail(const struct rn_table *table, size_t line, int c,
                             struct rn_error *err, const char *fmt, ...);

/* RN_EDATA: a missing value. */
enum rn_status rn_table_fail_missing(const struct rn_table *table,
                                     size_t line, int c,
                                     struct rn_error *err);

#endif

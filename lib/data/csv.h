/*
 * csv.h - the rows of a CSV file, checked, one at a time.
 *
 * The only user of libcsv.  Around the tokenizer this file owns the shape of
 * the table and the limits: 65,535 columns, 1 MiB a field, 16 MiB a record.
 * The dialect is found by dialect.h; encoding, line ends and the line count
 * are those of lines.h.
 */
#ifndef RN_CSV_H
#define RN_CSV_H

#include "base/error.h"
#include "data/dialect.h"
#include "data/field.h"

#include <stdbool.h>
#include <stddef.h>

#define RN_MAX_COLUMN 65535
#define RN_MAX_FIELD (1u << 20)
#define RN_MAX_NAME 255

/* What every message about a place in a file starts from. */
struct rn_csv_place {
	const char *file; /* ready to print; "-" is "standard input" */
	size_t line;      /* where the record starts, from 1 */
};

struct rn_csv_row {
	struct rn_csv_place at;
	const struct rn_field *field;
	int n_field;
	char decimal; /* the mark of its numbers: '.' or ',' */
};

/* How to read; zero-initialised is the default. */
struct rn_csv_opts {
	struct rn_dialect dialect;
	/* Rows are wanted as they are written: the dialect is found in the first
	 * line alone, and the decimal mark in the first number that has one. */
	bool is_live;
};

/* A file that is being read. */
struct rn_csv;

/* Opens path ("-" is standard input) and reads nothing yet.  Close it with
 * rn_csv_close.  RN_EIO cannot open, RN_ELIMIT memory; *csv is NULL then. */
RN_MUST_CHECK
enum rn_status rn_csv_open(struct rn_csv **csv, const char *path,
                           const struct rn_csv_opts *opts,
                           struct rn_error *err);

/*
 * The next record, the header being the first, as soon as its line has ended;
 * n_field is 0 at the end of the file.  Every record has as many fields as
 * the first one.  Blank lines are allowed at the end only.  Names file, line
 * and column: RN_EIO cannot read, RN_EDATA not such a file, RN_ELIMIT memory;
 * nothing more can be read then.
 */
RN_MUST_CHECK
enum rn_status rn_csv_next(struct rn_csv *csv, struct rn_csv_row *row,
                           struct rn_error *err);

/* From the next record on, which columns are needed: all where `needed` is
 * NULL.  The others' fields may then be given as empty ones, which saves most
 * of the time that they take.  `needed` is as long as the first record and
 * must outlive the reading. */
void rn_csv_need(struct rn_csv *csv, const bool *needed);

/* What the file turned out to be, as far as it was read. */
struct rn_format rn_csv_format(const struct rn_csv *csv);

void rn_csv_close(struct rn_csv *csv);

/* Takes one record.  Any status but RN_OK stops the reading. */
typedef enum rn_status rn_csv_row_fn(void *ud, struct rn_csv *csv,
                                     const struct rn_csv_row *row,
                                     struct rn_error *err);

/* Reads a whole file by the rules above and hands every record to fn.
 * RN_EDATA also where there is none.  *format, unless NULL, is filled in
 * either case. */
RN_MUST_CHECK
enum rn_status rn_csv_read(const char *path, const struct rn_csv_opts *opts,
                           rn_csv_row_fn *fn, void *ud,
                           struct rn_format *format, struct rn_error *err);

#endif

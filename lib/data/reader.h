/*
 * reader.h - the rows of a CSV as numbers, one at a time.
 *
 * What a panel, which keeps all rows, and a tail, which keeps the last ones,
 * have in common: the choice of columns, by the rules of panel.h, and the
 * checks of what is in them.  Where rows come from and go to is not known
 * here.
 */
#ifndef RN_READER_H
#define RN_READER_H

#include "base/error.h"
#include "data/choose.h"
#include "data/columns.h"
#include "data/csv.h"
#include "data/panel.h"
#include "data/table.h"
#include "data/timecol.h"
#include "data/vocabulary.h"

#include <stdbool.h>
#include <stddef.h>

struct rn_reader {
	const struct rn_panel_opts *opts;
	struct rn_table table;
	struct rn_time_style style; /* of all times of the file */
	struct rn_columns columns; /* without names */
	enum rn_choice choice;
	struct rn_vocabulary vocabulary; /* where targets are categorical: the
	                                    symbols so far, or those of opts */
	bool *needed;              /* [n_column] which are still looked at, after
	                              the first row */
	int n_needless;            /* the others */
	double *value;             /* [rn_columns_n_value] of one row: targets,
	                              then inputs; NaN: missing */
	size_t n_missing;          /* values so far */
	size_t missing_line;       /* where the first of them is */
	int missing_at;            /* and its column */
};

#define RN_READER_INIT(opts_) { .opts = (opts_), .columns = RN_COLUMNS_INIT }

/*
 * Takes the next record of the file, the first one first: types columns, and
 * chooses among them.  *is_used: it is a data row that opts ask for.
 * RN_EDATA, RN_EUSAGE, RN_ELIMIT as in panel.h.
 */
RN_MUST_CHECK
enum rn_status rn_reader_take(struct rn_reader *reader,
                              const struct rn_csv_row *row, bool *is_used,
                              struct rn_error *err);

/* Fills value with the numbers of a row that was taken.  RN_EDATA. */
RN_MUST_CHECK
enum rn_status rn_reader_values(struct rn_reader *reader,
                                const struct rn_csv_row *row,
                                struct rn_error *err);

/* RN_EDATA: values are missing, the first of them here. */
enum rn_status rn_reader_fail_missing(const struct rn_reader *reader,
                                      struct rn_error *err);

/* Tells the file which columns need not be read any more.  The reader must
 * outlive the reading. */
void rn_reader_skip(const struct rn_reader *reader, struct rn_csv *csv);

/* Replaces a hint at options that whoever has a model does not have, for the
 * model has chosen the columns. */
void rn_reader_fit_hint(const struct rn_reader *reader, struct rn_error *err);

void rn_reader_release(struct rn_reader *reader);

#endif

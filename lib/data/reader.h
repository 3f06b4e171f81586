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
#include "data/csv.h"
#include "data/panel.h"
#include "data/table.h"
#include "data/timecol.h"

#include <stdbool.h>

/* How the targets were chosen, which tells what a column means whose first
 * value comes late. */
enum rn_choice { RN_CHOICE_NAMED, RN_CHOICE_ONLY, RN_CHOICE_ALL };

struct rn_reader {
	const struct rn_panel_opts *opts;
	struct rn_table table;
	struct rn_timecol times;
	struct rn_columns columns; /* time_at, target_at; without names */
	enum rn_choice choice;
	bool *needed;              /* [n_column] which are still looked at, after
	                              the first row */
	int n_needless;            /* the others */
	double *y;                 /* [n_target] of the row taken last */
};

#define RN_READER_INIT(opts) { (opts), { .n_column = 0 }, RN_TIMECOL_INIT, \
	RN_COLUMNS_INIT, RN_CHOICE_NAMED, NULL, 0, NULL }

/*
 * Takes the next record of the file, the first one first.  *is_used: it is a
 * data row that opts ask for; its values are in y, and its time was added to
 * times.  RN_EDATA, RN_EUSAGE, RN_ELIMIT as in panel.h.
 */
RN_MUST_CHECK
enum rn_status rn_reader_take(struct rn_reader *reader,
                              const struct rn_csv_row *row, bool *is_used,
                              struct rn_error *err);

/* Tells the file which columns need not be read any more.  The reader must
 * outlive the reading. */
void rn_reader_skip(const struct rn_reader *reader, struct rn_csv *csv);

/* Replaces a hint at options that whoever has a model does not have, for the
 * model has chosen the columns. */
void rn_reader_fit_hint(const struct rn_reader *reader, struct rn_error *err);

void rn_reader_release(struct rn_reader *reader);

#endif

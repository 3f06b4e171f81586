/*
 * tail.h - the latest rows of a CSV that is still being written.
 *
 * Rows are read by the rules of panel.h, but one at a time, each as soon as
 * its line has ended; only the last `keep` of them are held, so that neither
 * the memory nor the work of a row depends on how many came before.  So the
 * dialect has to be told by the first line.  The time
 * axis is that of a model: every row must be one of its steps after the row
 * before.
 */
#ifndef RN_TAIL_H
#define RN_TAIL_H

#include "base/error.h"
#include "data/csv.h"
#include "data/panel.h"
#include "data/reader.h"
#include "data/time.h"
#include "data/timecol.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct rn_tail {
	struct rn_csv *csv;
	struct rn_reader reader;
	struct rn_timecol times; /* the first one, and the last */
	struct rn_axis axis; /* row k is at row k of it */
	struct rn_time time; /* of the last row */
	size_t line;         /* where that row is */
	size_t n_row;        /* rows so far */
	size_t keep;
	double *x;           /* [values of a row, 2 keep] each twice, `keep`
	                        apart: the last ones always lie in one piece */
};

#define RN_TAIL_INIT { .times = RN_TIMECOL_INIT }

/*
 * Opens path ("-": standard input), and reads nothing yet.  opts name what a
 * model knows: the columns, and an axis whose unit and step the rows have.
 * opts and path must outlive the tail.  RN_EIO, RN_ELIMIT.
 */
RN_MUST_CHECK
enum rn_status rn_tail_open(struct rn_tail *tail, const char *path,
                            const struct rn_panel_opts *opts, size_t keep,
                            struct rn_error *err);

/*
 * Waits for the next row; *is_end: there is none.  Every message names file,
 * line and column: RN_EDATA, RN_EUSAGE, RN_EIO, RN_ELIMIT, after which there is
 * nothing more to read.
 */
RN_MUST_CHECK
enum rn_status rn_tail_next(struct rn_tail *tail, bool *is_end,
                            struct rn_error *err);

/* How many rows it holds: `keep`, once so many came. */
size_t rn_tail_n(const struct rn_tail *tail);

/* Their values in column i, the oldest first: of the targets, then of the
 * inputs.  Valid until the next row. */
double *rn_tail_last(const struct rn_tail *tail, int i);

void rn_tail_release(struct rn_tail *tail);

#endif

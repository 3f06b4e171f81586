/*
 * window.h - windows: which rows are inputs, which are targets, who is judged.
 *
 *       first            first + n_in - 1          cutoff + lead
 *         |-- n_in inputs --|...... lead ......|-- n_out targets --|
 *                           ^ cutoff: the last row known
 *
 * A window is a pair (series, first input row): a view, never a copy.  The
 * windows of each series are cut into three parts in time order: training,
 * validation, test.  Between two parts n_out - 1 windows are left out, so
 * that no row is a target in two of them.  Windows for which there are not
 * enough rows are counted, and left out of the training part.
 */
#ifndef RN_WINDOW_H
#define RN_WINDOW_H

#include "base/error.h"
#include "data/level.h"
#include "data/panel.h"

#include <stdbool.h>
#include <stddef.h>

#define RN_MAX_LAG 32

struct rn_window_shape {
	int n_in;  /* --input-size */
	int lead;  /* steps from the last input to the first target, >= 1 */
	int n_out; /* --horizon */
	/* What else is seen of the target: at each step, rows so far before the
	 * first row that is forecast from there, lead at least; and the latest
	 * n_diff changes from row to row. */
	int n_lag, lag[RN_MAX_LAG];
	int n_diff;
	/* Input columns beside the target, which is one. */
	int n_past;  /* of the same rows */
	int n_ahead; /* of rows up to the last target */
	int n_ridge; /* rows that a linear base forecast is made from; 0: n_in */
	int back;    /* rows before a window that are read for it */
	const struct rn_level_type *level; /* NULL: none */
};

enum rn_part { RN_TRAIN, RN_VALID, RN_TEST };
#define RN_N_PART 3

struct rn_split_opts {
	/* A count of windows where >= 1, else a fraction of all; of each series.
	 * size[RN_TRAIN] 0: test is the end, validation before it, training the
	 * rest; else the parts are laid from the first window on. */
	double size[RN_N_PART];
	bool shrink; /* sizes that do not fit keep their proportions; fractions
	                of at most 1 in all do so anyway */
	int first_target; /* the row of the first window's first target, so that
	                     windows of any input size are counted alike; 0: the
	                     first that has all its inputs */
};

/* Windows [from, to) of one series, by their first input row. */
struct rn_range {
	size_t from, to;
};

struct rn_split {
	struct rn_window_shape shape;
	int origin; /* where windows are counted from: an input row, or one that
	               there is not */
	int n_series;
	struct rn_range (*part)[RN_N_PART]; /* [n_series] */
	size_t (*before)[RN_N_PART];        /* windows of earlier series */
	size_t n[RN_N_PART];                /* windows of all series together */
	int piece; /* where a network is to run through the rows, not over windows
	              (lane.h): rows of a piece at most; else 0 */
	bool is_drawn; /* pieces to train on lie anywhere: drawn, not in lanes */
};

#define RN_SPLIT_INIT { .n_series = 0 }

struct rn_window {
	int series;
	size_t first; /* input row */
};

/* The windows a series of n_row rows has; 0 where it is too short. */
size_t rn_window_count(const struct rn_window_shape *shape, size_t n_row);

/* Rows that windows over known rows forecast; those beyond take forecasts for
 * inputs, which past columns do not have. */
size_t rn_window_reach(const struct rn_window_shape *shape);

/* The row of a window's first target. */
size_t rn_window_target(const struct rn_window_shape *shape, size_t first);

/* The least `back` of a window for lags and changes. */
int rn_window_back(const struct rn_window_shape *shape);

/* The scale of the target in the window of a series that begins at row
 * `first`; of: the series'. */
struct rn_scale rn_window_scale(const struct rn_window_shape *shape,
                                const struct rn_scale *of,
                                const struct rn_series *series, size_t first);

/*
 * A network sees at each of the n_in steps: the target, its lags and changes,
 * the past columns of the same row, and of each column known ahead as many
 * rows as it takes to show every target's row once.  Laid end to end, n_in
 * rows a channel, they end with the last target's row: so a network that
 * forecasts one row sees that row's own value at its last step.
 */
int rn_window_fold(const struct rn_window_shape *shape);

/* Input channels of a step: 1 + n_lag + n_diff + n_past + n_ahead * fold. */
int rn_window_width(const struct rn_window_shape *shape);

/* The row whose value channel `fold` of a column known ahead shows at the
 * first step. */
size_t rn_window_ahead(const struct rn_window_shape *shape, size_t first,
                       int fold);

/*
 * Cuts the windows of every series.  A fraction is rounded down, to one window
 * at least.  Validation and test of size 0 are empty parts.  RN_EDATA with the
 * numbers where a series is too short for one window in each part, RN_EUSAGE
 * where the sizes ask for more than there is, RN_ELIMIT memory, or more than
 * 2^32 - 1 windows.
 */
RN_MUST_CHECK
enum rn_status rn_split_make(struct rn_split *split,
                             const struct rn_window_shape *shape,
                             const struct rn_split_opts *opts,
                             const struct rn_panel *panel,
                             struct rn_error *err);

void rn_split_release(struct rn_split *split);

/* Window i of a part, 0 <= i < split->n[part]: series by series, in time
 * order. */
struct rn_window rn_split_window(const struct rn_split *split,
                                 enum rn_part part, size_t i);

/* Rows [0, rn_split_rows) of a series are touched by the windows of `part` or
 * of an earlier one. */
size_t rn_split_rows(const struct rn_split *split, enum rn_part part,
                     int series);

#endif

/*
 * panel.h - the data: one or more series read from a CSV.
 *
 * Data is always a panel.  Each target column, of each id where there is an id
 * column, is a series with a name, a time axis and its values; one target
 * column makes a panel of one.  Series may be of unequal length.  Input
 * columns are shared by the series of the same rows.  Only the columns asked
 * for are stored, 8 bytes a value.
 */
#ifndef RN_PANEL_H
#define RN_PANEL_H

#include "base/error.h"
#include "data/columns.h"
#include "data/dialect.h"
#include "data/missing.h"
#include "data/time.h"
#include "data/vocabulary.h"

#include <stdbool.h>
#include <stddef.h>

struct rn_series {
	char *name;          /* the unique_id of outputs: target column, id, or
	                        id/target where there is more than one of both */
	struct rn_axis axis; /* row k of x is at row k of the axis */
	size_t n_row;
	double *x;           /* [n_row], in the file's own units, finite */
	double *const *input; /* [n_past + n_ahead] of the panel, each [n_row] from
	                         `first` on; not owned */
	size_t first;
	int number;          /* where a forecast begins: which one it is of those
	                        that the model knows, from 0; else unused */
};

/* What was done to rows that were not as they should be. */
struct rn_repairs {
	size_t n_filled;  /* values in the place of missing ones */
	size_t n_trimmed; /* values missing before the first or after the last of
	                     a series, which begins or ends there */
	size_t n_added;   /* rows for steps that the file leaves out */
	size_t n_dropped; /* rows left out, for they lacked a value */
	size_t n_skipped; /* steps that the file leaves out, and so do the rows */
	size_t n_merged;  /* rows gathered into others by --freq */
};

struct rn_panel {
	struct rn_format format; /* of the file */
	struct rn_columns columns;
	struct rn_vocabulary vocabulary; /* of categorical targets, whose values
	                                    are class numbers; else empty */
	struct rn_repairs repairs;
	bool is_first_unread;     /* a first column of text, where none was told to
	                             be the time and rows are numbered */
	int n_series;
	struct rn_series *series; /* id by id, in the order of the file */
	int n_past, n_ahead;      /* inputs; calendar inputs are among the latter */
	size_t n_input;
	double **input;           /* [n_input] all of them, owned */
	size_t n_place;
	int64_t **place;          /* [n_place] places of axes, owned; or NULLs */
};

#define RN_PANEL_INIT { .columns = RN_COLUMNS_INIT }

/* What a column holds, by its first value that is not missing. */
enum rn_column_type { RN_COLUMN_EMPTY, RN_COLUMN_NUMBER, RN_COLUMN_TIME,
	RN_COLUMN_TEXT };

#define RN_MAX_WANT 8
#define RN_MAX_SERIES 65535

/* How to read; zero-initialised is the default. */
struct rn_panel_opts {
	const char *time_col;    /* NULL: find it; "none": row numbers */
	const char *target_col;  /* NULL: find it; comma list; "all": every
	                            numeric column without another use */
	const char *time_format; /* NULL: find it; see rn_time_format_set */
	const char *freq;        /* NULL: as it is; the step to gather rows into */
	const char *id_col;      /* whose rows are a series; NULL: all rows */
	const char *past_cols;   /* inputs, comma lists or NULL: known up to the */
	const char *future_cols; /* last row, or for the rows ahead as well */
	const char *calendar;    /* inputs from the time axis, by calendar.h */
	const char *na;          /* words that are missing values, a comma list */
	const struct rn_missing_type *missing; /* NULL: they are refused */
	bool is_categorical;     /* targets hold symbols, of any text */
	bool no_header;          /* columns are then called 1, 2, 3 ... */
	struct rn_dialect dialect;
	size_t row_from, row_to; /* data rows [from, to); to 0: to the end */
	size_t min_rows;         /* fewer is an error; 0 means 3 */
	/* Without target_col: where the file has the first of these columns,
	 * they are the targets, those of them that there are; one that ends in a
	 * star stands for all names that begin so.  rn_id_name then tells its
	 * series apart, and the first of rn_part_names their draws or windows:
	 * each is a series of its own, whose id is the part, behind that of the
	 * series and RN_PART_MARK where both columns are there. */
	const char *wants[RN_MAX_WANT];
	/* From a model: these columns, by name, or by place where the file has
	 * no header; the names above are then ignored. */
	const struct rn_columns *known;
	/* From a model whose targets are categorical, or NULL: the symbols that
	 * there may be. */
	const struct rn_vocabulary *symbols;
	/* From a model, or NULL: rows that lie on an axis of this unit and step
	 * are on one, also where they are too few to tell, as a single row. */
	const struct rn_axis *axis;
};

/*
 * Reads path ("-": standard input).  Without names: time is the column called
 * ds, timestamp, datetime, date or time, else the first column if its first
 * value is a time (an integer counts as one only where another column is
 * numeric and the name is one of these or empty), else row numbers; target is
 * y, target or value, else the only numeric column.  A column's type is fixed
 * by its first value that is not missing.  A categorical target may be of any
 * type; without a name it is the only column of text, or the only numeric one
 * where none is.  Only the first column may lack a
 * name, unless target_col or known leave nothing to guess.  Row numbers count
 * from the first data row of the file, also where row_from leaves rows out.
 * Every message names file, line and column.  RN_EDATA, RN_EIO, RN_ELIMIT;
 * RN_EUSAGE for a target that is named twice or is the time column; *panel is
 * empty on failure.
 */
RN_MUST_CHECK
enum rn_status rn_panel_load(struct rn_panel *panel, const char *path,
                             const struct rn_panel_opts *opts,
                             struct rn_error *err);

void rn_panel_release(struct rn_panel *panel);

/* The names that are tried, in order, ending in NULL. */
extern const char *const rn_time_names[];
extern const char *const rn_target_names[];

/* What forecasts call the column that tells series apart. */
extern const char rn_id_name[];

/* What they call the columns that tell draws and windows of a series apart,
 * ending in NULL, and what stands between the two in the id of a series. */
extern const char *const rn_part_names[];
#define RN_PART_MARK '\x1f'

#endif

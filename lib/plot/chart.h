/*
 * chart.h - a picture as data, and the gnuplot script that draws it.
 *
 * A chart is titles and a few curves over one horizontal axis.  Writing it
 * makes a complete gnuplot script with its data inline: nothing in the script
 * names a file, and text from outside appears only in single-quoted strings
 * whose dangerous characters were replaced, so the script can do nothing but
 * draw.
 */
#ifndef RN_CHART_H
#define RN_CHART_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* What a curve means decides how it looks, the same in every picture. */
enum rn_curve_role {
	RN_CURVE_HISTORY,  /* what was measured */
	RN_CURVE_HELD_OUT, /* predictions for rows that were held out */
	RN_CURVE_OTHER,    /* others of these that lie over them */
	RN_CURVE_FORECAST, /* predictions for rows that nobody knows yet */
	RN_CURVE_DRAW,     /* some of what may come of these */
	RN_CURVE_TRAIN,    /* training loss */
	RN_CURVE_VALID,    /* validation loss */
	RN_CURVE_BAND,     /* an interval around predictions, the widest first */
	RN_CURVE_CHANCE,   /* the range in which chance alone leaves a value */
	RN_CURVE_START,    /* points: the last row known to a prediction */
	RN_CURVE_MODEL,    /* an error of the model, and */
	RN_CURVE_MODEL_2,  /* the same by another measure */
	RN_CURVE_NAIVE,    /* errors of a forecast that costs nothing */
	RN_CURVE_NAIVE_2,
	RN_CURVE_STEM,     /* values, each a line from zero */
	RN_CURVE_BAR,      /* values, each a bar that lies: x is its length, y its
	                      place from the top, counted from 0 */
	RN_CURVE_PILLAR,   /* counts, each a bar that stands */
};
#define RN_N_CURVE_ROLE (RN_CURVE_PILLAR + 1)

struct rn_curve {
	enum rn_curve_role role;
	const char *name;     /* in the legend, or "" */
	size_t n;
	const double *x, *y;  /* [n]; NaN in y is a gap */
	const double *y2;     /* [n] of a band: its other end */
};

#define RN_MAX_CURVE 16

struct rn_chart {
	const char *title;
	const char *x_label, *y_label;
	bool x_is_time;   /* x is in seconds since 1970 */
	bool x_is_count;  /* x is whole numbers: epochs, rows */
	bool y_is_log;    /* where all y > 0 */
	bool y_has_zero;  /* the vertical axis begins at zero, or shows it */
	int n_place;
	const char *const *place; /* [n_place] names of the places of bars */
	int n_curve;
	struct rn_curve curve[RN_MAX_CURVE];
};

/* How it is drawn: one row of this table each. */
struct rn_chart_format {
	const char *suffix;   /* ".png", ".svg", ".pdf", ".txt" */
	const char *terminal; /* the argument of `set terminal` */
	const char *begin, *end; /* bytes a whole picture begins and ends with */
};

extern const struct rn_chart_format rn_chart_formats[]; /* ends in { NULL } */

/* By the suffix of a path; NULL where it is none of them (".gp" is none: it
 * is the script itself). */
const struct rn_chart_format *rn_chart_format_find(const char *path);

/* Writes the script.  size: width and height of the text terminal in
 * characters, {0, 0} for the usual ones; other formats have one size.
 * Stream errors are left to the caller. */
void rn_chart_write(const struct rn_chart *chart,
                    const struct rn_chart_format *format, const int size[2],
                    FILE *out);

/*
 * Draws chart into path, by its suffix: png, svg, pdf, txt through gnuplot,
 * .gp the script itself (for the png terminal).  The picture is read back,
 * checked, and appears whole or not at all.  path NULL: a text chart of the
 * given size on standard output.  RN_EUSAGE: unknown suffix; RN_EPLOT:
 * gnuplot; RN_EIO.
 */
RN_MUST_CHECK
enum rn_status rn_chart_save(const struct rn_chart *chart, const char *path,
                             const int size[2], struct rn_error *err);

#endif

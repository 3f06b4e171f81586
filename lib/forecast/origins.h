/*
 * origins.h - where the forecasts that are judged begin: a rolling origin.
 *
 * Each window of the held-out part is an origin, its cutoff the last row that
 * its forecast knows.  All of them may be judged, or some of each series,
 * counted back from its last one, so that the newest rows are always judged.
 */
#ifndef RN_ORIGINS_H
#define RN_ORIGINS_H

#include "base/error.h"
#include "data/panel.h"
#include "data/window.h"

#include <stddef.h>

struct rn_folds {
	int n;    /* origins of each series; 0: as many as there are */
	int step; /* windows from one to the next; 0: every window where n is 0,
	             else evenly over all of them */
};

struct rn_origins {
	const struct rn_split *split;
	enum rn_part part;
	size_t n;
	size_t *chosen; /* [n] numbers of windows, ascending; NULL: all */
};

#define RN_ORIGINS_INIT { .chosen = NULL }

/* Chooses among the windows of a part of a split, which must outlive the
 * origins.  RN_EUSAGE: a series has fewer windows than are asked for;
 * RN_ELIMIT. */
RN_MUST_CHECK
enum rn_status rn_origins_make(struct rn_origins *o,
                               const struct rn_split *split,
                               enum rn_part part,
                               const struct rn_folds *folds,
                               const struct rn_panel *panel,
                               struct rn_error *err);

void rn_origins_release(struct rn_origins *o);

/* The number of origin i < n among the windows of its part, and the window. */
size_t rn_origins_number(const struct rn_origins *o, size_t i);
struct rn_window rn_origins_window(const struct rn_origins *o, size_t i);

/* The last row that is known at the first input row of a window. */
size_t rn_origin_cutoff(const struct rn_window_shape *shape,
                        struct rn_window w);

#endif

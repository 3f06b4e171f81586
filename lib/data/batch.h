/*
 * batch.h - some windows, gathered as a network wants them.
 *
 * Arrays are time-major: step t of all windows is contiguous.  They are
 * gathered once per batch from views into the series and scaled on the way.
 */
#ifndef RN_BATCH_H
#define RN_BATCH_H

#include "base/real.h"
#include "data/scaler.h"
#include "data/window.h"

/* T = n_in, B windows, D = rn_window_width, K = n_out. */
struct rn_batch {
	rn_real *x; /* [T, B, D] inputs, scaled: target, past, ahead */
	rn_real *y; /* [n_step, B, K] targets, scaled; NULL where not wanted */
	int n_step; /* the last steps that there are targets for */
};

/*
 * Gathers B = n windows: x and y point to the caller's memory, with room for
 * them.  scale [n_series, 1 + n_past + n_ahead]: of the target, then of the
 * inputs.
 */
void rn_batch_gather(const struct rn_batch *batch, const struct rn_panel *panel,
                     const struct rn_window_shape *shape,
                     const struct rn_scale *scale,
                     const struct rn_window *window, int n);

/* What a channel shows at step t: x[t], less what less[t] is unless that is
 * NULL, both scaled as column 0, the target, or 1 + c, input c, is. */
struct rn_channel {
	const double *x, *less;
	int column;
};

/* Channel d, 0 .. rn_window_width - 1, of the window of a series that begins
 * at row `first`, by rn_window_width.  Of the series, x, input and its own
 * first are read. */
struct rn_channel rn_window_channel(const struct rn_window_shape *shape,
                                    const struct rn_series *series,
                                    size_t first, int d);

static inline double rn_channel_value(const struct rn_channel *c,
                                      const struct rn_scale *scale, size_t t)
{
	const double z = rn_scale_apply(scale, c->x[t]);

	return c->less ? z - rn_scale_apply(scale, c->less[t]) : z;
}

/*
 * The inputs of the window of a series that begins at row `first`, D channels
 * side by side, `step` numbers from one of the n_in steps to the next.
 */
void rn_batch_input(rn_real *x, size_t step,
                    const struct rn_window_shape *shape,
                    const struct rn_scale *scale,
                    const struct rn_series *series, size_t first);

/* The same of n rows from `first` on, each shown as windows show theirs: for a
 * network whose state is carried from row to row.  scale: of the series, which
 * a window's own takes the place of. */
void rn_batch_rows(rn_real *x, size_t step,
                   const struct rn_window_shape *shape,
                   const struct rn_scale *scale,
                   const struct rn_series *series, size_t first, int n);

/* order: 0 .. n-1, shuffled (Fisher-Yates) by (seed, epoch) alone. */
void rn_batch_shuffle(size_t *order, size_t n, unsigned long long seed,
                      unsigned epoch);

#endif

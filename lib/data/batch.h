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

/* T = n_in, B windows, K = n_out. */
struct rn_batch {
	rn_real *x; /* [T, B] past inputs, scaled */
	rn_real *y; /* [B, K] targets, scaled; NULL where not wanted */
};

/*
 * Gathers B = n windows: x and y point to the caller's memory, with room for
 * them.  scale: one per series.
 */
void rn_batch_gather(const struct rn_batch *batch, const struct rn_panel *panel,
                     const struct rn_window_shape *shape,
                     const struct rn_scale *scale,
                     const struct rn_window *window, int n);

/* order: 0 .. n-1, shuffled (Fisher-Yates) by (seed, epoch) alone. */
void rn_batch_shuffle(size_t *order, size_t n, unsigned long long seed,
                      unsigned epoch);

#endif

/*
 * draw.h - training windows, or pieces of the training rows, drawn at random.
 *
 * First a series is drawn, then one of its own: so a long series does not
 * drown the short ones.  What is drawn is decided by (seed, epoch, step)
 * alone.
 */
#ifndef RN_DRAW_H
#define RN_DRAW_H

#include "data/lane.h"
#include "data/window.h"

#include <stddef.h>
#include <stdint.h>

/* Which draw it is. */
struct rn_draw_at {
	uint64_t seed;
	uint32_t epoch, step;
};

/* order [n]: training windows, as rn_split_window counts them.  There is one
 * at least. */
void rn_draw_windows(size_t *order, size_t n, const struct rn_split *split,
                     const struct rn_draw_at *at);

/* Moves each of the lanes to a place where a piece of so many rows fits, at
 * most rn_lane_piece. */
void rn_draw_lanes(struct rn_lanes *lanes, const struct rn_split *split,
                   int piece, const struct rn_draw_at *at);

#endif

/*
 * lane.h - the training rows of all series, cut for a network whose state is
 * carried on: lanes that run side by side, each from piece to piece.
 *
 *   series   |------- lane ------|------- lane ------|
 *             piece piece piece    piece piece piece
 *
 * A piece has the same number of rows everywhere, and all lanes of a series as
 * many pieces, so that nothing is masked.  What a series has beyond that, its
 * oldest rows, is left out: less than a piece for each lane, and one piece.
 */
#ifndef RN_LANE_H
#define RN_LANE_H

#include "base/error.h"
#include "data/window.h"

#include <stddef.h>

struct rn_lane {
	int series;
	size_t from; /* its first row */
	size_t n;    /* pieces */
};

struct rn_lanes {
	int n;
	struct rn_lane *lane; /* [n] those with most pieces first */
	int most;             /* lanes that run side by side at most */
};

#define RN_LANES_INIT { .n = 0 }

/* The rows of a series that are inputs in training: each of them has all of its
 * targets among the rows that training may touch. */
struct rn_range rn_lane_rows(const struct rn_split *split, int series);

/* The rows of a piece: `most`, or as many as the shortest series has to train
 * on. */
int rn_lane_piece(const struct rn_split *split, int most);

/*
 * Cuts the inputs of all training windows of each series.  A lane has at least
 * 10 pieces where the series have so many: there are fewer lanes than `most`
 * rather than shorter ones.  Where they are to be drawn (draw.h), there are
 * `most` of one piece, or as many as there are places for it, and all begin
 * with the first series.  RN_ELIMIT: memory.
 */
RN_MUST_CHECK
enum rn_status rn_lanes_make(struct rn_lanes *lanes,
                             const struct rn_split *split, int piece,
                             int most, struct rn_error *err);

void rn_lanes_release(struct rn_lanes *lanes);

/* How many lanes run side by side, `first` being the first of them: they have
 * the same number of pieces. */
int rn_lanes_round(const struct rn_lanes *lanes, int first);

#endif

/*
 * lane.c - training rows, cut into lanes of pieces.
 */
#include "data/lane.h"

#include "base/block.h"

#include <stdlib.h>

enum { LEAST_PIECES = 10 };

struct rn_range rn_lane_rows(const struct rn_split *split, int series)
{
	const struct rn_range *part = &split->part[series][RN_TRAIN];

	return (struct rn_range){ part->from,
		part->to + (size_t)split->shape.n_in - 1 };
}

static size_t train_rows(const struct rn_split *split, int series)
{
	const struct rn_range rows = rn_lane_rows(split, series);

	return rows.to - rows.from;
}

int rn_lane_piece(const struct rn_split *split, int most)
{
	for (int s = 0; s < split->n_series; s++)
		if (train_rows(split, s) < (size_t)most)
			most = (int)train_rows(split, s);
	return most;
}

/* How the n pieces of a series become lanes of about `length` each. */
static size_t lanes_of(size_t n, size_t length)
{
	return n < length ? 1 : n / length;
}

/* Longer ones first; else as they lie. */
static int compare(const void *a, const void *b)
{
	const struct rn_lane *p = a, *q = b;

	if (p->n != q->n)
		return p->n > q->n ? -1 : 1;
	if (p->series != q->series)
		return p->series < q->series ? -1 : 1;
	return p->from < q->from ? -1 : p->from > q->from;
}

/* The lanes of one series end with its last row. */
static void cut(struct rn_lanes *lanes, const struct rn_split *split, int s,
                size_t piece, size_t length)
{
	const size_t n = train_rows(split, s) / piece;
	const size_t n_lane = lanes_of(n, length);
	const size_t end = rn_lane_rows(split, s).to;

	for (size_t i = n_lane; i > 0; i--)
		lanes->lane[lanes->n++] = (struct rn_lane){
			s, end - i * (n / n_lane) * piece, n / n_lane
		};
}

/* Lanes to be drawn: no more than there are places for a piece. */
static enum rn_status make_drawn(struct rn_lanes *lanes,
                                 const struct rn_split *split, size_t piece,
                                 struct rn_error *err)
{
	const struct rn_lane first = { 0, rn_lane_rows(split, 0).from, 1 };
	size_t n = 0;

	for (int s = 0; s < split->n_series; s++)
		n += train_rows(split, s) - piece + 1;
	if (n > (size_t)lanes->most)
		n = (size_t)lanes->most;
	if (rn_alloc(&lanes->lane, n, sizeof(*lanes->lane), err))
		return err->status;
	while (lanes->n < (int)n)
		lanes->lane[lanes->n++] = first;
	return RN_OK;
}

enum rn_status rn_lanes_make(struct rn_lanes *lanes,
                             const struct rn_split *split, int piece,
                             int most, struct rn_error *err)
{
	const size_t T = (size_t)piece;
	size_t n_piece = 0, n_lane = 0, length;

	*lanes = (struct rn_lanes){ .most = most };
	if (split->is_drawn)
		return make_drawn(lanes, split, T, err);
	for (int s = 0; s < split->n_series; s++)
		n_piece += train_rows(split, s) / T;
	length = (n_piece + (size_t)most - 1) / (size_t)most;
	if (length < LEAST_PIECES)
		length = LEAST_PIECES;
	for (int s = 0; s < split->n_series; s++)
		n_lane += lanes_of(train_rows(split, s) / T, length);
	if (rn_alloc(&lanes->lane, n_lane, sizeof(*lanes->lane), err))
		return err->status;
	for (int s = 0; s < split->n_series; s++)
		cut(lanes, split, s, T, length);
	qsort(lanes->lane, n_lane, sizeof(*lanes->lane), compare);
	return RN_OK;
}

void rn_lanes_release(struct rn_lanes *lanes)
{
	free(lanes->lane);
	*lanes = (struct rn_lanes)RN_LANES_INIT;
}

int rn_lanes_round(const struct rn_lanes *lanes, int first)
{
	int n = 1;

	while (n < lanes->most && first + n < lanes->n
	       && lanes->lane[first + n].n == lanes->lane[first].n)
		n++;
	return n;
}

/*
 * draw.c - training windows and pieces of rows at random.
 */
#include "data/draw.h"

#include "base/rng.h"

static void begin(struct rn_rng *rng, const struct rn_draw_at *at)
{
	rn_rng_init(rng, at->seed, RN_STREAM_DRAW, at->epoch, at->step);
}

static size_t n_window(const struct rn_split *split, int series)
{
	const struct rn_range *part = &split->part[series][RN_TRAIN];

	return part->to - part->from;
}

/* A series, each as likely of those that have windows to train on. */
static int draw_series(struct rn_rng *rng, const struct rn_split *split)
{
	int s;

	do
		s = (int)rn_rng_below(rng, (uint32_t)split->n_series);
	while (n_window(split, s) == 0);
	return s;
}

void rn_draw_windows(size_t *order, size_t n, const struct rn_split *split,
                     const struct rn_draw_at *at)
{
	struct rn_rng rng;

	begin(&rng, at);
	for (size_t i = 0; i < n; i++) {
		const int s = draw_series(&rng, split);

		order[i] = split->before[s][RN_TRAIN]
		           + rn_rng_below(&rng, (uint32_t)n_window(split, s));
	}
}

void rn_draw_lanes(struct rn_lanes *lanes, const struct rn_split *split,
                   int piece, const struct rn_draw_at *at)
{
	struct rn_rng rng;

	begin(&rng, at);
	for (int i = 0; i < lanes->n; i++) {
		const int s = draw_series(&rng, split);
		const struct rn_range rows = rn_lane_rows(split, s);
		const size_t n = rows.to - rows.from - (size_t)piece + 1;

		lanes->lane[i] = (struct rn_lane){
			s, rows.from + rn_rng_below(&rng, (uint32_t)n), 1
		};
	}
}

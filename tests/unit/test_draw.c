/*
 * test_draw.c - windows and places of lanes that are drawn.
 */
#include "data/draw.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "help.h"

enum { N_SERIES = 4, N_IN = 5, EMPTY = 2, PIECE = 4, N = 400, STEPS = 100 };

/* Training windows of the series; one has none. */
static const size_t n_window[N_SERIES] = { 3, 1000, 0, 40 };

/* The second series begins to be trained on at row 7. */
static void make_split(struct rn_split *split)
{
	static struct rn_range part[N_SERIES][RN_N_PART];
	static size_t before[N_SERIES][RN_N_PART];

	*split = (struct rn_split){ .shape = SHAPE(N_IN, 1, 1), .part = part,
		.before = before, .n_series = N_SERIES, .is_drawn = true };
	for (int s = 0; s < N_SERIES; s++) {
		const size_t from = s == 1 ? 7 : 0;

		part[s][RN_TRAIN] = (struct rn_range){ from, from + n_window[s] };
		before[s][RN_TRAIN] = split->n[RN_TRAIN];
		split->n[RN_TRAIN] += n_window[s];
	}
}

/* Each of three series as often as the others: 5 deviations of the share. */
static void assert_fair(const size_t *count, size_t all)
{
	const double mean = (double)all / 3;
	const double most = 5 * sqrt(mean * 2 / 3);

	for (int s = 0; s < N_SERIES; s++)
		if (s == EMPTY)
			assert_int_equal(count[s], 0);
		else
			assert_near((double)count[s], mean, most / mean);
}

/* Every series is drawn as often, and so is every window of one. */
static void test_windows(void **state)
{
	size_t count[N_SERIES] = { 0 }, short_one[3] = { 0 }, order[N];
	size_t half[2] = { 0 };
	struct rn_split split;

	(void)state;
	make_split(&split);
	for (uint32_t step = 0; step < STEPS; step++) {
		rn_draw_windows(order, N, &split,
		                &(struct rn_draw_at){ 1, 2, step });
		for (int i = 0; i < N; i++) {
			struct rn_window w;

			assert_true(order[i] < split.n[RN_TRAIN]);
			w = rn_split_window(&split, RN_TRAIN, order[i]);
			count[w.series]++;
			if (w.series == 0)
				short_one[w.first]++;
			if (w.series == 1)
				half[w.first >= 507]++;
		}
	}
	assert_fair(count, (size_t)N * STEPS);
	for (int i = 0; i < 3; i++)
		assert_near((double)short_one[i], N * STEPS / 9.0, 0.08);
	assert_near((double)half[0], (double)half[1], 0.06);
}

/* A chunk lies anywhere among the rows to train on, at either end, too. */
static void test_lanes(void **state)
{
	size_t count[N_SERIES] = { 0 }, first = 1000, last = 0, place[4] = { 0 };
	struct rn_lanes lanes;
	struct rn_split split;
	struct rn_error err;

	(void)state;
	make_split(&split);
	assert_ok(rn_lanes_make(&lanes, &split, PIECE, N, &err), &err);
	assert_int_equal(lanes.n, N);
	assert_int_equal(rn_lanes_round(&lanes, 0), N);
	for (uint32_t step = 0; step < STEPS; step++) {
		rn_draw_lanes(&lanes, &split, PIECE,
		              &(struct rn_draw_at){ 1, 2, step });
		assert_int_equal(rn_lanes_round(&lanes, 0), N);
		for (int i = 0; i < N; i++) {
			const struct rn_lane *l = &lanes.lane[i];
			const struct rn_range rows = rn_lane_rows(&split, l->series);

			assert_true(l->from >= rows.from);
			assert_true(l->from + PIECE <= rows.to);
			count[l->series]++;
			if (l->series == 0)
				place[l->from]++;
			if (l->series != 1)
				continue;
			first = l->from < first ? l->from : first;
			last = l->from > last ? l->from : last;
		}
	}
	assert_fair(count, (size_t)N * STEPS);
	for (int i = 0; i < 4; i++)
		assert_near((double)place[i], N * STEPS / 12.0, 0.09);
	assert_int_equal(first, 7);
	assert_int_equal(last, 7 + 1000 + N_IN - 1 - PIECE);
	rn_lanes_release(&lanes);
}

/* There are no more chunks in a batch than places for one. */
static void test_few_places(void **state)
{
	struct rn_lanes lanes;
	struct rn_split split;
	struct rn_error err;

	(void)state;
	make_split(&split);
	split.n_series = 1; /* of 7 rows */
	assert_ok(rn_lanes_make(&lanes, &split, 5, N, &err), &err);
	assert_int_equal(lanes.n, 3);
	rn_lanes_release(&lanes);
	assert_ok(rn_lanes_make(&lanes, &split, 7, N, &err), &err);
	assert_int_equal(lanes.n, 1);
	assert_int_equal(lanes.lane[0].n, 1);
	rn_lanes_release(&lanes);
}

/* Seed, epoch and step decide, each of them, and nothing else. */
static void test_repeats(void **state)
{
	static const struct rn_draw_at other[] = {
		{ 2, 2, 3 }, { 1, 3, 3 }, { 1, 2, 4 }, { 1, 3, 2 },
	};
	const struct rn_draw_at at = { 1, 2, 3 };
	size_t order[N], again[N];
	struct rn_split split;

	(void)state;
	make_split(&split);
	rn_draw_windows(order, N, &split, &at);
	rn_draw_windows(again, N, &split, &at);
	assert_memory_equal(order, again, sizeof(order));
	rn_draw_windows(again, N / 2, &split, &at);
	assert_memory_equal(order, again, sizeof(order) / 2);
	for (size_t i = 0; i < COUNT(other); i++) {
		rn_draw_windows(again, N, &split, &other[i]);
		assert_memory_not_equal(order, again, sizeof(order));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_windows),
		cmocka_unit_test(test_lanes),
		cmocka_unit_test(test_few_places),
		cmocka_unit_test(test_repeats),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * test_lane.c - how training rows are cut into lanes of pieces.
 */
#include "data/lane.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "help.h"

/* Training windows of up to three series, whose inputs have as many rows more
 * as a window has inputs but one. */
struct expected {
	int series;
	size_t from, n;
};

static const struct {
	size_t rows[3]; /* to train on */
	int bptt, most;
	int piece;
	int n;
	struct expected lane[6];
} cases[] = {
	{ { 500 }, 50, 512, 50, 1, { { 0, 0, 10 } } },
	{ { 549 }, 50, 512, 50, 1, { { 0, 49, 10 } } },
	{ { 960 }, 50, 512, 50, 1, { { 0, 10, 19 } } },
	{ { 1000 }, 50, 512, 50, 2, { { 0, 0, 10 }, { 0, 500, 10 } } },
	{ { 1075 }, 50, 512, 50, 2, { { 0, 75, 10 }, { 0, 575, 10 } } },
	{ { 120 }, 50, 512, 50, 1, { { 0, 20, 2 } } },
	{ { 30 }, 50, 512, 30, 1, { { 0, 0, 1 } } },
	{ { 2000 }, 50, 1, 50, 1, { { 0, 0, 40 } } },
	{ { 2000 }, 50, 3, 50, 2, { { 0, 0, 20 }, { 0, 1000, 20 } } },
	{ { 500, 130, 510 }, 50, 512, 50, 3,
	  { { 0, 0, 10 }, { 2, 10, 10 }, { 1, 30, 2 } } },
	{ { 500, 20, 500 }, 50, 512, 20, 5,
	  { { 0, 20, 12 }, { 0, 260, 12 }, { 2, 20, 12 }, { 2, 260, 12 },
	    { 1, 0, 1 } } },
};

static void make_split(struct rn_split *split, const size_t *rows)
{
	static struct rn_range part[3][RN_N_PART];

	*split = (struct rn_split){ .shape = SHAPE(5, 1, 1), .part = part };
	for (; split->n_series < 3 && rows[split->n_series]; split->n_series++)
		part[split->n_series][RN_TRAIN].to = rows[split->n_series] - 4;
}

static void test_cases(void **state)
{
	struct rn_lanes lanes;
	struct rn_split split;
	struct rn_error err;

	(void)state;
	for (size_t c = 0; c < COUNT(cases); c++) {
		make_split(&split, cases[c].rows);
		assert_int_equal(rn_lane_piece(&split, cases[c].bptt),
		                 cases[c].piece);
		assert_ok(rn_lanes_make(&lanes, &split, cases[c].piece,
		                        cases[c].most, &err), &err);
		assert_int_equal(lanes.n, cases[c].n);
		for (int i = 0; i < lanes.n; i++) {
			const struct expected *e = &cases[c].lane[i];

			assert_int_equal(lanes.lane[i].series, e->series);
			assert_int_equal(lanes.lane[i].from, e->from);
			assert_int_equal(lanes.lane[i].n, e->n);
		}
		rn_lanes_release(&lanes);
	}
}

/* Lanes do not overlap and end with their series; what is left out is less
 * than a piece a lane, and one; rounds are equal and not too large. */
static void test_rules(void **state)
{
	struct rn_lanes lanes;
	struct rn_split split;
	struct rn_error err;

	(void)state;
	for (uint32_t i = 0; i < 300; i++) {
		const size_t rows[] = { 5 + i * i % 977, 5 + i * 31 % 4001,
			i % 3 ? 5 + i : 0 };
		const int most = 1 + (int)(i % 7);
		size_t used[3] = { 0 }, n_lane[3] = { 0 };
		int piece;

		make_split(&split, rows);
		piece = rn_lane_piece(&split, 1 + (int)(i % 60));
		assert_ok(rn_lanes_make(&lanes, &split, piece, most, &err), &err);
		for (int k = 0, n; k < lanes.n; k += n) {
			n = rn_lanes_round(&lanes, k);
			assert_true(n >= 1 && n <= most && k + n <= lanes.n);
			for (int j = k; j < k + n; j++) {
				const struct rn_lane *l = &lanes.lane[j];

				assert_int_equal(l->n, lanes.lane[k].n);
				assert_true(l->n > 0);
				assert_true(l->from + l->n * (size_t)piece
				            <= rows[l->series]);
				used[l->series] += l->n * (size_t)piece;
				n_lane[l->series]++;
			}
		}
		for (int s = 0; s < split.n_series; s++)
			assert_true(used[s] + (n_lane[s] + 1) * (size_t)piece > rows[s]);
		rn_lanes_release(&lanes);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cases),
		cmocka_unit_test(test_rules),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * test_window.c - windows and their three parts.
 */
#include "data/window.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "help.h"

enum { MOST = 4 };

/* A panel of series without values: windows look at lengths alone. */
struct fake {
	struct rn_panel panel;
	struct rn_series series[MOST];
	char name[MOST][16];
};

static void fake_panel(struct fake *f, const size_t *n_row, int n)
{
	memset(f, 0, sizeof(*f));
	f->panel.n_series = n;
	f->panel.series = f->series;
	for (int i = 0; i < n; i++) {
		snprintf(f->name[i], sizeof(f->name[i]), "s%d", i);
		f->series[i].name = f->name[i];
		f->series[i].n_row = n_row[i];
	}
}

static void test_count(void **state)
{
	static const struct {
		struct rn_window_shape shape;
		size_t n_row, n, target;
	} cases[] = {
		{ SHAPE(5, 2, 1), 140256, 140250, 6 }, { SHAPE(5, 1, 1), 6, 1, 5 },
		{ SHAPE(5, 1, 1), 5, 0, 5 }, { SHAPE(5, 1, 1), 0, 0, 5 },
		{ SHAPE(1, 1, 1), 10, 9, 1 }, { SHAPE(3, 2, 4), 8, 1, 4 },
		{ SHAPE(3, 2, 4), 10, 3, 4 },
		{ SHAPE(INT32_MAX, INT32_MAX, INT32_MAX), 100, 0,
		  (size_t)2 * INT32_MAX - 1 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(rn_window_count(&cases[i].shape, cases[i].n_row),
		                 cases[i].n);
		assert_int_equal(rn_window_target(&cases[i].shape, 0),
		                 cases[i].target);
	}
}

/* Channels of a column known ahead. */
static void test_fold(void **state)
{
	static const struct {
		int n_in, lead, n_out, n_past, n_ahead, fold, width;
		size_t first; /* shown by the first channel, of window 100 */
	} cases[] = {
		{ 5, 1, 1, 0, 0, 1, 1, 101 }, { 5, 1, 1, 2, 0, 1, 3, 101 },
		{ 5, 1, 1, 2, 3, 1, 6, 101 }, { 5, 3, 1, 0, 1, 1, 2, 103 },
		{ 5, 1, 5, 0, 1, 1, 2, 105 }, { 5, 1, 6, 0, 1, 2, 3, 101 },
		{ 5, 1, 10, 1, 2, 2, 6, 105 }, { 5, 1, 11, 1, 2, 3, 8, 101 },
		{ 1, 1, 7, 0, 1, 7, 8, 101 }, { 24, 2, 48, 0, 2, 2, 5, 125 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct rn_window_shape shape = { .n_in = cases[i].n_in,
			.lead = cases[i].lead, .n_out = cases[i].n_out,
			.n_past = cases[i].n_past, .n_ahead = cases[i].n_ahead };

		assert_int_equal(rn_window_fold(&shape), cases[i].fold);
		assert_int_equal(rn_window_width(&shape), cases[i].width);
		assert_int_equal(rn_window_ahead(&shape, 100, 0), cases[i].first);
		assert_int_equal(rn_window_reach(&shape),
		                 cases[i].lead + cases[i].n_out - 1);
	}
}

/* Channel by channel, the steps of a column known ahead are rows one after the
 * other: they end with the last target, have every target, and reach back
 * over no more than they must. */
static void test_ahead(void **state)
{
	(void)state;
	for (int n_in = 1; n_in < 7; n_in++)
	for (int lead = 1; lead < 5; lead++)
	for (int n_out = 1; n_out < 20; n_out++) {
		const struct rn_window_shape shape = SHAPE(n_in, lead, n_out);
		const int fold = rn_window_fold(&shape);
		const size_t first = 50, target = rn_window_target(&shape, first);
		size_t row = rn_window_ahead(&shape, first, 0);

		assert_true(row > first && row <= target);
		assert_true((fold - 1) * n_in < n_out && n_out <= fold * n_in);
		for (int j = 0; j < fold; j++, row += (size_t)n_in)
			assert_int_equal(rn_window_ahead(&shape, first, j), row);
		assert_int_equal(row, target + (size_t)n_out);
	}
}

struct cut {
	size_t n_row;
	struct rn_window_shape shape;
	struct rn_split_opts opts;
	struct rn_range part[RN_N_PART];
};

static const struct cut cuts[] = {
	{ 140256, SHAPE(5, 2, 1), { .size = { 11960, 1040, 1000 } },
	  { { 0, 11960 }, { 11960, 13000 }, { 13000, 14000 } } },
	{ 140256, SHAPE(5, 2, 1), { .size = { 0, 0.1, 0.1 } },
	  { { 0, 112200 }, { 112200, 126225 }, { 126225, 140250 } } },
	{ 105, SHAPE(5, 1, 1), { .size = { 0, 10, 20 } },
	  { { 0, 70 }, { 70, 80 }, { 80, 100 } } },
	{ 105, SHAPE(5, 1, 1), { .size = { 0, 0, 20 } },
	  { { 0, 80 }, { 80, 80 }, { 80, 100 } } },
	{ 105, SHAPE(5, 1, 1), { .size = { 0, 0, 0 } },
	  { { 0, 100 }, { 100, 100 }, { 100, 100 } } },
	{ 105, SHAPE(5, 1, 1), { .size = { 0.5, 0.25, 10 } },
	  { { 0, 50 }, { 50, 75 }, { 75, 85 } } },
	/* K - 1 windows are left out between parts that are there. */
	{ 107, SHAPE(5, 1, 3), { .size = { 50, 20, 10 } },
	  { { 0, 50 }, { 52, 72 }, { 74, 84 } } },
	{ 107, SHAPE(5, 1, 3), { .size = { 0, 20, 10 } },
	  { { 0, 66 }, { 68, 88 }, { 90, 100 } } },
	{ 107, SHAPE(5, 1, 3), { .size = { 0, 0, 10 } },
	  { { 0, 88 }, { 88, 88 }, { 90, 100 } } },
	{ 107, SHAPE(5, 1, 3), { .size = { 0, 20, 0 } },
	  { { 0, 78 }, { 80, 100 }, { 100, 100 } } },
	/* Small fractions are one window at least. */
	{ 8, SHAPE(5, 1, 1), { .size = { 0, 0.1, 0.1 } },
	  { { 0, 1 }, { 1, 2 }, { 2, 3 } } },
	/* Fractions of all fit although gaps take from them. */
	{ 107, SHAPE(5, 1, 3), { .size = { 0.5, 0.3, 0.2 } },
	  { { 0, 48 }, { 50, 78 }, { 80, 99 } } },
	/* Proportions of what there is. */
	{ 1406, SHAPE(5, 2, 1), { .size = { 11960, 1040, 1000 }, .shrink = true },
	  { { 0, 1196 }, { 1196, 1300 }, { 1300, 1400 } } },
	{ 9, SHAPE(5, 2, 1), { .size = { 11960, 1040, 1000 }, .shrink = true },
	  { { 0, 1 }, { 1, 2 }, { 2, 3 } } },
};

static void test_cuts(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cuts) / sizeof(cuts[0]); i++) {
		const struct cut *c = &cuts[i];
		struct fake f;
		struct rn_split split;
		struct rn_error err;

		fake_panel(&f, &c->n_row, 1);
		if (rn_split_make(&split, &c->shape, &c->opts, &f.panel, &err))
			fail_msg("%zu: %s", i, err.msg);
		for (int p = 0; p < RN_N_PART; p++) {
			const struct rn_range *r = &split.part[0][p];

			if (r->from != c->part[p].from || r->to != c->part[p].to)
				fail_msg("%zu: part %d is %zu %zu", i, p, r->from, r->to);
			assert_int_equal(split.n[p], r->to - r->from);
		}
		rn_split_release(&split);
		rn_split_release(&split);
	}
}

static void test_refuse(void **state)
{
	static const struct {
		size_t n_row;
		struct rn_window_shape shape;
		struct rn_split_opts opts;
		enum rn_status status;
		const char *what;
	} cases[] = {
		{ 7, SHAPE(5, 1, 1), { .size = { 0, 0.1, 0.1 } }, RN_EDATA,
		  "has 7 rows, but --input-size 5, --lead 1 and --horizon 1 need 8" },
		{ 7, SHAPE(5, 1, 1), { .size = { 11960, 1040, 1000 },
		  .shrink = true }, RN_EDATA, "need 8" },
		{ 5, SHAPE(5, 1, 1), { .size = { 0, 0, 0 } }, RN_EDATA, "need 6" },
		{ 13, SHAPE(5, 1, 3), { .size = { 0, 0.1, 0.1 } }, RN_EDATA,
		  "need 14" },
		{ 105, SHAPE(5, 1, 1), { .size = { 90, 10, 1 } }, RN_EUSAGE,
		  "the sizes ask for 101 windows, but series \"s0\" has 100" },
		{ 105, SHAPE(5, 1, 1), { .size = { 0, 50, 50 } }, RN_EUSAGE,
		  "ask for 101" },
		{ 105, SHAPE(5, 1, 1), { .size = { 0.9, 0.2, 0.1 } }, RN_EUSAGE,
		  "ask for 120" },
		{ 105, SHAPE(5, 1, 1), { .size = { 1e300, 1, 1 } }, RN_EUSAGE,
		  "ask for" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct fake f;
		struct rn_split split;
		struct rn_error err;

		fake_panel(&f, &cases[i].n_row, 1);
		assert_int_equal(rn_split_make(&split, &cases[i].shape,
		                               &cases[i].opts, &f.panel, &err),
		                 cases[i].status);
		if (!strstr(err.msg, cases[i].what))
			fail_msg("%zu: %s", i, err.msg);
		assert_null(split.part);
	}
}

/* The shortest series that message names is long enough, and none shorter. */
static void test_least_rows(void **state)
{
	(void)state;
	for (int n_in = 1; n_in < 6; n_in++)
	for (int lead = 1; lead < 4; lead++)
	for (int n_out = 1; n_out < 5; n_out++) {
		const struct rn_window_shape shape = SHAPE(n_in, lead, n_out);
		const struct rn_split_opts opts = { .size = { 0, 0.1, 0.1 } };
		size_t n_row = (size_t)(n_in + lead + n_out - 2 + 3
		                        + 2 * (n_out - 1));
		struct fake f;
		struct rn_split split;
		struct rn_error err;

		fake_panel(&f, &n_row, 1);
		assert_int_equal(rn_split_make(&split, &shape, &opts, &f.panel,
		                               &err), RN_OK);
		rn_split_release(&split);
		f.series[0].n_row--;
		assert_int_equal(rn_split_make(&split, &shape, &opts, &f.panel,
		                               &err), RN_EDATA);
	}
}

/* Several series of unequal lengths: every window once, in order; parts share
 * no target row; the last row touched is the last one that a window has. */
static void test_windows(void **state)
{
	static const size_t n_row[MOST] = { 40, 100, 33, 64 };
	const struct rn_window_shape shape = SHAPE(4, 3, 5);
	const struct rn_split_opts opts = { .size = { 0, 0.2, 0.1 } };
	struct fake f;
	struct rn_split split;
	struct rn_error err;

	(void)state;
	fake_panel(&f, n_row, MOST);
	assert_int_equal(rn_split_make(&split, &shape, &opts, &f.panel, &err),
	                 RN_OK);
	for (int p = 0; p < RN_N_PART; p++) {
		size_t i = 0;

		for (int s = 0; s < MOST; s++) {
			const struct rn_range *r = split.part[s];
			const size_t rows = rn_split_rows(&split, (enum rn_part)p, s);

			for (size_t k = r[p].from; k < r[p].to; k++, i++) {
				const struct rn_window w =
					rn_split_window(&split, (enum rn_part)p, i);

				assert_int_equal(w.series, s);
				assert_int_equal(w.first, k);
			}
			assert_int_equal(rows, rn_window_target(&shape, r[p].to - 1)
			                 + 5);
			assert_true(rows <= n_row[s]);
			if (p > 0)
				assert_true(rn_window_target(&shape, r[p].from) >=
				            rn_window_target(&shape, r[p - 1].to - 1) + 5);
		}
		assert_int_equal(split.n[p], i);
	}
	rn_split_release(&split);
}

/* Parts without windows touch no rows of their own. */
static void test_empty_parts(void **state)
{
	const size_t n_row = 50;
	const struct rn_window_shape shape = SHAPE(5, 1, 3);
	const struct rn_split_opts opts = { .size = { 20, 0, 0 } };
	struct fake f;
	struct rn_split split;
	struct rn_error err;

	(void)state;
	fake_panel(&f, &n_row, 1);
	assert_int_equal(rn_split_make(&split, &shape, &opts, &f.panel, &err),
	                 RN_OK);
	for (int p = 0; p < RN_N_PART; p++)
		assert_int_equal(rn_split_rows(&split, (enum rn_part)p, 0), 27);
	rn_split_release(&split);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_count),
		cmocka_unit_test(test_fold),
		cmocka_unit_test(test_ahead),
		cmocka_unit_test(test_cuts),
		cmocka_unit_test(test_refuse),
		cmocka_unit_test(test_least_rows),
		cmocka_unit_test(test_windows),
		cmocka_unit_test(test_empty_parts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

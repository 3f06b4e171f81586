/*
 * test_origins.c - which windows folds and steps choose.
 */
#include "forecast/origins.h"

#include "help.h"

struct bench {
	struct rn_panel panel;
	struct rn_split split;
	struct rn_origins origins;
	struct rn_error err;
};

/* One series with 10 test windows, one with 7. */
static void bench_make(struct bench *b)
{
	const struct rn_window_shape shape = SHAPE(3, 2, 2);
	const struct rn_split_opts opts = { .size = { 0, 2, 10 } };

	make_panel(&b->panel, 2, 40);
	assert_ok(rn_split_make(&b->split, &shape, &opts, &b->panel, &b->err),
	          &b->err);
	b->split.part[1][RN_TEST].from += 3;
	b->split.n[RN_TEST] -= 3;
	b->origins = (struct rn_origins)RN_ORIGINS_INIT;
}

static void bench_release(struct bench *b)
{
	rn_origins_release(&b->origins);
	rn_split_release(&b->split);
	rn_panel_release(&b->panel);
}

static void test_chosen(void **state)
{
	/* By number in the part: the second series begins at 10. */
	static const struct {
		struct rn_folds folds;
		size_t n, chosen[9];
	} cases[] = {
		{ { 1, 0 }, 2, { 9, 16 } },
		{ { 1, 5 }, 2, { 9, 16 } },
		{ { 2, 0 }, 4, { 0, 9, 10, 16 } },
		{ { 3, 0 }, 6, { 0, 5, 9, 10, 13, 16 } },
		{ { 2, 2 }, 4, { 7, 9, 14, 16 } },
		{ { 3, 3 }, 6, { 3, 6, 9, 10, 13, 16 } },
		{ { 0, 4 }, 5, { 1, 5, 9, 12, 16 } },
		{ { 0, 100 }, 2, { 9, 16 } },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct bench b;

		bench_make(&b);
		assert_ok(rn_origins_make(&b.origins, &b.split, RN_TEST,
		                          &cases[i].folds, &b.panel, &b.err), &b.err);
		assert_int_equal(b.origins.n, cases[i].n);
		for (size_t k = 0; k < cases[i].n; k++) {
			const struct rn_window w = rn_origins_window(&b.origins, k);

			assert_int_equal(rn_origins_number(&b.origins, k),
			                 cases[i].chosen[k]);
			assert_int_equal(w.series, cases[i].chosen[k] >= 10);
			assert_int_equal(rn_origin_cutoff(&b.split.shape, w) + 2,
			                 rn_window_target(&b.split.shape, w.first));
		}
		bench_release(&b);
	}
}

static void test_all(void **state)
{
	const struct rn_folds all = { 0, 0 };
	struct bench b;

	(void)state;
	bench_make(&b);
	assert_ok(rn_origins_make(&b.origins, &b.split, RN_TEST, &all, &b.panel,
	                          &b.err), &b.err);
	assert_null(b.origins.chosen);
	assert_int_equal(b.origins.n, 17);
	assert_int_equal(rn_origins_number(&b.origins, 16), 16);
	bench_release(&b);
}

/* Seven windows are as many folds, and no more. */
static void test_too_many(void **state)
{
	static const struct {
		struct rn_folds folds;
		enum rn_status status;
	} cases[] = {
		{ { 7, 0 }, RN_OK }, { { 8, 0 }, RN_EUSAGE },
		{ { 4, 2 }, RN_OK }, { { 4, 3 }, RN_EUSAGE },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct bench b;

		bench_make(&b);
		assert_int_equal(rn_origins_make(&b.origins, &b.split, RN_TEST,
		                                 &cases[i].folds, &b.panel, &b.err),
		                 cases[i].status);
		if (cases[i].status)
			assert_contains(b.err.msg, "\"s1\" has 7");
		bench_release(&b);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_chosen),
		cmocka_unit_test(test_all),
		cmocka_unit_test(test_too_many),
	};

	return cmocka_run_group_tests_name("origins", tests, NULL, NULL);
}

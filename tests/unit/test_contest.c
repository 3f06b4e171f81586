/*
 * test_contest.c - errors in units of repeating the last value, and luck.
 */
#include "select/contest.h"

#include "help.h"

struct bench {
	struct rn_panel panel;
	struct rn_split split;
	struct rn_contest contest;
	struct rn_error err;
	double *yhat;
};

static void bench_make(struct bench *b, int n_series, int n_out, double valid)
{
	const struct rn_window_shape shape = { .n_in = 3, .lead = 2,
	                                       .n_out = n_out };
	const struct rn_split_opts opts = { .size = { 0, valid, 20 } };

	memset(b, 0, sizeof(*b));
	make_waves(&b->panel, n_series, 400, 20, 0.3);
	/* Series of any size count alike. */
	for (size_t t = 0; n_series > 1 && t < 400; t++)
		b->panel.series[1].x[t] *= 1000;
	assert_ok(rn_split_make(&b->split, &shape, &opts, &b->panel, &b->err),
	          &b->err);
	assert_ok(rn_contest_make(&b->contest, &b->panel, &b->split, &b->err),
	          &b->err);
	b->yhat = calloc(b->split.n[RN_VALID] * (size_t)n_out, sizeof(double));
	assert_non_null(b->yhat);
}

static void bench_release(struct bench *b)
{
	free(b->yhat);
	rn_contest_release(&b->contest);
	rn_split_release(&b->split);
	rn_panel_release(&b->panel);
}

/* Forecasts: share of the way from the last value to the truth, and so much
 * of chance of the series' change. */
static void enter(struct bench *b, struct rn_entry *e, double share,
                  double chance)
{
	const struct rn_window_shape *shape = &b->split.shape;
	const size_t K = (size_t)shape->n_out;

	for (size_t i = 0; i < b->split.n[RN_VALID]; i++) {
		const struct rn_window w = rn_split_window(&b->split, RN_VALID, i);
		const double *x = b->panel.series[w.series].x;
		const size_t at = rn_window_target(shape, w.first);
		const double last = x[at - 2];

		for (size_t k = 0; k < K; k++)
			b->yhat[i * K + k] = last + share * (x[at + k] - last)
				+ chance * noise((uint32_t)(i * K + k))
				  * fabs(x[at + k] - last);
	}
	assert_ok(rn_contest_enter(&b->contest, b->yhat, e, &b->err), &b->err);
}

static void test_errors(void **state)
{
	(void)state;
	for (int n_series = 1; n_series <= 2; n_series++) {
		struct rn_entry last = { 0 }, half = { 0 };
		struct bench b;

		bench_make(&b, n_series, 4, 60);
		enter(&b, &last, 0, 0);
		enter(&b, &half, 0.5, 0);
		assert_near(last.error, 1, 1e-12);
		assert_near(half.error, 0.5, 1e-12);
		assert_near(half.rmse, last.rmse / 2, 1e-9);
		assert_true(rn_contest_beats(&b.contest, &half, &last, false));
		assert_false(rn_contest_beats(&b.contest, &last, &half, false));
		assert_false(rn_contest_beats(&b.contest, &last, &last, false));
		rn_entry_release(&last);
		rn_entry_release(&half);
		bench_release(&b);
	}
}

/* A gain that is chance alone, less than a hundredth, or on too few windows
 * is none. */
static void test_luck(void **state)
{
	struct rn_entry last = { 0 }, little = { 0 }, wild = { 0 };
	struct bench b;

	(void)state;
	bench_make(&b, 1, 4, 60);
	enter(&b, &last, 0, 0);
	enter(&b, &little, 0.009, 0);
	assert_true(little.error < last.error);
	assert_false(rn_contest_beats(&b.contest, &little, &last, false));
	enter(&b, &wild, 0.05, 0.2);
	assert_true(rn_contest_beats(&b.contest, &wild, &last, true)
	            || !rn_contest_beats(&b.contest, &wild, &last, false));
	/* One window alone is better, and by much. */
	memcpy(wild.loss, last.loss, b.split.n[RN_VALID] * sizeof(double));
	wild.loss[7] = 0;
	wild.error = 0.5 * last.error;
	wild.rmse = 0.5 * last.rmse;
	assert_false(rn_contest_beats(&b.contest, &wild, &last, false));
	/* All but the later windows are. */
	for (size_t i = 0; i < b.split.n[RN_VALID]; i++)
		wild.loss[i] = last.loss[i]
			* (i < b.split.n[RN_VALID] / 2 ? 0.1 : 1.05);
	assert_false(rn_contest_beats(&b.contest, &wild, &last, true));
	for (size_t i = 0; i < b.split.n[RN_VALID]; i++)
		wild.loss[i] = last.loss[i]
			* (i < b.split.n[RN_VALID] / 2 ? 0.1 : 0.2);
	assert_true(rn_contest_beats(&b.contest, &wild, &last, true));
	rn_entry_release(&last);
	rn_entry_release(&little);
	rn_entry_release(&wild);
	bench_release(&b);

	bench_make(&b, 1, 4, 11);
	enter(&b, &last, 0, 0);
	enter(&b, &wild, 1, 0);
	assert_near(wild.error, 0, 1e-12);
	assert_false(rn_contest_beats(&b.contest, &wild, &last, false));
	rn_entry_release(&last);
	rn_entry_release(&wild);
	bench_release(&b);
}

/* Where nothing ever changes, there are no units to measure in. */
static void test_constant(void **state)
{
	struct rn_entry last = { 0 }, wrong = { 0 };
	struct bench b;

	(void)state;
	bench_make(&b, 1, 1, 40);
	for (size_t t = 0; t < 400; t++)
		b.panel.series[0].x[t] = 5;
	rn_contest_release(&b.contest);
	assert_ok(rn_contest_make(&b.contest, &b.panel, &b.split, &b.err), &b.err);
	enter(&b, &last, 0, 0);
	assert_near(last.error, 0, 0);
	for (size_t i = 0; i < 40; i++)
		b.yhat[i] = 7;
	assert_ok(rn_contest_enter(&b.contest, b.yhat, &wrong, &b.err), &b.err);
	assert_near(wrong.error, 2, 1e-12);
	assert_false(rn_contest_beats(&b.contest, &wrong, &last, false));
	rn_entry_release(&last);
	rn_entry_release(&wrong);
	bench_release(&b);
}

/* What one series that stands still, or almost so, has to say does not decide
 * for the others. */
static void test_still(void **state)
{
	struct rn_entry last = { 0 }, half = { 0 };

	(void)state;
	for (int moves_late = 0; moves_late <= 1; moves_late++) {
		struct bench b;
		double *x;

		bench_make(&b, 2, 1, 60);
		x = b.panel.series[0].x;
		for (size_t t = 0; t < 400; t++)
			x[t] = 5;
		if (moves_late)
			x[360] += 1e-6;
		rn_contest_release(&b.contest);
		assert_ok(rn_contest_make(&b.contest, &b.panel, &b.split, &b.err),
		          &b.err);
		enter(&b, &last, 0, 0);
		enter(&b, &half, 0.5, 0);
		assert_near(last.error, 1, 1e-12);
		rn_entry_release(&half);
		for (size_t i = 0; i < 60; i++)
			b.yhat[i] = 5.01;
		assert_ok(rn_contest_enter(&b.contest, b.yhat, &half, &b.err), &b.err);
		assert_near(half.error, 0.5, 1e-12);
		rn_entry_release(&last);
		rn_entry_release(&half);
		bench_release(&b);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_errors),
		cmocka_unit_test(test_luck),
		cmocka_unit_test(test_constant),
		cmocka_unit_test(test_still),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * test_stop.c - when a training stops, and which weights it keeps.
 */
#include "train_bench.h"

static bool on_batch(void *ud, const struct rn_batch_report *report)
{
	struct bench *b = ud;

	assert_int_equal(report->epoch, b->training.n_epoch + 1);
	assert_int_equal(report->n_all, b->split.n[RN_TRAIN]);
	assert_in_range(report->n_done, 1, report->n_all);
	return ++b->n_batch != b->stop_batch;
}

static bool on_epoch(void *ud, const struct rn_epoch *epoch)
{
	struct bench *b = ud;

	assert_int_equal(epoch->epoch, b->n_epoch + 1);
	return ++b->n_epoch != b->stop_epoch;
}

static void assert_finite(const struct bench *b)
{
	for (size_t k = 0; k < b->net.n_param; k++)
		assert_true(isfinite(b->net.param[k]));
}

static void test_patience(void **state)
{
	struct bench b;

	(void)state;
	bench_make(&b, 1, 300, 0.2);
	b.opts.epochs = 500;
	b.opts.rate = 0.05;
	for (int keep_last = 0; keep_last < 2; keep_last++)
		for (int patience = 1; patience < 6; patience += 2) {
			const struct rn_epoch *e;
			int best = 0, n;

			b.opts.patience = patience;
			b.opts.keep_last = keep_last;
			assert_ok(train(&b), &b.err);
			e = b.training.epoch;
			n = b.training.n_epoch;
			for (int i = 1; i < n; i++)
				best = e[i].loss_valid < e[best].loss_valid ? i : best;
			assert_int_equal(b.training.stop, RN_STOP_PATIENCE);
			assert_true(n < 500);
			assert_int_equal(best + 1, n - patience);
			assert_int_equal(b.training.kept, keep_last ? n : best + 1);
		}
	bench_release(&b);
}

/* keep best: the weights are those of a training of just so many epochs. */
static void test_keep(void **state)
{
	struct bench b;
	double kept[400];
	size_t bytes;

	(void)state;
	bench_make(&b, 1, 300, 0.2);
	b.opts.rate = 0.08;
	b.opts.epochs = 30;
	assert_ok(train(&b), &b.err);
	bytes = b.net.n_param * sizeof(double);
	memcpy(kept, b.net.param, bytes);
	assert_true(b.training.kept < 30);
	b.opts.epochs = b.training.kept;
	b.opts.keep_last = true;
	assert_ok(train(&b), &b.err);
	assert_memory_equal(b.net.param, kept, bytes);
	b.opts.epochs = 30;
	assert_ok(train(&b), &b.err);
	assert_int_equal(b.training.kept, 30);
	assert_memory_not_equal(b.net.param, kept, bytes);
	bench_release(&b);
}

/* A callback that says no once is heard, also at the last batch of an epoch,
 * which is then complete. */
static void test_asked(void **state)
{
	static const struct {
		int stop_batch, stop_epoch, batch_size, n_batch, n_epoch;
	} cases[] = {
		{ 1, 0, 100, 1, 0 }, { 2, 0, 100, 2, 0 }, { 3, 0, 100, 3, 1 },
		{ 4, 0, 100, 4, 1 }, { 9, 0, 100, 9, 3 }, { 0, 2, 100, 6, 2 },
		{ 1, 0, 1000, 1, 1 }, { 2, 0, 1000, 2, 2 }, { 6, 2, 100, 6, 2 },
	};
	struct bench b;

	(void)state;
	bench_make(&b, 1, 308, 20);
	b.opts.epochs = 5;
	b.watch.on_batch = on_batch;
	b.watch.on_epoch = on_epoch;
	for (size_t i = 0; i < COUNT(cases); i++) {
		b.stop_batch = cases[i].stop_batch;
		b.stop_epoch = cases[i].stop_epoch;
		b.opts.batch_size = cases[i].batch_size;
		assert_ok(train(&b), &b.err);
		assert_int_equal(b.training.stop, RN_STOP_ASKED);
		assert_int_equal(b.n_batch, cases[i].n_batch);
		assert_int_equal(b.training.n_epoch, cases[i].n_epoch);
		assert_int_equal(b.n_epoch, cases[i].n_epoch);
		if (cases[i].n_epoch == 0)
			assert_int_equal(b.training.kept, 0);
		assert_memory_not_equal(b.net.param, b.start,
		                        b.net.n_param * sizeof(double));
		assert_finite(&b);
	}
	bench_release(&b);
}

static void test_time_limit(void **state)
{
	struct bench b;

	(void)state;
	bench_make(&b, 1, 300, 0.1);
	b.opts.epochs = 100000;
	b.watch.time_limit = 0.05;
	for (int batch = 50; batch < 2000; batch += 1000) {
		b.opts.batch_size = batch;
		assert_ok(train(&b), &b.err);
		assert_int_equal(b.training.stop, RN_STOP_TIME);
		assert_true(b.training.seconds >= 0.05);
		assert_true(b.training.seconds < 5);
		assert_true(b.training.n_epoch < 100000);
	}
	bench_release(&b);
}

/* All at once: nothing good was ever there. */
static void test_diverges_at_once(void **state)
{
	struct bench b;

	(void)state;
	bench_make(&b, 1, 300, 0.1);
	b.opts.optim = &rn_optim_sgd;
	b.opts.rate = 1e200;
	assert_int_equal(train(&b), RN_EDIVERGED);
	assert_int_equal(b.training.stop, RN_STOP_DIVERGED);
	assert_int_equal(b.training.n_epoch, 0);
	assert_contains(b.err.msg, "epoch 1");
	assert_contains(b.err.hint, "--learning-rate");
	bench_release(&b);
}

/* A rate that is too high blows up little by little: the last epoch that
 * ended with a number is kept. */
static void test_diverges_later(void **state)
{
	struct bench b;

	(void)state;
	for (int valid = 0; valid < 2; valid++) {
		bench_make(&b, 1, 308, valid ? 50 : 0);
		b.opts.optim = &rn_optim_sgd;
		b.opts.rate = 1e9;
		b.opts.epochs = 1000;
		assert_int_equal(train(&b), RN_EDIVERGED);
		assert_int_equal(b.training.stop, RN_STOP_DIVERGED);
		assert_true(b.training.n_epoch > 0 && b.training.n_epoch < 1000);
		assert_true(b.training.kept > 0);
		assert_finite(&b);
		for (int i = 0; i < b.training.n_epoch; i++)
			assert_true(isfinite(b.training.epoch[i].loss));
		bench_release(&b);
	}
}

/* The last update of an epoch can spoil the weights where no loss shows it:
 * without validation, with one batch an epoch.  The first step is small, since
 * the values are; the second is beyond all numbers. */
static void test_diverges_unseen(void **state)
{
	struct bench b;

	(void)state;
	bench_make(&b, 1, 308, 0);
	b.scale[0] = (struct rn_scale){ .shift = 9, .scale = 1e6 };
	b.opts.optim = &rn_optim_sgd;
	b.opts.batch_size = 1000;
	b.opts.rate = 1e158;
	for (int epochs = 1; epochs < 4; epochs++) {
		b.opts.epochs = epochs;
		assert_int_equal(train(&b), epochs > 1 ? RN_EDIVERGED : RN_OK);
		assert_int_equal(b.training.n_epoch, 1);
		assert_finite(&b);
	}
	bench_release(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_patience),
		cmocka_unit_test(test_keep),
		cmocka_unit_test(test_asked),
		cmocka_unit_test(test_time_limit),
		cmocka_unit_test(test_diverges_at_once),
		cmocka_unit_test(test_diverges_later),
		cmocka_unit_test(test_diverges_unseen),
	};

	return cmocka_run_group_tests_name("stop", tests, NULL, NULL);
}

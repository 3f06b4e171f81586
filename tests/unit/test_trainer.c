/*
 * test_trainer.c - that training learns, steps as it should, and does not
 * depend on who does the work.
 */
#include "train_bench.h"

static double last_loss(const struct bench *b)
{
	assert_true(b->training.n_epoch > 0);
	return b->training.epoch[b->training.n_epoch - 1].loss_valid;
}

/* Any cell, and an LSTM with any optimiser: the noise alone has 0.05^2 / 3 =
 * 0.0008, the wave 0.5, the last value again 0.05. */
static void test_learns(void **state)
{
	struct bench b;

	(void)state;
	bench_make(&b, 1, 600, 0.1);
	b.opts.batch_size = 32;
	b.opts.epochs = 25;
	for (int c = 0; rn_cell_types[c]; c++)
		for (int o = 0; rn_optim_types[o]; o++) {
			const bool sgd = rn_optim_types[o]->has_momentum;

			if (rn_cell_types[c]->is_fixed)
				continue; /* not made for gradients */
			if (rn_cell_types[c] != &rn_cell_lstm
			    && rn_optim_types[o] != &rn_optim_adam)
				continue;
			b.spec.cell = rn_cell_types[c];
			b.opts.optim = rn_optim_types[o];
			b.opts.rate = sgd ? 0.05 : 0.01;
			b.opts.momentum = sgd ? 0.9 : 0;
			assert_ok(train(&b), &b.err);
			if (last_loss(&b) >= 0.008)
				print_error("%s with %s: %g\n", b.spec.cell->name,
				            b.opts.optim->name, last_loss(&b));
			assert_true(last_loss(&b) < 0.008);
			assert_int_equal(b.training.n_epoch, 25);
			assert_int_equal(b.training.stop, RN_STOP_DONE);
		}
	bench_release(&b);
}

/* Other losses, schedules, several series, dropout: they learn as well. */
static void test_learns_otherwise(void **state)
{
	struct bench b;

	(void)state;
	bench_make(&b, 3, 300, 0.1);
	b.opts.batch_size = 32;
	b.opts.epochs = 20;
	for (int i = 0; i < 12; i++) {
		const double bound = i & 1 ? 0.1 : 0.02;

		b.opts.loss = rn_loss_types[i % 3];
		b.opts.schedule = rn_schedule_types[i & 1];
		b.spec.dropout = i & 1 ? 0.1 : 0;
		b.spec.variational = i == 3 || i == 7;
		b.spec.n_rnn = i > 6 ? 2 : 1;
		b.spec.width[1] = 7;
		assert_ok(train(&b), &b.err);
		assert_true(last_loss(&b)
		            < (b.opts.loss == &rn_loss_mae ? sqrt(bound) : bound));
	}
	bench_release(&b);
}

/* Likelihoods: the spread is learnt, too, and the loss falls below 0 as it
 * gets small.  The noise, even from -0.05 to 0.05, has at best ln 0.1 = -2.3;
 * the spread of the wave has about 1. */
static void test_learns_spread(void **state)
{
	static const struct rn_loss_type *const types[] = {
		&rn_loss_gaussian, &rn_loss_student
	};
	struct bench b;

	(void)state;
	bench_make(&b, 2, 300, 0.1);
	b.opts.batch_size = 32;
	b.opts.epochs = 25;
	for (size_t i = 0; i < COUNT(types); i++) {
		b.opts.loss = types[i];
		assert_ok(train(&b), &b.err);
		assert_int_equal(b.net.K, 2);
		assert_true(last_loss(&b) < -0.8);
		assert_true(b.training.kept > 5);
	}
	bench_release(&b);
}

/* The same bits with any number of threads. */
static void test_threads(void **state)
{
	static const int threads[] = { 1, 2, 4, 3 };
	struct bench b;

	(void)state;
	for (int way = 0; way < 4; way++) {
		double *first = NULL;

		bench_make(&b, 2, 400, 0.2);
		b.opts.batch_size = way == 3 ? 64 : 300;
		b.opts.clip_norm = way == 1 ? 0.05 : 0;
		b.opts.clip_value = way == 2 ? 0.01 : 0;
		b.spec.dropout = way ? 0.3 : 0;
		b.spec.variational = way == 2;
		for (size_t i = 0; i < COUNT(threads); i++) {
			const size_t bytes = b.net.n_param * sizeof(double);

			b.watch.n_thread = threads[i];
			assert_ok(train(&b), &b.err);
			if (i == 0) {
				first = numbers(b.net.n_param);
				memcpy(first, b.net.param,
				       b.net.n_param * sizeof(double));
			} else {
				assert_memory_equal(first, b.net.param, bytes);
			}
		}
		free(first);
		bench_release(&b);
	}
}

static const struct rn_schedule_type *schedule(const char *name)
{
	int i = 0;

	while (rn_schedule_types[i]
	       && strcmp(rn_schedule_types[i]->name, name) != 0)
		i++;
	assert_non_null(rn_schedule_types[i]);
	return rn_schedule_types[i];
}

/* Plain descent of rate 1 for one step: the difference is the gradient. */
static void step_once(struct bench *b, double *g)
{
	assert_ok(train(b), &b->err);
	for (size_t k = 0; k < b->net.n_param; k++)
		g[k] = b->start[k] - b->net.param[k];
}

static double norm(const double *x, size_t n)
{
	double sum = 0;

	for (size_t k = 0; k < n; k++)
		sum += x[k] * x[k];
	return sqrt(sum);
}

static void test_clipping(void **state)
{
	struct bench b;
	double g[400], clipped[400], size;
	size_t n;

	(void)state;
	bench_make(&b, 1, 300, 0);
	b.opts.optim = &rn_optim_sgd;
	b.opts.rate = 1;
	b.opts.epochs = 1;
	b.opts.batch_size = 1000;
	step_once(&b, g);
	n = b.net.n_param;
	assert_true(n <= COUNT(g));
	size = norm(g, n);

	b.opts.clip_norm = size / 3;
	step_once(&b, clipped);
	assert_near(norm(clipped, n), size / 3, 1e-12);
	for (size_t k = 0; k < n; k++)
		assert_near(clipped[k], g[k] / 3, 1e-12);
	b.opts.clip_norm = size * 1.01;
	step_once(&b, clipped);
	for (size_t k = 0; k < n; k++)
		assert_true(clipped[k] == g[k]);

	b.opts.clip_norm = 0;
	b.opts.clip_value = size / 30;
	step_once(&b, clipped);
	for (size_t k = 0; k < n; k++)
		assert_near(clipped[k],
		            fmax(fmin(g[k], size / 30), -size / 30), 1e-14);
	/* Both: the values first. */
	b.opts.clip_norm = norm(clipped, n) / 2;
	memcpy(g, clipped, sizeof(g));
	step_once(&b, clipped);
	for (size_t k = 0; k < n; k++)
		assert_near(clipped[k], g[k] / 2, 1e-14);
	bench_release(&b);
}

/* What is measured is the gradient before clipping; the weights are the same
 * bits as without. */
static void test_diagnose(void **state)
{
	struct bench b;
	double g[400], last[400], size, largest = 0;
	size_t n;

	(void)state;
	bench_make(&b, 1, 308, 0);
	b.opts.optim = &rn_optim_sgd;
	b.opts.rate = 1;
	b.opts.epochs = 1;
	b.opts.batch_size = 1000;
	step_once(&b, g);
	assert_true(isnan(b.training.epoch[0].norm_mean));
	n = b.net.n_param;
	size = norm(g, n);
	for (size_t k = 0; k < n; k++)
		largest = fmax(largest, fabs(g[k]));
	for (int way = 0; way < 5; way++) {
		const struct rn_epoch *e;

		b.opts.clip_norm = way == 1 ? size / 2 : way == 2 ? 2 * size : 0;
		b.opts.clip_value = way == 3 ? largest / 2 : way == 4 ? largest : 0;
		b.watch.diagnose = false;
		step_once(&b, last);
		b.watch.diagnose = true;
		step_once(&b, g);
		assert_memory_equal(g, last, n * sizeof(*g));
		e = &b.training.epoch[0];
		assert_near(e->norm_mean, size, 1e-13);
		assert_near(e->norm_most, size, 1e-13);
		if (way != 4) /* rounding decides */
			assert_true(e->clipped == (way & 1));
	}
	b.opts.batch_size = 60; /* steps of one epoch differ, and none is lost */
	b.opts.epochs = 2;
	assert_ok(train(&b), &b.err);
	for (int i = 0; i < 2; i++) {
		const struct rn_epoch *e = &b.training.epoch[i];

		assert_true(e->norm_most > e->norm_mean && e->norm_mean > 0);
	}
	bench_release(&b);
}

/* A batch's gradient is the mean over its windows, however it is cut. */
static void test_mean_gradient(void **state)
{
	struct bench b;
	double whole[400], *mean;
	size_t n;

	(void)state;
	bench_make(&b, 1, 8 + 150, 0);
	b.opts.optim = &rn_optim_sgd;
	b.opts.rate = 1;
	b.opts.epochs = 1;
	b.opts.batch_size = 150;
	step_once(&b, whole);
	n = b.net.n_param;
	mean = numbers(n);
	for (size_t i = 0; i < 150; i++) {
		struct rn_range *train_part = &b.split.part[0][RN_TRAIN];
		double g[400];

		*train_part = (struct rn_range){ i, i + 1 };
		b.split.n[RN_TRAIN] = 1;
		step_once(&b, g);
		for (size_t k = 0; k < n; k++)
			mean[k] += g[k] / 150;
	}
	for (size_t k = 0; k < n; k++)
		assert_near(whole[k], mean[k], 1e-13);
	free(mean);
	bench_release(&b);
}

/* Four steps so small that the gradient stays the same: together they go as
 * far as the factors at 0, 1/4, 1/2 and 3/4 of the way, in the epochs 0 to 3.
 * The last ones go uphill, so that the training windows validate ever worse. */
static void test_scheduled_steps(void **state)
{
	static const struct {
		const char *name;
		double rate, far;
	} cases[] = {
		{ "constant", 1e-7, 4 }, { "cosine", 1e-7, 2.5 },
		{ "decay", 1e-7, 1 + 1 + 0.5 + 0.25 },
		{ "step", 1e-7, 1 + 1 + 0.5 + 0.5 },
		{ "one-cycle", 1e-7, 0.04 + 0.84 + 0.811744900929 + 0.283058130441 },
		{ "plateau", 1e-7, 4 }, { "plateau", -1e-7, 1 + 1 + 0.5 + 0.25 },
	};
	struct bench b;
	double g[400];

	(void)state;
	bench_make(&b, 1, 308, 0);
	b.split.part[0][RN_VALID] = b.split.part[0][RN_TRAIN];
	b.split.before[0][RN_VALID] = b.split.before[0][RN_TRAIN];
	b.split.n[RN_VALID] = b.split.n[RN_TRAIN];
	b.opts.optim = &rn_optim_sgd;
	b.opts.keep_last = true;
	b.opts.batch_size = 1000;
	b.opts.epochs = 1;
	b.opts.rate = 1;
	step_once(&b, g);
	b.opts.epochs = 4;
	b.opts.lr = (struct rn_schedule_opts){ 2, 2, 1 };
	for (size_t i = 0; i < COUNT(cases); i++) {
		b.opts.schedule = schedule(cases[i].name);
		b.opts.rate = cases[i].rate;
		assert_ok(train(&b), &b.err);
		for (size_t k = 0; k < b.net.n_param; k++)
			assert_near((b.start[k] - b.net.param[k]) / cases[i].rate,
			            cases[i].far * g[k], 1e-5);
	}
	bench_release(&b);
}

/* Every step has dropout masks of its own. */
static void test_masks_change(void **state)
{
	struct bench b;

	(void)state;
	bench_make(&b, 1, 9, 0);
	assert_int_equal(b.split.n[RN_TRAIN], 1);
	b.spec.width[0] = 20;
	b.spec.dropout = 0.5;
	b.opts.rate = 0;
	b.opts.epochs = 5;
	assert_ok(train(&b), &b.err);
	for (int i = 1; i < 5; i++)
		assert_true(b.training.epoch[i].loss
		            != b.training.epoch[i - 1].loss);
	bench_release(&b);
}

/* An epoch is each window once; its loss the mean over all. */
static void test_epoch_loss(void **state)
{
	struct bench b;
	double first;

	(void)state;
	bench_make(&b, 2, 158, 0);
	b.opts.rate = 0;
	b.opts.epochs = 2;
	b.opts.batch_size = 64; /* 300 windows: the last batch is smaller */
	assert_ok(train(&b), &b.err);
	first = b.training.epoch[0].loss;
	assert_true(isnan(b.training.epoch[0].loss_valid));
	assert_memory_equal(b.net.param, b.start, b.net.n_param * sizeof(double));
	assert_near(b.training.epoch[1].loss, first, 1e-14);
	b.opts.batch_size = 1000;
	assert_ok(train(&b), &b.err);
	assert_near(b.training.epoch[0].loss, first, 1e-14);
	bench_release(&b);
	/* The same windows for validation have the same loss. */
	bench_make(&b, 2, 158, 0);
	for (int i = 0; i < 2; i++) {
		b.split.part[i][RN_VALID] = b.split.part[i][RN_TRAIN];
		b.split.before[i][RN_VALID] = b.split.before[i][RN_TRAIN];
	}
	b.split.n[RN_VALID] = b.split.n[RN_TRAIN];
	b.opts.rate = 0;
	b.opts.epochs = 1;
	assert_ok(train(&b), &b.err);
	assert_near(b.training.epoch[0].loss_valid, first, 1e-14);
	bench_release(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_learns),
		cmocka_unit_test(test_learns_otherwise),
		cmocka_unit_test(test_learns_spread),
		cmocka_unit_test(test_threads),
		cmocka_unit_test(test_clipping),
		cmocka_unit_test(test_diagnose),
		cmocka_unit_test(test_mean_gradient),
		cmocka_unit_test(test_scheduled_steps),
		cmocka_unit_test(test_masks_change),
		cmocka_unit_test(test_epoch_loss),
	};

	return cmocka_run_group_tests_name("trainer", tests, NULL, NULL);
}

/*
 * test_trainer.c - that training learns, stops when it should, keeps the
 * right weights, and does not depend on who does the work.
 */
#include "train/trainer.h"

#include "help.h"

/* A panel with its split and scales, and what to train on it. */
struct bench {
	struct rn_panel panel;
	struct rn_split split;
	struct rn_scale scale[4];
	struct rn_dataset data;
	struct rn_network_spec spec;
	struct rn_network net;
	struct rn_train_opts opts;
	struct rn_train_watch watch;
	struct rn_training training;
	struct rn_error err;
	double *start; /* [n_param] the weights before */
	/* what the callbacks count and when they say no; 0: never */
	int n_batch, n_epoch, stop_batch, stop_epoch;
};

static void bench_make(struct bench *b, int n_series, size_t n_row,
                       double valid)
{
	const struct rn_window_shape shape = { 8, 1, 1 };
	const struct rn_split_opts split = { { 0, valid, 0 }, false };

	memset(b, 0, sizeof(*b));
	make_waves(&b->panel, n_series, n_row, 20, 0.05);
	assert_ok(rn_split_make(&b->split, &shape, &split, &b->panel, &b->err),
	          &b->err);
	for (int i = 0; i < n_series; i++)
		b->scale[i] = (struct rn_scale){ 10 + i, 1 };
	b->data = (struct rn_dataset){ &b->panel, &b->split, b->scale };
	b->spec = (struct rn_network_spec){ .cell = &rn_cell_lstm, .n_rnn = 1,
		.width = { 6 }, .init = &rn_init_keras };
	b->opts = (struct rn_train_opts){
		.loss = &rn_loss_mse, .huber_delta = 1, .optim = &rn_optim_adam,
		.rate = 0.01, .schedule = rn_schedule_types[0],
		.batch_size = 100, .epochs = 3, .seed = 1,
	};
	b->watch = (struct rn_train_watch){ .ud = b, .n_thread = 1 };
}

static enum rn_status train(struct bench *b)
{
	rn_training_release(&b->training);
	rn_network_release(&b->net);
	free(b->start);
	rn_network_plan(&b->net, &b->spec, 1, b->split.shape.n_out);
	assert_ok(rn_network_alloc(&b->net, &b->err), &b->err);
	rn_network_start(&b->net, b->spec.init, b->opts.seed);
	b->start = numbers(b->net.n_param);
	memcpy(b->start, b->net.param, b->net.n_param * sizeof(double));
	b->n_batch = b->n_epoch = 0;
	return rn_train(&b->net, &b->data, &b->opts, &b->watch, &b->training,
	                &b->err);
}

static void bench_release(struct bench *b)
{
	rn_training_release(&b->training);
	rn_network_release(&b->net);
	rn_split_release(&b->split);
	rn_panel_release(&b->panel);
	free(b->start);
}

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

static double last_loss(const struct bench *b)
{
	assert_true(b->training.n_epoch > 0);
	return b->training.epoch[b->training.n_epoch - 1].loss_valid;
}

static void assert_finite(const struct bench *b)
{
	for (size_t k = 0; k < b->net.n_param; k++)
		assert_true(isfinite(b->net.param[k]));
}

/* Any cell with any optimiser: the noise alone has 0.05^2 / 3 = 0.0008, the
 * wave 0.5, the last value again 0.05. */
static void test_learns(void **state)
{
	struct bench b;

	(void)state;
	bench_make(&b, 1, 600, 0.1);
	b.opts.batch_size = 32;
	b.opts.epochs = 25;
	for (int c = 0; rn_cell_types[c]; c++)
		for (int o = 0; rn_optim_types[o]; o++) {
			const bool sgd = rn_optim_types[o] == &rn_optim_sgd;

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
	b.scale[0] = (struct rn_scale){ 9, 1e6 };
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

/* The learning rate by the schedule: a factor of the first step is 1, and the
 * last epoch's steps come close to nothing. */
static void test_schedules(void **state)
{
	(void)state;
	for (int i = 0; rn_schedule_types[i]; i++)
		assert_near(rn_schedule_types[i]->factor(0), 1, 1e-15);
	assert_string_equal(rn_schedule_types[0]->name, "constant");
	assert_true(rn_schedule_types[0]->factor(0.9) == 1);
	assert_string_equal(rn_schedule_types[1]->name, "cosine");
	assert_near(rn_schedule_types[1]->factor(0.5), 0.5, 1e-15);
	assert_near(rn_schedule_types[1]->factor(1), 0, 1e-15);
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
		cmocka_unit_test(test_threads),
		cmocka_unit_test(test_clipping),
		cmocka_unit_test(test_mean_gradient),
		cmocka_unit_test(test_patience),
		cmocka_unit_test(test_keep),
		cmocka_unit_test(test_asked),
		cmocka_unit_test(test_time_limit),
		cmocka_unit_test(test_diverges_at_once),
		cmocka_unit_test(test_diverges_later),
		cmocka_unit_test(test_diverges_unseen),
		cmocka_unit_test(test_schedules),
		cmocka_unit_test(test_epoch_loss),
	};

	return cmocka_run_group_tests_name("trainer", tests, NULL, NULL);
}

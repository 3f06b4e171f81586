/*
 * test_drawn.c - training on windows and on chunks that are drawn.
 */
#include "train_bench.h"

#include "train/stateful.h"
#include "vectors.h"

enum { N_IN = 8, N_OUT = 2, BATCH = 5 };

/* Series of unequal length, two rows forecast at every step. */
static void make(struct bench *b, int n_series, double valid)
{
	const struct rn_window_shape shape = SHAPE(N_IN, 2, N_OUT);

	bench_make(b, n_series, 200, valid);
	for (int i = 0; i < n_series; i++)
		b->panel.series[i].n_row -= (size_t)(i * 67 % 150);
	rn_split_release(&b->split);
	assert_ok(rn_split_make(&b->split, &shape,
	                        &(struct rn_split_opts){ .size = { 0, valid, 0 } },
	                        &b->panel, &b->err), &b->err);
	b->spec.every_step = true;
	b->opts.batch_size = BATCH;
}

static void chunks_of(struct bench *b, int rows, int warm_up, int steps)
{
	b->split.piece = rows;
	b->split.is_drawn = rows > 0;
	b->opts.sampling = (struct rn_sampling){ steps, rows, warm_up };
}

/* A method at its first step: the gradient of it. */
struct drawn {
	struct rn_runner runner;
	struct rn_method method;
	double loss;
	size_t n;
};

static void drawn_make(struct drawn *d, struct bench *b)
{
	assert_ok(rn_runner_make(&d->runner, &b->net, &b->data, BATCH, true, 1,
	                         &b->err), &b->err);
	assert_ok(rn_method_make(&d->method,
	                         rn_train_method(&b->opts, b->spec.cell),
	                         &b->opts.sampling, &d->runner, BATCH, &b->err),
	          &b->err);
	d->method.type->begin(&d->method, 9, 3);
}

static void drawn_step(struct drawn *d, const struct bench *b)
{
	struct rn_step step = { .param = b->net.param, .loss = b->opts.loss,
		.args = &b->opts.args, .seed = 9, .step = 4 };
	double *grad = d->runner.shard[0].grad;

	memset(grad, 0, b->net.n_param * sizeof(*grad));
	/* What a step before has left there. */
	fill_noise(rn_run_dyhat(&d->runner.shard[0].run),
	           (size_t)d->runner.T * BATCH * N_OUT, 5, 1);
	d->loss = d->method.type->step(&d->method, &step, &d->n);
	assert_int_equal(step.B, BATCH);
}

static void drawn_release(struct drawn *d)
{
	rn_method_release(&d->method);
	rn_runner_release(&d->runner);
}

/* A chunk as long as a window, without a warm-up, is a window with targets at
 * every step: loss and gradient are the same. */
static void test_chunk_is_window(void **state)
{
	struct drawn window, chunk;
	struct bench b;

	(void)state;
	make(&b, 3, 0);
	b.opts.sampling.epoch_steps = 4;
	assert_ok(train(&b), &b.err);
	drawn_make(&window, &b);
	assert_ptr_equal(window.method.type, &rn_method_drawn);
	chunks_of(&b, N_IN, 0, 4);
	drawn_make(&chunk, &b);
	assert_ptr_equal(chunk.method.type, &rn_method_chunks);
	assert_int_equal(window.method.n_item, chunk.method.n_item);
	for (int i = 0; i < 4; i++) {
		drawn_step(&window, &b);
		drawn_step(&chunk, &b);
		assert_near(window.loss, chunk.loss, 1e-12);
		assert_vector(chunk.runner.shard[0].grad,
		              window.runner.shard[0].grad, b.net.n_param, 1, 1e-12);
	}
	drawn_release(&window);
	drawn_release(&chunk);
	bench_release(&b);
}

/* The sum over a chunk's targets of the squared errors of the steps from
 * `from` on, the mean over steps. */
static double direct(const struct bench *b, const struct rn_lane *lane, int T,
                     int from)
{
	const struct rn_pass pass = { .training = false };
	const struct rn_scale *scale = rn_dataset_scale(&b->data, lane->series);
	const struct rn_series *series = &b->panel.series[lane->series];
	double *x = numbers((size_t)T), sum = 0;
	struct rn_error err;
	struct rn_run run;
	const double *z;

	assert_ok(rn_run_make(&run, &b->net, T, 1, false, &err), &err);
	rn_batch_rows(x, 1, &b->split.shape, scale, series, lane->from, T);
	z = rn_run_forward(&run, b->net.param, &pass, x, 1);
	for (int t = from; t < T; t++)
		for (int k = 0; k < N_OUT; k++) {
			const double y = series->x[lane->from + (size_t)(t + 2 + k)];
			const double e = z[t * N_OUT + k] - rn_scale_apply(scale, y);

			sum += e * e;
		}
	rn_run_release(&run);
	free(x);
	return sum / (T - from);
}

/* Losses are counted from the end of the warm-up on, and the gradient is
 * theirs. */
static void test_warm_up(void **state)
{
	enum { T = 20, WARM = 7 };
	const double h = 1e-5;
	struct drawn d;
	struct bench b;

	(void)state;
	make(&b, 3, 0);
	chunks_of(&b, T, WARM, 1);
	assert_ok(train(&b), &b.err);
	drawn_make(&d, &b);
	drawn_step(&d, &b);
	for (size_t k = 0; k <= b.net.n_param; k++) {
		double *w = &b.net.param[k % b.net.n_param], was = *w;
		double sum[2] = { 0 };

		for (int side = 0; side < 2; side++) {
			*w = k == b.net.n_param ? was : was + (side ? h : -h);
			for (int i = 0; i < BATCH; i++)
				sum[side] += direct(&b, &d.runner.lanes.lane[i], T, WARM);
		}
		*w = was;
		if (k == b.net.n_param)
			assert_near(d.loss, sum[0], 1e-12);
		else
			assert_near(d.runner.shard[0].grad[k], (sum[1] - sum[0]) / 2 / h
			            / BATCH / N_OUT, 1e-7);
	}
	drawn_release(&d);
	bench_release(&b);
}

/* A short series makes all chunks shorter, and the warm-up with them. */
static void test_short_series(void **state)
{
	struct drawn d;
	struct bench b;
	double sum = 0;
	int T;

	(void)state;
	make(&b, 3, 0);
	chunks_of(&b, 1000, 500, 1);
	T = rn_lane_piece(&b.split, 1000);
	assert_true(T < 100);
	assert_ok(train(&b), &b.err);
	drawn_make(&d, &b);
	assert_int_equal(d.runner.T, T);
	drawn_step(&d, &b);
	for (int i = 0; i < BATCH; i++)
		sum += direct(&b, &d.runner.lanes.lane[i], T, T / 2);
	assert_near(d.loss, sum, 1e-12);
	drawn_release(&d);
	bench_release(&b);
}

/* How many steps an epoch has. */
static void test_epochs(void **state)
{
	struct drawn d;
	struct bench b;
	size_t rows = 0;

	(void)state;
	make(&b, 3, 0.2);
	assert_ok(train(&b), &b.err);
	for (int s = 0; s < 3; s++)
		rows += b.split.part[s][RN_TRAIN].to + N_IN - 1;
	for (int steps = 0; steps < 4; steps++) {
		chunks_of(&b, 10, 0, steps);
		drawn_make(&d, &b);
		assert_int_equal(d.method.n_step, steps ? (size_t)steps
		                 : (rows + 10 * BATCH - 1) / (10 * BATCH));
		assert_int_equal(d.method.n_item, d.method.n_step * BATCH);
		drawn_release(&d);
		chunks_of(&b, 0, 0, steps);
		drawn_make(&d, &b);
		assert_int_equal(d.method.n_item, steps ? (size_t)steps * BATCH
		                 : b.split.n[RN_TRAIN]);
		drawn_release(&d);
	}
	bench_release(&b);
}

/* The same bits with any number of threads. */
static void test_threads(void **state)
{
	static const int threads[] = { 1, 2, 4 };

	(void)state;
	for (int rows = 0; rows <= 9; rows += 9) {
		double *first = NULL;
		struct bench b;

		make(&b, 4, 0.2);
		chunks_of(&b, rows, rows / 2, 3);
		b.spec.dropout = 0.3;
		b.opts.batch_size = 70;
		for (size_t i = 0; i < COUNT(threads); i++) {
			b.watch.n_thread = threads[i];
			assert_ok(train(&b), &b.err);
			if (i == 0) {
				first = numbers(b.net.n_param);
				memcpy(first, b.net.param,
				       b.net.n_param * sizeof(double));
			}
			assert_memory_equal(first, b.net.param,
			                    b.net.n_param * sizeof(double));
		}
		free(first);
		bench_release(&b);
	}
}

/* Both learn a wave, which chunks show from its beginning to its end. */
static void test_learns(void **state)
{
	(void)state;
	for (int rows = 0; rows <= 40; rows += 40) {
		struct bench b;

		make(&b, 1, 0.2);
		chunks_of(&b, rows, rows / 4, 10);
		b.opts.epochs = 60;
		b.opts.batch_size = 8;
		assert_ok(train(&b), &b.err);
		assert_int_equal(b.training.n_epoch, 60);
		assert_true(b.training.epoch[59].loss_valid < 0.02);
		assert_true(b.training.epoch[59].loss_valid
		            < b.training.epoch[0].loss_valid / 5);
		bench_release(&b);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_chunk_is_window),
		cmocka_unit_test(test_warm_up),
		cmocka_unit_test(test_short_series),
		cmocka_unit_test(test_epochs),
		cmocka_unit_test(test_threads),
		cmocka_unit_test(test_learns),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

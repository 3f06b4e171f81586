/*
 * test_adapt.c - what follows the data, beside what is trained: the running
 * moments of a batch norm.
 */
#include "train_bench.h"

enum { H = 6 };

static size_t running_at(const struct rn_network *net)
{
	for (int i = 0; i < net->n_layer; i++)
		if (net->layer[i].type == &rn_layer_batch_norm)
			return net->layer[i].at + 2 * H;
	fail_msg("no batch norm");
	return 0;
}

static void make(struct bench *b)
{
	bench_make(b, 1, 308, 0);
	b->spec.norm = rn_norm_types[2];
	b->opts.epochs = 1;
	b->opts.optim = &rn_optim_sgd;
	b->opts.rate = 0; /* nothing but what follows the data changes */
}

/* The moments of the last state's columns over windows [from, from + n). */
static void moments(const struct bench *b, int from, int n, double *mean,
                    double *variance)
{
	struct rn_pass pass = { .training = false };
	double *x = numbers((size_t)(8 * n));
	struct rn_run run;
	struct rn_error err;
	const double *h;

	for (int k = 0; k < n; k++)
		for (int t = 0; t < 8; t++)
			x[t * n + k] = b->panel.series[0].x[from + k + t]
			               - b->scale[0].shift;
	assert_ok(rn_run_make(&run, &b->net, 8, n, false, &err), &err);
	rn_run_forward(&run, b->net.param, &pass, x, n);
	h = run.tape[0].y;
	for (int j = 0; j < H; j++) {
		mean[j] = variance[j] = 0;
		for (int k = 0; k < n; k++)
			mean[j] += h[k * H + j] / n;
		for (int k = 0; k < n; k++)
			variance[j] += (h[k * H + j] - mean[j]) * (h[k * H + j] - mean[j])
			               / (n - 1);
	}
	rn_run_release(&run);
	free(x);
}

/* One batch in one shard: a tenth of the way to its moments, whatever the
 * gradient's clipping and the decay of weights. */
static void test_one_step(void **state)
{
	double mean[H], variance[H];

	(void)state;
	for (int i = 0; rn_optim_types[i]; i++) {
		struct bench b;
		const double *running, *start;

		make(&b);
		b.split.n[RN_TRAIN] = 30;
		b.opts.batch_size = 30;
		b.opts.optim = rn_optim_types[i];
		b.opts.rate = 1e-3;
		b.opts.weight_decay = 0.1;
		b.opts.clip_norm = 1e-3;
		b.opts.clip_value = 1e-3;
		assert_ok(train(&b), &b.err);
		running = b.net.param + running_at(&b.net);
		start = b.start + running_at(&b.net);
		/* The forward pass saw the weights before the step. */
		memcpy(b.net.param, b.start, running_at(&b.net) * sizeof(double));
		moments(&b, 0, 30, mean, variance);
		for (int j = 0; j < H; j++) {
			assert_true(start[j] == 0 && start[H + j] == 1);
			assert_near(running[j], 0.1 * mean[j], 1e-12);
			assert_near(running[H + j], 0.9 + 0.1 * variance[j], 1e-12);
		}
		bench_release(&b);
	}
}

/* Steps over several shards and of few rows end where the data are. */
static void test_follows(void **state)
{
	double mean[H], variance[H];
	struct bench b;
	const double *running;

	(void)state;
	make(&b);
	b.opts.epochs = 40;
	b.opts.batch_size = 299;
	assert_ok(train(&b), &b.err);
	moments(&b, 0, 300, mean, variance);
	running = b.net.param + running_at(&b.net);
	for (int j = 0; j < H; j++) {
		assert_near(running[j], mean[j], 0.02);
		assert_near(running[H + j], variance[j], 0.02);
	}
	bench_release(&b);
}

static void test_threads(void **state)
{
	double *first = NULL;

	(void)state;
	for (int threads = 1; threads <= 3; threads++) {
		struct bench b;
		size_t bytes;

		make(&b);
		b.opts.rate = 0.01;
		b.opts.batch_size = 150;
		b.watch.n_thread = threads;
		assert_ok(train(&b), &b.err);
		bytes = b.net.n_param * sizeof(double);
		if (!first)
			first = memcpy(numbers(b.net.n_param), b.net.param, bytes);
		assert_memory_equal(first, b.net.param, bytes);
		bench_release(&b);
	}
	free(first);
}

/* With what it followed, a network learns and forecasts. */
static void test_learns(void **state)
{
	struct bench b;

	(void)state;
	make(&b);
	bench_release(&b);
	bench_make(&b, 2, 408, 0.2);
	b.spec.norm = rn_norm_types[2];
	b.opts.epochs = 30;
	assert_ok(train(&b), &b.err);
	assert_true(b.training.epoch[b.training.n_epoch - 1].loss_valid < 0.03);
	bench_release(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_one_step),
		cmocka_unit_test(test_follows),
		cmocka_unit_test(test_threads),
		cmocka_unit_test(test_learns),
	};

	return cmocka_run_group_tests_name("adapt", tests, NULL, NULL);
}

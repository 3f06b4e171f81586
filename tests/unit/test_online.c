/*
 * test_online.c - real-time recurrent learning.
 */
#include "train_bench.h"

#include "train/method.h"

enum { N_IN = 4, LEAD = 2, N_OUT = 3, N_SERIES = 2 };

static void make_online(struct bench *b, int width)
{
	bench_make(b, N_SERIES, 90, 0.2);
	b->panel.series[1].n_row = 60;
	rn_split_release(&b->split);
	assert_ok(rn_split_make(&b->split,
	                        &(struct rn_window_shape)SHAPE(N_IN, LEAD, N_OUT),
	                        &(struct rn_split_opts){ .size = { 0, 0.2, 0 } },
	                        &b->panel, &b->err), &b->err);
	b->split.piece = 7;
	b->spec.cell = &rn_cell_elman;
	b->spec.width[0] = width;
	b->spec.every_step = true;
	b->opts.online = true;
}

/* The same series as the numbers of V symbols, of which vectors are made. */
static void make_symbols(struct bench *b, int width)
{
	enum { V = 5 };

	make_online(b, width);
	for (int s = 0; s < N_SERIES; s++) {
		struct rn_series *series = &b->panel.series[s];

		for (size_t t = 0; t < series->n_row; t++)
			series->x[t] = (double)(t * t % 7 % V);
		b->scale[s] = (struct rn_scale){ .shift = 0, .scale = 1 };
	}
	b->spec.n_class = b->opts.args.n_class = V;
	b->opts.loss = &rn_loss_cross_entropy;
}

/* Adds the gradient of the sum over rows of a series by back-propagation. */
static double add_whole(const struct bench *b, int s, double *grad)
{
	const struct rn_pass pass = { .training = true };
	const int n = (int)b->split.part[s][RN_TRAIN].to + N_IN - 1;
	const struct rn_scale *scale = rn_dataset_scale(&b->data, s);
	double *x = numbers((size_t)n), *y = numbers((size_t)(n * N_OUT)), loss;
	struct rn_run run;
	struct rn_error err;

	assert_ok(rn_run_make(&run, &b->net, n, 1, true, &err), &err);
	rn_batch_rows(x, 1, &b->split.shape, scale, &b->panel.series[s], 0, n);
	for (int t = 0; t < n; t++)
		for (int k = 0; k < N_OUT; k++)
			y[t * N_OUT + k] = rn_scale_apply(scale, b->panel.series[s].x
			                                  [t + LEAD + k]);
	loss = b->opts.loss->eval(
		rn_run_forward(&run, b->net.param, &pass, x, 1), y,
		(size_t)(n * N_OUT), &b->opts.args, 1.0 / N_OUT,
		rn_run_dyhat(&run));
	rn_run_backward(&run, b->net.param, grad);
	rn_run_release(&run);
	free(x);
	free(y);
	return loss;
}

/* With weights that stay as they are, the gradients of all rows add up to that
 * of back-propagation through all of them, in each epoch. */
static void test_gradient(void **state)
{
	static const struct {
		void (*make)(struct bench *b, int width);
		int width;
	} cases[] = {
		{ make_online, 1 }, { make_online, 5 }, { make_online, 32 },
		{ make_symbols, 1 }, { make_symbols, 6 },
	};
	struct rn_runner r;
	struct rn_method m;
	struct bench b;

	(void)state;
	for (size_t c = 0; c < COUNT(cases); c++) {
		double *whole, *grad, loss = 0, sum;
		size_t n;

		cases[c].make(&b, cases[c].width);
		b.opts.rate = 0;
		assert_ok(train(&b), &b.err);
		n = b.net.n_param;
		fill_noise(b.net.param, n, 1, 0.6 / sqrt(cases[c].width));
		whole = numbers(n);
		for (int s = 0; s < N_SERIES; s++)
			loss += add_whole(&b, s, whole);
		assert_ok(rn_runner_make(&r, &b.net, &b.data, 1, true, 1, &b.err),
		          &b.err);
		assert_ok(rn_method_make(&m, &rn_method_online,
		                         &b.opts.sampling, &r, 1, &b.err),
		          &b.err);
		grad = r.shard[0].grad;
		for (unsigned epoch = 1; epoch <= 2; epoch++) {
			memset(grad, 0, n * sizeof(*grad));
			m.type->begin(&m, 1, epoch);
			sum = 0;
			for (size_t i = 0; i < m.n_step; i++) {
				struct rn_step step = { .param = b.net.param,
					.loss = b.opts.loss, .args = &b.opts.args };
				size_t n_item;

				sum += m.type->step(&m, &step, &n_item);
				assert_int_equal(n_item, 1);
			}
			assert_near(sum, loss, 1e-9);
			for (size_t k = 0; k < n; k++)
				assert_near(grad[k], whole[k], 1e-9);
		}
		rn_method_release(&m);
		rn_method_release(&m);
		rn_runner_release(&r);
		free(whole);
		bench_release(&b);
	}
}

/* It learns a wave, row by row, and the same with any number of threads. */
static void test_learns(void **state)
{
	double *first = NULL;
	struct bench b;

	(void)state;
	bench_make(&b, 1, 600, 0.1);
	b.split.piece = 10;
	b.spec.cell = &rn_cell_elman;
	b.spec.every_step = b.opts.online = true;
	b.opts.epochs = 10;
	b.opts.rate = 0.003;
	for (int n = 1; n <= 2; n++) {
		b.watch.n_thread = n;
		assert_ok(train(&b), &b.err);
		assert_true(b.training.epoch[9].loss_valid < 0.01);
		if (!first) {
			first = numbers(b.net.n_param);
			memcpy(first, b.net.param, b.net.n_param * sizeof(double));
		}
		assert_memory_equal(first, b.net.param,
		                    b.net.n_param * sizeof(double));
	}
	free(first);
	bench_release(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_gradient),
		cmocka_unit_test(test_learns),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

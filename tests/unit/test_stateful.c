/*
 * test_stateful.c - training and scoring with a state that is carried on.
 */
#include "train_bench.h"

#include "train/stateful.h"
#include "vectors.h"

enum { PIECE = 4, N_PIECE = 3, LEAD = 2, K = 2, WIDTH = 5 };

static const double tolerance = 1e-10;

/* One series of noise, of which all windows are to train on. */
struct lane_bench {
	struct rn_panel panel;
	struct rn_split split;
	struct rn_scale scale;
	struct rn_dataset data;
	struct rn_network net;
	struct rn_runner runner;
	struct rn_error err;
};

static void lane_make(struct lane_bench *b, const struct rn_cell_type *cell)
{
	const struct rn_window_shape shape = SHAPE(3, LEAD, K);
	const struct rn_split_opts all = { .size = { 0, 0, 0 } };
	const struct rn_network_spec spec = { .cell = cell, .n_rnn = 1,
		.width = { WIDTH }, .every_step = true };

	memset(b, 0, sizeof(*b));
	make_panel(&b->panel, 1, PIECE * N_PIECE + LEAD + K - 1);
	fill_noise(b->panel.series[0].x, b->panel.series[0].n_row, 3000000, 1);
	assert_ok(rn_split_make(&b->split, &shape, &all, &b->panel, &b->err),
	          &b->err);
	b->split.piece = PIECE;
	b->scale.scale = 1;
	b->data = (struct rn_dataset){ .panel = &b->panel,
	                               .split = &b->split,
	                               .scale = &b->scale };
	assert_ok(rn_blas_start(&b->err), &b->err);
	assert_null(rn_network_plan(&b->net, &spec, 1, K));
	assert_ok(rn_network_alloc(&b->net, &b->err), &b->err);
	fill_noise(b->net.param, b->net.n_param, 1, 0.6);
	assert_ok(rn_runner_make(&b->runner, &b->net, &b->data, 8, true, 1,
	                         &b->err), &b->err);
}

static void lane_release(struct lane_bench *b)
{
	rn_runner_release(&b->runner);
	rn_network_release(&b->net);
	rn_split_release(&b->split);
	rn_panel_release(&b->panel);
}

/* The gradient of each piece is PyTorch's with a detached state, and they do
 * not add up to that of the whole. */
static void check_pieces(const struct vectors *v,
                         const struct rn_cell_type *cell)
{
	struct rn_stateful at = { 0 };
	struct lane_bench b;
	double *sum, far = 0;
	const double *whole;
	size_t n;

	lane_make(&b, cell);
	n = b.net.n_param;
	sum = numbers(n);
	for (int p = 0; p < N_PIECE; p++) {
		struct rn_step step = { .param = b.net.param,
			.loss = &rn_loss_mse };
		double *grad = b.runner.shard[0].grad, loss;
		char name[20];

		loss = rn_stateful_step(&b.runner, &at, &step) / K;
		assert_int_equal(step.B, 1);
		snprintf(name, sizeof(name), "loss%d", p);
		assert_near(loss, *vectors_get(v, cell->name, name, 1), tolerance);
		snprintf(name, sizeof(name), "grad%d", p);
		assert_vector(grad, vectors_get(v, cell->name, name, n), n, 1,
		              tolerance);
		for (size_t k = 0; k < n; k++)
			sum[k] += grad[k];
		memset(grad, 0, n * sizeof(*grad));
	}
	assert_int_equal(at.first, 1);
	whole = vectors_get(v, cell->name, "whole", n);
	for (size_t k = 0; k < n; k++)
		far = fmax(far, fabs(sum[k] - whole[k]));
	assert_true(far > 1e-3);
	free(sum);
	lane_release(&b);
}

static void test_truncated(void **state)
{
	struct vectors v;

	(void)state;
	vectors_read(&v, "torch-truncated.txt");
	for (int i = 0; rn_cell_types[i]; i++)
		if (rn_cell_types[i]->is_torch)
			check_pieces(&v, rn_cell_types[i]);
	vectors_release(&v);
}

/* Some series of other lengths, with validation and test windows. */
static void make_several(struct bench *b, int n_series)
{
	bench_make(b, n_series, 400, 0.2);
	for (int i = 0; i < n_series; i++)
		b->panel.series[i].n_row -= (size_t)(i * 37 % 300);
	rn_split_release(&b->split);
	assert_ok(rn_split_make(&b->split,
	                        &(struct rn_window_shape)SHAPE(6, 2, 3),
	                        &(struct rn_split_opts){ .size = { 0, 0.2, 0.1 } },
	                        &b->panel, &b->err), &b->err);
	b->split.piece = 13;
	b->spec.every_step = true;
	b->opts.stateful = true;
	b->opts.epochs = 2;
}

/* The forecast of a window is what the network says at its cutoff when it
 * runs over all rows up to there at once. */
static void test_scores(void **state)
{
	enum { MOST = 400, N_OUT = 3 };
	const struct rn_pass pass = { .training = false };
	struct rn_runner r;
	struct bench b;
	rn_real *z, *y, *x = numbers(MOST);

	(void)state;
	make_several(&b, 3);
	assert_ok(train(&b), &b.err);
	assert_ok(rn_runner_make(&r, &b.net, &b.data, 2, false, 1, &b.err),
	          &b.err);
	for (int part = 0; part < RN_N_PART; part++) {
		const size_t n = b.split.n[part];

		z = numbers(n * N_OUT), y = numbers(n * N_OUT);
		rn_runner_predict(&r, b.net.param, (enum rn_part)part, 0, n, z, y);
		for (size_t i = 0; i < n; i += 17) {
			const struct rn_window w = rn_split_window(&b.split,
				(enum rn_part)part, i);
			const double *from = b.panel.series[w.series].x;
			const int T = (int)w.first + 6;
			const double *last;
			struct rn_run run;

			assert_ok(rn_run_make(&run, &b.net, T, 1, false, &b.err),
			          &b.err);
			rn_batch_rows(x, 1, &b.split.shape,
			              rn_dataset_scale(&b.data, w.series),
			              &b.panel.series[w.series], 0, T);
			last = rn_run_last(&run, rn_run_forward(&run, b.net.param,
			                                        &pass, x, 1), 1);
			for (size_t k = 0; k < N_OUT; k++) {
				assert_near(z[i * N_OUT + k], last[k], 1e-12);
				assert_near(y[i * N_OUT + k],
				            rn_scale_apply(rn_dataset_scale(&b.data,
				                                            w.series),
				                           from[w.first + 7 + k]), 1e-14);
			}
			rn_run_release(&run);
		}
		free(z);
		free(y);
	}
	free(x);
	rn_runner_release(&r);
	bench_release(&b);
}

/* Asking for a part of the windows changes nothing. */
static void test_some_scores(void **state)
{
	enum { N_OUT = 3, FROM = 20 };
	struct rn_runner r;
	struct bench b;
	rn_real *all, *some;
	size_t n;

	(void)state;
	make_several(&b, 3);
	assert_ok(train(&b), &b.err);
	assert_ok(rn_runner_make(&r, &b.net, &b.data, 2, false, 1, &b.err),
	          &b.err);
	n = b.split.n[RN_VALID];
	all = numbers(n * N_OUT), some = numbers(n * N_OUT);
	rn_runner_predict(&r, b.net.param, RN_VALID, 0, n, all, NULL);
	rn_runner_predict(&r, b.net.param, RN_VALID, FROM, n - FROM - 5, some,
	                  NULL);
	for (size_t k = 0; k < (n - FROM - 5) * N_OUT; k++)
		assert_near(some[k], all[FROM * N_OUT + k], 1e-12);
	free(all);
	free(some);
	rn_runner_release(&r);
	bench_release(&b);
}

/* The same bits with any number of threads: a lane stays in its shard. */
static void test_threads(void **state)
{
	static const int threads[] = { 1, 2, 4 };
	double *first = NULL;
	struct bench b;

	(void)state;
	make_several(&b, 4);
	b.split.piece = 2;
	b.spec.dropout = 0.3;
	b.opts.batch_size = 70;
	for (size_t i = 0; i < COUNT(threads); i++) {
		b.watch.n_thread = threads[i];
		assert_ok(train(&b), &b.err);
		if (i == 0) {
			first = numbers(b.net.n_param);
			memcpy(first, b.net.param, b.net.n_param * sizeof(double));
		} else {
			assert_memory_equal(first, b.net.param,
			                    b.net.n_param * sizeof(double));
		}
	}
	free(first);
	bench_release(&b);
}

/* Every cell learns a wave that is longer than its pieces. */
static void test_learns(void **state)
{
	struct bench b;

	(void)state;
	bench_make(&b, 1, 600, 0.1);
	b.split.piece = 10;
	b.spec.every_step = b.opts.stateful = true;
	b.opts.epochs = 40;
	b.opts.batch_size = 4;
	for (int c = 0; rn_cell_types[c]; c++) {
		if (rn_cell_types[c]->is_fixed)
			continue;
		b.spec.cell = rn_cell_types[c];
		assert_ok(train(&b), &b.err);
		if (b.training.epoch[39].loss_valid >= 0.008)
			print_error("%s: %g\n", b.spec.cell->name,
			            b.training.epoch[39].loss_valid);
		assert_true(b.training.epoch[39].loss_valid < 0.008);
	}
	bench_release(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_truncated),
		cmocka_unit_test(test_scores),
		cmocka_unit_test(test_some_scores),
		cmocka_unit_test(test_threads),
		cmocka_unit_test(test_learns),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

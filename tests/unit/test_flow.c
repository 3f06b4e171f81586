/*
 * test_flow.c - how the gradient is measured on its way back through time.
 */
#include "train_bench.h"

#include "nn/arch.h"

/* Windows of n_in steps in place of the bench's. */
static void cut(struct bench *b, int n_in)
{
	const struct rn_window_shape shape = SHAPE(n_in, 1, 1);
	const struct rn_split_opts all = { .size = { 0, 0, 0 } };

	rn_split_release(&b->split);
	assert_ok(rn_split_make(&b->split, &shape, &all, &b->panel, &b->err),
	          &b->err);
}

static void make(struct bench *b, int n_series, size_t n_row, int n_in)
{
	bench_make(b, n_series, n_row, 0);
	cut(b, n_in);
	b->opts.optim = &rn_optim_sgd;
	b->opts.rate = 0;
	b->opts.epochs = 1;
	b->opts.batch_size = 1000;
	b->watch.diagnose = true;
}

/* One unit and one window, by hand: h_t = tanh(W x_t + U h_t-1 + b), z = V h_8
 * + c, L = (z - y)^2. */
static void test_by_hand(void **state)
{
	struct bench b;
	const struct rn_flow *f;
	const double *w, *x;
	double h[8], d, shift;

	(void)state;
	make(&b, 1, 9, 8);
	b.spec.cell = &rn_cell_elman;
	b.spec.width[0] = 1;
	b.spec.init = &rn_init_uniform;
	assert_ok(train(&b), &b.err);
	assert_int_equal(b.training.epoch[0].n_flow, 1);
	f = b.training.epoch[0].flow;
	assert_int_equal(f->layer, 1);
	assert_int_equal(f->n, 8);
	assert_false(f->is_reverse || f->is_decoder);
	w = b.start, x = b.panel.series[0].x, shift = b.scale[0].shift;
	for (int t = 0; t < 8; t++)
		h[t] = tanh(w[0] * (x[t] - shift) + w[2]
		            + (t ? w[1] * h[t - 1] : 0));
	d = 2 * (w[3] * h[7] + w[4] - (x[8] - shift)) * w[3];
	for (int t = 7; t >= 0; t--) {
		assert_int_equal(f->step[t], t + 1);
		assert_near(f->size[t], fabs(d), 1e-14);
		d *= (1 - h[t] * h[t]) * w[1];
	}
	bench_release(&b);
}

/* Small weights let it vanish, by a power of ten and more a step; a memory of
 * the window's length does not. */
static void test_vanishes(void **state)
{
	struct bench b;
	const struct rn_flow *f;

	(void)state;
	make(&b, 1, 300, 48);
	b.spec.cell = &rn_cell_elman;
	b.spec.init = &rn_init_small;
	assert_ok(train(&b), &b.err);
	f = b.training.epoch[0].flow;
	assert_int_equal(f->n, RN_MAX_FLOW);
	assert_int_equal(f->step[0], 1);
	assert_int_equal(f->step[7], 48);
	for (int k = 0; k < 7; k++)
		assert_true(f->size[k] < 1e-5 * f->size[k + 1]);
	assert_true(f->size[0] < 1e-40 * f->size[7]);
	b.spec.cell = &rn_cell_lstm;
	b.spec.init = &rn_init_chrono;
	b.spec.memory = 48;
	assert_ok(train(&b), &b.err);
	f = b.training.epoch[0].flow;
	assert_true(f->size[0] > 0.1 * f->size[6]);
	assert_true(f->size[0] > 1e-3 * f->size[7]);
	bench_release(&b);
}

/* Each recurrent layer, whatever stands around it, and as many steps as it
 * runs. */
static void test_layers(void **state)
{
	struct bench b;

	(void)state;
	make(&b, 1, 60, 9);
	b.spec.n_rnn = 2;
	b.spec.width[1] = 4;
	b.spec.bidirectional = true;
	b.spec.skip = rn_skip_types[1];
	b.spec.dilations = (struct rn_option_value){ 2, { 1, 3 } };
	b.opts.epochs = 2;
	assert_ok(train(&b), &b.err);
	for (int i = 0; i < 2; i++) {
		const struct rn_epoch *e = &b.training.epoch[i];

		assert_int_equal(e->n_flow, 4);
		for (int k = 0; k < 4; k++) {
			const struct rn_flow *f = &e->flow[k];

			assert_int_equal(f->layer, 1 + k / 2);
			assert_int_equal(f->is_reverse, k % 2);
			assert_int_equal(f->n, k < 2 ? 8 : 3);
			assert_int_equal(f->step[f->n - 1], k < 2 ? 9 : 3);
			for (int t = 0; t < f->n; t++)
				assert_true(f->size[t] > 0 && f->size[t] < 1);
		}
	}
	bench_release(&b);
	make(&b, 1, 60, 9);
	b.spec.arch = rn_arch_types[1];
	assert_ok(train(&b), &b.err);
	assert_int_equal(b.training.epoch[0].n_flow, 2);
	assert_false(b.training.epoch[0].flow[0].is_decoder);
	assert_true(b.training.epoch[0].flow[1].is_decoder);
	assert_int_equal(b.training.epoch[0].flow[1].n, 1);
	assert_int_equal(b.training.epoch[0].flow[1].layer, 1);
	bench_release(&b);
}

/* The mean over a batch is that of its windows alone, however many shards and
 * threads; the loss is their mean as well. */
static void test_shards(void **state)
{
	enum { N = 150 };
	struct bench b;
	struct rn_flow whole;
	double mean[8] = { 0 };

	(void)state;
	make(&b, 1, 8 + N, 8);
	assert_ok(train(&b), &b.err);
	whole = b.training.epoch[0].flow[0];
	b.watch.n_thread = 3;
	assert_ok(train(&b), &b.err);
	assert_memory_equal(b.training.epoch[0].flow[0].size, whole.size,
	                    sizeof(whole.size));
	b.opts.batch_size = 64; /* the first batch alone */
	assert_ok(train(&b), &b.err);
	assert_true(b.training.epoch[0].flow[0].size[7] != whole.size[7]);
	for (size_t i = 0; i < N; i++) {
		b.split.part[0][RN_TRAIN] = (struct rn_range){ i, i + 1 };
		b.split.n[RN_TRAIN] = 1;
		assert_ok(train(&b), &b.err);
		for (int t = 0; t < 8; t++)
			mean[t] += b.training.epoch[0].flow[0].size[t] / N;
	}
	for (int t = 0; t < 8; t++)
		assert_near(whole.size[t], mean[t] / N, 1e-15);
	bench_release(&b);
}

/* Pieces have as many steps as they have rows; without a way back there is
 * nothing to measure. */
static void test_methods(void **state)
{
	struct bench b;

	(void)state;
	make(&b, 2, 100, 8);
	b.spec.cell = &rn_cell_elman;
	b.spec.every_step = true;
	b.split.piece = 5;
	b.opts.stateful = true;
	assert_ok(train(&b), &b.err);
	assert_int_equal(b.training.epoch[0].n_flow, 1);
	assert_int_equal(b.training.epoch[0].flow[0].n, 5);
	assert_true(b.training.epoch[0].flow[0].size[0] > 0);
	b.opts.stateful = false;
	b.opts.online = true;
	assert_ok(train(&b), &b.err);
	assert_int_equal(b.training.epoch[0].n_flow, 0);
	b.opts.online = b.watch.diagnose = b.spec.every_step = false;
	b.split.piece = 0;
	assert_ok(train(&b), &b.err);
	assert_int_equal(b.training.epoch[0].n_flow, 0);
	assert_null(b.training.flow);
	bench_release(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_by_hand),
		cmocka_unit_test(test_vanishes),
		cmocka_unit_test(test_layers),
		cmocka_unit_test(test_shards),
		cmocka_unit_test(test_methods),
	};

	return cmocka_run_group_tests_name("flow", tests, NULL, NULL);
}

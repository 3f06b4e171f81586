/*
 * test_readout.c - fixed layers, read out by ridge regression.
 */
#include "train_bench.h"

#include "nn/arch.h"

enum { N_SERIES = 3, N_IN = 6, LEAD = 2, N_OUT = 3, H = 12, MOST = 600 };

static void make_readout(struct bench *b, double penalty)
{
	bench_make(b, N_SERIES, MOST, 0.2);
	for (int i = 0; i < N_SERIES; i++)
		b->panel.series[i].n_row -= (size_t)(i * 137 % 500);
	rn_split_release(&b->split);
	assert_ok(rn_split_make(&b->split,
	                        &(struct rn_window_shape)SHAPE(N_IN, LEAD, N_OUT),
	                        &(struct rn_split_opts){ .size = { 0, 0.2, 0.1 } },
	                        &b->panel, &b->err), &b->err);
	b->split.piece = 17;
	b->spec.cell = &rn_cell_esn;
	b->spec.width[0] = H;
	b->spec.every_step = true;
	b->opts.ridge = penalty;
}

/* What is left of the targets, summed up with the states of the rows that are
 * read out, and their squares. */
struct left {
	double with[H + 1][N_OUT];
	double square, n;
};

static void add_series(const struct bench *b, int s, struct left *left)
{
	const struct rn_pass pass = { .training = false };
	const int n = (int)b->split.part[s][RN_TRAIN].to + N_IN - 1;
	const int washout = n / 10 < 100 ? n / 10 : 100;
	const struct rn_scale *scale = rn_dataset_scale(&b->data, s);
	const double *y = b->panel.series[s].x + LEAD, *z, *h;
	double *x = numbers((size_t)n);
	struct rn_run run;
	struct rn_error err;

	assert_ok(rn_run_make(&run, &b->net, n, 1, false, &err), &err);
	rn_batch_rows(x, 1, &b->split.shape, scale, &b->panel.series[s], 0, n);
	z = rn_run_forward(&run, b->net.param, &pass, x, 1);
	h = run.tape[rn_chain_last(&b->net, 0, b->net.n_layer)].x;
	for (int t = washout; t < n; t++)
		for (int k = 0; k < N_OUT; k++) {
			const double e = z[t * N_OUT + k]
			                 - rn_scale_apply(scale, y[t + k]);

			for (int i = 0; i < H; i++)
				left->with[i][k] += e * h[t * H + i];
			left->with[H][k] += e;
			left->square += e * e;
			left->n++;
		}
	rn_run_release(&run);
	free(x);
}

/* The weights W and the bias are where the derivatives of
 * sum |h W + b - y|^2 + penalty |W|^2 are zero. */
static void test_optimum(void **state)
{
	static const double penalties[] = { 0, 1e-4, 0.3, 50 };

	(void)state;
	for (size_t c = 0; c < COUNT(penalties); c++) {
		struct left left = { .n = 0 };
		const struct rn_layer *linear;
		struct bench b;

		make_readout(&b, penalties[c]);
		assert_ok(train(&b), &b.err);
		for (int s = 0; s < N_SERIES; s++)
			add_series(&b, s, &left);
		linear = &b.net.layer[rn_chain_last(&b.net, 0, b.net.n_layer)];
		for (int i = 0; i <= H; i++)
			for (int k = 0; k < N_OUT; k++)
				assert_near(left.with[i][k] + (i < H ? penalties[c]
				            * b.net.param[linear->at + (size_t)(i * N_OUT + k)]
				            : 0), 0, 1e-7);
		assert_int_equal(b.training.n_epoch, 1);
		assert_int_equal(b.training.kept, 1);
		assert_near(b.training.epoch[0].loss, left.square / left.n, 1e-10);
		bench_release(&b);
	}
}

/* The penalty that is found validates no worse than any that was tried. */
static void test_choice(void **state)
{
	double found;
	struct bench b;

	(void)state;
	make_readout(&b, -1);
	assert_ok(train(&b), &b.err);
	found = b.training.epoch[0].loss_valid;
	assert_true(found < 0.01);
	for (int i = -8; i <= 1; i++) {
		b.opts.ridge = pow(10, i);
		assert_ok(train(&b), &b.err);
		assert_true(found <= b.training.epoch[0].loss_valid * (1 + 1e-6));
	}
	bench_release(&b);
}

/* What is fixed stays as it was drawn; a stack is read out from its last. */
static void test_stack(void **state)
{
	struct bench b;

	(void)state;
	make_readout(&b, -1);
	b.spec.n_rnn = 2;
	b.spec.width[1] = 20;
	assert_ok(train(&b), &b.err);
	for (int i = 0; i < b.net.n_layer; i++) {
		const struct rn_layer *l = &b.net.layer[i];

		if (l->type == &rn_layer_recurrent)
			assert_memory_equal(b.net.param + l->at, b.start + l->at,
			                    l->n_param * sizeof(double));
		else
			assert_int_equal(l->D, 20);
	}
	assert_true(b.training.epoch[0].loss_valid < 0.01);
	bench_release(&b);
}

static bool count_batch(void *ud, const struct rn_batch_report *report)
{
	struct bench *b = ud;

	assert_true(isnan(report->loss));
	return ++b->n_batch != b->stop_batch;
}

/* Stopped before a row counts, it leaves the weights; later, it reads out
 * those so far. */
static void test_stop(void **state)
{
	struct bench b;

	(void)state;
	make_readout(&b, -1);
	b.watch.on_batch = count_batch;
	for (b.stop_batch = 1; b.stop_batch < 20; b.stop_batch += 18) {
		const bool is_early = b.stop_batch == 1;

		assert_ok(train(&b), &b.err);
		assert_int_equal(b.n_batch, b.stop_batch);
		assert_int_equal(b.training.stop, RN_STOP_ASKED);
		assert_int_equal(b.training.n_epoch, 0);
		assert_int_equal(b.training.kept, 0);
		assert_int_equal(!memcmp(b.net.param, b.start, b.net.n_param
		                         * sizeof(double)), is_early);
	}
	b.watch.on_batch = NULL;
	b.watch.time_limit = 1e-9;
	assert_ok(train(&b), &b.err);
	assert_int_equal(b.training.stop, RN_STOP_TIME);
	bench_release(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_optimum),
		cmocka_unit_test(test_choice),
		cmocka_unit_test(test_stack),
		cmocka_unit_test(test_stop),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * test_shortcut.c - the linear map beside a network: gradients against
 * differences, and its outputs against the sum that they are; and a network
 * of no layers, beside which it is all.
 */
#include "net_bench.h"

static const struct bench cases[] = {
	{ .T = 5, .B = 3, .D = 1, .k = 1, .spec = { .n_out = 2 } },
	{ .T = 4, .B = 2, .D = 3, .k = 2, .spec = { .n_out = 3 } },
	{ .T = 4, .B = 2, .D = 3, .k = 2, .spec = {
		.n_out = 2, .every_step = true } },
	{ .T = 3, .B = 2, .D = 2, .k = 1, .resumes = true, .spec = {
		.every_step = true } },
	{ .T = 6, .B = 3, .D = 2, .k = 1, .spec = {
		.arch = &rn_arch_segment, .segment = 3, .n_out = 4 } },
	{ .T = 5, .B = 2, .D = 2, .k = 2, .spec = {
		.arch = &rn_arch_none, .n_out = 3 } },
	{ .T = 3, .B = 2, .D = 2, .k = 1, .spec = {
		.arch = &rn_arch_none, .every_step = true } },
};

static void make_case(struct bench *b, size_t i, bool linear_skip)
{
	*b = cases[i];
	b->spec.cell = &rn_cell_gru;
	b->spec.n_rnn = 1;
	b->spec.width[0] = 4;
	b->spec.linear_skip = linear_skip;
	b->pass.training = true;
	make(b);
}

static const struct rn_layer *shortcut(const struct bench *b)
{
	return &b->net.layer[b->net.n_layer];
}

static void test_gradient(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct bench b;

		make_case(&b, i, true);
		check_gradient(&b, b.resumes ? shortcut(&b)->at : 0);
		release(&b);
	}
}

/* Output k of a row: of the step's channels, or of a window's channel 0. */
static double sum_of(const struct bench *b, int t, int row, int k)
{
	const double *w = b->net.param + shortcut(b)->at + k;
	const double *x = b->x + row * b->D;
	const int K = b->net.K, step = b->B * b->D;
	double sum = 0;

	if (b->spec.every_step)
		for (int d = 0; d < b->D; d++)
			sum += x[t * step + d] * w[d * K];
	else
		for (int s = 0; s < b->T; s++)
			sum += x[s * step] * w[s * K];
	return sum;
}

/* With it a network forecasts what it does without, and the sum. */
static void test_sum(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct bench with, without;
		const double *a, *z;
		int K;

		make_case(&with, i, true);
		make_case(&without, i, false);
		K = with.net.K;
		assert_int_equal(shortcut(&with)->at, without.net.n_param);
		a = forward(&with), z = forward(&without);
		for (int j = 0; j < (int)with.n_yhat; j++)
			assert_near(a[j], z[j] + sum_of(&with, j / K / with.B,
			                                j / K % with.B, j % K), 1e-12);
		release(&with);
		release(&without);
	}
}

/* It starts at zero, and a network with it starts as without. */
static void test_start(void **state)
{
	struct bench with, without;

	(void)state;
	make_case(&with, 1, true);
	make_case(&without, 1, false);
	rn_network_start(&with.net, &rn_init_keras, 5);
	rn_network_start(&without.net, &rn_init_keras, 5);
	assert_memory_equal(forward(&with), forward(&without),
	                    with.n_yhat * sizeof(double));
	release(&with);
	release(&without);
}

/* A model file has it as torch.nn.Linear would. */
static void test_tensor(void **state)
{
	struct rn_tensor_view view;
	struct bench b, other;
	int n = 0;

	(void)state;
	make_case(&b, 1, true);
	make_case(&other, 1, false);
	while (rn_network_tensor(&other.net, n, &view))
		n++;
	assert_true(rn_network_tensor(&b.net, n, &view));
	assert_string_equal(view.name, "skip.weight");
	assert_int_equal(view.rows, 6);
	assert_int_equal(view.cols, 4);
	assert_int_equal(view.at + view.n, b.net.n_param);
	assert_int_equal(rn_tensor_place(&view, 1), view.at + 6);
	assert_false(rn_network_tensor(&b.net, n + 1, &view));
	assert_true(rn_network_same(&b.net, &b.net));
	assert_false(rn_network_same(&b.net, &other.net));
	release(&b);
	release(&other);
}

static void test_decoder(void **state)
{
	const struct rn_network_spec spec = {
		.arch = &rn_arch_seq2seq, .cell = &rn_cell_gru, .n_rnn = 1,
		.width = { 4 }, .linear_skip = true,
	};
	struct rn_network net;

	(void)state;
	assert_contains(rn_network_plan(&net, &spec, 1, 2), "--linear-skip");
}

/* Without layers and without the map outputs are zero at every pass, whatever
 * was added to those of the last one. */
static void test_none(void **state)
{
	(void)state;
	for (size_t i = 5; i < 7; i++) {
		struct rn_tensor_view view;
		struct bench b;
		double *yhat;

		make_case(&b, i, false);
		assert_int_equal(b.net.n_param, 0);
		assert_int_equal(b.net.n_layer, 0);
		assert_false(rn_network_tensor(&b.net, 0, &view));
		assert_true(rn_network_same(&b.net, &b.net));
		rn_network_start(&b.net, &rn_init_keras, 1);
		forward(&b);
		yhat = b.run.decoder.yhat;
		for (size_t k = 0; k < b.n_yhat; k++)
			yhat[k] = 3;
		assert_ptr_equal(forward(&b), yhat);
		for (size_t k = 0; k < b.n_yhat; k++)
			assert_true(yhat[k] == 0);
		backward(&b);
		release(&b);
	}
}

static void test_none_refusals(void **state)
{
	const struct rn_network_spec plain = { .arch = &rn_arch_none,
	                                       .cell = &rn_cell_gru };
	struct rn_network_spec spec[] = { plain, plain, plain };
	static const char *const said[] = { "--bidirectional", "--conv",
	                                    "--learn-state" };
	struct rn_network net;

	(void)state;
	spec[0].bidirectional = true;
	spec[1].conv.n = 1;
	spec[2].learns_start = true;
	for (size_t i = 0; i < COUNT(said); i++)
		assert_contains(rn_network_plan(&net, &spec[i], 1, 2), said[i]);
	assert_null(rn_network_plan(&net, &plain, 1, 2));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_gradient),
		cmocka_unit_test(test_sum),
		cmocka_unit_test(test_start),
		cmocka_unit_test(test_tensor),
		cmocka_unit_test(test_decoder),
		cmocka_unit_test(test_none),
		cmocka_unit_test(test_none_refusals),
	};

	return cmocka_run_group_tests_name("shortcut", tests, NULL, NULL);
}

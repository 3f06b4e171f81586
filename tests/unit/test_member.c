/*
 * test_member.c - networks that tell series apart: gradients against
 * differences, and whose numbers reach which row.
 */
#include "net_bench.h"

static const int whose[] = { 4, 0, 4, 2 };

static const struct bench cases[] = {
	{ .T = 3, .B = 3, .D = 1, .k = 1, .spec = { .n_out = 2 } },
	{ .T = 4, .B = 2, .D = 2, .k = 1, .spec = {
		.conv = { 2, { 3, 2 } }, .bidirectional = true } },
	{ .T = 3, .B = 2, .D = 2, .k = 2, .spec = { .every_step = true } },
	{ .T = 3, .B = 2, .D = 1, .k = 1, .spec = {
		.arch = &rn_arch_seq2seq, .n_out = 2 } },
	{ .T = 6, .B = 3, .D = 2, .k = 1, .spec = {
		.arch = &rn_arch_segment, .segment = 3, .n_out = 4 } },
	{ .T = 3, .B = 2, .D = 1, .k = 1, .resumes = true, .spec = {
		.every_step = true } },
};

static void make_case(struct bench *b, size_t i, int n)
{
	*b = cases[i];
	b->spec.cell = &rn_cell_gru;
	b->spec.n_rnn = 1;
	b->spec.width[0] = 4;
	b->spec.n_series = 5;
	b->spec.series_embedding = n;
	b->pass.training = true;
	b->pass.series = whose;
	make(b);
}

/* Where its vectors begin. */
static double *vectors(struct bench *b)
{
	const bool is_segment = b->net.arch == &rn_arch_segment;
	const char *name = is_segment ? "position.series" : "member.weight";
	struct rn_tensor_view view;

	for (int i = 0; rn_network_tensor(&b->net, i, &view); i++)
		if (strcmp(view.name, name) == 0) {
			assert_int_equal(view.rows, b->spec.series_embedding);
			assert_int_equal(view.cols, 5);
			return b->net.param + view.at;
		}
	fail();
	return NULL;
}

static void test_gradient(void **state)
{
	(void)state;
	for (size_t i = 0; i + 1 < COUNT(cases); i++) {
		struct bench b;

		make_case(&b, i, 3);
		check_gradient(&b, 0);
		release(&b);
	}
}

/* The row of yhat [T_out, B, K] that i is in. */
static int row_of(const struct bench *b, size_t i)
{
	return (int)i / b->net.K % b->B;
}

/* A series' vector changes the outputs of its own rows, all of them, and of no
 * others; the vector of a series that is not there changes nothing. */
static void test_own_rows(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		for (int s = 0; s < 5; s++) {
			struct bench b;
			double *before;

			make_case(&b, i, 2);
			before = numbers(b.n_yhat);
			memcpy(before, forward(&b), b.n_yhat * sizeof(double));
			vectors(&b)[2 * s + 1] += 0.5;
			for (size_t k = 0; k < b.n_yhat; k++) {
				const double yhat = forward(&b)[k];

				assert_int_equal(fabs(yhat - before[k]) > 1e-9,
				                 whose[row_of(&b, k)] == s);
			}
			free(before);
			release(&b);
		}
}

/* Without them nothing is learnt of a series, and nobody asks whose it is. */
static void test_without(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct rn_tensor_view view;
		struct bench b;

		make_case(&b, i, 0);
		b.pass.series = NULL;
		assert_true(isfinite(loss(&b)));
		for (int k = 0; rn_network_tensor(&b.net, k, &view); k++)
			assert_string_not_equal(view.name, "member.weight");
		release(&b);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_gradient),
		cmocka_unit_test(test_own_rows),
		cmocka_unit_test(test_without),
	};

	return cmocka_run_group_tests_name("member", tests, NULL, NULL);
}

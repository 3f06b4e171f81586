/*
 * test_segment.c - networks of segments: gradients against differences,
 * outputs and gradients against PyTorch, and what must hold of them whatever
 * the numbers.
 */
#include "net_bench.h"
#include "vectors.h"

static void make_segments(struct bench *b)
{
	b->spec.arch = &rn_arch_segment;
	b->spec.n_rnn = 1;
	make(b);
}

static void check(struct bench *b)
{
	make_segments(b);
	check_gradient(b, 0);
	release(b);
}

/* Every cell; horizons of whole segments, of a part of one, and of one more
 * than a segment; dropout, two outputs a row, odd widths, trained starts. */
static void test_every_gradient(void **state)
{
	static const struct bench cases[] = {
		{ .T = 6, .B = 2, .D = 1, .k = 1, .spec = {
			.width = { 4 }, .n_out = 4, .segment = 2 } },
		{ .T = 6, .B = 3, .D = 3, .k = 2, .spec = {
			.width = { 4 }, .n_out = 7, .segment = 3, .dropout = 0.4,
			.learns_start = true } },
		{ .T = 4, .B = 1, .D = 2, .k = 1, .spec = {
			.width = { 5 }, .n_out = 2, .segment = 4 } },
		{ .T = 3, .B = 2, .D = 1, .k = 1, .spec = {
			.width = { 2 }, .n_out = 3, .segment = 1 } },
	};

	(void)state;
	for (int c = 0; rn_cell_types[c]; c++)
		for (size_t i = 0; i < COUNT(cases); i++) {
			struct bench b = cases[i];

			b.spec.cell = rn_cell_types[c];
			b.pass = (struct rn_pass){ .training = true, .seed = 5,
			                           .step = 2, .row0 = 3 };
			if (!rn_cell_types[c]->is_fixed)
				check(&b);
		}
}

static void test_parity(void **state)
{
	static const struct rn_cell_type *const cells[] = { &rn_cell_gru,
	                                                    &rn_cell_lstm };
	static const int whose[] = { 2, 0, 2 };
	struct vectors v;
	char name[20];

	(void)state;
	vectors_read(&v, "torch-segment.txt");
	for (int i = 0; i < 6; i++) {
		const bool each = i % 3 == 2;
		struct bench b = {
			.T = 12, .B = 3, .D = 2, .k = 1 + i % 3 % 2,
			.spec = { .cell = cells[i / 3], .width = { 5 }, .n_out = 10,
			          .segment = 4, .n_series = 4,
			          .series_embedding = each ? 2 : 0 },
			.pass = { .training = true, .series = whose },
		};

		make_segments(&b);
		snprintf(name, sizeof(name), "%s-%d%s", b.spec.cell->name, b.k,
		         each ? "-series" : "");
		assert_vector(forward(&b), vectors_get(&v, name, "yhat", b.n_yhat),
		              b.n_yhat, 1, 1e-10);
		backward(&b);
		assert_vector(b.grad, vectors_get(&v, name, "grad", b.net.n_param),
		              b.net.n_param, 1, 1e-10);
		release(&b);
	}
	vectors_release(&v);
}

static const struct bench plain = {
	.T = 8, .B = 3, .D = 2, .k = 1,
	.spec = { .cell = &rn_cell_gru, .width = { 4 }, .n_out = 5,
	          .segment = 2 },
	.pass = { .training = true, .seed = 3, .step = 1, .row0 = 0 },
};

/* A row's forecast does not depend on the rows beside it. */
static void test_rows(void **state)
{
	struct bench all = plain, one = plain;
	double together[15];

	(void)state;
	one.B = 1;
	make_segments(&all);
	make_segments(&one);
	memcpy(together, forward(&all), sizeof(together));
	for (int b = 0; b < all.B; b++) {
		for (int t = 0; t < all.T; t++)
			memcpy(one.x + t * all.D, all.x + (t * all.B + b) * all.D,
			       (size_t)all.D * sizeof(double));
		for (int i = 0; i < 5; i++)
			assert_near(forward(&one)[i], together[5 * b + i], 1e-13);
	}
	release(&all);
	release(&one);
}

/* Equal positions forecast equal segments; the last of them is trimmed. */
static void test_positions(void **state)
{
	enum { FIRST = 2 * 2 * 4 + 4, GRU = 3 * 4 * (4 + 4 + 1) + 4 };
	struct bench b = plain;
	double *place;
	const double *yhat;

	(void)state;
	make_segments(&b);
	assert_int_equal(b.net.n_param, FIRST + GRU + 3 * 2 + 2 + 2 * (4 + 1));
	place = b.net.param + FIRST + GRU; /* [3, 2] */
	memcpy(place + 2, place, 2 * sizeof(double));
	yhat = forward(&b);
	for (int i = 0; i < 15; i += 5) {
		assert_near(yhat[i + 2], yhat[i], 1e-15);
		assert_near(yhat[i + 3], yhat[i + 1], 1e-15);
		assert_true(fabs(yhat[i + 4] - yhat[i]) > 1e-4);
	}
	release(&b);
}

static void test_tensors(void **state)
{
	static const char *const names[] = {
		"conv.weight", "conv.bias", "rnn.0.weight_ih_l0",
		"rnn.0.weight_hh_l0", "rnn.0.bias_ih_l0", "rnn.0.bias_hh_l0",
		"position.weight", "position.series", "out.weight", "out.bias",
	};
	struct bench b = plain;
	struct rn_tensor_view view;

	(void)state;
	make_segments(&b);
	for (size_t i = 0; i < COUNT(names); i++) {
		assert_true(rn_network_tensor(&b.net, (int)i, &view));
		assert_string_equal(view.name, names[i]);
	}
	assert_false(rn_network_tensor(&b.net, COUNT(names), &view));
	release(&b);
}

static void test_refusals(void **state)
{
	static const struct rn_around norm = { "", "", &rn_layer_norm };
	struct rn_network_spec spec[] = {
		plain.spec, plain.spec, plain.spec, plain.spec, plain.spec,
		plain.spec, plain.spec, plain.spec,
	};
	static const char *const said[] = { "--segment", "--layers", "--targets",
		"--cell", "--bidirectional", "--norm", "--variational",
		"--series-embedding" };
	struct rn_network net;

	(void)state;
	spec[0].segment = 0;
	spec[1].n_rnn = 2;
	spec[2].every_step = true;
	spec[3].cell = &rn_cell_esn;
	spec[4].conv.n = 1;
	spec[5].norm = &norm;
	spec[6].drop_input = 0.1;
	spec[7].series_embedding = 4;
	for (size_t i = 0; i < COUNT(said); i++) {
		spec[i].arch = &rn_arch_segment;
		assert_contains(rn_network_plan(&net, &spec[i], 1, 5), said[i]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_gradient),
		cmocka_unit_test(test_parity),
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_positions),
		cmocka_unit_test(test_tensors),
		cmocka_unit_test(test_refusals),
	};

	return cmocka_run_group_tests_name("segment", tests, NULL, NULL);
}

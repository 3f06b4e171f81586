/*
 * test_network.c - what networks are made of, how they start, and that a row
 * of a batch is alone in the world.
 */
#include "nn/network.h"

#include "help.h"

#include "base/blas.h"
#include "nn/arch.h"
#include "nn/recurrent.h"

static const struct rn_network_spec classic = {
	.cell = &rn_cell_lstm, .n_rnn = 2, .width = { 50, 200 },
	.dropout = 0.2, .init = &rn_init_keras,
};

static void alloc(struct rn_network *net, const struct rn_network_spec *spec,
                  int D, int K)
{
	struct rn_error err;

	assert_ok(rn_blas_start(&err), &err);
	rn_network_plan(net, spec, D, K);
	assert_ok(rn_network_alloc(net, &err), &err);
}

/* Keras counts 211401 for the source chapter's network, PyTorch 212401. */
static void test_classic(void **state)
{
	static const struct rn_layer_type *const types[] = {
		&rn_layer_recurrent, &rn_layer_dropout, &rn_layer_recurrent,
		&rn_layer_dropout, &rn_layer_linear
	};
	struct rn_network net;

	(void)state;
	rn_network_plan(&net, &classic, 1, 1);
	assert_int_equal(net.n_param, 211401);
	assert_int_equal(rn_network_n_param_torch(&net), 212401);
	assert_int_equal(net.n_layer, 5);
	for (int i = 0; i < 5; i++)
		assert_ptr_equal(net.layer[i].type, types[i]);
	assert_null(net.param);
}

/* Every parameter is in one tensor, and in one alone. */
static void test_tensors(void **state)
{
	(void)state;
	for (int c = 0; rn_cell_types[c]; c++) {
		const bool is_torch = rn_cell_types[c]->is_torch;
		struct rn_network_spec spec = classic;
		struct rn_tensor_view view;
		struct rn_network net;
		char *seen;
		int i;

		spec.cell = rn_cell_types[c];
		rn_network_plan(&net, &spec, 2, 3);
		seen = must(calloc(net.n_param, 1));
		for (i = 0; rn_network_tensor(&net, i, &view); i++) {
			const size_t n = (size_t)view.rows
			                 * (size_t)(view.cols ? view.cols : 1);

			assert_int_equal(view.n_zero + view.n, n);
			for (size_t k = 0; k < view.n; k++)
				assert_int_equal(seen[rn_tensor_place(&view, k)]++, 0);
			if (is_torch && i == 5)
				assert_string_equal(view.name, "rnn.1.weight_hh_l0");
			if (is_torch && i == 9)
				assert_string_equal(view.name, "out.bias");
		}
		if (is_torch)
			assert_int_equal(i, 10);
		for (size_t k = 0; k < net.n_param; k++)
			assert_int_equal(seen[k], 1);
		free(seen);
	}
}

static void test_same(void **state)
{
	struct rn_network_spec spec = classic;
	struct rn_network a, b;

	(void)state;
	rn_network_plan(&a, &classic, 1, 1);
	rn_network_plan(&b, &classic, 1, 1);
	assert_true(rn_network_same(&a, &b));
	rn_network_plan(&b, &classic, 1, 2);
	assert_false(rn_network_same(&a, &b));
	spec.width[1] = 201;
	rn_network_plan(&b, &spec, 1, 1);
	assert_false(rn_network_same(&a, &b));
	spec = classic;
	spec.cell = &rn_cell_gru;
	rn_network_plan(&b, &spec, 1, 1);
	assert_false(rn_network_same(&a, &b));
	spec = classic;
	spec.n_rnn = 1;
	rn_network_plan(&b, &spec, 1, 1);
	assert_false(rn_network_same(&a, &b));
	assert_false(rn_network_same(&b, &a));
	/* Dropout has no parameters. */
	spec = classic;
	spec.dropout = 0;
	rn_network_plan(&b, &spec, 1, 1);
	assert_true(rn_network_same(&a, &b));
	assert_true(rn_network_same(&b, &a));
}

static const double *tensor(const struct rn_network *net, int i,
                            struct rn_tensor_view *view)
{
	assert_true(rn_network_tensor(net, i, view));
	return net->param + view->at;
}

static void test_keras_start(void **state)
{
	struct rn_network_spec spec = classic;
	struct rn_tensor_view view;
	struct rn_network net;
	const double *w;
	enum { H = 6 };

	(void)state;
	spec.n_rnn = 1;
	spec.width[0] = H;
	alloc(&net, &spec, 3, 2);
	rn_network_start(&net, &rn_init_keras, 1);
	w = tensor(&net, 0, &view);
	for (size_t k = 0; k < view.n; k++)
		assert_true(w[k] != 0 && fabs(w[k]) <= sqrt(6.0 / (4 * H + 3)));
	w = tensor(&net, 1, &view); /* one orthogonal block a gate */
	for (int g = 0; g < 4; g++)
		for (int i = 0; i < H; i++)
			for (int j = 0; j < H; j++) {
				double dot = 0;

				for (int k = 0; k < H; k++)
					dot += w[(i * 4 + g) * H + k]
					       * w[(j * 4 + g) * H + k];
				assert_near(dot, i == j, 1e-13);
			}
	w = tensor(&net, 2, &view); /* i f g o: the forget gate's bias is 1 */
	for (int k = 0; k < 4 * H; k++)
		assert_true(w[k] == (k >= H && k < 2 * H));
	rn_network_release(&net);
}

static void test_uniform_start(void **state)
{
	struct rn_network_spec spec = classic;
	struct rn_network net;
	const size_t n_out = 2 * 9 + 2;
	double most = 0;

	(void)state;
	spec.n_rnn = 1;
	spec.width[0] = 9;
	alloc(&net, &spec, 1, 2);
	rn_network_start(&net, &rn_init_uniform, 1);
	for (size_t k = 0; k < net.n_param; k++) {
		assert_true(net.param[k] != 0);
		most = fmax(most, fabs(net.param[k]));
	}
	assert_true(most <= 1.0 / 3 && most > 0.33);
	assert_true(net.n_param > n_out);
	rn_network_release(&net);
}

/* From the seed alone; and a layer from its place alone. */
static void test_seed(void **state)
{
	struct rn_network_spec spec = classic;
	struct rn_network a, b;
	size_t bytes;

	(void)state;
	spec.width[0] = 5, spec.width[1] = 4;
	alloc(&a, &spec, 1, 1);
	alloc(&b, &spec, 1, 1);
	bytes = a.n_param * sizeof(*a.param);
	for (int i = 0; rn_init_types[i]; i++) {
		rn_network_start(&a, rn_init_types[i], 7);
		rn_network_start(&b, rn_init_types[i], 7);
		assert_memory_equal(a.param, b.param, bytes);
		rn_network_start(&b, rn_init_types[i], 8);
		assert_memory_not_equal(a.param, b.param, bytes);
	}
	rn_network_release(&a);
	rn_network_release(&b);
}

enum { T = 4, B = 7, D = 2, K = 3 };

/* What a batch of B gives and what each of its rows gives alone. */
static void check_rows(const struct rn_network_spec *spec, bool training)
{
	const struct rn_pass all = { .training = training, .seed = 3,
	                             .step = 8 };
	double x[T * B * D], row[T * D], together[B * K];
	struct rn_network net;
	struct rn_run run, one;
	struct rn_error err;

	alloc(&net, spec, D, K);
	rn_network_start(&net, &rn_init_uniform, 2);
	fill_noise(x, T * B * D, 1, 1);
	assert_ok(rn_run_make(&run, &net, T, B, training, &err), &err);
	assert_ok(rn_run_make(&one, &net, T, 2, training, &err), &err);
	memcpy(together, rn_run_forward(&run, net.param, &all, x, B),
	       sizeof(together));
	for (int b = 0; b < B; b++) {
		const struct rn_pass alone = { .training = training,
			                               .seed = 3, .step = 8, .row0 = b };
		const double *yhat;

		for (int t = 0; t < T; t++)
			memcpy(row + t * D, x + (t * B + b) * D, D * sizeof(*row));
		yhat = rn_run_forward(&one, net.param, &alone, row, 1);
		for (int k = 0; k < K; k++)
			assert_near(yhat[k], together[b * K + k], 1e-14);
	}
	rn_run_release(&run);
	rn_run_release(&one);
	rn_network_release(&net);
}

/* Outputs are zero, and every other layer starts as it would have. */
static void test_zero_output(void **state)
{
	static const struct rn_arch_type *const arch[] = {
		&rn_arch_chain, &rn_arch_segment, &rn_arch_seq2seq
	};

	(void)state;
	for (int i = 0; i < 3; i++) {
		struct rn_network_spec spec = {
			.arch = arch[i], .cell = &rn_cell_gru, .n_rnn = 1,
			.width = { 6 }, .segment = i == 1 ? 3 : 0, .n_out = 4, .n_in = 6,
			.linear_skip = i < 2, .init = &rn_init_uniform,
		};
		struct rn_pass pass = { .training = false };
		struct rn_network zero, other;
		struct rn_error err;
		struct rn_run run;
		const double *yhat;
		size_t n_zero = 0;
		double x[6];

		alloc(&other, &spec, 1, 4);
		spec.zero_output = true;
		alloc(&zero, &spec, 1, 4);
		rn_network_start(&other, spec.init, 3);
		rn_network_start(&zero, spec.init, 3);
		for (size_t k = 0; k < zero.n_param; k++) {
			n_zero += zero.param[k] == 0 && other.param[k] != 0;
			if (zero.param[k] != 0)
				assert_near(zero.param[k], other.param[k], 0);
		}
		assert_int_equal(n_zero, zero.layer[zero.n_layer - 1].n_param);
		assert_ok(rn_run_make(&run, &zero, 6, 1, false, &err), &err);
		fill_noise(x, 6, 17, 1);
		yhat = rn_run_forward(&run, zero.param, &pass, x, 1);
		for (int k = 0; k < 4; k++)
			assert_near(yhat[k], 0, 0);
		yhat = rn_run_forward(&run, other.param, &pass, x, 1);
		for (int k = 0; k < 4; k++)
			assert_true(yhat[k] != 0);
		rn_run_release(&run);
		rn_network_release(&zero);
		rn_network_release(&other);
	}
}

static void test_rows_are_alone(void **state)
{
	struct rn_network_spec spec = { .n_rnn = 2, .width = { 5, 4 } };

	(void)state;
	for (int c = 0; rn_cell_types[c]; c++)
		for (int k = 0; k < 6; k++) {
			spec.cell = rn_cell_types[c];
			spec.dropout = k / 2 ? 0.5 : 0;
			spec.variational = k / 2 == 2;
			check_rows(&spec, k & 1);
		}
}

/* Masks act in training alone, and a new step has new ones. */
static void test_passes(void **state)
{
	const struct rn_network_spec spec = { .cell = &rn_cell_lstm, .n_rnn = 1,
		.width = { 30 }, .dropout = 0.5, .variational = true };
	const struct rn_pass pass[] = {
		{ .training = true, .seed = 1 }, { .drops = true, .seed = 1 },
		{ .training = true, .seed = 1, .step = 1 },
		{ .training = true, .seed = 2 },
		{ .seed = 1 }, { .seed = 2, .step = 5, .row0 = 9 },
	};
	double x[T * D], yhat[COUNT(pass)];
	struct rn_network net;
	struct rn_run run;
	struct rn_error err;

	(void)state;
	alloc(&net, &spec, D, 1);
	rn_network_start(&net, &rn_init_keras, 2);
	fill_noise(x, T * D, 1, 1);
	assert_ok(rn_run_make(&run, &net, T, 1, true, &err), &err);
	for (size_t i = 0; i < COUNT(pass); i++)
		yhat[i] = *rn_run_forward(&run, net.param, &pass[i], x, 1);
	assert_true(yhat[1] == yhat[0]);
	assert_true(yhat[2] != yhat[0] && yhat[3] != yhat[0]);
	assert_true(yhat[4] != yhat[0] && yhat[5] == yhat[4]);
	rn_run_release(&run);
	/* A run that is not for training gives the same. */
	assert_ok(rn_run_make(&run, &net, T, 1, false, &err), &err);
	assert_true(*rn_run_forward(&run, net.param, &pass[4], x, 1) == yhat[4]);
	rn_run_release(&run);
	rn_network_release(&net);
}

/* One dropout layer on ones: its output is the mask. */
static void run_dropout(const struct rn_layer *l, const struct rn_pass *pass,
                        int rows, double *y)
{
	enum { STEPS = 3 };
	struct rn_block block = { .used = 0 };
	const size_t n = (size_t)(STEPS * rows * l->H);
	double *x = numbers(n);
	struct rn_error err;
	struct rn_tape tape;

	for (size_t k = 0; k < n; k++)
		x[k] = 1;
	rn_tape_bind(&tape, l, STEPS, rows, true, &block);
	assert_ok(rn_block_alloc(&block, &err), &err);
	rn_tape_bind(&tape, l, STEPS, rows, true, &block);
	rn_tape_start(&tape, l, rows);
	tape.x = x;
	l->type->forward(l, &tape, NULL, pass, 0, STEPS);
	memcpy(y, tape.y, n * sizeof(*y));
	rn_block_release(&block);
	free(x);
}

static double share_equal(const double *a, const double *b, size_t n)
{
	size_t same = 0;

	for (size_t k = 0; k < n; k++)
		same += a[k] == b[k];
	return (double)same / (double)n;
}

static void test_dropout(void **state)
{
	enum { ROWS = 20, H = 100, N = ROWS * H };
	struct rn_layer l = { .type = &rn_layer_dropout, .D = H, .H = H,
	                      .drop = 0.5, .id = 1 };
	struct rn_pass pass = { .training = true, .seed = 1, .step = 1 };
	static double y[3 * N], z[3 * N];
	double sum = 0;

	(void)state;
	run_dropout(&l, &pass, ROWS, y);
	for (int k = 0; k < 3 * N; k++)
		sum += y[k];
	assert_near(sum / (3 * N), 1, 0.05);
	/* Fresh at every step of a sequence, and in every row ... */
	assert_near(share_equal(y, y + N, N), 0.5, 0.05);
	assert_near(share_equal(y, y + H, N - H), 0.5, 0.05);
	/* ... or one for all steps of a sequence. */
	l.per_sequence = true;
	run_dropout(&l, &pass, ROWS, z);
	assert_memory_equal(z, z + N, N * sizeof(*z));
	assert_memory_equal(z, z + 2 * N, N * sizeof(*z));
	assert_near(share_equal(z, z + H, N - H), 0.5, 0.05);
	/* Another step, another layer: another mask. */
	pass.step = 2;
	run_dropout(&l, &pass, ROWS, y);
	assert_near(share_equal(y, z, N), 0.5, 0.05);
	pass.step = 1;
	l.id = 2;
	run_dropout(&l, &pass, ROWS, y);
	assert_near(share_equal(y, z, N), 0.5, 0.05);
	l.drop = 0;
	run_dropout(&l, &pass, ROWS, y);
	pass.training = false;
	l.drop = 0.9;
	run_dropout(&l, &pass, ROWS, z);
	for (int k = 0; k < 3 * N; k++)
		assert_true(y[k] == 1 && z[k] == 1);
}

/* Sets option `which` of the cell to its smallest or its largest value. */
static void set_extreme(struct rn_network_spec *spec, int which, bool largest)
{
	const struct rn_option *o = rn_cell_option(which);
	struct rn_option_value *value = &spec->option[which];

	if (!rn_cell_takes(spec->cell, o->name))
		return;
	value->n = 1;
	value->x[0] = largest ? o->max : o->min;
	if (o->kind == RN_OPTION_FLAG || o->kind == RN_OPTION_WORD)
		value->x[0] = largest;
	if (o->kind != RN_OPTION_LIST)
		return;
	value->n = largest ? RN_MAX_LIST : 1;
	for (int k = 0; k < value->n; k++)
		value->x[k] = k + 1;
}

/* As large as a spec can be: the tables of layers, products, scratch and
 * pieces hold it, and no number of columns overflows. */
static void check_room(const struct rn_network_spec *spec)
{
	enum { MOST = 65535 };
	static struct rn_network net;
	struct rn_pieces all;

	if (rn_network_plan(&net, spec, MOST, MOST))
		return;
	assert_in_range(net.n_layer, spec->n_rnn, RN_MAX_LAYER);
	for (int i = 0; i < net.n_layer; i++) {
		const struct rn_layer *l = &net.layer[i];
		const struct rn_cell *c = &l->cell;

		assert_true(l->D > 0 && l->H > 0);
		if (l->type != &rn_layer_recurrent)
			continue;
		assert_in_range(c->n_in, 1, 1 << 24);
		assert_in_range(c->n_gate, c->n_in, 1 << 24);
		assert_in_range(c->n_product, 0, RN_MAX_PRODUCT);
		assert_in_range(c->n_scratch, 0, RN_MAX_SCRATCH);
		rn_recurrent_pieces(&all, l);
		assert_in_range(all.n, c->n_product, RN_MAX_PIECE);
		for (int k = 0; k < all.n; k++)
			assert_in_range(all.piece[k].mask, 0,
			                rn_recurrent_n_mask(l) - 1);
	}
	assert_true(net.n_param < SIZE_MAX / 1024);
}

static void test_room(void **state)
{
	(void)state;
	for (int c = 0; rn_cell_types[c]; c++)
	for (int way = 0; way < 16; way++) {
		struct rn_network_spec spec = {
			.cell = rn_cell_types[c], .n_rnn = RN_MAX_DEPTH,
			.dropout = 0.5, .drop_input = 0.5, .variational = true,
			.untied = way & 1, .learns_start = true,
			.arch = rn_arch_types[way >> 1 & 1],
			.attention = way & 2 ? rn_attention_types[1] : NULL,
			.bidirectional = !(way & 2), .skip = rn_skip_types[1],
			.norm = rn_norm_types[1], .init = &rn_init_keras,
			.conv = { 3, { RN_MAX_WIDTH, RN_MAX_WIDTH, 1 } },
			.n_out = 1, .n_class = way & 2 ? 0 : 65535,
		};

		if (!(way & 2))
			spec.dilations = (struct rn_option_value){ 1, { 100000 } };
		for (int i = 0; i < RN_MAX_DEPTH; i++)
			spec.width[i] = way & 8 ? RN_MAX_WIDTH : RN_MAX_LIST;
		for (int i = 0; rn_cell_option(i); i++)
			set_extreme(&spec, i, way & 4);
		check_room(&spec);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_classic),
		cmocka_unit_test(test_tensors),
		cmocka_unit_test(test_same),
		cmocka_unit_test(test_keras_start),
		cmocka_unit_test(test_uniform_start),
		cmocka_unit_test(test_seed),
		cmocka_unit_test(test_zero_output),
		cmocka_unit_test(test_rows_are_alone),
		cmocka_unit_test(test_passes),
		cmocka_unit_test(test_dropout),
		cmocka_unit_test(test_room),
	};

	return cmocka_run_group_tests_name("network", tests, NULL, NULL);
}

/*
 * test_seq2seq.c - encoder, decoder and attention: gradients against
 * differences, outputs and gradients against PyTorch, and what must hold of
 * them whatever the numbers.
 */
#include "net_bench.h"
#include "vectors.h"

enum { MOST = 4000 };

static void make_seq2seq(struct bench *b)
{
	b->spec.arch = &rn_arch_seq2seq;
	make(b);
}

static void check(struct bench *b)
{
	make_seq2seq(b);
	check_gradient(b, 0);
	release(b);
}

/* Every cell with every attention and context, fed with its own outputs, with
 * the truth, and with both. */
static void test_every_gradient(void **state)
{
	static const double forcing[] = { 0, 0.5, 1 };
	int turn = 0;

	(void)state;
	for (int c = 0; rn_cell_types[c]; c++)
		for (int a = 0; rn_attention_types[a]; a++)
			for (int e = 0; e < 2; e++, turn++) {
				struct bench b = {
					.T = 4, .B = 2, .D = 2, .k = 1 + turn % 2,
					.spec = { .cell = rn_cell_types[c], .n_rnn = 1,
					          .width = { 4 }, .n_out = 3,
					          .attention = rn_attention_types[a],
					          .context_every = e,
					          .forcing = forcing[turn % 3] },
					.pass = { .training = true, .seed = 9,
					          .step = 4, .row0 = 1 },
				};

				if (!rn_cell_types[c]->is_fixed)
					check(&b);
			}
}

/* What else a network may have: layers, dropout, trained first states, columns
 * known ahead, one step in and one out. */
static void test_gradients(void **state)
{
	static const struct rn_around highway = { "", "", &rn_layer_highway };
	static const struct rn_around residual = { "", "", &rn_layer_residual };
	static const struct rn_around norm = { "", "", &rn_layer_norm };
	static const struct bench cases[] = {
		{ .T = 5, .B = 3, .D = 1, .k = 1, .spec = {
			.n_rnn = 2, .width = { 3, 5 }, .n_out = 4, .forcing = 0.5 } },
		{ .T = 3, .B = 2, .D = 3, .k = 2, .spec = {
			.n_rnn = 3, .width = { 2, 4, 3 }, .n_out = 2, .dropout = 0.3,
			.attention = &rn_attention_additive } },
		{ .T = 4, .B = 2, .D = 2, .k = 1, .spec = {
			.n_rnn = 2, .width = { 3, 4 }, .n_out = 3, .dropout = 0.3,
			.variational = true, .drop_input = 0.2,
			.context_every = true, .attention = &rn_attention_general } },
		{ .T = 2, .B = 2, .D = 6, .k = 1, .spec = {
			.n_rnn = 1, .width = { 3 }, .n_out = 3, .n_ahead = 2,
			.learns_start = true, .attention = &rn_attention_dot,
			.forcing = 0.5 } },
		{ .T = 4, .B = 2, .D = 4, .k = 1, .spec = {
			.n_rnn = 2, .width = { 3, 3 }, .n_out = 3, .skip = &highway,
			.norm = &norm, .conv = { 2, { 3, 2 } },
			.attention = &rn_attention_additive } },
		{ .T = 6, .B = 2, .D = 3, .k = 1, .spec = {
			.n_rnn = 2, .width = { 3, 3 }, .n_out = 3, .skip = &residual,
			.conv = { 3, { 2, 2, 2 } }, .forcing = 1,
			.attention = &rn_attention_general } },
		{ .T = 1, .B = 2, .D = 1, .k = 1, .spec = {
			.n_rnn = 1, .width = { 3 }, .n_out = 4 } },
		{ .T = 3, .B = 1, .D = 1, .k = 1, .spec = {
			.n_rnn = 1, .width = { 1 }, .n_out = 1,
			.attention = &rn_attention_additive } },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		for (int c = 0; c < 2; c++) {
			struct bench b = cases[i];

			b.spec.cell = c ? &rn_cell_lstm : &rn_cell_gru;
			b.pass = (struct rn_pass){ .training = true, .seed = 5,
			                           .step = 2, .row0 = 3 };
			check(&b);
		}
}

static void check_parity(const struct vectors *v, bool every, bool forced,
                         const struct rn_attention_type *attention)
{
	struct bench b = {
		.T = 5, .B = 3, .D = 2, .k = 2,
		.spec = { .cell = &rn_cell_gru, .n_rnn = 2, .width = { 3, 4 },
		          .n_out = 4, .attention = attention,
		          .context_every = every, .forcing = forced },
		.pass = { .training = true },
	};
	char name[40];

	make_seq2seq(&b);
	snprintf(name, sizeof(name), "%s-%s-%s", attention->name,
	         every ? "every" : "init", forced ? "forced" : "free");
	assert_vector(forward(&b), vectors_get(v, name, "yhat", b.n_yhat),
	              b.n_yhat, 1, 1e-10);
	backward(&b);
	assert_vector(b.grad, vectors_get(v, name, "grad", b.net.n_param),
	              b.net.n_param, 1, 1e-10);
	release(&b);
}

static void test_parity(void **state)
{
	struct vectors v;

	(void)state;
	vectors_read(&v, "torch-seq2seq.txt");
	for (int i = 0; rn_attention_types[i]; i++)
		for (int k = 0; k < 4; k++)
			check_parity(&v, k & 1, k & 2, rn_attention_types[i]);
	vectors_release(&v);
}

/* Attention by itself: queries [T, B, H] on keys. */
struct look {
	struct rn_layer l;
	struct rn_tape tape;
	struct rn_block memory;
	double w[MOST], dw[MOST], x[MOST], dx[MOST], keys[MOST], dkeys[MOST];
	double dy[MOST];
};

enum { LOOK_T = 3, LOOK_B = 2, LOOK_H = 4, LOOK_KEYS = 5 };

static void look_bind(struct look *k)
{
	rn_tape_bind(&k->tape, &k->l, LOOK_T, LOOK_B, true, &k->memory);
	rn_attention_bind(&k->tape, &k->l, LOOK_KEYS, true, &k->memory);
}

static void look_make(struct look *k, const struct rn_attention_type *type)
{
	struct rn_error err;

	memset(k, 0, sizeof(*k));
	k->l = (struct rn_layer){ .type = &rn_layer_attention, .D = LOOK_H,
	                          .H = LOOK_H, .attention = type };
	k->l.n_param = k->l.type->n_param(&k->l);
	look_bind(k);
	assert_ok(rn_blas_start(&err), &err);
	assert_ok(rn_block_alloc(&k->memory, &err), &err);
	look_bind(k);
	fill_noise(k->w, k->l.n_param, 1, 0.8);
	fill_noise(k->x, LOOK_T * LOOK_B * LOOK_H, 1000, 1);
	fill_noise(k->keys, LOOK_KEYS * LOOK_B * LOOK_H, 2000, 1);
	fill_noise(k->dy, LOOK_T * LOOK_B * LOOK_H, 3000, 1);
	k->tape.x = k->x;
	k->tape.keys = k->keys;
	k->tape.dkeys = k->dkeys;
}

static double look_loss(struct look *k)
{
	const struct rn_pass pass = { .training = true };
	double sum = 0;

	for (int t = 0; t < LOOK_T; t++)
		k->l.type->forward(&k->l, &k->tape, k->w, &pass, t, t + 1);
	for (int i = 0; i < LOOK_T * LOOK_B * LOOK_H; i++)
		sum += k->dy[i] * k->tape.y[i];
	return sum;
}

static void check_slopes(struct look *k, double *at, const double *slope,
                         size_t n)
{
	const double eps = 1e-6;

	for (size_t i = 0; i < n; i++) {
		const double x = at[i];
		double up, down;

		at[i] = x + eps;
		up = look_loss(k);
		at[i] = x - eps;
		down = look_loss(k);
		at[i] = x;
		assert_near(slope[i], (up - down) / (2 * eps), 1e-7);
	}
}

static void test_attention_gradient(void **state)
{
	static struct look k;

	(void)state;
	for (int i = 1; rn_attention_types[i]; i++) {
		look_make(&k, rn_attention_types[i]);
		look_loss(&k);
		memcpy(k.tape.dy, k.dy, LOOK_T * LOOK_B * LOOK_H * sizeof(double));
		for (int t = LOOK_T - 1; t >= 0; t--)
			k.l.type->backward(&k.l, &k.tape, k.w, k.dw, k.dx, t, t + 1);
		check_slopes(&k, k.w, k.dw, k.l.n_param);
		check_slopes(&k, k.x, k.dx, LOOK_T * LOOK_B * LOOK_H);
		check_slopes(&k, k.keys, k.dkeys, LOOK_KEYS * LOOK_B * LOOK_H);
		rn_block_release(&k.memory);
	}
}

/* The context is a mean of the keys: equal keys are their own mean, and scores
 * that do not differ weigh all alike. */
static void test_attention_mean(void **state)
{
	static struct look k;
	double mean[LOOK_B * LOOK_H] = { 0 };

	(void)state;
	look_make(&k, &rn_attention_additive);
	for (int i = 0; i < LOOK_KEYS * LOOK_B * LOOK_H; i++)
		mean[i % (LOOK_B * LOOK_H)] += k.keys[i] / LOOK_KEYS;
	memset(k.w, 0, sizeof(k.w));
	look_loss(&k);
	for (int i = 0; i < LOOK_T * LOOK_B * LOOK_H; i++)
		assert_near(k.tape.y[i], mean[i % (LOOK_B * LOOK_H)], 1e-14);
	fill_noise(k.w, k.l.n_param, 1, 0.8);
	for (int i = 0; i < LOOK_KEYS * LOOK_B * LOOK_H; i++)
		k.keys[i] = mean[i % (LOOK_B * LOOK_H)];
	look_loss(&k);
	for (int i = 0; i < LOOK_T * LOOK_B * LOOK_H; i++)
		assert_near(k.tape.y[i], mean[i % (LOOK_B * LOOK_H)], 1e-14);
	/* Scores beyond what exp can hold. */
	for (int i = 0; i < (int)k.l.n_param; i++)
		k.w[i] *= 1e6;
	assert_true(isfinite(look_loss(&k)));
	rn_block_release(&k.memory);
}

static const struct bench plain = {
	.T = 4, .B = 3, .D = 2, .k = 1,
	.spec = { .cell = &rn_cell_lstm, .n_rnn = 2, .width = { 3, 4 },
	          .n_out = 5, .attention = &rn_attention_general,
	          .context_every = true },
	.pass = { .training = true, .seed = 3, .step = 1, .row0 = 0 },
};

/* A row's forecast does not depend on the rows beside it, nor on whether the
 * truth is at hand where none is fed. */
static void test_rows(void **state)
{
	struct bench all = plain, one = plain;
	double together[15];

	(void)state;
	one.B = 1;
	make_seq2seq(&all);
	make_seq2seq(&one);
	memcpy(together, forward(&all), sizeof(together));
	for (int b = 0; b < all.B; b++) {
		for (int t = 0; t < all.T; t++)
			memcpy(one.x + t * all.D, all.x + (t * all.B + b) * all.D,
			       (size_t)all.D * sizeof(double));
		one.pass.y = NULL;
		for (int i = 0; i < 5; i++)
			assert_near(forward(&one)[i], together[5 * b + i], 1e-13);
	}
	release(&all);
	release(&one);
}

/* The decoder goes on where the encoder ended: its states, and its clock, by
 * which some cells skip steps. */
static void test_hand_over(void **state)
{
	struct bench b = plain;
	const struct rn_tape *enc, *dec;

	(void)state;
	make_seq2seq(&b);
	forward(&b);
	for (int i = 0; i < 2; i++) {
		enc = &b.run.tape[i];
		dec = &b.run.tape[b.net.decoder + i];
		assert_int_equal(dec->clock, b.T);
		for (int s = 0; s < 2; s++) {
			const int n = b.B * b.spec.width[i];

			assert_memory_equal(dec->state[s], enc->state[s] + b.T * n,
			                    (size_t)n * sizeof(double));
		}
	}
	release(&b);
}

/* The truth is fed in training alone, the same steps in every shard, and as
 * often as asked. */
static void test_forcing(void **state)
{
	struct bench b = plain;
	double free_run[15];
	int n = 0;

	(void)state;
	b.spec.forcing = 0.3;
	make_seq2seq(&b);
	b.pass.training = false;
	memcpy(free_run, forward(&b), sizeof(free_run));
	for (int i = 0; i < 15; i++)
		b.y[i] += 1;
	for (int i = 0; i < 15; i++)
		assert_true(forward(&b)[i] == free_run[i]);
	b.pass.training = true;
	for (uint32_t step = 0; step < 1000; step++) {
		b.pass.step = step;
		b.pass.row0 = (int)step;
		forward(&b);
		for (int t = 1; t < 5; t++)
			n += b.run.decoder.forced[t] > 0;
	}
	assert_near(n / 4000.0, 0.3, 0.03);
	release(&b);
	/* Forced throughout, step i sees what was true of step i - 1. */
	b = plain;
	b.spec.forcing = 1;
	make_seq2seq(&b);
	memcpy(free_run, forward(&b), sizeof(free_run));
	b.y[2] += 1; /* of row 0, after step 2 */
	for (int i = 0; i < 15; i++)
		assert_true((forward(&b)[i] == free_run[i]) == (i < 3 || i > 4));
	release(&b);
}

/* Each step sees the columns known ahead of its own row, wherever they are
 * folded: channel c of row r is 100 c + r; the last row is forecast last. */
static void check_ahead(int T, int n_out)
{
	enum { N_AHEAD = 2 };
	const int fold = (n_out + T - 1) / T;
	struct bench b = plain;
	int width;

	b.T = T;
	b.spec.n_out = n_out;
	b.spec.n_ahead = N_AHEAD;
	b.D = 1 + 1 + N_AHEAD * fold;
	make_seq2seq(&b);
	width = b.net.layer[b.net.decoder].D;
	for (int t = 0; t < T; t++)
		for (int i = 0; i < b.B; i++)
			for (int f = 0; f < N_AHEAD * fold; f++)
				b.x[(t * b.B + i) * b.D + 2 + f] = 1000 * i
					+ 100 * (f / fold) + f % fold * T + t - fold * T;
	forward(&b);
	for (int t = 0; t < n_out; t++)
		for (int i = 0; i < b.B; i++)
			for (int c = 0; c < N_AHEAD; c++)
				assert_near(b.run.decoder.in[(t * b.B + i) * width + 1
				                             + c],
				            1000 * i + 100 * c + t - n_out, 0);
	release(&b);
}

static void test_ahead(void **state)
{
	(void)state;
	check_ahead(4, 1);
	check_ahead(4, 3);
	check_ahead(4, 4);
	check_ahead(4, 5);
	check_ahead(2, 5);
	check_ahead(1, 3);
}

static void test_tensors(void **state)
{
	static const char *const names[] = {
		"rnn.0.weight_ih_l0", "rnn.0.weight_hh_l0", "rnn.0.bias_ih_l0",
		"rnn.0.bias_hh_l0", "attention.query", "attention.key",
		"attention.v", "dec.rnn.0.weight_ih_l0", "dec.rnn.0.weight_hh_l0",
		"dec.rnn.0.bias_ih_l0", "dec.rnn.0.bias_hh_l0", "out.weight",
		"out.bias",
	};
	struct bench b = plain;
	struct rn_tensor_view view;

	(void)state;
	b.spec.n_rnn = 1;
	b.spec.attention = &rn_attention_additive;
	make_seq2seq(&b);
	for (size_t i = 0; i < COUNT(names); i++) {
		assert_true(rn_network_tensor(&b.net, (int)i, &view));
		assert_string_equal(view.name, names[i]);
	}
	assert_false(rn_network_tensor(&b.net, COUNT(names), &view));
	release(&b);
}

static void test_refusals(void **state)
{
	struct bench b = plain;

	(void)state;
	b.spec.arch = &rn_arch_seq2seq;
	b.spec.every_step = true;
	assert_contains(rn_network_plan(&b.net, &b.spec, 1, 5), "--targets");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_gradient),
		cmocka_unit_test(test_gradients),
		cmocka_unit_test(test_parity),
		cmocka_unit_test(test_attention_gradient),
		cmocka_unit_test(test_attention_mean),
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_hand_over),
		cmocka_unit_test(test_forcing),
		cmocka_unit_test(test_ahead),
		cmocka_unit_test(test_tensors),
		cmocka_unit_test(test_refusals),
	};

	return cmocka_run_group_tests_name("seq2seq", tests, NULL, NULL);
}

/*
 * test_cells_deep.c - cells of several stages, of groups and of fixed weights,
 * with their options: gradients, PyTorch, what they are where they are simple,
 * and how many parameters they have.
 */
#include "nn/cell.h"

#include "vectors.h"
#include "given_help.h"
#include "gradient_help.h"

static const struct variant variants[] = {
	{ "dtrnn", &rn_cell_dtrnn, 4, { { .name = NULL } } },
	{ "dtrnn-4", &rn_cell_dtrnn, 3, { { "depth", 1, { 4 } } } },
	{ "dtrnn-s", &rn_cell_dtrnn, 4,
	  { { "depth", 1, { 3 } }, { "shortcut", 1, { 1 } } } },
	{ "rhn", &rn_cell_rhn, 4, { { .name = NULL } } },
	{ "rhn-1", &rn_cell_rhn, 5, { { "depth", 1, { 1 } } } },
	{ "rhn-u1", &rn_cell_rhn, 3,
	  { { "depth", 1, { 1 } }, { "uncoupled", 1, { 1 } } } },
	{ "rhn-u", &rn_cell_rhn, 4,
	  { { "depth", 1, { 2 } }, { "uncoupled", 1, { 1 } } } },
	{ "scrn", &rn_cell_scrn, 5, { { .name = NULL } } },
	{ "scrn-logistic", &rn_cell_scrn, 3,
	  { { "context-size", 1, { 4 } }, { "alpha", 1, { 0.9 } },
	    { "act", 1, { 1 } } } },
	{ "scrn-relu", &rn_cell_scrn, 3,
	  { { "context-size", 1, { 1 } }, { "act", 1, { 2 } } } },
	{ "scrn-learn", &rn_cell_scrn, 4, { { "alpha", 1, { -1 } } } },
	{ "cwrnn", &rn_cell_cwrnn, 4, { { .name = NULL } } },
	{ "cwrnn-2-3-5", &rn_cell_cwrnn, 6, { { "periods", 3, { 2, 3, 5 } } } },
	{ "esn", &rn_cell_esn, 5, { { .name = NULL } } },
	{ "esn-leak", &rn_cell_esn, 3, { { "leak", 1, { 0.8 } } } },
};

/* What a layer may be besides its cell. */
static const struct mode {
	bool last_only, starts_zero, learns_start, is_untied;
	double drop_state, drop_input;
} modes[] = {
	{ .last_only = false },
	{ .last_only = true },
	{ .starts_zero = true },
	{ .starts_zero = true, .learns_start = true },
	{ .drop_state = 0.4 },
	{ .starts_zero = true, .drop_state = 0.4, .drop_input = 0.3 },
	{ .drop_state = 0.4, .drop_input = 0.3, .is_untied = true },
	{ .drop_input = 0.3, .learns_start = true },
};

static void set_mode(struct rn_layer *l, const struct mode *m)
{
	l->last_only = m->last_only;
	l->learns_start = m->learns_start;
	l->is_untied = m->is_untied;
	l->drop_state = m->drop_state;
	l->drop_input = m->drop_input;
}

static void check_gradients(const struct variant *v, const struct mode *m,
                            uint32_t from)
{
	struct layer_bench b = {
		.l = layer_of(v, 2), .T = 5, .B = 3,
		.starts_zero = m->starts_zero,
		.pass = { .training = true, .seed = 11, .step = 5, .row0 = 2 },
	};

	set_mode(&b.l, m);
	bench_make(&b, from);
	check_bench(&b);
	bench_release(&b);
}

static void test_gradients(void **state)
{
	(void)state;
	for (uint32_t i = 0; i < COUNT(variants); i++)
		for (uint32_t k = 0; k < COUNT(modes); k++)
			check_gradients(&variants[i], &modes[k], 100 * i + k);
}

static void test_pieces(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(variants); i++)
		for (size_t k = 0; k < COUNT(modes); k++) {
			struct rn_layer l = layer_of(&variants[i], 2);

			set_mode(&l, &modes[k]);
			check_pieces(&l, modes[k].starts_zero);
		}
}

/* A second pass that goes on where the first one ended is the rest of one
 * long pass, for clocks as well: the first has an odd number of steps. */
static void check_carry(const struct variant *v)
{
	enum { T = 3, B = 2, D = 2 };
	struct layer_bench whole = { .l = layer_of(v, D), .T = 2 * T, .B = B,
	                             .starts_zero = true };
	struct layer_bench half = whole;
	size_t n;

	half.T = T;
	bench_make(&whole, 9);
	bench_make(&half, 9);
	bench_loss(&whole);
	bench_loss(&half);
	n = half.n_y;
	assert_vector(half.tape.y, whole.tape.y, n, 1, 1e-14);
	rn_tape_carry(&half.tape, &half.l);
	half.tape.x = whole.x + half.n_x;
	half.l.type->forward(&half.l, &half.tape, half.w, &half.pass, 0, T);
	assert_vector(half.tape.y, whole.tape.y + n, n, 1, 1e-14);
	bench_release(&whole);
	bench_release(&half);
}

static void test_carry(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(variants); i++)
		check_carry(&variants[i]);
}

/* Two cells that are the same with the same weights. */
static void assert_same(const struct variant *a, const struct variant *b)
{
	struct layer_bench x = { .l = layer_of(a, 3), .T = 6, .B = 2 };
	struct layer_bench y = { .l = layer_of(b, 3), .T = 6, .B = 2 };

	bench_make(&x, 3);
	bench_make(&y, 3);
	assert_int_equal(x.l.n_param, y.l.n_param);
	bench_loss(&x);
	bench_loss(&y);
	assert_vector(x.tape.y, y.tape.y, x.n_y, 1, 1e-15);
	bench_backward(&x);
	bench_backward(&y);
	assert_vector(x.dw, y.dw, x.l.n_param, 1, 1e-14);
	assert_vector(x.dx, y.dx, x.n_x, 1, 1e-14);
	bench_release(&x);
	bench_release(&y);
}

static void test_is_elman(void **state)
{
	static const struct variant elman = { "", &rn_cell_elman, 6,
		{ { .name = NULL } } };
	static const struct variant same[] = {
		{ "", &rn_cell_dtrnn, 6, { { "depth", 1, { 1 } } } },
		{ "", &rn_cell_cwrnn, 6, { { "periods", 1, { 1 } } } },
		{ "", &rn_cell_esn, 6, { { "leak", 1, { 1 } } } },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(same); i++)
		assert_same(&elman, &same[i]);
}

/* A highway of one layer: a GRU that has no reset gate, step by step. */
static void test_rhn_is_gate(void **state)
{
	enum { T = 4, H = 5, D = 2 };
	struct layer_bench b = { .l = layer_of(&variants[4], D), .T = T, .B = 1 };
	double h[H], next[H];

	(void)state;
	assert_int_equal(b.l.cell.n_stage, 1);
	bench_make(&b, 21);
	bench_loss(&b);
	memcpy(h, b.state[0], sizeof(h));
	for (int t = 0; t < T; t++) {
		for (int j = 0; j < H; j++) {
			const double *bias = b.w + (D + H) * 2 * H;
			double a[2] = { bias[j], bias[H + j] }, z;

			for (int g = 0; g < 2; g++) {
				for (int i = 0; i < D; i++)
					a[g] += b.x[t * D + i] * b.w[i * 2 * H + g * H + j];
				for (int i = 0; i < H; i++)
					a[g] += h[i] * b.w[(D + i) * 2 * H + g * H + j];
			}
			z = 1 / (1 + exp(-a[1]));
			next[j] = z * tanh(a[0]) + (1 - z) * h[j];
		}
		memcpy(h, next, sizeof(h));
		assert_vector(b.tape.y + t * H, h, H, 1, 1e-14);
	}
	bench_release(&b);
}

static size_t n_param(const struct rn_cell_type *cell, int D, int H,
                      const char *name, double x)
{
	struct rn_option_value given[RN_MAX_OPTION] = { { 0 } };
	struct rn_cell c;

	if (name)
		give(given, name, 1, &x);
	assert_null(rn_cell_plan(&c, cell, H, given));
	return (size_t)D * (size_t)c.n_in + rn_cell_n_weight(&c)
	       + (size_t)(c.n_gate + c.n_extra);
}

/* The source chapter's language models: 5 layers of 830 units on 10000 words,
 * whose output weights are the embedding. */
static void test_language_models(void **state)
{
	enum { V = 10000, H = 830, N = 5 };
	const size_t base = (size_t)V * H + V;

	(void)state;
	assert_int_equal(base + N * n_param(&rn_cell_elman, H, H, NULL, 0),
	                 15203150);
	assert_int_equal(base + N * n_param(&rn_cell_lstm, H, H, NULL, 0),
	                 35882600);
	assert_int_equal(base + N * n_param(&rn_cell_rhn, H, H, "depth", 10),
	                 84172000);
}

/* The biases of a layer, in what `started` made. */
static const double *biases(const struct rn_layer *l, const double *w)
{
	return w + (size_t)l->D * (size_t)l->cell.n_in
	       + rn_cell_n_weight(&l->cell);
}

/* A highway starts by carrying, for as long as it is asked to. */
static void test_rhn_start(void **state)
{
	static const struct variant deep = { "", &rn_cell_rhn, 4,
		{ { "depth", 1, { 3 } }, { "uncoupled", 1, { 1 } } } };
	const struct rn_layer l = layer_of(&deep, 2);
	const int H = 4, width = 3 * H;
	double *w = started(&l, &rn_init_keras);
	double *bias = (double *)biases(&l, w);
	const struct rn_cell_weights u = { .D = 2, .bias = bias };

	(void)state;
	for (int i = 0; i < 3 * width; i++)
		assert_near(bias[i], (i / H % 3 == 1) * -2 + (i / H % 3 == 2) * 2, 0);
	l.cell.type->remember(&l.cell, &u, 1, 20);
	for (int k = 0; k < 3; k++) {
		assert_near(bias[k * width + H + 1], -log(60), 1e-15);
		assert_near(bias[k * width + 2 * H + 1], log(60), 1e-15);
		assert_near(bias[k * width + H], -2, 0);
	}
	free(w);
}

/* As torch-deep.txt has them: every variant, from a state that was given. */
static void test_torch(void **state)
{
	const double within = 1e-10;
	struct vectors v;

	(void)state;
	vectors_read(&v, "torch-deep.txt");
	for (size_t i = 0; i < COUNT(variants); i++) {
		const char *name = variants[i].name;
		struct layer_bench b = { .l = layer_of(&variants[i], 2), .T = 4,
		                         .B = 3, .pass = { .training = true } };

		bench_make(&b, 31);
		bench_loss(&b);
		assert_vector(b.tape.y, vectors_get(&v, name, "y", b.n_y), b.n_y, 1,
		              within);
		bench_backward(&b);
		assert_vector(b.dw, vectors_get(&v, name, "dw", b.l.n_param),
		              b.l.n_param, 1, within);
		assert_vector(b.dx, vectors_get(&v, name, "dx", b.n_x), b.n_x, 1,
		              within);
		assert_vector(b.dstate[0],
		              vectors_get(&v, name, "dfirst0", b.n_state[0]),
		              b.n_state[0], 1, within);
		bench_release(&b);
	}
	vectors_release(&v);
}

static void test_bad_options(void **state)
{
	static const struct variant bad[] = {
		{ "--shortcut: there is no layer to pass over at --depth 1",
		  &rn_cell_dtrnn, 4,
		  { { "depth", 1, { 1 } }, { "shortcut", 1, { 1 } } } },
		{ "--periods: their count does not divide the units in --layers",
		  &rn_cell_cwrnn, 10, { { "periods", 3, { 1, 2, 4 } } } },
		{ "--periods: they do not ascend",
		  &rn_cell_cwrnn, 12, { { "periods", 3, { 1, 4, 4 } } } },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(bad); i++) {
		struct rn_option_value given[RN_MAX_OPTION];
		struct rn_cell c;
		const char *fault;

		given_of(given, &bad[i]);
		fault = rn_cell_plan(&c, bad[i].cell, bad[i].H, given);
		assert_non_null(fault);
		assert_string_equal(fault, bad[i].name);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_gradients),
		cmocka_unit_test(test_pieces),
		cmocka_unit_test(test_carry),
		cmocka_unit_test(test_is_elman),
		cmocka_unit_test(test_rhn_is_gate),
		cmocka_unit_test(test_rhn_start),
		cmocka_unit_test(test_language_models),
		cmocka_unit_test(test_torch),
		cmocka_unit_test(test_bad_options),
	};

	return cmocka_run_group_tests_name("cells_deep", tests, NULL, NULL);
}

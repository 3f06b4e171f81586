/*
 * test_cells.c - cells against each other and against their definitions, and
 * how they start.
 */
#include "cell_variants.h"

#include "base/rng.h"

enum { T = 7, B = 3, D = 2, H = 4 };

static double sigmoid(double x)
{
	return 1 / (1 + exp(-x));
}

static struct layer_bench bench_of(struct rn_layer l, bool starts_zero)
{
	return (struct layer_bench){ .l = l, .T = T, .B = B,
	                             .starts_zero = starts_zero,
	                             .pass = { .training = true } };
}

static struct layer_bench plain(const struct rn_cell_type *type,
                                bool starts_zero)
{
	struct layer_bench b = bench_of(bench_cell(type, D, H, NULL),
	                                starts_zero);

	bench_make(&b, 41);
	return b;
}

/* Of weights [rows, n_from * H] to others [rows, n_to * H]: the gate that each
 * one is, times its sign. */
struct turn {
	int gate, sign;
};

static void turn_gates(double *to, const double *from, int rows, int n_to,
                       int n_from, const struct turn *turn)
{
	for (int r = 0; r < rows; r++)
		for (int g = 0; g < n_to; g++)
			for (int j = 0; j < H; j++)
				to[(r * n_to + g) * H + j] = turn[g].sign
					* from[(r * n_from + turn[g].gate) * H + j];
}

/* a with the gates of b, which have turned: W, U and the bias are rows of a
 * gate's blocks, one after the other. */
static void check_turned(struct layer_bench *a, struct layer_bench *b,
                         const struct turn *turn)
{
	const int n_a = a->l.cell.n_gate / H, n_b = b->l.cell.n_gate / H;

	turn_gates(a->w, b->w, D + H + 1, n_a, n_b, turn);
	for (int s = 0; s < bench_n_state(a); s++)
		memcpy(a->state[s], b->state[s], a->n_state[s] * sizeof(double));
	bench_loss(a);
	bench_loss(b);
	for (size_t k = 0; k < a->n_y; k++)
		assert_near(a->tape.y[k], b->tape.y[k], 1e-14);
	bench_release(a);
	bench_release(b);
}

/* Peepholes of zeros are none; with weights they are seen. */
static void test_peepholes(void **state)
{
	static const char *const names[] = { "lstm-peephole", "cifg-peephole" };
	static const struct rn_cell_type *const types[] = { &rn_cell_lstm,
	                                                    &rn_cell_cifg };

	(void)state;
	for (int i = 0; i < 2; i++) {
		const struct cell_variant v = { names[i], types[i], "peephole", 1,
		                                NULL };
		struct layer_bench a = bench_of(variant_layer(&v, D, H), false);
		struct layer_bench b = plain(types[i], false);
		size_t n;

		bench_make(&a, 41);
		n = b.l.n_param;
		assert_int_equal(a.l.n_param, n + (i ? 2 : 3) * H);
		bench_loss(&a);
		bench_loss(&b);
		assert_true(fabs(a.tape.y[0] - b.tape.y[0]) > 1e-3);
		memset(a.w + n, 0, (a.l.n_param - n) * sizeof(double));
		bench_loss(&a);
		for (size_t k = 0; k < a.n_y; k++)
			assert_near(a.tape.y[k], b.tape.y[k], 1e-15);
		bench_release(&a);
		bench_release(&b);
	}
}

/* An LSTM that forgets as much as it takes in. */
static void test_coupled(void **state)
{
	static const struct turn turn[] = { { 0, 1 }, { 0, -1 }, { 1, 1 },
		{ 2, 1 } };
	struct layer_bench lstm = plain(&rn_cell_lstm, false);
	struct layer_bench cifg = plain(&rn_cell_cifg, false);

	(void)state;
	check_turned(&lstm, &cifg, turn);
}

/* a of step t, row b, column j of a bench without recurrent weights in it. */
static double input_sum(const struct layer_bench *b, int t, int row, int j)
{
	const int n = b->l.cell.n_gate;
	double a = b->w[D * n + (int)rn_cell_n_weight(&b->l.cell) + j];

	for (int d = 0; d < D; d++)
		a += b->x[(t * B + row) * D + d] * b->w[d * n + j];
	return a;
}

/* The same with h U. */
static double full_sum(const struct layer_bench *b, int t, int row, int j,
                       const double *h)
{
	const int n = b->l.cell.n_gate;
	double a = input_sum(b, t, row, j);

	for (int k = 0; k < H; k++)
		a += h[k] * b->w[(D + k) * n + j];
	return a;
}

/* Chung et al. let z be the share of what is new: z with the other sign. */
static void test_gru_sign(void **state)
{
	const struct cell_variant v = { NULL, &rn_cell_gru, "gru-reset", 1,
	                                NULL };
	struct layer_bench b = bench_of(variant_layer(&v, D, H), true);
	double *U;

	(void)state;
	bench_make(&b, 41);
	bench_loss(&b);
	U = b.w + 3 * D * H; /* [H, 2 H], then [H, H] */
	for (int row = 0; row < B; row++) {
		double h[H] = { 0 }, r[H], z[H];

		for (int t = 0; t < T; t++) {
			for (int j = 0; j < H; j++) {
				double a_r = input_sum(&b, t, row, j);
				double a_z = -input_sum(&b, t, row, H + j);

				for (int k = 0; k < H; k++) {
					a_r += h[k] * U[k * 2 * H + j];
					a_z -= h[k] * U[k * 2 * H + H + j];
				}
				r[j] = sigmoid(a_r), z[j] = sigmoid(a_z);
			}
			for (int j = 0; j < H; j++)
				r[j] *= h[j];
			for (int j = 0; j < H; j++) {
				double a = input_sum(&b, t, row, 2 * H + j);

				for (int k = 0; k < H; k++)
					a += r[k] * U[2 * H * H + k * H + j];
				h[j] = (1 - z[j]) * h[j] + z[j] * tanh(a);
			}
			for (int j = 0; j < H; j++)
				assert_near(b.tape.y[(t * B + row) * H + j], h[j], 1e-14);
		}
	}
	bench_release(&b);
}

/* Without anything that keeps its exponentials in range. */
static void test_slstm_definition(void **state)
{
	struct layer_bench b = plain(&rn_cell_slstm, true);

	(void)state;
	bench_loss(&b);
	for (int row = 0; row < B; row++) {
		double h[H] = { 0 }, c[H] = { 0 }, n[H] = { 0 }, next[H];

		for (int t = 0; t < T; t++) {
			for (int j = 0; j < H; j++) {
				const double i = exp(full_sum(&b, t, row, j, h));
				const double f = sigmoid(full_sum(&b, t, row, H + j, h));
				const double z = tanh(full_sum(&b, t, row, 2 * H + j, h));
				const double o = sigmoid(full_sum(&b, t, row, 3 * H + j,
				                                  h));

				c[j] = f * c[j] + i * z;
				n[j] = f * n[j] + i;
				next[j] = o * c[j] / n[j];
			}
			memcpy(h, next, sizeof(h));
			for (int j = 0; j < H; j++)
				assert_near(b.tape.y[(t * B + row) * H + j], h[j], 1e-14);
		}
	}
	bench_release(&b);
}

/* Pre-activations of tens and of thousands: outputs in [-1, 1], gradients
 * that are numbers. */
static void test_slstm_range(void **state)
{
	(void)state;
	for (double size = 80; size <= 8000; size *= 10) {
		struct layer_bench b = plain(&rn_cell_slstm, true);

		for (size_t k = 0; k < b.l.n_param; k++)
			b.w[k] *= size;
		bench_loss(&b);
		for (size_t k = 0; k < b.n_y; k++)
			assert_true(fabs(b.tape.y[k]) <= 1);
		bench_backward(&b);
		for (size_t k = 0; k < b.l.n_param; k++)
			assert_true(isfinite(b.dw[k]));
		for (size_t k = 0; k < b.n_x; k++)
			assert_true(isfinite(b.dx[k]));
		bench_release(&b);
	}
}

/* A first state of zeros marks the beginning: it must not be trained away. */
static void test_slstm_first(void **state)
{
	struct layer_bench b = plain(&rn_cell_slstm, false);

	(void)state;
	for (int s = 1; s < 4; s++)
		memset(b.state[s], 0, b.n_state[s] * sizeof(double));
	bench_loss(&b);
	bench_backward(&b);
	for (int s = 1; s < 4; s++)
		for (size_t k = 0; k < b.n_state[s]; k++)
			assert_true(b.dstate[s][k] == 0);
	bench_release(&b);
}

/* h = keep * h_prev + add, and two such steps as one. */
struct linear_step {
	double keep, add;
};

static struct linear_step both(struct linear_step a, struct linear_step b)
{
	return (struct linear_step){ a.keep * b.keep, b.keep * a.add + b.add };
}

static struct linear_step all_of(const struct linear_step *s, int n)
{
	return n == 1 ? s[0] : both(all_of(s, n / 2), all_of(s + n / 2, n - n / 2));
}

static struct linear_step mingru_step(const struct layer_bench *b, int t,
                                      int row, int j)
{
	const double z = sigmoid(input_sum(b, t, row, j));

	return (struct linear_step){ 1 - z, z * input_sum(b, t, row, H + j) };
}

static struct linear_step minlstm_step(const struct layer_bench *b, int t,
                                       int row, int j)
{
	const double f = sigmoid(input_sum(b, t, row, j));
	const double i = sigmoid(input_sum(b, t, row, H + j));

	return (struct linear_step){ f / (f + i), i / (f + i)
		* input_sum(b, t, row, 2 * H + j) };
}

/* Step by step is the same as in halves of halves. */
static void test_scan(void **state)
{
	(void)state;
	for (int i = 0; i < 2; i++) {
		struct layer_bench b = plain(i ? &rn_cell_minlstm : &rn_cell_mingru,
		                             false);

		bench_loss(&b);
		for (int k = 0; k < B * H; k++) {
			struct linear_step step[T], all;

			for (int t = 0; t < T; t++)
				step[t] = i ? minlstm_step(&b, t, k / H, k % H)
				            : mingru_step(&b, t, k / H, k % H);
			all = all_of(step, T);
			assert_near(bench_end(&b, 0)[k],
			            all.keep * b.state[0][k] + all.add, 1e-14);
		}
		bench_release(&b);
	}
}

/* A unit that is to remember `steps` keeps 1 - 1 / steps a step. */
static void check_remember(const struct rn_cell_type *type, double steps)
{
	struct layer_bench b = plain(type, false);
	const struct rn_cell *c = &b.l.cell;
	const int s = c->n_state > 1; /* the memory, where that is apart */
	const size_t n_weight = D * (size_t)c->n_in + rn_cell_n_weight(c);
	const struct rn_cell_weights w = {
		D, b.w, b.w + D * c->n_in, b.w + n_weight,
		b.w + n_weight + c->n_gate,
	};
	struct rn_rng rng;

	rn_rng_init(&rng, 1, RN_STREAM_INIT, 0, 0);
	memset(b.w, 0, b.l.n_param * sizeof(double));
	if (type->start)
		type->start(c, &w, &rng);
	memset(b.x, 0, b.n_x * sizeof(double));
	if (type == &rn_cell_lnlstm) /* what is new is not 0 there */
		memset(w.bias, 0, 4 * H * sizeof(double));
	for (int j = 0; j < H; j++)
		type->remember(c, &w, j, steps);
	bench_loss(&b);
	for (int k = 0; k < B * H; k++) {
		const double lost = type == &rn_cell_slstm
			? b.state[3][k] - bench_end(&b, 3)[k] : 0;

		assert_near(bench_end(&b, s)[k] * exp(-lost) / b.state[s][k],
		            pow(1 - 1 / steps, T), 1e-12);
	}
	bench_release(&b);
}

static void test_remember(void **state)
{
	static const struct rn_cell_type *const types[] = {
		&rn_cell_lstm, &rn_cell_cifg, &rn_cell_gru, &rn_cell_slstm,
		&rn_cell_mingru, &rn_cell_minlstm, &rn_cell_lnlstm,
	};

	(void)state;
	for (size_t i = 0; i < COUNT(types); i++) {
		check_remember(types[i], 2);
		check_remember(types[i], 48);
	}
}

static void start(struct layer_bench *b, const struct rn_init_type *init)
{
	struct rn_rng rng;

	rn_rng_init(&rng, 3, RN_STREAM_INIT, 0, 0);
	memset(b->w, 0, b->l.n_param * sizeof(double));
	b->l.type->init(&b->l, init, b->w, &rng);
}

/* An init's weights by their size and mean square, and its biases. */
static void test_inits(void **state)
{
	static const struct {
		const struct rn_init_type *init;
		double most, square;
	} cases[] = {
		{ &rn_init_normal, 0.04, 0.02 * 0.02 * 0.7737 },
		{ &rn_init_small, 0.04, 0.04 * 0.04 / 3 },
	};
	enum { D0 = 30, H0 = 40, N = (D0 + H0) * H0 };

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct layer_bench b = bench_of(
			bench_cell(&rn_cell_elman, D0, H0, NULL), true);

		bench_make(&b, 1);
		start(&b, cases[i].init);
		for (int k = 0; k < N; k++)
			assert_true(fabs(b.w[k]) <= cases[i].most);
		assert_near(dot(b.w, b.w, N) / N / cases[i].square, 1, 0.06);
		for (int j = 0; j < H0; j++)
			assert_true(b.w[N + j] == 0);
		bench_release(&b);
	}
}

static void test_identity(void **state)
{
	struct layer_bench b = plain(&rn_cell_lstm, true);

	(void)state;
	start(&b, &rn_init_identity);
	for (int i = 0; i < H; i++)
		for (int j = 0; j < 4 * H; j++)
			assert_true(b.w[(D + i) * 4 * H + j] == (j % H == i));
	bench_release(&b);
}

/* Biases that differ between units, for memories from 2 to the longest. */
static void test_chrono(void **state)
{
	enum { LONGEST = 48, H0 = 400 };
	struct layer_bench b = bench_of(bench_cell(&rn_cell_lstm, 1, H0, NULL),
	                                true);
	double least = LONGEST, most = 0, sum = 0;
	const double *bias;

	(void)state;
	b.l.memory = LONGEST;
	bench_make(&b, 1);
	start(&b, &rn_init_chrono);
	bias = b.w + (1 + H0) * 4 * H0;
	for (int j = 0; j < H0; j++) {
		const double steps = exp(bias[H0 + j]) + 1;

		assert_near(bias[j], -bias[H0 + j], 0);
		least = fmin(least, steps);
		most = fmax(most, steps);
		sum += steps;
	}
	assert_true(least >= 2 && least < 3);
	assert_true(most <= LONGEST && most > LONGEST - 1);
	assert_near(sum / H0 / 25, 1, 0.1);
	bench_release(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_peepholes),
		cmocka_unit_test(test_coupled),
		cmocka_unit_test(test_gru_sign),
		cmocka_unit_test(test_slstm_definition),
		cmocka_unit_test(test_slstm_range),
		cmocka_unit_test(test_slstm_first),
		cmocka_unit_test(test_scan),
		cmocka_unit_test(test_remember),
		cmocka_unit_test(test_inits),
		cmocka_unit_test(test_identity),
		cmocka_unit_test(test_chrono),
	};

	return cmocka_run_group_tests_name("cells", tests, NULL, NULL);
}

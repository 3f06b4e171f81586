/*
 * test_kernel.c - the vector kernels in single precision, as the program has
 * them, against double.
 *
 * The Makefile builds this program once for each form that RN_KERNEL chooses
 * among at run time, with that form alone: portable (any processor; also the
 * "default" of x86-64), v3 (AVX2), v4 (AVX-512); and once with the choice
 * itself.
 *
 * An ulp is that of a float, 2^-23 of the number's power of two.
 */
#include "base/blas.h"
#include "base/rng.h"
#include "nn/cell.h"
#include "nn/vec.h"
#include "train/optim.h"

#include "cell_exact.h"
#include "kernel_help.h"
#include "optim_help.h"

#include <float.h>

enum { CHUNK = 4096, ALL_BITS_STEP = 1009 };

/* A bias that changes no number, -0 neither. */
static void fill_no_bias(float *bias, size_t n)
{
	for (size_t i = 0; i < n; i++)
		bias[i] = -0.0f;
}

/* The cell without any option. */
static struct rn_cell plain(const struct rn_cell_type *type, int H)
{
	static const struct rn_option_value none[RN_MAX_OPTION];
	struct rn_cell c;

	assert_null(rn_cell_plan(&c, type, H, none));
	return c;
}

/* An Elman step is tanh and nothing else. */
static void kernel_tanh(float *y, float *x, int n)
{
	static float bias[CHUNK];
	const struct rn_cell c = plain(&rn_cell_elman, n);
	const struct rn_cell_step step = { .cell = &c, .B = 1, .H = n, .bias = bias,
	                                   .gate = x, .next = { y } };

	fill_no_bias(bias, CHUNK);
	rn_cell_elman.forward(&step);
}

/* An LSTM step leaves its gates; the first is a sigmoid. */
static void kernel_sigmoid(float *y, float *x, int n)
{
	static float bias[4 * CHUNK], gate[4 * CHUNK], state[3 * CHUNK];
	const struct rn_cell c = plain(&rn_cell_lstm, n);
	const struct rn_cell_step step = { .cell = &c, .B = 1, .H = n, .bias = bias,
		.gate = gate, .prev = { state, state }, .next = { state + CHUNK,
		state + 2 * CHUNK } };

	fill_no_bias(bias, 4 * CHUNK);
	memset(gate, 0, sizeof(gate));
	memset(state, 0, sizeof(state));
	memcpy(gate, x, (size_t)n * sizeof(*x));
	rn_cell_lstm.forward(&step);
	memcpy(y, gate, (size_t)n * sizeof(*y));
}

static double error_tanh(float y, float x)
{
	assert_true(fabsf(y) <= 1);
	return fabs(y - tanh(x)) / ulp(tanh(x));
}

static double error_sigmoid(float y, float x)
{
	assert_true(y >= 0 && y <= 1);
	return fabs(y - exact_sigmoid(x)) * 0x1p23;
}

/* The greatest error over every ALL_BITS_STEP-th float that is a number, and
 * those where errors are greatest more densely. */
static double worst_of(void (*kernel)(float *y, float *x, int n),
                       double (*error)(float y, float x))
{
	static float x[CHUNK], y[CHUNK];
	double worst = 0;
	uint64_t bits = 0;

	while (bits <= UINT32_MAX) {
		int n = 0;

		for (; n < CHUNK && bits <= UINT32_MAX; bits += ALL_BITS_STEP) {
			x[n] = float_of((uint32_t)bits);
			n += !isnan(x[n]);
		}
		kernel(y, x, n);
		for (int i = 0; i < n; i++)
			worst = fmax(worst, error(y[i], x[i]));
	}
	for (int c = 0; c < 500; c++) {
		fill(x, CHUNK, (uint32_t)(c * CHUNK), 20);
		kernel(y, x, CHUNK);
		for (int i = 0; i < CHUNK; i++)
			worst = fmax(worst, error(y[i], x[i]));
	}
	return worst;
}

static void test_tanh(void **state)
{
	double worst;

	(void)state;
	SKIP_WITHOUT_LEVEL();
	worst = worst_of(kernel_tanh, error_tanh);
	print_message("# tanh: at most %.2f ulp\n", worst);
	assert_true(worst > 0.5 && worst <= 6);
}

/* Far below 0 a sigmoid is 0.5 - 0.5: its error counts in ulp of 1. */
static void test_sigmoid(void **state)
{
	double worst;

	(void)state;
	SKIP_WITHOUT_LEVEL();
	worst = worst_of(kernel_sigmoid, error_sigmoid);
	print_message("# sigmoid: at most %.2f ulp of 1\n", worst);
	assert_true(worst > 0.5 && worst <= 2);
}

/* Alone and among others, that each lands in a vector and in a remainder. */
static void test_special(void **state)
{
	static const float plain[] = { INFINITY, -INFINITY, FLT_MAX, -FLT_MAX };
	static const float same[] = { 0.0f, 1e-45f, -1e-45f, 1e-39f, FLT_MIN,
		-FLT_MIN, 1e-30f };
	float x[64], y[64];

	(void)state;
	SKIP_WITHOUT_LEVEL();
	for (int n = 1; n <= 64; n++) {
		for (int i = 0; i < n; i++)
			x[i] = i % 2 ? NAN : -0.0f;
		kernel_tanh(y, x, n);
		for (int i = 0; i < n; i++)
			assert_true(i % 2 ? isnan(y[i]) : y[i] == 0 && signbit(y[i]));
		kernel_sigmoid(y, x, n);
		for (int i = 0; i < n; i++)
			assert_true(i % 2 ? isnan(y[i]) : y[i] == 0.5f);
		for (int i = 0; i < n; i++)
			x[i] = plain[i % 4];
		kernel_tanh(y, x, n);
		for (int i = 0; i < n; i++)
			assert_true(fabsf(y[i] - (i % 2 ? -1 : 1)) <= 0x1p-21f);
		for (int i = 0; i < n; i++)
			x[i] = same[i % 7];
		kernel_tanh(y, x, n);
		assert_memory_equal(y, x, (size_t)n * sizeof(*y));
	}
}

/* A step's arrays, each with a margin that no kernel may touch. */
enum { ROWS = 3, MAX_H = 70, MARGIN = 16,
       WIDE = ROWS * MAX_GATE * MAX_H + MARGIN,
       NARROW = ROWS * MAX_H + MARGIN };

struct arrays {
	float bias[MAX_GATE * MAX_H], extra[NARROW], dextra[NARROW];
	float gate[WIDE], rec[WIDE];
	float prev[MAX_STATE][NARROW], next[MAX_STATE][NARROW];
	float dstate[MAX_STATE][NARROW];
};

static void fill_arrays(struct arrays *a, double size)
{
	fill(a->bias, MAX_GATE * MAX_H, 70000, 1);
	fill(a->gate, WIDE, 1, size);
	fill(a->rec, WIDE, 10000, size);
	fill(a->extra, NARROW, 20000, 1);
	fill(a->dextra, NARROW, 30000, 1);
	for (int s = 0; s < MAX_STATE; s++) {
		fill(a->prev[s], NARROW, 40000 + 1000 * (uint32_t)s, 1);
		fill(a->next[s], NARROW, 50000 + 1000 * (uint32_t)s, 1);
		fill(a->dstate[s], NARROW, 60000 + 1000 * (uint32_t)s, 1);
	}
	for (int k = 0; k < NARROW; k++)
		a->prev[2][k] += 2; /* that of an sLSTM is above 0 */
}

static void run_step(const struct rn_cell_type *cell, struct arrays *a, int H)
{
	const struct rn_cell c = plain(cell, H);
	const struct rn_cell_step step = {
		.cell = &c, .B = ROWS, .H = H, .bias = a->bias, .gate = a->gate,
		.rec = cell->has_rec ? a->rec : NULL,
		.extra = a->extra, .dextra = a->dextra,
		.prev = { a->prev[0], a->prev[1], a->prev[2], a->prev[3] },
		.next = { a->next[0], a->next[1], a->next[2], a->next[3] },
		.dstate = { a->dstate[0], a->dstate[1], a->dstate[2],
		            a->dstate[3] },
	};

	cell->forward(&step);
	cell->backward(&step);
}

struct worst {
	double next, gradient;
};

static void note(double *worst, double got, double want)
{
	*worst = fmax(*worst, fabs(got - want));
}

/* Unit j of row b, from the arrays before, with those after. */
static double compare_unit(const struct rn_cell_type *cell,
                           void (*exact)(struct point *p),
                           const struct arrays *before,
                           const struct arrays *after, int H, int b, int j,
                           struct worst *w)
{
	const int G = cell->n_gate, at = b * H + j;
	struct point p = { .extra = before->extra[j] };

	for (int g = 0; g < G; g++) {
		p.a[g] = (double)before->gate[(b * G + g) * H + j]
		         + (double)before->bias[g * H + j];
		p.q[g] = before->rec[(b * G + g) * H + j];
	}
	for (int s = 0; s < cell->n_state; s++) {
		p.prev[s] = before->prev[s][at];
		p.dnext[s] = before->dstate[s][at];
	}
	exact(&p);
	for (int s = 0; s < cell->n_state; s++) {
		note(&w->next, after->next[s][at], p.next[s]);
		note(&w->gradient, after->dstate[s][at], p.dprev[s]);
	}
	for (int g = 0; g < G; g++) {
		note(&w->gradient, after->gate[(b * G + g) * H + j], p.da[g]);
		if (cell->has_rec)
			note(&w->gradient, after->rec[(b * G + g) * H + j], p.dq[g]);
	}
	return p.dextra;
}

static void compare(const struct rn_cell_type *cell,
                    void (*exact)(struct point *p), int H, double size,
                    struct worst *w)
{
	static struct arrays before, after;
	const int G = cell->n_gate;

	fill_arrays(&before, size);
	after = before;
	run_step(cell, &after, H);
	for (int j = 0; j < H; j++) {
		double dextra = before.dextra[j];

		for (int b = 0; b < ROWS; b++)
			dextra += compare_unit(cell, exact, &before, &after, H, b, j, w);
		note(&w->gradient, after.dextra[j], dextra);
	}
	assert_memory_equal(after.gate + ROWS * G * H, before.gate + ROWS * G * H,
	                    MARGIN * sizeof(float));
	for (int s = 0; s < MAX_STATE; s++) {
		assert_memory_equal(after.next[s] + ROWS * H,
		                    before.next[s] + ROWS * H,
		                    MARGIN * sizeof(float));
		assert_memory_equal(after.dstate[s] + ROWS * H,
		                    before.dstate[s] + ROWS * H,
		                    MARGIN * sizeof(float));
	}
}

/* States, and gradients of ones in [-1, 1), against the equations; the
 * terms of the pre-activations are up to 5.  Not all states stay below 1. */
static void test_cells(void **state)
{
	static const struct {
		const struct rn_cell_type *cell;
		void (*exact)(struct point *p);
		double most; /* ulp of 1 */
	} cases[] = {
		{ &rn_cell_elman, exact_elman, 4 },
		{ &rn_cell_gru, exact_gru, 4 },
		{ &rn_cell_lstm, exact_lstm, 4 },
		{ &rn_cell_cifg, exact_cifg, 4 },
		{ &rn_cell_mingru, exact_mingru, 8 },
		{ &rn_cell_minlstm, exact_minlstm, 8 },
		{ &rn_cell_slstm, exact_slstm, 16 },
	};
	static const int sizes[] = { 1, 7, 16, 33, MAX_H };

	(void)state;
	SKIP_WITHOUT_LEVEL();
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct worst w = { 0, 0 };

		for (size_t k = 0; k < sizeof(sizes) / sizeof(sizes[0]); k++)
			for (double size = 1; size <= 5; size *= 5)
				compare(cases[i].cell, cases[i].exact, sizes[k], size, &w);
		print_message("# %s: states at most %.2f, gradients %.2f ulp of 1\n",
		              cases[i].cell->name, w.next * 0x1p23,
		              w.gradient * 0x1p23);
		assert_true(w.next > 0 && w.next <= cases[i].most * 0x1p-23);
		assert_true(w.gradient > 0
		            && w.gradient <= cases[i].most * 0x1p-23);
	}
}

enum { ROW = 10, LONG = ROW * 7 };

/* With one rounding or, without fused multiply-add, two. */
static void test_vec(void **state)
{
	static float a[LONG + 1], b[LONG], first[LONG + 1], out[LONG + 1];

	(void)state;
	SKIP_WITHOUT_LEVEL();
	fill(a, LONG, 1, 1);
	fill(b, LONG, 1000, 1);
	fill(first, LONG + 1, 2000, 1);
	for (size_t n = 0; n <= LONG; n++) {
		memcpy(out, first, sizeof(out));
		rn_vec_multiply(out, a, b, n);
		for (size_t i = 0; i < n; i++)
			assert_true(out[i] == a[i] * b[i]);
		assert_true(out[n] == first[n]);
		memcpy(out, first, sizeof(out));
		rn_vec_add(out, a, n);
		for (size_t i = 0; i < n; i++)
			assert_true(out[i] == first[i] + a[i]);
		assert_true(out[n] == first[n]);
		memcpy(out, first, sizeof(out));
		rn_vec_add_product(out, a, b, n);
		for (size_t i = 0; i < n; i++)
			assert_true(fabs(out[i] - (first[i] + (double)a[i] * b[i]))
			            <= 0x1p-23);
		assert_true(out[n] == first[n]);
	}
}

static void test_vec_relu(void **state)
{
	static float a[LONG + 1], b[LONG], out[LONG + 1], first[LONG + 1];

	(void)state;
	SKIP_WITHOUT_LEVEL();
	fill(a, LONG + 1, 1, 1);
	fill(b, LONG, 1000, 1);
	fill(first, LONG + 1, 2000, 1);
	a[3] = 0, a[5] = NAN, a[7] = INFINITY;
	for (size_t n = 0; n <= LONG; n++) {
		memcpy(out, first, sizeof(out));
		rn_vec_relu_back(out, a, b, n);
		for (size_t i = 0; i < n; i++)
			assert_true(out[i] == (a[i] > 0 ? b[i] : 0));
		assert_true(out[n] == first[n]);
		memcpy(out, a, sizeof(out));
		rn_vec_relu(out, n);
		for (size_t i = 0; i < n; i++)
			assert_true(isnan(a[i]) ? isnan(out[i])
			            : out[i] == (a[i] > 0 ? a[i] : 0));
		assert_memory_equal(&out[n], &a[n], sizeof(*a));
	}
}

static void test_vec_sums(void **state)
{
	static float a[LONG + 1], first[LONG + 1], out[LONG + 1], drained[LONG];

	(void)state;
	SKIP_WITHOUT_LEVEL();
	fill(a, LONG, 1, 1);
	fill(first, LONG + 1, 2000, 1);
	for (size_t n = 0; n <= LONG; n++) {
		memcpy(out, first, sizeof(out));
		memcpy(drained, a, sizeof(drained));
		rn_vec_drain(out, drained, n);
		for (size_t i = 0; i < n; i++)
			assert_true(out[i] == first[i] + a[i] && drained[i] == 0);
		assert_true(out[n] == first[n]);
		assert_memory_equal(drained + n, a + n, (LONG - n) * sizeof(*a));
	}
	for (size_t n = 1; n <= ROW; n++) {
		memcpy(out, first, sizeof(out));
		rn_vec_add_rows(out, a, 7, n);
		for (size_t j = 0; j < n; j++) {
			double sum = first[j];

			for (size_t r = 0; r < 7; r++)
				sum += a[r * n + j];
			assert_true(fabs(out[j] - sum) <= 7 * 0x1p-22);
		}
		assert_true(out[n] == first[n]);
	}
}

/* One element at a time or all in vectors: the same step, but for rounding.
 * What a step is, is tested in double (test_vectors.c). */
static void check_optim(const struct rn_optim_type *type, size_t n)
{
	float w[2][LONG + 1], m[2][RN_MAX_MOMENT][LONG + 1], g[LONG + 1];

	fill(g, LONG + 1, 500, 1);
	for (int k = 0; k < 2; k++) {
		fill(w[k], LONG + 1, 1, 1);
		for (int i = 0; i < RN_MAX_MOMENT; i++) {
			fill(m[k][i], LONG + 1, 1000, 1);
			for (size_t j = 0; j <= LONG; j++)
				m[k][i][j] = fabsf(m[k][i][j]);
		}
		for (size_t at = 0, size = k ? 1 : n; at < n; at += size) {
			const struct rn_optim_step s = {
				.rate = 0.01, .momentum = 0.9, .decay = 0.1, .t = 3,
				.n = size, .w = w[k] + at, .g = g + at,
				.m = { m[k][0] + at, m[k][1] + at },
			};

			type->step(&s);
		}
	}
	for (size_t i = 0; i <= LONG; i++)
		assert_true(fabsf(w[0][i] - w[1][i]) <= (i < n ? 0x1p-22f : 0));
}

/* PyTorch's steps in double, which this is as near to as floats are. */
static void test_torch_steps(void **state)
{
	(void)state;
	SKIP_WITHOUT_LEVEL();
	check_torch_optims(2e-6);
}

static void test_optimisers(void **state)
{
	(void)state;
	SKIP_WITHOUT_LEVEL();
	for (int i = 0; rn_optim_types[i]; i++)
		for (size_t n = 1; n <= LONG; n++)
			check_optim(rn_optim_types[i], n);
}

/* Every element is decided by its own sixteen bits, in any form. */
static void test_mask(void **state)
{
	enum { N = 1000, FIRST = 5 };
	float mask[N];

	(void)state;
	SKIP_WITHOUT_LEVEL();
	rn_rng_mask(mask, N, 0.25, 9, 8, 7, FIRST);
	for (uint32_t i = 0; i < N; i++) {
		const uint32_t at = FIRST + i;
		uint32_t word[4], half;

		rn_rng_at(9, RN_STREAM_DROPOUT, 8, 7, at / 8, word);
		half = word[at % 8 / 2] >> 16 * (at % 2) & 0xffff;
		assert_true(mask[i] == (half < 0x4000 ? 0 : 1 / 0.75f));
	}
}

/* One row times a matrix, in vectors and in what is left of them. */
static void test_row(void **state)
{
	enum { K = 9, LD = 203 };
	static float x[K], B[K * LD], first[LD], y[LD];

	(void)state;
	SKIP_WITHOUT_LEVEL();
	fill(x, K, 1, 1);
	fill(B, K * LD, 100, 1);
	fill(first, LD, 5000, 1);
	for (int n = 1; n <= LD; n++)
		for (int beta = 0; beta <= 1; beta++) {
			memcpy(y, first, sizeof(y));
			if (beta == 0)
				y[0] = NAN;
			rn_gemm_nn(1, n, K, x, K, B, LD, (float)beta, y, n);
			for (int j = 0; j < n; j++) {
				double sum = beta ? first[j] : 0;

				for (int k = 0; k < K; k++)
					sum += (double)x[k] * B[k * LD + j];
				assert_true(fabs(y[j] - sum) <= K * 0x1p-23);
			}
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tanh),
		cmocka_unit_test(test_sigmoid),
		cmocka_unit_test(test_special),
		cmocka_unit_test(test_cells),
		cmocka_unit_test(test_vec),
		cmocka_unit_test(test_vec_relu),
		cmocka_unit_test(test_vec_sums),
		cmocka_unit_test(test_optimisers),
		cmocka_unit_test(test_torch_steps),
		cmocka_unit_test(test_mask),
		cmocka_unit_test(test_row),
	};

	return cmocka_run_group_tests_name("kernel", tests, NULL, NULL);
}

/*
 * test_cells_slow.c - cells with slow parts are what they say: contexts that
 * fade, units that keep still, a reservoir that forgets.
 */
#include "nn/cell.h"

#include "base/blas.h"
#include "vectors.h"
#include "given_help.h"

/* An SCRN whose contexts nobody listens to is an Elman network. */
static void test_scrn_without_contexts(void **state)
{
	enum { T = 5, B = 2, D = 3, H = 4, S = 3 };
	static const struct variant scrn = { "", &rn_cell_scrn, H,
		{ { "context-size", 1, { S } } } };
	static const struct variant elman = { "", &rn_cell_elman, H,
		{ { .name = NULL } } };
	struct layer_bench x = { .l = layer_of(&scrn, D), .T = T, .B = B,
	                         .starts_zero = true };
	struct layer_bench y = { .l = layer_of(&elman, D), .T = T, .B = B,
	                         .starts_zero = true };
	double *P;

	(void)state;
	bench_make(&x, 3);
	bench_make(&y, 3);
	assert_int_equal(x.l.H, H + S);
	P = x.w + D * (H + S);
	memset(P, 0, S * H * sizeof(*P));
	for (int i = 0; i < D; i++)
		memcpy(y.w + i * H, x.w + i * (H + S), H * sizeof(double));
	memcpy(y.w + D * H, P + S * H, (H * H + H) * sizeof(double));
	bench_loss(&x);
	bench_loss(&y);
	for (int i = 0; i < T * B; i++)
		assert_vector(x.tape.y + i * (H + S), y.tape.y + i * H, H, 1, 1e-15);
	bench_release(&x);
	bench_release(&y);
}

/* After a pulse the contexts fall by the half in 2 to 100 steps, whether their
 * alphas are trained or not. */
static void test_scrn_half_lives(void **state)
{
	enum { T = 101, H = 3, S = 5 };
	static const double life[S] = { 2, 0, 0, 0, 100 };
	static const struct variant scrn[] = {
		{ "", &rn_cell_scrn, H, { { "context-size", 1, { S } } } },
		{ "", &rn_cell_scrn, H, { { "context-size", 1, { S } },
		                          { "alpha", 1, { -1 } } } },
	};

	(void)state;
	for (int i = 0; i < 2; i++) {
		struct layer_bench b = { .l = layer_of(&scrn[i], 1), .T = T, .B = 1,
		                         .starts_zero = true };
		double *w = started(&b.l, &rn_init_keras), last = 0;

		bench_make(&b, 3);
		assert_int_equal(b.l.n_param, (H + S) + (S + H) * H + H + S + i * S);
		memcpy(b.w, w, b.l.n_param * sizeof(*w));
		memset(b.x + 1, 0, (T - 1) * sizeof(double));
		bench_loss(&b);
		for (int j = 0; j < S; j++) {
			const double *s = b.tape.y + H + j;
			const double kept = s[H + S] / s[0];

			assert_true(kept > last);
			last = kept;
			if (life[j] > 0)
				assert_near(s[(H + S) * (int)life[j]] / s[0], 0.5, 1e-12);
		}
		free(w);
		bench_release(&b);
	}
}

static void test_scrn_remember(void **state)
{
	static const struct variant scrn = { "", &rn_cell_scrn, 6,
		{ { "alpha", 1, { -1 } }, { "context-size", 1, { 2 } } } };
	const struct rn_layer l = layer_of(&scrn, 1);
	double q[2] = { 0, 0 };
	const struct rn_cell_weights w = { .D = 1, .extra = q };

	(void)state;
	for (int j = 0; j < 6; j++)
		l.cell.type->remember(&l.cell, &w, j, 10 + j);
	assert_near(1 / (1 + exp(-q[0])), 1 - 1.0 / 10, 1e-15);
	assert_near(1 / (1 + exp(-q[1])), 1 - 1.0 / 11, 1e-15);
}

static void test_clock_periods(void **state)
{
	static const struct {
		int H, n;
	} cases[] = {
		{ 1, 1 }, { 2, 2 }, { 7, 1 }, { 12, 4 }, { 50, 2 }, { 64, 8 },
		{ 200, 8 }, { 256, 8 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const int H = cases[i].H, g = cases[i].n, k = H / g;
		const struct variant v = { "", &rn_cell_cwrnn, H,
			{ { .name = NULL } } };
		const struct rn_layer l = layer_of(&v, 1);

		assert_int_equal(l.cell.n_product, g);
		for (int p = 0; p < g; p++)
			assert_int_equal(l.cell.product[p].every, 1 << p);
		assert_int_equal(rn_cell_n_weight(&l.cell), k * k * g * (g + 1) / 2);
	}
}

/* Units change when their clock strikes, and else not at all. */
static void test_clock_strikes(void **state)
{
	enum { T = 13, B = 2, H = 6 };
	static const int period[3] = { 2, 3, 5 };
	struct layer_bench b = {
		.l = layer_of(&(struct variant){ "", &rn_cell_cwrnn, H,
		                { { "periods", 3, { 2, 3, 5 } } } }, 1),
		.T = T, .B = B,
	};

	(void)state;
	bench_make(&b, 3);
	bench_loss(&b);
	for (int t = 0; t < T; t++)
		for (int k = 0; k < B * H; k++) {
			const double *h = b.tape.state[0] + t * B * H + k;

			if (t % period[k % H / 2])
				assert_true(h[B * H] == h[0]);
			else
				assert_true(h[B * H] != h[0]);
		}
	bench_release(&b);
}

/* The largest |eigenvalue|, as the growth of a matrix by many squarings. */
static double radius_of(const double *U, int H)
{
	const size_t n = (size_t)H * (size_t)H;
	double *a = numbers(n), *b = numbers(n), log_size = 0, power = 1;

	memcpy(a, U, n * sizeof(*a));
	for (int i = 0; i < 14; i++) {
		double size = sqrt(dot(a, a, n));

		log_size += log(size) / power;
		for (size_t k = 0; k < n; k++)
			a[k] /= size;
		rn_gemm_nn(H, H, H, a, H, a, H, 0, b, H);
		memcpy(a, b, n * sizeof(*a));
		power *= 2;
	}
	log_size += log(sqrt(dot(a, a, n))) / power;
	free(a);
	free(b);
	return exp(log_size);
}

static void test_reservoir_radius(void **state)
{
	static const int sizes[] = { 1, 2, 3, 10, 30, 100, 200 };
	static const double rho[] = { 0.9, 1.3 };

	(void)state;
	for (size_t i = 0; i < 2 * COUNT(sizes); i++) {
		const int H = sizes[i / 2];
		const struct variant v = { "", &rn_cell_esn, H,
			{ { "rho", 1, { rho[i % 2] } } } };
		const struct rn_layer l = layer_of(&v, 3);
		double *w = started(&l, &rn_init_keras), *U = w + 3 * H;
		int n_link = 0;

		assert_near(radius_of(U, H) / rho[i % 2], 1, 0.005);
		for (int k = 0; k < H * H; k++)
			n_link += U[k] != 0;
		assert_true(n_link <= 10 * H && n_link > (H < 10 ? 0 : 6 * H));
		free(w);
	}
}

/* A state that was carried in is forgotten, whatever it was. */
static void test_reservoir_fades(void **state)
{
	enum { T = 200, H = 60 };
	struct layer_bench b[2];

	(void)state;
	for (int i = 0; i < 2; i++) {
		const struct variant v = { "", &rn_cell_esn, H,
			{ { "leak", 1, { 1 } } } };
		double *w;

		b[i] = (struct layer_bench){ .l = layer_of(&v, 1), .T = T, .B = 1 };
		w = started(&b[i].l, &rn_init_keras);
		bench_make(&b[i], 3);
		memcpy(b[i].w, w, b[i].l.n_param * sizeof(*w));
		fill_noise(b[i].state[0], H, 1 + 500 * (uint32_t)i, 1);
		bench_loss(&b[i]);
		free(w);
	}
	assert_true(fabs(b[0].tape.y[0] - b[1].tape.y[0]) > 1e-3);
	assert_vector(bench_end(&b[0], 0), bench_end(&b[1], 0), H, 1, 1e-6);
	for (int i = 0; i < 2; i++)
		bench_release(&b[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_scrn_without_contexts),
		cmocka_unit_test(test_scrn_half_lives),
		cmocka_unit_test(test_scrn_remember),
		cmocka_unit_test(test_clock_periods),
		cmocka_unit_test(test_clock_strikes),
		cmocka_unit_test(test_reservoir_radius),
		cmocka_unit_test(test_reservoir_fades),
	};

	return cmocka_run_group_tests_name("cells_slow", tests, NULL, NULL);
}

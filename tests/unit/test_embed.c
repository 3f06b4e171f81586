/*
 * test_embed.c - the layer that makes vectors of class numbers.
 */
#include "layer_bench.h"

enum { D = 3, V = 4, E = 5, T = 6, B = 2 };

static void make(struct layer_bench *b, bool is_one_hot)
{
	*b = (struct layer_bench){ .T = T, .B = B, .l = {
		.type = &rn_layer_embed, .D = D,
		.H = D - 1 + (is_one_hot ? V : E), .n_class = V,
		.is_one_hot = is_one_hot } };
	bench_make(b, 1);
	for (int i = 0; i < T * B; i++)
		b->x[i * D] = (i * 7 + i / 3) % V;
}

static void test_forward(void **state)
{
	struct layer_bench b;

	(void)state;
	for (int is_one_hot = 0; is_one_hot < 2; is_one_hot++) {
		const int n = is_one_hot ? V : E;

		make(&b, is_one_hot);
		assert_int_equal(b.l.n_param, is_one_hot ? 0 : V * E);
		assert_int_equal(b.l.type->n_tensor(&b.l), !is_one_hot);
		bench_loss(&b);
		for (int i = 0; i < T * B; i++) {
			const int c = (int)b.x[i * D];
			const double *y = b.tape.y + i * b.l.H;

			for (int k = 0; k < n; k++)
				assert_true(y[k] == (is_one_hot ? k == c : b.w[c * E + k]));
			for (int k = 0; k < D - 1; k++)
				assert_true(y[n + k] == b.x[i * D + 1 + k]);
		}
		bench_release(&b);
	}
}

static double slope(struct layer_bench *b, double *x)
{
	const double was = *x, h = 1e-4;
	double up, down;

	*x = was + h;
	up = bench_loss(b);
	*x = was - h;
	down = bench_loss(b);
	*x = was;
	return (up - down) / (2 * h);
}

static void test_gradient(void **state)
{
	struct layer_bench b;

	(void)state;
	for (int is_one_hot = 0; is_one_hot < 2; is_one_hot++)
		for (int cut = 0; cut < T; cut += 2) {
			make(&b, is_one_hot);
			b.cut = cut;
			bench_loss(&b);
			bench_backward(&b);
			for (size_t k = 0; k < b.l.n_param; k++)
				assert_near(b.dw[k], slope(&b, &b.w[k]), 1e-7);
			for (size_t k = 0; k < b.n_x; k++)
				if (k % D)
					assert_near(b.dx[k], slope(&b, &b.x[k]), 1e-7);
				else
					assert_true(b.dx[k] == 0);
			bench_release(&b);
		}
}

/* A file holds a matrix with a column for each class. */
static void test_tensor(void **state)
{
	struct rn_tensor_view view;
	struct layer_bench b;

	(void)state;
	make(&b, false);
	b.l.at = 7;
	b.l.type->tensor(&b.l, 0, &view);
	assert_string_equal(view.name, "embed.weight");
	assert_int_equal(view.rows, E);
	assert_int_equal(view.cols, V);
	assert_int_equal(view.n, V * E);
	/* Number 2 of class 3. */
	assert_int_equal(rn_tensor_place(&view, 2 * V + 3), 7 + 3 * E + 2);
	bench_release(&b);
}

/* They start with the spread of other, scaled inputs. */
static void test_start(void **state)
{
	struct rn_layer l = { .type = &rn_layer_embed, .D = 1, .H = 50,
	                      .n_class = 200 };
	double *w = numbers(200 * 50), sum = 0, square = 0;
	struct rn_rng rng;

	(void)state;
	rn_rng_init(&rng, 1, RN_STREAM_INIT, 0, 0);
	l.type->init(&l, &rn_init_keras, w, &rng);
	for (int k = 0; k < 200 * 50; k++) {
		sum += w[k];
		square += w[k] * w[k];
	}
	assert_near(sum / 1e4, 0, 0.05);
	assert_near(square / 1e4, 1, 0.05);
	free(w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_forward),
		cmocka_unit_test(test_gradient),
		cmocka_unit_test(test_tensor),
		cmocka_unit_test(test_start),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * test_clip.c - gradients clipped as PyTorch does, and measured.
 */
#include "train/clip.h"

#include "train/diagnosis.h"
#include "vectors.h"

enum { N = 23 };

static void test_value(void **state)
{
	struct vectors v;
	double g[N];

	(void)state;
	vectors_read(&v, "torch-clip.txt");
	fill_noise(g, N, 500, 1.5);
	rn_clip_value(g, N, 0.3);
	assert_vector(g, vectors_get(&v, "value", "grad", N), N, 1, 1e-15);
	vectors_release(&v);
}

/* PyTorch divides by the norm and 1e-6, so as not to divide by 0, which an
 * exceeded norm never is; ours comes to the limit exactly. */
static void test_norm(void **state)
{
	static const struct { const char *name; double most, more; } cases[] = {
		{ "norm", 0.7, 1e-6 }, { "room", 70, 0 },
	};
	struct vectors v;
	double g[N];

	(void)state;
	vectors_read(&v, "torch-clip.txt");
	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *name = cases[i].name;
		double size, shrink;

		fill_noise(g, N, 500, 1.5);
		size = sqrt(rn_clip_square(g, 9) + rn_clip_square(g + 9, N - 9));
		assert_near(size, *vectors_get(&v, name, "size", 1), 1e-14);
		shrink = rn_clip_shrink(size, cases[i].most);
		assert_true((shrink < 1) == (i == 0));
		for (int k = 0; k < N; k++)
			g[k] *= shrink;
		if (i == 0)
			assert_near(sqrt(rn_clip_square(g, N)), 0.7, 1e-15);
		for (int k = 0; k < N; k++)
			g[k] *= size / (size + cases[i].more);
		assert_vector(g, vectors_get(&v, name, "grad", N), N, 1, 1e-14);
	}
	vectors_release(&v);
}

/* The loss check ends a training: nothing is made up here. */
static void test_not_numbers(void **state)
{
	double g[] = { NAN, INFINITY, -INFINITY, -0.5, 2 };

	(void)state;
	assert_true(isnan(rn_clip_square(g, COUNT(g))));
	assert_true(rn_clip_largest(g, COUNT(g)) == INFINITY);
	assert_true(rn_clip_largest(g + 3, 2) == 2);
	assert_true(rn_clip_largest(g, 1) == 0);
	rn_clip_value(g, COUNT(g), 1);
	assert_true(isnan(g[0]));
	assert_true(g[1] == 1 && g[2] == -1 && g[3] == -0.5 && g[4] == 1);
	assert_true(rn_clip_shrink(NAN, 1) == 1);
	assert_true(rn_clip_shrink(INFINITY, 1) == 0);
	assert_true(rn_clip_shrink(0, 1) == 1);
	assert_true(rn_clip_shrink(1, 1) == 1);
}

/* Three steps of norms 5, 13 and 1, of which the second had its norm clipped
 * and the first an element. */
static void test_diagnosis(void **state)
{
	static const struct { double g[2]; bool is_shrunk; } steps[] = {
		{ { 3, -4 }, false }, { { 12, 5 }, true }, { { 0, 1 }, false },
	};
	struct rn_diagnosis d = { .n_step = 0 };
	struct rn_epoch e = { .epoch = 7 };

	(void)state;
	for (int round = 0; round < 2; round++) {
		for (size_t i = 0; i < COUNT(steps); i++) {
			rn_diagnosis_slice(&d, 0, steps[i].g, 1);
			rn_diagnosis_slice(&d, 5, steps[i].g + 1, 1);
			rn_diagnosis_step(&d, steps[i].is_shrunk, round ? 0 : 3.5);
		}
		rn_diagnosis_close(&d, &e);
		assert_near(e.norm_mean, 19.0 / 3, 1e-15);
		assert_true(e.norm_most == 13);
		assert_near(e.clipped, (round ? 1 : 2) / 3.0, 1e-15);
	}
	rn_diagnosis_close(&d, &e);
	assert_true(isnan(e.norm_mean) && isnan(e.norm_most)
	            && isnan(e.clipped));
	assert_int_equal(e.epoch, 7);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_value),
		cmocka_unit_test(test_norm),
		cmocka_unit_test(test_not_numbers),
		cmocka_unit_test(test_diagnosis),
	};

	return cmocka_run_group_tests_name("clip", tests, NULL, NULL);
}

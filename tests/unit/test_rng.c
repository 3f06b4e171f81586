/*
 * test_rng.c - known answers of Philox, and what is made of its numbers.
 */
#include "base/rng.h"

#include "help.h"

/* From kat_vectors of Random123; our counter is { index, a, b, stream }. */
static void test_known_answers(void **state)
{
	static const struct {
		uint32_t index, a, b, stream;
		uint64_t seed;
		uint32_t out[4];
	} cases[] = {
		{ 0, 0, 0, 0, 0,
		  { 0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8 } },
		{ 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, UINT64_MAX,
		  { 0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd } },
		{ 0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344,
		  0x299f31d0a4093822,
		  { 0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1 } },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		uint32_t out[4];

		rn_rng_at(cases[i].seed, (enum rn_stream)cases[i].stream,
		          cases[i].a, cases[i].b, cases[i].index, out);
		assert_memory_equal(out, cases[i].out, sizeof(out));
	}
}

/* A sequence is the numbers at the counters 0, 1, ... */
static void test_sequence(void **state)
{
	struct rn_rng rng;
	uint32_t out[4];

	(void)state;
	rn_rng_init(&rng, 5, RN_STREAM_INIT, 2, 3);
	for (uint32_t i = 0; i < 10; i++) {
		rn_rng_at(5, RN_STREAM_INIT, 2, 3, i, out);
		for (int k = 0; k < 4; k += 2) {
			const uint64_t bits = ((uint64_t)out[k] << 21)
			                      ^ (out[k + 1] >> 11);

			assert_true(rn_rng_uniform(&rng) == (double)bits * 0x1p-53);
		}
	}
}

/* Sequences that differ in one thing alone have nothing in common. */
static void test_streams(void **state)
{
	enum { N = 6, M = 20000 };
	struct rn_rng rng[N];
	double sum[N] = { 0 }, cross = 0;

	(void)state;
	rn_rng_init(&rng[0], 1, RN_STREAM_INIT, 0, 0);
	rn_rng_init(&rng[1], 2, RN_STREAM_INIT, 0, 0);
	rn_rng_init(&rng[2], 1, RN_STREAM_SHUFFLE, 0, 0);
	rn_rng_init(&rng[3], 1, RN_STREAM_INIT, 1, 0);
	rn_rng_init(&rng[4], 1, RN_STREAM_INIT, 0, 1);
	rn_rng_init(&rng[5], 1 + (1ull << 32), RN_STREAM_INIT, 0, 0);
	for (int i = 0; i < M; i++) {
		double x[N];

		for (int k = 0; k < N; k++) {
			x[k] = rn_rng_uniform(&rng[k]);
			assert_true(x[k] >= 0 && x[k] < 1);
			sum[k] += x[k];
			for (int j = 0; j < k; j++) {
				assert_true(x[j] < x[k] || x[j] > x[k]);
				cross += (x[j] - 0.5) * (x[k] - 0.5);
			}
		}
	}
	for (int k = 0; k < N; k++)
		assert_near(sum[k] / M, 0.5, 0.01);
	assert_near(cross / M / 15, 0, 0.002);
}

static void test_normal(void **state)
{
	enum { M = 100000 };
	struct rn_rng rng;
	double s1 = 0, s2 = 0, s4 = 0;

	(void)state;
	rn_rng_init(&rng, 3, RN_STREAM_TEST, 0, 0);
	for (int i = 0; i < M; i++) {
		const double x = rn_rng_normal(&rng);

		assert_true(isfinite(x));
		s1 += x;
		s2 += x * x;
		s4 += x * x * x * x;
	}
	assert_near(s1 / M, 0, 0.01);
	assert_near(s2 / M, 1, 0.02);
	assert_near(s4 / M, 3, 0.05);
}

/* Every number as likely; chi-square with n - 1 degrees of freedom. */
static void test_below(void **state)
{
	static const uint32_t sizes[] = { 1, 2, 3, 7, 10, 97 };
	struct rn_rng rng;

	(void)state;
	rn_rng_init(&rng, 9, RN_STREAM_TEST, 0, 0);
	for (size_t i = 0; i < COUNT(sizes); i++) {
		const uint32_t n = sizes[i];
		const int draws = 2000 * (int)n;
		int count[97] = { 0 };
		double chi2 = 0;

		for (int k = 0; k < draws; k++) {
			const uint32_t x = rn_rng_below(&rng, n);

			assert_true(x < n);
			count[x]++;
		}
		for (uint32_t k = 0; k < n; k++)
			chi2 += (count[k] - 2000.0) * (count[k] - 2000.0) / 2000;
		assert_true(chi2 < n + 4 * sqrt(2.0 * n) + 3);
	}
	/* A size where a remainder would show: a third of 2^32 and more. */
	for (int k = 0, low = 0; k < 30000; k++) {
		low += rn_rng_below(&rng, 3000000000u) < 1500000000u;
		if (k == 29999)
			assert_near(low / 30000.0, 0.5, 0.02);
	}
}

static void test_mask(void **state)
{
	enum { N = 100000 };
	static const double shares[] = { 0, 0.1, 0.2, 0.5, 0.9, 0.99 };
	double *mask = numbers(N), *other = numbers(N);

	(void)state;
	for (size_t i = 0; i < COUNT(shares); i++) {
		const double p = round(shares[i] * 65536) / 65536;
		double sum = 0;

		rn_rng_mask(mask, N, shares[i], 4, 5, 6, 0);
		for (size_t k = 0; k < N; k++) {
			assert_true(mask[k] == 0 || mask[k] == 1 / (1 - p));
			sum += mask[k];
		}
		/* four standard deviations of the mean */
		assert_near(sum / N, 1, 4 * sqrt(p / (1 - p) / N) + 1e-15);
	}
	rn_rng_mask(mask, N, 0.5, 4, 5, 6, 0);
	for (uint32_t k = 0; k < 3; k++) {
		double same = 0;

		rn_rng_mask(other, N, 0.5, 4 + (k == 0), 5 + (k == 1),
		            6 + (k == 2), 0);
		for (size_t j = 0; j < N; j++)
			same += mask[j] == other[j];
		assert_near(same / N, 0.5, 0.01);
	}
	free(mask);
	free(other);
}

/* Any piece of a mask is that piece of the whole. */
static void test_mask_pieces(void **state)
{
	enum { N = 1500 };
	double whole[N], piece[N + 1];

	(void)state;
	rn_rng_mask(whole, N, 0.3, 1, 2, 3, 0);
	for (size_t from = 0; from < N; from += from < 300 ? 1 : 61)
		for (size_t n = 0; n <= N - from; n += n < 12 ? 1 : 251) {
			piece[n] = 77;
			rn_rng_mask(piece, n, 0.3, 1, 2, 3, from);
			assert_memory_equal(piece, whole + from, n * sizeof(*piece));
			assert_true(piece[n] == 77);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_known_answers),
		cmocka_unit_test(test_sequence),
		cmocka_unit_test(test_streams),
		cmocka_unit_test(test_normal),
		cmocka_unit_test(test_below),
		cmocka_unit_test(test_mask),
		cmocka_unit_test(test_mask_pieces),
	};

	return cmocka_run_group_tests_name("rng", tests, NULL, NULL);
}

/*
 * test_missing.c - what takes the place of a missing value.
 */
#include "data/missing.h"

#include "help.h"

#include <float.h>

enum { MOST = 9 };

#define __ NAN

static const struct {
	const struct rn_missing_type *type;
	size_t n, n_filled;
	double x[MOST], want[MOST];
} cases[] = {
	{ &rn_missing_interpolate, 3, 0, { 1, 2, 3 }, { 1, 2, 3 } },
	{ &rn_missing_interpolate, 3, 1, { 1, __, 3 }, { 1, 2, 3 } },
	{ &rn_missing_interpolate, 5, 3, { 8, __, __, __, 0 },
	  { 8, 6, 4, 2, 0 } },
	{ &rn_missing_interpolate, 7, 3, { 0, __, 4, 5, __, __, -1 },
	  { 0, 2, 4, 5, 3, 1, -1 } },
	{ &rn_missing_interpolate, 6, 4, { __, __, 2, __, 4, __ },
	  { 2, 2, 2, 3, 4, 4 } },
	{ &rn_missing_interpolate, 4, 3, { __, 7, __, __ }, { 7, 7, 7, 7 } },
	{ &rn_missing_interpolate, 1, 0, { 7 }, { 7 } },
	{ &rn_missing_interpolate, 2, 1, { __, 7 }, { 7, 7 } },
	/* The difference of the two values overflows. */
	{ &rn_missing_interpolate, 3, 1, { -DBL_MAX, __, DBL_MAX },
	  { -DBL_MAX, 0, DBL_MAX } },
	{ &rn_missing_interpolate, 3, 1, { DBL_MAX, __, DBL_MAX },
	  { DBL_MAX, DBL_MAX, DBL_MAX } },
	{ &rn_missing_ffill, 3, 0, { 1, 2, 3 }, { 1, 2, 3 } },
	{ &rn_missing_ffill, 7, 3, { 0, __, 4, 5, __, __, -1 },
	  { 0, 0, 4, 5, 5, 5, -1 } },
	{ &rn_missing_ffill, 6, 4, { __, __, 2, __, 4, __ },
	  { 2, 2, 2, 2, 4, 4 } },
	{ &rn_missing_ffill, 4, 3, { __, 7, __, __ }, { 7, 7, 7, 7 } },
	{ &rn_missing_ffill, 1, 0, { 7 }, { 7 } },
	{ &rn_missing_ffill, 3, 1, { -DBL_MAX, __, DBL_MAX },
	  { -DBL_MAX, -DBL_MAX, DBL_MAX } },
};

static void test_fill(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const size_t n = cases[i].n;
		double *x = numbers(n); /* nothing beside it is touched */

		memcpy(x, cases[i].x, n * sizeof(*x));
		assert_int_equal(rn_missing_fill(cases[i].type, x, n),
		                 cases[i].n_filled);
		for (size_t k = 0; k < n; k++) {
			assert_true(isfinite(x[k]));
			assert_near(x[k], cases[i].want[k], 1e-15);
		}
		free(x);
	}
}

static void test_span(void **state)
{
	static const struct {
		size_t n, from, to;
		double x[4];
	} spans[] = {
		{ 0, 0, 0, { 0 } }, { 1, 0, 1, { 5 } }, { 1, 1, 1, { __ } },
		{ 4, 4, 4, { __, __, __, __ } }, { 4, 0, 4, { 1, __, __, 1 } },
		{ 4, 1, 3, { __, 1, 1, __ } }, { 4, 2, 3, { __, __, 1, __ } },
		{ 4, 3, 4, { __, __, __, 0 } }, { 4, 0, 1, { -1, __, __, __ } },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(spans); i++) {
		double *x = numbers(spans[i].n);
		size_t from, to;

		memcpy(x, spans[i].x, spans[i].n * sizeof(*x));
		rn_missing_span(x, spans[i].n, &from, &to);
		assert_int_equal(from, spans[i].from);
		assert_int_equal(to, spans[i].to);
		free(x);
	}
}

/* The nearest value before k, or behind it, by looking at all of them. */
static size_t nearest(const double *x, size_t n, size_t k, bool is_before)
{
	size_t found = n;

	for (size_t i = 0; i < n; i++)
		if (!isnan(x[i]) && (is_before ? i <= k : i >= k && found == n))
			found = i;
	return found;
}

/* Any pattern of holes in a few rows: values stay as they are, each hole has
 * what its neighbours say, and filling again changes nothing. */
static void test_patterns(void **state)
{
	const struct rn_missing_type *const types[] = { &rn_missing_interpolate,
		&rn_missing_ffill };

	(void)state;
	for (unsigned holes = 0; holes < (1u << MOST) - 1; holes++)
	for (size_t i = 0; i < COUNT(types); i++) {
		double x[MOST], y[MOST];
		size_t n_hole = 0;

		fill_noise(x, MOST, holes, 1e3);
		for (int k = 0; k < MOST; k++)
			if (holes >> k & 1)
				x[k] = NAN, n_hole++;
		memcpy(y, x, sizeof(y));
		assert_int_equal(rn_missing_fill(types[i], y, MOST), n_hole);
		for (size_t k = 0; k < MOST; k++) {
			const size_t a = nearest(x, MOST, k, true);
			const size_t b = nearest(x, MOST, k, false);
			const double want = a == MOST ? x[b] : b == MOST || a == b
				|| i == 1 ? x[a] : x[a] + (x[b] - x[a])
				* (double)(k - a) / (double)(b - a);

			assert_near(y[k], want, a == b ? 0 : 1e-13);
		}
		assert_int_equal(rn_missing_fill(types[i], y, MOST), 0);
	}
}

static void test_table(void **state)
{
	(void)state;
	assert_false(rn_missing_repairs(NULL));
	assert_false(rn_missing_repairs(&rn_missing_error));
	assert_true(rn_missing_repairs(&rn_missing_interpolate));
	assert_true(rn_missing_repairs(&rn_missing_ffill));
	assert_true(rn_missing_repairs(&rn_missing_drop));
	for (int i = 0; rn_missing_types[i]; i++) {
		const struct rn_missing_type *type = rn_missing_types[i];

		assert_true(*type->name && *type->title);
		assert_false(type->fill && type->drops);
		for (int k = 0; k < i; k++)
			assert_string_not_equal(type->name, rn_missing_types[k]->name);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fill),
		cmocka_unit_test(test_span),
		cmocka_unit_test(test_patterns),
		cmocka_unit_test(test_table),
	};

	return cmocka_run_group_tests_name("missing", tests, NULL, NULL);
}

/*
 * test_season.c - periods that are there are found, others are not.
 */
#include "data/season.h"

#include "help.h"

#define TURN 6.283185307179586

/* Nearly normal, of variance 1. */
static double bell(uint32_t i)
{
	double sum = 0;

	for (uint32_t k = 0; k < 4; k++)
		sum += noise(4 * i + k);
	return sum * sqrt(0.75);
}

/* The value of a series at row t; p: its period. */
typedef double signal(double t, double p, uint32_t seed);

static double sine(double t, double p, uint32_t seed)
{
	return sin(TURN * t / p) + sqrt(0.5) * bell(seed + (uint32_t)t);
}

static double clear_sine(double t, double p, uint32_t seed)
{
	return sin(TURN * t / p) + 0.2 * bell(seed + (uint32_t)t);
}

static double saw(double t, double p, uint32_t seed)
{
	(void)seed;
	return 3 + fmod(t, p) / p;
}

static double growing(double t, double p, uint32_t seed)
{
	return (100 + 10 * t / p)
	       * (1 + 0.2 * sin(TURN * t / p) + 0.1 * cos(2 * TURN * t / p))
	       + bell(seed + (uint32_t)t);
}

static double spike(double t, double p, uint32_t seed)
{
	return 5 * (fmod(t, p) < 1) + 0.5 * bell(seed + (uint32_t)t);
}

/* Two humps in a period, of unequal height. */
static double humps(double t, double p, uint32_t seed)
{
	return fabs(sin(TURN / 2 * t / p * 2)) * (fmod(t, p) < p / 2 ? 1 : 0.7)
	       + 0.05 * bell(seed + (uint32_t)t);
}

/* A shape with many lines, strong enough to leak. */
static double strong(double t, double p, uint32_t seed)
{
	return 100 * exp(2 * sin(TURN * t / p)) * (1 + 0.01 * bell(seed))
	       + 10 * sin(0.01 * t) + bell(seed + (uint32_t)t);
}

/* A period of 7 on one of p, and a week of days within it. */
static double nested(double t, double p, uint32_t seed)
{
	const double weekend = fmod(floor(t / p), 7) >= 5 ? 0.6 : 1;

	return weekend * (2 + sin(TURN * t / p) + 0.5 * cos(2 * TURN * t / p))
	       + 0.1 * bell(seed + (uint32_t)t);
}

/* Periods of p and of 7 rows, side by side. */
static double beside(double t, double p, uint32_t seed)
{
	return sin(TURN * t / p) + fmod(t, 7) / 3 + 0.3 * bell(seed + (uint32_t)t);
}

static void fill(double *x, size_t n, signal *f, double p, uint32_t seed)
{
	for (size_t t = 0; t < n; t++)
		x[t] = f((double)t, p, seed);
}

static int find(const double *x, size_t n, int season[RN_MAX_SEASON])
{
	const struct rn_season_opts opts = { NULL, 0 };
	struct rn_error err;
	int n_season;

	assert_ok(rn_season_find(x, n, &opts, &n_season, season, &err), &err);
	return n_season;
}

static void test_found(void **state)
{
	static const struct {
		const char *name;
		signal *f;
		int p[6];
		int cycles;   /* periods that are given */
		double slack; /* of the period, relative */
		int n, second;
	} cases[] = {
		{ "saw", saw, { 7, 12, 24, 96, 365 }, 4, 0, 1, 0 },
		{ "saw", saw, { 4, 7, 12, 24, 96, 365 }, 9, 0, 1, 0 },
		{ "growing", growing, { 7, 12, 24, 96, 365 }, 4, 0.03, 1, 0 },
		{ "growing", growing, { 4, 7, 12, 24, 96, 365 }, 12, 0.01, 1, 0 },
		{ "clear sine", clear_sine, { 24, 96, 365 }, 4, 0.03, 1, 0 },
		{ "sine", sine, { 4, 7, 12, 24 }, 24, 0, 1, 0 },
		{ "sine", sine, { 24, 96, 365 }, 10, 0.02, 1, 0 },
		{ "spike", spike, { 7, 12, 24, 96, 365 }, 6, 0, 1, 0 },
		{ "humps", humps, { 12, 24, 96 }, 8, 0, 1, 0 },
		{ "strong", strong, { 12, 24, 48 }, 40, 0, 1, 0 },
		{ "nested", nested, { 24 }, 7 * 5, 0, 2, 168 },
		{ "nested", nested, { 96 }, 7 * 8, 0, 2, 672 },
		{ "beside", beside, { 365 }, 5, 0.03, 2, 7 },
	};
	double *x = numbers(24 * 365);

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		for (int k = 0; k < 6 && cases[i].p[k]; k++) {
			const int p = cases[i].p[k];
			const size_t n = (size_t)(p * cases[i].cycles);
			int season[RN_MAX_SEASON] = { 0 }, n_season, at;

			fill(x, n, cases[i].f, p, 1000u * (uint32_t)i);
			n_season = find(x, n, season);
			at = cases[i].n == 2 && season[0] == cases[i].second;
			if (n_season == cases[i].n
			    && abs(season[at] - p) <= cases[i].slack * p
			    && (n_season < 2 || season[!at] == cases[i].second))
				continue;
			print_error("%s of %d, %d times: %d found, %d, %d\n",
			            cases[i].name, p, cases[i].cycles, n_season,
			            season[0], season[1]);
			fail();
		}
	}
	free(x);
}

/* Without a season: x_t = phi x_(t-1) + e_t + trend. */
static void test_not_found(void **state)
{
	static const double phi[] = { 0, 0.5, 0.9, 1, -0.5 };
	static const size_t n_row[] = { 10, 16, 30, 100, 300, 1000 };
	double x[1000];
	int n_wrong = 0, n_all = 0, season[RN_MAX_SEASON];

	(void)state;
	for (size_t i = 0; i < COUNT(phi); i++)
		for (size_t k = 0; k < COUNT(n_row); k++)
			for (uint32_t seed = 0; seed < 50; seed++, n_all++) {
				double y = 0;

				for (uint32_t t = 0; t < n_row[k]; t++) {
					y = phi[i] * y + bell(50000u * seed + t);
					x[t] = y + 0.2 * t * (seed % 2);
				}
				n_wrong += find(x, n_row[k], season) > 0;
			}
	assert_in_range(n_wrong, 0, n_all / 100);
}

/* What has nothing to repeat. */
static void test_degenerate(void **state)
{
	static const double some[] = { 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2 };
	double x[600];
	int season[RN_MAX_SEASON];

	(void)state;
	for (size_t n = 0; n < 6; n++)
		assert_int_equal(find(some, n, season), 0);
	for (size_t t = 0; t < 600; t++)
		x[t] = 1e9;
	assert_int_equal(find(x, 600, season), 0);
	x[300] = 2e9;
	assert_int_equal(find(x, 600, season), 0);
	for (int slope = 1; slope < 50; slope++) {
		for (size_t t = 0; t < 600; t++)
			x[t] = 0.1 * slope * (double)t - 7;
		assert_int_equal(find(x, 600, season), 0);
	}
	for (size_t t = 0; t < 600; t++)
		x[t] = t < 300 ? 1 : 5;
	assert_int_equal(find(x, 600, season), 0);
	for (size_t t = 0; t < 600; t++)
		x[t] = (double)t * (double)t;
	assert_int_equal(find(x, 600, season), 0);
	for (size_t t = 0; t < 600; t++)
		x[t] = t % 2 ? 1e308 : -1e308;
	assert_int_equal(find(x, 600, season), 1);
	assert_int_equal(season[0], 2);
}

/* Three times, not a row less. */
static void test_three_times(void **state)
{
	double x[3 * 24];
	int season[RN_MAX_SEASON];

	(void)state;
	fill(x, COUNT(x), saw, 24, 0);
	assert_int_equal(find(x, 3 * 24, season), 1);
	assert_int_equal(season[0], 24);
	assert_int_equal(find(x, 3 * 24 - 1, season), 0);
}

/* Level, size and sign do not matter, and the same rows give the same. */
static void test_units(void **state)
{
	static const double unit[][2] = {
		{ 1, 0 }, { -1, 0 }, { 1e-30, 0 }, { 1e140, 0 }, { 3, 1e6 }
	};
	double x[24 * 7 * 5], y[COUNT(x)];
	int season[RN_MAX_SEASON];

	(void)state;
	fill(x, COUNT(x), nested, 24, 5);
	for (size_t i = 0; i < COUNT(unit); i++) {
		for (size_t t = 0; t < COUNT(x); t++)
			y[t] = unit[i][0] * x[t] + unit[i][1];
		assert_int_equal(find(y, COUNT(y), season), 2);
		assert_int_equal(season[0], 24);
		assert_int_equal(season[1], 168);
	}
}

/* Of a long series, the last rows. */
static void test_last_rows(void **state)
{
	const size_t n = RN_SEASON_ROWS + 30000;
	double *x = numbers(n);
	int season[RN_MAX_SEASON];

	(void)state;
	fill_noise(x, n - RN_SEASON_ROWS, 0, 1e4);
	fill(x + n - RN_SEASON_ROWS, RN_SEASON_ROWS, clear_sine, 96, 0);
	assert_int_equal(find(x, n, season), 1);
	assert_int_equal(season[0], 96);
	free(x);
}

/* Four times a slow sine leaves the period open by some rows; what is likely
 * decides, but only where the rows allow it. */
static void test_likely(void **state)
{
	static const struct {
		int likely[2];
		double truth;
		int n, season;
	} cases[] = {
		{ { 7, 365 }, 365, 1, 365 }, { { 365, 7 }, 363, 1, 365 },
		{ { 7, 365 }, 200, 1, 200 }, { { 0, 1 << 30 }, 100, 1, 100 },
	};
	double x[4 * 365];

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct rn_season_opts opts = { cases[i].likely, 2 };
		int n, season[RN_MAX_SEASON];
		struct rn_error err;

		fill(x, COUNT(x), clear_sine, cases[i].truth, 9);
		assert_ok(rn_season_find(x, COUNT(x), &opts, &n, season, &err),
		          &err);
		assert_int_equal(n, cases[i].n);
		assert_in_range(season[0] - cases[i].season + 2, 0, 4);
		if (cases[i].season == 365)
			assert_int_equal(season[0], 365);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_found),
		cmocka_unit_test(test_not_found),
		cmocka_unit_test(test_degenerate),
		cmocka_unit_test(test_three_times),
		cmocka_unit_test(test_units),
		cmocka_unit_test(test_last_rows),
		cmocka_unit_test(test_likely),
	};

	return cmocka_run_group_tests_name("season", tests, NULL, NULL);
}

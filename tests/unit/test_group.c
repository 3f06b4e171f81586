/*
 * test_group.c - the rows of two series, mixed in one file, with gaps, missing
 * values and any number of rows in a step, against a slow way to repair them.
 */
#include "data/group.h"

#include "help.h"
#include "scratch.h"

/* Rows of January 2024, in minutes, that look random. */
enum { MOST = 120 };

struct rows {
	int n, at[MOST], line[MOST];
	double x[MOST];
};

/* A whole number from 0 to n - 1. */
static int pick(uint32_t seed, int n)
{
	return (int)((noise(seed) + 1) / 2 * n);
}

/* Every row is a step of so many minutes, or 0 to two of them, after the one
 * before; a tenth of the values is missing. */
static void make_rows(struct rows *r, uint32_t seed, int minutes, bool is_free)
{
	int at = is_free ? pick(seed, 1440) : pick(seed, 24) * minutes;

	r->n = 30 + pick(seed + 1, 60);
	for (int i = 0; i < r->n; i++) {
		const uint32_t k = seed + 10 * (uint32_t)i;

		r->at[i] = at;
		r->x[i] = pick(k + 2, 10) ? 100 + pick(k + 3, 1000) : (double)NAN;
		at += is_free ? pick(k + 4, 2 * minutes)
		              : minutes * (pick(k + 4, 4) ? 1 : 1 + pick(k + 5, 4));
	}
}

static const char *time_text(char buf[32], int at)
{
	snprintf(buf, 32, "2024-01-%02d %02d:%02d", 1 + at / 1440,
	         at / 60 % 24, at % 60);
	return buf;
}

/* Writes the rows of two series, mixed, and notes their lines. */
static const char *write_rows(void **state, struct rows *r, uint32_t seed)
{
	char text[2 * MOST * 40] = "ds,id,y\n", ds[32];
	size_t n = strlen(text);
	int done[2] = { 0, 0 };

	for (int line = 2; done[0] < r[0].n || done[1] < r[1].n; line++) {
		const int id = done[0] == r[0].n
			|| (done[1] < r[1].n && pick(seed + (uint32_t)line, 2));
		const int i = done[id]++;

		r[id].line[i] = line;
		n += (size_t)snprintf(text + n, sizeof(text) - n, "%s,%c,",
		                      time_text(ds, r[id].at[i]), "ab"[id]);
		n += (size_t)snprintf(text + n, sizeof(text) - n,
		                      isnan(r[id].x[i]) ? "\n" : "%g\n",
		                      r[id].x[i]);
	}
	return scratch_text(state, text);
}

/* The mean of the values in [from, from + minutes), or NaN. */
static double mean_of(const struct rows *r, int from, int minutes)
{
	double sum = 0;
	int n = 0;

	for (int i = 0; i < r->n; i++)
		if (r->at[i] >= from && r->at[i] < from + minutes
		    && !isnan(r->x[i])) {
			sum += r->x[i];
			n++;
		}
	return n ? sum / n : (double)NAN;
}

/* What a step without a value gets, from those that have one on both sides;
 * NaN: there are none on one of them. */
static double fill_of(const struct rows *r, int from, int minutes, bool is_line)
{
	const int end = r->at[r->n - 1];
	int a = from, b = from;

	while (a >= 0 && isnan(mean_of(r, a, minutes)))
		a -= minutes;
	while (b <= end && isnan(mean_of(r, b, minutes)))
		b += minutes;
	if (a < 0 || b > end)
		return (double)NAN;
	if (a == b || !is_line)
		return mean_of(r, a, minutes);
	return mean_of(r, a, minutes)
	       + (mean_of(r, b, minutes) - mean_of(r, a, minutes))
	         * (from - a) / (b - a);
}

/* The series has these rows and no others, step by step. */
static void compare(const struct rn_series *s, const struct rows *r,
                    int minutes, const struct rn_missing_type *missing)
{
	char ds[RN_TIME_TEXT], want[32];
	size_t k = 0;

	for (int from = 0; from <= r->at[r->n - 1]; from += minutes) {
		const double x = missing->drops ? mean_of(r, from, minutes)
			: fill_of(r, from, minutes, missing == &rn_missing_interpolate);

		if (isnan(x))
			continue;
		assert_true(k < s->n_row);
		assert_near(s->x[k], x, 1e-12);
		assert_string_equal(rn_axis_text(ds, &s->axis, (int64_t)k),
		                    time_text(want, from));
		k++;
	}
	assert_int_equal(k, s->n_row);
}

static void test_generated(void **state)
{
	static const struct { int minutes; const char *freq; } cases[] = {
		{ 60, NULL }, { 60, "1h" }, { 15, "15min" }, { 240, "4h" },
		{ 1, NULL },
	};
	const struct rn_missing_type *const types[] = { &rn_missing_interpolate,
		&rn_missing_ffill, &rn_missing_drop };

	for (uint32_t seed = 0; seed < 300; seed++) {
		const size_t i = seed % COUNT(cases);
		const struct rn_panel_opts opts = { .freq = cases[i].freq,
			.missing = types[seed % COUNT(types)], .id_col = "id" };
		struct rn_panel panel;
		struct rn_error err;
		struct rows r[2];

		for (uint32_t id = 0; id < 2; id++)
			make_rows(&r[id], seed * 20011 + id * 7919, cases[i].minutes,
			          cases[i].freq != NULL);
		assert_ok(rn_panel_load(&panel, write_rows(state, r, seed), &opts,
		                        &err), &err);
		for (int k = 0; k < panel.n_series; k++)
			compare(&panel.series[k], &r[panel.series[k].name[0] - 'a'],
			        cases[i].minutes, opts.missing);
		assert_int_equal(panel.n_series, 2);
		rn_panel_release(&panel);
	}
}

/* One row that is out of order, among those with gaps. */
static void test_out_of_order(void **state)
{
	static const struct { int by; const char *what; } faults[] = {
		{ 0, "same time as" }, { -60, "earlier than" },
		{ 7, "not a whole number of steps of 1h after" },
	};
	const struct rn_missing_type *const types[] = { &rn_missing_interpolate,
		&rn_missing_ffill, &rn_missing_drop };

	for (uint32_t seed = 0; seed < 90; seed++) {
		const size_t i = seed % COUNT(faults);
		const struct rn_panel_opts opts = { .id_col = "id",
			.missing = types[seed / 3 % COUNT(types)] };
		const int id = (int)(seed & 1);
		struct rn_panel panel;
		struct rn_error err;
		struct rows r[2];
		char said[200];
		const char *path;
		int row;

		make_rows(&r[0], seed * 20011, 60, false);
		make_rows(&r[1], seed * 20011 + 7919, 60, false);
		row = 2 + pick(seed, r[id].n - 3);
		r[id].at[row] = r[id].at[row - 1] + faults[i].by;
		path = write_rows(state, r, seed);
		assert_int_equal(rn_panel_load(&panel, path, &opts, &err), RN_EDATA);
		snprintf(said, sizeof(said), "%s:%d: column 1 (\"ds\"): %s line %d "
		         "(series \"%c\")", path, r[id].line[row], faults[i].what,
		         r[id].line[row - 1], "ab"[id]);
		assert_string_equal(err.msg, said);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_generated),
		cmocka_unit_test(test_out_of_order),
	};

	return cmocka_run_group_tests_name("group", tests, scratch_make,
	                                   scratch_remove);
}

/*
 * season.c - the periods of a series.
 *
 * The whitened spectrum (data/spectrum.h) proposes a period and tells how
 * likely it is by chance; forecasts confirm it.  What has been looked at is
 * cut out of the spectrum, and the rest proposes the next, so that neither
 * multiples nor parts of a period come with it.
 */
#include "data/season.h"

#include "base/block.h"
#include "data/spectrum.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

/* The chance that is taken to see a season in noise: over all periods, and for
 * each that is likely anyway. */
#define CHANCE 0.003

/* The share of the highest peak that the peak of the period itself has: its
 * multiples may be higher, its parts are lower. */
#define PEAK 0.7

/* Periods that are looked at, accepted or not. */
#define MAX_ROUND 5

/* Halves and thirds of a period come from its own lines. */
#define MAX_PART 3

/* Three times the shortest period. */
#define LEAST_ROWS 6

struct search {
	size_t n;       /* rows */
	size_t longest; /* period: a third of them */
	double *x;      /* [n] rows, less their line */
	struct rn_spectrum spectrum;
	int n_found;
	int *found;
};

/* Takes the line off that lies nearest in squares, of rows brought to a
 * largest magnitude of 1.  False where nothing but rounding is left. */
static bool take_rows(struct search *s, const double *x)
{
	const double middle = (double)(s->n - 1) / 2;
	double most = 0, mean = 0, slope = 0, squares = 0, rest = 0;

	for (size_t t = 0; t < s->n; t++)
		most = fmax(most, fabs(x[t]));
	for (size_t t = 0; t < s->n && most > 0; t++) {
		s->x[t] = x[t] / most;
		mean += s->x[t] / (double)s->n;
	}
	for (size_t t = 0; t < s->n; t++) {
		const double from = (double)t - middle;

		slope += from * s->x[t];
		squares += from * from;
	}
	slope /= squares;
	for (size_t t = 0; t < s->n; t++) {
		s->x[t] -= mean + slope * ((double)t - middle);
		rest += s->x[t] * s->x[t];
	}
	return rest > 1e-24 * (double)s->n;
}

static double peak(const struct search *s, size_t lag)
{
	return rn_spectrum_peak(&s->spectrum, lag);
}

/* The highest lag of the next stretch from *lag on where the lines correlate,
 * 0 where there is none; *lag: the end of it. */
static size_t next_peak(const struct search *s, size_t *lag)
{
	size_t top = 0;

	while (*lag <= s->longest && peak(s, *lag) <= 0)
		++*lag;
	for (; *lag <= s->longest && peak(s, *lag) > 0; ++*lag)
		if (top == 0 || peak(s, *lag) > peak(s, top))
			top = *lag;
	return top;
}

/* The mean squared error of repeating the value `lag` rows before, over the
 * last third of the rows. */
static double lag_error(const struct search *s, size_t lag)
{
	double sum = 0;

	for (size_t t = s->n - s->longest; t < s->n; t++)
		sum += (s->x[t] - s->x[t - lag]) * (s->x[t] - s->x[t - lag]);
	return sum / (double)s->longest;
}

/* The mean of lag_error over the lags from near to far, by a window that slides
 * over these rows. */
static double repeating_error(const struct search *s, size_t near, size_t far)
{
	const size_t from = s->n - s->longest;
	const double n = (double)(far - near + 1);
	double sum = 0, squares = 0, error = 0;

	for (size_t t = from - far; t < from - near; t++) {
		sum += s->x[t];
		squares += s->x[t] * s->x[t];
	}
	for (size_t t = from; t < s->n; t++) {
		const double in = s->x[t - near], out = s->x[t - far];

		sum += in;
		squares += in * in;
		error += s->x[t] * (s->x[t] - 2 * sum / n) + squares / n;
		sum -= out;
		squares -= out * out;
	}
	return error / (double)s->longest;
}

/* What lies so near to a period that it may be the same, as a season that
 * changes is not one period alone. */
static bool is_near(size_t a, size_t b)
{
	return (a > b ? a - b : b - a) <= b / 8;
}

/* Is it near a period that was found, its half or its third? */
static bool is_found(const struct search *s, size_t period)
{
	for (int i = 0; i < s->n_found; i++)
		for (size_t part = 1; part <= MAX_PART; part++)
			if (is_near(part * period, (size_t)s->found[i]))
				return true;
	return false;
}

/* A peak may be wide, and the rows themselves know better.  Of the lags near
 * it, by ever smaller steps, the one that forecasts better by more than three
 * standard deviations of a mean of squares takes its place.  Beside another
 * season that would be a multiple of the other. */
static size_t sharpen(const struct search *s, size_t top)
{
	const double sure = 1 - 3 * sqrt(2 / (double)s->longest);
	double least = sure * lag_error(s, top);
	size_t best = top;

	for (size_t step = top / 16; step > 0; step /= 2) {
		const size_t lag[] = { best - step, best + step };

		for (int i = 0; i < 2; i++) {
			const double error = lag[i] <= s->longest && is_near(lag[i], top)
			                     ? lag_error(s, lag[i]) : (double)INFINITY;

			if (error < least) {
				least = error;
				best = lag[i];
			}
		}
	}
	return best;
}

/* A multiple of a period that was found takes the place of one near it where
 * it forecasts better than both. */
static size_t align(const struct search *s, size_t top)
{
	size_t best = top;

	for (int i = 0; i < s->n_found; i++) {
		const size_t p = (size_t)s->found[i];
		const size_t multiple = (top + p / 2) / p * p;

		if (multiple > p && multiple <= s->longest && is_near(multiple, top)
		    && lag_error(s, multiple)
		       < fmin(lag_error(s, best), lag_error(s, p)))
			best = multiple;
	}
	return best;
}

/* The period that what is left of the periodogram speaks for; 0: none. */
static size_t choose(const struct search *s, const struct rn_season_opts *opts)
{
	double most = 0, chance = CHANCE / (double)s->longest;
	size_t first = 0, lag, top;

	/* The first stretch is that around lag 0. */
	while (first <= s->longest && (first == 0 || peak(s, first) > 0))
		first++;
	for (lag = first; (top = next_peak(s, &lag)) > 0;)
		most = fmax(most, peak(s, top));
	do
		top = next_peak(s, &first);
	while (top > 0 && peak(s, top) < PEAK * most);
	if (top == 0)
		return 0;
	top = s->n_found ? align(s, top) : sharpen(s, top);
	for (int i = 0; i < opts->n_likely; i++) {
		const size_t p = (size_t)opts->likely[i];

		if (p <= s->longest && is_near(p, top) && peak(s, p) >= PEAK * most) {
			top = p;
			chance = CHANCE;
			break;
		}
	}
	return rn_spectrum_chance(&s->spectrum, top) < log(chance) ? top : 0;
}

/* Does repeating the value a period before beat repeating one that is about as
 * old?  Beside another season it must also beat one that is up to so old, and
 * a multiple of a period must beat that period. */
static bool is_confirmed(const struct search *s, size_t period)
{
	const double error = lag_error(s, period);

	if (is_found(s, period))
		return false;
	for (int i = 0; i < s->n_found; i++) {
		const size_t p = (size_t)s->found[i];

		if (period % p == 0 && error >= lag_error(s, p))
			return false;
	}
	if (s->n_found && error >= repeating_error(s, 1, period))
		return false;
	return error < repeating_error(s, period - period / 2,
	                               period + period / 2);
}

/* A season takes the place of its half or third where that forecasts far
 * worse: it was only a part of it.  A week leaves the day its place. */
static void accept(struct search *s, size_t period)
{
	for (int i = 0; i < s->n_found; i++) {
		const size_t p = (size_t)s->found[i];

		if (period % p == 0 && period / p <= MAX_PART
		    && lag_error(s, period) < lag_error(s, p) / 2) {
			s->found[i] = (int)period;
			return;
		}
	}
	s->found[s->n_found++] = (int)period;
}

static void search(struct search *s, const struct rn_season_opts *opts)
{
	for (int i = 0; i < MAX_ROUND && s->n_found < RN_MAX_SEASON; i++) {
		size_t period;

		if (!rn_spectrum_correlate(&s->spectrum))
			return;
		period = choose(s, opts);
		if (period == 0)
			return;
		if (is_confirmed(s, period))
			accept(s, period);
		rn_spectrum_cut(&s->spectrum, period);
	}
}

enum rn_status rn_season_find(const double *x, size_t n,
                              const struct rn_season_opts *opts, int *n_season,
                              int season[RN_MAX_SEASON], struct rn_error *err)
{
	struct search s = { .found = season };
	enum rn_status status = RN_OK;

	*n_season = 0;
	if (n < LEAST_ROWS)
		return RN_OK;
	s.n = n < RN_SEASON_ROWS ? n : RN_SEASON_ROWS;
	s.longest = s.n / 3;
	if (rn_alloc(&s.x, s.n, sizeof(*s.x), err))
		return err->status;
	if (take_rows(&s, x + n - s.n)) {
		status = rn_spectrum_make(&s.spectrum, s.x, s.n, err);
		if (!status)
			search(&s, opts);
		rn_spectrum_release(&s.spectrum);
	}
	*n_season = s.n_found;
	free(s.x);
	return status;
}

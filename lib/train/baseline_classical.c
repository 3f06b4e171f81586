/*
 * baseline_classical.c - naive2 and theta, the yardsticks of the M4
 * competition, fitted anew at every cutoff on the rows up to it.
 *
 * naive2 repeats the last value that is left when the season is taken out, and
 * puts the season back.  Its MASE and sMAPE are what OWA divides by.
 *
 * theta does the same with the mean of two forecasts of what is left, y: the
 * straight line L of least squares, and 2 y - L under simple exponential
 * smoothing
 *
 *   l_t = l_(t-1) + alpha (y_t - l_(t-1))
 *
 * whose alpha and first level make the sum of squared errors least.  Source:
 * V. Assimakopoulos, K. Nikolopoulos, The theta model, 2000.
 */
#include "train/baseline.h"

#include "base/block.h"
#include "base/kernel.h"
#include "train/classical.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

/* Rows without their season. */
struct rest {
	size_t n;
	size_t m;        /* steps in the season; 1: none was found */
	bool is_ratio;
	double *index;   /* [m] of the season */
	double *y;       /* [n] */
};

static enum rn_status make_room(struct rn_baseline *b,
                                const struct rn_dataset *data,
                                struct rn_error *err)
{
	const size_t room = (size_t)b->period
		+ rn_classical_rows(SIZE_MAX, b->period);

	(void)data;
	return rn_alloc(&b->state, room, sizeof(*b->state), err);
}

static struct rest take_season(const struct rn_baseline *b, const double *x,
                               size_t n_row)
{
	const size_t n = rn_classical_rows(n_row, b->period);
	struct rest r = { .n = n, .m = (size_t)b->period, .index = b->state,
	                  .y = b->state + b->period };

	x += n_row - n;
	if (rn_classical_test(x, n, b->period, r.y)) {
		r.is_ratio = rn_classical_split(x, n, b->period, r.index, r.y);
	} else {
		r.m = 1;
		r.index[0] = 0;
		memcpy(r.y, x, n * sizeof(*x));
	}
	return r;
}

/* Puts the season back into a forecast `ahead` rows after the last. */
static double put_season(const struct rest *r, double yhat, size_t ahead)
{
	const double index = r->index[(r->n - 1 + ahead) % r->m];

	return r->is_ratio ? yhat * index : yhat + index;
}

static void naive2(const struct rn_baseline *b, const struct rn_series *series,
                   size_t cutoff, const struct rn_window_shape *shape,
                   const struct rn_scale *scale, double *yhat)
{
	const struct rest r = take_season(b, series->x, cutoff + 1);

	(void)scale;
	for (int k = 0; k < shape->n_out; k++)
		yhat[k] = put_season(&r, r.y[r.n - 1], (size_t)(shape->lead + k));
}

/* The line of least squares through y: at row t, level + slope t. */
static void fit_line(const double *y, size_t n, double *level, double *slope)
{
	const double middle = (double)(n - 1) / 2;
	double mean = 0, up = 0, wide = 0;

	for (size_t t = 0; t < n; t++)
		mean += y[t] / (double)n;
	for (size_t t = 0; t < n; t++) {
		const double d = (double)t - middle;

		up += d * (y[t] - mean);
		wide += d * d;
	}
	*slope = wide > 0 ? up / wide : 0;
	*level = mean - *slope * middle;
}

/* As many alphas are tried side by side. */
enum { N_TRY = 16, N_ROUND = 4 };

/*
 * Smooths y with each alpha and keeps the best: its number, and the last
 * level.  Another first level, d more than y_0, would change the errors e_t by
 * -d c_t, c_t = (1 - alpha)^t: so the best d is e c / c c, summed over t.
 */
RN_KERNEL
static int smooth(const double *y, size_t n, const double alpha[N_TRY],
                  double *last)
{
	double l[N_TRY], c[N_TRY], ee[N_TRY] = { 0 }, ec[N_TRY] = { 0 };
	double cc[N_TRY] = { 0 }, least = INFINITY;
	int best = 0;

	for (int j = 0; j < N_TRY; j++) {
		l[j] = y[0];
		c[j] = 1;
	}
	for (size_t t = 0; t < n; t++)
		for (int j = 0; j < N_TRY; j++) {
			const double e = y[t] - l[j];

			ee[j] += e * e;
			ec[j] += e * c[j];
			cc[j] += c[j] * c[j];
			l[j] += alpha[j] * e;
			/* Numbers next to nothing are slow to compute with. */
			c[j] = c[j] > 1e-100 ? c[j] * (1 - alpha[j]) : 0;
		}
	for (int j = 0; j < N_TRY; j++) {
		const double d = ec[j] / cc[j], square = ee[j] - d * ec[j];

		if (square < least) {
			least = square;
			best = j;
			*last = l[j] + d * c[j];
		}
	}
	return best;
}

/* The level after the last row with the best alpha: each round looks closer
 * about the best one of the round before. */
static double smooth_best(const double *y, size_t n)
{
	double from = 1e-4, to = 1 - 1e-4, last = y[n - 1];

	for (int round = 0; round < N_ROUND; round++) {
		const double step = (to - from) / (N_TRY - 1);
		double alpha[N_TRY];
		int best;

		for (int j = 0; j < N_TRY; j++)
			alpha[j] = from + step * j;
		best = smooth(y, n, alpha, &last);
		from = alpha[best > 0 ? best - 1 : 0];
		to = alpha[best < N_TRY - 1 ? best + 1 : best];
	}
	return last;
}

static void theta(const struct rn_baseline *b, const struct rn_series *series,
                  size_t cutoff, const struct rn_window_shape *shape,
                  const struct rn_scale *scale, double *yhat)
{
	const struct rest r = take_season(b, series->x, cutoff + 1);
	double level, slope, last;

	(void)scale;
	fit_line(r.y, r.n, &level, &slope);
	for (size_t t = 0; t < r.n; t++)
		r.y[t] = 2 * r.y[t] - (level + slope * (double)t);
	last = smooth_best(r.y, r.n);
	for (int k = 0; k < shape->n_out; k++) {
		const size_t ahead = (size_t)(shape->lead + k);
		const double line = level + slope * (double)(r.n - 1 + ahead);

		yhat[k] = put_season(&r, (line + last) / 2, ahead);
	}
}

const struct rn_baseline_type rn_baseline_naive2 = {
	.name = "naive2",
	.title = "the last value without its season, the season put back",
	.is_slow = true,
	.fit = make_room,
	.forecast = naive2,
};

const struct rn_baseline_type rn_baseline_theta = {
	.name = "theta",
	.title = "theta method of the M4 competition, its season taken out",
	.is_slow = true,
	.fit = make_room,
	.forecast = theta,
};

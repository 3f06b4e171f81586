/*
 * baseline_ridge.c - a linear autoregression with a ridge penalty.
 *
 *   yhat = my + (x - mx) W,  W = (S + penalty)^-1 C
 *
 * S and C are the centred moments of the training windows, x and y in scaled
 * units (A. Hoerl, R. Kennard 1970).  One factorisation S = Q D Q' serves all
 * penalties, and the validation error of each follows from the moments of the
 * validation windows, so every window is touched once.
 */
#include "forecast/baseline.h"

#include "base/blas.h"
#include "base/block.h"
#include "base/solve.h"
#include "data/batch.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Sums over windows of the row v = [x, y, 1] and of v' v. */
struct moments {
	int n;      /* length of v */
	double *vv; /* [n, n] */
};

enum { CHUNK = 256 };

/* The inputs of a window, scaled, channel by channel; returns their end. */
static double *fill_inputs(double *v, const struct rn_series *series,
                           const struct rn_window_shape *shape,
                           const struct rn_scale *scale, size_t first)
{
	const int D = rn_window_width(shape);

	for (int d = 0; d < D; d++) {
		int column;
		const double *x = rn_window_channel(shape, series, first, d, &column);

		for (int t = 0; t < shape->n_in; t++)
			*v++ = rn_scale_apply(&scale[column], x[t]);
	}
	return v;
}

/* v of one window */
static void fill_row(const struct rn_dataset *data, struct rn_window w,
                     double *v)
{
	const struct rn_window_shape *shape = &data->split->shape;
	const struct rn_scale *scale = rn_dataset_scale(data, w.series);
	const struct rn_series *s = &data->panel->series[w.series];
	const double *y = s->x + rn_window_target(shape, w.first);

	v = fill_inputs(v, s, shape, scale, w.first);
	for (int k = 0; k < shape->n_out; k++)
		*v++ = rn_scale_apply(scale, y[k]);
	*v = 1;
}

static void add_windows(struct moments *m, const struct rn_dataset *data,
                        enum rn_part part, double *chunk)
{
	const size_t n = data->split->n[part];
	int rows = 0;

	for (size_t i = 0; i < n; i++) {
		fill_row(data, rn_split_window(data->split, part, i),
		         chunk + (size_t)rows * (size_t)m->n);
		if (++rows == CHUNK || i + 1 == n) {
			rn_gram(m->n, rows, chunk, m->vv);
			rows = 0;
		}
	}
}

/* Makes vv the moments about `mean` of windows that add up to vv. */
static void centre(struct moments *m, const double *mean)
{
	const int n = m->n, one = n - 1;
	const double count = m->vv[one * n + one];

	for (int i = 0; i < one; i++)
		for (int j = 0; j < one; j++)
			m->vv[i * n + j] += count * mean[i] * mean[j]
			                    - mean[i] * m->vv[one * n + j]
			                    - mean[j] * m->vv[one * n + i];
}

/* The problem in the eigenvectors of S: with a = Q C, the weights are
 * W = Q' a / (D + penalty). */
struct problem {
	int T, K;
	const double *D, *Q; /* [T], [T, T] eigenvectors in rows */
	double *a;           /* [T, K] */
	double *W;           /* [T, K] */
};

static void solve(const struct problem *p, double penalty)
{
	memset(p->W, 0, (size_t)p->T * (size_t)p->K * sizeof(*p->W));
	for (int e = 0; e < p->T; e++) {
		const double over = 1 / (fmax(p->D[e], 0) + penalty);

		for (int i = 0; i < p->T; i++)
			for (int k = 0; k < p->K; k++)
				p->W[i * p->K + k] += p->Q[e * p->T + i] * over
				                      * p->a[e * p->K + k];
	}
}

/* The squared error on the windows that m sums up: y'y - 2 W'C + W'S W. */
static double error_on(const struct problem *p, const struct moments *m)
{
	const int T = p->T, n = m->n;
	double sum = 0;

	for (int k = 0; k < p->K; k++) {
		sum += m->vv[(T + k) * n + T + k];
		for (int i = 0; i < T; i++) {
			const double w = p->W[i * p->K + k];
			double Sw = 0;

			for (int j = 0; j < T; j++)
				Sw += m->vv[i * n + j] * p->W[j * p->K + k];
			sum += w * (Sw - 2 * m->vv[i * n + T + k]);
		}
	}
	return sum;
}

/* Tries penalties from 1e-8 to 10 times the mean eigenvalue and leaves W at
 * the best of them; without validation windows, at the least. */
static void choose(const struct problem *p, const struct moments *valid,
                   bool has_valid)
{
	double size = 0, best_error = INFINITY, best = 0;

	for (int e = 0; e < p->T; e++)
		size += fmax(p->D[e], 0) / p->T;
	for (int i = -8; i <= 1; i++) {
		const double penalty = fmax(size, 1e-300) * pow(10, i);
		double error;

		solve(p, penalty);
		error = has_valid ? error_on(p, valid) : penalty;
		if (error < best_error) {
			best_error = error;
			best = penalty;
		}
	}
	solve(p, best);
}

/* state: mean [T + K], then W [T, K] */
static enum rn_status fit_moments(double *state, struct moments *train,
                                  struct moments *valid, int T, int K,
                                  bool has_valid, struct rn_error *err)
{
	const int n = train->n, one = n - 1;
	const size_t t = (size_t)T, k = (size_t)K;
	struct problem p = { .T = T, .K = K, .W = state + t + k };
	double *memory, *S, *D;

	for (int i = 0; i < one; i++)
		state[i] = train->vv[one * n + i] / train->vv[one * n + one];
	centre(train, state);
	centre(valid, state);
	if (rn_alloc(&memory, t * t + t + t * k, sizeof(*memory), err))
		return err->status;
	S = memory;
	D = S + t * t;
	p.a = D + t;
	for (int i = 0; i < T; i++)
		memcpy(S + (size_t)i * t, train->vv + i * n, t * sizeof(*S));
	if (rn_solve_eigen(S, T, D, err)) {
		free(memory);
		return err->status;
	}
	p.Q = S;
	p.D = D;
	for (int e = 0; e < T; e++)
		for (int i = 0; i < T; i++)
			for (int j = 0; j < K; j++)
				p.a[e * K + j] += S[e * T + i] * train->vv[i * n + T + j];
	choose(&p, valid, has_valid);
	free(memory);
	return RN_OK;
}

static enum rn_status ridge_fit(struct rn_baseline *b,
                                const struct rn_dataset *data,
                                struct rn_error *err)
{
	const struct rn_window_shape *shape = &data->split->shape;
	const size_t n_in = (size_t)shape->n_in * (size_t)rn_window_width(shape);
	const int T = n_in < RN_MAX_RIDGE ? (int)n_in : RN_MAX_RIDGE;
	const int K = shape->n_out;
	const size_t n = (size_t)(T + K + 1);
	struct moments train = { T + K + 1, NULL }, valid = train;
	double *chunk = NULL, *state = NULL;

	if (T + K > RN_MAX_RIDGE)
		return RN_OK;
	if (rn_blas_start(err)
	    || rn_alloc(&train.vv, n * n, sizeof(double), err)
	    || rn_alloc(&valid.vv, n * n, sizeof(double), err)
	    || rn_alloc(&chunk, n * CHUNK, sizeof(double), err)
	    || rn_alloc(&state, (size_t)(T + K + T * K), sizeof(double), err))
		goto done;
	add_windows(&train, data, RN_TRAIN, chunk);
	add_windows(&valid, data, RN_VALID, chunk);
	if (fit_moments(state, &train, &valid, T, K, data->split->n[RN_VALID] > 0,
	                err))
		goto done;
	b->state = state;
	state = NULL;
done:
	free(train.vv);
	free(valid.vv);
	free(chunk);
	free(state);
	return b->state ? RN_OK : err->status;
}

static void ridge_forecast(const struct rn_baseline *b,
                           const struct rn_series *series, size_t cutoff,
                           const struct rn_window_shape *shape,
                           const struct rn_scale *scale, double *yhat)
{
	const int T = shape->n_in * rn_window_width(shape), K = shape->n_out;
	const double *mean = b->state, *W = mean + T + K;
	double z[RN_MAX_RIDGE];

	fill_inputs(z, series, shape, scale, cutoff + 1 - (size_t)shape->n_in);
	for (int k = 0; k < K; k++)
		yhat[k] = mean[T + k];
	for (int i = 0; i < T; i++)
		for (int k = 0; k < K; k++)
			yhat[k] += (z[i] - mean[i]) * W[i * K + k];
	for (int k = 0; k < K; k++)
		yhat[k] = rn_scale_invert(scale, yhat[k]);
}

const struct rn_baseline_type rn_baseline_ridge = {
	.name = "ridge",
	.title = "linear autoregression on the same inputs, ridge penalty",
	.fit = ridge_fit,
	.forecast = ridge_forecast,
};

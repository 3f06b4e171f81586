/*
 * ridge.c - ridge regression by eigenvectors.
 */
#include "base/ridge.h"

#include "base/blas.h"
#include "base/block.h"
#include "base/solve.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { CHUNK = 256 };

enum rn_status rn_moments_make(struct rn_moments *m, int n_in, int n_out,
                               struct rn_error *err)
{
	const size_t n = (size_t)n_in + (size_t)n_out + 1;

	*m = (struct rn_moments){ .n_in = n_in, .n_out = n_out, .n = (int)n };
	if (rn_alloc(&m->vv, n * n, sizeof(*m->vv), err)
	    || rn_alloc(&m->chunk, n * CHUNK, sizeof(*m->chunk), err)) {
		rn_moments_release(m);
		return err->status;
	}
	return RN_OK;
}

void rn_moments_release(struct rn_moments *m)
{
	free(m->vv);
	free(m->chunk);
	*m = (struct rn_moments)RN_MOMENTS_INIT;
}

void rn_moments_close(struct rn_moments *m)
{
	if (m->rows > 0)
		rn_gram(m->n, m->rows, m->chunk, m->vv);
	m->rows = 0;
}

double *rn_moments_next(struct rn_moments *m)
{
	double *v;

	if (m->rows == CHUNK)
		rn_moments_close(m);
	v = m->chunk + (size_t)m->rows++ * (size_t)m->n;
	v[m->n - 1] = 1;
	return v;
}

double rn_moments_count(const struct rn_moments *m)
{
	const size_t n = (size_t)m->n;

	return m->vv[n * n - 1];
}

/* Makes vv the moments about `mean` of samples that add up to vv. */
static void centre(struct rn_moments *m, const double *mean)
{
	const size_t n = (size_t)m->n, one = n - 1;
	const double *sum = m->vv + one * n, count = sum[one];

	for (size_t i = 0; i < one; i++)
		for (size_t j = 0; j < one; j++)
			m->vv[i * n + j] += count * mean[i] * mean[j]
			                    - mean[i] * sum[j] - mean[j] * sum[i];
}

/* The problem in the eigenvectors of S: with a = Q C, the weights are
 * W = Q' a / (D + penalty). */
struct problem {
	size_t T, K;
	const double *D, *Q; /* [T], [T, T] eigenvectors in rows */
	double *a;           /* [T, K] */
	double *b;           /* [T, K] for what lies between */
	double *W;           /* [T, K] */
};

static void solve(const struct problem *p, double penalty)
{
	const int T = (int)p->T, K = (int)p->K;

	for (size_t e = 0; e < p->T; e++) {
		const double over = 1 / (fmax(p->D[e], 0) + penalty);

		for (size_t k = 0; k < p->K; k++)
			p->b[e * p->K + k] = over * p->a[e * p->K + k];
	}
	rn_dgemm(T, K, T, p->Q, T, true, p->b, K, p->W);
}

/* The squared error on the samples that m sums up: y'y - 2 W'C + W'S W. */
static double error_on(const struct problem *p, const struct rn_moments *m)
{
	const size_t T = p->T, K = p->K, n = (size_t)m->n;
	double sum = 0;

	rn_dgemm((int)T, (int)K, (int)T, m->vv, m->n, false, p->W, (int)K, p->b);
	for (size_t k = 0; k < K; k++) {
		sum += m->vv[(T + k) * n + T + k];
		for (size_t i = 0; i < T; i++)
			sum += p->W[i * K + k] * (p->b[i * K + k]
			                          - 2 * m->vv[i * n + T + k]);
	}
	return sum;
}

/* Leaves W at the penalty that does best, or at the one that was asked for. */
static void choose(const struct problem *p, const struct rn_moments *valid,
                   const struct rn_ridge_opts *opts)
{
	const bool has_valid = rn_moments_count(valid) > 0;
	double unit = opts->is_relative ? 0 : 1;
	double best_error = INFINITY, best = opts->penalty;

	for (size_t e = 0; opts->is_relative && e < p->T; e++)
		unit += fmax(p->D[e], 0) / (double)p->T;
	unit = fmax(unit, 1e-300);
	for (int i = -8; opts->penalty < 0 && i <= 1; i++) {
		const double penalty = pow(10, i);
		double error;

		solve(p, penalty * unit);
		error = has_valid ? error_on(p, valid) : penalty;
		if (error < best_error) {
			best_error = error;
			best = penalty;
		}
	}
	solve(p, fmax(best, 0) * unit);
}

/* Fills D and Q, which S [T, T] becomes, and a. */
static enum rn_status factor(struct problem *p, double *S, double *D,
                             const struct rn_moments *m,
                             struct rn_error *err)
{
	const size_t n = (size_t)m->n, T = p->T, K = p->K;

	for (size_t i = 0; i < T; i++)
		memcpy(S + i * T, m->vv + i * n, T * sizeof(*S));
	if (rn_solve_eigen(S, m->n_in, D, err))
		return err->status;
	p->Q = S;
	p->D = D;
	rn_dgemm((int)T, (int)K, (int)T, S, (int)T, false, m->vv + T, m->n, p->a);
	return RN_OK;
}

enum rn_status rn_ridge_fit(double *state, double *mse,
                            struct rn_moments *train,
                            struct rn_moments *valid,
                            const struct rn_ridge_opts *opts,
                            struct rn_error *err)
{
	const size_t t = (size_t)train->n_in, k = (size_t)train->n_out;
	const double *sum = train->vv + (t + k) * (t + k + 1);
	const double count = sum[t + k];
	struct problem p = { .T = t, .K = k, .W = state + t + k };
	enum rn_status status;
	double *memory;

	for (size_t i = 0; i < t + k; i++)
		state[i] = sum[i] / count;
	centre(train, state);
	centre(valid, state);
	if (rn_alloc(&memory, t * t + t + 2 * t * k, sizeof(*memory), err))
		return err->status;
	p.a = memory + t * t + t;
	p.b = p.a + t * k;
	status = factor(&p, memory, memory + t * t, train, err);
	if (!status) {
		choose(&p, valid, opts);
		*mse = error_on(&p, train) / count / (double)k;
	}
	free(memory);
	return status;
}

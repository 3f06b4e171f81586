/*
 * net_bench.h - a whole network with the loss sum(dyhat * yhat), so that its
 * gradient can be compared with differences.
 */
#ifndef NET_BENCH_H
#define NET_BENCH_H

#include "nn/arch.h"
#include "nn/network.h"

#include "help.h"

#include "base/blas.h"

/* k: outputs of a row that is forecast; y [B, n_out]: what a decoder may be fed
 * with.  Where `resumes`, a pass over other numbers goes before, whose state is
 * carried over. */
struct bench {
	struct rn_network_spec spec;
	int T, B, D, k;
	bool resumes;
	struct rn_pass pass;
	struct rn_network net;
	struct rn_run run;
	double *x, *before, *y, *dyhat, *grad;
	size_t n_x, n_yhat;
};

static inline void make(struct bench *b)
{
	const int n_out = b->spec.n_out ? b->spec.n_out : 1;
	struct rn_error err;

	b->spec.n_out = n_out;
	b->spec.n_in = b->T;
	assert_ok(rn_blas_start(&err), &err);
	assert_null(rn_network_plan(&b->net, &b->spec, b->D, n_out * b->k));
	assert_ok(rn_network_alloc(&b->net, &err), &err);
	assert_ok(rn_run_make(&b->run, &b->net, b->T, b->B + 1, true, &err), &err);
	b->n_x = (size_t)(b->T * b->B * b->D);
	b->n_yhat = (size_t)(b->run.T_out * b->B * n_out * b->k);
	b->x = numbers(b->n_x);
	b->before = numbers(b->n_x);
	b->y = numbers((size_t)(b->B * n_out));
	b->dyhat = numbers(b->n_yhat);
	b->grad = numbers(b->net.n_param);
	fill_noise(b->net.param, b->net.n_param, 1, 0.6);
	fill_noise(b->x, b->n_x, 3000000, 1);
	fill_noise(b->before, b->n_x, 4000000, 1);
	fill_noise(b->y, (size_t)(b->B * n_out), 4000000, 1);
	fill_noise(b->dyhat, b->n_yhat, 5000000, 1);
	b->pass.y = b->y;
}

static inline void release(struct bench *b)
{
	rn_run_release(&b->run);
	rn_network_release(&b->net);
	free(b->x);
	free(b->before);
	free(b->y);
	free(b->dyhat);
	free(b->grad);
}

static inline const double *forward(struct bench *b)
{
	const double *w = b->net.param;

	if (!b->resumes)
		return rn_run_forward(&b->run, w, &b->pass, b->x, b->B);
	rn_run_forward(&b->run, w, &b->pass, b->before, b->B);
	return rn_run_resume(&b->run, w, &b->pass, b->x);
}

static inline void backward(struct bench *b)
{
	memcpy(rn_run_dyhat(&b->run), b->dyhat, b->n_yhat * sizeof(double));
	rn_run_backward(&b->run, b->net.param, b->grad);
}

static inline double loss(struct bench *b)
{
	const double *yhat = forward(b);
	double sum = 0;

	for (size_t i = 0; i < b->n_yhat; i++)
		sum += b->dyhat[i] * yhat[i];
	return sum;
}

/* What a carried state owes to the weights is no part of the gradient: there
 * the parameters from `from` on are compared alone. */
static inline void check_gradient(struct bench *b, size_t from)
{
	const double eps = 1e-6;

	loss(b);
	backward(b);
	for (size_t i = from; i < b->net.n_param; i++) {
		const double at = b->net.param[i];
		double up, down;

		b->net.param[i] = at + eps;
		up = loss(b);
		b->net.param[i] = at - eps;
		down = loss(b);
		b->net.param[i] = at;
		assert_near(b->grad[i], (up - down) / (2 * eps), 1e-7);
	}
}

#endif

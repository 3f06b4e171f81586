/*
 * forecast.c - the forecast rule: which window supplies which row.
 */
#include "forecast/forecast.h"

#include "base/blas.h"
#include "base/block.h"

#include <stdlib.h>
#include <string.h>

struct forecaster {
	const struct rn_network *net;
	const struct rn_window_shape *shape;
	const struct rn_scale *scale;
	struct rn_run run;
	rn_real *input; /* [n_in] */
	double *x;      /* known rows, then forecasts */
};

/* The outputs of the window whose last input is row `cutoff`, scaled. */
static const rn_real *outputs(struct forecaster *f, size_t cutoff)
{
	const int T = f->shape->n_in;
	const struct rn_pass pass = { .training = false };
	const double *from = f->x + cutoff + 1 - (size_t)T;

	for (int t = 0; t < T; t++)
		f->input[t] = (rn_real)rn_scale_apply(f->scale, from[t]);
	return rn_run_forward(&f->run, f->net->param, &pass, f->input, 1);
}

/* Appends as many rows to the n in x as one turn gives, at most `most`;
 * returns their number. */
static size_t extend(struct forecaster *f, size_t n, size_t most)
{
	const size_t lead = (size_t)f->shape->lead, K = (size_t)f->shape->n_out;
	size_t done = 0;

	/* Row n + done lies `lead` after the last input of an earlier window. */
	for (; done + 1 < lead && done < most; done++)
		f->x[n + done] = rn_scale_invert(
			f->scale, (double)outputs(f, n + done - lead)[0]);
	if (done < most) {
		const rn_real *z = outputs(f, n - 1);

		for (size_t k = 0; k < K && done < most; k++, done++)
			f->x[n + done] = rn_scale_invert(f->scale, (double)z[k]);
	}
	return done;
}

enum rn_status rn_forecast(const struct rn_network *net,
                           const struct rn_window_shape *shape,
                           const struct rn_scale *scale, const double *x,
                           size_t n, size_t n_ahead, double *yhat,
                           struct rn_error *err)
{
	const size_t needs = (size_t)shape->n_in + (size_t)shape->lead - 1;
	struct forecaster f = { .net = net, .shape = shape, .scale = scale,
	                        .run = RN_RUN_INIT };
	enum rn_status status;

	status = rn_blas_start(err);
	if (!status)
		status = rn_run_make(&f.run, net, shape->n_in, 1, false, err);
	if (!status)
		status = rn_alloc(&f.input, (size_t)shape->n_in, sizeof(*f.input),
		                  err);
	if (!status)
		status = rn_alloc(&f.x, needs + n_ahead, sizeof(*f.x), err);
	if (!status) {
		memcpy(f.x, x + n - needs, needs * sizeof(*f.x));
		for (size_t done = 0; done < n_ahead;)
			done += extend(&f, needs + done, n_ahead - done);
		memcpy(yhat, f.x + needs, n_ahead * sizeof(*yhat));
	}
	rn_run_release(&f.run);
	free(f.input);
	free(f.x);
	return status;
}

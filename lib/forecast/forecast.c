/*
 * forecast.c - the forecast rule: which window supplies which row.
 */
#include "forecast/forecast.h"

#include "base/blas.h"
#include "base/block.h"
#include "data/batch.h"

#include <stdlib.h>
#include <string.h>

/* Rows that the first rows ahead come from. */
static size_t needs(const struct rn_window_shape *shape)
{
	return (size_t)shape->n_in + (size_t)shape->lead - 1;
}

void rn_forecaster_release(struct rn_forecaster *f)
{
	rn_run_release(&f->run);
	free(f->z);
	free(f->x);
	*f = (struct rn_forecaster)RN_FORECASTER_INIT;
}

enum rn_status rn_forecaster_make(struct rn_forecaster *f,
                                  const struct rn_model *model, size_t most,
                                  struct rn_error *err)
{
	const struct rn_window_shape *shape = &model->spec.shape;
	const struct rn_network *net = &model->net;
	enum rn_status status = rn_blas_start(err);

	*f = (struct rn_forecaster){ .model = model };
	if (!status)
		status = rn_run_make(&f->run, net, shape->n_in, 1, false, err);
	if (!status)
		status = rn_alloc(&f->z, (size_t)shape->n_in * (size_t)net->D,
		                  sizeof(*f->z), err);
	if (!status)
		status = rn_alloc(&f->x, needs(shape) + most, sizeof(*f->x), err);
	if (status)
		rn_forecaster_release(f);
	return status;
}

/* The outputs of the window whose last input is row `cutoff`, scaled. */
static const rn_real *outputs(struct rn_forecaster *f,
                              const struct rn_scale *scale,
                              const struct rn_series *rows, size_t cutoff)
{
	const struct rn_pass pass = { .training = false };
	const struct rn_window_shape *shape = &f->model->spec.shape;
	const struct rn_network *net = &f->model->net;

	rn_batch_input(f->z, (size_t)net->D, shape, scale, rows,
	               cutoff + 1 - (size_t)shape->n_in);
	return rn_run_last(&f->run, rn_run_forward(&f->run, net->param, &pass,
	                                           f->z, 1), 1);
}

/* Appends as many rows to the n in x as one turn gives, at most `most`;
 * returns their number. */
static size_t extend(struct rn_forecaster *f, const struct rn_scale *scale,
                     const struct rn_series *rows, size_t n, size_t most)
{
	const struct rn_train_opts *t = &f->model->spec.train;
	const struct rn_window_shape *shape = &f->model->spec.shape;
	const size_t lead = (size_t)shape->lead, K = (size_t)shape->n_out;
	const size_t width = (size_t)rn_loss_width(t->loss, &t->args);
	size_t done = 0;

	/* Row n + done lies `lead` after the last input of an earlier window. */
	for (; done + 1 < lead && done < most; done++)
		f->x[n + done] = rn_scale_invert(
			scale, t->loss->point(outputs(f, scale, rows, n + done - lead),
			                      &t->args));
	if (done < most) {
		const rn_real *z = outputs(f, scale, rows, n - 1);

		for (size_t k = 0; k < K && done < most; k++, done++)
			f->x[n + done] = rn_scale_invert(
				scale, t->loss->point(z + k * width, &t->args));
	}
	return done;
}

void rn_forecaster_run(struct rn_forecaster *f, const struct rn_scale *scale,
                       const struct rn_series *series, size_t n_ahead,
                       double *yhat)
{
	const size_t known = needs(&f->model->spec.shape), n = series->n_row;
	const struct rn_series rows = {
		.x = f->x, .input = series->input,
		.first = series->first + n - known,
	};

	memcpy(f->x, series->x + n - known, known * sizeof(*f->x));
	for (size_t done = 0; done < n_ahead;)
		done += extend(f, scale, &rows, known + done, n_ahead - done);
	memcpy(yhat, f->x + known, n_ahead * sizeof(*yhat));
}

enum rn_status rn_forecast(const struct rn_model *model,
                           const struct rn_scale *scale,
                           const struct rn_series *series, size_t n_ahead,
                           double *yhat, struct rn_error *err)
{
	struct rn_forecaster f;

	if (rn_forecaster_make(&f, model, n_ahead, err))
		return err->status;
	rn_forecaster_run(&f, scale, series, n_ahead, yhat);
	rn_forecaster_release(&f);
	return RN_OK;
}

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
                                  const struct rn_model *model, int n_path,
                                  size_t most, struct rn_error *err)
{
	const struct rn_window_shape *shape = &model->spec.shape;
	const size_t n = (size_t)n_path;
	enum rn_status status = rn_blas_start(err);

	*f = (struct rn_forecaster){ .model = model, .n_path = n_path,
	                             .room = needs(shape) + most };
	if (!status)
		status = rn_run_make(&f->run, &model->net, shape->n_in, n_path, false,
		                     err);
	if (!status)
		status = rn_alloc(&f->z, (size_t)shape->n_in * (size_t)model->net.D,
		                  n * sizeof(*f->z), err);
	if (!status)
		status = rn_alloc(&f->x, f->room, n * sizeof(*f->x), err);
	if (status)
		rn_forecaster_release(f);
	return status;
}

/* A forecast that is being made. */
struct course {
	struct rn_forecaster *f;
	const struct rn_scale *scale;
	struct rn_series rows;      /* those of the first path */
	const struct rn_draw *draw;
};

/* The outputs of each path's window whose last input is row `cutoff`. */
static const rn_real *outputs(const struct course *c, size_t cutoff)
{
	const struct rn_forecaster *f = c->f;
	const struct rn_pass pass = { .training = false };
	const struct rn_window_shape *shape = &f->model->spec.shape;
	const size_t D = (size_t)f->model->net.D, n = (size_t)f->n_path;
	struct rn_series rows = c->rows;

	for (size_t p = 0; p < n; p++) {
		rows.x = f->x + p * f->room;
		rn_batch_input(f->z + p * D, n * D, shape, c->scale, &rows,
		               cutoff + 1 - (size_t)shape->n_in);
	}
	return rn_run_last(&f->run,
	                   rn_run_forward(&c->f->run, f->model->net.param, &pass,
	                                  f->z, f->n_path), f->n_path);
}

/* What outputs z say of row `ahead` of a path, scaled. */
static double take(const struct course *c, const rn_real *z, size_t path,
                   size_t ahead)
{
	const struct rn_train_opts *t = &c->f->model->spec.train;
	struct rn_rng rng;

	if (c->draw->temperature <= 0)
		return t->loss->point(z, &t->args);
	rn_rng_init(&rng, c->draw->seed, RN_STREAM_SAMPLE,
	            c->draw->first + (uint32_t)path, (uint32_t)ahead);
	return t->loss->sample(z, &t->args, c->draw->temperature, &rng);
}

/* Puts output k of each path's window into its row `ahead`. */
static void put(const struct course *c, const rn_real *z, size_t k,
                size_t ahead)
{
	const struct rn_forecaster *f = c->f;
	const struct rn_spec *spec = &f->model->spec;
	const size_t n_out = (size_t)spec->shape.n_out;
	const size_t width = (size_t)rn_loss_width(spec->train.loss,
	                                           &spec->train.args);

	for (size_t p = 0; p < (size_t)f->n_path; p++)
		f->x[p * f->room + needs(&spec->shape) + ahead] = rn_scale_invert(
			c->scale, take(c, z + (p * n_out + k) * width, p, ahead));
}

/* Appends as many rows to the `ahead` rows that there are as one turn gives,
 * `most` in all; returns their number then. */
static size_t extend(const struct course *c, size_t ahead, size_t most)
{
	const struct rn_window_shape *shape = &c->f->model->spec.shape;
	const size_t lead = (size_t)shape->lead, K = (size_t)shape->n_out;
	const size_t last = needs(shape) + ahead - 1, before = ahead + lead - 1;

	/* Such a row lies `lead` after the last input of an earlier window. */
	for (; ahead < before && ahead < most; ahead++)
		put(c, outputs(c, needs(shape) + ahead - lead), 0, ahead);
	if (ahead < most) {
		const rn_real *z = outputs(c, last);

		for (size_t k = 0; k < K && ahead < most; k++, ahead++)
			put(c, z, k, ahead);
	}
	return ahead;
}

void rn_forecaster_draw(struct rn_forecaster *f, const struct rn_scale *scale,
                        const struct rn_series *series,
                        const struct rn_draw *draw, size_t n_ahead,
                        double *yhat)
{
	const size_t known = needs(&f->model->spec.shape), n = series->n_row;
	const struct course c = {
		.f = f, .scale = scale, .draw = draw,
		.rows = { .input = series->input,
		          .first = series->first + n - known },
	};

	for (size_t p = 0; p < (size_t)f->n_path; p++)
		memcpy(f->x + p * f->room, series->x + n - known,
		       known * sizeof(*f->x));
	for (size_t done = 0; done < n_ahead;)
		done = extend(&c, done, n_ahead);
	for (size_t p = 0; p < (size_t)draw->n; p++)
		memcpy(yhat + p * n_ahead, f->x + p * f->room + known,
		       n_ahead * sizeof(*yhat));
}

void rn_forecaster_run(struct rn_forecaster *f, const struct rn_scale *scale,
                       const struct rn_series *series, size_t n_ahead,
                       double *yhat)
{
	const struct rn_draw point = { .n = 1 };

	rn_forecaster_draw(f, scale, series, &point, n_ahead, yhat);
}

enum rn_status rn_forecast(const struct rn_model *model,
                           const struct rn_scale *scale,
                           const struct rn_series *series, size_t n_ahead,
                           double *yhat, struct rn_error *err)
{
	struct rn_forecaster f;

	if (rn_forecaster_make(&f, model, 1, n_ahead, err))
		return err->status;
	rn_forecaster_run(&f, scale, series, n_ahead, yhat);
	rn_forecaster_release(&f);
	return RN_OK;
}

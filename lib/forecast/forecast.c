/*
 * forecast.c - the forecast rule: which window supplies which row.
 */
#include "forecast/forecast.h"

#include "base/blas.h"
#include "base/block.h"
#include "data/batch.h"
#include "model/spec_method.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void rn_forecaster_release(struct rn_forecaster *f)
{
	rn_committee_release(&f->run);
	free(f->z);
	free(f->x);
	free(f->out);
	free(f->base);
	free(f->scale);
	free(f->series);
	free(f->deviate);
	free(f->drops);
	*f = (struct rn_forecaster)RN_FORECASTER_INIT;
}

/* A network like the model's, each of whose masks is one for all steps. */
static enum rn_status make_dropping(struct rn_forecaster *f,
                                    struct rn_error *err)
{
	if (rn_alloc(&f->drops, 1, sizeof(*f->drops), err))
		return err->status;
	*f->drops = f->model->net;
	for (int i = 0; i < f->drops->n_layer; i++)
		f->drops->layer[i].per_sequence = true;
	return RN_OK;
}

static enum rn_status make(struct rn_forecaster *f, const struct rn_model *m,
                           int n_path, size_t most, bool drops,
                           struct rn_error *err)
{
	const int T = rn_spec_piece(&m->spec) ? 1 : m->spec.shape.n_in;
	const size_t n = (size_t)n_path;

	*f = (struct rn_forecaster){ .model = m, .n_path = n_path,
	                             .room = rn_spec_wants(&m->spec) + most };
	/* A run for training has memory for masks. */
	if (rn_blas_start(err) || (drops && make_dropping(f, err))
	    || rn_committee_make(&f->run, drops ? f->drops : &m->net, T, n_path,
	                         drops, err)
	    || rn_alloc(&f->z, (size_t)T * (size_t)m->net.D, n * sizeof(*f->z),
	                err)
	    || rn_alloc(&f->x, f->room, n * sizeof(*f->x), err)
	    || rn_alloc(&f->out, (size_t)m->net.K, n * sizeof(*f->out), err)
	    || rn_alloc(&f->base, (size_t)m->spec.shape.n_out, sizeof(*f->base),
	                err)
	    || rn_alloc(&f->scale, n, sizeof(*f->scale), err)
	    || rn_alloc(&f->series, n, sizeof(*f->series), err)
	    || rn_alloc(&f->deviate, n, sizeof(*f->deviate), err)) {
		rn_forecaster_release(f);
		return err->status;
	}
	return RN_OK;
}

enum rn_status rn_forecaster_make(struct rn_forecaster *f,
                                  const struct rn_model *model, int n_path,
                                  size_t most, struct rn_error *err)
{
	return make(f, model, n_path, most, false, err);
}

enum rn_status rn_forecaster_make_dropping(struct rn_forecaster *f,
                                           const struct rn_model *model,
                                           int n_path, size_t most,
                                           struct rn_error *err)
{
	return make(f, model, n_path, most, true, err);
}

/* A forecast that is being made. */
struct course {
	struct rn_forecaster *f;
	const struct rn_scale *scale;
	struct rn_series rows;      /* those of the first path */
	size_t known;               /* rows before those ahead */
	const struct rn_draw *draw;
	double factor;              /* of residuals, by the last rows known */
};

/* The rows of a path. */
static struct rn_series rows_of(const struct course *c, size_t path)
{
	struct rn_series rows = c->rows;

	rows.x = c->f->x + path * c->f->room;
	return rows;
}

/* The inputs of a pass of each path, from row `first` on. */
static void gather(const struct course *c, size_t first)
{
	const struct rn_forecaster *f = c->f;
	const size_t D = (size_t)f->model->net.D, n = (size_t)f->n_path;

	for (size_t p = 0; p < n; p++) {
		const struct rn_series rows = rows_of(c, p);

		rn_batch_rows(f->z + p * D, n * D, &f->model->spec.shape, c->scale,
		              &rows, first, f->run.T);
	}
}

/* What the network says of each path at row `cutoff`: of the window whose last
 * input it is, or of the state that has seen all rows up to it.  Cutoffs
 * ascend. */
static const rn_real *run(const struct course *c, size_t cutoff)
{
	struct rn_forecaster *f = c->f;
	const struct rn_pass pass = {
		.series = f->series, .drops = f->drops != NULL,
		.seed = c->draw->seed, .row0 = (int)c->draw->first,
	};
	const size_t start = (size_t)f->model->spec.shape.back;
	const rn_real *z = NULL;

	if (rn_spec_piece(&f->model->spec) == 0) {
		gather(c, cutoff + 1 - (size_t)f->run.T);
		return rn_committee_run(&f->run, &pass, f->z, f->n_path, false);
	}
	for (; f->at <= cutoff; f->at++) {
		gather(c, f->at);
		z = rn_committee_run(&f->run, &pass, f->z, f->n_path, f->at > start);
	}
	return z;
}

/* The forecasts of each path at row `cutoff`, scaled as f->scale says. */
static const rn_real *outputs(const struct course *c, size_t cutoff)
{
	struct rn_forecaster *f = c->f;
	const struct rn_window_shape *shape = &f->model->spec.shape;
	const struct rn_baseline *base = rn_model_base(f->model);
	const size_t K = (size_t)f->model->net.K, n = (size_t)f->n_path;

	memcpy(f->out, run(c, cutoff), n * K * sizeof(*f->out));
	for (size_t p = 0; p < n; p++) {
		const struct rn_series rows = rows_of(c, p);

		f->scale[p] = rn_window_scale(shape, c->scale, &rows,
			cutoff + 1 - (size_t)shape->n_in);
		if (base)
			rn_baseline_add(base, &rows, cutoff, shape, c->scale, f->base,
			                f->out + p * K, (int)K / shape->n_out);
	}
	return f->out;
}

/* An error of step k for row `ahead` of a path, scaled: a deviate that hangs
 * on that of the row before, and the error that has the same place. */
static double draw_residual(const struct course *c, struct rn_rng *rng,
                            size_t k, size_t path, size_t ahead)
{
	const struct rn_residuals *r = &c->f->model->residuals;
	const double link = ahead ? r->link[k] : 0;
	double *z = &c->f->deviate[path];

	*z = link * *z + sqrt(1 - link * link) * rn_rng_normal(rng);
	/* It is in the units of the series, and the outputs in their window's. */
	return c->factor * rn_residual_of(r, k, *z) * c->scale->scale
	       / c->f->scale[path].scale;
}

/* What outputs z of step k say of row `ahead` of a path, scaled. */
static double take(const struct course *c, const rn_real *z, size_t k,
                   size_t path, size_t ahead)
{
	const struct rn_train_opts *t = &c->f->model->spec.train;
	const double heat = c->draw->temperature;
	struct rn_rng rng;

	if (c->draw->source == RN_DRAW_QUANTILE)
		return t->loss->quantile(z, &t->args, c->draw->share[path]);
	if (heat <= 0)
		return t->loss->point(z, &t->args);
	rn_rng_init(&rng, c->draw->seed, RN_STREAM_SAMPLE,
	            c->draw->first + (uint32_t)path, (uint32_t)ahead);
	if (c->draw->source == RN_DRAW_LOSS)
		return t->loss->sample(z, &t->args, heat, &rng);
	return t->loss->point(z, &t->args)
	       + heat * draw_residual(c, &rng, k, path, ahead);
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
		f->x[p * f->room + c->known + ahead] = rn_scale_invert(
			&f->scale[p], take(c, z + (p * n_out + k) * width, k, p, ahead));
}

/* Appends as many rows to the `ahead` rows that there are as one turn gives,
 * `most` in all; returns their number then. */
static size_t extend(const struct course *c, size_t ahead, size_t most)
{
	const struct rn_window_shape *shape = &c->f->model->spec.shape;
	const size_t lead = (size_t)shape->lead, K = (size_t)shape->n_out;
	const size_t last = c->known + ahead - 1, before = ahead + lead - 1;

	/* Such a row lies `lead` after the last input of an earlier window. */
	for (; ahead < before && ahead < most; ahead++)
		put(c, outputs(c, c->known + ahead - lead), 0, ahead);
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
	const size_t wants = rn_spec_wants(&f->model->spec), n = series->n_row;
	const size_t known = wants < n ? wants : n;
	const size_t n_in = (size_t)f->model->spec.shape.n_in;
	const struct course c = {
		.f = f, .scale = scale, .draw = draw, .known = known,
		.rows = { .input = series->input,
		          .first = series->first + n - known },
		.factor = rn_residual_factor(
			&f->model->residuals, series->number,
			rn_residual_spread(scale, series->x + n - n_in, n_in)),
	};

	f->at = (size_t)f->model->spec.shape.back;
	for (size_t p = 0; p < (size_t)f->n_path; p++) {
		f->series[p] = series->number;
		memcpy(f->x + p * f->room, series->x + n - known,
		       known * sizeof(*f->x));
	}
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

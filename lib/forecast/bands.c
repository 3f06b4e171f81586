/*
 * bands.c - intervals of windows, row by row.
 */
#include "forecast/bands.h"

#include <stddef.h>

const struct rn_bands rn_bands_usual = { .n_level = 2, .level = { 80, 95 } };

bool rn_bands_exist(const struct rn_bands *bands, int n_out)
{
	const struct rn_model *m = bands->model;

	if (!m || m->spec.is_categorical || bands->n_level == 0)
		return false;
	if (bands->ends)
		return true;
	if (m->spec.train.loss->quantile)
		return bands->z != NULL;
	return n_out <= m->residuals.n_step;
}

int rn_bands_widest(const struct rn_bands *bands)
{
	int widest = 0;

	for (int l = 1; l < bands->n_level; l++)
		if (bands->level[l] > bands->level[widest])
			widest = l;
	return widest;
}

struct rn_band rn_band_of(const struct rn_bands *bands,
                          const struct rn_dataset *data,
                          const struct rn_origins *origins, size_t i)
{
	const struct rn_window_shape *shape = &data->split->shape;
	const struct rn_window w = rn_origins_window(origins, i);
	const struct rn_series *series = &data->panel->series[w.series];
	const size_t n_out = (size_t)shape->n_out;
	struct rn_band band = { .of = bands,
	                        .scale = *rn_dataset_scale(data, w.series) };

	if (bands->ends) {
		band.ends = bands->ends + i * n_out * 2 * (size_t)bands->n_level;
	} else if (bands->z) {
		band.z = bands->z + rn_origins_number(origins, i)
		                    * (size_t)bands->model->net.K;
		band.scale = rn_window_scale(shape, &band.scale, series, w.first);
	} else {
		band.unit = rn_conformal_unit(
			&bands->model->residuals,
			bands->number ? bands->number[w.series] : w.series, shape,
			&band.scale, series, w.first);
	}
	return band;
}

/* What the outputs z of a row say that lies below an end. */
static double end_of(const struct rn_band *band, const rn_real *z, double p)
{
	const struct rn_train_opts *t = &band->of->model->spec.train;

	return rn_scale_invert(&band->scale, t->loss->quantile(z, &t->args, p));
}

struct rn_span rn_band_span(const struct rn_band *band, int k, double yhat,
                            int l)
{
	const struct rn_bands *of = band->of;
	const struct rn_train_opts *t = &of->model->spec.train;
	const double tail = (1 - of->level[l] / 100) / 2;
	const double *ends;
	const rn_real *z;

	if (band->ends) {
		ends = band->ends + 2 * (k * of->n_level + l);
		return (struct rn_span){ ends[0], ends[1] };
	}
	if (!band->z)
		return rn_conformal_span(&of->model->residuals, &band->scale.bounds,
		                         band->unit, (size_t)k, yhat, of->level[l]);
	z = band->z + k * rn_loss_width(t->loss, &t->args);
	return (struct rn_span){ end_of(band, z, tail), end_of(band, z, 1 - tail) };
}

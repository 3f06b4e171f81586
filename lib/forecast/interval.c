/*
 * interval.c - intervals read off tables of errors, and off paths.
 */
#include "forecast/interval.h"

#include "base/block.h"
#include "data/quantile.h"
#include "forecast/conformal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { N_PATH = 1000 };

/* Numbers of paths, of 8 bytes each: 1 GiB. */
static const size_t most_numbers = (size_t)1 << 27;

const struct rn_interval_type rn_interval_conformal = {
	.name = "conformal",
	.title = "errors like those on the validation windows",
};

const struct rn_interval_type rn_interval_model = {
	.name = "model",
	.title = "the distribution that the network's outputs describe",
	.by_loss = true,
};

const struct rn_interval_type rn_interval_dropout = {
	.name = "dropout",
	.title = "networks with other units masked, and what each leaves open",
	.by_loss = true,
	.drops = true,
};

const struct rn_interval_type *const rn_interval_types[] = {
	&rn_interval_conformal, &rn_interval_dropout, &rn_interval_model, NULL
};

const struct rn_interval_type *rn_interval_usual(const struct rn_model *model)
{
	return model->spec.train.loss->sample ? &rn_interval_model
	                                      : &rn_interval_conformal;
}

/* Does a layer of the network mask anything?  The options alone do not tell:
 * some networks have no layers, and some are never trained. */
static bool has_dropout(const struct rn_network *net)
{
	for (int i = 0; i < net->n_layer; i++) {
		const struct rn_layer *l = &net->layer[i];

		if (l->drop > 0 || l->drop_state > 0 || l->drop_input > 0)
			return true;
	}
	return false;
}

enum rn_status rn_interval_check(const struct rn_interval_type *type,
                                 const struct rn_model *model,
                                 struct rn_error *err)
{
	const struct rn_spec *spec = &model->spec;
	const bool describes = type->by_loss && spec->train.loss->sample;

	if (type->drops && !has_dropout(&model->net)) {
		rn_fail(err, RN_EUSAGE, "--interval dropout: the model was trained "
		        "without dropout");
		return rn_hint(err, "train with --dropout, or leave out --interval");
	}
	if (describes)
		return RN_OK;
	if (type->by_loss && !type->drops) {
		rn_fail(err, RN_EUSAGE, "--interval %s: a model trained with --loss "
		        "%s forecasts points alone", type->name,
		        spec->train.loss->name);
		return rn_hint(err, "train with --loss gaussian, student or quantiles, "
		               "or leave out --interval");
	}
	if (model->residuals.n_step > 0)
		return RN_OK;
	if (spec->is_categorical)
		return rn_fail(err, RN_EUSAGE, "--interval %s: the model forecasts "
		               "symbols, which have no errors to draw", type->name);
	rn_fail(err, RN_EUSAGE, "the model was trained with fewer than two "
	        "validation windows, whose errors intervals are made of");
	return rn_hint(err, "train it again with a --val-size above 1, or with "
	               "--loss gaussian");
}

struct rn_paths_opts rn_interval_draws(const struct rn_interval_type *type,
                                       const struct rn_model *model)
{
	const bool describes = type->by_loss && model->spec.train.loss->sample;

	return (struct rn_paths_opts){
		.source = describes ? RN_DRAW_LOSS : RN_DRAW_RESIDUAL,
		.drops = type->drops,
	};
}

size_t rn_interval_reach(const struct rn_interval_type *type,
                         const struct rn_model *model)
{
	const struct rn_window_shape *shape = &model->spec.shape;
	const bool has_some = type->by_loss
		? model->spec.train.loss->quantile != NULL
		: model->residuals.n_step > 0;

	if (type->drops || !has_some)
		return 0;
	return (size_t)(shape->lead - 1) + (size_t)shape->n_out;
}

/* Rows that no paths are needed for. */
static size_t n_direct(const struct rn_fan *fan)
{
	if (fabs(fan->opts.temperature - 1) > 0)
		return 0;
	return rn_interval_reach(fan->opts.type, fan->model);
}

/* What the ends of the first window's intervals are made with, by a model that
 * says where they are. */
static enum rn_status make_ends(struct rn_fan *fan, struct rn_error *err)
{
	const size_t n = n_direct(fan) < fan->most ? n_direct(fan) : fan->most;
	const int n_end = 2 * fan->opts.n_level;

	if (!fan->opts.type->by_loss || n == 0)
		return RN_OK;
	if (rn_alloc(&fan->end, (size_t)n_end * n, sizeof(*fan->end), err))
		return err->status;
	return rn_forecaster_make(&fan->ends, fan->model, n_end, n, err);
}

static enum rn_status make_paths(struct rn_fan *fan, struct rn_error *err)
{
	struct rn_paths_opts how = rn_interval_draws(fan->opts.type, fan->model);

	if (fan->most > most_numbers / N_PATH) {
		rn_fail(err, RN_ELIMIT, "%d paths of %zu rows are too many numbers",
		        N_PATH, fan->most);
		return rn_hint(err, "ask for a shorter --horizon");
	}
	how.n = N_PATH;
	how.seed = fan->opts.seed;
	how.temperature = fan->opts.temperature;
	how.n_thread = fan->opts.n_thread;
	if (rn_alloc(&fan->path, N_PATH * fan->most, sizeof(*fan->path), err)
	    || rn_alloc(&fan->sorted, N_PATH, sizeof(*fan->sorted), err))
		return err->status;
	return rn_paths_make(&fan->paths, fan->model, &how, fan->most, err);
}

enum rn_status rn_fan_make(struct rn_fan *fan, const struct rn_model *model,
                           const struct rn_fan_opts *opts, size_t most,
                           struct rn_error *err)
{
	*fan = (struct rn_fan){ .model = model, .opts = *opts, .most = most };
	if (!opts->type)
		fan->opts.type = rn_interval_usual(model);
	if (model->spec.is_categorical)
		return rn_fail(err, RN_EUSAGE, "--level: the model forecasts symbols, "
		               "between which nothing lies");
	if (rn_interval_check(fan->opts.type, model, err)
	    || rn_alloc(&fan->bound, 2 * (size_t)opts->n_level * most,
	                sizeof(*fan->bound), err)
	    || make_ends(fan, err)
	    || (most > n_direct(fan) && make_paths(fan, err))) {
		rn_fan_release(fan);
		return err->status;
	}
	return RN_OK;
}

void rn_fan_release(struct rn_fan *fan)
{
	rn_paths_release(&fan->paths);
	rn_forecaster_release(&fan->ends);
	free(fan->end);
	free(fan->path);
	free(fan->sorted);
	free(fan->bound);
	*fan = (struct rn_fan)RN_FAN_INIT;
}

static double *low(const struct rn_fan *fan, int l)
{
	return fan->bound + (size_t)(2 * l) * fan->most;
}

static double *high(const struct rn_fan *fan, int l)
{
	return low(fan, l) + fan->most;
}

const double *rn_fan_low(const struct rn_fan *fan, int l)
{
	return low(fan, l);
}

const double *rn_fan_high(const struct rn_fan *fan, int l)
{
	return high(fan, l);
}

/* The rows before the window after the last one known are each the first of an
 * earlier window. */
static void spread_window(struct rn_fan *fan, int i,
                          const struct rn_series *series, size_t row,
                          double yhat)
{
	const struct rn_window_shape *shape = &fan->model->spec.shape;
	const size_t before = (size_t)shape->lead - 1;
	const size_t k = row < before ? 0 : row - before;
	const size_t end = series->n_row - (row < before ? before - row : 0);
	const struct rn_residuals *r = &fan->model->residuals;
	const struct rn_scale *scale = fan->model->series[i].scale;
	const double unit = rn_conformal_unit(r, i, shape, scale, series,
	                                      end - (size_t)shape->n_in);

	for (int l = 0; l < fan->opts.n_level; l++) {
		const struct rn_span s = rn_conformal_span(
			r, &scale->bounds, unit, k, yhat, fan->opts.level[l]);

		low(fan, l)[row] = s.low;
		high(fan, l)[row] = s.high;
	}
}

/* The first n rows, by the distribution that the outputs describe. */
static void spread_ends(struct rn_fan *fan, int i,
                        const struct rn_series *series, size_t n)
{
	const int n_end = 2 * fan->opts.n_level;
	double share[2 * RN_MAX_LEVEL];
	const struct rn_draw draw = { .source = RN_DRAW_QUANTILE,
		.temperature = 1, .n = n_end, .share = share };

	for (int l = 0; l < fan->opts.n_level; l++) {
		share[2 * l] = (1 - fan->opts.level[l] / 100) / 2;
		share[2 * l + 1] = 1 - share[2 * l];
	}
	rn_forecaster_draw(&fan->ends, fan->model->series[i].scale, series, &draw,
	                   n, fan->end);
	for (int e = 0; e < n_end; e++)
		memcpy(fan->bound + (size_t)e * fan->most, fan->end + (size_t)e * n,
		       n * sizeof(*fan->bound));
}

static void spread_paths(struct rn_fan *fan, size_t n_ahead, size_t row)
{
	for (size_t p = 0; p < N_PATH; p++)
		fan->sorted[p] = fan->path[p * n_ahead + row];
	rn_sort(fan->sorted, N_PATH);
	for (int l = 0; l < fan->opts.n_level; l++) {
		const double tail = (1 - fan->opts.level[l] / 100) / 2;

		low(fan, l)[row] = rn_quantile(fan->sorted, N_PATH, tail);
		high(fan, l)[row] = rn_quantile(fan->sorted, N_PATH, 1 - tail);
	}
}

void rn_fan_spread(struct rn_fan *fan, int i, const struct rn_series *series,
                   size_t n_ahead, const double *yhat)
{
	const size_t most = n_direct(fan);
	const size_t direct = most < n_ahead ? most : n_ahead;

	if (n_ahead > direct)
		rn_paths_draw(&fan->paths, i, series, n_ahead, fan->path);
	if (fan->end)
		spread_ends(fan, i, series, direct);
	for (size_t row = 0; !fan->end && row < direct; row++)
		spread_window(fan, i, series, row, yhat[row]);
	for (size_t row = direct; row < n_ahead; row++)
		spread_paths(fan, n_ahead, row);
}

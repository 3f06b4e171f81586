/*
 * conformal.c - residuals of windows, and intervals made of them.
 */
#include "forecast/conformal.h"

#include "base/block.h"

#include <math.h>
#include <stdlib.h>

/* Numbers that are sorted at most, 0.2 s of work: the windows of long
 * horizons overlap so much that every second one tells as much. */
enum { MAX_SORTED = 1 << 21 };

/* Residuals that follow each other exactly would leave nothing to draw. */
static const double most_link = 0.999;

/* Errors that are less, scaled, are those of single precision. */
static const double least_unit = 1e-9;

/* Powers that are tried, 0 to 1, on so many steps of the horizon at most. */
enum { N_POWER = 5, MAX_TRIED = 8 };

/* Those that factors are chosen by. */
enum { N_LEVEL = 2 };
static const double levels[N_LEVEL] = { 80, 95 };

/* Forecasts of a part's windows, and what came of them. */
struct outcome {
	const struct rn_dataset *data;
	enum rn_part part;
	const double *yhat;
};

/* What came at step k of a window. */
static double truth(const struct outcome *o, const struct rn_window *w,
                    size_t k)
{
	const struct rn_window_shape *shape = &o->data->split->shape;

	return o->data->panel->series[w->series].x[
		rn_window_target(shape, w->first) + k];
}

/* The error of a forecast, scaled, before any factor. */
static double error_at(const struct outcome *o, size_t i, size_t k)
{
	const size_t K = (size_t)o->data->split->shape.n_out;
	const struct rn_window w = rn_split_window(o->data->split, o->part, i);
	const struct rn_scale *scale = rn_dataset_scale(o->data, w.series);

	return rn_scale_apply(scale, truth(o, &w, k))
	       - rn_scale_apply(scale, o->yhat[i * K + k]);
}

static double spread_of(const struct outcome *o, size_t i)
{
	const struct rn_window w = rn_split_window(o->data->split, o->part, i);

	return rn_residual_spread(rn_dataset_scale(o->data, w.series),
	                          o->data->panel->series[w.series].x + w.first,
	                          (size_t)o->data->split->shape.n_in);
}

/* Does window i - K end right before the targets of window i begin? */
static bool follows(const struct outcome *o, size_t i, size_t K)
{
	const struct rn_split *split = o->data->split;

	return i >= K && rn_split_window(split, o->part, i).series
	                 == rn_split_window(split, o->part, i - K).series;
}

/* The correlation of step k's residuals with those of the row before: of the
 * same window, or of the window that ends there; 0 where it may be chance, as
 * that of a few pairs always may. */
static double find_link(const struct outcome *o, size_t n, size_t stride,
                        size_t k)
{
	const size_t K = (size_t)o->data->split->shape.n_out;
	double sum_aa = 0, sum_bb = 0, sum_ab = 0, n_pair = 0, link;

	for (size_t i = 0; i < n; i += stride) {
		double a, b;

		if (k == 0 && !follows(o, i, K))
			continue;
		a = k ? error_at(o, i, k - 1) : error_at(o, i - K, K - 1);
		b = error_at(o, i, k);
		sum_aa += a * a;
		sum_bb += b * b;
		sum_ab += a * b;
		n_pair++;
	}
	if (!(sum_aa > 0 && sum_bb > 0))
		return 0;
	link = sum_ab / sqrt(sum_aa) / sqrt(sum_bb);
	if (fabs(link) * sqrt(n_pair) < 2)
		return 0;
	return fmax(-most_link, fmin(most_link, link));
}

/* Every stride-th window, and what its errors are divided by. */
struct choice {
	size_t n, stride;
	double *spread, *factor, *x; /* [n] each; x: residuals of a step */
	int *series;                 /* [n] */
};

static void take_step(const struct outcome *o, struct choice *c, size_t k)
{
	for (size_t i = 0; i < c->n; i++)
		c->x[i] = error_at(o, i * c->stride, k) / c->factor[i];
}

static void take_factors(const struct rn_residuals *r, struct choice *c)
{
	for (size_t i = 0; i < c->n; i++)
		c->factor[i] = rn_residual_factor(r, c->series[i], c->spread[i]);
}

/* The interval score of the n residuals of a step, whose table there is. */
static double score_step(const struct rn_residuals *r, const struct outcome *o,
                         struct choice *c, size_t k, double level)
{
	const double tail = (1 - level / 100) / 2;
	const double low = rn_residual_at(r, k, tail);
	const double high = rn_residual_at(r, k, 1 - tail);
	double sum = 0;

	take_step(o, c, k);
	for (size_t i = 0; i < c->n; i++) {
		const double off = fmax(0, fmax(low - c->x[i], c->x[i] - high));

		sum += (high - low + off / tail) * c->factor[i];
	}
	return sum;
}

/* Leaves the power of the factor at which intervals score best; some steps of
 * the horizon tell. */
static void choose_power(struct rn_residuals *r, const struct outcome *o,
                         struct choice *c)
{
	const size_t K = (size_t)r->n_step, every = (K + MAX_TRIED - 1) / MAX_TRIED;
	double least = INFINITY, best = 0;

	for (int p = 0; p < N_POWER; p++) {
		double sum = 0;

		r->power = (double)p / (N_POWER - 1);
		take_factors(r, c);
		for (size_t k = 0; k < K; k += every) {
			take_step(o, c, k);
			rn_residuals_set(r, k, c->x, c->n);
			for (int l = 0; l < N_LEVEL; l++)
				sum += score_step(r, o, c, k, levels[l]);
		}
		if (sum < least) {
			least = sum;
			best = r->power;
		}
	}
	r->power = best;
}

/* How much a series changes, scaled. */
static double change_of(const struct outcome *o, int series)
{
	const double change = o->data->change ? o->data->change[series] : 0;

	return change > 0 ? change / rn_dataset_scale(o->data, series)->scale : 1;
}

static size_t n_window(const struct outcome *o, int series)
{
	const struct rn_range *range = &o->data->split->part[series][o->part];

	return range->to - range->from;
}

/* The mean absolute error of each series, weighed against what its change
 * makes of those of the others. */
static void find_units(struct rn_residuals *r, const struct outcome *o)
{
	const size_t K = (size_t)r->n_step;
	double ratio = 0;
	size_t i = 0;
	int n = 0;

	for (int s = 0; s < r->n_series; s++) {
		const size_t last = i + n_window(o, s);
		const double n_row = (double)(n_window(o, s) * K);

		r->unit[s] = 0;
		n += i < last;
		for (; i < last; i++)
			for (size_t k = 0; k < K; k++)
				r->unit[s] += fabs(error_at(o, i, k)) / n_row;
		ratio += r->unit[s] / change_of(o, s);
	}
	for (int s = 0; s < r->n_series; s++) {
		const double horizons = (double)((n_window(o, s) + K - 1) / K);

		r->unit[s] = fmax(least_unit, (horizons * r->unit[s]
		                               + ratio / n * change_of(o, s))
		                              / (horizons + 1));
	}
}

/* The mean spread of the windows of each series, or of all windows where it
 * has none.  Do any have one? */
static bool find_spreads(struct rn_residuals *r, const struct choice *c)
{
	double mean = 0;
	size_t i = 0;

	for (int s = 0; s < r->n_series; s++) {
		size_t n = 0;
		double sum = 0;

		for (; i < c->n && c->series[i] == s; i++, n++)
			sum += c->spread[i];
		mean += sum / (double)c->n;
		r->spread[s] = n ? sum / (double)n : 0;
	}
	for (int s = 0; s < r->n_series; s++)
		if (!(r->spread[s] > 0))
			r->spread[s] = mean > 0 ? mean : 1;
	return mean > 0;
}

static void fit(struct rn_residuals *r, const struct outcome *o,
                struct choice *c)
{
	find_units(r, o);
	for (size_t i = 0; i < c->n; i++) {
		c->series[i] = rn_split_window(o->data->split, o->part,
		                               i * c->stride).series;
		c->spread[i] = spread_of(o, i * c->stride);
	}
	if (find_spreads(r, c))
		choose_power(r, o, c);
	take_factors(r, c);
	for (size_t k = 0; k < (size_t)r->n_step; k++) {
		take_step(o, c, k);
		rn_residuals_set(r, k, c->x, c->n);
		r->link[k] = find_link(o, c->n * c->stride, c->stride, k);
	}
}

enum rn_status rn_conformal_fit(struct rn_residuals *r,
                                const struct rn_dataset *data,
                                enum rn_part part, const double *yhat,
                                struct rn_error *err)
{
	const struct outcome o = { data, part, yhat };
	const size_t n = data->split->n[part];
	const size_t K = (size_t)data->split->shape.n_out;
	struct choice c = { .stride = (n * K + MAX_SORTED - 1) / MAX_SORTED };

	*r = (struct rn_residuals)RN_RESIDUALS_INIT;
	if (n < 2 || n / c.stride < 2)
		return RN_OK;
	c.n = n / c.stride;
	if (rn_alloc(&c.spread, 3 * c.n, sizeof(*c.spread), err))
		return err->status;
	c.factor = c.spread + c.n;
	c.x = c.factor + c.n;
	if (!rn_alloc(&c.series, c.n, sizeof(*c.series), err)
	    && !rn_residuals_alloc(r, (int)K, data->panel->n_series, err))
		fit(r, &o, &c);
	free(c.series);
	free(c.spread);
	return r->n_step ? RN_OK : err->status;
}

double rn_conformal_unit(const struct rn_residuals *r, int i,
                         const struct rn_window_shape *shape,
                         const struct rn_scale *scale,
                         const struct rn_series *series, size_t first)
{
	return scale->scale * rn_residual_factor(
		r, i, rn_residual_spread(scale, series->x + first,
		                      (size_t)shape->n_in));
}

struct rn_span rn_conformal_span(const struct rn_residuals *r,
                                 const struct rn_bounds *bounds, double unit,
                                 size_t k, double yhat, double level)
{
	/* The transform alone: the unit has the scale in it. */
	const struct rn_scale line = { .scale = 1, .bounds = *bounds };
	const double tail = (1 - level / 100) / 2, t = rn_scale_apply(&line, yhat);
	const double low = t + unit * rn_residual_at(r, k, tail);
	const double high = t + unit * rn_residual_at(r, k, 1 - tail);

	return (struct rn_span){
		.low = rn_scale_invert(&line, low),
		.high = rn_scale_invert(&line, high),
	};
}

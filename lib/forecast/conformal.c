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

static double residual(const struct outcome *o, size_t i, size_t k)
{
	const size_t K = (size_t)o->data->split->shape.n_out;
	const struct rn_window w = rn_split_window(o->data->split, o->part, i);
	const struct rn_scale *scale = rn_dataset_scale(o->data, w.series);

	return rn_scale_apply(scale, truth(o, &w, k))
	       - rn_scale_apply(scale, o->yhat[i * K + k]);
}

/* Does window i - K end right before the targets of window i begin? */
static bool follows(const struct outcome *o, size_t i, size_t K)
{
	const struct rn_split *split = o->data->split;

	return i >= K && rn_split_window(split, o->part, i).series
	                 == rn_split_window(split, o->part, i - K).series;
}

/* The correlation of step k's residuals with those of the row before: of the
 * same window, or of the window that ends there. */
static double find_link(const struct outcome *o, size_t n, size_t stride,
                        size_t k)
{
	const size_t K = (size_t)o->data->split->shape.n_out;
	double sum_aa = 0, sum_bb = 0, sum_ab = 0;

	for (size_t i = 0; i < n; i += stride) {
		double a, b;

		if (k == 0 && !follows(o, i, K))
			continue;
		a = k ? residual(o, i, k - 1) : residual(o, i - K, K - 1);
		b = residual(o, i, k);
		sum_aa += a * a;
		sum_bb += b * b;
		sum_ab += a * b;
	}
	if (!(sum_aa > 0 && sum_bb > 0))
		return 0;
	return fmax(-most_link, fmin(most_link, sum_ab / sqrt(sum_aa)
	                                        / sqrt(sum_bb)));
}

enum rn_status rn_conformal_fit(struct rn_residuals *r,
                                const struct rn_dataset *data,
                                enum rn_part part, const double *yhat,
                                struct rn_error *err)
{
	const struct outcome o = { data, part, yhat };
	const size_t n = data->split->n[part];
	const size_t K = (size_t)data->split->shape.n_out;
	const size_t stride = (n * K + MAX_SORTED - 1) / MAX_SORTED;
	double *x;

	*r = (struct rn_residuals)RN_RESIDUALS_INIT;
	if (n < 2 * stride || n < 2)
		return RN_OK;
	if (rn_alloc(&x, n / stride + 1, sizeof(*x), err))
		return err->status;
	if (rn_residuals_alloc(r, (int)K, err)) {
		free(x);
		return err->status;
	}
	for (size_t k = 0; k < K; k++) {
		size_t n_x = 0;

		for (size_t i = 0; i < n; i += stride)
			x[n_x++] = residual(&o, i, k);
		rn_residuals_set(r, k, x, n_x);
		r->link[k] = find_link(&o, n, stride, k);
	}
	free(x);
	return RN_OK;
}

struct rn_span rn_conformal_span(const struct rn_residuals *r,
                                 const struct rn_scale *scale, size_t k,
                                 double yhat, double level)
{
	const double tail = (1 - level / 100) / 2, z = rn_scale_apply(scale, yhat);

	return (struct rn_span){
		.low = fmin(yhat, rn_scale_invert(scale, z
		                                  + rn_residual_at(r, k, tail))),
		.high = fmax(yhat, rn_scale_invert(scale, z
		                                   + rn_residual_at(r, k, 1 - tail))),
	};
}

void rn_conformal_cover(struct rn_verdict *verdict,
                        const struct rn_residuals *r,
                        const struct rn_dataset *data, enum rn_part part,
                        const double *yhat)
{
	static const double levels[RN_N_COVERAGE] = { 80, 95 };
	const struct outcome o = { data, part, yhat };
	const size_t K = (size_t)data->split->shape.n_out;
	const size_t n = data->split->n[part] * K;

	verdict->has_coverage = r->n_step > 0 && n > 0;
	for (int l = 0; verdict->has_coverage && l < RN_N_COVERAGE; l++) {
		double width = 0;
		size_t hits = 0;

		for (size_t i = 0; i < n; i++) {
			const struct rn_window w = rn_split_window(data->split, part,
			                                           i / K);
			const double y = truth(&o, &w, i % K);
			const struct rn_span s = rn_conformal_span(
				r, rn_dataset_scale(data, w.series), i % K, yhat[i],
				levels[l]);

			hits += s.low <= y && y <= s.high;
			width += (s.high - s.low) / (double)n;
		}
		verdict->coverage[l] = (struct rn_coverage){
			levels[l], (double)hits / (double)n, width,
		};
	}
}

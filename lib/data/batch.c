/*
 * batch.c - windows to time-major arrays.
 */
#include "data/batch.h"

#include "base/rng.h"

struct rn_channel rn_window_channel(const struct rn_window_shape *shape,
                                    const struct rn_series *series,
                                    size_t first, int d)
{
	const int n_fold = rn_window_fold(shape);
	const int diff = d - 1 - shape->n_lag, past = diff - shape->n_diff;
	const int ahead = past - shape->n_past;
	const double *x = series->x + first;
	int input = past;

	if (d == 0)
		return (struct rn_channel){ x, NULL, 0 };
	if (diff < 0)
		return (struct rn_channel){ x + shape->lead - shape->lag[d - 1], NULL,
		                            0 };
	if (past < 0)
		return (struct rn_channel){ x - diff, x - diff - 1, 0 };
	if (ahead >= 0) {
		input = shape->n_past + ahead / n_fold;
		first = rn_window_ahead(shape, first, ahead % n_fold);
	}
	return (struct rn_channel){ series->input[input] + series->first + first,
	                            NULL, 1 + input };
}

void rn_batch_rows(rn_real *x, size_t step,
                   const struct rn_window_shape *shape,
                   const struct rn_scale *scale,
                   const struct rn_series *series, size_t first, int n)
{
	const int D = rn_window_width(shape);
	const struct rn_scale own = rn_window_scale(shape, scale, series, first);

	for (int d = 0; d < D; d++) {
		const struct rn_channel c = rn_window_channel(shape, series, first, d);
		const struct rn_scale *s = c.column ? &scale[c.column] : &own;

		for (int t = 0; t < n; t++)
			x[(size_t)t * step + (size_t)d] =
				(rn_real)rn_channel_value(&c, s, (size_t)t);
	}
}

void rn_batch_input(rn_real *x, size_t step,
                    const struct rn_window_shape *shape,
                    const struct rn_scale *scale,
                    const struct rn_series *series, size_t first)
{
	rn_batch_rows(x, step, shape, scale, series, first, shape->n_in);
}

void rn_batch_gather(const struct rn_batch *batch, const struct rn_panel *panel,
                     const struct rn_window_shape *shape,
                     const struct rn_scale *scale,
                     const struct rn_window *window, int n)
{
	const size_t B = (size_t)n, K = (size_t)shape->n_out;
	const size_t n_step = (size_t)batch->n_step;
	const size_t D = (size_t)rn_window_width(shape);
	const size_t n_scale = (size_t)(1 + shape->n_past + shape->n_ahead);

	for (size_t b = 0; b < B; b++) {
		const struct rn_series *s = &panel->series[window[b].series];
		const struct rn_scale *of = scale + n_scale
			* (size_t)window[b].series;
		const struct rn_scale own = rn_window_scale(shape, of, s,
		                                            window[b].first);
		const double *y = s->x
			+ (batch->y ? rn_window_target(shape, window[b].first) : 0);

		rn_batch_input(batch->x + b * D, B * D, shape, of, s,
		               window[b].first);
		/* The targets of a step lie a row before those of the next. */
		for (size_t t = 0; batch->y && t < n_step; t++) {
			rn_real *to = batch->y + (t * B + b) * K;

			for (size_t k = 0; k < K; k++)
				to[k] = (rn_real)rn_scale_apply(&own,
				                                (y - n_step)[t + 1 + k]);
		}
	}
}

void rn_batch_shuffle(size_t *order, size_t n, unsigned long long seed,
                      unsigned epoch)
{
	struct rn_rng rng;

	rn_rng_init(&rng, seed, RN_STREAM_SHUFFLE, epoch, 0);
	for (size_t i = 0; i < n; i++)
		order[i] = i;
	for (size_t i = n; i > 1; i--) {
		const size_t j = rn_rng_below(&rng, (uint32_t)i);
		const size_t swap = order[i - 1];

		order[i - 1] = order[j];
		order[j] = swap;
	}
}

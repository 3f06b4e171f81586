/*
 * batch.c - windows to time-major arrays.
 */
#include "data/batch.h"

#include "base/rng.h"

void rn_batch_gather(const struct rn_batch *batch, const struct rn_panel *panel,
                     const struct rn_window_shape *shape,
                     const struct rn_scale *scale,
                     const struct rn_window *window, int n)
{
	const size_t B = (size_t)n, K = (size_t)shape->n_out;
	const size_t T = (size_t)shape->n_in;

	for (size_t b = 0; b < B; b++) {
		const int i = window[b].series;
		const double *past = panel->series[i].x + window[b].first;
		const double *ahead = panel->series[i].x
			+ (batch->y ? rn_window_target(shape, window[b].first) : 0);

		for (size_t t = 0; t < T; t++)
			batch->x[t * B + b] =
				(rn_real)rn_scale_apply(&scale[i], past[t]);
		for (size_t k = 0; batch->y && k < K; k++)
			batch->y[b * K + k] =
				(rn_real)rn_scale_apply(&scale[i], ahead[k]);
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

/*
 * bases.c - base forecasts, made once for all cutoffs.
 */
#include "train/bases.h"

#include "base/block.h"
#include "train/baseline.h"

#include <stdlib.h>

/* The cutoffs of a series: rows [first, end), whose targets are known. */
static size_t count(const struct rn_dataset *data, int series, size_t first)
{
	const size_t n_row = data->panel->series[series].n_row;
	const size_t end = n_row - rn_window_reach(&data->split->shape);

	return n_row < rn_window_reach(&data->split->shape) || end < first
	       ? 0 : end - first;
}

/* Adds what one cutoff has to z. */
static void add(const struct rn_dataset *data, int series, size_t cutoff,
                double *work, rn_real *z, int width)
{
	rn_baseline_add(data->base, &data->panel->series[series], cutoff,
	                &data->split->shape, rn_dataset_scale(data, series),
	                work, z, width);
}

static void make_series(struct rn_bases *b, const struct rn_dataset *data,
                        int series, double *work)
{
	const size_t K = (size_t)data->split->shape.n_out;
	const size_t n = count(data, series, b->first);
	rn_real *z = b->z + b->at[series];

	for (size_t i = 0; i < n; i++)
		add(data, series, b->first + i, work, z + i * K, 1);
}

enum rn_status rn_bases_make(struct rn_bases *b,
                             const struct rn_dataset *data, size_t first,
                             struct rn_error *err)
{
	const size_t K = (size_t)data->split->shape.n_out;
	const int n_series = data->panel->n_series;
	size_t n = 0;
	double *work;

	*b = (struct rn_bases){ .first = first };
	if (rn_alloc(&b->at, (size_t)n_series, sizeof(*b->at), err))
		return err->status;
	for (int s = 0; s < n_series; s++) {
		b->at[s] = n;
		n += count(data, s, first) * K;
	}
	if (n > RN_MOST_BASES)
		return RN_OK;
	if (rn_alloc(&work, K, sizeof(*work), err))
		return err->status;
	if (!rn_alloc(&b->z, n, sizeof(*b->z), err)) {
		for (int s = 0; s < n_series; s++)
			make_series(b, data, s, work);
		err->status = RN_OK;
	}
	free(work);
	return err->status;
}

void rn_bases_release(struct rn_bases *b)
{
	free(b->z);
	free(b->at);
	*b = (struct rn_bases){ .first = 0 };
}

void rn_bases_add(const struct rn_bases *b, const struct rn_dataset *data,
                  int series, size_t cutoff, double *work, rn_real *z,
                  int width)
{
	const int K = data->split->shape.n_out;
	const rn_real *base;

	if (!b->z) {
		add(data, series, cutoff, work, z, width);
		return;
	}
	base = b->z + b->at[series] + (cutoff - b->first) * (size_t)K;
	for (int k = 0; k < K; k++)
		z[k * width] += base[k];
}

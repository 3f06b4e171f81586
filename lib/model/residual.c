/*
 * residual.c - tables of errors, and what is read off them.
 */
#include "model/residual.h"

#include "base/block.h"
#include "base/distribution.h"
#include "data/quantile.h"

#include <math.h>
#include <stdlib.h>

/* Enough rows to tell how large changes are. */
enum { MOST_ROWS = 1024 };

void rn_residuals_release(struct rn_residuals *r)
{
	free(r->table);
	free(r->link);
	free(r->unit);
	free(r->spread);
	*r = (struct rn_residuals)RN_RESIDUALS_INIT;
}

enum rn_status rn_residuals_alloc(struct rn_residuals *r, int n_step,
                                  int n_series, struct rn_error *err)
{
	const size_t n = (size_t)n_step;

	*r = (struct rn_residuals){ .n_step = n_step, .n_series = n_series };
	if (rn_alloc(&r->table, n, RN_RESIDUAL_PLACES * sizeof(*r->table), err)
	    || rn_alloc(&r->link, n, sizeof(*r->link), err)
	    || rn_alloc(&r->unit, (size_t)n_series, sizeof(*r->unit), err)
	    || rn_alloc(&r->spread, (size_t)n_series, sizeof(*r->spread), err)) {
		rn_residuals_release(r);
		return err->status;
	}
	for (int i = 0; i < n_series; i++)
		r->unit[i] = r->spread[i] = 1;
	return RN_OK;
}

double rn_residual_spread(const struct rn_scale *scale, const double *x,
                          size_t n)
{
	double mean = 0, sum = 0;

	if (n > MOST_ROWS) {
		x += n - MOST_ROWS;
		n = MOST_ROWS;
	}
	for (size_t t = 0; t < n; t++)
		mean += rn_scale_apply(scale, x[t]) / (double)n;
	for (size_t t = 0; t < n; t++) {
		const double z = rn_scale_apply(scale, x[t]) - mean;

		sum += z * z;
	}
	return sqrt(sum / (double)n);
}

double rn_residual_factor(const struct rn_residuals *r, int i, double spread)
{
	const double unit = r->n_step ? r->unit[i] : 1;

	return r->power > 0 ? unit * pow(spread / r->spread[i] + 0.1, r->power)
	                    : unit;
}

void rn_residuals_set(struct rn_residuals *r, size_t k, double *x, size_t n)
{
	const size_t P = RN_RESIDUAL_PLACES;

	r->n = n;
	rn_sort(x, n);
	for (size_t p = 0; p < P; p++)
		r->table[k * P + p] = rn_quantile(x, n, (double)p / (double)(P - 1));
}

/* The residual at the share p, that of a normal deviate of z. */
static double read_off(const struct rn_residuals *r, size_t k, double p,
                       double z)
{
	const double *table = r->table + k * RN_RESIDUAL_PLACES;
	const double n = (double)r->n, rank = (n + 1) * p;
	const double middle = rn_quantile(table, RN_RESIDUAL_PLACES, 0.5);
	double end;

	if (rank >= 1 && rank <= n)
		return rn_quantile(table, RN_RESIDUAL_PLACES, (rank - 1) / (n - 1));
	end = rank < 1 ? table[0] : table[RN_RESIDUAL_PLACES - 1];
	return middle + (end - middle) * z
	       / rn_normal_quantile(rank < 1 ? 1 / (n + 1) : n / (n + 1));
}

double rn_residual_at(const struct rn_residuals *r, size_t k, double p)
{
	return read_off(r, k, p, rn_normal_quantile(p));
}

double rn_residual_of(const struct rn_residuals *r, size_t k, double z)
{
	return read_off(r, k, rn_normal_share(z), z);
}

/*
 * loss_quantiles.c - several quantiles of what may come, which never cross.
 *
 * Of n outputs, the first is the quantile c whose share is nearest to a half;
 * the others are gaps to their neighbours on the side of c, so that what is
 * added to the first moves all:
 *
 *   q_c = z_0,  q_i = q_(i-1) + softplus(z_i),      i = c + 1 .. n - 1
 *               q_i = q_(i+1) - softplus(z_(i+1)),  i = c - 1 .. 0
 *   loss = sum over i of (1 - tau_i) e where e = q_i - y > 0, else -tau_i e
 *
 * Between two of them the share grows evenly with the value, and beyond the
 * outer ones as it does beside them.  R. Koenker, G. Bassett, "Regression
 * quantiles", Econometrica 1978; gaps: J. Gasthaus et al., "Probabilistic
 * forecasting with spline quantile function RNNs", AISTATS 2019.
 */
#include "nn/loss.h"

#include <math.h>

static int center(const struct rn_quantiles *of)
{
	int c = 0;

	for (int i = 1; i < of->n; i++)
		if (fabs(of->p[i] - 0.5) < fabs(of->p[c] - 0.5))
			c = i;
	return c;
}

/* The quantiles q [n], and the slopes of their gaps by their outputs [n]. */
static void unfold(const rn_real *z, int n, int c, double *q, double *slope)
{
	q[c] = (double)z[0];
	for (int i = c + 1; i < n; i++)
		q[i] = q[i - 1] + rn_softplus((double)z[i], &slope[i]);
	for (int i = c - 1; i >= 0; i--)
		q[i] = q[i + 1] - rn_softplus((double)z[i + 1], &slope[i + 1]);
}

/* The slopes d [n] by the quantiles become those by the outputs, times
 * weight. */
static void fold(double *d, const double *slope, int n, int c, rn_real weight,
                 rn_real *dz)
{
	for (int i = n - 1; i > c; i--) {
		dz[i] = weight * (rn_real)(d[i] * slope[i]);
		d[i - 1] += d[i];
	}
	for (int i = 0; i < c; i++) {
		dz[i + 1] = weight * (rn_real)(-d[i] * slope[i + 1]);
		d[i + 1] += d[i];
	}
	dz[0] = weight * (rn_real)d[c];
}

static double quantiles(const rn_real *z, const rn_real *y, size_t n,
                        const struct rn_loss_args *args, rn_real weight,
                        rn_real *dz)
{
	const struct rn_quantiles *of = rn_loss_shares(args);
	const int N = of->n, c = center(of);
	double q[RN_MAX_QUANTILE], d[RN_MAX_QUANTILE], slope[RN_MAX_QUANTILE];
	double sum = 0;

	for (size_t i = 0; i < n; i++, z += N) {
		unfold(z, N, c, q, slope);
		for (int k = 0; k < N; k++) {
			const double e = q[k] - (double)y[i];

			d[k] = e > 0 ? 1 - of->p[k] : e < 0 ? -of->p[k] : 0;
			sum += d[k] * e;
		}
		if (dz)
			fold(d, slope, N, c, weight, dz + i * (size_t)N);
	}
	return sum;
}

static double quantile(const rn_real *z, const struct rn_loss_args *args,
                       double p)
{
	const struct rn_quantiles *of = rn_loss_shares(args);
	double q[RN_MAX_QUANTILE], slope[RN_MAX_QUANTILE];
	int i = 0;

	unfold(z, of->n, center(of), q, slope);
	while (i < of->n - 2 && p > of->p[i + 1])
		i++;
	return q[i] + (q[i + 1] - q[i]) * (p - of->p[i])
	              / (of->p[i + 1] - of->p[i]);
}

static double draw(const rn_real *z, const struct rn_loss_args *args,
                   double temperature, struct rn_rng *rng)
{
	const double at = quantile(z, args, rn_rng_uniform(rng));

	return (double)z[0] + temperature * (at - (double)z[0]);
}

const struct rn_loss_type rn_loss_quantiles = {
	.name = "quantiles",
	.title = "several quantiles, which never cross (--quantiles)",
	.equation = "sum of (1 - tau) e where e > 0, else -tau e, e = q_tau - y",
	.eval = quantiles,
	.point = rn_loss_point,
	.sample = draw,
	.quantile = quantile,
};

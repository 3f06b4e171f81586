/*
 * loss_gaussian.c - the likelihood of a normal distribution.
 *
 * Of two outputs, mu and r, with sigma = softplus(r) + 1e-3, u = (y - mu) /
 * sigma:
 *
 *   loss = u^2 / 2 + ln sigma + ln(2 pi) / 2
 *   d mu = -u / sigma,  d r = (1 - u^2) / sigma * logistic(r)
 *
 * D. A. Nix, A. S. Weigend, "Estimating the mean and variance of the target
 * probability distribution", ICNN 1994; torch.nn.GaussianNLLLoss (full).
 */
#include "nn/loss.h"

#include "base/distribution.h"

#include <math.h>

static const double half_log_2pi = 0.91893853320467274178;

static double gaussian(const rn_real *z, const rn_real *y, size_t n,
                       const struct rn_loss_args *args, rn_real weight,
                       rn_real *dz)
{
	double sum = 0;

	(void)args;
	for (size_t i = 0; i < n; i++, z += 2) {
		double slope;
		const double sigma = rn_loss_scale((double)z[1], &slope);
		const double u = (double)(y[i] - z[0]) / sigma;

		sum += 0.5 * u * u + log(sigma) + half_log_2pi;
		if (dz) {
			dz[2 * i] = weight * (rn_real)(-u / sigma);
			dz[2 * i + 1] = weight
				* (rn_real)((1 - u * u) / sigma * slope);
		}
	}
	return sum;
}

static double gaussian_sample(const rn_real *z,
                              const struct rn_loss_args *args,
                              double temperature, struct rn_rng *rng)
{
	double slope;
	const double sigma = rn_loss_scale((double)z[1], &slope);

	(void)args;
	return (double)z[0] + temperature * sigma * rn_rng_normal(rng);
}

static double gaussian_quantile(const rn_real *z,
                                const struct rn_loss_args *args, double p)
{
	double slope;
	const double sigma = rn_loss_scale((double)z[1], &slope);

	(void)args;
	return (double)z[0] + sigma * rn_normal_quantile(p);
}

const struct rn_loss_type rn_loss_gaussian = {
	.name = "gaussian",
	.title = "likelihood of a normal distribution: mean and spread",
	.equation = "u^2 / 2 + ln sigma + ln(2 pi) / 2, u = (y - mu) / sigma, "
	            "sigma = softplus(r) + 0.001",
	.width = 2,
	.eval = gaussian,
	.point = rn_loss_point,
	.sample = gaussian_sample,
	.quantile = gaussian_quantile,
};

/*
 * loss_student.c - the likelihood of Student's t distribution, whose tails
 * are heavier than the normal one's, the more so the smaller nu.
 *
 * Of two outputs, mu and r, with sigma = softplus(r) + 1e-3, u = (y - mu) /
 * sigma and nu degrees of freedom, which are given:
 *
 *   loss = (nu + 1) / 2 ln(1 + u^2 / nu) + ln sigma + ln(nu pi) / 2
 *          + lnGamma(nu / 2) - lnGamma((nu + 1) / 2)
 *   d mu = -s u / sigma,  d r = (1 - s u^2) / sigma * logistic(r),
 *   s = (nu + 1) / (nu + u^2)
 *
 * K. L. Lange, R. J. A. Little, J. M. G. Taylor, "Robust statistical modeling
 * using the t distribution", JASA 1989; torch.distributions.StudentT.
 */
#include "nn/loss.h"

#include "base/distribution.h"

#include <math.h>

static const double pi = 3.14159265358979323846;

/* lgamma() writes a global. */
static double log_gamma(double x)
{
	int sign;

	return lgamma_r(x, &sign);
}

static double student(const rn_real *z, const rn_real *y, size_t n,
                      const struct rn_loss_args *args, rn_real weight,
                      rn_real *dz)
{
	const double nu = args->dof;
	const double norm = 0.5 * log(nu * pi) + log_gamma(nu / 2)
	                    - log_gamma((nu + 1) / 2);
	double sum = 0;

	for (size_t i = 0; i < n; i++, z += 2) {
		double slope;
		const double sigma = rn_loss_scale((double)z[1], &slope);
		const double u = (double)(y[i] - z[0]) / sigma;
		const double s = (nu + 1) / (nu + u * u);

		sum += (nu + 1) / 2 * log1p(u * u / nu) + log(sigma) + norm;
		if (dz) {
			dz[2 * i] = weight * (rn_real)(-s * u / sigma);
			dz[2 * i + 1] = weight
				* (rn_real)((1 - s * u * u) / sigma * slope);
		}
	}
	return sum;
}

/* R. W. Bailey, "Polar generation of random variates with the t-distribution",
 * Math. Comp. 1994: exact for any nu. */
static double student_sample(const rn_real *z,
                             const struct rn_loss_args *args,
                             double temperature, struct rn_rng *rng)
{
	const double nu = args->dof;
	double slope;
	const double sigma = rn_loss_scale((double)z[1], &slope);
	const double u = 1 - rn_rng_uniform(rng);
	const double radius = sqrt(nu * expm1(-2 / nu * log(u)));

	return (double)z[0] + temperature * sigma * radius
	       * cos(2 * pi * rn_rng_uniform(rng));
}

static double student_quantile(const rn_real *z,
                               const struct rn_loss_args *args, double p)
{
	double slope;
	const double sigma = rn_loss_scale((double)z[1], &slope);

	return (double)z[0] + sigma * rn_student_quantile(p, args->dof);
}

const struct rn_loss_type rn_loss_student = {
	.name = "student",
	.title = "likelihood of Student's t distribution: heavy tails (--dof)",
	.equation = "(nu + 1) / 2 ln(1 + u^2 / nu) + ln sigma + const, "
	            "u = (y - mu) / sigma, sigma = softplus(r) + 0.001",
	.width = 2,
	.eval = student,
	.point = rn_loss_point,
	.sample = student_sample,
	.quantile = student_quantile,
};

/*
 * distribution.c - inverses of distribution functions.
 */
#include "base/distribution.h"

#include <math.h>

static const double pi = 3.14159265358979323846;

/* Far out, a step goes on by about 1 over the distance from the middle. */
enum { MOST_STEPS = 100 };

double rn_normal_share(double z)
{
	return 0.5 * erfc(-z * 0.70710678118654752440);
}

double rn_normal_quantile(double p)
{
	const double tail = fmin(p, 1 - p);
	double x = 0;

	for (int i = 0; i < MOST_STEPS; i++) {
		const double density = exp(-x * x / 2) / sqrt(2 * pi);
		const double step = (erfc(x / sqrt(2)) / 2 - tail) / density;

		x += step;
		if (!(step > 1e-15))
			break;
	}
	return p < 0.5 ? -x : x;
}

/* lgamma() writes a global. */
static double log_gamma(double x)
{
	int sign;

	return lgamma_r(x, &sign);
}

/* The integral of cos(a)^power over [from, to]: Gauss and Legendre's rule of
 * eight points. */
static double integral(double power, double from, double to)
{
	static const double node[] = { 0.18343464249564980, 0.52553240991632899,
		0.79666647741362674, 0.96028985649753623 };
	static const double weight[] = { 0.36268378337836198, 0.31370664587788729,
		0.22238103445337447, 0.10122853629037626 };
	const double half = (to - from) / 2, middle = (to + from) / 2;
	double sum = 0;

	for (int i = 0; i < 4; i++)
		sum += weight[i] * (pow(cos(middle - half * node[i]), power)
		                    + pow(cos(middle + half * node[i]), power));
	return half * sum;
}

/* With x = sqrt(nu) tan(a), the density of a is c cos(a)^(nu - 1). */
double rn_student_quantile(double p, double nu)
{
	const double c = exp(log_gamma((nu + 1) / 2) - log_gamma(nu / 2))
	                 / sqrt(pi);
	double left = fabs(p - 0.5) / c, a = 0;

	for (int i = 0; i < MOST_STEPS && left > 1e-16; i++) {
		const double next = fmin(a + left / pow(cos(a), nu - 1),
		                         pi / 2 - 1e-9);

		left -= integral(nu - 1, a, next);
		a = next;
	}
	return (p < 0.5 ? -1 : 1) * sqrt(nu) * tan(a);
}

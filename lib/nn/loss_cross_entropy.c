/*
 * loss_cross_entropy.c - the likelihood of a class under a softmax.
 *
 *   p = exp(z - m) / sum exp(z - m), m = max z;  loss = -ln p[y]
 *   d z = p - [k = y]
 *
 * The maximum is taken away first, so that nothing overflows.  The mean loss
 * of equal outputs is ln V, of V classes: a perplexity of V.
 * torch.nn.CrossEntropyLoss.
 */
#include "nn/loss.h"

#include <math.h>

static int largest(const rn_real *z, int n)
{
	int best = 0;

	for (int k = 1; k < n; k++)
		if (z[k] > z[best])
			best = k;
	return best;
}

/* The sum of exp((z - m) / temperature). */
static double total(const rn_real *z, int n, double m, double temperature)
{
	double sum = 0;

	for (int k = 0; k < n; k++)
		sum += exp(((double)z[k] - m) / temperature);
	return sum;
}

static double cross_entropy(const rn_real *z, const rn_real *y, size_t n,
                            const struct rn_loss_args *args, rn_real weight,
                            rn_real *dz)
{
	const int V = args->n_class;
	double sum = 0;

	for (size_t i = 0; i < n; i++, z += V) {
		const int class = (int)y[i];
		const double m = (double)z[largest(z, V)];
		const double all = total(z, V, m, 1);

		sum += log(all) - ((double)z[class] - m);
		for (int k = 0; dz && k < V; k++)
			*dz++ = weight * (rn_real)(exp((double)z[k] - m) / all
			                           - (k == class));
	}
	return sum;
}

static double most_probable(const rn_real *z, const struct rn_loss_args *args)
{
	return largest(z, args->n_class);
}

static double draw(const rn_real *z, const struct rn_loss_args *args,
                   double temperature, struct rn_rng *rng)
{
	const int V = args->n_class, best = largest(z, V);
	const double m = (double)z[best];
	double left = rn_rng_uniform(rng) * total(z, V, m, temperature);

	for (int k = 0; k < V; k++) {
		left -= exp(((double)z[k] - m) / temperature);
		if (left < 0)
			return k;
	}
	return best; /* of what rounding left over */
}

const struct rn_loss_type rn_loss_cross_entropy = {
	.name = "cross-entropy",
	.title = "likelihood of a class, for a target of symbols",
	.equation = "-ln p[y], p = softmax(z)",
	.is_categorical = true,
	.eval = cross_entropy,
	.point = most_probable,
	.sample = draw,
};

/*
 * test_loss.c - what losses say of extremes, and what they draw.
 *
 * Their gradients are in test_gradient.c, PyTorch's numbers in test_vectors.c.
 */
#include "nn/loss.h"

#include "help.h"

enum { V = 5, N_DRAW = 40000 };

static const struct rn_loss_args args = { .delta = 1, .n_class = V,
	.dof = 5, .quantile = 0.2,
	.quantiles = { V, { 0.1, 0.25, 0.5, 0.75, 0.9 } },
	.sum = { 2, { { &rn_loss_smape, 0.1 }, { &rn_loss_mse, 1 } } },
	.offset = 2, .worth = 0.5 };

/* A guess that favours no class has a perplexity of V, wherever the outputs
 * lie. */
static void test_uniform(void **state)
{
	static const double at[] = { 0, 3.25, -1e4, 1e300 };

	(void)state;
	for (size_t i = 0; i < COUNT(at); i++) {
		double z[2 * V], y[2] = { 0, V - 1 };

		for (int k = 0; k < 2 * V; k++)
			z[k] = at[i];
		assert_near(exp(rn_loss_cross_entropy.eval(z, y, 2, &args, 0, NULL)
		                / 2), V, 1e-13);
	}
}

/* Outputs of any size give finite losses and gradients. */
static void test_extremes(void **state)
{
	static const double size[] = { 1, 50, 1e3, 1e6 };

	(void)state;
	for (int i = 0; rn_loss_types[i]; i++)
		for (size_t s = 0; s < COUNT(size); s++) {
			double z[V], d[V] = { 0 }, y = 2;

			for (int k = 0; k < V; k++)
				z[k] = (k % 2 ? -1 : 1) * size[s];
			assert_true(isfinite(rn_loss_types[i]->eval(z, &y, 1, &args, 1,
			                                            d)));
			for (int k = 0; k < V; k++)
				assert_true(isfinite(d[k]));
		}
}

/* A sure and right forecast has a density above 1: a loss below 0. */
static void test_negative(void **state)
{
	const double z[] = { 0.5, -5 }, y = 0.5;

	(void)state;
	assert_true(rn_loss_gaussian.eval(z, &y, 1, &args, 0, NULL) < -3);
	assert_true(rn_loss_student.eval(z, &y, 1, &args, 0, NULL) < -3);
}

/* Of all forecasts of ten numbers, the quantile costs least. */
static void test_quantile(void **state)
{
	static const double y[] = { 5, 1, 9, 3, 7, 2, 10, 8, 4, 6 };
	static const double tau[] = { 0.05, 0.25, 0.5, 0.85, 0.99 };
	static const double quantile[] = { 1, 3, 5, 9, 10 };

	(void)state;
	for (size_t i = 0; i < COUNT(tau); i++) {
		const struct rn_loss_args of = { .quantile = tau[i] };
		double least = 1e9, at = 0;

		for (int k = 0; k <= 110; k++) {
			double z[COUNT(y)], sum;

			for (size_t j = 0; j < COUNT(y); j++)
				z[j] = k / 10.0;
			sum = rn_loss_pinball.eval(z, y, COUNT(y), &of, 0, NULL);
			if (sum < least - 1e-9)
				least = sum, at = z[0];
		}
		assert_near(at, quantile[i], 1e-12);
	}
}

/* Moving the first output moves all that is said. */
static void test_location(void **state)
{
	const double z[] = { 0.3, -1, 0.2, 0.7, -0.4 };

	(void)state;
	for (int i = 0; rn_loss_types[i]; i++) {
		const struct rn_loss_type *type = rn_loss_types[i];
		double moved[V];

		if (type->is_categorical)
			continue;
		memcpy(moved, z, sizeof(z));
		moved[0] += 2.5;
		assert_near(type->point(moved, &args), type->point(z, &args) + 2.5,
		            1e-14);
		for (double p = 0.05; type->quantile && p < 1; p += 0.1)
			assert_near(type->quantile(moved, &args, p),
			            type->quantile(z, &args, p) + 2.5, 1e-13);
	}
}

/* The share of draws below each quantile. */
static void test_shares(void **state)
{
	static const double p[] = { 0.03, 0.1, 0.4, 0.5, 0.8, 0.975 };
	const double z[] = { 0.7, 0.3, -0.2, 0.4, 0.1 };

	(void)state;
	for (int i = 0; rn_loss_types[i]; i++) {
		const struct rn_loss_type *type = rn_loss_types[i];

		for (size_t k = 0; type->quantile && k < COUNT(p); k++) {
			const double at = type->quantile(z, &args, p[k]);
			int below = 0;

			for (uint32_t n = 0; n < N_DRAW; n++) {
				struct rn_rng rng;

				rn_rng_init(&rng, 5, RN_STREAM_SAMPLE, n, 1);
				below += type->sample(z, &args, 1, &rng) < at;
			}
			assert_near((double)below / N_DRAW, p[k], 0.01);
		}
	}
}

/* Whatever the outputs, quantiles ascend; the middle one is the point. */
static void test_no_crossing(void **state)
{
	static const struct rn_quantiles sets[] = {
		{ 0, { 0 } }, { 2, { 0.6, 0.9 } }, { 3, { 0.05, 0.1, 0.4 } },
		{ 4, { 0.1, 0.4, 0.6, 0.99 } },
	};
	static const int middle[] = { 3, 0, 2, 1 };

	(void)state;
	for (size_t s = 0; s < COUNT(sets); s++) {
		const struct rn_loss_args a = { .quantiles = sets[s] };
		const struct rn_quantiles *of = rn_loss_shares(&a);
		double z[RN_MAX_QUANTILE];

		for (uint32_t seed = 0; seed < 50; seed++) {
			fill_noise(z, (size_t)of->n, 100 * seed, seed % 2 ? 1 : 100);
			for (double p = 0.01; p < 0.985; p += 0.01)
				assert_true(rn_loss_quantiles.quantile(z, &a, p + 0.01)
				            >= rn_loss_quantiles.quantile(z, &a, p));
			assert_near(rn_loss_quantiles.quantile(z, &a,
			                                       of->p[middle[s]]),
			            z[0], 1e-12);
		}
	}
}

/* Beyond the outer quantiles the share grows as it does beside them. */
static void test_outer(void **state)
{
	const struct rn_loss_args a = { .quantiles = { 3, { 0.2, 0.5, 0.6 } } };
	const double z[] = { 10, log(expm1(3)), log(expm1(2)) }; /* 7, 10, 12 */
	static const double at[][2] = {
		{ 0.2, 7 }, { 0.3, 8 }, { 0.5, 10 }, { 0.55, 11 }, { 0.6, 12 },
		{ 0.1, 6 }, { 0.7, 14 }, { 0.95, 19 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(at); i++)
		assert_near(rn_loss_quantiles.quantile(z, &a, at[i][0]), at[i][1],
		            1e-12);
}

/* In percent of values that were scaled: y = 30, yhat = 50, of scale 10 and
 * shift 20, is 200 * 20 / 80. */
static void test_percent(void **state)
{
	const struct rn_loss_args a = { .offset = 2 };
	const double z[] = { 3, -2 }, y[] = { 1, -2 };
	double d[2];

	(void)state;
	assert_near(rn_loss_smape.eval(z, y, 1, &a, 1, d), 50, 1e-13);
	/* Nothing, forecast as nothing. */
	assert_near(rn_loss_smape.eval(z + 1, y + 1, 1, &a, 1, d), 0, 0);
	assert_near(d[0], 0, 0);
}

/* What a sum has. */
static void test_parts(void **state)
{
	struct rn_loss_args a = {
		.sum = { 2, { { &rn_loss_mae, 1 }, { &rn_loss_huber, 1 } } },
	};

	(void)state;
	assert_true(rn_loss_has(&rn_loss_sum, &a, &rn_loss_huber));
	assert_true(rn_loss_has(&rn_loss_mse, &a, &rn_loss_mse));
	assert_false(rn_loss_has(&rn_loss_mse, &a, &rn_loss_huber));
	assert_false(rn_loss_has(&rn_loss_sum, &a, &rn_loss_mse));
	assert_false(rn_loss_is_of_row(&rn_loss_sum, &a));
	assert_true(rn_loss_is_of_row(&rn_loss_smape, &a));
	a.sum.part[1].type = &rn_loss_mase;
	assert_true(rn_loss_is_of_row(&rn_loss_sum, &a));
	assert_false(rn_loss_is_part(&rn_loss_sum));
	assert_false(rn_loss_is_part(&rn_loss_gaussian));
	assert_true(rn_loss_is_part(&rn_loss_pinball));
}

static void test_points(void **state)
{
	double z[] = { 1, 7, 2, 8, 3, 9 };
	const double logits[] = { 0, 1, 4, 4, -1, /**/ 9, 0, 0, 0, 9.5 };
	double class[2];

	(void)state;
	for (int i = 0; rn_loss_types[i]; i++) {
		const struct rn_loss_type *type = rn_loss_types[i];

		assert_int_equal(rn_loss_width(type, &args),
		                 type->width ? type->width : V);
		assert_int_equal(!type->sample, type->width == 1);
		assert_int_equal(!type->quantile,
		                 type->width == 1 || type->is_categorical);
	}
	rn_loss_points(&rn_loss_gaussian, &args, z, 3, z); /* in place */
	for (int i = 0; i < 3; i++)
		assert_near(z[i], i + 1, 0);
	rn_loss_points(&rn_loss_cross_entropy, &args, logits, 2, class);
	assert_near(class[0], 2, 0); /* the first of equals */
	assert_near(class[1], 4, 0);
}

/* Mean, variance and share beyond two scales of many draws. */
static void moments(const struct rn_loss_type *type, double temperature,
                    double at[3])
{
	const double z[] = { 0.7, 0.3 };
	double slope;
	const double sigma = rn_loss_scale(z[1], &slope);

	memset(at, 0, 3 * sizeof(*at));
	for (uint32_t i = 0; i < N_DRAW; i++) {
		struct rn_rng rng;
		double u;

		rn_rng_init(&rng, 3, RN_STREAM_SAMPLE, i, 1);
		u = (type->sample(z, &args, temperature, &rng) - z[0]) / sigma;
		at[0] += u / N_DRAW;
		at[1] += u * u / N_DRAW;
		at[2] += (fabs(u) > 2) / (double)N_DRAW;
	}
}

static void test_draws(void **state)
{
	double at[3];

	(void)state;
	moments(&rn_loss_gaussian, 1, at);
	assert_near(at[0], 0, 0.02);
	assert_near(at[1], 1, 0.03);
	assert_near(at[2], 0.0455, 0.004);
	moments(&rn_loss_gaussian, 0.5, at);
	assert_near(at[1], 0.25, 0.01);
	/* nu / (nu - 2), and twice the tail of t(5) beyond 2 */
	moments(&rn_loss_student, 1, at);
	assert_near(at[0], 0, 0.03);
	assert_near(at[1], 5.0 / 3, 0.12);
	assert_near(at[2], 0.1019, 0.006);
}

/* Classes come as often as the softmax of their outputs says; cold, the most
 * probable alone; hot, all alike. */
static void test_classes(void **state)
{
	static const double z[V] = { 0, 1, 2, -1, 0.5 };
	static const double temperature[] = { 1, 2, 0.01, 1e9 };

	(void)state;
	for (size_t t = 0; t < COUNT(temperature); t++) {
		double seen[V] = { 0 }, all = 0;

		for (uint32_t i = 0; i < N_DRAW; i++) {
			struct rn_rng rng;

			rn_rng_init(&rng, 4, RN_STREAM_SAMPLE, i, 1);
			seen[(int)rn_loss_cross_entropy.sample(z, &args, temperature[t],
			                                       &rng)] += 1.0 / N_DRAW;
		}
		for (int k = 0; k < V; k++)
			all += exp(z[k] / temperature[t]);
		for (int k = 0; k < V; k++)
			assert_near(seen[k], exp(z[k] / temperature[t]) / all, 0.01);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_uniform),
		cmocka_unit_test(test_extremes),
		cmocka_unit_test(test_negative),
		cmocka_unit_test(test_quantile),
		cmocka_unit_test(test_location),
		cmocka_unit_test(test_shares),
		cmocka_unit_test(test_no_crossing),
		cmocka_unit_test(test_outer),
		cmocka_unit_test(test_percent),
		cmocka_unit_test(test_parts),
		cmocka_unit_test(test_points),
		cmocka_unit_test(test_draws),
		cmocka_unit_test(test_classes),
	};

	return cmocka_run_group_tests_name("loss", tests, NULL, NULL);
}

/*
 * test_cost.c - what a loss is told of the rows that windows forecast.
 */
#include "train/cost.h"

#include "help.h"

enum { N = 3, K = 2, N_STEP = 2 };

static double rows[2][8] = {
	{ 1, 5, 2, 9, 2, 4, 2, 9 }, { -3, -1, -2, 4, 5, 0, -1, 7 },
};
static struct rn_series series[2] = {
	{ .n_row = 8, .x = rows[0] }, { .n_row = 8, .x = rows[1] },
};
static struct rn_panel panel = { .n_series = 2, .series = series };
static struct rn_range part[2][RN_N_PART] = {
	{ { 0, 1 }, { 1, 2 } }, { { 0, 1 }, { 1, 3 } },
};
static size_t before[2][RN_N_PART] = { { 0, 0 }, { 1, 1 } };
static struct rn_split split = {
	.shape = { .n_in = 2, .lead = 1, .n_out = K }, .n_series = 2,
	.part = part, .before = before, .n = { 2, N, 0 },
};
static struct rn_scale scale[2] = {
	{ .shift = 3, .scale = 2 }, { .shift = -10, .scale = 5 },
};
static double change[2] = { 4, NAN };
static const struct rn_dataset data = {
	.panel = &panel, .split = &split, .scale = scale, .change = change,
};

/* Windows of both series, at more than one step, against values that were
 * never scaled. */
static double by_hand(const struct rn_loss_type *loss,
                      const struct rn_window *w, int n_step, const double *z,
                      const double *y)
{
	double sum = 0;

	for (int i = 0; i < n_step * N * K; i++) {
		const int s = w[i / K % N].series;
		const double a = rn_scale_invert(&scale[s], z[i]);
		const double b = rn_scale_invert(&scale[s], y[i]);

		if (loss == &rn_loss_smape)
			sum += 200 * fabs(a - b) / (fabs(a) + fabs(b));
		else
			sum += fabs(a - b) / (s == 0 ? change[0] : scale[1].scale);
	}
	return sum;
}

static const struct rn_loss_args args = {
	.sum = { 1, { { &rn_loss_smape, 0.5 } } },
};

static void test_rows(void **state)
{
	static const struct rn_window w[N] = { { 0, 1 }, { 1, 1 }, { 1, 2 } };
	double z[N_STEP * N * K], y[N_STEP * N * K], d[N_STEP * N * K];
	struct rn_said said = { .window = w, .B = N, .n_step = N_STEP, .z = z,
		.y = y, .weight = 0.5, .dz = d };
	const double eps = 1e-6;

	(void)state;
	fill_noise(z, COUNT(z), 1, 3);
	fill_noise(y, COUNT(y), 50, 3);
	assert_near(rn_cost(&data, &rn_loss_smape, &args, &said),
	            by_hand(&rn_loss_smape, w, N_STEP, z, y), 1e-10);
	assert_near(rn_cost(&data, &rn_loss_sum, &args, &said),
	            by_hand(&rn_loss_smape, w, N_STEP, z, y) / 2, 1e-10);
	assert_near(rn_cost(&data, &rn_loss_mase, &args, &said),
	            by_hand(&rn_loss_mase, w, N_STEP, z, y), 1e-12);
	for (size_t i = 0; i < COUNT(z); i++) {
		const double at = z[i];
		struct rn_said other = said;
		double up, down;

		other.dz = NULL;
		z[i] = at + eps;
		up = rn_cost(&data, &rn_loss_mase, &args, &other);
		z[i] = at - eps;
		down = rn_cost(&data, &rn_loss_mase, &args, &other);
		z[i] = at;
		assert_near(d[i], 0.5 * (up - down) / (2 * eps), 1e-8);
	}
}

/* The windows of a part are in the order of the split. */
static void test_part(void **state)
{
	struct rn_window w[N];
	double z[N * K], y[N * K];

	(void)state;
	fill_noise(z, COUNT(z), 7, 3);
	fill_noise(y, COUNT(y), 70, 3);
	for (size_t i = 0; i < N; i++)
		w[i] = rn_split_window(&split, RN_VALID, i);
	assert_int_equal(w[0].series, 0);
	assert_int_equal(w[2].series, 1);
	assert_near(rn_cost_of_part(&data, &rn_loss_smape, &args, RN_VALID, z, y),
	            by_hand(&rn_loss_smape, w, 1, z, y) / (N * K), 1e-12);
	assert_near(rn_cost_of_part(&data, &rn_loss_mase, &args, RN_VALID, z, y),
	            by_hand(&rn_loss_mase, w, 1, z, y) / (N * K), 1e-13);
	assert_near(rn_cost_of_part(&data, &rn_loss_mse, &args, RN_VALID, z, y),
	            rn_loss_mse.eval(z, y, N * K, &args, 0, NULL) / (N * K), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_part),
	};

	return cmocka_run_group_tests_name("cost", tests, NULL, NULL);
}

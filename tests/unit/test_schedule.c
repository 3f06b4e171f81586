/*
 * test_schedule.c - the factor of the learning rate at every point of a
 * training.
 */
#include "train/schedule.h"

#include "help.h"

static const struct rn_schedule_type *find(const char *name)
{
	int i = 0;

	while (rn_schedule_types[i]
	       && strcmp(rn_schedule_types[i]->name, name) != 0)
		i++;
	if (!rn_schedule_types[i])
		fail_msg("no schedule %s", name);
	return rn_schedule_types[i];
}

static const struct {
	const char *name;
	double decay;
	int start;
	double done;
	int k;
	double factor;
} cases[] = {
	{ "constant", 0, 20, 0, 0, 1 }, { "constant", 0, 20, 0.9, 99, 1 },
	{ "cosine", 0, 20, 0, 0, 1 }, { "cosine", 0, 20, 0.5, 3, 0.5 },
	{ "cosine", 0, 20, 1, 9, 0 },
	/* Full through k = 19, and the first drop at k = 20. */
	{ "decay", 0, 20, 0, 0, 1 }, { "decay", 0, 20, 0.5, 19, 1 },
	{ "decay", 0, 20, 0.5, 20, 1 / 1.02 },
	{ "decay", 0, 20, 0.9, 22, 1 / (1.02 * 1.02 * 1.02) },
	{ "decay", 10, 1, 0, 0, 1 }, { "decay", 10, 1, 0, 3, 1e-3 },
	{ "decay", 1, 1, 0, 50, 1 }, { "decay", 1000, 1, 0, 90000, 0 },
	{ "step", 0, 20, 0, 0, 1 }, { "step", 0, 20, 0.3, 19, 1 },
	{ "step", 0, 20, 0.3, 20, 0.5 }, { "step", 0, 20, 0.5, 39, 0.5 },
	{ "step", 0, 20, 0.6, 40, 0.25 }, { "step", 10, 3, 0.6, 11, 1e-3 },
	{ "step", 3, 1, 0, 2, 1.0 / 9 },
	{ "one-cycle", 0, 20, 0, 0, 0.04 }, { "one-cycle", 0, 20, 0.15, 0, 0.52 },
	{ "one-cycle", 0, 20, 0.3, 5, 1 }, { "one-cycle", 0, 20, 0.65, 9, 0.5 },
	{ "one-cycle", 0, 20, 1, 9, 0 },
	{ "plateau", 0, 20, 0, 0, 1 },
};

static void test_factors(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct rn_schedule_opts o = {
			.decay = cases[i].decay, .start = cases[i].start, .patience = 5,
		};
		const struct rn_schedule_time at = {
			.done = cases[i].done, .k = cases[i].k,
		};

		assert_near(find(cases[i].name)->factor(&o, &at), cases[i].factor,
		            1e-15);
	}
	for (int k = 0; rn_schedule_types[k]; k++) {
		bool found = false;

		for (size_t i = 0; i < COUNT(cases); i++)
			found = found || find(cases[i].name) == rn_schedule_types[k];
		assert_true(found);
	}
}

/* How often the rate was divided before each epoch. */
static void test_plateau(void **state)
{
	enum { N = 12 };
	static const struct {
		int patience;
		double valid[N];
		int divided[N + 1];
	} histories[] = {
		{ 2, { 9, 8, 7, 6, 5, 4, 3, 2, 1, 0, -1, -2 }, { 0 } },
		/* The same again is not better. */
		{ 2, { 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5 },
		  { 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5 } },
		/* One that is better starts the count again. */
		{ 3, { 5, 6, 7, 4, 5, 5, 5, 3, 9, 9, 9, 9 },
		  { 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2 } },
		{ 1, { 5, 6, 4, 7, 3, 3, 2, 9, 9, 1, 0, 0 },
		  { 0, 0, 1, 1, 2, 2, 3, 3, 4, 5, 5, 5, 6 } },
		{ 1, { NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN },
		  { 0 } },
	};
	const struct rn_schedule_type *type = find("plateau");

	(void)state;
	for (size_t i = 0; i < COUNT(histories); i++) {
		struct rn_epoch past[N];

		for (int k = 0; k < N; k++)
			past[k] = (struct rn_epoch){
				.epoch = k + 1, .loss_valid = histories[i].valid[k] };
		for (int k = 0; k <= N; k++) {
			const struct rn_schedule_time at = { .k = k, .past = past };
			struct rn_schedule_opts o = {
				.patience = histories[i].patience };

			assert_near(type->factor(&o, &at),
			            pow(0.5, histories[i].divided[k]), 1e-15);
			o.decay = 10;
			assert_near(type->factor(&o, &at),
			            pow(0.1, histories[i].divided[k]), 1e-15);
		}
	}
}

/* No schedule leaves the range from 0 to the full rate. */
static void test_range(void **state)
{
	const struct rn_schedule_opts o = RN_SCHEDULE_USUAL;
	struct rn_epoch past[60];

	(void)state;
	for (int k = 0; k < 60; k++)
		past[k] = (struct rn_epoch){ .loss_valid = noise((unsigned)k) };
	for (int i = 0; rn_schedule_types[i]; i++)
		for (int n = 0; n < 600; n++) {
			const struct rn_schedule_time at = { n / 600.0, n / 10, past };
			const double f = rn_schedule_types[i]->factor(&o, &at);

			assert_true(f > 0 && f <= 1);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_factors),
		cmocka_unit_test(test_plateau),
		cmocka_unit_test(test_range),
	};

	return cmocka_run_group_tests_name("schedule", tests, NULL, NULL);
}

/*
 * test_guess.c - guesses of symbols, and verdicts on them, by hand.
 */
#include "forecast/guess.h"

#include "forecast/scores.h"
#include "help.h"

struct bench {
	struct rn_panel panel;
	struct rn_split split;
	struct rn_scale scale[2];
	struct rn_dataset data;
	struct rn_error err;
};

/* Series of the letters of texts, NULL at the end; the last two windows of
 * each judge. */
static void bench_make(struct bench *b, const char *const *texts,
                       struct rn_window_shape shape)
{
	const struct rn_split_opts opts = { .size = { 0, 0, 2 } };
	int n = 0;

	while (texts[n])
		n++;
	make_panel(&b->panel, n, strlen(texts[0]));
	for (int i = 0; i < n; i++)
		for (size_t t = 0; texts[i][t]; t++) {
			const char text[] = { texts[i][t], '\0' };
			struct rn_vocabulary *v = &b->panel.vocabulary;

			if (rn_vocabulary_find(v, text) < 0)
				assert_ok(rn_vocabulary_add(v, text, &b->err), &b->err);
			b->panel.series[i].x[t] = rn_vocabulary_find(v, text);
		}
	assert_ok(rn_split_make(&b->split, &shape, &opts, &b->panel, &b->err),
	          &b->err);
	b->scale[0] = b->scale[1] = (struct rn_scale){ .shift = 0, .scale = 1 };
	b->data = (struct rn_dataset){ .panel = &b->panel,
	                               .split = &b->split, .scale = b->scale };
}

static void bench_release(struct bench *b)
{
	rn_split_release(&b->split);
	rn_panel_release(&b->panel);
}

static void assert_guess(const struct bench *b, int i, double hits, double p1,
                         double p2)
{
	struct rn_errors sum;
	struct rn_error err;

	assert_ok(rn_guess_score(rn_guess_types[i], &b->data, RN_TEST, &sum,
	                         &err), &err);
	assert_int_equal(sum.n, 2 * b->panel.n_series);
	assert_near(sum.hits, hits, 1e-15);
	assert_near(sum.nll, -log(p1) - log(p2), 1e-14);
}

/* What judges is not counted: of abacab|ac it is the first six letters. */
static void test_counts(void **state)
{
	static const char *const text[] = { "abacabac", NULL };
	const struct rn_window_shape shape = SHAPE(1, 1, 1);
	struct bench b;

	(void)state;
	bench_make(&b, text, shape);
	assert_string_equal(rn_guess_types[0]->name, "uniform");
	assert_guess(&b, 0, 2.0 / 3, 1.0 / 3, 1.0 / 3);
	/* a a a b b c of 6, and one of each. */
	assert_string_equal(rn_guess_types[1]->name, "most-frequent");
	assert_guess(&b, 1, 1, 4.0 / 9, 2.0 / 9);
	/* ab ba ac ca ab: after b always a, after a mostly b. */
	assert_string_equal(rn_guess_types[2]->name, "markov");
	assert_guess(&b, 2, 1, 2.0 / 4, 2.0 / 6);
	assert_null(rn_guess_types[3]);
	bench_release(&b);
}

/* Two rows ahead pairs two rows apart count: a_a_a and b_c_b. */
static void test_lead(void **state)
{
	static const char *const text[] = { "abacabac", NULL };
	const struct rn_window_shape shape = SHAPE(1, 2, 1);
	struct bench b;

	(void)state;
	bench_make(&b, text, shape);
	/* aa bc aa cb: after a always a, after b always c. */
	assert_guess(&b, 2, 2, 3.0 / 5, 2.0 / 4);
	bench_release(&b);
}

/* Series are counted together, but no pair lies across two of them. */
static void test_series(void **state)
{
	static const char *const texts[] = { "abab", "bbba", NULL };
	const struct rn_window_shape shape = SHAPE(1, 1, 1);
	struct rn_errors sum;
	struct bench b;

	(void)state;
	bench_make(&b, texts, shape);
	/* ab, bb: of "ab" and of "bb".  Then b -> a, a -> b, b -> b, b -> a. */
	assert_ok(rn_guess_score(rn_guess_types[2], &b.data, RN_TEST, &sum,
	                         &b.err), &b.err);
	assert_int_equal(sum.n, 4);
	assert_near(sum.hits, 2, 1e-15);
	assert_near(sum.nll, -log(1 / 3.0) - log(2 / 3.0) - log(2 / 3.0)
	            - log(1 / 3.0), 1e-14);
	bench_release(&b);
}

/* What never came before: all symbols are as likely. */
static void test_unseen(void **state)
{
	static const char *const text[] = { "aaaabcd", NULL };
	const struct rn_window_shape shape = SHAPE(1, 1, 1);
	struct bench b;

	(void)state;
	bench_make(&b, text, shape);
	assert_guess(&b, 2, 1.0 / 4 + 1.0 / 4, 1.0 / 4, 1.0 / 4);
	bench_release(&b);
}

static void test_verdict(void **state)
{
	static const char *const text[] = { "abacabac", NULL };
	static const double yhat[] = { 0, 1 };
	const struct rn_window_shape shape = SHAPE(1, 1, 1);
	const struct rn_score *s;
	struct rn_verdict v;
	struct bench b;

	(void)state;
	bench_make(&b, text, shape);
	assert_ok(rn_judge(&v, &b.data, yhat, NULL, 0.5, 0, NULL, &b.err), &b.err);
	assert_true(v.is_categorical);
	assert_int_equal(v.n, 4);
	s = rn_verdict_find(&v, "model");
	assert_near(s->accuracy, 0.5, 1e-15);
	assert_near(s->nll, 0.5, 1e-15);
	assert_near(s->bits, 0.5 / log(2), 1e-15);
	assert_near(s->perplexity, exp(0.5), 1e-15);
	assert_true(isnan(s->mae) && isnan(s->rmse) && isnan(s->mase));
	assert_near(rn_verdict_find(&v, "uniform")->perplexity, 3, 1e-14);
	s = rn_verdict_best_naive(&v);
	assert_string_equal(s->name, "markov");
	assert_near(rn_verdict_skill(&v, 0), 1 - 0.5 / s->nll, 1e-14);
	assert_true(rn_verdict_beats_naive(&v));
	assert_ok(rn_judge(&v, &b.data, yhat, NULL, 0.9, 0, NULL, &b.err), &b.err);
	assert_false(rn_verdict_beats_naive(&v));
	assert_ok(rn_judge(&v, &b.data, NULL, NULL, NAN, 0, NULL, &b.err), &b.err);
	assert_int_equal(v.n, 3);
	bench_release(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_counts),
		cmocka_unit_test(test_lead),
		cmocka_unit_test(test_series),
		cmocka_unit_test(test_unseen),
		cmocka_unit_test(test_verdict),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * learn.c - does each cell learn what it is made for?
 *
 *   learn [PATTERN]       the checks whose line holds PATTERN, or all
 *
 * Sequences with a known structure, drawn afresh for every update, and a
 * network of one recurrent layer of 32 units, trained with Adam (5e-3, a fifth
 * of it for the last 30 % of the updates), batches of 64, the gradient's norm
 * clipped at 1.  What counts is the squared error on 640 new sequences over
 * that of a forecast without skill, as the median of three seeds.
 *
 *   adding  [value, marker]: the sum of the two values that are marked, one in
 *           each half; S. Hochreiter, J. Schmidhuber 1997
 *   latch   [value, flag]: the first of T values, noise after it
 *   lag     each sequence repeats its own pattern of D values: the next one
 *   ema     the exponentially weighted mean, with .97, of T values
 *
 * Rows that must fail show that a check tells cells apart.  The last line is
 * "N passed, N failed".
 */
#include "rnnfc.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BATCH = 64, UNITS = 32, N_SEED = 3, N_TEST = 10, MAX_CHECK = 80 };
enum { DRAW = 1 << 20 }; /* keys of sequences, apart from those of tests */

enum task { ADDING, LATCH, LAG, EMA };

static const char *const task_name[] = { "adding", "latch", "lag", "ema" };
static const double no_skill[] = { 1.0 / 6, 1, 1, 1 };

struct check {
	enum task task;
	int T;        /* steps; of the pattern for LAG, which has 4 of them */
	int units, batch, updates;
	const char *options;
	bool must_fail;
	double limit; /* of the ratio: below to pass, above to fail */
};

static const struct check checks[] = {
#define LONG ADDING, 100, UNITS, BATCH, 2000
	{ LONG, "cell=lstm init=chrono memory=100", false, 0.05 },
	{ LONG, "cell=gru", false, 0.05 },
	{ LONG, "cell=gru init=chrono memory=100", false, 0.05 },
	{ LONG, "cell=rhn depth=3 init=chrono memory=50", false, 0.05 },
	{ LONG, "cell=slstm", false, 0.05 },
	{ LONG, "cell=mingru", false, 0.05 },
	{ LONG, "cell=minlstm init=chrono memory=100", false, 0.05 },
	{ LONG, "cell=elman init=uniform", true, 0.3 },
#define SHORT ADDING, 50, UNITS, BATCH, 3000
	{ SHORT, "cell=lstm", false, 0.01 },
	{ SHORT, "cell=gru", false, 0.01 },
	{ SHORT, "cell=gru gru-reset=before", false, 0.01 },
	{ SHORT, "cell=lstm peephole=true", false, 0.01 },
	{ SHORT, "cell=cifg", false, 0.01 },
	{ SHORT, "cell=rhn depth=3", false, 0.01 },
	{ SHORT, "cell=slstm", false, 0.01 },
	{ SHORT, "cell=mingru", false, 0.01 },
	{ SHORT, "cell=minlstm", false, 0.01 },
	{ SHORT, "cell=elman init=uniform", true, 0.02 },
#define RECALL LATCH, 50, UNITS, BATCH, 2000
	{ RECALL, "cell=lstm init=chrono memory=50", false, 0.01 },
	{ RECALL, "cell=gru init=chrono memory=50", false, 0.01 },
	{ RECALL, "cell=slstm", false, 0.01 },
	{ RECALL, "cell=mingru", false, 0.01 },
	{ RECALL, "cell=minlstm init=chrono memory=50", false, 0.01 },
	{ RECALL, "cell=cwrnn periods=1,2,4,8,16,32,64,128", false, 0.01 },
	{ RECALL, "cell=rhn depth=3 init=chrono memory=50", false, 0.01 },
	{ RECALL, "cell=elman init=uniform", true, 0.8 },
#define DEEP ADDING, 20, 16, 32, 1200
	{ DEEP, "cell=rhn depth=10", false, 0.05 },
	{ DEEP, "cell=dtrnn depth=10", true, 0.5 },
#define MEAN EMA, 100, UNITS, BATCH, 1500
	{ MEAN, "cell=scrn alpha=learn", false, 0.002 },
	{ MEAN, "cell=elman", false, 0.03 },
#define COPY LAG, 24, UNITS, BATCH, 1200
	{ COPY, "cell=elman dilations=23", false, 0.01 },
	{ COPY, "cell=elman dilations=24", true, 0.8 },
};

enum { N_CHECK = sizeof(checks) / sizeof(checks[0]) };

struct learner {
	const struct check *check;
	struct rn_network net;
	struct rn_run run;
	int T, D;
	rn_real *x, *y; /* [T, B, D], [T_out, B] */
	rn_real *grad, *m[2];
};

/* Uniform on [0, 1) and the two marks. */
static void draw_adding(struct learner *l, int b, struct rn_rng *rng)
{
	const int B = l->check->batch, half = l->T / 2;
	const int mark[2] = { (int)rn_rng_below(rng, (uint32_t)half),
		half + (int)rn_rng_below(rng, (uint32_t)(l->T - half)) };

	l->y[b] = 0;
	for (int t = 0; t < l->T; t++) {
		rn_real *x = l->x + 2 * (t * B + b);

		x[0] = (rn_real)rn_rng_uniform(rng);
		x[1] = t == mark[0] || t == mark[1];
		l->y[b] += x[0] * x[1];
	}
}

static void draw_latch(struct learner *l, int b, struct rn_rng *rng)
{
	const int B = l->check->batch;

	for (int t = 0; t < l->T; t++) {
		rn_real *x = l->x + 2 * (t * B + b);

		x[0] = (rn_real)rn_rng_normal(rng);
		x[1] = t == 0;
	}
	l->y[b] = l->x[2 * b];
}

static void draw_ema(struct learner *l, int b, struct rn_rng *rng)
{
	const int B = l->check->batch;
	const double k = 0.97, norm = sqrt((1 - pow(k, 2 * l->T)) / (1 - k * k));
	double mean = 0;

	for (int t = 0; t < l->T; t++) {
		const double v = rn_rng_normal(rng);

		l->x[t * B + b] = (rn_real)v;
		mean = k * mean + v;
	}
	l->y[b] = (rn_real)(mean / norm);
}

/* The target of each step is the value of the next one. */
static void draw_lag(struct learner *l, int b, struct rn_rng *rng)
{
	const int B = l->check->batch, D = l->check->T;

	for (int t = 0; t < l->T; t++) {
		rn_real *x = l->x + t * B + b;

		*x = t < D ? (rn_real)rn_rng_normal(rng) : x[-D * B];
		if (t > 0)
			l->y[(t - 1) * B + b] = *x;
	}
	l->y[(l->T - 1) * B + b] = l->x[(l->T - D) * B + b];
}

static void draw(struct learner *l, uint64_t seed, uint32_t batch)
{
	static void (*const of[])(struct learner *l, int b, struct rn_rng *rng) = {
		draw_adding, draw_latch, draw_lag, draw_ema
	};
	struct rn_rng rng;

	rn_rng_init(&rng, seed, RN_STREAM_TEST, DRAW, batch);
	for (int b = 0; b < l->check->batch; b++)
		of[l->check->task](l, b, &rng);
}

/* The mean squared error of a batch; the first pattern of a lagged sequence
 * cannot be known. */
static double loss_of(struct learner *l, const rn_real *yhat, rn_real *dyhat)
{
	const int B = l->check->batch, n_step = l->run.T_out;
	const int from = l->check->task == LAG ? l->check->T : 0;
	const double n = (double)B * (n_step - from);
	double sum = 0;

	for (int i = 0; i < n_step * B; i++) {
		const double e = i < from * B ? 0 : (double)(yhat[i] - l->y[i]);

		sum += e * e;
		if (dyhat)
			dyhat[i] = (rn_real)(2 * e / n);
	}
	return sum / n;
}

static void update(struct learner *l, int k)
{
	const int updates = l->check->updates;
	const size_t n = l->net.n_param;
	double norm = 0;
	struct rn_optim_step s = {
		.rate = k <= 0.7 * updates ? 5e-3 : 1e-3, .t = (unsigned long)k,
		.n = n, .w = l->net.param, .g = l->grad, .m = { l->m[0], l->m[1] },
	};

	for (size_t i = 0; i < n; i++)
		norm += (double)l->grad[i] * (double)l->grad[i];
	norm = sqrt(norm);
	for (size_t i = 0; norm > 1 && i < n; i++)
		l->grad[i] = (rn_real)((double)l->grad[i] / norm);
	rn_optim_adam.step(&s);
	memset(l->grad, 0, n * sizeof(*l->grad));
}

static double test(struct learner *l)
{
	const struct rn_pass pass = { .training = false };
	double sum = 0;

	for (uint32_t i = 0; i < N_TEST; i++) {
		draw(l, 999, i);
		sum += loss_of(l, rn_run_forward(&l->run, l->net.param, &pass, l->x,
		                                 l->check->batch), NULL);
	}
	return sum / N_TEST / no_skill[l->check->task];
}

static double train(struct learner *l, uint64_t seed)
{
	const struct check *c = l->check;

	for (int k = 1; k <= c->updates; k++) {
		const struct rn_pass pass = { .training = true, .seed = seed,
		                              .step = (uint32_t)k };

		draw(l, seed, (uint32_t)k);
		loss_of(l, rn_run_forward(&l->run, l->net.param, &pass, l->x,
		                          c->batch), rn_run_dyhat(&l->run));
		rn_run_backward(&l->run, l->net.param, l->grad);
		update(l, k);
	}
	return test(l);
}

/* "cell=lstm memory=50" into a spec. */
static enum rn_status read_options(struct rn_spec *spec, const char *options,
                                   struct rn_error *err)
{
	char text[200], *word, *rest = text;

	snprintf(text, sizeof(text), "%s", options);
	while ((word = strtok_r(rest, " ", &rest))) {
		char *value = strchr(word, '=');
		struct rn_spec_field f;

		*value++ = '\0';
		if (!rn_spec_find(word, &f))
			return rn_fail(err, RN_EUSAGE, "no option %s", word);
		if (rn_spec_set(spec, &f, value, err))
			return err->status;
	}
	return rn_spec_check(spec, err);
}

static enum rn_status make(struct learner *l, const struct check *c,
                           uint64_t seed, struct rn_error *err)
{
	const bool is_lag = c->task == LAG;
	struct rn_spec spec;
	const char *fault;

	*l = (struct learner){ .check = c, .T = c->T * (is_lag ? 4 : 1),
	                       .D = c->task == ADDING || c->task == LATCH ? 2 : 1 };
	rn_spec_init(&spec);
	spec.net.n_rnn = 1;
	spec.net.width[0] = c->units;
	spec.net.dropout = 0;
	spec.net.every_step = is_lag;
	if (read_options(&spec, c->options, err))
		return err->status;
	fault = rn_network_plan(&l->net, &spec.net, l->D, 1);
	if (fault)
		return rn_fail(err, RN_EUSAGE, "%s", fault);
	if (rn_network_alloc(&l->net, err)
	    || rn_run_make(&l->run, &l->net, l->T, c->batch, true, err)
	    || rn_alloc(&l->x, (size_t)(l->T * c->batch * l->D), sizeof(*l->x),
	                err)
	    || rn_alloc(&l->y, (size_t)(l->T * c->batch), sizeof(*l->y), err)
	    || rn_alloc(&l->grad, l->net.n_param, sizeof(rn_real), err)
	    || rn_alloc(&l->m[0], l->net.n_param, sizeof(rn_real), err)
	    || rn_alloc(&l->m[1], l->net.n_param, sizeof(rn_real), err))
		return err->status;
	rn_network_start(&l->net, spec.net.init, seed);
	rn_spec_release(&spec);
	return RN_OK;
}

static void release(struct learner *l)
{
	rn_run_release(&l->run);
	rn_network_release(&l->net);
	free(l->x);
	free(l->y);
	free(l->grad);
	free(l->m[0]);
	free(l->m[1]);
}

struct work {
	const struct check *chosen[MAX_CHECK];
	int n;
	double ratio[MAX_CHECK][N_SEED];
	struct rn_error err[MAX_CHECK][N_SEED];
};

static void work(void *ud, int i)
{
	struct work *w = ud;
	const int c = i / N_SEED, s = i % N_SEED;
	struct learner l;

	w->ratio[c][s] = NAN;
	if (make(&l, w->chosen[c], (uint64_t)(s + 1), &w->err[c][s]) == RN_OK) {
		w->ratio[c][s] = train(&l, (uint64_t)(s + 1));
		w->err[c][s].status = RN_OK;
	}
	release(&l);
}

static double median(const double *x)
{
	return fmax(fmin(x[0], x[1]), fmin(fmax(x[0], x[1]), x[2]));
}

/* Prints a line; returns whether all is as it should be. */
static bool judge(const struct work *w, int i)
{
	const struct check *c = w->chosen[i];
	const double *r = w->ratio[i], mid = median(r);
	const bool ok = c->must_fail ? mid > c->limit : mid < c->limit;

	printf("%-4s %-6s T=%-4d %-48s %.4f (%.4f %.4f %.4f) %s %g\n",
	       ok ? "ok" : "FAIL", task_name[c->task], c->T, c->options, mid, r[0],
	       r[1], r[2], c->must_fail ? "must fail: above" : "below", c->limit);
	if (w->err[i][0].status)
		printf("     %s\n", w->err[i][0].msg);
	return ok;
}

int main(int argc, char **argv)
{
	static struct work w;
	struct rn_pool *pool;
	struct rn_error err;
	int passed = 0;

	for (int i = 0; i < N_CHECK; i++) {
		char line[120];

		snprintf(line, sizeof(line), "%s T=%d %s",
		         task_name[checks[i].task], checks[i].T, checks[i].options);
		if (argc < 2 || strstr(line, argv[1]))
			w.chosen[w.n++] = &checks[i];
	}
	if (rn_blas_start(&err) || rn_pool_new(&pool, rn_cpu_count(), &err)) {
		fprintf(stderr, "learn: %s\n", err.msg);
		return 1;
	}
	rn_pool_run(pool, w.n * N_SEED, work, &w);
	rn_pool_free(pool);
	for (int i = 0; i < w.n; i++)
		passed += judge(&w, i);
	printf("\n%d passed, %d failed\n", passed, w.n - passed);
	return passed < w.n;
}

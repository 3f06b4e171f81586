/*
 * test_ensemble.c - several networks say what each of them would say alone,
 * combined.
 */
#include "model_help.h"

#include "forecast/forecast.h"

#include <time.h>

enum { N_MEMBER = 3, AHEAD = 9 };

static const struct rn_combine_type *by(const char *name)
{
	return must((void *)(uintptr_t)rn_named_find(
		(const void *const *)rn_combine_types, name));
}

static void test_combine(void **state)
{
	static const struct {
		const char *by;
		int n;
		double z[5], want;
	} cases[] = {
		{ "mean", 1, { 0.1 }, 0.1 }, { "mean", 2, { 1, 4 }, 2.5 },
		{ "mean", 5, { 1, 2, 3, 4, -20 }, -2 },
		{ "median", 1, { 0.1 }, 0.1 }, { "median", 2, { 4, 1 }, 2.5 },
		{ "median", 3, { 7, -2, 3 }, 3 },
		{ "median", 4, { 9, 1, 2, -50 }, 1.5 },
		{ "median", 5, { 5, 4, 3, 2, 1 }, 3 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const int n = cases[i].n;
		double z[10], out[2];

		/* Two outputs of each, of which the second is the first and 100. */
		for (int k = 0; k < n; k++) {
			z[2 * k] = cases[i].z[k];
			z[2 * k + 1] = 100 + cases[i].z[k];
		}
		rn_combine(by(cases[i].by), n, z, 2, out);
		assert_near(out[0], cases[i].want, 1e-15);
		assert_near(out[1], 100 + cases[i].want, 1e-15);
		rn_combine(by(cases[i].by), n, z, 2, z);
		assert_memory_equal(z, out, sizeof(out));
	}
}

/* An ensemble, and its members trained alone. */
struct bench {
	struct rn_panel panel;
	struct rn_spec spec;
	struct rn_train_watch watch;
	struct rn_fit_report report;
	struct rn_model all, one[N_MEMBER];
	struct rn_error err;
	int n_member, stop_member; /* that began; that is to be stopped */
};

static enum rn_status fit(struct bench *b, struct rn_model *model,
                          const struct rn_model *start)
{
	rn_model_release(model);
	rn_fit_report_release(&b->report);
	b->n_member = 0;
	return rn_fit(model, &b->panel, &b->spec, start, &b->watch, &b->report,
	              &b->err);
}

static void bench_make(struct bench *b, const char *const *options)
{
	memset(b, 0, sizeof(*b));
	make_waves(&b->panel, 2, 120, 12, 0.05);
	b->watch.n_thread = 1;
	rn_spec_init(&b->spec);
	set(&b->spec, "layers", "3,2");
	set(&b->spec, "epochs", "3");
	set(&b->spec, "batch-size", "16");
	set(&b->spec, "seed", "11");
	set(&b->spec, "ensemble", "3");
	set_all(&b->spec, options);
	assert_ok(rn_spec_check(&b->spec, &b->err), &b->err);
	assert_ok(fit(b, &b->all, NULL), &b->err);
}

static void make_alone(struct bench *b)
{
	set(&b->spec, "ensemble", "1");
	b->spec.net.by = rn_combine_types[0];
	for (int i = 0; i < N_MEMBER; i++) {
		b->spec.train.seed = 11 + (uint64_t)i;
		assert_ok(fit(b, &b->one[i], NULL), &b->err);
	}
}

static void bench_release(struct bench *b)
{
	rn_model_release(&b->all);
	for (int i = 0; i < N_MEMBER; i++)
		rn_model_release(&b->one[i]);
	rn_fit_report_release(&b->report);
	rn_spec_release(&b->spec);
	rn_panel_release(&b->panel);
}

static void assert_same_weights(const struct rn_model *all, int i,
                                const struct rn_model *one, int k)
{
	assert_int_equal(all->net.n_param, one->net.n_param);
	assert_memory_equal(all->net.member[i], one->net.member[k],
	                    one->net.n_param * sizeof(rn_real));
}

/* What the members say of a place, combined. */
static double combined(const struct bench *b, double say[N_MEMBER])
{
	return b->all.net.by->one(say, N_MEMBER);
}

/* Held-out windows; scales are the same, so values combine as outputs do. */
static void check_holdout(const struct bench *b)
{
	const size_t K = (size_t)b->all.spec.shape.n_out;

	for (int s = 0; s < b->all.n_series; s++) {
		const struct rn_model_series *series = &b->all.series[s];

		assert_true(series->n_window > 5);
		for (size_t k = 0; k < series->n_window * K; k++) {
			double say[N_MEMBER];

			for (int i = 0; i < N_MEMBER; i++)
				say[i] = b->one[i].series[s].yhat[k];
			assert_near(series->yhat[k], combined(b, say), 1e-12);
		}
	}
}

/* Forecasts go on from what the members say together: so each member alone,
 * shown the rows that the ensemble forecast before, says its part of the
 * next. */
static void check_recursion(struct bench *b)
{
	struct rn_series s = b->panel.series[1];
	double x[200], yhat[AHEAD];
	const size_t n = s.n_row;

	memcpy(x, s.x, n * sizeof(*x));
	s.x = x;
	assert_ok(rn_forecast(&b->all, b->all.series[1].scale, &s, AHEAD, yhat,
	                      &b->err), &b->err);
	memcpy(x + n, yhat, sizeof(yhat));
	for (size_t k = 0; k < AHEAD; k++, s.n_row++) {
		double say[N_MEMBER];

		for (int i = 0; i < N_MEMBER; i++)
			assert_ok(rn_forecast(&b->one[i], b->all.series[1].scale, &s, 1,
			                      &say[i], &b->err), &b->err);
		assert_near(yhat[k], combined(b, say), 1e-12);
	}
}

static const char *const kinds[][5] = {
	{ NULL }, { "ensemble-by=median", NULL },
	{ "stateful=true", NULL }, { "cell=gru", "targets=every", NULL },
	{ "cell=esn", "layers=12", NULL },
	{ "loss=gaussian", "ensemble-by=median", NULL },
	{ "online=true", "cell=elman", "layers=3", NULL },
	{ "norm=batch", NULL },
};

static void test_parts(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(kinds); i++) {
		struct bench b;

		bench_make(&b, kinds[i]);
		make_alone(&b);
		assert_int_equal(b.all.net.n_member, N_MEMBER);
		for (int k = 0; k < N_MEMBER; k++) {
			const struct rn_model_member *one = &b.all.member[k];

			assert_same_weights(&b.all, k, &b.one[k], 0);
			assert_int_equal(one->number, k);
			assert_int_equal(one->kept, b.one[k].kept);
			assert_int_equal(one->n_epoch, b.one[k].n_epoch);
			assert_near(one->loss_valid,
			            b.one[k].curve[one->kept - 1][1], 0);
		}
		check_holdout(&b);
		check_recursion(&b);
		bench_release(&b);
	}
}

static char *save(struct scratch *s, const struct rn_model *m, size_t *n)
{
	char *bytes = must(calloc(1, 1 << 20));
	struct rn_error err;
	FILE *f;

	assert_ok(rn_model_save(m, s->path, &err), &err);
	f = must(fopen(s->path, "rb"));
	*n = fread(bytes, 1, 1 << 20, f);
	fclose(f);
	return bytes;
}

static bool has_text(const char *bytes, size_t n, const char *text)
{
	return memmem(bytes, n, text, strlen(text)) != NULL;
}

/* Saved, loaded and saved again, by one thread and by two: the same bytes. */
static void test_file(void **state)
{
	for (size_t i = 0; i < COUNT(kinds); i++) {
		struct rn_model again;
		size_t n, n_again;
		struct bench b;
		char *bytes, *more;

		bench_make(&b, kinds[i]);
		bytes = save(*state, &b.all, &n);
		assert_true(has_text(bytes, n, "\"net.2."));
		assert_ok(rn_model_load(&again, ((struct scratch *)*state)->path,
		                        &b.err), &b.err);
		assert_int_equal(again.net.n_member, N_MEMBER);
		assert_true(again.net.by == b.all.net.by);
		more = save(*state, &again, &n_again);
		assert_int_equal(n, n_again);
		assert_memory_equal(bytes, more, n);
		free(more);
		rn_model_release(&again);

		b.watch.n_thread = 2;
		assert_ok(fit(&b, &b.all, NULL), &b.err);
		more = save(*state, &b.all, &n_again);
		assert_int_equal(n, n_again);
		assert_memory_equal(bytes, more, n);
		free(more);
		free(bytes);
		bench_release(&b);
	}
}

/* One network has a file as if there were no ensembles. */
static void test_one(void **state)
{
	struct bench b;
	char *bytes;
	size_t n;

	bench_make(&b, (const char *const[]){ "ensemble=1", NULL });
	bytes = save(*state, &b.all, &n);
	assert_false(has_text(bytes, n, "ensemble"));
	assert_false(has_text(bytes, n, "member"));
	assert_false(has_text(bytes, n, "net.0."));
	free(bytes);
	bench_release(&b);
}

/* The best by validation, in their order. */
static void test_keep(void **state)
{
	struct rn_model_member all[N_MEMBER];
	struct bench b;

	(void)state;
	for (int n = 1; n <= N_MEMBER; n++) {
		char text[12];
		int worst = 0;

		bench_make(&b, plain);
		memcpy(all, b.all.member, sizeof(all));
		snprintf(text, sizeof(text), "%d", n);
		set(&b.spec, "ensemble-keep", text);
		assert_ok(fit(&b, &b.all, NULL), &b.err);
		make_alone(&b);
		assert_int_equal(b.all.net.n_member, n);
		for (int i = 0; i < n; i++) {
			const struct rn_model_member *one = &b.all.member[i];

			assert_true(i == 0 || one->number > one[-1].number);
			assert_near(one->loss_valid, all[one->number].loss_valid, 0);
			assert_same_weights(&b.all, i, &b.one[one->number], 0);
		}
		assert_true(b.all.net.param == b.all.net.member[0]);
		for (int i = 1; i < N_MEMBER; i++)
			if (all[i].loss_valid > all[worst].loss_valid)
				worst = i;
		for (int i = 0; n < N_MEMBER && i < n; i++)
			assert_int_not_equal(b.all.member[i].number, worst);
		bench_release(&b);
	}
}

/* Member i begins from member i, as long as there is one. */
static void test_start(void **state)
{
	struct rn_model start;
	struct bench b;

	(void)state;
	bench_make(&b, plain);
	start = b.all;
	b.all = (struct rn_model)RN_MODEL_INIT;
	set(&b.spec, "learning-rate", "0");
	assert_ok(fit(&b, &b.all, &start), &b.err);
	for (int i = 0; i < N_MEMBER; i++)
		assert_same_weights(&b.all, i, &start, i);
	start.net.n_member = 2;
	assert_ok(fit(&b, &b.all, &start), &b.err);
	assert_same_weights(&b.all, 1, &start, 1);
	assert_same_weights(&b.all, 2, &start, 0);
	rn_model_release(&start);
	bench_release(&b);
}

static void on_member(void *ud, int i)
{
	struct bench *b = ud;

	assert_int_equal(i, b->n_member);
	b->n_member++;
}

static bool on_epoch(void *ud, const struct rn_epoch *epoch)
{
	const struct bench *b = ud;

	return b->n_member != b->stop_member || epoch->epoch < 2;
}

/* Takes its time after the last epoch. */
static bool dawdle(void *ud, const struct rn_epoch *epoch)
{
	const struct timespec half = { 0, 500000000 };

	(void)ud;
	if (epoch->epoch == 5)
		nanosleep(&half, NULL);
	return true;
}

/* The members before the one that is stopped are kept; of the first what there
 * is of it. */
static void test_cut_short(void **state)
{
	struct bench b;

	bench_make(&b, (const char *const[]){ "epochs=5", NULL });
	make_alone(&b);
	set(&b.spec, "ensemble", "3");
	b.spec.train.seed = 11;
	b.watch.on_member = on_member;
	b.watch.on_epoch = on_epoch;
	b.watch.ud = &b;
	for (int stop = 1; stop <= N_MEMBER; stop++) {
		const int left = stop == 1 ? 1 : stop - 1;
		struct rn_model again;
		char *bytes;
		size_t n;

		b.stop_member = stop;
		assert_ok(fit(&b, &b.all, NULL), &b.err);
		assert_int_equal(b.n_member, stop);
		assert_int_equal(b.report.ensemble.n, stop);
		assert_true(b.all.is_cut_short);
		assert_int_equal(b.all.net.n_member, left);
		assert_int_equal(b.all.n_epoch, stop == 1 ? 2 : 5);
		for (int i = 0; stop > 1 && i < left; i++)
			assert_same_weights(&b.all, i, &b.one[i], 0);
		bytes = save(*state, &b.all, &n);
		assert_ok(rn_model_load(&again, ((struct scratch *)*state)->path,
		                        &b.err), &b.err);
		assert_int_equal(again.net.n_member, left);
		assert_true(again.is_cut_short);
		free(bytes);
		rn_model_release(&again);
	}
	/* A limit that ends with the first member ends it all. */
	b.stop_member = 0;
	b.watch.on_epoch = dawdle;
	b.watch.time_limit = 0.5;
	assert_ok(fit(&b, &b.all, NULL), &b.err);
	assert_true(b.all.is_cut_short);
	assert_int_equal(b.all.net.n_member, 1);
	assert_int_equal(b.all.n_epoch, 5);
	assert_int_equal(b.n_member, 2);
	b.watch.time_limit = 1e-6;
	assert_ok(fit(&b, &b.all, NULL), &b.err);
	assert_true(b.all.is_cut_short);
	assert_int_equal(b.all.net.n_member, 1);
	assert_int_equal(b.n_member, 1);
	bench_release(&b);
}

/* One that diverges ends the training, and those before it are the model. */
static bool spoil(void *ud, const struct rn_batch_report *report)
{
	struct bench *b = ud;

	if (b->n_member == b->stop_member && report->epoch == 2)
		for (size_t k = 0; k < 4; k++)
			b->all.net.member[b->n_member - 1][k] = INFINITY;
	return true;
}

static void test_diverges(void **state)
{
	struct bench b;

	(void)state;
	bench_make(&b, plain);
	b.watch.on_member = on_member;
	b.watch.on_batch = spoil;
	b.watch.ud = &b;
	for (int stop = 1; stop <= N_MEMBER; stop++) {
		b.stop_member = stop;
		assert_int_equal(fit(&b, &b.all, NULL), RN_EDIVERGED);
		assert_int_equal(b.n_member, stop);
		assert_int_equal(b.all.net.n_member, stop == 1 ? 1 : stop - 1);
		assert_int_equal(b.all.n_epoch, stop == 1 ? 1 : 3);
		assert_int_equal(b.all.n_series, 2);
		assert_false(b.all.is_cut_short);
	}
	bench_release(&b);
}

/* The curve is the mean of those that still ran. */
static void test_curve(void **state)
{
	struct bench b;
	int most = 0, least = 1000;

	(void)state;
	bench_make(&b, (const char *const[]){ "epochs=60", "patience=4",
		"learning-rate=0.03", NULL });
	make_alone(&b);
	for (int i = 0; i < N_MEMBER; i++) {
		const int n = b.one[i].n_epoch;

		most = n > most ? n : most;
		least = n < least ? n : least;
	}
	assert_true(least < most);
	assert_int_equal(b.all.n_epoch, most);
	for (int e = 0; e < most; e++)
		for (int k = 0; k < 2; k++) {
			double sum = 0;
			int n = 0;

			for (int i = 0; i < N_MEMBER; i++)
				if (e < b.one[i].n_epoch) {
					sum += b.one[i].curve[e][k];
					n++;
				}
			assert_near(b.all.curve[e][k], sum / n, 1e-14);
		}
	bench_release(&b);
}

static void test_contradictions(void **state)
{
	static const struct {
		const char *option[3], *said;
	} cases[] = {
		{ { "ensemble-by=median" }, "--ensemble is 1" },
		{ { "ensemble-keep=2" }, "--ensemble is 1" },
		{ { "ensemble=5", "ensemble-keep=6" }, "--ensemble is 5" },
		{ { "ensemble=5", "ensemble-keep=2", "val-size=0" }, "--val-size" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *options[4] = { NULL };
		struct rn_spec spec;
		struct rn_error err;

		memcpy(options, cases[i].option, sizeof(cases[i].option));
		rn_spec_init(&spec);
		set_all(&spec, options);
		assert_int_equal(rn_spec_check(&spec, &err), RN_EUSAGE);
		assert_contains(err.msg, cases[i].said);
		rn_spec_release(&spec);
	}
}

/* Too many tensors are found before the training, not after it. */
static void test_too_many(void **state)
{
	struct rn_model model = RN_MODEL_INIT;
	struct bench b;

	(void)state;
	bench_make(&b, plain);
	set(&b.spec, "ensemble", "64");
	set(&b.spec, "bidirectional", "true");
	set(&b.spec, "layers", "2,2,2,2,2,2,2,2");
	assert_int_equal(fit(&b, &model, NULL), RN_ELIMIT);
	assert_contains(b.err.hint, "--ensemble");
	assert_int_equal(b.report.ensemble.n, 0);
	bench_release(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_combine),
		cmocka_unit_test(test_parts),
		cmocka_unit_test(test_file),
		cmocka_unit_test(test_one),
		cmocka_unit_test(test_keep),
		cmocka_unit_test(test_start),
		cmocka_unit_test(test_cut_short),
		cmocka_unit_test(test_diverges),
		cmocka_unit_test(test_curve),
		cmocka_unit_test(test_contradictions),
		cmocka_unit_test(test_too_many),
	};

	return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}

/*
 * engine.c - what the library does inside one process, timed.
 *
 *   engine about                        the core of OpenBLAS, and processors
 *   engine infer MODEL DATA.csv THREADS SECONDS
 *   engine latency MODEL COUNT
 *   engine read DATA.csv TARGETS        seconds to load these columns
 *
 * infer: windows a second, over all windows of a CSV again and again, in
 * batches as `rnnfc evaluate` runs them, gathered and scaled each time.
 * latency: the median microseconds of one forecast of one row from a model's
 * context, from numbers in the data's units to such numbers.
 */
#include "rnnfc.h"
#include "train/runner.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { WARM_UP = 200 };

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static enum rn_status about(struct rn_error *err)
{
	if (rn_blas_start(err))
		return err->status;
	printf("%s %d\n", rn_blas_core(), rn_cpu_count());
	return RN_OK;
}

/* Passes over all windows until `seconds` are over. */
static enum rn_status repeat(struct rn_runner *r, const struct rn_model *m,
                             double seconds, struct rn_error *err)
{
	const size_t n = r->data->split->n[RN_TRAIN];
	double start, done = 0;
	rn_real *z;

	if (rn_alloc(&z, n * (size_t)m->net.K, sizeof(*z), err))
		return err->status;
	rn_runner_predict(r, m->net.param, RN_TRAIN, 0, n, z, NULL);
	start = now();
	while (now() - start < seconds) {
		rn_runner_predict(r, m->net.param, RN_TRAIN, 0, n, z, NULL);
		done += (double)n;
	}
	printf("%.1f\n", done / (now() - start));
	free(z);
	return RN_OK;
}

static enum rn_status infer(const struct rn_model *m, const char *path,
                            int n_thread, double seconds,
                            struct rn_error *err)
{
	const struct rn_panel_opts opts = { .known = &m->columns };
	const struct rn_split_opts all = { .size = { 0, 0, 0 } };
	struct rn_panel panel = RN_PANEL_INIT;
	struct rn_split split = RN_SPLIT_INIT;
	struct rn_dataset data = { .panel = &panel, .split = &split,
	                           .scale = m->series[0].scale,
	                           .base = rn_model_base(m) };
	struct rn_runner runner = RN_RUNNER_INIT;
	enum rn_status status;

	status = rn_panel_load(&panel, path, &opts, err);
	if (!status)
		status = rn_split_make(&split, &m->spec.shape, &all, &panel, err);
	if (!status)
		status = rn_runner_make(&runner, &m->net, &data,
		                        m->spec.train.batch_size, false, n_thread,
		                        err);
	if (!status)
		status = repeat(&runner, m, seconds, err);
	rn_runner_release(&runner);
	rn_split_release(&split);
	rn_panel_release(&panel);
	return status;
}

static int compare(const void *a, const void *b)
{
	const double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* n forecasts of one row, the seconds of each into took [n]. */
static void time_forecasts(struct rn_forecaster *f, const struct rn_model *m,
                           double *took, int n)
{
	const struct rn_model_series *s = &m->series[0];
	const struct rn_series rows = rn_model_context(m, 0, NULL);
	double yhat;

	for (int i = -WARM_UP; i < n; i++) {
		const double start = now();

		rn_forecaster_run(f, s->scale, &rows, 1, &yhat);
		if (i >= 0)
			took[i] = now() - start;
	}
}

static enum rn_status latency(const struct rn_model *m, int n,
                              struct rn_error *err)
{
	struct rn_forecaster f = RN_FORECASTER_INIT;
	double *took;
	enum rn_status status;

	if (rn_alloc(&took, (size_t)n, sizeof(*took), err))
		return err->status;
	status = rn_forecaster_make(&f, m, 1, 1, err);
	if (!status) {
		time_forecasts(&f, m, took, n);
		qsort(took, (size_t)n, sizeof(*took), compare);
		printf("%.3f\n", 1e6 * took[n / 2]);
	}
	rn_forecaster_release(&f);
	free(took);
	return status;
}

static enum rn_status time_reading(const char *path, const char *targets,
                                   struct rn_error *err)
{
	const struct rn_panel_opts opts = { .target_col = targets };
	const double start = now();
	struct rn_panel panel;

	if (rn_panel_load(&panel, path, &opts, err))
		return err->status;
	printf("%.6f\n", now() - start);
	rn_panel_release(&panel);
	return RN_OK;
}

static enum rn_status with_model(char **argv, int argc, struct rn_error *err)
{
	struct rn_model m = RN_MODEL_INIT;
	enum rn_status status = rn_model_load(&m, argv[2], err);

	if (!status && argc == 6)
		status = infer(&m, argv[3], (int)strtol(argv[4], NULL, 10),
		               strtod(argv[5], NULL), err);
	else if (!status)
		status = latency(&m, (int)strtol(argv[3], NULL, 10), err);
	rn_model_release(&m);
	return status;
}

int main(int argc, char **argv)
{
	struct rn_error err;
	enum rn_status status;

	if (argc == 2 && strcmp(argv[1], "about") == 0) {
		status = about(&err);
	} else if ((argc == 6 && strcmp(argv[1], "infer") == 0)
	           || (argc == 4 && strcmp(argv[1], "latency") == 0)) {
		status = with_model(argv, argc, &err);
	} else if (argc == 4 && strcmp(argv[1], "read") == 0) {
		status = time_reading(argv[2], argv[3], &err);
	} else {
		fputs("usage: engine about | infer MODEL DATA.csv THREADS SECONDS | "
		      "latency MODEL COUNT | read DATA.csv TARGETS\n", stderr);
		return RN_EUSAGE;
	}
	if (status)
		fprintf(stderr, "engine: %s\n", err.msg);
	return (int)status;
}

/*
 * folds.c - forecasts beside what came of them.
 */
#include "forecast/folds.h"

#include "base/block.h"
#include "data/time_parse.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void rn_folds_release(struct rn_fold_set *folds)
{
	free(folds->fold);
	free(folds->naive);
	*folds = (struct rn_fold_set)RN_FOLDS_INIT;
}

/* The value of a row of a model's series, as far as its file has it. */
static double known(const struct rn_model_series *s, size_t K, int64_t row)
{
	const int64_t y = row - (int64_t)s->target;
	const int64_t context = row - (int64_t)(s->n_row - s->n_context);

	if (y >= 0 && y < (int64_t)(s->n_window + K - 1))
		return s->y[y];
	return context >= 0 && context < (int64_t)s->n_context
	       ? s->context[context] : (double)NAN;
}

static enum rn_status fill_model(struct rn_fold_set *folds,
                                 const struct rn_model *m,
                                 struct rn_error *err)
{
	const size_t K = (size_t)m->spec.shape.n_out;
	size_t n = 0;

	for (int i = 0; i < m->n_series; i++)
		n += m->series[i].n_window;
	if (n == 0) {
		rn_fail(err, RN_EMODEL, "the model holds no held-out rows");
		return rn_hint(err, "train with a --test-size above 0");
	}
	if (rn_alloc(&folds->fold, n, sizeof(*folds->fold), err))
		return err->status;
	folds->n_series = m->n_series;
	folds->n_step = K;
	for (int i = 0; i < m->n_series; i++) {
		const struct rn_model_series *s = &m->series[i];

		for (size_t w = 0; w < s->n_window; w++) {
			const size_t row = s->target + w;
			const int64_t cutoff = (int64_t)row - m->spec.shape.lead;

			folds->fold[folds->n++] = (struct rn_fold){
				.series = i, .axis = &s->axis, .row = row,
				.cutoff = rn_axis_number(&s->axis, cutoff),
				.last = known(s, K, cutoff),
				.lead = m->spec.shape.lead,
				.n = K, .y = s->y + w, .yhat = s->yhat + w * K,
			};
		}
	}
	return RN_OK;
}

/* Fills the naive forecasts of a model's folds with the last value, or with
 * that of the last season, where period is not 0.  Returns the mean square of
 * their errors in the rows that they are known for, which are fewer the longer
 * the season is; infinity where there are none. */
static double fill_naive(const struct rn_fold_set *folds,
                         const struct rn_model *m, int period, double *naive)
{
	const size_t K = folds->n_step;
	double sum = 0;
	size_t n = 0;

	for (size_t i = 0; i < folds->n; i++) {
		const struct rn_fold *f = &folds->fold[i];
		const struct rn_model_series *s = &m->series[f->series];
		const int lead = m->spec.shape.lead;

		for (size_t k = 0; k < K; k++) {
			const int64_t ahead = lead + (int64_t)k;
			const int64_t back = period
				? (ahead + period - 1) / period * period : ahead;
			const double x = known(s, K, (int64_t)(f->row + k) - back);

			naive[i * K + k] = x;
			n += isfinite(x);
			sum += isfinite(x) ? (x - f->y[k]) * (x - f->y[k]) : 0;
		}
	}
	return n ? sum / (double)n : (double)INFINITY;
}

static enum rn_status add_naive(struct rn_fold_set *folds,
                                const struct rn_model *m, struct rn_error *err)
{
	const size_t n = folds->n * folds->n_step;
	double least = INFINITY;
	int best = -1;

	if (rn_alloc(&folds->naive, n, sizeof(double), err))
		return err->status;
	for (int i = 0; i <= m->n_season; i++) {
		const int period = i ? m->season[i - 1] : 0;
		const double error = fill_naive(folds, m, period, folds->naive);

		if (error < least) {
			least = error;
			best = period;
		}
	}
	if (best < 0)
		return RN_OK;
	fill_naive(folds, m, best, folds->naive);
	snprintf(folds->naive_name, sizeof(folds->naive_name),
	         best ? "seasonal-naive-%d" : "repeat-last", best);
	for (size_t i = 0; i < folds->n; i++)
		folds->fold[i].naive = folds->naive + i * folds->n_step;
	return RN_OK;
}

enum rn_status rn_folds_of_model(struct rn_fold_set *folds,
                                 const struct rn_model *m, struct rn_error *err)
{
	*folds = (struct rn_fold_set)RN_FOLDS_INIT;
	if (m->vocabulary.n > 0)
		return rn_fail(err, RN_EMODEL, "the model forecasts symbols, which "
		               "lie at no distance from each other");
	if (fill_model(folds, m, err) || add_naive(folds, m, err)) {
		rn_folds_release(folds);
		return err->status;
	}
	return RN_OK;
}

static int compare_numbers(const void *a, const void *b)
{
	const double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* The place of a target among those of an id; -1 where there is none. */
static int find_target(const struct rn_panel *panel, const char *name)
{
	const struct rn_column_list *targets = &panel->columns.role[RN_TARGET];

	for (int i = 0; i < targets->n; i++)
		if (strcmp(targets->name[i], name) == 0)
			return i;
	return -1;
}

/* Where the id of a series ends, behind which come its part and target; it is
 * empty where parts have no id. */
static size_t id_length(const struct rn_panel *panel, const char *name)
{
	const char mark[] = { RN_PART_MARK, '\0' };

	if (panel->columns.part_at < 0)
		return strlen(name);
	return panel->columns.id_at < 0 ? 0 : strcspn(name, mark);
}

/* The last row known, which the part of a series tells: its id ends in
 * "cutoff/yhat". */
static void take_cutoff(struct rn_fold *f, const struct rn_panel *panel,
                        const struct rn_series *s)
{
	const char *part = s->name + id_length(panel, s->name)
	                   + (panel->columns.id_at >= 0);
	const size_t n = strlen(part) - strlen("/yhat");
	struct rn_time time;
	int64_t k;

	if (rn_time_parse(&s->axis.format, part, n, &time)
	    || !rn_axis_place(&s->axis, time.at, &k))
		return;
	f->cutoff = rn_axis_number(&s->axis, k);
	f->lead = k < 0 ? -k : 0;
}

/* Rows without a cutoff are a fold each. */
static void add_rows(struct rn_fold_set *folds, const struct rn_series *y,
                     const struct rn_series *yhat)
{
	for (size_t k = 0; k < y->n_row; k++)
		folds->fold[folds->n++] = (struct rn_fold){
			.series = folds->n_series - 1, .axis = &yhat->axis, .row = k,
			.cutoff = NAN, .last = NAN,
			.n = 1, .y = y->x + k, .yhat = yhat->x + k,
		};
	folds->n_step = 1;
}

static void add_part(struct rn_fold_set *folds, const struct rn_panel *panel,
                     const struct rn_series *y, const struct rn_series *yhat)
{
	folds->fold[folds->n++] = (struct rn_fold){
		.series = folds->n_series - 1, .axis = &yhat->axis,
		.cutoff = NAN, .last = NAN,
		.n = yhat->n_row, .y = y->x, .yhat = yhat->x,
	};
	take_cutoff(&folds->fold[folds->n - 1], panel, yhat);
	if (yhat->n_row > folds->n_step)
		folds->n_step = yhat->n_row;
}

static enum rn_status fill_panel(struct rn_fold_set *folds,
                                 const struct rn_panel *panel, int at_y,
                                 int at_yhat, struct rn_error *err)
{
	const bool has_parts = panel->columns.part_at >= 0;
	const int n_target = panel->columns.role[RN_TARGET].n;
	const char *before = NULL;
	size_t most = 0;

	for (int i = 0; i < panel->n_series; i += n_target)
		most += has_parts ? 1 : panel->series[i + at_y].n_row;
	if (rn_alloc(&folds->fold, most, sizeof(*folds->fold), err))
		return err->status;
	for (int i = 0; i < panel->n_series; i += n_target) {
		const struct rn_series *y = &panel->series[i + at_y];
		const struct rn_series *yhat = &panel->series[i + at_yhat];
		const size_t n = id_length(panel, yhat->name);

		/* Where values were filled, rows at the ends may be left out. */
		if (y->first != yhat->first || y->n_row != yhat->n_row)
			continue;
		folds->n_series += !before || n != id_length(panel, before)
			|| memcmp(yhat->name, before, n) != 0;
		before = yhat->name;
		if (has_parts)
			add_part(folds, panel, y, yhat);
		else
			add_rows(folds, y, yhat);
	}
	return RN_OK;
}

/* The last value before each fold of a series, as far as other folds know
 * it; naive forecasts repeat it. */
static enum rn_status repeat_last(struct rn_fold_set *folds, int series,
                                  struct rn_error *err)
{
	double *x, *y;
	size_t n;

	if (rn_folds_truth(folds, series, &x, &y, &n, err))
		return err->status;
	for (size_t i = 0; i < folds->n; i++) {
		struct rn_fold *f = &folds->fold[i];
		double *naive = folds->naive + i * folds->n_step;
		const double *at = NULL;

		if (f->series != series)
			continue;
		if (isfinite(f->cutoff))
			at = bsearch(&f->cutoff, x, n, sizeof(*x), compare_numbers);
		f->last = at ? y[at - x] : (double)NAN;
		f->naive = naive;
		for (size_t k = 0; k < f->n; k++)
			naive[k] = f->last;
		if (at)
			snprintf(folds->naive_name, sizeof(folds->naive_name),
			         "repeat-last");
	}
	free(x);
	free(y);
	return RN_OK;
}

enum rn_status rn_folds_of_panel(struct rn_fold_set *folds,
                                 const struct rn_panel *panel,
                                 struct rn_error *err)
{
	const int y = find_target(panel, "y"), yhat = find_target(panel, "yhat");
	enum rn_status status;

	*folds = (struct rn_fold_set)RN_FOLDS_INIT;
	if (y < 0 || yhat < 0) {
		rn_fail(err, RN_EDATA, "there is no column \"%s\" in the file",
		        yhat < 0 ? "yhat" : "y");
		return rn_hint(err, "rnnfc evaluate --predictions writes such a file");
	}
	status = fill_panel(folds, panel, y, yhat, err);
	if (!status)
		status = rn_alloc(&folds->naive, folds->n * folds->n_step,
		                  sizeof(double), err);
	for (int i = 0; !status && i < folds->n_series; i++)
		status = repeat_last(folds, i, err);
	if (status)
		rn_folds_release(folds);
	return status;
}

struct truth {
	double x, y;
};

static int compare_truths(const void *a, const void *b)
{
	return compare_numbers(&((const struct truth *)a)->x,
	                       &((const struct truth *)b)->x);
}

enum rn_status rn_folds_truth(const struct rn_fold_set *folds, int series,
                              double **x, double **y, size_t *n,
                              struct rn_error *err)
{
	struct truth *all;
	size_t n_all = 0;

	*x = *y = NULL;
	*n = 0;
	if (rn_alloc(&all, folds->n * folds->n_step, sizeof(*all), err))
		return err->status;
	for (size_t i = 0; i < folds->n; i++) {
		const struct rn_fold *f = &folds->fold[i];

		for (size_t k = 0; f->series == series && k < f->n; k++)
			all[n_all++] = (struct truth){
				rn_axis_number(f->axis, (int64_t)(f->row + k)), f->y[k]
			};
	}
	qsort(all, n_all, sizeof(*all), compare_truths);
	if (rn_alloc(x, n_all, sizeof(**x), err)
	    || rn_alloc(y, n_all, sizeof(**y), err)) {
		free(*x);
		free(all);
		return err->status;
	}
	for (size_t i = 0; i < n_all; i++)
		if (i == 0 || all[i].x > all[i - 1].x) {
			(*x)[*n] = all[i].x;
			(*y)[(*n)++] = all[i].y;
		}
	free(all);
	return RN_OK;
}

int64_t rn_folds_lead(const struct rn_fold_set *folds)
{
	for (size_t i = 1; i < folds->n; i++)
		if (folds->fold[i].lead != folds->fold[0].lead)
			return 0;
	return folds->n ? folds->fold[0].lead : 0;
}

void rn_folds_errors(const struct rn_fold_set *folds, size_t k,
                     struct rn_errors *model, struct rn_errors *naive)
{
	const struct rn_yardstick none = { NAN, NAN };
	const bool has_naive = *folds->naive_name;

	*model = *naive = (struct rn_errors){ .n = 0 };
	for (size_t i = 0; i < folds->n; i++) {
		const struct rn_fold *f = &folds->fold[i];

		if (k >= f->n || (has_naive && !isfinite(f->naive[k])))
			continue;
		rn_errors_add(model, f->y[k], f->yhat[k], &none);
		if (has_naive)
			rn_errors_add(naive, f->y[k], f->naive[k], &none);
	}
}

enum rn_status rn_folds_residual(const struct rn_fold_set *folds, int series,
                                 double **residual, size_t *n,
                                 struct rn_error *err)
{
	*n = 0;
	if (rn_alloc(residual, folds->n, sizeof(**residual), err))
		return err->status;
	for (size_t i = 0; i < folds->n; i++) {
		const struct rn_fold *f = &folds->fold[i];

		if (f->series == series)
			(*residual)[(*n)++] = f->y[0] - f->yhat[0];
	}
	return RN_OK;
}

void rn_autocorrelation(const double *x, size_t n, size_t n_lag, double *r)
{
	double mean = 0, square = 0;

	for (size_t i = 0; i < n; i++)
		mean += x[i] / (double)n;
	for (size_t i = 0; i < n; i++)
		square += (x[i] - mean) * (x[i] - mean);
	for (size_t lag = 1; lag <= n_lag; lag++) {
		double sum = 0;

		for (size_t i = lag; i < n; i++)
			sum += (x[i] - mean) * (x[i - lag] - mean);
		r[lag - 1] = square > 0 ? sum / square : 0;
	}
}

/*
 * picture_folds.c - pictures of what forecasts, and their inputs, were worth.
 */
#include "picture.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Folds in one picture, and lags, at most. */
enum { MAX_SHOWN = 5, MAX_LAG = 400 };

static const struct rn_fold *first_fold(const struct picture_source *s)
{
	return &s->folds->fold[0];
}

static double number_of(const struct rn_fold *f, size_t k)
{
	return rn_axis_number(f->axis, (int64_t)(f->row + k));
}

/* Folds of the first series. */
static size_t count_folds(const struct rn_fold_set *folds)
{
	size_t n = 0;

	while (n < folds->n && folds->fold[n].series == 0)
		n++;
	return n;
}

/* Chooses folds from the last one back, each at least `gap` before the one
 * behind it; returns how many. */
static int choose(const struct rn_fold_set *folds, size_t n, double gap,
                  size_t shown[MAX_SHOWN])
{
	int count = 0;
	double next = INFINITY;

	for (size_t i = n; i-- > 0 && count < MAX_SHOWN;)
		if (number_of(&folds->fold[i], 0) <= next - gap) {
			next = number_of(&folds->fold[i], 0);
			shown[count++] = i;
		}
	return count;
}

/* A few folds, half as far apart as they are long where there are enough, else
 * nearer. */
static int choose_folds(const struct rn_fold_set *folds, size_t shown[MAX_SHOWN])
{
	static const double gaps[] = { 1.5, 1.1, 0.5, 0.25 };
	const size_t n = count_folds(folds);
	const struct rn_fold *f = &folds->fold[n - 1];
	const double length = number_of(f, f->n - 1) - number_of(f, 0);
	int count = 0;

	for (int i = 0; i < 4 && count < 4; i++)
		count = choose(folds, n, gaps[i] * length, shown);
	return count;
}

/* The rows of the folds shown, every second one alone, from the last row
 * known on and with a gap behind each. */
static enum rn_status add_folds(struct picture *p,
                                const struct rn_fold_set *folds,
                                const size_t *shown, int n, int odd,
                                struct rn_error *err)
{
	const size_t most = (size_t)n * (folds->n_step + 2);
	double *x = picture_array(p, most, err);
	double *y = x ? picture_array(p, most, err) : NULL;
	size_t n_point = 0;

	if (!y)
		return err->status;
	for (int i = n - 1 - odd; i >= 0; i -= 2) {
		const struct rn_fold *f = &folds->fold[shown[i]];

		if (isfinite(f->last)) {
			x[n_point] = f->cutoff;
			y[n_point++] = f->last;
		}
		for (size_t k = 0; k < f->n; k++) {
			x[n_point] = number_of(f, k);
			y[n_point++] = f->yhat[k];
		}
		x[n_point] = x[n_point - 1];
		y[n_point++] = NAN;
	}
	p->chart.curve[p->chart.n_curve++] = (struct rn_curve){
		.role = odd ? RN_CURVE_OTHER : RN_CURVE_HELD_OUT,
		.name = odd ? "the next forecast" : "forecast",
		.n = n_point, .x = x, .y = y,
	};
	return RN_OK;
}

/* The last rows known. */
static enum rn_status add_starts(struct picture *p,
                                 const struct rn_fold_set *folds,
                                 const size_t *shown, int n,
                                 struct rn_error *err)
{
	double *x = picture_array(p, (size_t)n, err);
	double *y = x ? picture_array(p, (size_t)n, err) : NULL;

	if (!y)
		return err->status;
	for (int i = 0; i < n; i++) {
		x[i] = folds->fold[shown[i]].cutoff;
		y[i] = folds->fold[shown[i]].last;
	}
	p->chart.curve[p->chart.n_curve++] = (struct rn_curve){
		.role = RN_CURVE_START, .name = "last row known",
		.n = (size_t)n, .x = x, .y = y,
	};
	return RN_OK;
}

/* What came, from one length of a fold before the first that is shown. */
static enum rn_status add_truth(struct picture *p, const struct rn_fold_set *folds,
                                const struct rn_fold *first,
                                struct rn_error *err)
{
	const double start = number_of(first, 0), end = number_of(first,
	                                                          first->n - 1);
	const double from = fmin(first->cutoff, start) - (end - start) / 2;
	size_t n, skip = 0;
	double *x, *y;

	if (p->n_array + 2 > PICTURE_ARRAYS
	    || rn_folds_truth(folds, 0, &x, &y, &n, err))
		return err->status;
	p->array[p->n_array++] = x;
	p->array[p->n_array++] = y;
	while (skip < n && x[skip] < from)
		skip++;
	p->chart.curve[p->chart.n_curve++] = (struct rn_curve){
		.role = RN_CURVE_HISTORY, .name = "measured",
		.n = n - skip, .x = x + skip, .y = y + skip,
	};
	return RN_OK;
}

/* Predictions of one row each lie side by side: they are one curve. */
static enum rn_status draw_steps(struct picture *p,
                                 const struct rn_fold_set *folds,
                                 struct rn_error *err)
{
	const size_t n = count_folds(folds);
	double *x = picture_array(p, n, err);
	double *y = x ? picture_array(p, n, err) : NULL;

	if (!y)
		return err->status;
	for (size_t i = 0; i < n; i++) {
		x[i] = number_of(&folds->fold[i], 0);
		y[i] = folds->fold[i].yhat[0];
	}
	picture_title(p, ": forecasts of one row");
	if (add_truth(p, folds, &folds->fold[0], err))
		return err->status;
	p->chart.curve[p->chart.n_curve++] = (struct rn_curve){
		.role = RN_CURVE_HELD_OUT, .name = "forecast of each row",
		.n = n, .x = x, .y = y,
	};
	return RN_OK;
}

static enum rn_status draw_folds(struct picture *p,
                                 const struct picture_source *s,
                                 struct rn_error *err)
{
	const struct rn_fold_set *folds = s->folds;
	size_t shown[MAX_SHOWN];
	int n;

	picture_label(p, first_fold(s)->axis, s->time, s->value);
	picture_name(p, s->name, folds->n_series);
	if (folds->n_step == 1)
		return draw_steps(p, folds, err);
	n = choose_folds(folds, shown);
	picture_title(p, ": forecasts of %zu rows from %d start%s", folds->n_step,
	              n, n == 1 ? "" : "s");
	if (add_truth(p, folds, &folds->fold[shown[n - 1]], err)
	    || add_folds(p, folds, shown, n, 0, err)
	    || (n > 1 && add_folds(p, folds, shown, n, 1, err)))
		return err->status;
	return isfinite(folds->fold[shown[0]].last)
	       ? add_starts(p, folds, shown, n, err) : RN_OK;
}

/* Adds one measure of the errors by rows ahead. */
static enum rn_status add_errors(struct picture *p, const struct picture_source
                                 *s, const double *x, const char *name,
                                 enum rn_curve_role role, struct rn_error *err)
{
	const bool of_naive = role >= RN_CURVE_NAIVE;
	const bool is_mae = role == RN_CURVE_MODEL_2 || role == RN_CURVE_NAIVE_2;
	const size_t n = s->folds->n_step;
	double *y = picture_array(p, n, err);

	if (!y)
		return err->status;
	for (size_t k = 0; k < n; k++) {
		struct rn_errors model, naive;
		const struct rn_errors *e = of_naive ? &naive : &model;

		rn_folds_errors(s->folds, k, &model, &naive);
		y[k] = e->n == 0 ? (double)NAN : is_mae ? e->abs / (double)e->n
		       : sqrt(e->square / (double)e->n);
	}
	p->chart.curve[p->chart.n_curve++] = (struct rn_curve){
		.role = role, .n = n, .x = x, .y = y,
		.name = picture_text(p, "%s, %s", name, is_mae ? "MAE" : "RMSE"),
	};
	return RN_OK;
}

static enum rn_status draw_errors(struct picture *p,
                                  const struct picture_source *s,
                                  struct rn_error *err)
{
	const struct rn_fold_set *folds = s->folds;
	double *x = picture_array(p, folds->n_step, err);
	struct rn_errors model, naive;
	enum rn_status status = RN_OK;

	if (!x)
		return err->status;
	for (size_t k = 0; k < folds->n_step; k++)
		x[k] = (double)(s->lead + (int)k);
	picture_label(p, &(struct rn_axis)RN_AXIS_ROWS, NULL, "");
	snprintf(p->x_label, sizeof(p->x_label), "rows ahead");
	snprintf(p->y_label, sizeof(p->y_label), "error of %s", s->value);
	picture_name(p, s->name, 1);
	rn_folds_errors(folds, 0, &model, &naive);
	picture_title(p, ": errors of %zu forecasts by rows ahead", model.n);
	if (folds->n_series > 1)
		picture_title(p, ", of %d series", folds->n_series);
	p->chart.y_has_zero = true;
	for (int role = RN_CURVE_MODEL; !status && role <= RN_CURVE_NAIVE_2; role++)
		if (role < RN_CURVE_NAIVE || *folds->naive_name)
			status = add_errors(p, s, x, role < RN_CURVE_NAIVE ? "model"
			                    : folds->naive_name,
			                    (enum rn_curve_role)role, err);
	return status;
}

/* The residuals of the first series; what is drawn of them needs a few. */
static enum rn_status find_residuals(const struct picture_source *s,
                                     double **residual, size_t *n,
                                     struct rn_error *err)
{
	if (rn_folds_residual(s->folds, 0, residual, n, err))
		return err->status;
	if (*n >= 8)
		return RN_OK;
	free(*residual);
	rn_fail(err, RN_EDATA, "%zu forecasts tell too little about residuals: at "
	        "least 8 are needed", *n);
	return rn_hint(err, "hold more rows out with --test-size");
}

/* As many lags as two seasons have, or as is usual for so many rows. */
static size_t count_lags(size_t n, int season)
{
	const size_t usual = (size_t)(10 * log10((double)n));
	const size_t seasons = 2 * (size_t)season + 1;
	const size_t lags = seasons > usual ? seasons : usual;
	const size_t most = n / 2 < MAX_LAG ? n / 2 : MAX_LAG;

	return lags < most ? lags : most;
}

static enum rn_status draw_residuals(struct picture *p,
                                     const struct picture_source *s,
                                     struct rn_error *err)
{
	double *residual, *x, *r, *ends;
	size_t n, n_lag;

	if (find_residuals(s, &residual, &n, err))
		return err->status;
	p->array[p->n_array++] = residual;
	n_lag = count_lags(n, s->season);
	x = picture_array(p, n_lag, err);
	r = x ? picture_array(p, n_lag, err) : NULL;
	ends = r ? picture_array(p, 6, err) : NULL;
	if (!ends)
		return err->status;
	rn_autocorrelation(residual, n, n_lag, r);
	for (size_t k = 0; k < n_lag; k++)
		x[k] = (double)(k + 1);
	ends[0] = 0.5;
	ends[1] = (double)n_lag + 0.5;
	ends[2] = ends[3] = -1.96 / sqrt((double)n);
	ends[4] = ends[5] = -ends[2];
	picture_label(p, &(struct rn_axis)RN_AXIS_ROWS, NULL, "autocorrelation");
	snprintf(p->x_label, sizeof(p->x_label), "lag in rows");
	picture_name(p, s->name, s->folds->n_series);
	picture_title(p, ": autocorrelation of %zu residuals", n);
	p->chart.y_has_zero = true;
	p->chart.n_curve = 2;
	p->chart.curve[0] = (struct rn_curve){
		.role = RN_CURVE_CHANCE, .name = "95 % of what chance alone does",
		.n = 2, .x = ends, .y = ends + 2, .y2 = ends + 4,
	};
	p->chart.curve[1] = (struct rn_curve){
		.role = RN_CURVE_STEM, .name = "residuals of the first row ahead",
		.n = n_lag, .x = x, .y = r,
	};
	return RN_OK;
}

/* Mean and standard deviation. */
static void describe(const double *x, size_t n, double *mean, double *spread)
{
	double square = 0;

	*mean = 0;
	for (size_t i = 0; i < n; i++)
		*mean += x[i] / (double)n;
	for (size_t i = 0; i < n; i++)
		square += (x[i] - *mean) * (x[i] - *mean);
	*spread = sqrt(square / (double)(n - 1));
}

enum { N_BIN = 25, N_BELL = 81 };

/* Counts in bins of a fifth of a standard deviation around the mean; what lies
 * further out is counted in the outermost. */
static enum rn_status add_bins(struct picture *p, const double *residual,
                               size_t n, double mean, double width,
                               struct rn_error *err)
{
	double *x = picture_array(p, N_BIN, err);
	double *y = x ? picture_array(p, N_BIN, err) : NULL;

	if (!y)
		return err->status;
	for (int i = 0; i < N_BIN; i++)
		x[i] = mean + (i - N_BIN / 2) * width;
	for (size_t k = 0; k < n; k++) {
		const double at = floor((residual[k] - mean) / width + 0.5)
		                  + N_BIN / 2;

		y[at < 0 ? 0 : at >= N_BIN ? N_BIN - 1 : (int)at]++;
	}
	p->chart.curve[p->chart.n_curve++] = (struct rn_curve){
		.role = RN_CURVE_PILLAR, .name = "residuals of the first row ahead",
		.n = N_BIN, .x = x, .y = y,
	};
	return RN_OK;
}

/* The normal distribution of the same mean and spread. */
static enum rn_status add_bell(struct picture *p, size_t n, double mean,
                               double spread, double width,
                               struct rn_error *err)
{
	double *x = picture_array(p, N_BELL, err);
	double *y = x ? picture_array(p, N_BELL, err) : NULL;

	if (!y)
		return err->status;
	for (int i = 0; i < N_BELL; i++) {
		const double z = (i - N_BELL / 2) * N_BIN * width / spread / N_BELL;

		x[i] = mean + z * spread;
		y[i] = (double)n * width / spread * exp(-z * z / 2)
		       / sqrt(2 * acos(-1));
	}
	p->chart.curve[p->chart.n_curve++] = (struct rn_curve){
		.role = RN_CURVE_FORECAST, .name = "normal of the same spread",
		.n = N_BELL, .x = x, .y = y,
	};
	return RN_OK;
}

static enum rn_status draw_histogram(struct picture *p,
                                     const struct picture_source *s,
                                     struct rn_error *err)
{
	double *residual, mean, spread, width;
	size_t n;

	if (find_residuals(s, &residual, &n, err))
		return err->status;
	p->array[p->n_array++] = residual;
	describe(residual, n, &mean, &spread);
	if (spread <= 0)
		return rn_fail(err, RN_EPLOT, "all residuals are the same");
	width = 7 * spread / N_BIN;
	picture_label(p, &(struct rn_axis)RN_AXIS_ROWS, NULL, "forecasts");
	p->chart.x_is_count = false;
	snprintf(p->x_label, sizeof(p->x_label), "%s: measured less forecast",
	         s->value);
	picture_name(p, s->name, s->folds->n_series);
	picture_title(p, ": %zu residuals, mean %.3g, standard deviation %.3g", n,
	              mean, spread);
	p->chart.y_has_zero = true;
	return add_bins(p, residual, n, mean, width, err)
	       ? err->status : add_bell(p, n, mean, spread, width, err);
}

enum rn_status picture_of_folds(struct picture *p,
                                const struct picture_source *source,
                                const char *kind, struct rn_error *err)
{
	if (source->folds->n == 0)
		return rn_fail(err, RN_EPLOT, "there is nothing to draw");
	if (strcmp(kind, "errors") == 0)
		return draw_errors(p, source, err);
	if (strcmp(kind, "residuals") == 0)
		return draw_residuals(p, source, err);
	if (strcmp(kind, "histogram") == 0)
		return draw_histogram(p, source, err);
	return draw_folds(p, source, err);
}

enum rn_status picture_of_importance(struct picture *p,
                                     const struct rn_importance *imp,
                                     const char *name, struct rn_error *err)
{
	const int n = imp->n < PICTURE_PLACES ? imp->n : PICTURE_PLACES;
	double *x = picture_array(p, (size_t)n, err);
	double *y = x ? picture_array(p, (size_t)n, err) : NULL;

	if (!y)
		return err->status;
	for (int i = 0; i < n; i++) {
		x[i] = imp->input[i].rmse - imp->rmse;
		y[i] = i;
		p->place[i] = imp->input[i].name;
	}
	p->chart.title = p->title;
	p->chart.x_label = p->x_label;
	picture_name(p, name, imp->n_series);
	picture_title(p, ": what each input is worth (RMSE %.4g)", imp->rmse);
	snprintf(p->x_label, sizeof(p->x_label),
	         "increase of the RMSE where the input comes from other times");
	p->chart.n_place = n;
	p->chart.place = p->place;
	p->chart.n_curve = 1;
	p->chart.curve[0] = (struct rn_curve){
		.role = RN_CURVE_BAR, .n = (size_t)n, .x = x, .y = y,
	};
	return RN_OK;
}

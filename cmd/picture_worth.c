/*
 * picture_worth.c - pictures of residuals, and of what inputs are worth.
 */
#include "picture.h"

#include <math.h>
#include <stdlib.h>

enum { MAX_LAG = 400 };

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

enum rn_status picture_of_residuals(struct picture *p,
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

/* Counts in bins of 0.28 standard deviations around the mean; what lies
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

		y[(int)fmin(fmax(at, 0), N_BIN - 1)]++;
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

enum rn_status picture_of_histogram(struct picture *p,
                                    const struct picture_source *s,
                                    struct rn_error *err)
{
	double *residual, mean, spread, width;
	size_t n;

	if (find_residuals(s, &residual, &n, err))
		return err->status;
	p->array[p->n_array++] = residual;
	describe(residual, n, &mean, &spread);
	if (!isfinite(spread))
		return rn_fail(err, RN_EPLOT, "the residuals are too large to draw");
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

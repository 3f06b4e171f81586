/*
 * picture_folds.c - pictures of forecasts beside what came, and of errors.
 */
#include "picture.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Folds in one picture at most. */
enum { MAX_SHOWN = 5 };

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
static int choose_folds(const struct rn_fold_set *folds,
                        size_t shown[MAX_SHOWN])
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
static enum rn_status add_truth(struct picture *p,
                                const struct rn_fold_set *folds,
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
	const int64_t lead = rn_folds_lead(folds);
	const char *rows = lead ? "rows ahead" : "rows from the first";
	double *x = picture_array(p, folds->n_step, err);
	struct rn_errors model, naive;
	enum rn_status status = RN_OK;

	if (!x)
		return err->status;
	for (size_t k = 0; k < folds->n_step; k++)
		x[k] = (double)((lead ? lead : 1) + (int64_t)k);
	picture_label(p, &(struct rn_axis)RN_AXIS_ROWS, NULL, "");
	snprintf(p->x_label, sizeof(p->x_label), "%s", rows);
	if (folds->n_series > 1) {
		snprintf(p->y_label, sizeof(p->y_label), "error");
	} else {
		snprintf(p->y_label, sizeof(p->y_label), "error of %s", s->value);
		picture_name(p, s->name, 1);
		picture_title(p, ": ");
	}
	rn_folds_errors(folds, 0, &model, &naive);
	picture_title(p, "errors of %zu forecasts by %s", model.n, rows);
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

enum rn_status picture_of_folds(struct picture *p,
                                const struct picture_source *source,
                                const char *kind, struct rn_error *err)
{
	if (source->folds->n == 0)
		return rn_fail(err, RN_EPLOT, "there is nothing to draw");
	if (strcmp(kind, "errors") == 0)
		return draw_errors(p, source, err);
	if (strcmp(kind, "residuals") == 0)
		return picture_of_residuals(p, source, err);
	if (strcmp(kind, "histogram") == 0)
		return picture_of_histogram(p, source, err);
	if (count_folds(source->folds) == 0)
		return rn_fail(err, RN_EPLOT, "the first series has no forecasts that "
		               "were held out, though others have");
	return draw_folds(p, source, err);
}

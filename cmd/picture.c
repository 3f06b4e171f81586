/*
 * picture.c - charts of models and of files.
 */
#include "picture.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

void picture_release(struct picture *p)
{
	for (int i = 0; i < p->n_array; i++)
		free(p->array[i]);
}

double *picture_array(struct picture *p, size_t n, struct rn_error *err)
{
	double *x;

	if (rn_alloc(&x, n, sizeof(*x), err))
		return NULL;
	return p->array[p->n_array++] = x;
}

enum rn_status picture_add(struct picture *p, enum rn_curve_role role,
                           const char *name, const struct rn_axis *axis,
                           size_t row, const double *y, size_t n,
                           struct rn_error *err)
{
	double *x = picture_array(p, n, err);

	if (!x)
		return err->status;
	for (size_t i = 0; i < n; i++)
		x[i] = rn_axis_number(axis, (int64_t)(row + i));
	p->chart.curve[p->chart.n_curve++] = (struct rn_curve){
		.role = role, .name = name, .n = n, .x = x, .y = y,
	};
	return RN_OK;
}

void picture_label(struct picture *p, const struct rn_axis *axis,
                   const char *time, const char *what)
{
	char step[RN_STEP_TEXT], shown[RN_SHOWN];

	p->chart.x_is_time = rn_axis_has_dates(axis);
	p->chart.x_is_count = !p->chart.x_is_time;
	if (time)
		snprintf(p->x_label, sizeof(p->x_label), "%s (step %s)",
		         rn_show(shown, time, strlen(time)),
		         rn_axis_step_text(step, axis));
	else
		snprintf(p->x_label, sizeof(p->x_label), "row");
	snprintf(p->y_label, sizeof(p->y_label), "%s", what);
	p->chart.title = p->title;
	p->chart.x_label = p->x_label;
	p->chart.y_label = p->y_label;
}

/*
 * Held-out predictions from row `from` on, each row's from the window that
 * knew least: windows one horizon apart, the last ending at the last row.
 */
static enum rn_status add_held_out(struct picture *p, const struct rn_model *m,
                                   size_t from, struct rn_error *err)
{
	const struct rn_model_series *s = &m->series[0];
	const size_t K = (size_t)m->spec.shape.n_out;
	const size_t end = s->target + s->n_window + K - 1;
	const size_t first = s->target + (s->n_window - 1) % K;
	const size_t start = from > first
		? first + (from - first + K - 1) / K * K : first;
	double *y;

	if (s->n_window == 0 || start >= end)
		return RN_OK;
	y = picture_array(p, end - start, err);
	if (!y)
		return err->status;
	for (size_t row = start; row < end; row++) {
		const size_t w = (row - first) / K * K + (first - s->target);

		y[row - start] = s->yhat[w * K + (row - first) % K];
	}
	return picture_add(p, RN_CURVE_HELD_OUT, "prediction of held-out rows",
	                 &s->axis, start, y, end - start, err);
}

/* The levels that a fan shows, from the outside in. */
static const struct rn_fan_opts fan_opts = {
	.n_level = 2, .level = { 95, 80 }, .seed = 1, .temperature = 1,
};

/* The intervals around a forecast y of the rows after those of the
 * first series, where the model can say what may come. */
static enum rn_status add_fan(struct picture *p, const struct rn_model *m,
                              const struct rn_series *rows, const double *y,
                              size_t ahead, struct rn_error *err)
{
	const struct rn_model_series *s = &m->series[0];
	struct rn_fan fan;
	struct rn_error why;
	enum rn_status status = RN_OK;

	if (rn_interval_check(rn_interval_usual(m), m, &why))
		return RN_OK;
	if (rn_fan_make(&fan, m, &fan_opts, ahead, err))
		return err->status;
	rn_fan_spread(&fan, 0, rows, ahead, y);
	for (int i = 0; !status && i < fan_opts.n_level; i++) {
		double *low = picture_array(p, ahead, err);
		double *high = low ? picture_array(p, ahead, err) : NULL;

		status = high ? RN_OK : err->status;
		if (!status) {
			memcpy(low, rn_fan_low(&fan, i), ahead * sizeof(*low));
			memcpy(high, rn_fan_high(&fan, i), ahead * sizeof(*high));
			status = picture_add(p, RN_CURVE_BAND,
			                     picture_text(p, "%g %%", fan_opts.level[i]),
			                     &s->axis, s->n_row, low, ahead, err);
		}
		if (!status)
			p->chart.curve[p->chart.n_curve - 1].y2 = high;
	}
	rn_fan_release(&fan);
	return status;
}

/* The forecast after rows that are known, with its intervals. */
static enum rn_status add_points(struct picture *p, const struct rn_model *m,
                                 const struct rn_series *rows, size_t ahead,
                                 struct rn_error *err)
{
	const struct rn_model_series *s = &m->series[0];
	double *y = picture_array(p, ahead, err);

	if (!y || rn_forecast(m, s->scale, rows, ahead, y, err)
	    || add_fan(p, m, rows, y, ahead, err))
		return err->status;
	return picture_add(p, RN_CURVE_FORECAST, "forecast", &s->axis, s->n_row, y,
	                   ahead, err);
}

static enum rn_status add_forecast(struct picture *p, const struct rn_model *m,
                                   int ahead, struct rn_error *err)
{
	const size_t n = (size_t)rn_columns_n_input(&m->columns);
	struct rn_outlook outlook = RN_OUTLOOK_INIT;
	struct rn_series rows;
	double **input;
	enum rn_status status;

	if (rn_alloc(&input, n, sizeof(*input), err))
		return err->status;
	rows = rn_model_context(m, 0, input);
	status = rn_outlook_make(&outlook, m, (size_t)ahead, err);
	if (!status)
		status = rn_outlook_take(&outlook, m, 0, &rows, NULL, err);
	if (!status)
		status = add_points(p, m, &outlook.rows, (size_t)ahead, err);
	rn_outlook_release(&outlook);
	free(input);
	return status;
}

void picture_name(struct picture *p, const char *name, int n_series)
{
	char shown[RN_SHOWN], more[48] = "";

	if (n_series > 1)
		snprintf(more, sizeof(more), " (the first of %d series)", n_series);
	snprintf(p->title, sizeof(p->title), "%s%s",
	         rn_show(shown, name, strlen(name)), more);
}

void picture_title(struct picture *p, const char *fmt, ...)
{
	const size_t n = strlen(p->title);
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(p->title + n, sizeof(p->title) - n, fmt, ap);
	va_end(ap);
}

const char *picture_text(struct picture *p, const char *fmt, ...)
{
	char *text = p->name[p->n_name++];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(p->name[0]), fmt, ap);
	va_end(ap);
	return text;
}

/* History, held-out rows against predictions, forecast. */
static enum rn_status draw_forecast(struct picture *p,
                                    const struct rn_model *m, int horizon,
                                    struct rn_error *err)
{
	const struct rn_model_series *s = &m->series[0];
	const int ahead = horizon ? horizon : rn_model_horizon(m);
	/* What is known of the rows ahead is not in the model. */
	const bool can_forecast = m->columns.role[RN_AHEAD].n == 0;

	picture_label(p, &s->axis, m->columns.time, s->name);
	picture_name(p, s->name, m->n_series);
	if (can_forecast)
		picture_title(p, ": forecast of %d row%s", ahead,
		          ahead == 1 ? "" : "s");
	else
		picture_title(p, ": no forecast without the columns known ahead");
	if (picture_add(p, RN_CURVE_HISTORY, "measured", &s->axis,
	              s->n_row - s->n_context, s->context, s->n_context, err)
	    || add_held_out(p, m, s->n_row - s->n_context, err))
		return err->status;
	return can_forecast ? add_forecast(p, m, ahead, err) : RN_OK;
}

static enum rn_status draw_context(struct picture *p, const struct rn_model *m,
                                   struct rn_error *err)
{
	const struct rn_model_series *s = &m->series[0];

	picture_label(p, &s->axis, m->columns.time, s->name);
	picture_name(p, s->name, m->n_series);
	picture_title(p, ": the last %zu rows", s->n_context);
	return picture_add(p, RN_CURVE_HISTORY, "measured", &s->axis,
	                 s->n_row - s->n_context, s->context, s->n_context, err);
}

static enum rn_status draw_loss(struct picture *p, const struct rn_model *m,
                                struct rn_error *err)
{
	const struct rn_axis epochs = { .unit = RN_TIME_ROW, .start = 1,
	                                .step = 1, .day = 1 };
	const size_t n = (size_t)m->n_epoch;
	double *loss, *valid;

	if (n == 0) {
		rn_fail(err, RN_EMODEL, "the training ended before its first epoch, "
		        "so there is no learning curve");
		return rn_hint(err, "train again");
	}
	loss = picture_array(p, n, err);
	valid = loss ? picture_array(p, n, err) : NULL;
	if (!valid)
		return err->status;
	for (size_t i = 0; i < n; i++) {
		loss[i] = m->curve[i][0];
		valid[i] = m->curve[i][1];
	}
	picture_label(p, &epochs, NULL, "");
	snprintf(p->title, sizeof(p->title), "learning curve");
	snprintf(p->x_label, sizeof(p->x_label), "epoch");
	snprintf(p->y_label, sizeof(p->y_label), "%s, %s",
	         m->spec.train.loss->name,
	         m->spec.is_categorical ? "in nats" : "scaled");
	p->chart.y_is_log = true;
	if (picture_add(p, RN_CURVE_TRAIN, "training", &epochs, 0, loss, n, err))
		return err->status;
	return isnan(valid[0]) ? RN_OK
	       : picture_add(p, RN_CURVE_VALID, "validation", &epochs, 0, valid, n,
	                   err);
}

enum rn_status picture_of_model(struct picture *p, const struct rn_model *m,
                                const char *kind, int horizon,
                                struct rn_error *err)
{
	if (strcmp(kind, "loss") == 0)
		return draw_loss(p, m, err);
	if (m->vocabulary.n > 0) {
		rn_fail(err, RN_EUSAGE, "the model forecasts symbols, and symbols have "
		        "no curve");
		return rn_hint(err, "draw the learning curve with --kind loss");
	}
	if (strcmp(kind, "data") == 0)
		return draw_context(p, m, err);
	return draw_forecast(p, m, horizon, err);
}

/*
 * picture_file.c - pictures of files: data, forecasts, draws.
 */
#include "picture.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const char *const picture_wants[RN_MAX_WANT] = {
	"yhat", "y", "yhat_lower", "yhat_upper", "yhat-lo-*", "yhat-hi-*", NULL
};

/* Fewer draws are shown themselves, more as what lies between them. */
enum { LEAST_DRAWS = 20 };

/* The intervals that draws are shown as, in percent, the widest first. */
static const int draw_levels[] = { 95, 80, 50 };

/* A column of the first id's, or of the file where there are no ids. */
static const struct rn_series *find_column(const struct rn_panel *panel,
                                           const char *name)
{
	const struct rn_column_list *targets = &panel->columns.role[RN_TARGET];

	for (int i = 0; i < targets->n; i++)
		if (strcmp(targets->name[i], name) == 0)
			return &panel->series[i];
	return NULL;
}

/* Are there both ends of an interval, and room for it beside what is drawn
 * after it?  A name may be made for no other. */
static bool can_add(const struct picture *p, const struct rn_series *lower,
                    const struct rn_series *upper)
{
	return lower && upper && lower->n_row == upper->n_row
	       && p->chart.n_curve < RN_MAX_CURVE - 3;
}

static enum rn_status add_band(struct picture *p, const char *name,
                               const struct rn_series *lower,
                               const struct rn_series *upper,
                               struct rn_error *err)
{
	if (picture_add(p, RN_CURVE_BAND, name, &lower->axis, 0, lower->x,
	                lower->n_row, err))
		return err->status;
	p->chart.curve[p->chart.n_curve - 1].y2 = upper->x;
	return RN_OK;
}

/* The lower ends yet to be drawn: that of the widest interval, whose name has
 * the greatest number below `most`; NULL where there is none. */
static const char *find_widest(const struct rn_panel *panel, double *most)
{
	static const char begin[] = "yhat-lo-";
	const struct rn_column_list *targets = &panel->columns.role[RN_TARGET];
	const char *widest = NULL;
	double best = -INFINITY;

	for (int i = 0; i < targets->n; i++) {
		const char *name = targets->name[i];
		struct rn_field level = { .text = name + strlen(begin) };
		double x;

		if (strncmp(name, begin, strlen(begin)) != 0)
			continue;
		level.len = strlen(level.text);
		if (rn_number_parse(&level, &x) && x < *most && x > best) {
			best = x;
			widest = level.text;
		}
	}
	*most = best;
	return widest;
}

/* Intervals, the widest first, so that each lies on the one around it. */
static enum rn_status add_bands(struct picture *p,
                                const struct rn_panel *panel,
                                struct rn_error *err)
{
	const struct rn_series *lower = find_column(panel, "yhat_lower");
	const struct rn_series *upper = find_column(panel, "yhat_upper");
	double most = INFINITY;
	const char *level;

	if (can_add(p, lower, upper)
	    && add_band(p, "interval", lower, upper, err))
		return err->status;
	while ((level = find_widest(panel, &most))) {
		char name[64];

		snprintf(name, sizeof(name), "yhat-lo-%s", level);
		lower = find_column(panel, name);
		snprintf(name, sizeof(name), "yhat-hi-%s", level);
		upper = find_column(panel, name);
		if (can_add(p, lower, upper)
		    && add_band(p, picture_text(p, "%s %% interval", level), lower,
		                upper, err))
			return err->status;
	}
	return RN_OK;
}

/* The draws of the first series: so many of the panel's series, one of each
 * n_target of them being yhat, all of n_row rows. */
static int count_draws(const struct rn_panel *panel, int at, size_t n_row)
{
	const int n_target = panel->columns.role[RN_TARGET].n;
	const char *first = panel->series[0].name;
	const char *mark = strchr(first, RN_PART_MARK);
	const size_t n_id = mark ? (size_t)(mark - first) + 1 : 0;
	int n = 0;

	for (int i = 0; i < panel->n_series; i += n_target, n++)
		if (strncmp(panel->series[i].name, first, n_id) != 0
		    || panel->series[i + at].n_row != n_row)
			break;
	return n;
}

/* Each draw, with a gap before the next one. */
static enum rn_status add_paths(struct picture *p,
                                const struct rn_series *draw, int step, int n,
                                struct rn_error *err)
{
	const size_t n_row = draw->n_row;
	const size_t n_point = (size_t)n * (n_row + 1);
	double *x = picture_array(p, n_point, err);
	double *y = x ? picture_array(p, n_point, err) : NULL;

	if (!y)
		return err->status;
	for (size_t i = 0; i < n_point; i++) {
		const size_t row = i % (n_row + 1);

		x[i] = rn_axis_number(&draw->axis, (int64_t)row);
		y[i] = row < n_row ? draw[i / (n_row + 1) * (size_t)step].x[row]
		                   : (double)NAN;
	}
	p->chart.curve[p->chart.n_curve++] = (struct rn_curve){
		.role = RN_CURVE_DRAW, .name = picture_text(p, "%d draws", n),
		.n = n_point, .x = x, .y = y,
	};
	return RN_OK;
}

/* The quantiles of all draws, row by row. */
static enum rn_status add_quantiles(struct picture *p,
                                    const struct rn_series *draw, int step,
                                    int n, struct rn_error *err)
{
	const size_t n_row = draw->n_row, n_level = sizeof(draw_levels)
		/ sizeof(draw_levels[0]);
	double *q = picture_array(p, n_row * (2 * n_level + 1), err);
	double *sorted = q ? picture_array(p, (size_t)n, err) : NULL;

	if (!sorted)
		return err->status;
	for (size_t k = 0; k < n_row; k++) {
		for (int i = 0; i < n; i++)
			sorted[i] = draw[i * step].x[k];
		rn_sort(sorted, (size_t)n);
		for (size_t l = 0; l < n_level; l++) {
			const double tail = (1 - draw_levels[l] / 100.0) / 2;

			q[2 * l * n_row + k] = rn_quantile(sorted, (size_t)n, tail);
			q[(2 * l + 1) * n_row + k] = rn_quantile(sorted, (size_t)n,
			                                         1 - tail);
		}
		q[2 * n_level * n_row + k] = rn_quantile(sorted, (size_t)n, 0.5);
	}
	for (size_t l = 0; l < n_level; l++) {
		if (picture_add(p, RN_CURVE_BAND,
		                picture_text(p, "%d %% of draws", draw_levels[l]),
		                &draw->axis, 0, q + 2 * l * n_row, n_row, err))
			return err->status;
		p->chart.curve[p->chart.n_curve - 1].y2 = q + (2 * l + 1) * n_row;
	}
	return picture_add(p, RN_CURVE_FORECAST,
	                   picture_text(p, "median of %d draws", n), &draw->axis,
	                   0, q + 2 * n_level * n_row, n_row, err);
}

/* The series of a model that the first one of a forecast goes on from. */
static const struct rn_model_series *find_known(const struct rn_model *m,
                                                const struct rn_panel *panel)
{
	const char ends[] = { '/', RN_PART_MARK, '\0' };
	const char *name = panel->series[0].name;

	if (panel->columns.id_at < 0)
		return &m->series[0];
	for (int i = 0; i < m->n_series; i++) {
		const size_t n = strlen(m->series[i].name);

		if (strncmp(m->series[i].name, name, n) == 0
		    && strchr(ends, name[n]))
			return &m->series[i];
	}
	return NULL;
}

/* What a model knows of the rows before a forecast, twice its length, and the
 * names that it knows. */
static enum rn_status add_history(struct picture *p, const struct rn_model *m,
                                  const struct rn_panel *panel,
                                  struct rn_error *err)
{
	const struct rn_model_series *s = find_known(m, panel);
	const size_t ahead = panel->series[0].n_row, most = 2 * ahead + 20;
	size_t n;

	if (!s)
		return RN_OK;
	picture_label(p, &s->axis, m->columns.time, s->name);
	picture_name(p, s->name, 1);
	picture_title(p, ": forecast of %zu row%s", ahead, ahead == 1 ? "" : "s");
	n = s->n_context < most ? s->n_context : most;
	return picture_add(p, RN_CURVE_HISTORY, "measured", &s->axis,
	                   s->n_row - n, s->context + s->n_context - n, n, err);
}

static enum rn_status draw_paths(struct picture *p,
                                 const struct rn_panel *panel,
                                 const struct rn_series *yhat,
                                 struct rn_error *err)
{
	const int step = panel->columns.role[RN_TARGET].n;
	const int n = count_draws(panel, (int)(yhat - panel->series),
	                          yhat->n_row);

	return n < LEAST_DRAWS ? add_paths(p, yhat, step, n, err)
	                       : add_quantiles(p, yhat, step, n, err);
}

static enum rn_status draw_forecast(struct picture *p,
                                    const struct rn_panel *panel,
                                    const struct rn_series *yhat,
                                    struct rn_error *err)
{
	const struct rn_series *y = find_column(panel, "y");

	if (add_bands(p, panel, err))
		return err->status;
	if (y && picture_add(p, RN_CURVE_HISTORY, "measured", &y->axis, 0, y->x,
	                     y->n_row, err))
		return err->status;
	return picture_add(p, y ? RN_CURVE_HELD_OUT : RN_CURVE_FORECAST,
	                   y ? "prediction" : "forecast", &yhat->axis, 0, yhat->x,
	                   yhat->n_row, err);
}

enum rn_status picture_of_file(struct picture *p, const struct rn_panel *panel,
                               const char *file, const struct rn_model *m,
                               struct rn_error *err)
{
	const struct rn_series *yhat = find_column(panel, "yhat");
	const struct rn_series *s = &panel->series[0];
	const bool has_parts = panel->columns.part_at >= 0;
	const int n_id = panel->n_series / panel->columns.role[RN_TARGET].n;

	picture_label(p, &s->axis, panel->columns.time, yhat ? "yhat" : s->name);
	picture_name(p, strcmp(file, "-") ? file : "standard input", 1);
	picture_title(p, ": %s", yhat ? "forecast" : s->name);
	if (n_id > 1 && !has_parts)
		picture_title(p, " (the first of %d series)", n_id);
	if (!yhat && m)
		return rn_fail(err, RN_EUSAGE, "a file of data is drawn as it is: no "
		               "--model");
	if (!yhat)
		return picture_add(p, RN_CURVE_HISTORY, "measured", &s->axis, 0,
		                   s->x, s->n_row, err);
	if (m && add_history(p, m, panel, err))
		return err->status;
	return has_parts ? draw_paths(p, panel, yhat, err)
	                 : draw_forecast(p, panel, yhat, err);
}

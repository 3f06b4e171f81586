/*
 * window.c - the windows of a series, cut into three parts.
 */
#include "data/window.h"

#include "base/block.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Rows from a window's first input to its last target. */
static size_t span_of(const struct rn_window_shape *shape)
{
	return (size_t)shape->n_in + (size_t)shape->lead
	       + (size_t)shape->n_out - 1;
}

size_t rn_window_count(const struct rn_window_shape *shape, size_t n_row)
{
	const size_t span = span_of(shape);

	return n_row < span ? 0 : n_row - span + 1;
}

size_t rn_window_reach(const struct rn_window_shape *shape)
{
	return (size_t)(shape->lead + shape->n_out) - 1;
}

int rn_window_fold(const struct rn_window_shape *shape)
{
	return (shape->n_out + shape->n_in - 1) / shape->n_in;
}

int rn_window_width(const struct rn_window_shape *shape)
{
	return 1 + shape->n_lag + shape->n_diff + shape->n_past
	       + shape->n_ahead * rn_window_fold(shape);
}

int rn_window_back(const struct rn_window_shape *shape)
{
	int back = shape->n_diff;

	for (int i = 0; i < shape->n_lag; i++)
		if (shape->lag[i] - shape->lead > back)
			back = shape->lag[i] - shape->lead;
	return back;
}

struct rn_scale rn_window_scale(const struct rn_window_shape *shape,
                                const struct rn_scale *of,
                                const struct rn_series *series, size_t first)
{
	return shape->level
	       ? rn_level_scale(shape->level, of, series->x + first, shape->n_in)
	       : *of;
}

size_t rn_window_ahead(const struct rn_window_shape *shape, size_t first,
                       int fold)
{
	const int back = (rn_window_fold(shape) - fold) * shape->n_in;

	/* `back` is at most n_in + n_out - 1, so no row lies before `first`. */
	return rn_window_target(shape, first) + (size_t)shape->n_out
	       - (size_t)back;
}

size_t rn_window_target(const struct rn_window_shape *shape, size_t first)
{
	return first + (size_t)shape->n_in - 1 + (size_t)shape->lead;
}

/* How many windows the parts of a series have. */
struct plan {
	size_t n[RN_N_PART];
	size_t n_part;    /* that are not empty */
	size_t room;      /* windows for all of them, gaps taken off */
	bool takes_rest;  /* training has what the others leave */
};

static double smaller(double a, double b)
{
	return a < b ? a : b;
}

/* What the options ask for, before it is known whether it fits; returns the
 * sum.  Sizes beyond n, all windows, are no number to count with yet. */
static double ask(double asked[RN_N_PART], const struct rn_split_opts *opts,
                  size_t n)
{
	double sum = 0;

	for (int i = 0; i < RN_N_PART; i++) {
		const double size = opts->size[i];
		const double least = size > 0 || i == RN_TRAIN;

		asked[i] = size < 1 ? size * (double)n : size;
		asked[i] = (double)(uint64_t)smaller(asked[i], 1e15);
		asked[i] = asked[i] < least ? least : asked[i];
		sum += asked[i];
	}
	return sum;
}

/* May the sizes give way where they do not fit? */
static bool can_shrink(const struct rn_split_opts *opts)
{
	double sum = 0;

	for (int i = 0; i < RN_N_PART; i++) {
		if (opts->size[i] >= 1)
			return opts->shrink;
		sum += opts->size[i];
	}
	/* 0.7 + 0.2 + 0.1 may come out a little over 1. */
	return opts->shrink || sum < 1 + 1e-9;
}

/* In proportion, rounded down but to 1 at least; what that is too much comes
 * off the largest part. */
static void shrink(struct plan *plan, const double asked[RN_N_PART],
                   double sum)
{
	size_t total = 0;

	for (int i = 0; i < RN_N_PART; i++) {
		plan->n[i] = (size_t)(asked[i] / sum * (double)plan->room);
		if (plan->n[i] == 0 && asked[i] > 0)
			plan->n[i] = 1;
		total += plan->n[i];
	}
	for (; total > plan->room; total--) {
		int most = 0;

		for (int i = 1; i < RN_N_PART; i++)
			if (plan->n[i] > plan->n[most])
				most = i;
		plan->n[most]--;
	}
}

/* origin: the first input row of the window that is counted first. */
static enum rn_status fail_short(const struct rn_window_shape *shape,
                                 const struct plan *plan, int origin,
                                 const struct rn_series *series,
                                 struct rn_error *err)
{
	const bool is_late = origin > shape->back;
	const size_t least = (size_t)(is_late ? origin : shape->back)
		+ span_of(shape) - 1 + plan->n_part
		+ (plan->n_part - 1) * (size_t)(shape->n_out - 1);
	const char *before = is_late ? " from --first-target on"
		: shape->back > 0 ? " with the rows that lags and the base look back"
		: "";
	char shown[RN_SHOWN];

	rn_fail(err, RN_EDATA, "series \"%s\" has %zu rows, but --input-size %d, "
	        "--lead %d and --horizon %d%s need %zu for one window in each of "
	        "%zu parts", rn_show(shown, series->name, strlen(series->name)),
	        series->n_row, shape->n_in, shape->lead, shape->n_out, before,
	        least, plan->n_part);
	return rn_hint(err, "give more rows, or a smaller --input-size or "
	               "--horizon%s", is_late ? ", or a smaller --first-target"
	               : shape->back > 0 ? ", or fewer --lags" : "");
}

/* The first input row of the window that is counted first; it may lie before
 * the first row of all. */
static int origin_of(const struct rn_window_shape *shape,
                     const struct rn_split_opts *opts)
{
	return opts->first_target
	       ? opts->first_target - (shape->n_in - 1 + shape->lead) : 0;
}

/* The windows from there on. */
static size_t count_from(const struct rn_window_shape *shape, int origin,
                         size_t n_row)
{
	const int64_t n = (int64_t)n_row - (int64_t)span_of(shape) + 1 - origin;

	return n < 0 ? 0 : (size_t)n;
}

/* Decides the counts of one series. */
static enum rn_status make_plan(struct plan *plan,
                                const struct rn_window_shape *shape,
                                const struct rn_split_opts *opts,
                                const struct rn_series *series,
                                struct rn_error *err)
{
	const int origin = origin_of(shape, opts);
	const size_t n = count_from(shape, origin, series->n_row);
	double asked[RN_N_PART];
	const double sum = ask(asked, opts, n);
	char shown[RN_SHOWN];
	size_t gaps;

	*plan = (struct plan){ .takes_rest = opts->size[RN_TRAIN] == 0 };
	for (int i = 0; i < RN_N_PART; i++)
		plan->n_part += asked[i] > 0;
	gaps = (plan->n_part - 1) * (size_t)(shape->n_out - 1);
	if (n < gaps + plan->n_part)
		return fail_short(shape, plan, origin, series, err);
	plan->room = n - gaps;
	if (sum > (double)plan->room) {
		if (can_shrink(opts)) {
			shrink(plan, asked, sum);
			return RN_OK;
		}
		rn_show(shown, series->name, strlen(series->name));
		rn_fail(err, RN_EUSAGE, "the sizes ask for %.0f windows, but series "
		        "\"%s\" has %zu", sum, shown, plan->room);
		return rn_hint(err, "give smaller --train-size, --val-size or "
		               "--test-size");
	}
	for (int i = 0; i < RN_N_PART; i++)
		plan->n[i] = (size_t)asked[i];
	if (plan->takes_rest)
		plan->n[RN_TRAIN] = plan->room - plan->n[RN_VALID]
		                    - plan->n[RN_TEST];
	return RN_OK;
}

/* Lays the parts one after the other, a gap between those that are not
 * empty.  Where training takes the rest, they end with the last window. */
static void lay(struct rn_range part[RN_N_PART], const struct plan *plan,
                int origin, size_t back, size_t gap)
{
	int64_t at = origin;

	for (int i = 0; i < RN_N_PART; i++) {
		if (i > 0 && plan->n[i] > 0)
			at += (int64_t)gap;
		part[i].from = at < (int64_t)back ? back : (size_t)at;
		at += (int64_t)plan->n[i];
		part[i].to = at < (int64_t)back ? back : (size_t)at;
	}
}

/* Does a part lack windows, as not enough rows lie before them?  Of training,
 * one is enough. */
static bool lacks(const struct rn_range part[RN_N_PART],
                  const struct plan *plan)
{
	for (int i = 0; i < RN_N_PART; i++) {
		const size_t n = part[i].to - part[i].from;

		if (n < (i == RN_TRAIN ? 1 : plan->n[i]))
			return true;
	}
	return false;
}

void rn_split_release(struct rn_split *split)
{
	free(split->part);
	free(split->before);
	*split = (struct rn_split)RN_SPLIT_INIT;
}

static enum rn_status split_series(struct rn_split *split,
                                   const struct rn_split_opts *opts, int s,
                                   const struct rn_series *series,
                                   struct rn_error *err)
{
	struct rn_range *part = split->part[s];
	struct plan plan;

	if (make_plan(&plan, &split->shape, opts, series, err))
		return err->status;
	lay(part, &plan, split->origin, (size_t)split->shape.back,
	    (size_t)(split->shape.n_out - 1));
	if (lacks(part, &plan))
		return fail_short(&split->shape, &plan, split->origin, series,
		                  err);
	for (int i = 0; i < RN_N_PART; i++) {
		split->before[s][i] = split->n[i];
		split->n[i] += part[i].to - part[i].from;
		if (split->n[i] > UINT32_MAX)
			return rn_fail(err, RN_ELIMIT, "more than %lu windows",
			               (unsigned long)UINT32_MAX);
	}
	return RN_OK;
}

enum rn_status rn_split_make(struct rn_split *split,
                             const struct rn_window_shape *shape,
                             const struct rn_split_opts *opts,
                             const struct rn_panel *panel,
                             struct rn_error *err)
{
	const size_t n = (size_t)panel->n_series;
	enum rn_status status;

	*split = (struct rn_split)RN_SPLIT_INIT;
	split->shape = *shape;
	split->origin = origin_of(shape, opts);
	split->n_series = panel->n_series;
	status = rn_alloc(&split->part, n, sizeof(*split->part), err);
	if (!status)
		status = rn_alloc(&split->before, n, sizeof(*split->before), err);
	for (int s = 0; !status && s < panel->n_series; s++)
		status = split_series(split, opts, s, &panel->series[s], err);
	if (status)
		rn_split_release(split);
	return status;
}

struct rn_window rn_split_window(const struct rn_split *split,
                                 enum rn_part part, size_t i)
{
	int from = 0, to = split->n_series;

	/* The last series that begins at or before window i. */
	while (to - from > 1) {
		const int middle = from + (to - from) / 2;

		if (split->before[middle][part] <= i)
			from = middle;
		else
			to = middle;
	}
	return (struct rn_window){ from, split->part[from][part].from + i
		- split->before[from][part] };
}

size_t rn_split_rows(const struct rn_split *split, enum rn_part part,
                     int series)
{
	/* A part without windows ends where the one before it does. */
	return split->part[series][part].to + span_of(&split->shape) - 1;
}

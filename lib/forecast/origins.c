/*
 * origins.c - chooses windows of each series, counted from its last one.
 */
#include "forecast/origins.h"

#include "base/block.h"

#include <stdlib.h>
#include <string.h>

/* How many of a series' n windows are chosen, counted back by `step`. */
static size_t count(const struct rn_folds *folds, size_t n)
{
	const size_t step = folds->step ? (size_t)folds->step : 1;

	if (folds->n)
		return (size_t)folds->n;
	return n ? (n - 1) / step + 1 : 0;
}

/* The k-th of m that are chosen of n windows: from the end by steps, or
 * evenly, the first and the last among them. */
static size_t pick(const struct rn_folds *folds, size_t n, size_t m, size_t k)
{
	const size_t back = m - 1 - k;

	if (folds->step || !folds->n)
		return n - 1 - back * (size_t)(folds->step ? folds->step : 1);
	return m > 1 ? n - 1 - back * (n - 1) / (m - 1) : n - 1;
}

static enum rn_status check(const struct rn_folds *folds, size_t n,
                            const struct rn_series *series,
                            struct rn_error *err)
{
	const size_t step = folds->step ? (size_t)folds->step : 1;
	char shown[RN_SHOWN];

	if (!folds->n || (size_t)(folds->n - 1) <= (n ? (n - 1) / step : 0))
		return RN_OK;
	rn_fail(err, RN_EUSAGE, "%d folds ask for %zu held-out windows, and "
	        "series \"%s\" has %zu", folds->n,
	        (size_t)(folds->n - 1) * step + 1,
	        rn_show(shown, series->name, strlen(series->name)), n);
	return rn_hint(err, "ask for fewer --folds, or a larger --test-size");
}

static size_t n_window(const struct rn_origins *o, int series)
{
	const struct rn_range *range = &o->split->part[series][o->part];

	return range->to - range->from;
}

enum rn_status rn_origins_make(struct rn_origins *o,
                               const struct rn_split *split,
                               enum rn_part part,
                               const struct rn_folds *folds,
                               const struct rn_panel *panel,
                               struct rn_error *err)
{
	size_t at = 0;

	*o = (struct rn_origins){ .split = split, .part = part,
	                          .n = split->n[part] };
	if ((!folds->n && !folds->step) || o->n == 0)
		return RN_OK;
	o->n = 0;
	for (int i = 0; i < split->n_series; i++) {
		if (check(folds, n_window(o, i), &panel->series[i], err))
			return err->status;
		o->n += count(folds, n_window(o, i));
	}
	if (rn_alloc(&o->chosen, o->n, sizeof(*o->chosen), err))
		return err->status;
	for (int i = 0; i < split->n_series; i++) {
		const size_t n = n_window(o, i), m = count(folds, n);

		for (size_t k = 0; k < m; k++)
			o->chosen[at++] = split->before[i][part] + pick(folds, n, m, k);
	}
	return RN_OK;
}

void rn_origins_release(struct rn_origins *o)
{
	free(o->chosen);
	*o = (struct rn_origins)RN_ORIGINS_INIT;
}

size_t rn_origins_number(const struct rn_origins *o, size_t i)
{
	return o->chosen ? o->chosen[i] : i;
}

struct rn_window rn_origins_window(const struct rn_origins *o, size_t i)
{
	return rn_split_window(o->split, o->part, rn_origins_number(o, i));
}

size_t rn_origin_cutoff(const struct rn_window_shape *shape,
                        struct rn_window w)
{
	return w.first + (size_t)shape->n_in - 1;
}

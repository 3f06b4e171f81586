/*
 * axis.h - going on along a time axis whose step is known.
 *
 * A new file finds its step from its rows (data/time.h).  Rows for a model
 * have that of the model, so they can be judged one by one, from the first.
 */
#ifndef RN_AXIS_H
#define RN_AXIS_H

#include "data/time.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Fills *axis with one of the unit and step of `like` that begins at a time,
 * as rn_time_parse gave it.  False where no such axis has that time: an
 * integer among dates or the other way round, a month without a day among
 * dates, a day after the 28th among months.
 */
bool rn_axis_begin(struct rn_axis *axis, const struct rn_axis *like,
                   const struct rn_time_format *format, int64_t at);

/* Is a time one step after another, which lies on the axis? */
bool rn_axis_is_next(const struct rn_axis *axis, int64_t before, int64_t at);

/* Do n >= 1 times lie one after the other on an axis like that?  If so, fills
 * *axis. */
bool rn_axis_fits(struct rn_axis *axis, const struct rn_axis *like,
                  const struct rn_time_format *format, const int64_t *at,
                  size_t n);

#endif

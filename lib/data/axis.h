/*
 * axis.h - going on along a time axis whose step is known.
 *
 * A new file finds its step from its rows (data/step.h).  Rows for a model
 * have that of the model, so they can be judged one by one, from the first.
 */
#ifndef RN_AXIS_H
#define RN_AXIS_H

#include "data/time.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Fills *axis with one of the unit and step of `like` that begins at a time
 * in a format that may be another.  False where no such axis has that time,
 * or where the format cannot tell its steps apart: an integer among dates, a
 * month without a day among days, a day that not every month has and is not
 * its last, a Saturday among business days.
 */
bool rn_axis_begin(struct rn_axis *axis, const struct rn_axis *like,
                   const struct rn_time_format *format, struct rn_time time);

/* Is a time one step after another, which lies on the axis?  Both are of the
 * axis's own offset. */
bool rn_axis_is_next(const struct rn_axis *axis, int64_t before, int64_t at);

/* Do n >= 1 times lie one after the other on an axis like that, with the
 * offset of the last one?  If so, fills *axis. */
bool rn_axis_fits(struct rn_axis *axis, const struct rn_axis *like,
                  const struct rn_time_format *format, int offset,
                  const int64_t *at, size_t n);

/* Can the format write row k so that it is read back as row k?  The last years
 * that it can are 9999, or 2068 in two digits. */
bool rn_axis_can_write(const struct rn_axis *axis, int64_t k);

/*
 * The row of one axis at the time of row k of another, which may have another
 * offset and other digits.  Where steps are days, months or business days, it
 * is the time that is written, else the time in UTC.  False where there is no
 * such row at 0 or after; axes of row numbers have none in common.
 */
bool rn_axis_meet(const struct rn_axis *axis, const struct rn_axis *other,
                  int64_t k, int64_t *row);

#endif

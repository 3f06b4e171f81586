/*
 * phase.h - inputs that the calendar gives: where in the hour, the day, the
 * week, the year a row is.
 *
 * A phase goes round, 23:59 is beside 00:00, so each is two input columns: the
 * sine and the cosine of its angle.  It is known for all rows to come.
 */
#ifndef RN_PHASE_H
#define RN_PHASE_H

#include "base/error.h"
#include "data/calendar.h"
#include "data/time.h"

#include <stddef.h>
#include <stdint.h>

struct rn_phase_type {
	const char *name;  /* spelling in --calendar and in model files */
	const char *title; /* one line for `rnnfc list calendar` */
	double (*at)(const struct rn_civil *c); /* 0 <= part of a turn < 1 */
};

extern const struct rn_phase_type rn_phase_minute, rn_phase_hour,
	rn_phase_weekday, rn_phase_monthday, rn_phase_month, rn_phase_quarter,
	rn_phase_yearday;
extern const struct rn_phase_type *const rn_phase_types[]; /* ends in NULL */

#define RN_MAX_PHASE 7

struct rn_phases {
	int n;
	const struct rn_phase_type *type[RN_MAX_PHASE];
};

/* Reads a comma list of names; NULL or empty: none.  RN_EUSAGE. */
RN_MUST_CHECK
enum rn_status rn_phases_parse(struct rn_phases *phases, const char *list,
                               struct rn_error *err);

/* Input columns of these phases. */
static inline int rn_phases_n_input(const struct rn_phases *phases)
{
	return 2 * phases->n;
}

/*
 * input: rn_phases_n_input arrays of n rows, which begin with row `from` of an
 * axis of times.  like: the axis of a model, or NULL.  Where clocks change
 * their offset in the year, one clock tells all phases: that of the model, or
 * of the axis, which is that of the last row; days and months are those that
 * are written.
 */
void rn_phases_fill(const struct rn_phases *phases, const struct rn_axis *axis,
                    const struct rn_axis *like, int64_t from, size_t n,
                    double *const *input);

#endif

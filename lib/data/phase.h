/*
 * phase.h - inputs that the calendar gives: where in the hour, the day, the
 * week, the year a row is; or where among so many steps.
 *
 * A phase goes round, 23:59 is beside 00:00, so each is two input columns: the
 * sine and the cosine of its angle.  It is known for all rows to come.
 *
 * Steps are counted along the axis, from the first row of the file where rows
 * are only numbered, else from where its units are counted: so new rows are
 * counted on, wherever their file begins.
 */
#ifndef RN_PHASE_H
#define RN_PHASE_H

#include "base/error.h"
#include "data/calendar.h"
#include "data/time.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct rn_phase_type {
	const char *name;  /* spelling in --calendar and in model files */
	const char *title; /* one line for `rnnfc list calendar` */
	/* 0 <= part of a turn < 1; NULL: of a number of steps */
	double (*at)(const struct rn_civil *c);
};

extern const struct rn_phase_type rn_phase_minute, rn_phase_hour,
	rn_phase_weekday, rn_phase_monthday, rn_phase_month, rn_phase_quarter,
	rn_phase_yearday;
extern const struct rn_phase_type *const rn_phase_types[]; /* ends in NULL */

/* Not in the table: it has a number for a name. */
extern const struct rn_phase_type rn_phase_cycle;

#define RN_MAX_PHASE 16
#define RN_MAX_CYCLE 1000000 /* steps */

struct rn_phases {
	int n;
	const struct rn_phase_type *type[RN_MAX_PHASE];
	int cycle[RN_MAX_PHASE]; /* of rn_phase_cycle: its steps, 2 at least */
};

/* Reads a comma list of names and of numbers of steps; NULL or empty: none.
 * RN_EUSAGE. */
RN_MUST_CHECK
enum rn_status rn_phases_parse(struct rn_phases *phases, const char *list,
                               struct rn_error *err);

/* Can they be told on an axis without dates? */
bool rn_phases_only_count(const struct rn_phases *phases);

/* Input columns of these phases. */
static inline int rn_phases_n_input(const struct rn_phases *phases)
{
	return 2 * phases->n;
}

/*
 * input: rn_phases_n_input arrays of n rows, which begin with row `from` of an
 * axis, of times unless the phases only count.  like: the axis of a model, or
 * NULL.  Where clocks change their offset in the year, one clock tells all
 * phases: that of the model, or of the axis, which is that of the last row;
 * days and months are those that are written.
 */
void rn_phases_fill(const struct rn_phases *phases, const struct rn_axis *axis,
                    const struct rn_axis *like, int64_t from, size_t n,
                    double *const *input);

#endif

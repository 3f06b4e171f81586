/*
 * profiler.h - a profile in the making; profile.c reads the rows, and
 * profile_end.c says what only all of them tell.
 */
#ifndef RN_PROFILER_H
#define RN_PROFILER_H

#include "data/gauge.h"
#include "data/profile.h"
#include "data/reader.h"
#include "data/roster.h"
#include "data/time_guess.h"
#include "data/whose.h"

struct rn_profiler {
	/* Only its table, columns and count of missing values are used: it
	 * would stop at the first defect. */
	struct rn_reader reader;
	struct rn_profile *profile;
	struct rn_roster roster;
	struct rn_whose whose;
	struct rn_time_guess guess; /* while no time was understood */
	size_t n_guess;             /* times that were not */
	struct rn_gauge *gauge;   /* [n_column] */
	int n_watched;
	int n_number;             /* columns of numbers that training reads */
	int named_at;             /* the target, if its name tells it; or -1 */
	bool has_stopped;         /* would training not have read on? */
	bool is_time_whole;       /* has every row a time? */
	size_t missing_defect;    /* the place of the defect that says so */
};

/* Keeps a defect; anything else is returned, and ends the reading. */
RN_MUST_CHECK
enum rn_status rn_profiler_keep(struct rn_profiler *p,
                                const struct rn_error *err);

/* Would training read column c? */
bool rn_profiler_judges(const struct rn_profiler *p, int c);

/* Says what only all rows tell, defects among it.  RN_EDATA is none: they are
 * kept.  RN_ELIMIT, RN_EUSAGE. */
RN_MUST_CHECK
enum rn_status rn_profiler_end(struct rn_profiler *p, struct rn_error *err);

/* Describes the columns, as far as they were read.  RN_ELIMIT. */
RN_MUST_CHECK
enum rn_status rn_profiler_columns(struct rn_profiler *p,
                                   struct rn_error *err);

#endif

/*
 * time_guess.h - which pattern the times of a column might have, where it is
 * none that is found by itself.
 *
 * 01/02/2024 is two days, so a pattern with slashes is never assumed.  But
 * where all values of a column fit to one pattern alone it can be suggested.
 */
#ifndef RN_TIME_GUESS_H
#define RN_TIME_GUESS_H

#include "data/field.h"
#include "data/time_format.h"

#include <stdbool.h>
#include <stdint.h>

struct rn_time_guess {
	bool is_begun;
	uint64_t fits; /* a bit for each pattern that all values fitted to */
	struct rn_time_format format[64]; /* settled by the first value */
};

void rn_time_guess_add(struct rn_time_guess *guess,
                       const struct rn_field *field);

/* The one pattern that fits, or NULL where there is none or several. */
const char *rn_time_guess_found(const struct rn_time_guess *guess);

#endif

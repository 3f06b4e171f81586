/*
 * decimal.h - numbers whose decimal mark is a point or a comma.
 *
 * With a comma the grammar is that of field.h but for the mark: a point is
 * then no part of a number.  Neither separates thousands.
 */
#ifndef RN_DECIMAL_H
#define RN_DECIMAL_H

#include "data/field.h"

#include <stdbool.h>

/* Longer fields are no numbers with a comma; a double needs less. */
#define RN_MAX_DECIMAL 1023

/* rn_number_parse with '.' or ',' as the decimal mark. */
bool rn_decimal_parse(const struct rn_field *field, char mark, double *x);

/* Why rn_decimal_parse returned false. */
const char *rn_decimal_fault(const struct rn_field *field, char mark);

/* The decimal mark, '.' or ',', that the field has and is a number with; 0
 * where it is none, or a number without one. */
char rn_decimal_mark(const struct rn_field *field);

#endif

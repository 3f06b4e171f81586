/*
 * field.h - the text of one field: is it missing, is it a number?
 */
#ifndef RN_FIELD_H
#define RN_FIELD_H

#include <stdbool.h>
#include <stddef.h>

struct rn_field {
	const char *text; /* ends in NUL; valid until the next row */
	size_t len;
};

/* Is the text one of the missing values: empty, NA, NaN, nan, null, NULL? */
bool rn_is_missing(const struct rn_field *field);

/*
 * Is the text one of the words of a comma list, which a user calls missing?
 * NULL lists none.  Ask before whether it is a number, for a word may be one,
 * as -999.
 */
bool rn_is_listed(const struct rn_field *field, const char *list);

/*
 * A decimal number, [+-]digits[.digits][e[+-]digits] with at least one digit
 * before or after the point, exactly as strtod in the C locale reads it;
 * nothing else: no hexadecimal, infinity, separators.  Returns false, and
 * leaves *x, where the text is something else or the value overflows a
 * double; a value too small for one is 0.
 */
bool rn_number_parse(const struct rn_field *field, double *x);

/* Why rn_number_parse returned false: "is not a number" or "is out of
 * range". */
const char *rn_number_fault(const struct rn_field *field);

/* The shortest decimal that parses back to x, as %g writes it.  Returns buf. */
#define RN_NUMBER_TEXT 32
const char *rn_number_text(char buf[RN_NUMBER_TEXT], double x);

#endif

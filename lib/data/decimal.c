/*
 * decimal.c - a decimal comma is a point before it is parsed.
 */
#include "data/decimal.h"

#include <string.h>

/* Copies the field with a point for its comma; false: it is no number. */
static bool put_point(char text[RN_MAX_DECIMAL + 1],
                      const struct rn_field *field)
{
	char *comma;

	if (field->len > RN_MAX_DECIMAL || memchr(field->text, '.', field->len))
		return false;
	memcpy(text, field->text, field->len);
	text[field->len] = '\0';
	comma = strchr(text, ',');
	if (comma)
		*comma = '.';
	return true;
}

bool rn_decimal_parse(const struct rn_field *field, char mark, double *x)
{
	char text[RN_MAX_DECIMAL + 1];
	const struct rn_field copy = { text, field->len };

	if (mark != ',')
		return rn_number_parse(field, x);
	return put_point(text, field) && rn_number_parse(&copy, x);
}

const char *rn_decimal_fault(const struct rn_field *field, char mark)
{
	char text[RN_MAX_DECIMAL + 1];
	const struct rn_field copy = { text, field->len };

	if (mark != ',')
		return rn_number_fault(field);
	return put_point(text, field) ? rn_number_fault(&copy)
	                              : "is not a number";
}

char rn_decimal_mark(const struct rn_field *field)
{
	const char mark = memchr(field->text, ',', field->len) ? ','
		: memchr(field->text, '.', field->len) ? '.' : 0;
	double x;

	return mark && rn_decimal_parse(field, mark, &x) ? mark : 0;
}

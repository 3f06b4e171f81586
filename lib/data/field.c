/*
 * field.c - missing values, and numbers to and from text.
 */
#include "data/field.h"

#include "data/decimal.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

bool rn_is_missing(const struct rn_field *field)
{
	static const char *const words[] = {
		"", "NA", "NaN", "nan", "null", "NULL"
	};

	if (field->len > 4 || (field->len > 0 && (field->text[0] | 32) != 'n'))
		return false;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcmp(field->text, words[i]) == 0)
			return true;
	return false;
}

bool rn_is_listed(const struct rn_field *field, const char *list)
{
	while (list) {
		const char *comma = strchr(list, ',');
		const size_t n = comma ? (size_t)(comma - list) : strlen(list);

		if (n == field->len && memcmp(list, field->text, n) == 0)
			return true;
		list = comma ? comma + 1 : NULL;
	}
	return false;
}

bool rn_number_parse(const struct rn_field *field, double *x)
{
	return rn_decimal_parse(field, '.', x);
}

const char *rn_number_fault(const struct rn_field *field)
{
	return rn_decimal_fault(field, '.');
}

static bool is_text_of(const char *text, double x)
{
	const struct rn_field field = { text, strlen(text) };
	double back;

	return rn_number_parse(&field, &back) && back == x;
}

const char *rn_number_text(char buf[RN_NUMBER_TEXT], double x)
{
	/* 15 digits always survive the way to a double and back, so the first
	 * that works is the shortest; only denormals hold fewer. */
	int n = fabs(x) < DBL_MIN ? 1 : DBL_DIG;

	do
		snprintf(buf, RN_NUMBER_TEXT, "%.*g", n, x);
	while (n++ < DBL_DECIMAL_DIG && !is_text_of(buf, x));
	return buf;
}

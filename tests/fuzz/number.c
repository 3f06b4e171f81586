/*
 * number.c - any text as a number, beside a regular expression and strtod.
 */
#include "fuzz.h"

#include "data/decimal.h"

#include <math.h>
#include <regex.h>
#include <stdlib.h>
#include <string.h>

/* The grammar of field.h, as a regular expression sees it. */
static bool is_number(const char *text)
{
	static regex_t grammar;
	static bool is_made;

	if (!is_made)
		MUST(regcomp(&grammar, "^[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)"
		             "([eE][+-]?[0-9]+)?$", REG_EXTENDED | REG_NOSUB) == 0);
	is_made = true;
	return regexec(&grammar, text, 0, NULL, 0) == 0;
}

static bool is_same(double a, double b)
{
	return memcmp(&a, &b, sizeof(a)) == 0;
}

static void check_parse(const struct rn_field *field, const char *point,
                        char mark)
{
	const bool fits = strlen(field->text) == field->len && is_number(point);
	const double want = fits ? strtod(point, NULL) : 0;
	double x = 7;

	if (rn_decimal_parse(field, mark, &x)) {
		MUST(fits && is_same(x, want));
		return;
	}
	MUST(!fits || isinf(want));
	MUST(is_same(x, 7));
	MUST(strcmp(rn_decimal_fault(field, mark),
	            fits ? "is out of range" : "is not a number") == 0);
}

/* A comma is a point then, and a point no part of a number. */
static void check_comma(const struct rn_field *field, char *copy)
{
	if (field->len > RN_MAX_DECIMAL)
		return;
	for (char *c = copy; *c; c++)
		*c = *c == ',' ? '.' : *c == '.' ? 'x' : *c;
	check_parse(field, copy, ',');
}

static void check_mark(const struct rn_field *field)
{
	const char mark = rn_decimal_mark(field);
	double x;

	if (!mark)
		return;
	MUST(memchr(field->text, mark, field->len));
	MUST(rn_decimal_parse(field, mark, &x) && isfinite(x));
}

static void check_text(double x)
{
	char text[RN_NUMBER_TEXT];
	struct rn_field field = { text, 0 };
	double back;

	if (!isfinite(x))
		return;
	MUST(rn_number_text(text, x) == text);
	field.len = strlen(text);
	MUST(rn_number_parse(&field, &back) && is_same(back, x));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	/* Memory of its own, so that one byte too far is noticed. */
	char *text = malloc(size + 1), *copy = malloc(size + 1);
	const struct rn_field field = { text, size };
	double x = 0;

	MUST(text && copy);
	if (size > 0)
		memcpy(text, data, size);
	text[size] = '\0';
	memcpy(copy, text, size + 1);
	check_parse(&field, text, '.');
	check_comma(&field, copy);
	check_mark(&field);
	memcpy(&x, text, size < sizeof(x) ? size : sizeof(x));
	check_text(x);
	free(text);
	free(copy);
	return 0;
}

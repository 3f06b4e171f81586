/*
 * field.c - missing values, and numbers to and from text.
 *
 * Most numbers in files have at most 15 digits or so.  Their digits are an
 * integer that a double holds, and so is the power of ten: one multiplication
 * or division of the two is then correctly rounded (W. D. Clinger, "How to
 * read floating point numbers accurately", 1990).  The others go to strtod,
 * whose locale is C because nobody changes it.
 */
#include "data/field.h"

#include <float.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	MAX_DIGITS = 19,      /* that fit in 64 bits */
	MAX_POWER = 22,       /* 10^22 is the last power that a double holds */
	FAR_POWER = 100000000 /* more than a field has digits */
};

/* The digits of a number, as one integer and a power of ten. */
struct decimal {
	bool is_negative;
	uint64_t digits;
	ptrdiff_t n_digit;
	int power;
};

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

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Adds digits up to the first character that is none; *p steps over them.
 * The sum is worthless beyond MAX_DIGITS, and not used then. */
static void scan_digits(struct decimal *d, const char **p)
{
	const char *c = *p;
	uint64_t digits = d->digits;

	while (is_digit(*c))
		digits = digits * 10 + (uint64_t)(*c++ - '0');
	d->digits = digits;
	d->n_digit += c - *p;
	*p = c;
}

/* Reads [eE][+-]digits and adds it to d->power. */
static bool scan_exponent(struct decimal *d, const char **at)
{
	const char *p = *at + 1;
	bool is_negative = false;
	int e = 0;

	if (*p == '+' || *p == '-')
		is_negative = *p++ == '-';
	if (!is_digit(*p))
		return false;
	for (; is_digit(*p); p++)
		if (e < FAR_POWER)
			e = e * 10 + (*p - '0');
	d->power += is_negative ? -e : e;
	*at = p;
	return true;
}

/* Is the whole field a number by the grammar?  The NUL at its end stops every
 * loop here. */
static bool scan_number(struct decimal *d, const struct rn_field *field)
{
	const char *p = field->text, *first;

	*d = (struct decimal){ .is_negative = *p == '-' };
	if (*p == '+' || *p == '-')
		p++;
	first = p;
	scan_digits(d, &p);
	if (*p == '.') {
		const ptrdiff_t before = d->n_digit;

		p++;
		scan_digits(d, &p);
		d->power = (int)(before - d->n_digit);
	}
	if (d->n_digit == 0)
		return false;
	if ((*p == 'e' || *p == 'E') && !scan_exponent(d, &p))
		return false;
	/* Zeros in front are no digits that count. */
	if (d->n_digit > MAX_DIGITS)
		for (; *first == '0' || *first == '.'; first++)
			d->n_digit -= *first == '0';
	return p == field->text + field->len;
}

bool rn_number_parse(const struct rn_field *field, double *x)
{
	static const double ten[MAX_POWER + 1] = {
		1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11,
		1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22
	};
	struct decimal d;
	double v;

	if (!scan_number(&d, field))
		return false;
	if (d.n_digit <= MAX_DIGITS && d.digits <= (uint64_t)1 << DBL_MANT_DIG
	    && d.power >= -MAX_POWER && d.power <= MAX_POWER) {
		v = (double)d.digits;
		v = d.power < 0 ? v / ten[-d.power] : v * ten[d.power];
		*x = d.is_negative ? -v : v;
		return true;
	}
	v = strtod(field->text, NULL);
	if (!isfinite(v))
		return false;
	*x = v;
	return true;
}

const char *rn_number_fault(const struct rn_field *field)
{
	struct decimal d;

	return scan_number(&d, field) ? "is out of range" : "is not a number";
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

/*
 * decimal.c - numbers from text, correctly rounded.
 *
 * A number is an integer, its digits, times or through a power of ten.  Where
 * a double holds both, as it does of most numbers in files, one operation with
 * the two rounds correctly (W. D. Clinger, "How to read floating point numbers
 * accurately", 1990).  Where the digits are too many for one, as the 16 or 17
 * are with which programs write a double so that it can be read back, a long
 * division does.  The others are rare and go to strtod, whose locale is C
 * because nobody changes it.
 */
#include "data/decimal.h"

#include <endian.h>
#include <float.h>
#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum {
	MAX_DIGITS = 19,      /* that fit in 64 bits */
	MAX_POWER = 22,       /* 10^22 is the last power that a double holds */
	MAX_DIVISOR = 19,     /* 10^19 is the last one that 64 bits hold */
	FAR_POWER = 100000000 /* more than a field has digits */
};

/* A word of eight bytes that are all this one. */
#define EACH(byte) (UINT64_C(0x0101010101010101) * (byte))

/* The digits of a number, as one integer and a power of ten. */
struct decimal {
	bool is_negative;
	uint64_t digits; /* worthless, and not used, beyond MAX_DIGITS */
	ptrdiff_t n_digit;
	int power;
};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Are all eight bytes digits?  The sum carries what is above '9' into the
 * high bit of its byte, the difference borrows it for what is below '0'. */
static bool are_digits(uint64_t word)
{
	return (((word + EACH(0x7f - '9')) | (word - EACH('0'))) & EACH(0x80))
	       == 0;
}

/* The number that eight digits make, the first in the lowest byte: neighbours
 * become pairs, pairs fours, and fours the whole (D. Lemire, "Quickly parsing
 * eight digits", 2018). */
static uint64_t join_digits(uint64_t word)
{
	const uint64_t one = (word & EACH(0x0f)) * (10 << 8 | 1) >> 8;
	const uint64_t two = (one & UINT64_C(0x00ff00ff00ff00ff))
		* (100 << 16 | 1) >> 16;

	return (two & UINT64_C(0x0000ffff0000ffff))
	       * (UINT64_C(10000) << 32 | 1) >> 32;
}

/* Appends the digits from p on, of a field that ends at `end`, and returns
 * where they end.  Fractions are long: eight at a time. */
static const char *scan_fraction(uint64_t *digits, const char *p,
                                 const char *end)
{
	uint64_t sum = *digits, word;

	for (; end - p >= (ptrdiff_t)sizeof(word); p += sizeof(word)) {
		memcpy(&word, p, sizeof(word));
		word = le64toh(word);
		if (!are_digits(word))
			break;
		sum = sum * 100000000 + join_digits(word);
	}
	for (; is_digit(*p); p++)
		sum = sum * 10 + (uint64_t)(*p - '0');
	*digits = sum;
	return p;
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
static bool scan_number(struct decimal *d, const struct rn_field *field,
                        char mark)
{
	const char *const end = field->text + field->len;
	const char *p = field->text, *first;
	uint64_t digits = 0;

	*d = (struct decimal){ .is_negative = *p == '-' };
	if (*p == '+' || *p == '-')
		p++;
	for (first = p; is_digit(*p); p++)
		digits = digits * 10 + (uint64_t)(*p - '0');
	d->n_digit = p - first;
	if (*p == mark) {
		const char *const fraction = p + 1;

		p = scan_fraction(&digits, fraction, end);
		d->power = (int)(fraction - p);
		d->n_digit += p - fraction;
	}
	d->digits = digits;
	if (d->n_digit == 0)
		return false;
	if ((*p == 'e' || *p == 'E') && !scan_exponent(d, &p))
		return false;
	/* Zeros in front are no digits that count. */
	if (d->n_digit > MAX_DIGITS)
		for (; *first == '0' || *first == mark; first++)
			d->n_digit -= *first == '0';
	return p == end && (mark == '.' || field->len <= RN_MAX_DECIMAL);
}

/*
 * a / b, correctly rounded, by long division.  With their highest bits set,
 * and a moved up by 63 more, the quotient has 63 or 64 bits, at least ten more
 * than a double.  That there is a remainder matters only where the others are
 * the middle between two doubles, and the last bit can say so.
 */
static double divide(uint64_t a, uint64_t b)
{
	const int up_a = __builtin_clzll(a), up_b = __builtin_clzll(b);
	__extension__ const unsigned __int128 over =
		(unsigned __int128)(a << up_a) << 63;
	const uint64_t quotient = (uint64_t)(over / (b << up_b));
	const bool has_rest = quotient * (b << up_b) != (uint64_t)over;

	return ldexp((double)(quotient | has_rest), up_b - up_a - 63);
}

/* The value, unless only strtod can tell it. */
static bool compute(const struct decimal *d, double *x)
{
	static const double ten[MAX_POWER + 1] = {
		1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11,
		1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22
	};
	double v;

	if (d->n_digit > MAX_DIGITS || d->power < -MAX_POWER
	    || d->power > MAX_POWER)
		return false;
	if (d->digits <= (uint64_t)1 << DBL_MANT_DIG) {
		v = (double)d->digits;
		v = d->power < 0 ? v / ten[-d->power] : v * ten[d->power];
	} else if (d->power >= -MAX_DIVISOR && d->power <= 0) {
		v = divide(d->digits, (uint64_t)ten[-d->power]);
	} else {
		return false;
	}
	*x = d->is_negative ? -v : v;
	return true;
}

/* What strtod, which knows no comma, says of a number by the grammar.  Not
 * inlined, so that only the numbers that come here need the room. */
__attribute__((noinline))
static double ask_strtod(const struct rn_field *field, char mark)
{
	char text[RN_MAX_DECIMAL + 1];
	const char *at = memchr(field->text, mark, field->len);

	if (mark == '.' || !at)
		return strtod(field->text, NULL);
	memcpy(text, field->text, field->len + 1);
	text[at - field->text] = '.';
	return strtod(text, NULL);
}

bool rn_decimal_parse(const struct rn_field *field, char mark, double *x)
{
	struct decimal d;
	double v;

	if (!scan_number(&d, field, mark))
		return false;
	if (compute(&d, x))
		return true;
	v = ask_strtod(field, mark);
	if (!isfinite(v))
		return false;
	*x = v;
	return true;
}

const char *rn_decimal_fault(const struct rn_field *field, char mark)
{
	struct decimal d;

	return scan_number(&d, field, mark) ? "is out of range"
	                                    : "is not a number";
}

char rn_decimal_mark(const struct rn_field *field)
{
	const char mark = memchr(field->text, ',', field->len) ? ','
		: memchr(field->text, '.', field->len) ? '.' : 0;
	double x;

	return mark && rn_decimal_parse(field, mark, &x) ? mark : 0;
}

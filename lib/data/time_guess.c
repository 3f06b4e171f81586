/*
 * time_guess.c - which pattern the times of a column might have.
 */
#include "data/time_guess.h"

#include "data/time_parse.h"

#include <stddef.h>

#define CLOCKS(date) date, date " %H:%M", date " %H:%M:%S", \
	date " %I:%M %p", date " %I:%M:%S %p"

/* What spreadsheets of many countries write.  At most 64. */
static const char *const patterns[] = {
	CLOCKS("%d/%m/%Y"), CLOCKS("%m/%d/%Y"), CLOCKS("%-d/%-m/%Y"),
	CLOCKS("%-m/%-d/%Y"), CLOCKS("%d.%m.%Y"), CLOCKS("%d-%m-%Y"),
	CLOCKS("%m-%d-%Y"), CLOCKS("%Y/%m/%d"), CLOCKS("%Y.%m.%d"),
	CLOCKS("%d %b %Y"), CLOCKS("%d-%b-%Y"), "%-d/%-m/%Y %-I:%M %p",
	"%-m/%-d/%Y %-I:%M %p", "%m/%Y", "%b %Y", "%b-%Y",
};

enum { N = sizeof(patterns) / sizeof(patterns[0]) };

_Static_assert(N <= 64, "a bit for each pattern");

static bool fits(struct rn_time_guess *guess, int i,
                 const struct rn_field *field)
{
	struct rn_time_format *format = &guess->format[i];
	struct rn_error err;
	struct rn_time time;

	if (guess->is_begun)
		return !rn_time_parse(format, field->text, field->len, &time);
	return rn_time_format_set(format, patterns[i], &err) == RN_OK
	       && !rn_time_settle(format, field->text, field->len, &time);
}

void rn_time_guess_add(struct rn_time_guess *guess,
                       const struct rn_field *field)
{
	if (!guess->is_begun)
		guess->fits = UINT64_MAX >> (64 - N);
	for (int i = 0; guess->fits && i < N; i++)
		if ((guess->fits >> i & 1) && !fits(guess, i, field))
			guess->fits &= ~(UINT64_C(1) << i);
	guess->is_begun = true;
}

/* Do two patterns differ only in whether numbers have leading zeros? */
static bool reads_alike(const char *a, const char *b)
{
	for (; *a && *b; a++, b++) {
		a += *a == '-' && a[-1] == '%';
		b += *b == '-' && b[-1] == '%';
		if (*a != *b)
			return false;
	}
	return *a == *b;
}

const char *rn_time_guess_found(const struct rn_time_guess *guess)
{
	const char *found = NULL;

	for (int i = 0; i < N; i++) {
		if (!(guess->fits >> i & 1)
		    || (found && reads_alike(found, patterns[i])))
			continue;
		if (found)
			return NULL;
		found = patterns[i];
	}
	return found;
}

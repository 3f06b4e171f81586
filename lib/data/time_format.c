/*
 * time_format.c - which patterns make a time, and what they can tell.
 *
 * Which letters go together is two tables, one of dates and one of clocks: a
 * pattern has exactly the parts of one row of each.
 */
#include "data/time_format.h"

#include "data/calendar.h"
#include "data/time_letter.h"

#include <string.h>

/* Settling a pattern makes an item a byte longer, for each of %f, %z, the
 * name of a month and %p. */
enum { SETTLED = 4 };

struct parts {
	unsigned has;
	enum rn_time_unit unit; /* of the grain */
	int64_t grain;          /* months, or seconds; 0: one tick */
};

static const struct parts dates[] = {
	{ RN_PART(YEAR) | RN_PART(MONTH) | RN_PART(DAY), RN_TIME_SECOND, RN_DAY },
	{ RN_PART(YEAR) | RN_PART(YEARDAY), RN_TIME_SECOND, RN_DAY },
	{ RN_PART(WEEK_YEAR) | RN_PART(WEEK) | RN_PART(WEEKDAY), RN_TIME_SECOND,
	  RN_DAY },
	{ RN_PART(WEEK_YEAR) | RN_PART(WEEK), RN_TIME_SECOND, RN_WEEK },
	{ RN_PART(YEAR) | RN_PART(MONTH), RN_TIME_MONTH, 1 },
	{ RN_PART(YEAR) | RN_PART(QUARTER), RN_TIME_MONTH, 3 },
	{ RN_PART(YEAR), RN_TIME_MONTH, 12 },
};

#define HOURS RN_PART(HOUR)
#define MINUTES (HOURS | RN_PART(MINUTE))
#define SECONDS (MINUTES | RN_PART(SECOND))

static const struct parts clocks[] = {
	{ HOURS, RN_TIME_SECOND, 3600 },
	{ MINUTES, RN_TIME_SECOND, 60 },
	{ SECONDS, RN_TIME_SECOND, 1 },
	{ SECONDS | RN_PART(FRACTION), RN_TIME_SECOND, 0 },
};

static const struct parts *find(const struct parts *row, size_t n,
                                unsigned has)
{
	for (size_t i = 0; i < n; i++)
		if (row[i].has == has)
			return &row[i];
	return NULL;
}
#define FIND(rows, has) find(rows, sizeof(rows) / sizeof((rows)[0]), has)

#define DATE_PARTS (RN_PART(YEAR) | RN_PART(MONTH) | RN_PART(DAY) \
	| RN_PART(YEARDAY) | RN_PART(QUARTER) | RN_PART(WEEK_YEAR) \
	| RN_PART(WEEK) | RN_PART(WEEKDAY))

/* The parts of a clock; one of 12 hours is as good as one of 24. */
static unsigned clock_of(unsigned has)
{
	const unsigned half_day = RN_PART(HOUR_12) | RN_PART(HALF);

	has &= ~(DATE_PARTS | RN_PART(EPOCH) | RN_PART(OFFSET));
	return (has & half_day) == half_day && !(has & RN_PART(HOUR))
	       ? (has & ~half_day) | RN_PART(HOUR) : has;
}

static unsigned parts_of(const struct rn_time_format *format)
{
	struct rn_time_item item;
	unsigned has = 0;

	for (const char *p = format->pattern; *p;) {
		p = rn_time_item(p, &item);
		if (item.letter)
			has |= 1u << rn_time_letter(item.letter)->part;
	}
	return has;
}

/* What is wrong with an item by itself, or NULL. */
static const char *item_fault(const struct rn_time_item *item)
{
	const enum rn_time_kind kind = rn_time_letter(item->letter)->kind;
	const bool is_number_flag = item->flag == '-' || item->flag == '_';

	if (!item->letter)
		return (unsigned char)item->literal < 0x20 || item->literal == 0x7f
		       ? "it has a control character" : NULL;
	if (kind == RN_LETTER_NONE)
		return "it has a letter after % that is not known";
	if (item->flag
	    && kind != (is_number_flag ? RN_LETTER_NUMBER : RN_LETTER_NAME))
		return "it has a flag after % that its letter does not take";
	if (item->digit == 0 || kind == RN_LETTER_FRACTION
	    || (kind == RN_LETTER_OFFSET && strchr("356", '0' + item->digit))
	    || (kind == RN_LETTER_EPOCH && item->digit % 3 == 0))
		return NULL;
	return "it has a digit after % that its letter does not take";
}

/* Could the digits of a, whose number is open, run into those of b? */
static bool run_together(const struct rn_time_item *a,
                         const struct rn_time_item *b)
{
	const enum rn_time_kind kind = rn_time_letter(a->letter)->kind;

	if (!a->letter || a->flag == '_'
	    || (kind == RN_LETTER_NUMBER && a->flag != '-')
	    || kind == RN_LETTER_NAME || kind == RN_LETTER_OFFSET)
		return false;
	return b->letter ? rn_time_letter(b->letter)->kind != RN_LETTER_NAME
	                   && rn_time_letter(b->letter)->kind != RN_LETTER_OFFSET
	                 : rn_is_digit(b->literal);
}

/* What is wrong with the parts as a whole, or NULL. */
static const char *parts_fault(unsigned has)
{
	const unsigned date = has & DATE_PARTS, clock = clock_of(has);
	const struct parts *d = FIND(dates, date);

	if (has & RN_PART(EPOCH))
		return has & ~(RN_PART(EPOCH) | RN_PART(FRACTION))
		       ? "%s goes with nothing but %f" : NULL;
	if ((has & RN_PART(HOUR_12)) && !(has & RN_PART(HALF)))
		return "it has %I without %p";
	if (!(date & (RN_PART(YEAR) | RN_PART(WEEK_YEAR))))
		return "it has no year";
	if ((date & RN_PART(DAY)) && !(date & RN_PART(MONTH)))
		return "it has a day without a month";
	if (!d)
		return "its letters do not make one date";
	if (clock && !FIND(clocks, clock))
		return "its letters do not make one time of day";
	if (clock && (d->unit != RN_TIME_SECOND || d->grain != RN_DAY))
		return "it has a time of day without a day";
	return (has & RN_PART(OFFSET)) && !clock
	       ? "it has an offset without a time of day" : NULL;
}

/* Fills *format, and returns what is wrong, or NULL.  *is_open: the first
 * time has to settle how it is written. */
static const char *check(struct rn_time_format *format, const char *pattern,
                         bool *is_open)
{
	struct rn_time_item item, before = { .literal = ' ' };
	unsigned has = 0;
	bool is_whole = false; /* the fraction is part of the time since 1970 */

	*format = (struct rn_time_format){ .digits = 0 };
	*is_open = false;
	if (pattern[0] == '\0')
		return "it is empty";
	if (strlen(pattern) >= RN_TIME_PATTERN)
		return "it is too long";
	for (const char *p = pattern; *p; before = item) {
		const char *what;
		unsigned part;

		p = rn_time_item(p, &item);
		what = item_fault(&item);
		if (what)
			return what;
		if (run_together(&before, &item))
			return "its numbers run together";
		if (!item.letter)
			continue;
		part = 1u << rn_time_letter(item.letter)->part;
		if (has & part)
			return "it says the same thing twice";
		has |= part;
		*is_open |= item.digit == 0
		            && part & (RN_PART(FRACTION) | RN_PART(OFFSET));
		if (part & (RN_PART(FRACTION) | RN_PART(EPOCH)) && item.digit > 0)
			format->digits = item.digit;
		is_whole |= part == RN_PART(EPOCH) && item.digit > 0;
	}
	memcpy(format->pattern, pattern, strlen(pattern));
	return is_whole && (has & RN_PART(FRACTION))
	       ? "it says the same thing twice" : parts_fault(has);
}

const char *rn_time_format_check(struct rn_time_format *format,
                                 const char *pattern)
{
	bool is_open;
	const char *what = check(format, pattern, &is_open);

	return what ? what : is_open ? "it has %f or %z without a digit" : NULL;
}

/* Writes the pattern with what its letters are short for. */
static const char *expand(char to[RN_TIME_PATTERN], const char *from)
{
	static const struct { const char *word, *pattern; } words[] = {
		{ "s", "%s" }, { "ms", "%3s" }, { "us", "%6s" }, { "ns", "%9s" },
	};
	size_t n = 0;

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcmp(from, words[i].word) == 0)
			from = words[i].pattern;
	while (*from) {
		const bool is_item = from[0] == '%' && from[1];
		const char *more = is_item ? rn_time_short_for(from[1]) : NULL;
		const size_t len = is_item ? 2 : 1;
		const size_t n_more = more ? strlen(more) : len;

		if (n + n_more + SETTLED >= RN_TIME_PATTERN)
			return "it is too long";
		memcpy(to + n, more ? more : from, n_more);
		n += n_more;
		from += len;
	}
	to[n] = '\0';
	return NULL;
}

enum rn_status rn_time_format_set(struct rn_time_format *format,
                                  const char *text, struct rn_error *err)
{
	char pattern[RN_TIME_PATTERN], shown[RN_SHOWN];
	const char *what = expand(pattern, text);
	bool is_open;

	if (!what)
		what = check(format, pattern, &is_open);
	if (!what)
		return RN_OK;
	return rn_fail(err, RN_EUSAGE, "time format \"%s\": %s",
	               rn_show(shown, text, strlen(text)), what);
}

bool rn_time_format_same(const struct rn_time_format *a,
                         const struct rn_time_format *b)
{
	return strcmp(a->pattern, b->pattern) == 0;
}

int64_t rn_time_scale(const struct rn_time_format *format)
{
	static const int64_t scale[] = { 1, 10, 100, 1000, 10000, 100000,
		1000000, 10000000, 100000000, 1000000000 };

	return scale[format->digits];
}

enum rn_time_unit rn_time_format_unit(const struct rn_time_format *format,
                                      int64_t *grain)
{
	const unsigned has = parts_of(format);
	const struct parts *row = FIND(clocks, clock_of(has));

	*grain = 1;
	if (!has)
		return RN_TIME_INDEX;
	if (has & RN_PART(EPOCH))
		return RN_TIME_SECOND;
	if (!row)
		row = FIND(dates, has & DATE_PARTS);
	if (row && row->unit == RN_TIME_MONTH)
		*grain = row->grain;
	else if (row && row->grain > 0)
		*grain = row->grain * rn_time_scale(format);
	return row ? row->unit : RN_TIME_SECOND;
}

bool rn_time_format_is_local(const struct rn_time_format *format)
{
	const size_t len = strlen(format->pattern);
	const bool is_zulu = len > 0 && (format->pattern[len - 1] == 'Z'
	                                 || format->pattern[len - 1] == 'z');

	return clock_of(parts_of(format)) && !is_zulu
	       && !(parts_of(format) & (RN_PART(EPOCH) | RN_PART(OFFSET)));
}

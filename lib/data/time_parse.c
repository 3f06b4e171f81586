/*
 * time_parse.c - the items of a pattern, read one by one.
 */
#include "data/time_parse.h"

#include "data/calendar.h"
#include "data/time_letter.h"

#include <string.h>
#include <strings.h>

const char rn_time_unknown[] = "time format not known";

static const char too_large[] = "too large a number";

struct reading {
	const char *at, *start, *end;
	const char *fault; /* the first value that is out of its range */
	int64_t epoch;
	unsigned has;
	int value[RN_N_PART]; /* of what it has */
};

static void begin(struct reading *r, const char *text, size_t len)
{
	r->at = r->start = text;
	r->end = text + len;
	r->fault = NULL;
	r->epoch = 0;
	r->has = 0;
}

static int value_of(const struct reading *r, enum rn_time_part part,
                    int otherwise)
{
	return r->has & 1u << part ? r->value[part] : otherwise;
}

static inline void take(struct reading *r, const struct rn_time_letter *l,
                        int value)
{
	if (l->part == RN_PART_YEAR && l->width == 2)
		value += value < 69 ? 2000 : 1900;
	r->has |= 1u << l->part;
	r->value[l->part] = value;
	if ((value >= l->min && value <= l->max) || r->fault)
		return;
	r->fault = l->part == RN_PART_HOUR && value == 24
	           ? "no such hour; hour 24 is hour 00 of the next day" : l->what;
}

/* The number that n digits are, or -1 where one of them is none. */
static inline int fixed_number(const char *at, int n)
{
	int v = 0;

	for (int i = 0; i < n; i++) {
		const unsigned digit = (unsigned char)at[i] - (unsigned)'0';

		if (digit > 9)
			return -1;
		v = v * 10 + (int)digit;
	}
	return v;
}

/* Up to `most` digits.  Returns how many there were. */
static int read_digits(struct reading *r, int most, int *value)
{
	const char *const start = r->at;
	int v = 0;

	while (r->at < r->end && r->at - start < most && rn_is_digit(*r->at))
		v = v * 10 + (*r->at++ - '0');
	*value = v;
	return (int)(r->at - start);
}

static bool read_number(struct reading *r, const struct rn_time_letter *l,
                        const struct rn_time_item *item)
{
	const char *const start = r->at;
	int n, value;

	if (item->flag == '_')
		while (r->at < r->end && *r->at == ' ' && r->at - start + 1 < l->width)
			r->at++;
	n = read_digits(r, l->width - (int)(r->at - start), &value);
	if (n == 0)
		return false;
	take(r, l, value);
	if (!item->flag)
		return n == l->width;
	/* The spaces before the first number of a field do not count there. */
	return (n == 1 || r->at[-n] != '0')
	       && (item->flag == '-' || r->at - start == l->width
	           || start == r->start);
}

static bool read_name(struct reading *r, const struct rn_time_letter *l)
{
	for (int i = l->min; i <= l->max; i++) {
		const char *name = l->name[i - l->min];
		const size_t n = l->width ? (size_t)l->width : strlen(name);

		if ((size_t)(r->end - r->at) < n || strncasecmp(r->at, name, n) != 0)
			continue;
		r->at += n;
		take(r, l, i);
		return true;
	}
	return false;
}

static bool read_fraction(struct reading *r, const struct rn_time_letter *l,
                          const struct rn_time_item *item)
{
	const int most = item->digit ? item->digit : 9;
	const int n = read_digits(r, most, &r->value[l->part]);

	r->has |= 1u << l->part;
	return n > 0 && (n == item->digit || item->digit == 0);
}

static bool read_epoch(struct reading *r, const struct rn_time_letter *l)
{
	const bool is_negative = r->at < r->end && *r->at == '-';
	const char *const start = r->at += is_negative;
	int64_t v = 0;

	for (; r->at < r->end && rn_is_digit(*r->at); r->at++) {
		if (v > RN_TIME_FAR / 10 - 1)
			r->fault = too_large;
		else
			v = v * 10 + (*r->at - '0');
	}
	r->has |= 1u << l->part;
	r->epoch = is_negative ? -v : v;
	return r->at > start;
}

/* +HH, +HHMM and +HH:MM have as many bytes as the digit says. */
static bool read_offset(struct reading *r, const struct rn_time_letter *l,
                        const struct rn_time_item *item)
{
	const char sign = r->at < r->end ? *r->at : 0;
	const char *const start = r->at;
	int hour, minute = 0;

	if (sign != '+' && sign != '-')
		return false;
	r->at++;
	if (read_digits(r, 2, &hour) != 2)
		return false;
	if (item->digit != 3 && r->at < r->end) {
		const bool has_colon = *r->at == ':';

		r->at += has_colon;
		if (read_digits(r, 2, &minute) != 2 && (item->digit || has_colon))
			return false;
	}
	if (hour > 23 || minute > 59)
		r->fault = "no such offset";
	r->has |= 1u << l->part;
	r->value[l->part] = (hour * 3600 + minute * 60) * (sign == '-' ? -1 : 1);
	return item->digit == 0 || r->at - start == item->digit;
}

static bool read_item(struct reading *r, const struct rn_time_item *item)
{
	const struct rn_time_letter *l = rn_time_letter(item->letter);

	switch (l->kind) {
	case RN_LETTER_NUMBER:
		return read_number(r, l, item);
	case RN_LETTER_NAME:
		return read_name(r, l);
	case RN_LETTER_FRACTION:
		return read_fraction(r, l, item);
	case RN_LETTER_EPOCH:
		return read_epoch(r, l);
	case RN_LETTER_OFFSET:
		return read_offset(r, l, item);
	case RN_LETTER_NONE:
		break;
	}
	return r->at < r->end && *r->at++ == item->literal;
}

/* Days since 1970-01-01 of what was read; or what is wrong. */
static const char *count_days(const struct reading *r, int64_t *days)
{
	const int quarter = value_of(r, RN_PART_QUARTER, 1);
	const int month = value_of(r, RN_PART_MONTH, 3 * quarter - 2);
	const int day = value_of(r, RN_PART_DAY, 1);
	const int yearday = value_of(r, RN_PART_YEARDAY, 1);
	const int week = value_of(r, RN_PART_WEEK, 0);
	int year = value_of(r, RN_PART_YEAR, 0);

	if (week > 0) {
		year = value_of(r, RN_PART_WEEK_YEAR, 0);
		*days = rn_days_of_week(year, week)
		        + value_of(r, RN_PART_WEEKDAY, 1) - 1;
		return week > rn_weeks_in_year(year) ? "no such week" : NULL;
	}
	*days = rn_days_of(year, month, day) + yearday - 1;
	return day > rn_days_in_month(year, month)
	       || yearday > 337 + rn_days_in_month(year, 2)
	       ? "no such day" : NULL;
}

static int clock_of(const struct reading *r)
{
	const int hour = r->has & RN_PART(HOUR_12)
	                 ? r->value[RN_PART_HOUR_12] % 12
	                   + 12 * value_of(r, RN_PART_HALF, 0)
	                 : value_of(r, RN_PART_HOUR, 0);

	return hour * 3600 + value_of(r, RN_PART_MINUTE, 0) * 60
	       + value_of(r, RN_PART_SECOND, 0);
}

static const char *count(const struct reading *r, int digits, int64_t scale,
                         struct rn_time *time)
{
	int64_t seconds = r->epoch;
	const char *what = NULL;

	time->offset = value_of(r, RN_PART_OFFSET, 0);
	if (!(r->has & RN_PART(EPOCH))) {
		what = count_days(r, &seconds);
		seconds = seconds * RN_DAY + clock_of(r) - time->offset;
	} else if (digits > 0 && !(r->has & RN_PART(FRACTION))) {
		scale = 1;
	}
	if (__builtin_mul_overflow(seconds, scale, &time->at)
	    || time->at > RN_TIME_FAR - scale || time->at < -RN_TIME_FAR)
		return "too far from 1970 to be counted in so small a unit";
	time->at += value_of(r, RN_PART_FRACTION, 0);
	return what;
}

static const char *parse_integer(const char *text, size_t len,
                                 struct rn_time *time)
{
	struct reading r;

	begin(&r, text, len);
	if (!read_epoch(&r, rn_time_letter('s')) || r.at != r.end)
		return rn_time_unknown;
	*time = (struct rn_time){ r.epoch, 0 };
	return r.fault;
}

/* Most of a pattern are bytes that stand for themselves, and numbers of a
 * fixed width: reads these, up to an item that is neither, or the end.  False
 * where the text has something else. */
static bool read_plain(struct reading *r, const char **pattern)
{
	const char *at = r->at, *p = *pattern;

	for (; *p; p++) {
		const struct rn_time_letter *l;
		int value;

		if (*p != '%') {
			if (at == r->end || *at++ != *p)
				return false;
			continue;
		}
		l = rn_time_letter(p[1]);
		if (l->kind != RN_LETTER_NUMBER)
			break;
		value = r->end - at < l->width ? -1 : fixed_number(at, l->width);
		if (value < 0)
			return false;
		take(r, l, value);
		at += l->width;
		p++;
	}
	r->at = at;
	*pattern = p;
	return true;
}

const char *rn_time_parse(const struct rn_time_format *format,
                          const char *text, size_t len, struct rn_time *time)
{
	struct reading r;
	const char *p = format->pattern;

	if (!*p)
		return parse_integer(text, len, time);
	begin(&r, text, len);
	while (*p) {
		struct rn_time_item item;

		if (!read_plain(&r, &p))
			return rn_time_unknown;
		if (!*p)
			break;
		p = rn_time_item(p, &item);
		if (!read_item(&r, &item))
			return rn_time_unknown;
	}
	if (r.at != r.end || (r.epoch < 0 && (r.has & RN_PART(FRACTION))))
		return rn_time_unknown;
	if (r.fault)
		return r.fault;
	return count(&r, format->digits, rn_time_scale(format), time);
}

/* What an item should have behind its %, by the text it was read from, or 0
 * where it leaves nothing open. */
static char settling(const struct rn_time_item *item, const char *text,
                     const char *end)
{
	switch (rn_time_letter(item->letter)->kind) {
	case RN_LETTER_NAME:
		if (item->flag)
			return 0;
		if (text[0] >= 'a')
			return '#';
		return text[1] >= 'A' && text[1] <= 'Z' ? '^' : 0;
	case RN_LETTER_FRACTION:
	case RN_LETTER_OFFSET:
		return item->digit ? 0 : (char)('0' + (end - text));
	default:
		return 0;
	}
}

const char *rn_time_settle(struct rn_time_format *format, const char *text,
                           size_t len, struct rn_time *time)
{
	struct reading r;
	char settled[RN_TIME_PATTERN] = "";
	size_t n = 0;

	begin(&r, text, len);
	for (const char *p = format->pattern, *next; *p; p = next) {
		const char *const start = r.at;
		struct rn_time_item item;
		char more;

		next = rn_time_item(p, &item);
		if (!read_item(&r, &item))
			return rn_time_unknown;
		more = settling(&item, start, r.at);
		if (n + (size_t)(next - p) + 2 > sizeof(settled))
			return rn_time_unknown;
		settled[n++] = *p++;
		if (more)
			settled[n++] = more;
		memcpy(settled + n, p, (size_t)(next - p));
		n += (size_t)(next - p);
	}
	if (n > 0 && rn_time_format_check(format, settled))
		return rn_time_unknown;
	return rn_time_parse(format, text, len, time);
}

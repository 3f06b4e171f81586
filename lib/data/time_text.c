/*
 * time_text.c - the items of a pattern, written one by one.
 */
#include "data/time_text.h"

#include "data/time_letter.h"

struct rn_moment rn_moment_of(const struct rn_time_format *format,
                              const struct rn_time *time)
{
	const int64_t scale = rn_time_scale(format);
	const int64_t seconds = rn_floor_div(time->at, scale);

	return (struct rn_moment){
		.civil = rn_civil_of(seconds + time->offset),
		.fraction = time->at - seconds * scale,
		.offset = time->offset,
	};
}

struct writing {
	char *at, *end;
};

static void put(struct writing *w, char c)
{
	if (w->at < w->end)
		*w->at++ = c;
}

/* At least `width` digits, with `pad` for zeros that lead; none for '-'. */
static void put_number(struct writing *w, int64_t value, int width, char pad)
{
	uint64_t v = value < 0 ? -(uint64_t)value : (uint64_t)value;
	char digits[20];
	int n = 0;

	do {
		digits[n++] = (char)('0' + v % 10);
		v /= 10;
	} while (v > 0);
	if (value < 0)
		put(w, '-');
	for (int i = n; pad != '-' && i < width; i++)
		put(w, pad);
	while (n > 0)
		put(w, digits[--n]);
}

static void put_name(struct writing *w, const struct rn_time_letter *l,
                     int value, char flag)
{
	const char *name = l->name[value - l->min];

	for (int i = 0; name[i] && (l->width == 0 || i < l->width); i++) {
		const bool is_upper = name[i] >= 'A' && name[i] <= 'Z';

		if (flag == '^' && !is_upper)
			put(w, (char)(name[i] - 'a' + 'A'));
		else if (flag == '#' && is_upper)
			put(w, (char)(name[i] - 'A' + 'a'));
		else
			put(w, name[i]);
	}
}

static void put_offset(struct writing *w, int offset, int digit)
{
	const int minutes = (offset < 0 ? -offset : offset) / 60;

	put(w, offset < 0 ? '-' : '+');
	put_number(w, minutes / 60, 2, '0');
	if (digit == 6)
		put(w, ':');
	if (digit != 3)
		put_number(w, minutes % 60, 2, '0');
}

/* Days since 1970-01-01, and from them the parts of a date that it does not
 * have itself. */
static int64_t days_of(const struct rn_moment *m)
{
	return rn_days_of(m->civil.year, m->civil.month, m->civil.day);
}

static int64_t epoch_of(const struct rn_moment *m, int digits, int64_t scale)
{
	const int64_t seconds = days_of(m) * RN_DAY + m->civil.clock - m->offset;
	int64_t ticks;

	if (digits == 0)
		return seconds;
	if (__builtin_mul_overflow(seconds, scale, &ticks)
	    || ticks > RN_TIME_FAR || ticks < -RN_TIME_FAR)
		return seconds < 0 ? -RN_TIME_FAR : RN_TIME_FAR;
	return ticks + m->fraction;
}

static int64_t part_of(const struct rn_moment *m,
                       const struct rn_time_letter *l)
{
	const struct rn_civil *c = &m->civil;
	int64_t year;

	switch (l->part) {
	case RN_PART_YEAR:
		return l->width == 2 ? (c->year % 100 + 100) % 100 : c->year;
	case RN_PART_MONTH:
		return c->month;
	case RN_PART_DAY:
		return c->day;
	case RN_PART_YEARDAY:
		return days_of(m) - rn_days_of(c->year, 1, 1) + 1;
	case RN_PART_QUARTER:
		return (c->month + 2) / 3;
	case RN_PART_WEEK_YEAR:
		rn_week_of(days_of(m), &year);
		return year;
	case RN_PART_WEEK:
		return rn_week_of(days_of(m), &year);
	case RN_PART_WEEKDAY:
		return rn_weekday_of(days_of(m));
	case RN_PART_HOUR:
		return c->clock / 3600;
	case RN_PART_HOUR_12:
		return (c->clock / 3600 + 11) % 12 + 1;
	case RN_PART_HALF:
		return c->clock / 43200;
	case RN_PART_MINUTE:
		return c->clock / 60 % 60;
	case RN_PART_SECOND:
		return c->clock % 60;
	default:
		return m->fraction;
	}
}

static void put_item(struct writing *w, const struct rn_time_item *item,
                     const struct rn_time_format *format,
                     const struct rn_moment *m)
{
	const struct rn_time_letter *l = rn_time_letter(item->letter);

	switch (l->kind) {
	case RN_LETTER_NUMBER:
		put_number(w, part_of(m, l), l->width,
		           item->flag == '-' ? '-' : item->flag == '_' ? ' ' : '0');
		break;
	case RN_LETTER_NAME:
		put_name(w, l, (int)part_of(m, l), item->flag);
		break;
	case RN_LETTER_FRACTION:
		put_number(w, m->fraction, item->digit, '0');
		break;
	case RN_LETTER_EPOCH:
		put_number(w, epoch_of(m, item->digit, rn_time_scale(format)), 1,
		           '0');
		break;
	case RN_LETTER_OFFSET:
		put_offset(w, m->offset, item->digit);
		break;
	case RN_LETTER_NONE:
		put(w, item->literal);
	}
}

const char *rn_moment_text(char buf[RN_TIME_TEXT],
                           const struct rn_time_format *format,
                           const struct rn_moment *moment)
{
	struct writing w = { buf, buf + RN_TIME_TEXT - 1 };

	for (const char *p = format->pattern; *p;) {
		struct rn_time_item item;

		p = rn_time_item(p, &item);
		put_item(&w, &item, format, moment);
	}
	*w.at = '\0';
	return buf;
}

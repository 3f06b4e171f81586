/*
 * time_letter.h - the letters that the pattern of a time is written in.
 *
 * They are those of strftime, as far as a time series has a use for them, and
 * a row of one table each.  A pattern is text with items in it: % [flag]
 * [digit] letter.  The flags and the digit say how a value is written where
 * the letter alone leaves that open, so that a pattern gives a time back byte
 * for byte:
 *
 *   %-d       no leading zeros          %_d      spaces for leading zeros
 *   %^b %#b   JAN, jan                  %3f      a fraction of 3 digits
 *   %6z %5z %3z  +01:00, +0100, +01     %3s      the time in units of 10^-3 s
 */
#ifndef RN_TIME_LETTER_H
#define RN_TIME_LETTER_H

#include <limits.h>
#include <stdbool.h>

/* What letters stand for. */
enum rn_time_part { RN_PART_YEAR, RN_PART_MONTH, RN_PART_DAY,
	RN_PART_YEARDAY, RN_PART_QUARTER, RN_PART_WEEK_YEAR, RN_PART_WEEK,
	RN_PART_WEEKDAY, RN_PART_HOUR, RN_PART_HOUR_12, RN_PART_HALF,
	RN_PART_MINUTE, RN_PART_SECOND, RN_PART_FRACTION, RN_PART_EPOCH,
	RN_PART_OFFSET, RN_N_PART };

/* A set of parts. */
#define RN_PART(part) (1u << RN_PART_##part)

enum rn_time_kind { RN_LETTER_NONE, RN_LETTER_NUMBER, RN_LETTER_NAME,
	RN_LETTER_FRACTION, RN_LETTER_EPOCH, RN_LETTER_OFFSET };

struct rn_time_letter {
	enum rn_time_kind kind;
	enum rn_time_part part;
	int width;               /* digits of a number; bytes of a name, 0: all */
	int min, max;            /* of the value; of a name, the first and last */
	const char *what;        /* the words for another value */
	const char *const *name; /* [max - min + 1] */
};

extern const struct rn_time_letter rn_time_letters[UCHAR_MAX + 1];

/* The row of a letter; its kind is RN_LETTER_NONE where it is none. */
static inline const struct rn_time_letter *rn_time_letter(char c)
{
	return &rn_time_letters[(unsigned char)c];
}

struct rn_time_item {
	char letter;  /* or 0: a byte that stands for itself */
	char flag;    /* - _ ^ # or 0 */
	int digit;    /* 1 to 9, or 0 */
	char literal;
};

/* Takes the next item of a pattern, which is not at its end.  Returns where
 * the one after it begins. */
static inline const char *rn_time_item(const char *p,
                                       struct rn_time_item *item)
{
	*item = (struct rn_time_item){ .literal = *p };
	if (*p != '%')
		return p + 1;
	if (*++p == '%')
		return p + 1;
	if (*p == '-' || *p == '_' || *p == '^' || *p == '#')
		item->flag = *p++;
	if (*p >= '1' && *p <= '9')
		item->digit = *p++ - '0';
	item->letter = *p ? *p : '%';
	return *p ? p + 1 : p;
}

/* What some letters are short for, or NULL: %F is %Y-%m-%d. */
const char *rn_time_short_for(char letter);

static inline bool rn_is_digit(char c)
{
	return c >= '0' && c <= '9';
}

#endif

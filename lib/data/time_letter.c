/*
 * time_letter.c - the table of letters.
 */
#include "data/time_letter.h"

#include <stddef.h>

static const char *const months[] = { "January", "February", "March", "April",
	"May", "June", "July", "August", "September", "October", "November",
	"December" };
static const char *const halves[] = { "AM", "PM" };

#define NUMBER(part, width, min, max, what) \
	{ RN_LETTER_NUMBER, RN_PART_##part, width, min, max, what, NULL }
#define NAME(part, width, min, max, names) \
	{ RN_LETTER_NAME, RN_PART_##part, width, min, max, NULL, names }
#define OTHER(kind) \
	{ RN_LETTER_##kind, RN_PART_##kind, 0, 0, 0, NULL, NULL }

const struct rn_time_letter rn_time_letters[UCHAR_MAX + 1] = {
	['Y'] = NUMBER(YEAR, 4, 0, 9999, "no such year"),
	['y'] = NUMBER(YEAR, 2, 0, 9999, "no such year"),
	['m'] = NUMBER(MONTH, 2, 1, 12, "no such month"),
	['B'] = NAME(MONTH, 0, 1, 12, months),
	['b'] = NAME(MONTH, 3, 1, 12, months),
	['d'] = NUMBER(DAY, 2, 1, 31, "no such day"),
	['j'] = NUMBER(YEARDAY, 3, 1, 366, "no such day"),
	['q'] = NUMBER(QUARTER, 1, 1, 4, "no such quarter"),
	['G'] = NUMBER(WEEK_YEAR, 4, 0, 9999, "no such year"),
	['V'] = NUMBER(WEEK, 2, 1, 53, "no such week"),
	['u'] = NUMBER(WEEKDAY, 1, 1, 7, "no such day of the week"),
	['H'] = NUMBER(HOUR, 2, 0, 23, "no such hour"),
	['I'] = NUMBER(HOUR_12, 2, 1, 12, "no such hour"),
	['p'] = NAME(HALF, 0, 0, 1, halves),
	['M'] = NUMBER(MINUTE, 2, 0, 59, "no such minute"),
	['S'] = NUMBER(SECOND, 2, 0, 59, "no such second"),
	['f'] = OTHER(FRACTION),
	['s'] = OTHER(EPOCH),
	['z'] = OTHER(OFFSET),
};

const char *rn_time_short_for(char letter)
{
	static const struct { char letter; const char *pattern; } shorts[] = {
		{ 'F', "%Y-%m-%d" }, { 'T', "%H:%M:%S" }, { 'R', "%H:%M" },
		{ 'e', "%_d" }, { 'k', "%_H" }, { 'l', "%_I" }, { 'h', "%b" },
	};

	for (size_t i = 0; i < sizeof(shorts) / sizeof(shorts[0]); i++)
		if (shorts[i].letter == letter)
			return shorts[i].pattern;
	return NULL;
}

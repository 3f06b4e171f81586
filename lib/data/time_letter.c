/*
 * time_letter.c - the table of letters.
 */
#include "data/time_letter.h"

#include <stddef.h>

static const char *const months[] = { "January", "February", "March", "April",
	"May", "June", "July", "August", "September", "October", "November",
	"December" };
static const char *const halves[] = { "AM", "PM" };

const struct rn_time_letter rn_time_letters[UCHAR_MAX + 1] = {
	['Y'] = { RN_LETTER_NUMBER, RN_PART_YEAR, 4, 0, 9999, "no such year" },
	['y'] = { RN_LETTER_NUMBER, RN_PART_YEAR, 2, 0, 9999, "no such year" },
	['m'] = { RN_LETTER_NUMBER, RN_PART_MONTH, 2, 1, 12, "no such month" },
	['B'] = { RN_LETTER_NAME, RN_PART_MONTH, 0, 1, 12, NULL, months },
	['b'] = { RN_LETTER_NAME, RN_PART_MONTH, 3, 1, 12, NULL, months },
	['d'] = { RN_LETTER_NUMBER, RN_PART_DAY, 2, 1, 31, "no such day" },
	['j'] = { RN_LETTER_NUMBER, RN_PART_YEARDAY, 3, 1, 366, "no such day" },
	['q'] = { RN_LETTER_NUMBER, RN_PART_QUARTER, 1, 1, 4,
	          "no such quarter" },
	['G'] = { RN_LETTER_NUMBER, RN_PART_WEEK_YEAR, 4, 0, 9999,
	          "no such year" },
	['V'] = { RN_LETTER_NUMBER, RN_PART_WEEK, 2, 1, 53, "no such week" },
	['u'] = { RN_LETTER_NUMBER, RN_PART_WEEKDAY, 1, 1, 7,
	          "no such day of the week" },
	['H'] = { RN_LETTER_NUMBER, RN_PART_HOUR, 2, 0, 23, "no such hour" },
	['I'] = { RN_LETTER_NUMBER, RN_PART_HOUR_12, 2, 1, 12, "no such hour" },
	['p'] = { RN_LETTER_NAME, RN_PART_HALF, 0, 0, 1, NULL, halves },
	['M'] = { RN_LETTER_NUMBER, RN_PART_MINUTE, 2, 0, 59, "no such minute" },
	['S'] = { RN_LETTER_NUMBER, RN_PART_SECOND, 2, 0, 59, "no such second" },
	['f'] = { RN_LETTER_FRACTION, RN_PART_FRACTION },
	['s'] = { RN_LETTER_EPOCH, RN_PART_EPOCH },
	['z'] = { RN_LETTER_OFFSET, RN_PART_OFFSET },
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

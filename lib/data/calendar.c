/*
 * calendar.c - days, weeks and seconds of the calendar.
 *
 * Years that begin in March put the leap day last, and 400 years are one era
 * of 146,097 days.  719,468 days lie between 0000-03-01 and 1970-01-01.
 */
#include "data/calendar.h"

#include <stdbool.h>

int64_t rn_days_of(int64_t year, int month, int day)
{
	const int64_t y = year - (month <= 2);
	const int64_t era = rn_floor_div(y, 400);
	const int64_t year_of_era = y - era * 400;
	const int64_t day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;

	return era * 146097 + year_of_era * 365 + year_of_era / 4
	       - year_of_era / 100 + day_of_year - 719468;
}

struct rn_civil rn_civil_of(int64_t at)
{
	const int64_t days = rn_floor_div(at, RN_DAY) + 719468;
	const int64_t era = rn_floor_div(days, 146097);
	const int64_t d = days - era * 146097;
	const int64_t y = (d - d / 1460 + d / 36524 - d / 146096) / 365;
	const int64_t day_of_year = d - (365 * y + y / 4 - y / 100);
	const int m = (int)((5 * day_of_year + 2) / 153); /* 0 is March */
	struct rn_civil c;

	c.month = m < 10 ? m + 3 : m - 9;
	c.year = y + era * 400 + (c.month <= 2);
	c.day = (int)(day_of_year - (153 * m + 2) / 5) + 1;
	c.clock = (int)(at % RN_DAY) + (at % RN_DAY < 0 ? RN_DAY : 0);
	return c;
}

int rn_days_in_month(int64_t year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30,
		31 };
	const bool is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

	return days[month - 1] + (month == 2 && is_leap);
}

int rn_weekday_of(int64_t days)
{
	/* 1970-01-01 was a Thursday. */
	const int64_t d = days + 3;

	return (int)(d - rn_floor_div(d, 7) * 7) + 1;
}

int64_t rn_days_of_week(int64_t year, int week)
{
	/* The 4th of January is always in week 1. */
	const int64_t fourth = rn_days_of(year, 1, 4);

	return fourth - (rn_weekday_of(fourth) - 1) + 7 * (int64_t)(week - 1);
}

int rn_week_of(int64_t days, int64_t *year)
{
	const int64_t thursday = days - rn_weekday_of(days) + 4;

	*year = rn_civil_of(thursday * RN_DAY).year;
	return (int)((thursday - rn_days_of(*year, 1, 1)) / 7) + 1;
}

int rn_weeks_in_year(int64_t year)
{
	int64_t same;

	return rn_week_of(rn_days_of(year, 12, 28), &same);
}

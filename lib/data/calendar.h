/*
 * calendar.h - days, weeks and seconds of the proleptic Gregorian calendar.
 *
 * H. Hinnant, "chrono-compatible low-level date algorithms".  No time zones,
 * no leap seconds: every day has 86,400 seconds.  Days are counted from
 * 1970-01-01.  Weeks are those of ISO 8601: they begin on Monday, and week 1
 * of a year has its first Thursday.
 */
#ifndef RN_CALENDAR_H
#define RN_CALENDAR_H

#include <stdint.h>

enum { RN_DAY = 86400, RN_WEEK = 7 * RN_DAY };

struct rn_civil {
	int64_t year;
	int month, day; /* from 1 */
	int clock;      /* seconds into the day */
};

int64_t rn_days_of(int64_t year, int month, int day);

/* The date and clock of a time in seconds since 1970-01-01. */
struct rn_civil rn_civil_of(int64_t at);

int rn_days_in_month(int64_t year, int month);

/* 1 for Monday to 7 for Sunday. */
int rn_weekday_of(int64_t days);

/* The Monday of a week, from 1, of a year. */
int64_t rn_days_of_week(int64_t year, int week);

/* The week that has a day, and the year that has the week. */
int rn_week_of(int64_t days, int64_t *year);

/* 52 or 53. */
int rn_weeks_in_year(int64_t year);

/* a / b towards minus infinity, for b > 0. */
static inline int64_t rn_floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

#endif

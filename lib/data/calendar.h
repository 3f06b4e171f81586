/*
 * calendar.h - days and seconds of the proleptic Gregorian calendar.
 *
 * H. Hinnant, "chrono-compatible low-level date algorithms".  No time zones,
 * no leap seconds: every day has 86,400 seconds.
 */
#ifndef RN_CALENDAR_H
#define RN_CALENDAR_H

#include <stdint.h>

enum { RN_DAY = 86400 };

struct rn_civil {
	int64_t year;
	int month, day; /* from 1 */
	int clock;      /* seconds into the day */
};

/* Days from 1970-01-01. */
int64_t rn_days_of(int64_t year, int month, int day);

/* The date and clock of a time in seconds since 1970-01-01. */
struct rn_civil rn_civil_of(int64_t at);

int rn_days_in_month(int64_t year, int month);

/* a / b towards minus infinity, for b > 0. */
static inline int64_t rn_floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

#endif

/*
 * make-electricity-load.c - writes electricity-load.csv, a synthetic series.
 *
 * No meter ever measured these values.  They follow the ways of a shop's
 * quarter-hourly electricity meter: a day that opens and closes, a quieter
 * Saturday and Sunday, a summer that needs cooling, warm and cool spells of
 * days, a load that wanders for an hour or two, and machines that switch:
 *
 *     load = (shape of the day + habit of the quarter-hour) * day of the week
 *            * (season + spell + swing + flicker)
 *
 * Everything is computed in integers, the random numbers too, so that every
 * machine and every compiler writes the same bytes:
 *
 *     cc -std=c11 -o make-electricity-load make-electricity-load.c
 *     ./make-electricity-load >electricity-load.csv
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#define ROW_DAY 96
#define ROW_WEEK (7 * ROW_DAY)
#define N_ROW (30 * ROW_WEEK)
#define ONE 1000000 /* a factor of 1: factors are counted in millionths */

/* kW at each full hour, 0:00 to 24:00. */
static const int64_t shape_kw[] = {
	90, 85, 80, 80, 80, 85, 105, 135, 155, 165, 175, 185, 190,
	185, 175, 170, 170, 180, 185, 180, 165, 145, 120, 100, 90,
};

/* Percent, Monday to Sunday. */
static const int64_t week_percent[] = { 100, 101, 101, 100, 102, 95, 90 };

/* Percent, every five weeks from January to the end of July. */
static const int64_t season_percent[] = { 95, 93, 97, 101, 105, 114, 130 };

static const int month_days[] = {
	31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31,
};

/* SplitMix64 (Steele, Lea and Flood 2014): the next 64 random bits. */
static uint64_t draw(uint64_t *state)
{
	uint64_t z = *state += 0x9e3779b97f4a7c15u;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

/* A nearly normal number of mean 0: twelve uniform ones have variance 1. */
static int64_t noise(uint64_t *state, int64_t sd)
{
	int64_t sum = -6 * (int64_t)ONE;

	for (int i = 0; i < 12; i++)
		sum += (int64_t)(draw(state) % ONE);
	return sum * sd / ONE;
}

/* The table's value at row, with knots n rows apart and lines between. */
static int64_t between(const int64_t *table, int n, int row, int64_t unit)
{
	const int64_t *knot = table + row / n;
	const int at = row % n;

	return (knot[0] * (n - at) + knot[1] * at) * unit / n;
}

static void print_row(int row, int64_t load)
{
	const int quarter = row % ROW_DAY;
	int day = row / ROW_DAY + 1; /* row 0 is Monday 2 January 2023 */
	int month = 0;

	while (day >= month_days[month])
		day -= month_days[month++];
	printf("2023-%02d-%02d %02d:%02d,%d.%02d\n", month + 1, day + 1,
	       quarter / 4, quarter % 4 * 15, (int)(load / 100),
	       (int)(load % 100));
}

int main(void)
{
	uint64_t state = 1;
	int64_t habit[ROW_DAY]; /* hundredths of a kW, as the load */
	int64_t spell = 0, swing = 0;

	for (int i = 0; i < ROW_DAY; i++)
		habit[i] = noise(&state, 350);
	puts("ds,load");
	for (int row = 0; row < N_ROW; row++) {
		const int quarter = row % ROW_DAY;
		const int64_t week = week_percent[row % ROW_WEEK / ROW_DAY];
		int64_t factor = between(season_percent, 5 * ROW_WEEK, row,
		                         ONE / 100);
		int64_t load = between(shape_kw, 4, quarter, 100);

		if (quarter == 0)
			spell = spell * 8 / 10 + noise(&state, 20000);
		swing = swing * 8 / 10 + noise(&state, 27000);
		factor += spell + swing + noise(&state, 20000);
		load = (load + habit[quarter]) * week / 100 * factor / ONE;
		print_row(row, load);
	}
	if (fflush(stdout) || ferror(stdout)) {
		perror("make-electricity-load");
		return EXIT_FAILURE;
	}
	return EXIT_SUCCESS;
}

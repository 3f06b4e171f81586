/*
 * table.c - CSV files of several forms, to measure reading.
 *
 *   table narrow|wide|quoted ROWS
 *
 * Writes to standard output, the same bytes every time:
 *
 *   narrow   a time stamp to the second and a number of up to 7 digits
 *   wide     a time stamp and 370 numbers of up to 15 digits, of which about
 *            a fifth are 0
 *   quoted   the same numbers in the form of UCI's LD2011_2014.txt: names and
 *            times in quotes, semicolons, a decimal comma.  That file has
 *            140256 rows and 711 MB
 */
#include "rnnfc.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { N_CLIENT = 370 };

/* 2011-01-01 00:15:00, as UCI's file begins. */
static const struct rn_axis quarter_hours = { RN_TIME_SECOND,
	{ false, true, ' ', true }, 1293840900, 900, 1, 0 };

static void put_narrow(long n_row)
{
	char time[RN_TIME_TEXT];

	puts("ds,y");
	for (long k = 0; k < n_row; k++)
		printf("%s,%.4f\n", rn_axis_text(time, &quarter_hours, k),
		       500 + 400 * sin((double)k * 0.37));
}

/* Every client is counted in units of its own, and some are connected later
 * than others. */
static double load_of(int client, long k, long n_row)
{
	const double unit = 1 / (1 + 0.037 * client);
	const double day = sin((double)k * 0.06545 + client);

	if ((double)k < (double)n_row * (client % 10) / 20)
		return 0;
	return unit * floor(200 + 150 * day
	                    + 40 * sin((double)k * (double)k * 0.37 + client));
}

static void put_number(double x, char point)
{
	char text[32];
	char *p;

	snprintf(text, sizeof(text), "%.15g", x);
	p = strchr(text, '.');
	if (p)
		*p = point;
	fputs(text, stdout);
}

static void put_wide(long n_row, const char *quote, char delimiter, char point)
{
	char time[RN_TIME_TEXT];

	printf("%s%s%s", quote, *quote ? "" : "ds", quote);
	for (int i = 1; i <= N_CLIENT; i++)
		printf("%c%sMT_%03d%s", delimiter, quote, i, quote);
	putchar('\n');
	for (long k = 0; k < n_row; k++) {
		printf("%s%s%s", quote, rn_axis_text(time, &quarter_hours, k),
		       quote);
		for (int i = 1; i <= N_CLIENT; i++) {
			putchar(delimiter);
			put_number(load_of(i, k, n_row), point);
		}
		putchar('\n');
	}
}

int main(int argc, char **argv)
{
	const long n_row = argc == 3 ? strtol(argv[2], NULL, 10) : 0;

	if (n_row > 0 && strcmp(argv[1], "narrow") == 0) {
		put_narrow(n_row);
	} else if (n_row > 0 && strcmp(argv[1], "wide") == 0) {
		put_wide(n_row, "", ',', '.');
	} else if (n_row > 0 && strcmp(argv[1], "quoted") == 0) {
		put_wide(n_row, "\"", ';', ',');
	} else {
		fputs("usage: table narrow|wide|quoted ROWS\n", stderr);
		return RN_EUSAGE;
	}
	return fflush(stdout) ? RN_EIO : RN_OK;
}

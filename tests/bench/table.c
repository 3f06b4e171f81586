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
 *            times in quotes, semicolons, a decimal comma.  With 140256 rows
 *            it has the times and the size of that file, 711 MB
 */
#include "rnnfc.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { N_CLIENT = 370, N_PULSE = 401, N_QUARTER = 96 };

/* 2011-01-01 00:15:00, as UCI's file begins. */
static const struct rn_axis quarter_hours = { .unit = RN_TIME_SECOND,
	.format = { "%Y-%m-%d %H:%M:%S", 0 }, .start = 1293840900, .step = 900 };

/* A meter counts pulses, so it only ever gives some hundreds of values, which
 * are made texts once. */
struct value {
	char text[23];
	unsigned char n;
};

struct table {
	int day[N_QUARTER]; /* pulses in a quarter-hour, above the mean */
	struct value value[N_CLIENT][N_PULSE]; /* a delimiter and the number */
};

static void put_narrow(long n_row)
{
	char time[RN_TIME_TEXT];

	puts("ds,y");
	for (long k = 0; k < n_row; k++)
		printf("%s,%.4f\n", rn_axis_text(time, &quarter_hours, k),
		       500 + 400 * sin((double)k * 0.37));
}

static void fill(struct table *table, char delimiter, char point)
{
	for (int i = 0; i < N_QUARTER; i++)
		table->day[i] = (int)lround(150 * sin(2 * M_PI * i / N_QUARTER));
	for (int c = 0; c < N_CLIENT; c++)
		for (int pulse = 0; pulse < N_PULSE; pulse++) {
			struct value *v = &table->value[c][pulse];
			char *p;

			v->n = (unsigned char)snprintf(v->text, sizeof(v->text),
				"%c%.15g", delimiter, pulse / (1 + 0.037 * c));
			p = strchr(v->text + 1, '.');
			if (p)
				*p = point;
		}
}

/* 0 to 80, without order: one step of SplitMix64 (Steele, Lea and Flood,
 * 2014). */
static int noise(uint64_t k)
{
	uint64_t z = k * 0x9e3779b97f4a7c15u;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return (int)((z ^ (z >> 31)) % 81);
}

/* Some clients are connected later than others, and give 0 until then. */
static int pulses_of(const struct table *table, int client, long k, long n_row)
{
	if (k < n_row / 21 * (client % 10))
		return 0;
	return 160 + table->day[(k + 7 * client) % N_QUARTER]
	       + noise((uint64_t)k * N_CLIENT + (uint64_t)client);
}

static void put_rows(const struct table *table, long n_row, const char *quote)
{
	static char row[N_CLIENT * sizeof(struct value) + 1];
	char time[RN_TIME_TEXT];

	for (long k = 0; k < n_row; k++) {
		char *at = row;

		for (int c = 0; c < N_CLIENT; c++) {
			const struct value *v =
				&table->value[c][pulses_of(table, c, k, n_row)];

			memcpy(at, v->text, sizeof(v->text));
			at += v->n;
		}
		*at++ = '\n';
		printf("%s%s%s", quote, rn_axis_text(time, &quarter_hours, k),
		       quote);
		fwrite(row, 1, (size_t)(at - row), stdout);
	}
}

static void put_wide(long n_row, const char *quote, char delimiter, char point)
{
	static struct table table;

	fill(&table, delimiter, point);
	printf("%s%s%s", quote, *quote ? "" : "ds", quote);
	for (int c = 1; c <= N_CLIENT; c++)
		printf("%c%sMT_%03d%s", delimiter, quote, c, quote);
	putchar('\n');
	put_rows(&table, n_row, quote);
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
	return fflush(stdout) || ferror(stdout) ? RN_EIO : RN_OK;
}

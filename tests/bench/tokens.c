/*
 * tokens.c - what libcsv alone takes for a file.
 *
 *   tokens FILE DELIMITER
 *
 * Prints the seconds that it takes to read the file in pieces and to feed them
 * to libcsv, whose callbacks do nothing: what reads CSV with libcsv can come
 * near to this speed, and not reach it.
 */
#include <csv.h>
#include <fcntl.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

enum { PIECE = 65536 };

static void take_field(void *text, size_t len, void *ud)
{
	(void)text;
	(void)len;
	(void)ud;
}

static void take_record(int c, void *ud)
{
	(void)c;
	(void)ud;
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

int main(int argc, char **argv)
{
	const int fd = argc == 3 ? open(argv[1], O_RDONLY | O_CLOEXEC) : -1;
	const double start = now();
	static char piece[PIECE];
	struct csv_parser csv;
	ssize_t n;

	if (fd < 0 || csv_init(&csv, 0)) {
		fputs("usage: tokens FILE DELIMITER\n", stderr);
		return 2;
	}
	csv_set_delim(&csv, (unsigned char)argv[2][0]);
	while ((n = read(fd, piece, PIECE)) > 0)
		if (csv_parse(&csv, piece, (size_t)n, take_field, take_record, NULL)
		    != (size_t)n)
			return 3;
	csv_fini(&csv, take_field, take_record, NULL);
	csv_free(&csv);
	close(fd);
	printf("%.6f\n", now() - start);
	return 0;
}

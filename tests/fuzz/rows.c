/*
 * rows.c - any file gives the same rows, whatever columns are needed of it and
 * whatever pieces it comes in.
 *
 * In the first 64 KiB of a file pieces make a difference only where its rows
 * are wanted live, so they are read in that way too.
 */
#include "fuzz.h"

#include "data/csv.h"

#include <stdlib.h>
#include <string.h>

/* Two readings of one file: whole and at once; the columns that are needed,
 * live and in pieces. */
struct readings {
	struct rn_csv *whole, *part;
	struct rn_csv_row row, part_row;
	struct rn_error err, part_err;
	size_t piece;
	bool *needed; /* NULL: all, of the first row */
};

/* The same shape, place and texts, but for the fields that are not needed. */
static void check_row(const struct readings *r)
{
	MUST(r->part_row.n_field == r->row.n_field);
	MUST(r->part_row.at.line == r->row.at.line);
	for (int c = 0; c < r->row.n_field; c++) {
		const struct rn_field *a = &r->row.field[c];
		const struct rn_field *b = &r->part_row.field[c];

		MUST(a->text[a->len] == '\0' && b->text[b->len] == '\0');
		if (!r->needed || c == 0 || r->needed[c])
			MUST(a->len == b->len && memcmp(a->text, b->text, a->len) == 0);
	}
}

/* Reads a row in both ways.  False at the end. */
static bool next(struct readings *r)
{
	const enum rn_status status = rn_csv_next(r->whole, &r->row, &r->err);
	enum rn_status part;

	fuzz_read_at_most(r->piece);
	part = rn_csv_next(r->part, &r->part_row, &r->part_err);
	fuzz_read_at_most(SIZE_MAX);
	fuzz_check_status(status, &r->err);
	/* Where compressed data are damaged, more or less may come before. */
	if (rn_csv_format(r->whole).packing)
		return false;
	MUST(part == status);
	if (status)
		MUST(fuzz_same_error(&r->err, &r->part_err));
	else
		check_row(r);
	return !status && r->row.n_field > 0;
}

/* Bit c % 8 of the mask: is column c needed? */
static void read_both(const char *path, uint8_t mask, size_t piece)
{
	/* The dialect is told, for it may be found in what is not needed. */
	const struct rn_dialect dialect = { ',', '.' };
	const struct rn_csv_opts at_once = { dialect, false };
	const struct rn_csv_opts live = { dialect, true };
	struct readings r = { .piece = piece };

	MUST(rn_csv_open(&r.whole, path, &at_once, &r.err) == RN_OK);
	MUST(rn_csv_open(&r.part, path, &live, &r.err) == RN_OK);
	while (next(&r)) {
		if (r.needed)
			continue;
		r.needed = calloc((size_t)r.row.n_field, sizeof(*r.needed));
		MUST(r.needed);
		for (int c = 0; c < r.row.n_field; c++)
			r.needed[c] = mask >> c % 8 & 1;
		rn_csv_need(r.part, r.needed);
	}
	rn_csv_close(r.whole);
	rn_csv_close(r.part);
	free(r.needed);
}

/* The first byte is the mask. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_file file;

	if (size == 0)
		return 0;
	file = fuzz_file_make(data + 1, size - 1);
	read_both(file.path, data[0], 1 + size % 13);
	fuzz_file_close(&file);
	return 0;
}

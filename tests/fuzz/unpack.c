/*
 * unpack.c - any file, however it is compressed: the same bytes come out in
 * whatever pieces it is read.
 *
 * Damage is noticed in any pieces too, but in zstd: libzstd 1.5.4 compares the
 * size that a frame claims with what an empty last block leaves it only where
 * it is given the frame whole.
 */
#include "fuzz.h"

#include "base/input.h"

#include <stdlib.h>
#include <zlib.h>

enum { PIECE = 65536, ODD_PIECE = 10007 };
#define FREE_SIZE ((uint64_t)64 << 20) /* base/input.h */

struct outcome {
	enum rn_status status;
	const struct rn_packing *packing;
	uint64_t n_byte;
	uLong checksum;
};

static struct outcome read_all(const char *path, size_t piece)
{
	char *bytes = malloc(piece);
	struct outcome got = { .status = RN_OK };
	struct rn_error err;
	struct rn_input in;
	size_t n = 0;

	MUST(bytes);
	got.status = rn_input_open(&in, path, &err);
	while (!got.status) {
		got.status = rn_input_read(&in, bytes, piece, &n, &err);
		if (got.status || n == 0)
			break;
		MUST(n <= piece);
		got.n_byte += n;
		got.checksum = crc32_z(got.checksum, (unsigned char *)bytes, n);
		MUST(got.n_byte <= FREE_SIZE + piece || got.n_byte / 256 <= in.n_read);
	}
	fuzz_check_status(got.status, &err);
	got.packing = in.packing;
	rn_input_release(&in);
	free(bytes);
	return got;
}

/* A packed file that lacks its last byte is never taken for a whole one. */
static void check_cut(const uint8_t *data, size_t size)
{
	struct fuzz_file file = fuzz_file_make(data, size - 1);

	MUST(read_all(file.path, PIECE).status != RN_OK);
	fuzz_file_close(&file);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_file file = fuzz_file_make(data, size);
	const struct outcome whole = read_all(file.path, PIECE);
	struct outcome part;

	fuzz_read_at_most(1 + size % 7);
	part = read_all(file.path, ODD_PIECE);
	fuzz_read_at_most(SIZE_MAX);
	MUST(part.packing == whole.packing);
	if (!part.status && !whole.status)
		MUST(part.n_byte == whole.n_byte
		     && part.checksum == whole.checksum);
	else if (whole.packing != &rn_packing_zstd)
		MUST(part.status == whole.status);
	if (whole.packing && !whole.status)
		check_cut(data, size);
	fuzz_file_close(&file);
	return 0;
}

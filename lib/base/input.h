/*
 * input.h - the bytes of a file, unpacked where it is compressed.
 *
 * Whether it is compressed is told by its first bytes, never by its name, so
 * that a pipe does as well as a file.  It is read once from front to back, no
 * further than the bytes that are asked for need, in constant memory.  What
 * unpacks to more than 64 MiB and 256 times its size is refused, for little
 * but an attack does.
 */
#ifndef RN_INPUT_H
#define RN_INPUT_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What is still to be unpacked, and where to. */
struct rn_unpacking {
	const unsigned char *in;
	size_t n_in;
	unsigned char *out;
	size_t n_out;
	bool is_whole; /* nothing has begun that has not ended */
};

/* A way of compressing. */
struct rn_packing {
	const char *name;
	size_t n_magic; /* bytes that tell it */
	/* Are these at most n_magic bytes how it begins? */
	bool (*begins)(const unsigned char *bytes, size_t n);
	enum rn_status (*start)(void **state, struct rn_error *err);
	/* Unpacks what there is, or as much as there is room for; where there are
	 * both, one of them becomes less, or the file is refused as damaged.
	 * Fills err with what is wrong, without the place: RN_EDATA, RN_ELIMIT. */
	enum rn_status (*run)(void *state, struct rn_unpacking *u,
	                      struct rn_error *err);
	void (*end)(void *state);
};

extern const struct rn_packing rn_packing_gzip, rn_packing_zstd;

struct rn_input {
	const char *path;                 /* as the user gave it */
	int fd;
	const struct rn_packing *packing; /* NULL: not compressed */
	void *state;                      /* of the unpacking */
	unsigned char *buf;
	size_t from, to;      /* buf[from .. to) was read and not yet used */
	bool is_begun;        /* the first bytes were looked at */
	bool at_end;          /* of the file; there is nothing more to read */
	bool is_whole;        /* unpacking could end here */
	bool is_full;         /* there may be more to give without reading */
	uint64_t n_read;      /* bytes of the file */
	uint64_t n_given;     /* bytes unpacked */
};

#define RN_INPUT_INIT { .fd = -1 }

/* Opens path ("-" is standard input), which must outlive `input`, and reads
 * nothing yet.  RN_EIO: cannot open. */
RN_MUST_CHECK
enum rn_status rn_input_open(struct rn_input *input, const char *path,
                             struct rn_error *err);

/*
 * The next bytes, at most `size` > 0 of them and at least one; *n is 0 at the
 * end.  RN_EIO cannot read; RN_EDATA compressed data that are damaged or cut;
 * RN_ELIMIT memory, or they unpack to too much.
 */
RN_MUST_CHECK
enum rn_status rn_input_read(struct rn_input *input, char *bytes, size_t size,
                             size_t *n, struct rn_error *err);

void rn_input_release(struct rn_input *input);

#endif

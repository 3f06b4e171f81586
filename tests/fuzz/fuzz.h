/*
 * fuzz.h - what the fuzz targets share.
 *
 * A target is one file with LLVMFuzzerTestOneInput, which libFuzzer calls with
 * input after input.  It holds the library to what its headers promise: a
 * broken promise ends the program, as a sanitizer does, and the input is kept.
 */
#ifndef FUZZ_H
#define FUZZ_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Returns 0. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Says which promise was broken, and ends the program. */
#define MUST(promise) \
	((promise) ? (void)0 : fuzz_broken(__FILE__, __LINE__, #promise))
_Noreturn void fuzz_broken(const char *file, int line, const char *promise);

/* A file in memory that has a path. */
struct fuzz_file {
	int fd;
	char path[32];
};

struct fuzz_file fuzz_file_make(const void *bytes, size_t n);
/* A copy of its bytes, freed by the caller. */
void *fuzz_file_bytes(const struct fuzz_file *file, size_t *n);
void fuzz_file_close(struct fuzz_file *file);

/* From now on read() gives at most so many bytes, as a slow pipe does;
 * SIZE_MAX: all that there are. */
void fuzz_read_at_most(size_t n);

/* Is it UTF-8 without control characters? */
bool fuzz_is_plain(const char *text);

/* RN_OK, or a failure that can be shown to the user as it is. */
void fuzz_check_status(enum rn_status status, const struct rn_error *err);

/* Do both say the same? */
bool fuzz_same_error(const struct rn_error *a, const struct rn_error *b);

#endif

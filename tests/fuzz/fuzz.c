/*
 * fuzz.c - files in memory, reads that are cut short, and what every failure
 * must look like.
 */
#include "fuzz.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

_Noreturn void fuzz_broken(const char *file, int line, const char *promise)
{
	fprintf(stderr, "%s:%d: broken: %s\n", file, line, promise);
	abort();
}

struct fuzz_file fuzz_file_make(const void *bytes, size_t n)
{
	struct fuzz_file file = { .fd = memfd_create("fuzz", MFD_CLOEXEC) };

	MUST(file.fd >= 0);
	MUST(write(file.fd, bytes, n) == (ssize_t)n);
	snprintf(file.path, sizeof(file.path), "/proc/self/fd/%d", file.fd);
	return file;
}

void *fuzz_file_bytes(const struct fuzz_file *file, size_t *n)
{
	const off_t size = lseek(file->fd, 0, SEEK_END);
	void *bytes = malloc((size_t)size + 1);

	MUST(bytes);
	MUST(pread(file->fd, bytes, (size_t)size, 0) == size);
	*n = (size_t)size;
	return bytes;
}

void fuzz_file_close(struct fuzz_file *file)
{
	close(file->fd);
	file->fd = -1;
}

/* The linker gives every read() of the program to __wrap_read. */
ssize_t __real_read(int fd, void *to, size_t n);
ssize_t __wrap_read(int fd, void *to, size_t n);

static size_t most = SIZE_MAX;

ssize_t __wrap_read(int fd, void *to, size_t n)
{
	return __real_read(fd, to, n < most ? n : most);
}

void fuzz_read_at_most(size_t n)
{
	most = n;
}

bool fuzz_is_plain(const char *text)
{
	json_t *utf8 = json_string(text);
	bool is_plain = utf8 != NULL;

	json_decref(utf8);
	for (const unsigned char *c = (const unsigned char *)text; *c; c++)
		if (*c < 0x20 || *c == 0x7f || (*c == 0xc2 && c[1] < 0xa0))
			is_plain = false;
	return is_plain;
}

void fuzz_check_status(enum rn_status status, const struct rn_error *err)
{
	if (status == RN_OK)
		return;
	MUST(err->status == status);
	MUST(status != RN_EINTERNAL);
	MUST(err->msg[0] && fuzz_is_plain(err->msg));
	MUST(fuzz_is_plain(err->hint));
}

bool fuzz_same_error(const struct rn_error *a, const struct rn_error *b)
{
	return a->status == b->status && strcmp(a->msg, b->msg) == 0
	       && strcmp(a->hint, b->hint) == 0;
}

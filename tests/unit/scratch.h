/*
 * scratch.h - files that a test writes, under a folder of its own.
 */
#ifndef SCRATCH_H
#define SCRATCH_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct scratch {
	char dir[512];
	char path[600]; /* the one file in it */
};

/* Group setup and teardown for cmocka; *state is the struct scratch. */
static int scratch_make(void **state)
{
	const char *tmp = getenv("TMPDIR");
	struct scratch *s = calloc(1, sizeof(*s));

	if (!s)
		return -1;
	*state = s;
	snprintf(s->dir, sizeof(s->dir), "%s/rnnfc-test-XXXXXX",
	         tmp && *tmp ? tmp : "/tmp");
	if (!mkdtemp(s->dir))
		return -1;
	snprintf(s->path, sizeof(s->path), "%s/f.csv", s->dir);
	return 0;
}

static int scratch_remove(void **state)
{
	struct scratch *s = *state;

	unlink(s->path);
	rmdir(s->dir);
	free(s);
	return 0;
}

/* Writes n bytes as the file, and returns its path. */
static const char *scratch_bytes(void **state, const char *bytes, size_t n)
{
	struct scratch *s = *state;
	FILE *f = fopen(s->path, "wb");

	if (!f || fwrite(bytes, 1, n, f) != n || fclose(f) != 0)
		abort();
	return s->path;
}

static inline const char *scratch_text(void **state, const char *text)
{
	return scratch_bytes(state, text, strlen(text));
}

/* What a message says behind the path of the file. */
static inline const char *scratch_said(const char *msg)
{
	const char *name = strstr(msg, "f.csv");

	return name ? name + strlen("f.csv") : msg;
}

#endif

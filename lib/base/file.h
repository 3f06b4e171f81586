/*
 * file.h - files that appear whole or not at all.
 *
 * A file is written to a temporary beside it, synced, renamed over the old
 * one, and its folder synced: whoever reads the path sees the old file or the
 * new one, also after a crash.  Targets that cannot be renamed over ("-",
 * devices, pipes, /dev/stdout) are written directly.  Where the path is a
 * symbolic link, the link is replaced, not the file that it names; a file
 * that the user may not write is not replaced.
 */
#ifndef RN_FILE_H
#define RN_FILE_H

#include "base/error.h"

#include <stddef.h>
#include <stdio.h>

struct rn_file {
	FILE *out;  /* write here; errors may be left to rn_file_commit */
	char *path; /* as the user gave it */
	char *temp; /* the temporary's path, NULL for a direct target */
};

#define RN_FILE_INIT { NULL, NULL, NULL }

/* Opens path for writing; "-" is standard output.  RN_EIO names path. */
RN_MUST_CHECK
enum rn_status rn_file_create(struct rn_file *file, const char *path,
                              struct rn_error *err);

/* Flushes, syncs, renames into place.  On failure the old file is as it was
 * and the temporary is gone; only where the folder cannot be synced is the new
 * file already there.  Either way `file` is released. */
RN_MUST_CHECK
enum rn_status rn_file_commit(struct rn_file *file, struct rn_error *err);

/* Gives up: the temporary is removed.  Harmless after a commit. */
void rn_file_abandon(struct rn_file *file);

/* n bytes to path in one go, by the rules above. */
RN_MUST_CHECK
enum rn_status rn_file_save(const char *path, const void *bytes, size_t n,
                            struct rn_error *err);

#endif

/*
 * file.c - owns how an output file comes to be: temporary, sync, rename.
 *
 * The temporary is ".NAME.PID.RANDOM.tmp" in the folder of the target, for a
 * rename is atomic only within one file system.  It must not stay in that
 * folder: every failure after its creation removes it.
 */
#include "base/file.h"

#include "base/block.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

/* So that the temporary's name stays within the 255 bytes of a name. */
#define MAX_NAME 200
/* A name that is taken by chance is tried again with another number. */
#define MAX_TRY 16

static enum rn_status fail_write(const char *path, struct rn_error *err)
{
	const int why = errno;

	rn_fail_errno(err, "cannot write",
	              strcmp(path, "-") ? path : "standard output");
	if (why == ENOENT || why == ENOTDIR)
		return rn_hint(err, "its folder has to exist");
	if (why == EACCES || why == EPERM || why == EROFS)
		return rn_hint(err, "choose a file and a folder you may write to");
	return RN_EIO;
}

/* The length of the folder part of path, with its last '/'. */
static size_t folder_length(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? (size_t)(slash - path) + 1 : 0;
}

static bool is_standard_output(const char *path)
{
	return strcmp(path, "-") == 0 || strcmp(path, "/dev/stdout") == 0;
}

/* The links under /dev and /proc stand for open files: replacing the link
 * would take it away from everybody. */
static bool is_system_link(const char *path)
{
	struct stat st;

	return (strncmp(path, "/dev/", 5) == 0 ||
	        strncmp(path, "/proc/", 6) == 0) &&
	       lstat(path, &st) == 0 && S_ISLNK(st.st_mode);
}

static enum rn_status open_direct(struct rn_file *file, struct rn_error *err)
{
	const int flags = O_WRONLY | O_TRUNC | O_CLOEXEC | O_NOCTTY;
	const int fd = open(file->path, flags);

	if (fd < 0)
		return fail_write(file->path, err);
	file->out = fdopen(fd, "w");
	if (!file->out) {
		fail_write(file->path, err);
		close(fd);
		return RN_EIO;
	}
	return RN_OK;
}

static enum rn_status name_temp(struct rn_file *file, struct rn_error *err)
{
	const size_t n_folder = folder_length(file->path);
	const char *name = file->path + n_folder;
	uint32_t random;
	size_t size;

	if (getrandom(&random, sizeof(random), 0) != (ssize_t)sizeof(random))
		return fail_write(file->path, err);
	if (!file->temp) {
		size = n_folder + MAX_NAME + 64;
		if (rn_alloc(&file->temp, size, 1, err))
			return err->status;
		memcpy(file->temp, file->path, n_folder);
	}
	snprintf(file->temp + n_folder, MAX_NAME + 64, ".%.*s.%ld.%08x.tmp",
	         MAX_NAME, name, (long)getpid(), (unsigned)random);
	return RN_OK;
}

/* old: the mode of the file that is replaced, or -1.  A new file's mode is
 * left to the umask; one that replaces another is private until it has the
 * mode of that. */
static enum rn_status open_temp(struct rn_file *file, int old,
                                struct rn_error *err)
{
	const int flags = O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC | O_NOFOLLOW;
	int fd = -1;

	for (int i = 0; fd < 0 && i < MAX_TRY; i++) {
		if (name_temp(file, err))
			return err->status;
		fd = open(file->temp, flags, old < 0 ? 0666 : 0600);
		if (fd < 0 && errno != EEXIST)
			break;
	}
	if (fd < 0)
		return fail_write(file->path, err);
	if (old < 0 || fchmod(fd, (mode_t)old) == 0)
		file->out = fdopen(fd, "w");
	if (!file->out) {
		fail_write(file->path, err);
		close(fd);
		unlink(file->temp);
		return RN_EIO;
	}
	return RN_OK;
}

static enum rn_status open_target(struct rn_file *file, struct rn_error *err)
{
	struct stat st;

	if (is_standard_output(file->path)) {
		file->out = stdout;
		return RN_OK;
	}
	if (stat(file->path, &st) != 0)
		return open_temp(file, -1, err);
	if (!S_ISREG(st.st_mode) || is_system_link(file->path))
		return open_direct(file, err);
	if (access(file->path, W_OK) != 0)
		return fail_write(file->path, err);
	return open_temp(file, (int)(st.st_mode & 0777), err);
}

static void release(struct rn_file *file)
{
	free(file->path);
	free(file->temp);
	*file = (struct rn_file)RN_FILE_INIT;
}

enum rn_status rn_file_create(struct rn_file *file, const char *path,
                              struct rn_error *err)
{
	*file = (struct rn_file)RN_FILE_INIT;
	if (rn_copy_text(&file->path, path, err))
		return err->status;
	if (open_target(file, err)) {
		release(file);
		return err->status;
	}
	return RN_OK;
}

/* Flushes, syncs if asked, closes what is not standard output.  False with
 * errno set; a write that failed earlier may have lost its reason. */
static bool finish(FILE *out, bool is_synced)
{
	bool is_good;
	int why;

	errno = 0;
	is_good = fflush(out) == 0 && !ferror(out);
	/* A failed sync is final: the kernel may have dropped the pages, and
	 * a second one would report success. */
	if (is_good && is_synced)
		is_good = fsync(fileno(out)) == 0;
	why = errno;
	if (out != stdout && fclose(out) != 0 && is_good) {
		is_good = false;
		why = errno;
	}
	errno = why ? why : EIO;
	return is_good;
}

/* Makes the rename last.  A folder that cannot be opened or synced by its
 * kind is not a failure: the file itself is safe. */
static enum rn_status sync_folder(const struct rn_file *file,
                                  struct rn_error *err)
{
	const size_t n = folder_length(file->path);
	enum rn_status status = RN_OK;
	int fd;

	/* The temporary's name is not needed any more: its folder is. */
	if (n)
		file->temp[n] = '\0';
	fd = open(n ? file->temp : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return RN_OK;
	if (fsync(fd) != 0 && errno != EINVAL && errno != EROFS)
		status = fail_write(file->path, err);
	close(fd);
	return status;
}

static enum rn_status commit(struct rn_file *file, struct rn_error *err)
{
	if (!finish(file->out, file->temp != NULL)) {
		fail_write(file->path, err);
		if (file->temp)
			unlink(file->temp);
		return RN_EIO;
	}
	if (!file->temp)
		return RN_OK;
	if (rename(file->temp, file->path) != 0) {
		fail_write(file->path, err);
		unlink(file->temp);
		return RN_EIO;
	}
	return sync_folder(file, err);
}

enum rn_status rn_file_commit(struct rn_file *file, struct rn_error *err)
{
	const enum rn_status status = commit(file, err);

	release(file);
	return status;
}

void rn_file_abandon(struct rn_file *file)
{
	if (file->out && file->out != stdout)
		fclose(file->out);
	if (file->temp)
		unlink(file->temp);
	release(file);
}

enum rn_status rn_file_save(const char *path, const void *bytes, size_t n,
                            struct rn_error *err)
{
	struct rn_file file;

	if (rn_file_create(&file, path, err))
		return err->status;
	if (n && fwrite(bytes, 1, n, file.out) != n) {
		fail_write(path, err);
		rn_file_abandon(&file);
		return RN_EIO;
	}
	return rn_file_commit(&file, err);
}

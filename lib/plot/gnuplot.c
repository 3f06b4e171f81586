/*
 * gnuplot.c - owns the child that draws: starting it, listening, judging it.
 *
 * In order: find the program, put the script where it can be read and not be
 * changed, fork, read both its outputs until they end or a limit is reached,
 * reap it, and only then believe that there is a picture.
 */
#include "plot/gnuplot.h"

#include "base/block.h"
#include "plot/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* A file, not the standard input: there gnuplot would go on after an error.
 * The name is also how its complaints about the script begin. */
#define SCRIPT_FD 3
#define SCRIPT_NAME "/dev/fd/3"

#define MAX_PICTURE ((size_t)64 << 20)
#define MAX_WORDS ((size_t)64 << 10)
#define CHUNK ((size_t)64 << 10)
#define CHILD_MEMORY ((rlim_t)1 << 30)

/* What comes back through one pipe. */
struct stream {
	int fd; /* -1 after its end */
	char *bytes;
	size_t n, cap, limit;
};

struct run {
	char *program;
	int script;
	int seconds;
	long long deadline; /* in milliseconds */
	pid_t pid;
	int status; /* of waitpid */
	struct stream picture, words;
	struct rn_error *err;
};

static enum rn_status fail(struct run *run, const char *what)
{
	return rn_fail(run->err, RN_EPLOT, "gnuplot %s", what);
}

static enum rn_status fail_start(struct run *run)
{
	return rn_fail(run->err, RN_EPLOT, "gnuplot cannot be started: %s",
	               strerror(errno));
}

static bool is_program(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISREG(st.st_mode) &&
	       access(path, X_OK) == 0;
}

/* Looks in the absolute folders of PATH: a relative one would run whatever
 * lies in the folder where the user happens to be. */
static enum rn_status find_program(struct run *run)
{
	static const char name[] = "/gnuplot";
	const char *at = getenv("PATH");

	while (at && *at) {
		const size_t n = strcspn(at, ":");
		char *path;

		if (*at == '/') {
			if (rn_alloc(&path, n + sizeof(name), 1, run->err))
				return run->err->status;
			memcpy(path, at, n);
			memcpy(path + n, name, sizeof(name));
			run->program = path;
			if (is_program(path))
				return RN_OK;
			free(path);
			run->program = NULL;
		}
		at += n + (at[n] == ':');
	}
	fail(run, "is not installed");
	return rn_hint(run->err, "apt install gnuplot-nox");
}

static bool write_bytes(int fd, const char *bytes, size_t n)
{
	while (n > 0) {
		const ssize_t done = write(fd, bytes, n);

		if (done < 0 && errno != EINTR)
			return false;
		if (done > 0) {
			bytes += done;
			n -= (size_t)done;
		}
	}
	return true;
}

/* The script as a file without a name; where the system can, nobody is able
 * to change it any more. */
static enum rn_status place_script(struct run *run, const char *script,
                                   size_t n)
{
	run->script = memfd_create("script", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	if (run->script < 0)
		run->script = open(P_tmpdir, O_TMPFILE | O_RDWR | O_CLOEXEC,
		                   0600);
	if (run->script < 0 || !write_bytes(run->script, script, n))
		return fail_start(run);
	fcntl(run->script, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW |
	      F_SEAL_WRITE | F_SEAL_SEAL);
	return RN_OK;
}

static void set_limit(int resource, rlim_t most)
{
	const struct rlimit limit = { most, most };

	setrlimit(resource, &limit);
}

/* In the child, between fork and exec: bare system calls only, for another
 * thread may have held any lock. */
static void become_gnuplot(const struct run *run, int picture, int words)
{
	char *const argv[] = { (char *)"gnuplot", (char *)"--default-settings",
	                       (char *)SCRIPT_NAME, NULL };
	char *const envp[] = { (char *)"LC_ALL=C.UTF-8",
	                       (char *)"PATH=/usr/bin:/bin",
	                       (char *)"HOME=/nonexistent", NULL };
	int fds[SCRIPT_FD + 1] = { open("/dev/null", O_RDONLY), picture, words,
	                           run->script };
	sigset_t none;

	/* First out of the way, so that no dup2 hits one still needed. */
	for (int i = 0; i <= SCRIPT_FD; i++)
		fds[i] = fcntl(fds[i], F_DUPFD, 10);
	for (int i = 0; i <= SCRIPT_FD; i++)
		if (dup2(fds[i], i) < 0)
			return;
	close_range(SCRIPT_FD + 1, ~0u, 0);
	for (int i = 1; i < NSIG; i++)
		signal(i, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	if (chdir("/") != 0)
		return;
	set_limit(RLIMIT_CPU, (rlim_t)run->seconds);
	set_limit(RLIMIT_FSIZE, 0);
	set_limit(RLIMIT_CORE, 0);
	set_limit(RLIMIT_AS, CHILD_MEMORY);
	(void)rn_sandbox_enter();
	execve(run->program, argv, envp);
}

static long long now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (long long)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static enum rn_status start(struct run *run)
{
	int picture[2], words[2];

	if (pipe2(picture, O_CLOEXEC) != 0)
		return fail_start(run);
	run->picture.fd = picture[0];
	if (pipe2(words, O_CLOEXEC) != 0) {
		fail_start(run);
		close(picture[1]);
		return RN_EPLOT;
	}
	run->words.fd = words[0];
	run->deadline = now() + 1000LL * run->seconds;
	run->pid = fork();
	if (run->pid == 0) {
		become_gnuplot(run, picture[1], words[1]);
		_exit(127);
	}
	if (run->pid < 0)
		fail_start(run);
	close(picture[1]);
	close(words[1]);
	return run->pid < 0 ? RN_EPLOT : RN_OK;
}

/* Reads what is there; at its end the stream is closed. */
static enum rn_status drain(struct run *run, struct stream *stream)
{
	ssize_t got;

	if (stream->n >= stream->limit)
		return fail(run, "writes without end");
	if (rn_grow(&stream->bytes, &stream->cap, stream->n + CHUNK, 1,
	            run->err))
		return run->err->status;
	got = read(stream->fd, stream->bytes + stream->n, CHUNK);
	if (got < 0 && errno == EINTR)
		return RN_OK;
	if (got < 0)
		return fail(run, "cannot be read from");
	stream->n += (size_t)got;
	if (got == 0) {
		close(stream->fd);
		stream->fd = -1;
	}
	return RN_OK;
}

static enum rn_status listen_to(struct run *run)
{
	struct stream *const streams[] = { &run->picture, &run->words };

	while (run->picture.fd >= 0 || run->words.fd >= 0) {
		const long long left = run->deadline - now();
		struct pollfd polls[2];

		for (int i = 0; i < 2; i++)
			polls[i] = (struct pollfd){ streams[i]->fd, POLLIN, 0 };
		if (left <= 0)
			return fail(run, "takes too long");
		if (poll(polls, 2, (int)left) < 0 && errno != EINTR)
			return fail(run, "cannot be read from");
		for (int i = 0; i < 2; i++)
			if (streams[i]->fd >= 0 && polls[i].revents &&
			    drain(run, streams[i]))
				return run->err->status;
	}
	return RN_OK;
}

/* Ends a child that is not wanted any more. */
static void stop(struct run *run)
{
	kill(run->pid, SIGKILL);
	while (waitpid(run->pid, &run->status, 0) < 0 && errno == EINTR)
		continue;
}

/* Waits for the child, which may live on after it closed its outputs. */
static enum rn_status reap(struct run *run)
{
	const struct timespec pause = { 0, 2000000 };
	pid_t got;

	while ((got = waitpid(run->pid, &run->status, WNOHANG)) != run->pid) {
		if (got < 0 && errno != EINTR)
			return fail(run, "got lost");
		if (now() >= run->deadline) {
			stop(run);
			return fail(run, "takes too long");
		}
		nanosleep(&pause, NULL);
	}
	return RN_OK;
}

/* The line of its words that says what is wrong with the script; NULL where
 * there is none, for warnings do not count. */
static const char *find_complaint(const char *words)
{
	static const char start[] = "\"" SCRIPT_NAME "\" line ";
	const char *at = words;

	while ((at = strstr(at, start))) {
		const size_t n = strcspn(at, "\n");
		const char *warning = strstr(at, "warning:");

		if (!warning || warning > at + n)
			return at + strlen(start) - strlen("line ");
		at += n;
	}
	return NULL;
}

/* Its own words: the complaint about the script, or the first line. */
static enum rn_status fail_words(struct run *run, const char *what)
{
	const char *words = run->words.bytes;
	const char *line = find_complaint(words);
	char shown[RN_SHOWN];

	if (!line)
		line = words + strspn(words, " \t\r\n");
	if (!*line)
		return fail(run, what);
	rn_show(shown, line, strcspn(line, "\r\n"));
	return rn_fail(run->err, RN_EPLOT, "gnuplot %s: %s", what, shown);
}

static bool is_whole(const struct stream *picture, const char *begin,
                     const char *end)
{
	const size_t n_begin = strlen(begin), n_end = strlen(end);
	size_t n = picture->n;

	while (n > 0 && strchr("\r\n", picture->bytes[n - 1]))
		n--;
	return n > 0 && n >= n_begin + n_end &&
	       memcmp(picture->bytes, begin, n_begin) == 0 &&
	       memcmp(picture->bytes + n - n_end, end, n_end) == 0;
}

static enum rn_status judge(struct run *run, const char *begin,
                            const char *end)
{
	const int status = run->status;

	/* Ends the text; drain left room, or never grew. */
	if (rn_grow(&run->words.bytes, &run->words.cap, run->words.n + 1, 1,
	            run->err))
		return run->err->status;
	run->words.bytes[run->words.n] = '\0';
	if (WIFSIGNALED(status))
		return rn_fail(run->err, RN_EPLOT,
		               "gnuplot was stopped by signal %d",
		               WTERMSIG(status));
	if (WEXITSTATUS(status) == 127 && run->words.n == 0)
		return fail(run, "cannot be started");
	if (WEXITSTATUS(status) != 0 || find_complaint(run->words.bytes))
		return fail_words(run, "failed");
	if (!is_whole(&run->picture, begin, end))
		return fail_words(run, "made no whole picture");
	return RN_OK;
}

static enum rn_status run_all(struct run *run, const char *script, size_t n,
                              const char *begin, const char *end)
{
	if (find_program(run) || place_script(run, script, n) || start(run))
		return run->err->status;
	if (listen_to(run)) {
		stop(run);
		return run->err->status;
	}
	if (reap(run))
		return run->err->status;
	return judge(run, begin ? begin : "", end ? end : "");
}

enum rn_status rn_gnuplot_run(const char *script, size_t n, int seconds,
                              const char *begin, const char *end,
                              char **out, size_t *n_out,
                              struct rn_error *err)
{
	struct run run = {
		.script = -1,
		.seconds = seconds,
		.picture = { .fd = -1, .limit = MAX_PICTURE },
		.words = { .fd = -1, .limit = MAX_WORDS },
		.err = err,
	};
	const enum rn_status status = run_all(&run, script, n, begin, end);
	const int fds[] = { run.script, run.picture.fd, run.words.fd };

	for (int i = 0; i < 3; i++)
		if (fds[i] >= 0)
			close(fds[i]);
	*out = status ? NULL : run.picture.bytes;
	*n_out = status ? 0 : run.picture.n;
	if (status)
		free(run.picture.bytes);
	free(run.words.bytes);
	free(run.program);
	return status;
}

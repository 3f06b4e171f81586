/*
 * spawn.c - runs a command and says what it cost.
 *
 *   spawn COST COMMAND...
 *
 * Appends to the file COST one line, "WALL CPU PEAK": seconds from start to
 * end, seconds of processor time, and the peak resident memory in kilobytes.
 * Exits with the command's status, or 127 where it cannot be run.
 *
 * A process begins with the peak of the one that starts it, so this program
 * is linked statically and has next to nothing of its own.
 */
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>

extern char **environ;

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static double seconds(struct timeval t)
{
	return (double)t.tv_sec + 1e-6 * (double)t.tv_usec;
}

int main(int argc, char **argv)
{
	struct rusage used;
	double start, wall;
	int failed, status;
	pid_t pid;
	FILE *cost;

	if (argc < 3) {
		fputs("usage: spawn COST COMMAND...\n", stderr);
		return 2;
	}
	start = now();
	failed = posix_spawnp(&pid, argv[2], NULL, NULL, argv + 2, environ);
	if (failed) {
		fprintf(stderr, "spawn: %s: %s\n", argv[2], strerror(failed));
		return 127;
	}
	if (wait4(pid, &status, 0, &used) < 0) {
		perror("spawn");
		return 127;
	}
	wall = now() - start;
	cost = fopen(argv[1], "a");
	if (!cost || fprintf(cost, "%.6f %.6f %ld\n", wall,
	                     seconds(used.ru_utime) + seconds(used.ru_stime),
	                     used.ru_maxrss) < 0 || fclose(cost)) {
		perror(argv[1]);
		return 127;
	}
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

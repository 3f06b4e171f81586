/*
 * test_gnuplot.c - gnuplot draws, and whatever it or its stand-in does else,
 * there is a message and no harm.
 */
#include "plot/gnuplot.h"

#include "plot/sandbox.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <setjmp.h>
#include <cmocka.h>

static char folder[256], fake[300], canary[300], *real_path;

static enum rn_status run(const char *script, int seconds, const char *begin,
                          const char *end, struct rn_error *err)
{
	size_t n_out = 7;
	char *out = fake;
	const enum rn_status status = rn_gnuplot_run(script, strlen(script),
		seconds, begin, end, &out, &n_out, err);

	if (status) {
		assert_null(out);
		assert_int_equal(n_out, 0);
	} else {
		assert_true(n_out > 0);
		free(out);
	}
	return status;
}

static void install_fake(const char *text)
{
	FILE *out = fopen(fake, "w");

	assert_non_null(out);
	fputs(text, out);
	assert_int_equal(fclose(out), 0);
	assert_int_equal(chmod(fake, 0700), 0);
	assert_int_equal(setenv("PATH", folder, 1), 0);
}

static int clean(void **state)
{
	(void)state;
	unlink(fake);
	unlink(canary);
	return setenv("PATH", real_path, 1);
}

static int n_open(void)
{
	int n = 0;

	for (int fd = 0; fd < 100; fd++) {
		struct stat st;

		n += fstat(fd, &st) == 0;
	}
	return n;
}

static void test_draws(void **state)
{
	struct rn_error err;
	const int n = n_open();

	(void)state;
	assert_int_equal(run("set terminal svg\nplot x\n", 60, "<?xml",
	                     "</svg>", &err), RN_OK);
	assert_int_equal(run("set terminal dumb\nplot x\n", 60, NULL, NULL,
	                     &err), RN_OK);
	assert_int_equal(n_open(), n);
}

static void test_own_words(void **state)
{
	static const struct {
		const char *script, *says;
	} cases[] = {
		{ "set terminal dumb\nplot nothing\n",
		  "line 2: undefined variable: nothing" },
		{ "set terminal none\n", "line 1: unknown or ambiguous terminal" },
		{ "set terminal dumb\n", "made no whole picture" },
		{ "plot '-'\n1 1\n2 2\n", "gnuplot" },
		{ "exit status 3\n", "failed" },
	};
	struct rn_error err;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		if (run(cases[i].script, 60, NULL, NULL, &err) != RN_EPLOT)
			fail_msg("no failure: %s", cases[i].script);
		if (!strstr(err.msg, cases[i].says))
			fail_msg("\"%s\" does not say \"%s\"", err.msg,
			         cases[i].says);
	}
	assert_int_equal(run("set terminal dumb\nplot x\n", 60, "<?xml", NULL,
	                     &err), RN_EPLOT);
	assert_int_equal(run("set terminal dumb\nplot x\n", 60, NULL, "</svg>",
	                     &err), RN_EPLOT);
}

static void test_missing(void **state)
{
	static const char *const paths[] = { "", ":", ".:bin", "/nonexistent" };
	char here[4096];
	struct rn_error err;

	(void)state;
	assert_non_null(getcwd(here, sizeof(here)));
	install_fake("#!/bin/sh\necho picture\n");
	assert_int_equal(run("", 60, NULL, NULL, &err), RN_OK);
	assert_int_equal(chdir(folder), 0);
	for (int i = 0; i < 5; i++) {
		if (i < 4)
			setenv("PATH", paths[i], 1);
		else
			unsetenv("PATH");
		assert_int_equal(run("", 60, NULL, NULL, &err), RN_EPLOT);
		assert_string_equal(err.msg, "gnuplot is not installed");
		assert_string_equal(err.hint, "apt install gnuplot-nox");
	}
	assert_int_equal(chdir(here), 0);
	/* One that cannot be executed is none. */
	setenv("PATH", folder, 1);
	assert_int_equal(chmod(fake, 0600), 0);
	assert_int_equal(run("", 60, NULL, NULL, &err), RN_EPLOT);
	assert_string_equal(err.msg, "gnuplot is not installed");
}

static void test_fakes(void **state)
{
	static const struct {
		const char *text, *says;
	} cases[] = {
		{ "#!/bin/sh\nexit 0\n", "made no whole picture" },
		{ "#!/bin/sh\nexit 9\n", "failed" },
		{ "#!/bin/sh\nkill -9 $$\n", "stopped by signal 9" },
		{ "#!/bin/sh\necho garbage\n", "made no whole picture" },
		{ "#!/bin/sh\necho BEGIN\necho cut\n", "made no whole picture" },
		{ "#!/bin/sh\nprintf 'bad \\033[31m\\n' >&2\nexit 1\n",
		  "failed: bad \\x1b[31m" },
		{ "#!/bin/sh\necho BEGIN; echo '\"/dev/fd/3\" line 7: oh' >&2\n"
		  "echo 'warning: too' >&2; echo END\n", "failed: line 7: oh" },
		{ "#!/bin/sh\nwhile :; do echo flood >&2; done\n",
		  "writes without end" },
		{ "#!/bin/sh\nexec cat /dev/zero\n", "writes without end" },
		{ "#!/bin/sh\nexec sleep 100\n", "takes too long" },
		{ "#!/bin/sh\nexec sleep 100 >&- 2>&-\n", "takes too long" },
		{ "#!/nonexistent\n", "cannot be started" },
	};
	struct rn_error err;
	const int n = n_open();
	const time_t start = time(NULL);

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		install_fake(cases[i].text);
		if (run("", 1, "BEGIN", "END", &err) != RN_EPLOT)
			fail_msg("no failure: %s", cases[i].text);
		if (!strstr(err.msg, cases[i].says))
			fail_msg("\"%s\" does not say \"%s\"", err.msg,
			         cases[i].says);
	}
	/* A warning is no complaint, and line breaks may follow the end. */
	install_fake("#!/bin/sh\necho BEGIN; echo; echo END; echo\n"
	             "echo '\"/dev/fd/3\" line 7: warning: oh' >&2\n");
	assert_int_equal(run("", 60, "BEGIN", "END", &err), RN_OK);
	assert_int_equal(n_open(), n);
	assert_true(time(NULL) - start < 30);
}

/* What the child is given: script, environment, folder, nothing else open. */
static void test_surroundings(void **state)
{
	static const char text[] =
		"#!/bin/sh\n"
		"[ \"$1 $2\" = '--default-settings /dev/fd/3' ] || exit 1\n"
		"[ \"$(( $# ))\" = 2 ] || exit 2\n"
		"[ \"$PWD\" = / ] || exit 3\n"
		"[ \"$LC_ALL $HOME\" = 'C.UTF-8 /nonexistent' ] || exit 4\n"
		"[ -z \"$RN_SECRET\" ] || exit 5\n"
		"read line < /dev/fd/3; [ \"$line\" = script ] || exit 6\n"
		"[ ! -e /dev/fd/12 ] || exit 7\n"
		"read line && exit 9\n"
		"echo picture\n";
	struct rn_error err;
	const int leaked = dup2(1, 12);

	(void)state;
	assert_int_equal(leaked, 12);
	setenv("RN_SECRET", "1", 1);
	install_fake(text);
	if (run("script\n", 60, NULL, NULL, &err))
		fail_msg("%s", err.msg);
	unsetenv("RN_SECRET");
	close(12);
}

static void test_cannot_run_commands(void **state)
{
	static const char *const scripts[] = {
		"x = system('touch %s')\n", "x = `touch %s`\n", "!touch %s\n",
		"set output '|touch %s'\n", "plot '< touch %s'\n",
		"load '< touch %s'\n",
	};
	struct rn_error err;

	(void)state;
	if (!rn_sandbox_exists())
		skip();
	for (size_t i = 0; i < sizeof(scripts) / sizeof(scripts[0]); i++) {
		const char *gap = strstr(scripts[i], "%s");
		char script[600];

		snprintf(script, sizeof(script), "set terminal dumb\n%.*s%s%s",
		         (int)(gap - scripts[i]), scripts[i], canary, gap + 2);
		(void)!run(script, 60, NULL, NULL, &err);
		if (access(canary, F_OK) == 0)
			fail_msg("a command was run by: %s", script);
	}
}

static void test_cannot_write_files(void **state)
{
	char script[600];
	struct rn_error err;
	struct stat st;

	(void)state;
	snprintf(script, sizeof(script),
	         "set terminal svg\nset output '%s'\nplot x\n", canary);
	assert_int_equal(run(script, 60, NULL, NULL, &err), RN_EPLOT);
	assert_true(stat(canary, &st) != 0 || st.st_size == 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_draws, clean),
		cmocka_unit_test_teardown(test_own_words, clean),
		cmocka_unit_test_teardown(test_missing, clean),
		cmocka_unit_test_teardown(test_fakes, clean),
		cmocka_unit_test_teardown(test_surroundings, clean),
		cmocka_unit_test_teardown(test_cannot_run_commands, clean),
		cmocka_unit_test_teardown(test_cannot_write_files, clean),
	};
	const char *tmp = getenv("TMPDIR"), *path = getenv("PATH");
	int failed;

	real_path = strdup(path ? path : "/usr/bin:/bin");
	snprintf(folder, sizeof(folder), "%s/rn_gnuplot_XXXXXX",
	         tmp ? tmp : "/tmp");
	if (!real_path || !mkdtemp(folder))
		return 1;
	snprintf(fake, sizeof(fake), "%s/gnuplot", folder);
	snprintf(canary, sizeof(canary), "%s/PWNED", folder);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	free(real_path);
	return rmdir(folder) == 0 ? failed : 1;
}

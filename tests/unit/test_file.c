/*
 * test_file.c - files appear whole or not at all, and leave nothing behind.
 */
#include "base/file.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <setjmp.h>
#include <cmocka.h>

static char folder[256], path[300], other[300];

static int n_entry(void)
{
	DIR *dir = opendir(folder);
	int n = 0;

	assert_non_null(dir);
	while (readdir(dir))
		n++;
	closedir(dir);
	return n - 2;
}

static void assert_content(const char *where, const char *content)
{
	char buf[256] = "";
	FILE *in = fopen(where, "r");

	assert_non_null(in);
	buf[fread(buf, 1, sizeof(buf) - 1, in)] = '\0';
	fclose(in);
	assert_string_equal(buf, content);
}

static mode_t mode_of(const char *where)
{
	struct stat st;

	assert_int_equal(lstat(where, &st), 0);
	return st.st_mode & 07777;
}

static void save(const char *where, const char *text)
{
	struct rn_error err;

	assert_int_equal(rn_file_save(where, text, strlen(text), &err), RN_OK);
}

static int clean(void **state)
{
	(void)state;
	unlink(path);
	unlink(other);
	return n_entry() == 0 ? 0 : -1;
}

static void test_new_and_old(void **state)
{
	const mode_t mask = umask(027);

	(void)state;
	save(path, "one");
	assert_content(path, "one");
	assert_int_equal(mode_of(path), 0640);
	assert_int_equal(chmod(path, 0604), 0);
	save(path, "two");
	assert_content(path, "two");
	assert_int_equal(mode_of(path), 0604);
	save(path, "");
	assert_content(path, "");
	umask(mask);
	assert_int_equal(n_entry(), 1);
}

static void test_old_until_commit(void **state)
{
	struct rn_file file;
	struct rn_error err;

	(void)state;
	save(path, "old");
	assert_int_equal(rn_file_create(&file, path, &err), RN_OK);
	fputs("new", file.out);
	fflush(file.out);
	assert_content(path, "old");
	assert_int_equal(n_entry(), 2);
	rn_file_abandon(&file);
	rn_file_abandon(&file);
	assert_content(path, "old");
	assert_int_equal(n_entry(), 1);

	assert_int_equal(rn_file_create(&file, path, &err), RN_OK);
	fputs("new", file.out);
	assert_int_equal(rn_file_commit(&file, &err), RN_OK);
	rn_file_abandon(&file);
	assert_content(path, "new");
	assert_int_equal(n_entry(), 1);
}

static void test_relative_and_long_names(void **state)
{
	char name[256], back[4096];

	(void)state;
	assert_non_null(getcwd(back, sizeof(back)));
	assert_int_equal(chdir(folder), 0);
	memset(name, 'n', 255);
	name[255] = '\0';
	save(name, "long");
	assert_content(name, "long");
	assert_int_equal(unlink(name), 0);
	save("-x", "dash");
	assert_content("-x", "dash");
	assert_int_equal(unlink("-x"), 0);
	assert_int_equal(chdir(back), 0);
}

static void test_link_is_replaced(void **state)
{
	(void)state;
	save(other, "named");
	assert_int_equal(chmod(other, 0600), 0);
	assert_int_equal(symlink(other, path), 0);
	save(path, "new");
	assert_content(path, "new");
	assert_content(other, "named");
	/* What was private stays private. */
	assert_int_equal(mode_of(path), 0600);
}

static void test_failures(void **state)
{
	char deep[400], inside[400];
	struct rn_file file;
	struct rn_error err;
	struct {
		const char *where, *says, *hints;
	} cases[] = {
		{ deep, "No such file", "folder" },
		{ folder, "Is a directory", "" },
		{ "", "No such file", "folder" },
		{ inside, "Not a directory", "folder" },
		{ "/proc/x.csv", "/proc/x.csv", "" },
	};

	(void)state;
	snprintf(deep, sizeof(deep), "%s/none/x", folder);
	snprintf(inside, sizeof(inside), "%s/x", path);
	save(path, "not a folder");
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *where = cases[i].where;

		memset(&file, 0xff, sizeof(file));
		if (rn_file_save(where, "x", 1, &err) != RN_EIO)
			fail_msg("\"%s\": was not refused", where);
		if (!strstr(err.msg, where) || !strstr(err.msg, cases[i].says))
			fail_msg("\"%s\": the message is \"%s\"", where, err.msg);
		if (!strstr(err.hint, cases[i].hints))
			fail_msg("\"%s\": the hint is \"%s\"", where, err.hint);
	}
	assert_int_equal(rn_file_create(&file, deep, &err), RN_EIO);
	assert_null(file.out);
	assert_null(file.path);
	assert_null(file.temp);
	rn_file_abandon(&file);
}

static void test_may_not_write(void **state)
{
	struct rn_error err;

	(void)state;
	if (geteuid() == 0)
		skip(); /* root may write anywhere */
	save(path, "old");
	assert_int_equal(chmod(path, 0400), 0);
	assert_int_equal(rn_file_save(path, "new", 3, &err), RN_EIO);
	assert_content(path, "old");
	assert_int_equal(chmod(folder, 0500), 0);
	assert_int_equal(rn_file_save(other, "new", 3, &err), RN_EIO);
	assert_int_equal(chmod(folder, 0700), 0);
	assert_string_not_equal(err.hint, "");
}

/* The device goes by a name in /proc, where nothing can be renamed: run by
 * root, a fault in what is tested must not replace the device itself. */
static void test_full_device(void **state)
{
	static char bytes[100000];
	const int fd = open("/dev/full", O_WRONLY);
	char name[40];
	struct rn_error err;
	struct rn_file file;

	(void)state;
	if (fd < 0)
		skip();
	snprintf(name, sizeof(name), "/proc/self/fd/%d", fd);
	assert_int_equal(rn_file_save(name, "x", 1, &err), RN_EIO);
	assert_non_null(strstr(err.msg, "No space left"));
	assert_int_equal(rn_file_save(name, bytes, sizeof(bytes), &err),
	                 RN_EIO);
	assert_non_null(strstr(err.msg, "No space left"));
	/* Errors may be left to the commit, also after much text. */
	assert_int_equal(rn_file_create(&file, name, &err), RN_OK);
	for (int i = 0; i < 100000; i++)
		fputs("text", file.out);
	assert_int_equal(rn_file_commit(&file, &err), RN_EIO);
	close(fd);
}

static void limit_files(rlim_t most)
{
	struct rlimit limit;

	signal(SIGXFSZ, most == RLIM_INFINITY ? SIG_DFL : SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
	limit.rlim_cur = most < limit.rlim_max ? most : limit.rlim_max;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

/* A limit on the size of files stands for a full disk. */
static void test_full_disk(void **state)
{
	static char bytes[100000];
	enum rn_status large, fresh, small;
	struct rn_error err;

	(void)state;
	save(path, "old");
	limit_files(1000);
	large = rn_file_save(path, bytes, sizeof(bytes), &err);
	fresh = rn_file_save(other, bytes, sizeof(bytes), &err);
	/* So little that it is still in the buffer at the commit. */
	small = rn_file_save(path, bytes, 1001, &err);
	limit_files(RLIM_INFINITY);
	assert_int_equal(large, RN_EIO);
	assert_int_equal(fresh, RN_EIO);
	assert_int_equal(small, RN_EIO);
	assert_non_null(strstr(err.msg, "File too large"));
	assert_content(path, "old");
	assert_int_equal(n_entry(), 1);
}

/* A write that failed is not forgotten when there is room again. */
static void test_full_for_a_while(void **state)
{
	struct rn_file file;
	struct rn_error err;

	(void)state;
	assert_int_equal(rn_file_create(&file, path, &err), RN_OK);
	limit_files(1000);
	for (int i = 0; i < 100000; i++)
		fputc('x', file.out);
	limit_files(RLIM_INFINITY);
	assert_int_equal(rn_file_commit(&file, &err), RN_EIO);
	assert_int_equal(n_entry(), 0);
}

static void test_pipe(void **state)
{
	char buf[8] = "";
	int fd;

	(void)state;
	assert_int_equal(mkfifo(path, 0600), 0);
	fd = open(path, O_RDONLY | O_NONBLOCK);
	assert_true(fd >= 0);
	save(path, "piped");
	assert_int_equal(read(fd, buf, sizeof(buf) - 1), 5);
	assert_string_equal(buf, "piped");
	close(fd);
	assert_int_equal(n_entry(), 1);
}

static void test_standard_output(void **state)
{
	static const char *const names[] = { "-", "/proc/self/fd/1" };
	struct rn_error err;

	(void)state;
	for (int i = 0; i < 2; i++) {
		enum rn_status status;
		int was, fd;

		fflush(stdout);
		was = dup(1);
		fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
		assert_true(was >= 0 && fd >= 0);
		dup2(fd, 1);
		close(fd);
		status = rn_file_save(names[i], "out", 3, &err);
		dup2(was, 1);
		close(was);
		assert_int_equal(status, RN_OK);
		assert_content(path, "out");
		assert_int_equal(n_entry(), 1);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_new_and_old, clean),
		cmocka_unit_test_teardown(test_old_until_commit, clean),
		cmocka_unit_test_teardown(test_relative_and_long_names, clean),
		cmocka_unit_test_teardown(test_link_is_replaced, clean),
		cmocka_unit_test_teardown(test_failures, clean),
		cmocka_unit_test_teardown(test_may_not_write, clean),
		cmocka_unit_test_teardown(test_full_device, clean),
		cmocka_unit_test_teardown(test_full_disk, clean),
		cmocka_unit_test_teardown(test_full_for_a_while, clean),
		cmocka_unit_test_teardown(test_pipe, clean),
		cmocka_unit_test_teardown(test_standard_output, clean),
	};
	const char *tmp = getenv("TMPDIR");
	int failed;

	snprintf(folder, sizeof(folder), "%s/rn_file_XXXXXX",
	         tmp ? tmp : "/tmp");
	if (!mkdtemp(folder))
		return 1;
	snprintf(path, sizeof(path), "%s/x.csv", folder);
	snprintf(other, sizeof(other), "%s/other.csv", folder);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	return rmdir(folder) == 0 ? failed : 1;
}

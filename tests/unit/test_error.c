/*
 * test_error.c - error texts, and text from outside made safe to show.
 */
#include "base/error.h"

#include "help.h"

#include <errno.h>

static void test_fail(void **state)
{
	struct rn_error err;

	(void)state;
	assert_int_equal(rn_fail(&err, RN_EDATA, "%s:%d", "a", 3), RN_EDATA);
	assert_int_equal(err.status, RN_EDATA);
	assert_string_equal(err.msg, "a:3");
	assert_string_equal(err.hint, "");
	assert_int_equal(rn_hint(&err, "try %d", 4), RN_EDATA);
	assert_string_equal(err.msg, "a:3");
	assert_string_equal(err.hint, "try 4");
	rn_fail(&err, RN_EIO, "b");
	assert_string_equal(err.hint, "");
	assert_int_equal(rn_fail_memory(&err, 12345), RN_ELIMIT);
	assert_contains(err.msg, "12345");
	errno = ENOENT;
	assert_int_equal(rn_fail_errno(&err, "cannot open", "x\ny"), RN_EIO);
	assert_string_equal(err.msg,
	                    "cannot open \"x\\x0ay\": No such file or directory");
}

/* A text that is too long ends in a whole character. */
static void test_cut(void **state)
{
	static const char *const letters[] = { "a", "\u00e4", "\u20ac",
		"\U0001d11e" };
	struct rn_error err;
	char text[2000];

	(void)state;
	for (size_t i = 0; i < COUNT(letters); i++)
		for (int shift = 0; shift < 4; shift++) {
			const size_t n = strlen(letters[i]);
			size_t at = (size_t)shift;

			memset(text, 'x', at);
			for (; at + n < sizeof(text); at += n)
				memcpy(text + at, letters[i], n);
			text[at] = '\0';
			rn_fail(&err, RN_EDATA, "%s", text);
			assert_true(strlen(err.msg) > sizeof(err.msg) - 6);
			assert_int_equal((strlen(err.msg) - (size_t)shift) % n, 0);
			rn_hint(&err, "%s", text);
			assert_int_equal((strlen(err.hint) - (size_t)shift) % n, 0);
		}
}

static void test_show(void **state)
{
	static const struct {
		const char *text;
		size_t len;
		const char *shown;
	} cases[] = {
		{ "", 0, "" }, { "plain text", 10, "plain text" },
		{ "a\0b", 3, "a\\x00b" }, { "\x1b[31m", 5, "\\x1b[31m" },
		{ "\x7f\r\n\t", 4, "\\x7f\\x0d\\x0a\\x09" },
		{ "\u00e4\u20ac\U0001d11e", 9, "\u00e4\u20ac\U0001d11e" },
		{ "\xc2\x9b", 2, "\\x9b" },           /* a C1 control */
		{ "\u202e", 3, "\\u202e" },           /* right to left */
		{ "\ufeff", 3, "\\ufeff" },           /* byte order mark */
		{ "\xff\xfe", 2, "\\xff\\xfe" },      /* never in UTF-8 */
		{ "\xc0\xaf", 2, "\\xc0\\xaf" },      /* overlong */
		{ "\xed\xa0\x80", 3, "\\xed\\xa0\\x80" }, /* surrogate */
		{ "\xf4\x90\x80\x80", 4, "\\xf4\\x90\\x80\\x80" }, /* too large */
		{ "\xe2\x82", 2, "\\xe2\\x82" },      /* cut */
		{ "a\xe2", 2, "a\\xe2" },
	};
	char buf[RN_SHOWN];

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_string_equal(rn_show(buf, cases[i].text, cases[i].len),
		                    cases[i].shown);
}

/* At most 80 characters, whatever they are; nothing that acts comes out. */
static void test_show_any(void **state)
{
	char text[400], buf[RN_SHOWN];

	(void)state;
	memset(text, 'y', 81);
	assert_int_equal(strlen(rn_show(buf, text, 80)), 80);
	assert_string_equal(rn_show(buf, text, 81) + 80, "...");
	for (uint32_t i = 0; i < 20000; i++) {
		const size_t n = i % sizeof(text);

		for (uint32_t k = 0; k < n; k++)
			text[k] = (char)(int)floor(noise(i * 400 + k) * 128);
		rn_show(buf, text, n);
		assert_true(strlen(buf) < RN_SHOWN);
		for (const char *c = buf; *c; c++)
			assert_true((unsigned char)*c >= 0x20 && *c != 0x7f);
	}
}

/* A path is shown whole, and a very long one by its end. */
static void test_show_path(void **state)
{
	char path[600], buf[RN_SHOWN];

	(void)state;
	memset(path, 'p', sizeof(path));
	path[255] = '\0';
	assert_string_equal(rn_show_path(buf, path), path);
	path[0] = '\n';
	assert_int_equal(strlen(rn_show_path(buf, path)), 255 + 3);
	path[255] = 'p';
	strcpy(path + sizeof(path) - 10, "\u20acnd.csv");
	rn_show_path(buf, path);
	assert_int_equal(strlen(buf), 255 + 3);
	assert_memory_equal(buf, "...p", 4);
	assert_string_equal(buf + strlen(buf) - 9, "\u20acnd.csv");
	/* Never from the middle of a character, nor beyond the room. */
	for (size_t i = 0; i + 3 < sizeof(path); i += 3)
		memcpy(path + i, "\u20ac", 4);
	assert_memory_equal(rn_show_path(buf, path), "...\u20ac", 6);
	memset(path, 0xff, 599);
	path[599] = '\0';
	assert_true(strlen(rn_show_path(buf, path)) < RN_SHOWN);
	assert_memory_equal(buf, "...\\xff", 7);
}

static void test_has_control(void **state)
{
	(void)state;
	assert_false(rn_has_control("a \u00e9\u20ac~"));
	assert_false(rn_has_control("\u00a0\u202e"));
	assert_true(rn_has_control("a\tb"));
	assert_true(rn_has_control("a\x7f"));
	assert_true(rn_has_control("\xc2\x85"));
	assert_true(rn_has_control("a\xc2\x9b"));
	assert_false(rn_has_control(""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fail),
		cmocka_unit_test(test_cut),
		cmocka_unit_test(test_show),
		cmocka_unit_test(test_show_any),
		cmocka_unit_test(test_show_path),
		cmocka_unit_test(test_has_control),
	};

	return cmocka_run_group_tests_name("error", tests, NULL, NULL);
}

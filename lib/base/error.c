/*
 * error.c - error texts, and text from outside made safe to show.
 */
#include "base/error.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Takes back the bytes of a character that was cut in the middle. */
static void trim_cut(char *text, size_t size)
{
	size_t n = strlen(text);
	size_t start = n;

	if (n + 1 < size)
		return;
	while (start > 0 && ((unsigned char)text[start - 1] & 0xc0) == 0x80)
		start--;
	if (start > 0 && (unsigned char)text[start - 1] >= 0xc0)
		text[start - 1] = '\0';
}

enum rn_status rn_fail(struct rn_error *err, enum rn_status status,
                       const char *fmt, ...)
{
	va_list ap;

	err->status = status;
	err->hint[0] = '\0';
	va_start(ap, fmt);
	vsnprintf(err->msg, sizeof(err->msg), fmt, ap);
	va_end(ap);
	trim_cut(err->msg, sizeof(err->msg));
	return status;
}

enum rn_status rn_hint(struct rn_error *err, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(err->hint, sizeof(err->hint), fmt, ap);
	va_end(ap);
	trim_cut(err->hint, sizeof(err->hint));
	return err->status;
}

enum rn_status rn_fail_memory(struct rn_error *err, size_t bytes)
{
	return rn_fail(err, RN_ELIMIT, "out of memory: %zu bytes were needed",
	               bytes);
}

enum rn_status rn_fail_errno(struct rn_error *err, const char *what,
                             const char *path)
{
	const char *why = strerror(errno);
	char shown[RN_SHOWN];

	return rn_fail(err, RN_EIO, "%s \"%s\": %s", what,
	               rn_show_path(shown, path), why);
}

/* Decodes one character of at most n > 0 bytes; returns its length, or 0
 * where it is not UTF-8. */
static size_t decode(const unsigned char *s, size_t n, unsigned *code)
{
	static const unsigned least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t len = s[0] < 0x80 ? 1 : s[0] < 0xc0 ? 0 : s[0] < 0xe0 ? 2
	             : s[0] < 0xf0 ? 3 : s[0] < 0xf8 ? 4 : 0;

	if (len == 0 || len > n)
		return 0;
	*code = len == 1 ? s[0] : s[0] & (0x7fu >> len);
	for (size_t i = 1; i < len; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return 0;
		*code = *code << 6 | (s[i] & 0x3f);
	}
	if (*code < least[len] || *code > 0x10ffff
	    || (*code >= 0xd800 && *code <= 0xdfff))
		return 0;
	return len;
}

/* Control characters, line separators, marks of writing direction. */
static int is_unsafe(unsigned c)
{
	return c < 0x20 || (c >= 0x7f && c < 0xa0) || (c >= 0x200b && c <= 0x200f)
	       || (c >= 0x2028 && c <= 0x202e) || (c >= 0x2060 && c <= 0x2069)
	       || c == 0xfeff || c == 0xfffe || c == 0xffff;
}

/* Writes the escaped form of at most `most` characters at out. */
static void show(char *out, const char *text, size_t len, size_t most)
{
	enum { ROOM = 10 };
	const unsigned char *s = (const unsigned char *)text;

	for (size_t at = 0, n = 0; at < len; n++) {
		unsigned code = 0;
		const size_t step = decode(s + at, len - at, &code);

		if (n == most) {
			memcpy(out, "...", 3);
			out += 3;
			break;
		}
		if (step == 0)
			out += snprintf(out, ROOM, "\\x%02x", s[at]);
		else if (is_unsafe(code))
			out += snprintf(out, ROOM,
			                code < 0x100 ? "\\x%02x" : "\\u%04x", code);
		else
			memcpy(out, s + at, step), out += step;
		at += step ? step : 1;
	}
	*out = '\0';
}

const char *rn_show(char buf[RN_SHOWN], const char *text, size_t len)
{
	show(buf, text, len, 80);
	return buf;
}

const char *rn_show_path(char buf[RN_SHOWN], const char *path)
{
	enum { MOST = 255 };
	const size_t len = strlen(path);
	size_t at = len > MOST ? len - MOST : 0;

	while (at > 0 && ((unsigned char)path[at] & 0xc0) == 0x80)
		at++;
	memcpy(buf, "...", 3);
	show(buf + (at > 0 ? 3 : 0), path + at, len - at, MOST);
	return buf;
}

bool rn_has_control(const char *text)
{
	const unsigned char *s = (const unsigned char *)text;

	for (; *s; s++)
		if (*s < 0x20 || *s == 0x7f || (*s == 0xc2 && s[1] < 0xa0))
			return true;
	return false;
}

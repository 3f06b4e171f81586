/*
 * time_detect.c - the format of a time by its shape.
 */
#include "data/time_detect.h"

#include "data/time_letter.h"

#include <string.h>

/* In a shape, 0 is any digit and + either sign. */
struct piece {
	const char *shape, *pattern;
};

/* What begins like another piece stands after it. */
static const struct piece dates[] = {
	{ "0000-00-00", "%Y-%m-%d" },
	{ "0000-00", "%Y-%m" },
	{ "0000Q0", "%YQ%q" },
	{ "0000-Q0", "%Y-Q%q" },
	{ "0000-W00-0", "%G-W%V-%u" },
	{ "0000-W00", "%G-W%V" },
	{ "0000W00", "%GW%V" },
	{ NULL, NULL },
};
static const struct piece clocks[] = {
	{ "T00:00:00", "T%H:%M:%S" },
	{ "t00:00:00", "t%H:%M:%S" },
	{ " 00:00:00", " %H:%M:%S" },
	{ "T00:00", "T%H:%M" },
	{ "t00:00", "t%H:%M" },
	{ " 00:00", " %H:%M" },
	{ NULL, NULL },
};
static const struct piece offsets[] = {
	{ "Z", "Z" },
	{ "z", "z" },
	{ "+00:00", "%6z" },
	{ "+0000", "%5z" },
	{ "+00", "%3z" },
	{ NULL, NULL },
};

struct shape {
	const char *at, *end;
	char pattern[RN_TIME_PATTERN];
	size_t n;
};

static bool has_shape(const struct shape *s, const char *shape)
{
	const char *at = s->at;

	for (; *shape; shape++, at++)
		if (at == s->end
		    || (*shape == '0' ? !rn_is_digit(*at)
		        : *shape == '+' ? *at != '+' && *at != '-'
		        : *at != *shape))
			return false;
	return true;
}

/* No pattern of pieces is as long as to leave too little room. */
static void add(struct shape *s, const char *pattern, size_t len)
{
	memcpy(s->pattern + s->n, pattern, len);
	s->n += len;
}

/* Takes the first piece that is there. */
static bool take(struct shape *s, const struct piece *piece)
{
	while (piece->shape && !has_shape(s, piece->shape))
		piece++;
	if (!piece->shape)
		return false;
	s->at += strlen(piece->shape);
	add(s, piece->pattern, strlen(piece->pattern));
	return true;
}

static void take_fraction(struct shape *s)
{
	const char *at = s->at + 1;
	int n = 0;

	if (s->at == s->end || (*s->at != '.' && *s->at != ','))
		return;
	while (at < s->end && rn_is_digit(*at) && n < 9) {
		at++;
		n++;
	}
	if (n == 0)
		return;
	add(s, s->at, 1);
	add(s, (const char[]){ '%', (char)('0' + n), 'f' }, 3);
	s->at = at;
}

const char *rn_time_detect(const char *text, size_t len,
                           struct rn_time_format *format,
                           struct rn_time *time)
{
	const struct rn_time_format integer = { .digits = 0 };
	struct shape s = { .at = text, .end = text + len };
	struct rn_time_format found;
	const char *what;

	if (!take(&s, dates)) {
		what = rn_time_parse(&integer, text, len, time);
		if (what != rn_time_unknown)
			*format = integer;
		return what;
	}
	if (s.at < s.end && take(&s, clocks)) {
		if (s.at[-3] == ':' && s.at[-6] == ':')
			take_fraction(&s);
		take(&s, offsets);
	}
	if (s.at < s.end || rn_time_format_check(&found, s.pattern))
		return rn_time_unknown;
	*format = found;
	return rn_time_parse(&found, text, len, time);
}

/*
 * skim.c - a line without the fields that nobody asks for.
 */
#include "data/skim.h"

#include <string.h>

/* The first c from `at` on, or end. */
static const char *find(const char *at, const char *end, char c)
{
	const char *found = memchr(at, c, (size_t)(end - at));

	return found ? found : end;
}

/* The end of a field whose first quote is at `quote`.  A delimiter between
 * quotes ends nothing; whether they stand where they may is libcsv's to
 * say. */
static const char *find_quoted_end(const char *quote, const char *end,
                                   char delimiter)
{
	const char *stop;

	do {
		const char *closing = find(quote + 1, end, '"');

		if (closing == end)
			return end;
		stop = find(closing + 1, end, delimiter);
		quote = find(closing + 1, stop, '"');
	} while (quote < stop);
	return stop;
}

size_t rn_skim(char *to, const char *line, size_t n, char delimiter,
               const bool *needed, int n_column)
{
	const char *const end = line + n - 1;
	const char *at = line, *quote = find(line, end, '"');
	char *out = to;

	for (int c = 0; at <= end; c++) {
		const char *stop = find(at, end, delimiter);
		bool is_kept = c == 0 || (c < n_column && needed[c]);

		if (quote < stop) {
			stop = find_quoted_end(quote, end, delimiter);
			quote = find(stop, end, '"');
			is_kept = true;
		}
		if (is_kept) {
			memcpy(out, at, (size_t)(stop - at));
			out += stop - at;
		}
		*out++ = *stop;
		at = stop + 1;
	}
	return (size_t)(out - to);
}

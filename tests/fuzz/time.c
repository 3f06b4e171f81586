/*
 * time.c - any lines as times, and any times as an axis.
 */
#include "fuzz.h"

#include "data/axis.h"
#include "data/time.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_TIME = 64 };

/* Parses what was written; it must be written in the same way. */
static int64_t parse_back(const char *text,
                          const struct rn_time_format *format)
{
	struct rn_time_format back;
	int64_t at = 0;

	MUST(fuzz_is_plain(text) && strlen(text) < RN_TIME_TEXT);
	MUST(!rn_time_parse(text, strlen(text), &back, &at));
	MUST(rn_time_format_same(&back, format));
	return at;
}

/* Far rows have no time that could be read back, but must have a text. */
static void check_far(const struct rn_axis *axis)
{
	static const int64_t rows[] = { INT64_MIN, INT64_MIN + 1, -1, 1,
		INT32_MAX, INT64_MAX - 1, INT64_MAX };
	struct rn_axis named = *axis;
	char text[RN_TIME_TEXT];

	for (size_t i = 0; i < COUNT(rows); i++) {
		MUST(fuzz_is_plain(rn_axis_text(text, axis, rows[i])));
		MUST(text[0] && strlen(text) < RN_TIME_TEXT);
		MUST(isfinite(rn_axis_number(axis, rows[i])));
	}
	MUST(fuzz_is_plain(rn_axis_step_text(text, axis)) && text[0]);
	MUST(rn_axis_season(axis) >= 0);
	MUST(rn_axis_format_find(rn_axis_format_name(axis), &named));
	MUST(named.unit == axis->unit);
	MUST(rn_time_format_same(&named.format, &axis->format));
}

static void check_axis(const int64_t *at, size_t n,
                       const struct rn_time_format *format)
{
	struct rn_axis_defect defect = { .row = 0 };
	struct rn_axis axis, same;
	char text[RN_TIME_TEXT];

	if (!rn_axis_find(at, n, format, &axis, &defect)) {
		MUST(defect.row >= 1 && defect.row < n);
		MUST(defect.what[0] && fuzz_is_plain(defect.what));
		MUST(defect.hint && fuzz_is_plain(defect.hint));
	} else {
		for (size_t k = 0; k < n; k++) {
			rn_axis_text(text, &axis, (int64_t)k);
			MUST(parse_back(text, format) == at[k]);
			MUST(k == 0 || rn_axis_is_next(&axis, at[k - 1], at[k]));
		}
		MUST(rn_axis_fits(&same, &axis, format, at, n));
	}
	MUST(axis.step > 0);
	check_far(&axis);
}

/* The times of the first lines, as long as all are written in one way. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct rn_time_format format, first = { .is_index = false };
	int64_t at[MAX_TIME];
	size_t n = 0;

	while (n < MAX_TIME && size > 0) {
		const uint8_t *end = memchr(data, '\n', size);
		const size_t len = end ? (size_t)(end - data) : size;
		/* Memory of its own, so that one byte too far is noticed. */
		char *line = malloc(len + 1);
		const char *fault;

		MUST(line);
		memcpy(line, data, len);
		line[len] = '\0';
		fault = rn_time_parse(line, len, &format, &at[n]);
		free(line);
		MUST(!fault || fuzz_is_plain(fault));
		if (fault || (n > 0 && !rn_time_format_same(&format, &first)))
			break;
		first = format;
		check_axis(&at[n++], 1, &format);
		data += len + (end != NULL);
		size -= len + (end != NULL);
	}
	if (n > 1)
		check_axis(at, n, &first);
	return 0;
}

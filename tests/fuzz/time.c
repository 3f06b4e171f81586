/*
 * time.c - any lines as times, by a format that is told or found, and any
 * times as an axis.
 */
#include "fuzz.h"

#include "data/axis.h"
#include "data/freq.h"
#include "data/step.h"
#include "data/time.h"
#include "data/time_detect.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_TIME = 64 };

struct times {
	struct rn_time_format format;
	int64_t at[MAX_TIME];
	int offset; /* of the last */
	size_t n;
};

/* Far rows have no time that could be read back, but must have a text. */
static void check_far(const struct rn_axis *axis)
{
	static const int64_t rows[] = { INT64_MIN, INT64_MIN + 1, -1, 1,
		INT32_MAX, INT64_MAX - 1, INT64_MAX };
	struct rn_axis named = *axis;
	char text[RN_TIME_TEXT], step[RN_STEP_TEXT], name[RN_AXIS_NAME];

	for (size_t i = 0; i < COUNT(rows); i++) {
		rn_axis_text(text, axis, rows[i]);
		MUST(strlen(text) < RN_TIME_TEXT);
		MUST(isfinite(rn_axis_number(axis, rows[i])));
	}
	MUST(fuzz_is_plain(rn_axis_step_text(step, axis)) && step[0]);
	MUST(rn_axis_season(axis) >= 0);
	MUST(rn_axis_format_find(rn_axis_format_name(name, axis), &named));
	MUST(named.unit == axis->unit);
	MUST(rn_time_format_same(&named.format, &axis->format));
}

/* What an axis says of its rows must be what was read. */
static void check_rows(const struct rn_axis *axis, const struct times *t)
{
	char text[RN_TIME_TEXT];
	struct rn_axis same;
	struct rn_time back;

	MUST(rn_axis_is_sane(axis));
	for (size_t k = 0; k < t->n; k++) {
		int64_t place;

		rn_axis_text(text, axis, (int64_t)k);
		MUST(!rn_time_parse(&t->format, text, strlen(text), &back));
		MUST(back.at == t->at[k]);
		MUST(rn_axis_place(axis, t->at[k], &place));
		MUST(place == (int64_t)k);
		MUST(rn_axis_floor(axis, t->at[k]) == place);
		MUST(k == 0 || rn_axis_is_next(axis, t->at[k - 1], t->at[k]));
	}
	MUST(rn_axis_fits(&same, axis, &t->format, t->offset, t->at, t->n));
}

static void check_axis(const struct times *t)
{
	struct rn_axis_defect defect = { .row = 0 };
	struct rn_axis axis;

	if (rn_axis_find(t->at, t->n, &t->format, t->offset, &axis, &defect)) {
		check_rows(&axis, t);
	} else {
		MUST(defect.row >= 1 && defect.row < t->n);
		MUST(defect.what[0] && fuzz_is_plain(defect.what));
		MUST(defect.hint && fuzz_is_plain(defect.hint));
	}
	MUST(axis.step > 0);
	check_far(&axis);
}

/* The first line may be a pattern; else the first time tells the format. */
static const char *take_line(struct times *t, const char *line, size_t len,
                             bool is_first)
{
	struct rn_time_format format;
	struct rn_time time;
	struct rn_freq freq;
	struct rn_error err;
	const char *fault;

	if (is_first && !rn_time_format_set(&t->format, line, &err)) {
		t->n = MAX_TIME + 1; /* told, but not settled */
		return NULL;
	}
	(void)rn_freq_parse(line, &freq);
	if (t->n == MAX_TIME + 1) {
		fault = rn_time_settle(&t->format, line, len, &time);
		t->n = 0;
	} else if (t->n == 0) {
		fault = rn_time_detect(line, len, &format, &time);
		t->format = format;
	} else {
		fault = rn_time_parse(&t->format, line, len, &time);
	}
	if (fault)
		return fault;
	MUST(time.at > -RN_TIME_FAR && time.at < RN_TIME_FAR);
	t->at[t->n++] = time.at;
	t->offset = time.offset;
	return NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct times t = { .n = 0 };
	bool is_first = true;

	while (size > 0 && t.n != MAX_TIME) {
		const uint8_t *end = memchr(data, '\n', size);
		const size_t len = end ? (size_t)(end - data) : size;
		/* Memory of its own, so that one byte too far is noticed. */
		char *line = malloc(len + 1);
		const char *fault;

		MUST(line);
		memcpy(line, data, len);
		line[len] = '\0';
		fault = take_line(&t, line, len, is_first);
		free(line);
		is_first = false;
		if (fault) {
			MUST(fuzz_is_plain(fault));
			break;
		}
		data += len + (end != NULL);
		size -= len + (end != NULL);
	}
	if (t.n > 0 && t.n <= MAX_TIME)
		check_axis(&t);
	return 0;
}

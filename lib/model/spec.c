/*
 * spec.c - options from text and back, and what may not stand together.
 */
#include "model/spec.h"

#include "base/block.h"
#include "data/csv.h"
#include "data/freq.h"
#include "data/phase.h"

#include <errno.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const void *rn_named_find(const void *const *table, const char *name)
{
	for (; *table; table++)
		if (strcmp(((const struct rn_named *)*table)->name, name) == 0)
			return *table;
	return NULL;
}

void rn_named_list(const void *const *table, char *buf, size_t size)
{
	size_t at = 0;

	buf[0] = '\0';
	for (int i = 0; table[i] && at < size; i++)
		at += (size_t)snprintf(buf + at, size - at, "%s%s", i ? ", " : "",
		                       ((const struct rn_named *)table[i])->name);
}

const struct rn_spec_field *rn_spec_find(const char *name)
{
	const struct rn_spec_field *f;

	for (f = rn_spec_fields; f->name; f++)
		if (strcmp(f->name, name) == 0)
			return f;
	return NULL;
}

static void *place(const struct rn_spec *spec, const struct rn_spec_field *f)
{
	return (char *)(uintptr_t)spec + f->offset;
}

static enum rn_status refuse(const struct rn_spec_field *f, const char *text,
                             const char *allowed, struct rn_error *err)
{
	char shown[RN_SHOWN];

	return rn_fail(err, RN_EUSAGE, "--%s: \"%s\" is not %s", f->name,
	               rn_show(shown, text, strlen(text)), allowed);
}

static bool read_real(const char *text, double *x)
{
	const struct rn_field field = { text, strlen(text) };

	return rn_number_parse(&field, x);
}

/* Plain digits, at most `max`; returns where they end, NULL if there are
 * none. */
static const char *read_count(const char *text, uint64_t max, uint64_t *n)
{
	const char *at = text;

	for (*n = 0; *at >= '0' && *at <= '9'; at++) {
		const uint64_t digit = (uint64_t)(*at - '0');

		if (*n > (max - digit) / 10)
			return NULL;
		*n = *n * 10 + digit;
	}
	return at > text ? at : NULL;
}

static enum rn_status set_int(int *to, const struct rn_spec_field *f,
                              const char *text, struct rn_error *err)
{
	char allowed[80];
	uint64_t n;
	const char *end = read_count(text, (uint64_t)f->max, &n);

	if (end && !*end && n >= (uint64_t)f->min) {
		*to = (int)n;
		return RN_OK;
	}
	snprintf(allowed, sizeof(allowed), "a whole number from %.0f to %.0f",
	         f->min, f->max);
	return refuse(f, text, allowed, err);
}

static enum rn_status set_real(double *to, const struct rn_spec_field *f,
                               const char *text, struct rn_error *err)
{
	char allowed[80];
	double x;

	if (read_real(text, &x) && x >= f->min && x <= f->max) {
		*to = x;
		return RN_OK;
	}
	snprintf(allowed, sizeof(allowed), "a number from %g to %g", f->min,
	         f->max);
	return refuse(f, text, allowed, err);
}

static enum rn_status set_size(double *to, const struct rn_spec_field *f,
                               const char *text, struct rn_error *err)
{
	double x;

	if (read_real(text, &x) && x >= 0 && x <= 1e15
	    && (x < 1 || x == floor(x))) {
		*to = x;
		return RN_OK;
	}
	return refuse(f, text, "a count of windows or a fraction below 1", err);
}

static enum rn_status set_seed(uint64_t *to, const struct rn_spec_field *f,
                               const char *text, struct rn_error *err)
{
	uint64_t seed;
	const char *end = read_count(text, INT64_MAX, &seed);

	if (!end || *end)
		return refuse(f, text, "a whole number from 0 to 2^63 - 1", err);
	*to = seed;
	return RN_OK;
}

/* What an option sets besides itself. */
static enum rn_status set_implied(struct rn_spec *spec,
                                  const struct rn_spec_field *f,
                                  struct rn_error *err)
{
	const bool is_on = f->implied[0] && *(const bool *)place(spec, f);

	return is_on ? rn_spec_set(spec, rn_spec_find(f->implied[0]),
	                           f->implied[1], err) : RN_OK;
}

static enum rn_status set_flag(bool *to, const struct rn_spec_field *f,
                               const char *text, struct rn_error *err)
{
	const bool yes = strcmp(text, f->word[1] ? f->word[1] : "true") == 0;
	const bool no = strcmp(text, f->word[0] ? f->word[0] : "false") == 0;
	char allowed[80];

	if (yes || no) {
		*to = yes;
		return RN_OK;
	}
	snprintf(allowed, sizeof(allowed), "%s or %s",
	         f->word[0] ? f->word[0] : "false",
	         f->word[1] ? f->word[1] : "true");
	return refuse(f, text, allowed, err);
}

static enum rn_status set_type(const void **to, const struct rn_spec_field *f,
                               const char *text, struct rn_error *err)
{
	const void *type = rn_named_find(f->table, text);
	char names[256], allowed[300];

	if (type) {
		*to = type;
		return RN_OK;
	}
	rn_named_list(f->table, names, sizeof(names));
	snprintf(allowed, sizeof(allowed), "one of %s", names);
	return refuse(f, text, allowed, err);
}

static enum rn_status set_text(char **to, const struct rn_spec_field *f,
                               const char *text, struct rn_error *err)
{
	char *copy, allowed[80];

	snprintf(allowed, sizeof(allowed), "at most %d bytes long",
	         RN_MAX_SPEC_TEXT);
	if (strlen(text) > RN_MAX_SPEC_TEXT)
		return refuse(f, text, allowed, err);
	if (rn_copy_text(&copy, text, err))
		return err->status;
	free(*to);
	*to = copy;
	return RN_OK;
}

/* Reads a comma list of at most `most` whole numbers 1 .. max. */
static bool read_list(const char *text, int most, uint64_t max, int *to,
                      int *n)
{
	for (*n = 0; *n < most; text++) {
		uint64_t x;

		text = read_count(text, max, &x);
		if (!text || x == 0)
			return false;
		to[(*n)++] = (int)x;
		if (!*text)
			return true;
		if (*text != ',')
			return false;
	}
	return false;
}

static enum rn_status set_widths(struct rn_network_spec *to,
                                 const struct rn_spec_field *f,
                                 const char *text, struct rn_error *err)
{
	int width[RN_MAX_DEPTH], n;
	char allowed[80];

	if (read_list(text, RN_MAX_DEPTH, RN_MAX_WIDTH, width, &n)) {
		memcpy(to->width, width, sizeof(width));
		to->n_rnn = n;
		return RN_OK;
	}
	snprintf(allowed, sizeof(allowed),
	         "a comma list of 1 to %d widths from 1 to %d", RN_MAX_DEPTH,
	         RN_MAX_WIDTH);
	return refuse(f, text, allowed, err);
}

static bool repeats(const int *x, int n)
{
	for (int i = 1; i < n; i++)
		for (int k = 0; k < i; k++)
			if (x[i] == x[k])
				return true;
	return false;
}

static enum rn_status set_season(struct rn_seasons *to,
                                 const struct rn_spec_field *f,
                                 const char *text, struct rn_error *err)
{
	struct rn_seasons s = { .n = 0 };

	if (strcmp(text, "auto") == 0)
		s.n = -1;
	else if (strcmp(text, "none") != 0
	         && (!read_list(text, RN_MAX_SEASON, RN_MAX_PERIOD, s.period, &s.n)
	             || repeats(s.period, s.n)))
		return refuse(f, text, "auto, none, or up to 4 different step counts",
		              err);
	*to = s;
	return RN_OK;
}

static enum rn_status set_rows(struct rn_rows *to,
                               const struct rn_spec_field *f, const char *text,
                               struct rn_error *err)
{
	uint64_t from = 0, end = 0;
	const char *at = *text == ':' ? text : read_count(text, INT64_MAX, &from);
	const bool to_end = at && strcmp(at, ":") == 0;

	if (at && *at == ':' && !to_end)
		at = read_count(at + 1, INT64_MAX, &end);
	if (at && (to_end || (!*at && end > from))) {
		*to = (struct rn_rows){ from, end };
		return RN_OK;
	}
	return refuse(f, text, "A:B with A less than B, counted from 0", err);
}

enum rn_status rn_spec_set(struct rn_spec *spec,
                           const struct rn_spec_field *f, const char *text,
                           struct rn_error *err)
{
	void *to = place(spec, f);

	switch (f->kind) {
	case RN_SPEC_INT:
		return set_int(to, f, text, err);
	case RN_SPEC_REAL:
		return set_real(to, f, text, err);
	case RN_SPEC_SIZE:
		return set_size(to, f, text, err);
	case RN_SPEC_SEED:
		return set_seed(to, f, text, err);
	case RN_SPEC_FLAG:
	case RN_SPEC_EITHER:
		return set_flag(to, f, text, err) ? err->status
		       : set_implied(spec, f, err);
	case RN_SPEC_TYPE:
		return set_type(to, f, text, err);
	case RN_SPEC_TEXT:
		return set_text(to, f, text, err);
	case RN_SPEC_WIDTHS:
		return set_widths(to, f, text, err);
	case RN_SPEC_ROWS:
		return set_rows(to, f, text, err);
	case RN_SPEC_SEASON:
		return set_season(to, f, text, err);
	}
	return rn_fail(err, RN_EINTERNAL, "option kind %d", (int)f->kind);
}

static void write_list(char *buf, size_t size, const int *x, int n)
{
	size_t at = 0;

	for (int i = 0; i < n; i++)
		at += (size_t)snprintf(buf + at, size - at, "%s%d", i ? "," : "",
		                       x[i]);
}

static void write_rows(char *buf, size_t size, const struct rn_rows *rows)
{
	if (rows->to)
		snprintf(buf, size, "%zu:%zu", rows->from, rows->to);
	else
		snprintf(buf, size, "%zu:", rows->from);
}

const char *rn_spec_text(const struct rn_spec *spec,
                         const struct rn_spec_field *f,
                         char buf[RN_SPEC_TEXT_MAX])
{
	const size_t size = RN_SPEC_TEXT_MAX;
	const void *at = place(spec, f);

	switch (f->kind) {
	case RN_SPEC_INT:
		snprintf(buf, size, "%d", *(const int *)at);
		break;
	case RN_SPEC_REAL:
	case RN_SPEC_SIZE:
		rn_number_text(buf, *(const double *)at);
		break;
	case RN_SPEC_SEED:
		snprintf(buf, size, "%llu",
		         (unsigned long long)*(const uint64_t *)at);
		break;
	case RN_SPEC_FLAG:
		return *(const bool *)at ? "true" : "false";
	case RN_SPEC_EITHER:
		return f->word[*(const bool *)at];
	case RN_SPEC_TYPE:
		return (*(const struct rn_named *const *)at)->name;
	case RN_SPEC_TEXT:
		return *(char *const *)at;
	case RN_SPEC_WIDTHS:
		write_list(buf, size, spec->net.width, spec->net.n_rnn);
		break;
	case RN_SPEC_ROWS:
		write_rows(buf, size, at);
		break;
	case RN_SPEC_SEASON:
		if (spec->season.n <= 0)
			return spec->season.n ? "auto" : "none";
		write_list(buf, size, spec->season.period, spec->season.n);
		break;
	}
	return buf;
}

const char *rn_spec_argument(const struct rn_spec_field *f)
{
	switch (f->kind) {
	case RN_SPEC_INT:
	case RN_SPEC_SEED:
		return "N";
	case RN_SPEC_REAL:
		return "X";
	case RN_SPEC_SIZE:
		return "N|FRACTION";
	case RN_SPEC_FLAG:
		return NULL;
	case RN_SPEC_EITHER:
	case RN_SPEC_TYPE:
	case RN_SPEC_TEXT:
		return "NAME";
	case RN_SPEC_WIDTHS:
		return "N[,N]";
	case RN_SPEC_ROWS:
		return "A:B";
	case RN_SPEC_SEASON:
		return "auto|none|N[,N]";
	}
	return NULL;
}

void rn_spec_release(struct rn_spec *spec)
{
	const struct rn_spec_field *f;

	for (f = rn_spec_fields; f->name; f++) {
		char **text = place(spec, f);

		if (f->kind != RN_SPEC_TEXT)
			continue;
		free(*text);
		*text = NULL;
	}
}

enum rn_status rn_spec_copy(struct rn_spec *to, const struct rn_spec *from,
                            struct rn_error *err)
{
	const struct rn_spec_field *f;
	enum rn_status status = RN_OK;

	*to = *from;
	for (f = rn_spec_fields; f->name; f++) {
		char *const *text = place(from, f);
		char **copy = place(to, f);

		if (f->kind != RN_SPEC_TEXT)
			continue;
		*copy = NULL;
		if (!status)
			status = rn_copy_text(copy, *text, err);
	}
	return status;
}

/* Is a step asked for? */
static bool has_freq(const struct rn_spec *spec)
{
	return spec->freq && strcmp(spec->freq, "auto") != 0;
}

struct rn_panel_opts rn_spec_panel(const struct rn_spec *spec)
{
	return (struct rn_panel_opts){
		.time_col = spec->time_col,
		.target_col = spec->target_col,
		.id_col = spec->id_col,
		.past_cols = spec->past_cols,
		.future_cols = spec->future_cols,
		.calendar = spec->calendar,
		.time_format = spec->time_format,
		.freq = has_freq(spec) ? spec->freq : NULL,
		.na = spec->na,
		.missing = spec->missing,
		.is_categorical = spec->is_categorical,
		.no_header = spec->no_header,
		.row_from = spec->rows.from,
		.row_to = spec->rows.to,
	};
}

void rn_spec_take_classes(struct rn_spec *spec, int n)
{
	spec->net.n_class = spec->train.args.n_class = n;
}

int rn_spec_n_output(const struct rn_spec *spec)
{
	return spec->shape.n_out
	       * rn_loss_width(spec->train.loss, &spec->train.args);
}

/* Is a number another than its default? */
static bool is_set(double x, double usual)
{
	return x < usual || x > usual;
}

static enum rn_status check_loss(const struct rn_spec *spec,
                                 struct rn_error *err)
{
	const struct rn_train_opts *t = &spec->train;

	if (is_set(t->args.delta, RN_HUBER_DELTA) && t->loss != &rn_loss_huber)
		return rn_fail(err, RN_EUSAGE, "--huber-delta belongs to "
		               "--loss huber, not %s", t->loss->name);
	if (is_set(t->args.dof, RN_STUDENT_DOF) && t->loss != &rn_loss_student)
		return rn_fail(err, RN_EUSAGE, "--dof belongs to --loss student, "
		               "not %s", t->loss->name);
	if (t->loss->is_categorical == spec->is_categorical)
		return RN_OK;
	rn_fail(err, RN_EUSAGE, "--loss %s is for a target of %s, and this one is "
	        "of %s", t->loss->name,
	        spec->is_categorical ? "numbers" : "symbols",
	        spec->is_categorical ? "symbols" : "numbers");
	return rn_hint(err, "%s", spec->is_categorical ? "leave out --loss"
	               : "say so with --target-type categorical");
}

/* What means nothing for symbols. */
static enum rn_status check_categorical(const struct rn_spec *spec,
                                        struct rn_error *err)
{
	if (spec->missing == &rn_missing_interpolate) {
		rn_fail(err, RN_EUSAGE, "--missing interpolate: nothing lies between "
		        "two symbols");
		return rn_hint(err, "give --missing ffill or --missing drop");
	}
	if (has_freq(spec)) {
		rn_fail(err, RN_EUSAGE, "--freq makes means of rows, and symbols have "
		        "none");
		return rn_hint(err, "gather the rows before, or leave it out");
	}
	return RN_OK;
}

enum rn_status rn_spec_check(const struct rn_spec *spec, struct rn_error *err)
{
	const struct rn_train_opts *t = &spec->train;
	struct rn_time_format format;
	struct rn_phases phases;
	struct rn_freq freq;
	char shown[RN_SHOWN];

	if (spec->time_col && strcmp(spec->time_col, "none") == 0
	    && (has_freq(spec) || spec->time_format
	        || (spec->calendar && *spec->calendar)))
		return rn_fail(err, RN_EUSAGE, "--time-format, --freq and --calendar "
		               "need a time column, and --time-col is none");
	if (rn_phases_parse(&phases, spec->calendar, err)
	    || (spec->time_format
	        && rn_time_format_set(&format, spec->time_format, err)))
		return err->status;
	if (has_freq(spec) && !rn_freq_parse(spec->freq, &freq)) {
		rn_fail(err, RN_EUSAGE, "--freq: \"%s\" is no step of time",
		        rn_show(shown, spec->freq, strlen(spec->freq)));
		return rn_hint(err, "give a count and a unit, as 15min, 1h, 1d, B, "
		               "1w, MS, ME, QS, YS");
	}

	if (spec->is_categorical && check_categorical(spec, err))
		return err->status;
	if (!spec->is_categorical && spec->net.embedding > 0)
		return rn_fail(err, RN_EUSAGE, "--embedding is of symbols, and "
		               "--target-type is real");
	if (t->momentum > 0 && t->optim != &rn_optim_sgd)
		return rn_fail(err, RN_EUSAGE, "--momentum belongs to --optimizer "
		               "sgd, not %s", t->optim->name);
	if (check_loss(spec, err))
		return err->status;
	if (t->patience > 0 && spec->split.size[RN_VALID] <= 0)
		return rn_fail(err, RN_EUSAGE, "--patience needs validation "
		               "windows, and --val-size is 0");
	if (spec->net.variational && spec->net.dropout <= 0)
		return rn_fail(err, RN_EUSAGE, "--variational is a kind of dropout, "
		               "and --dropout is 0");
	if (spec->split.size[RN_TRAIN] <= 0
	    && spec->split.size[RN_VALID] < 1 && spec->split.size[RN_TEST] < 1
	    && spec->split.size[RN_VALID] + spec->split.size[RN_TEST] >= 1)
		return rn_fail(err, RN_EUSAGE, "--val-size and --test-size leave "
		               "nothing to train on");
	return RN_OK;
}

enum rn_status rn_preset_apply(const struct rn_preset *preset,
                               struct rn_spec *spec, struct rn_error *err)
{
	for (int i = 0; preset->option[i].name; i++)
		if (rn_spec_set(spec, rn_spec_find(preset->option[i].name),
		                preset->option[i].text, err))
			return err->status;
	spec->split.shrink = preset->shrink;
	return RN_OK;
}

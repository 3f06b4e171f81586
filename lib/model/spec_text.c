/*
 * spec_text.c - options of a training, read from text and written as such.
 */
#include "model/spec.h"

#include "base/block.h"
#include "data/csv.h"
#include "model/spec_loss.h"
#include "model/spec_number.h"
#include "model/spec_option.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Where the spec keeps a field. */
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

static enum rn_status set_int(int *to, const struct rn_spec_field *f,
                              const char *text, struct rn_error *err)
{
	char allowed[80];
	uint64_t n;
	const char *end = rn_text_count(text, (uint64_t)f->max, &n);

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

	if (rn_text_real(text, &x) && x >= f->min && x <= f->max) {
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

	if (rn_text_real(text, &x) && x >= 0 && x <= 1e15
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
	const char *end = rn_text_count(text, INT64_MAX, &seed);

	if (!end || *end)
		return refuse(f, text, "a whole number from 0 to 2^63 - 1", err);
	*to = seed;
	return RN_OK;
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

static enum rn_status set_widths(struct rn_network_spec *to,
                                 const struct rn_spec_field *f,
                                 const char *text, struct rn_error *err)
{
	int width[RN_MAX_DEPTH], n;
	char allowed[80];

	if (rn_text_list(text, RN_MAX_DEPTH, RN_MAX_WIDTH, width, &n)) {
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

/* auto, none, or at most `most` step counts. */
static enum rn_status set_steps(int *n, int *step, int most,
                                const struct rn_spec_field *f,
                                const char *text, struct rn_error *err)
{
	int read[RN_MAX_LAG] = { 0 }, n_read = 0;
	char allowed[60];

	if (strcmp(text, "auto") == 0) {
		n_read = -1;
	} else if (strcmp(text, "none") != 0
	           && (!rn_text_list(text, most, RN_MAX_PERIOD, read, &n_read)
	               || repeats(read, n_read))) {
		snprintf(allowed, sizeof(allowed), "auto, none, or up to %d different "
		         "step counts", most);
		return refuse(f, text, allowed, err);
	}
	*n = n_read;
	memcpy(step, read, (size_t)most * sizeof(*step));
	return RN_OK;
}

static enum rn_status set_rows(struct rn_rows *to,
                               const struct rn_spec_field *f, const char *text,
                               struct rn_error *err)
{
	uint64_t from = 0, end = 0;
	const char *at = *text == ':' ? text
	                 : rn_text_count(text, INT64_MAX, &from);
	const bool to_end = at && strcmp(at, ":") == 0;

	if (at && *at == ':' && !to_end)
		at = rn_text_count(at + 1, INT64_MAX, &end);
	if (at && (to_end || (!*at && end > from))) {
		*to = (struct rn_rows){ from, end };
		return RN_OK;
	}
	return refuse(f, text, "A:B with A less than B, counted from 0", err);
}

static enum rn_status set_shares(struct rn_quantiles *to,
                                 const struct rn_spec_field *f,
                                 const char *text, struct rn_error *err)
{
	char allowed[80];

	if (rn_quantiles_read(to, text))
		return RN_OK;
	rn_quantiles_allowed(allowed, sizeof(allowed));
	return refuse(f, text, allowed, err);
}

static enum rn_status set_parts(struct rn_loss_parts *to,
                                const struct rn_spec_field *f,
                                const char *text, struct rn_error *err)
{
	char allowed[160];

	if (rn_loss_parts_read(to, text))
		return RN_OK;
	rn_loss_parts_allowed(allowed, sizeof(allowed));
	return refuse(f, text, allowed, err);
}

static enum rn_status set_option(struct rn_option_value *to,
                                 const struct rn_spec_field *f,
                                 const char *text, struct rn_error *err)
{
	struct rn_option_value value = { .n = 0 };
	char allowed[160];

	if (rn_option_read(&value, f->option, text)) {
		*to = value;
		return RN_OK;
	}
	rn_option_describe(f->option, allowed, sizeof(allowed));
	return refuse(f, text, allowed, err);
}

/* What an option sets besides itself. */
static enum rn_status set_implied(struct rn_spec *spec,
                                  const struct rn_spec_field *f,
                                  struct rn_error *err)
{
	const char *text = f->implied ? f->implied_text(spec) : NULL;
	struct rn_spec_field other;

	return text && rn_spec_find(f->implied, &other)
	       ? rn_spec_set(spec, &other, text, err) : RN_OK;
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
		return set_type(to, f, text, err) ? err->status
		       : set_implied(spec, f, err);
	case RN_SPEC_TEXT:
		return set_text(to, f, text, err);
	case RN_SPEC_WIDTHS:
		return set_widths(to, f, text, err);
	case RN_SPEC_ROWS:
		return set_rows(to, f, text, err);
	case RN_SPEC_SEASON:
		return set_steps(&spec->season.n, spec->season.period, RN_MAX_SEASON,
		                 f, text, err);
	case RN_SPEC_LAGS:
		return set_steps(&spec->lags.n, spec->lags.lag, RN_MAX_LAG, f, text,
		                 err);
	case RN_SPEC_SHARES:
		return set_shares(to, f, text, err);
	case RN_SPEC_PARTS:
		return set_parts(to, f, text, err);
	case RN_SPEC_OPTION:
		return set_option(to, f, text, err);
	}
	return rn_fail(err, RN_EINTERNAL, "option kind %d", (int)f->kind);
}

static const char *write_steps(char *buf, size_t size, const int *x, int n)
{
	if (n <= 0)
		return n ? "auto" : "none";
	rn_list_write(buf, size, x, n);
	return buf;
}

static void write_rows(char *buf, size_t size, const struct rn_rows *rows)
{
	if (rows->to)
		snprintf(buf, size, "%zu:%zu", rows->from, rows->to);
	else
		snprintf(buf, size, "%zu:", rows->from);
}

/* NULL: it was not given. */
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
		if (isnan(*(const double *)at))
			return NULL;
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
		rn_list_write(buf, size, spec->net.width, spec->net.n_rnn);
		break;
	case RN_SPEC_ROWS:
		write_rows(buf, size, at);
		break;
	case RN_SPEC_SEASON:
		return write_steps(buf, size, spec->season.period, spec->season.n);
	case RN_SPEC_LAGS:
		return write_steps(buf, size, spec->lags.lag, spec->lags.n);
	case RN_SPEC_SHARES:
		rn_quantiles_write(at, buf, size);
		return *buf ? buf : NULL;
	case RN_SPEC_PARTS:
		rn_loss_parts_write(at, buf, size);
		return *buf ? buf : NULL;
	case RN_SPEC_OPTION:
		return rn_option_write(buf, RN_SPEC_TEXT_MAX, at, f->option);
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
	case RN_SPEC_LAGS:
		return "auto|none|N[,N]";
	case RN_SPEC_SHARES:
		return "P,P[,P]";
	case RN_SPEC_PARTS:
		return "NAME[:X],...";
	case RN_SPEC_OPTION:
		return rn_option_argument(f->option);
	}
	return NULL;
}

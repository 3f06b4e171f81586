/*
 * spec_loss.c - lists of shares, and of losses with weights.
 */
#include "model/spec_loss.h"

#include "data/csv.h"

#include <stdio.h>
#include <string.h>

static const double least_share = 0.001;
static const double least_weight = 1e-6, most_weight = 1e6;

static void append(char *buf, size_t size, const char *text)
{
	const size_t at = strlen(buf);

	snprintf(buf + at, size - at, "%s", text);
}

/* The number that [from, to) spells. */
static bool read_number(const char *from, const char *to, double *x)
{
	const struct rn_field field = { from, (size_t)(to - from) };

	return rn_number_parse(&field, x);
}

/* The end of the piece that begins at text: a comma, or the end of all. */
static const char *piece_end(const char *text)
{
	return text + strcspn(text, ",");
}

bool rn_quantiles_read(struct rn_quantiles *to, const char *text)
{
	struct rn_quantiles q = { .n = 0 };
	double before = 0;

	for (;; text++) {
		const char *end = piece_end(text);
		double p;

		if (q.n == RN_MAX_QUANTILE || !read_number(text, end, &p)
		    || p < least_share || p > 1 - least_share || p <= before)
			return false;
		q.p[q.n++] = before = p;
		text = end;
		if (!*text)
			break;
	}
	if (q.n < 2)
		return false;
	*to = q;
	return true;
}

void rn_quantiles_write(const struct rn_quantiles *q, char *buf, size_t size)
{
	char number[RN_NUMBER_TEXT];

	buf[0] = '\0';
	for (int i = 0; i < q->n; i++) {
		append(buf, size, i ? "," : "");
		append(buf, size, rn_number_text(number, q->p[i]));
	}
}

void rn_quantiles_allowed(char *buf, size_t size)
{
	snprintf(buf, size, "a comma list of 2 to %d ascending numbers from %g to "
	         "%g", RN_MAX_QUANTILE, least_share, 1 - least_share);
}

/* The loss of a point that [from, to) names; NULL: none. */
static const struct rn_loss_type *find(const char *from, const char *to)
{
	const size_t n = (size_t)(to - from);

	for (int i = 0; rn_loss_types[i]; i++)
		if (rn_loss_is_part(rn_loss_types[i])
		    && strlen(rn_loss_types[i]->name) == n
		    && memcmp(rn_loss_types[i]->name, from, n) == 0)
			return rn_loss_types[i];
	return NULL;
}

/* NAME or NAME:WEIGHT. */
static bool read_part(struct rn_loss_part *to, const char *from,
                      const char *end)
{
	const char *colon = memchr(from, ':', (size_t)(end - from));

	to->type = find(from, colon ? colon : end);
	to->weight = 1;
	if (!to->type || (colon && !read_number(colon + 1, end, &to->weight)))
		return false;
	return to->weight >= least_weight && to->weight <= most_weight;
}

bool rn_loss_parts_read(struct rn_loss_parts *to, const char *text)
{
	struct rn_loss_parts parts = { .n = 0 };

	for (;; text++) {
		const char *end = piece_end(text);

		if (parts.n == RN_MAX_LOSS_PART
		    || !read_part(&parts.part[parts.n++], text, end))
			return false;
		text = end;
		if (!*text)
			break;
	}
	*to = parts;
	return true;
}

void rn_loss_parts_write(const struct rn_loss_parts *parts, char *buf,
                         size_t size)
{
	char number[RN_NUMBER_TEXT];

	buf[0] = '\0';
	for (int i = 0; i < parts->n; i++) {
		append(buf, size, i ? "," : "");
		append(buf, size, parts->part[i].type->name);
		append(buf, size, ":");
		append(buf, size, rn_number_text(number, parts->part[i].weight));
	}
}

void rn_loss_parts_allowed(char *buf, size_t size)
{
	int n = 0;

	snprintf(buf, size, "1 to %d of ", RN_MAX_LOSS_PART);
	for (int i = 0; rn_loss_types[i]; i++)
		if (rn_loss_is_part(rn_loss_types[i])) {
			append(buf, size, n++ ? ", " : "");
			append(buf, size, rn_loss_types[i]->name);
		}
	append(buf, size, ", as mae:1,smape:0.1");
}

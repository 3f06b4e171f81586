/*
 * gauge.c - a column described while its rows go by.
 *
 * Mean and spread are updated value by value (B. P. Welford, "Note on a
 * method for calculating corrected sums of squares and products", 1962).
 */
#include "data/gauge.h"

#include "base/block.h"
#include "data/missing.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Takes the place of a missing value in a hash. */
#define MISSING UINT64_C(0x6d697373696e6721)
/* Odd, and its bits are as good as random: 2^64 over the golden ratio. */
#define SPREAD UINT64_C(0x9e3779b97f4a7c15)

enum rn_status rn_gauge_watch(struct rn_gauge *gauge, struct rn_error *err)
{
	return rn_alloc(&gauge->tail, RN_GAUGE_TAIL, sizeof(*gauge->tail), err);
}

void rn_gauge_release(struct rn_gauge *gauge)
{
	free(gauge->tail);
	*gauge = (struct rn_gauge){ .n = 0 };
}

/* The shift lets high bits, where products are good, reach low ones. */
static uint64_t mix(uint64_t hash, uint64_t value)
{
	hash = (hash ^ value) * SPREAD;
	return hash ^ hash >> 32;
}

uint64_t rn_text_hash(const char *text, size_t len)
{
	uint64_t hash = len, word;

	for (; len >= sizeof(word); text += sizeof(word), len -= sizeof(word)) {
		memcpy(&word, text, sizeof(word));
		hash = mix(hash, word);
	}
	word = 0;
	memcpy(&word, text, len);
	return mix(mix(hash, word), SPREAD);
}

static void add(struct rn_gauge *g, uint64_t value)
{
	if (g->n++ == 0)
		g->first = value;
	g->varies |= value != g->first;
	g->hash = mix(g->hash, value);
}

void rn_gauge_keep(struct rn_gauge *gauge, double x)
{
	if (gauge->tail)
		gauge->tail[gauge->n_tail++ % RN_GAUGE_TAIL] = x;
}

void rn_gauge_number(struct rn_gauge *gauge, double x)
{
	const double d = x - gauge->mean;
	uint64_t bits;

	x += 0.0; /* -0 is 0 */
	memcpy(&bits, &x, sizeof(bits));
	add(gauge, bits);
	if (gauge->n == 1)
		gauge->min = gauge->max = x;
	gauge->min = x < gauge->min ? x : gauge->min;
	gauge->max = x > gauge->max ? x : gauge->max;
	gauge->mean += d / (double)gauge->n;
	gauge->m2 += d * (x - gauge->mean);
}

void rn_gauge_text(struct rn_gauge *gauge, const struct rn_field *field)
{
	add(gauge, rn_text_hash(field->text, field->len));
}

void rn_gauge_missing(struct rn_gauge *gauge)
{
	gauge->n_missing++;
	gauge->hash = mix(gauge->hash, MISSING);
}

void rn_gauge_misfit(struct rn_gauge *gauge, size_t line)
{
	if (gauge->n_misfit++ == 0)
		gauge->misfit_line = line;
}

double rn_gauge_sd(const struct rn_gauge *gauge)
{
	return gauge->n > 1 ? sqrt(gauge->m2 / (double)(gauge->n - 1)) : 0;
}

static void reverse(double *x, size_t from, size_t to)
{
	for (; from + 1 < to; from++, to--) {
		const double held = x[from];

		x[from] = x[to - 1];
		x[to - 1] = held;
	}
}

size_t rn_gauge_settle(struct rn_gauge *gauge)
{
	const size_t begin = gauge->n_tail % RN_GAUGE_TAIL;
	size_t n = gauge->n_tail, from, to;

	if (!gauge->tail)
		return 0;
	if (n > RN_GAUGE_TAIL) {
		/* Turned around as a whole after both parts were, a ring begins
		 * with its oldest. */
		n = RN_GAUGE_TAIL;
		reverse(gauge->tail, 0, begin);
		reverse(gauge->tail, begin, n);
		reverse(gauge->tail, 0, n);
	}
	rn_missing_span(gauge->tail, n, &from, &to);
	if (from >= to)
		return 0;
	memmove(gauge->tail, gauge->tail + from,
	        (to - from) * sizeof(*gauge->tail));
	rn_missing_fill(&rn_missing_interpolate, gauge->tail, to - from);
	return to - from;
}

int rn_gauge_compare(const struct rn_gauge *a, const struct rn_gauge *b)
{
	if (a->hash != b->hash)
		return a->hash < b->hash ? -1 : 1;
	if (a->n != b->n)
		return a->n < b->n ? -1 : 1;
	return a->n_missing < b->n_missing ? -1 : a->n_missing > b->n_missing;
}

bool rn_gauge_same(const struct rn_gauge *a, const struct rn_gauge *b)
{
	return rn_gauge_compare(a, b) == 0;
}

/*
 * guess.c - counting pairs of symbols.
 *
 * A pair is one number, from * V + to, and the counts are a sorted list of all
 * pairs: as large as the data, however many symbols there are.
 */
#include "forecast/guess.h"

#include "base/block.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static const struct rn_guess_type uniform = {
	.name = "uniform",
	.title = "every symbol is as likely as any other",
	.order = -1,
};

static const struct rn_guess_type most_frequent = {
	.name = "most-frequent",
	.title = "symbols as often as they came before, whatever the last one",
	.order = 0,
};

static const struct rn_guess_type markov = {
	.name = "markov",
	.title = "symbols as often as they came after the last one",
	.order = 1,
};

const struct rn_guess_type *const rn_guess_types[] = {
	&uniform,
	&most_frequent,
	&markov,
	NULL
};

/* The pair that is there most often of those with one `from`. */
struct favourite {
	uint64_t pair;
	size_t n; /* how often; 0: there is none */
};

struct counts {
	int order;
	uint64_t V;     /* symbols */
	size_t n;
	uint64_t *pair; /* [n] ascending */
	struct favourite *of; /* [V] by `from` */
};

static int compare_pairs(const void *a, const void *b)
{
	const uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

static uint64_t pair_of(const struct counts *c, double from, double to)
{
	return (c->order > 0 ? (uint64_t)from * c->V : 0) + (uint64_t)to;
}

/* The first of those that are there as often. */
static void find_favourites(struct counts *c)
{
	memset(c->of, 0, (size_t)c->V * sizeof(*c->of));
	for (size_t at = 0, next; at < c->n; at = next) {
		struct favourite *of = &c->of[c->pair[at] / c->V];

		for (next = at + 1; next < c->n && c->pair[next] == c->pair[at];)
			next++;
		if (next - at > of->n)
			*of = (struct favourite){ c->pair[at], next - at };
	}
}

/* Counts the pairs h rows apart before the rows that judge, or single
 * symbols. */
static void count(struct counts *c, const struct rn_dataset *data,
                  enum rn_part part, size_t h)
{
	c->n = 0;
	if (c->order == 0)
		h = 0;
	for (int i = 0; c->order >= 0 && i < data->panel->n_series; i++) {
		const double *x = data->panel->series[i].x;
		const size_t n = rn_split_rows(data->split, part - 1, i);

		for (size_t t = h; t < n; t++)
			c->pair[c->n++] = pair_of(c, x[t - h], x[t]);
	}
	qsort(c->pair, c->n, sizeof(*c->pair), compare_pairs);
	find_favourites(c);
}

/* The first place of a pair that is not below `pair`. */
static size_t find(const struct counts *c, uint64_t pair)
{
	size_t from = 0, to = c->n;

	while (from < to) {
		const size_t middle = from + (to - from) / 2;

		if (c->pair[middle] < pair)
			from = middle + 1;
		else
			to = middle;
	}
	return from;
}

/* Where nothing was counted all symbols are as likely, and one of them is as
 * good a guess as another. */
static void add(struct rn_errors *sum, const struct counts *c, double last,
                double y)
{
	const uint64_t pair = pair_of(c, last, y);
	const uint64_t first = pair - (uint64_t)y;
	const size_t from = find(c, first), to = find(c, first + c->V);
	const size_t n = find(c, pair + 1) - find(c, pair);
	const struct favourite *of = &c->of[first / c->V];
	const double V = (double)c->V;

	rn_errors_add_symbol(sum, of->n ? (double)(of->pair == pair) : 1 / V,
	                     ((double)n + 1) / ((double)(to - from) + V));
}

enum rn_status rn_guess_score(const struct rn_guess_type *type,
                              const struct rn_dataset *data,
                              enum rn_part part, struct rn_errors *sum,
                              struct rn_error *err)
{
	const struct rn_split *split = data->split;
	const struct rn_window_shape *shape = &split->shape;
	struct counts c = { .order = type->order,
	                    .V = (uint64_t)data->panel->vocabulary.n };
	size_t n = 0;

	*sum = (struct rn_errors){ .n = 0 };
	for (int i = 0; i < data->panel->n_series; i++)
		n += data->panel->series[i].n_row;
	if (rn_alloc(&c.pair, n, sizeof(*c.pair), err))
		return err->status;
	if (rn_alloc(&c.of, (size_t)c.V, sizeof(*c.of), err)) {
		free(c.pair);
		return err->status;
	}
	for (int k = 0; k < shape->n_out; k++) {
		count(&c, data, part, (size_t)(shape->lead + k));
		for (size_t i = 0; i < split->n[part]; i++) {
			const struct rn_window w = rn_split_window(split, part, i);
			const double *x = data->panel->series[w.series].x;
			const size_t row = rn_window_target(shape, w.first) + (size_t)k;

			add(sum, &c, x[row - (size_t)(shape->lead + k)], x[row]);
		}
	}
	free(c.of);
	free(c.pair);
	return RN_OK;
}

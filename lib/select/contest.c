/*
 * contest.c - errors on the validation windows, and a test of differences.
 */
#include "select/contest.h"

#include "base/block.h"

#include <math.h>
#include <stdlib.h>

enum { MAX_BLOCK = 16, MIN_BLOCK = 3 };

static const double LEAST_GAIN = 0.01;

/* Of what a series moved in training rows, which it is measured by where it
 * hardly moves after them. */
static const double LEAST_MOVE = 0.01;

static double square(double x)
{
	return x * x;
}

/* The mean squared error of repeating the last value in a part of series i. */
static double of_last(const struct rn_contest *c, int i, enum rn_part p)
{
	const struct rn_window_shape *shape = &c->split->shape;
	const struct rn_range *part = &c->split->part[i][p];
	const double *x = c->panel->series[i].x;
	double sum = 0;

	for (size_t w = part->from; w < part->to; w++) {
		const size_t target = rn_window_target(shape, w);

		for (int k = 0; k < shape->n_out; k++)
			sum += square(x[target + (size_t)k]
			              - x[target - (size_t)shape->lead]);
	}
	return sum / ((double)(part->to - part->from) * shape->n_out);
}

/* What a squared error of a series is measured in; 0: it has no say. */
static double unit_of(const struct rn_contest *c, int i)
{
	const double before = of_last(c, i, RN_TRAIN);

	return before > 0 ? fmax(of_last(c, i, RN_VALID), LEAST_MOVE * before) : 0;
}

enum rn_status rn_contest_make(struct rn_contest *c,
                               const struct rn_panel *panel,
                               const struct rn_split *split,
                               struct rn_error *err)
{
	const size_t n_series = (size_t)panel->n_series;
	int n = 0;

	*c = (struct rn_contest){ .panel = panel, .split = split };
	if (rn_alloc(&c->weight, n_series, sizeof(*c->weight), err))
		return err->status;
	for (int i = 0; i < panel->n_series; i++) {
		c->weight[i] = unit_of(c, i);
		n += c->weight[i] > 0;
	}
	for (int i = 0; i < panel->n_series; i++) {
		const struct rn_range *part = &split->part[i][RN_VALID];
		const double all = (double)(part->to - part->from)
		                   * split->shape.n_out;

		c->weight[i] = c->weight[i] > 0 ? 1 / (c->weight[i] * all * n)
		               : n == 0 ? 1 / (all * panel->n_series) : 0;
	}
	return RN_OK;
}

void rn_contest_release(struct rn_contest *c)
{
	free(c->weight);
	c->weight = NULL;
}

enum rn_status rn_contest_enter(const struct rn_contest *c,
                                const double *yhat, struct rn_entry *entry,
                                struct rn_error *err)
{
	const struct rn_window_shape *shape = &c->split->shape;
	const size_t n = c->split->n[RN_VALID], K = (size_t)shape->n_out;
	double sum = 0, all = 0;

	if (rn_alloc(&entry->loss, n, sizeof(double), err))
		return err->status;
	for (size_t i = 0; i < n; i++) {
		const struct rn_window w = rn_split_window(c->split, RN_VALID, i);
		const double *y = c->panel->series[w.series].x
		                  + rn_window_target(shape, w.first);
		double e = 0;

		for (size_t k = 0; k < K; k++)
			e += square(yhat[i * K + k] - y[k]);
		all += e;
		entry->loss[i] = e * c->weight[w.series];
		sum += entry->loss[i];
	}
	entry->error = sqrt(sum);
	entry->rmse = sqrt(all / (double)(n * K));
	return RN_OK;
}

void rn_entry_release(struct rn_entry *entry)
{
	free(entry->loss);
	entry->loss = NULL;
}

/* What Student's t exceeds in one of 20 samples of n. */
static double critical(size_t n)
{
	static const double t[] = { 2.920, 2.353, 2.132, 2.015, 1.943, 1.895,
		1.860, 1.833, 1.812, 1.796, 1.782, 1.771, 1.761, 1.753 };

	return t[n - MIN_BLOCK];
}

/* Blocks are of as many windows as a forecast has rows, or more. */
static size_t count_blocks(const struct rn_split *split)
{
	const size_t n = split->n[RN_VALID] / (size_t)split->shape.n_out;

	return n < MAX_BLOCK ? n : MAX_BLOCK;
}

/* What a gains on b in the later half of each series' windows. */
static double late_gain(const struct rn_contest *c, const struct rn_entry *a,
                        const struct rn_entry *b)
{
	double sum = 0;

	for (size_t i = 0; i < c->split->n[RN_VALID]; i++) {
		const struct rn_window w = rn_split_window(c->split, RN_VALID, i);
		const struct rn_range *part = &c->split->part[w.series][RN_VALID];

		if (w.first >= part->from + (part->to - part->from) / 2)
			sum += b->loss[i] - a->loss[i];
	}
	return sum;
}

bool rn_contest_beats(const struct rn_contest *c, const struct rn_entry *a,
                      const struct rn_entry *b, bool is_seasonal)
{
	const double share = is_seasonal ? 0.5 : 1;
	const size_t n = c->split->n[RN_VALID], n_block = count_blocks(c->split);
	double sum = 0, squares = 0, mean, spread;

	if (!(a->error < (1 - LEAST_GAIN) * b->error) || !(a->rmse < b->rmse)
	    || n_block < MIN_BLOCK || !(late_gain(c, a, b) > 0))
		return false;
	for (size_t i = 0; i < n_block; i++) {
		const size_t to = (i + 1) * n / n_block;
		double gain = 0;

		for (size_t w = i * n / n_block; w < to; w++)
			gain += b->loss[w] - a->loss[w];
		sum += gain;
		squares += gain * gain;
	}
	mean = sum / (double)n_block;
	spread = fmax(squares / (double)n_block - mean * mean, 0)
	         / (double)(n_block - 1);
	return mean > share * critical(n_block) * sqrt(spread);
}

/*
 * update.c - from the shards' gradients to new parameters.
 *
 * Crosses one barrier: the slices of the parameter vector are added up over
 * the shards, clipped and stepped together.  Clipping by norm needs the whole
 * gradient first, and one barrier more.
 */
#include "train/update.h"

#include "nn/vec.h"
#include "train/clip.h"

#include <math.h>
#include <string.h>

/* The parameter vector is cut into slices by its length alone. */
enum { N_SLICE = RN_MAX_SLICE };

void rn_update_carve(struct rn_update *u, struct rn_block *block)
{
	for (int k = 0; k < u->opts->optim->n_moment; k++)
		u->moment[k] = rn_block_take(block, u->net->n_param);
}

static void slice(const struct rn_update *u, int i, size_t *from, size_t *n)
{
	const size_t all = u->net->n_param;

	*from = all * (size_t)i / N_SLICE;
	*n = all * (size_t)(i + 1) / N_SLICE - *from;
}

/* The fixed parameters of a layer that lie in [*from, *to): are there any? */
static bool cut_fixed(const struct rn_layer *l, size_t *from, size_t *to)
{
	const size_t end = l->at + l->n_param, begin = end - l->n_fixed;

	*from = *from > begin ? *from : begin;
	*to = *to < end ? *to : end;
	return *from < *to;
}

/* Changes the fixed parameters among n, and leaves no gradient of them. */
static void adapt(struct rn_update *u, size_t from, size_t n)
{
	const rn_real share = 1 / (rn_real)u->n_row;
	rn_real *w = u->net->param, *g = u->runner->shard[0].grad;

	for (int i = 0; i < u->net->n_layer; i++) {
		const struct rn_layer *l = &u->net->layer[i];
		size_t at = from, end = from + n;

		if (!cut_fixed(l, &at, &end))
			continue;
		for (size_t j = at; l->type->adapts && j < end; j++)
			w[j] += share * g[j];
		memset(g + at, 0, (end - at) * sizeof(*g));
	}
}

/* Moves the shards' gradients into the first one's, in their order. */
static void reduce(void *ud, int i)
{
	struct rn_update *u = ud;
	size_t from, n;
	rn_real *g;

	slice(u, i, &from, &n);
	g = u->runner->shard[0].grad + from;
	for (int k = 1; k < u->n_shard; k++)
		rn_vec_drain(g, u->runner->shard[k].grad + from, n);
	adapt(u, from, n);
	if (u->diagnoses)
		rn_diagnosis_slice(&u->diagnosis, i, g, n);
	if (u->opts->clip_value > 0)
		rn_clip_value(g, n, u->opts->clip_value);
	if (u->opts->clip_norm > 0)
		u->norm2[i] = rn_clip_square(g, n);
}

/* Steps the parameters [from, to). */
static void step_some(struct rn_update *u, size_t from, size_t to)
{
	struct rn_optim_step s = {
		.rate = u->rate,
		.momentum = u->opts->momentum,
		.decay = u->opts->weight_decay,
		.t = u->step,
		.n = to - from,
		.w = u->net->param + from,
		.g = u->runner->shard[0].grad + from,
	};

	for (int k = 0; k < u->opts->optim->n_moment; k++)
		s.m[k] = u->moment[k] + from;
	for (size_t j = 0; u->shrink < 1 && j < s.n; j++)
		s.g[j] *= (rn_real)u->shrink;
	u->opts->optim->step(&s);
	memset(s.g, 0, s.n * sizeof(*s.g));
}

/* Steps slice i but for what is fixed; layers lie in their order. */
static void update(void *ud, int i)
{
	struct rn_update *u = ud;
	size_t at, n, end;

	slice(u, i, &at, &n);
	end = at + n;
	for (int k = 0; k < u->net->n_layer; k++) {
		size_t from = at, to = end;

		if (!cut_fixed(&u->net->layer[k], &from, &to))
			continue;
		step_some(u, at, from);
		at = to;
	}
	step_some(u, at, end);
}

static void reduce_and_update(void *ud, int i)
{
	reduce(ud, i);
	update(ud, i);
}

void rn_update_run(struct rn_update *u, double rate, int n_row)
{
	double norm2 = 0;

	u->step++;
	u->rate = rate;
	u->n_row = n_row;
	u->n_shard = rn_shard_count(n_row);
	u->shrink = 1;
	if (u->opts->clip_norm > 0) {
		rn_pool_run(u->runner->pool, N_SLICE, reduce, u);
		for (int i = 0; i < N_SLICE; i++)
			norm2 += u->norm2[i];
		u->shrink = rn_clip_shrink(sqrt(norm2), u->opts->clip_norm);
		rn_pool_run(u->runner->pool, N_SLICE, update, u);
	} else {
		rn_pool_run(u->runner->pool, N_SLICE, reduce_and_update, u);
	}
	if (u->diagnoses)
		rn_diagnosis_step(&u->diagnosis, u->shrink < 1,
		                  u->opts->clip_value);
}

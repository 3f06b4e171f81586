/*
 * attention_layer.c - the layer that finds what keys say to each query.
 *
 *   q = s Wq (or s)           the query: the decoder's state s [B, H]
 *   e_j = v . tanh(q + E_j Uk), or q . E_j    a score of each key E_j [B, H]
 *   a = softmax of e over j   the weights, which sum to 1
 *   c = sum_j a_j E_j         the context
 *
 * Additive attention (D. Bahdanau, K. Cho, Y. Bengio 2015) hands on c.  The
 * other kinds (M.-T. Luong, H. Pham, C. Manning 2015) hand on
 * tanh([c; s] Wc).
 *
 * Parameters, in order: Wq [H, A], then Uk [H, A] and v [A] of the additive
 * one, or Wc [2 H, H].  A is half of H where it is additive, else H.
 */
#include "nn/layer.h"

#include "base/blas.h"
#include "base/kernel.h"
#include "nn/act.h"
#include "nn/attention.h"
#include "nn/exp.h"
#include "nn/vec.h"

#include <stdio.h>
#include <string.h>

/* Scratch memory of the tape: what all steps keep, and what one needs. */
enum {
	QUERY,   /* [T, B, A] */
	WEIGHT,  /* [T, n_key, B] */
	CONTEXT, /* [T, B, H], unless it is what is handed on */
	KEY,     /* [n_key, B, A] additive: E Uk */
	HIDDEN,  /* [n_key, B, A] additive: the tanh of one step */
};
enum {
	DQUERY,   /* [B, A] */
	DSCORE,   /* [n_key, B] */
	DCONTEXT, /* [B, H] */
	DKEY,     /* [n_key, B, A] additive, of all steps */
};

static int query_width(const struct rn_layer *l)
{
	return l->attention->is_additive ? (l->H + 1) / 2 : l->H;
}

struct parts {
	size_t key, v, combine, end;
};

static struct parts parts_of(const struct rn_layer *l)
{
	const struct rn_attention_type *type = l->attention;
	const size_t H = (size_t)l->H, A = (size_t)query_width(l);
	struct parts p;

	p.key = type->has_query ? H * A : 0;
	p.v = p.key + (type->is_additive ? H * A : 0);
	p.combine = p.v + (type->is_additive ? A : 0);
	p.end = p.combine + (type->is_additive ? 0 : 2 * H * H);
	return p;
}

static size_t attention_n_param(const struct rn_layer *l)
{
	return parts_of(l).end;
}

static void attention_bind(const struct rn_layer *l, struct rn_tape *tape,
                           int B, bool training, struct rn_block *block)
{
	(void)training;
	tape->out = rn_block_take(block, (size_t)tape->T * (size_t)B
	                                 * (size_t)l->H);
}

void rn_attention_bind(struct rn_tape *tape, const struct rn_layer *l,
                       int n_key, bool training, struct rn_block *block)
{
	const size_t b = (size_t)tape->B, rows = (size_t)tape->T * b;
	const size_t keys = (size_t)n_key * b, H = (size_t)l->H;
	const size_t A = (size_t)query_width(l);
	const bool is_additive = l->attention->is_additive;

	tape->n_key = n_key;
	tape->scratch[WEIGHT] = rn_block_take(block, (size_t)tape->T * keys);
	if (l->attention->has_query)
		tape->scratch[QUERY] = rn_block_take(block, rows * A);
	if (!is_additive)
		tape->scratch[CONTEXT] = rn_block_take(block, rows * H);
	if (is_additive) {
		tape->scratch[KEY] = rn_block_take(block, keys * A);
		tape->scratch[HIDDEN] = rn_block_take(block, keys * A);
	}
	if (!training)
		return;
	tape->dscratch[DQUERY] = rn_block_take(block, b * A);
	tape->dscratch[DSCORE] = rn_block_take(block, keys);
	tape->dscratch[DCONTEXT] = rn_block_take(block, b * H);
	if (is_additive)
		tape->dscratch[DKEY] = rn_block_take(block, keys * A);
}

static void attention_init(const struct rn_layer *l,
                           const struct rn_init_type *init, rn_real *w,
                           struct rn_rng *rng)
{
	const struct parts p = parts_of(l);
	const int H = l->H, A = query_width(l);

	w += l->at;
	if (l->attention->has_query)
		init->input(w, H, A, H, rng);
	if (l->attention->is_additive) {
		init->input(w + p.key, H, A, H, rng);
		init->input(w + p.v, A, 1, A, rng);
	} else {
		init->input(w + p.combine, 2 * H, H, 2 * H, rng);
	}
}

/* One step of a tape. */
struct step {
	const rn_real *s, *q; /* [B, H], [B, A] */
	rn_real *weight;      /* [n_key, B] */
	rn_real *context;     /* [B, H] */
	rn_real *y;           /* [B, H] what is handed on */
};

static struct step step_at(const struct rn_layer *l,
                           const struct rn_tape *tape, int t)
{
	const size_t row = (size_t)t * (size_t)tape->B;
	const size_t H = (size_t)l->H, A = (size_t)query_width(l);
	struct step step = { .s = tape->x + row * H, .y = tape->out + row * H };

	step.q = l->attention->has_query ? tape->scratch[QUERY] + row * A : step.s;
	step.weight = tape->scratch[WEIGHT] + row * (size_t)tape->n_key;
	step.context = l->attention->is_additive ? step.y
	                                         : tape->scratch[CONTEXT] + row * H;
	return step;
}

/* hidden = tanh(key + q), the query added to each of n keys [size] */
RN_KERNEL
static void add_and_squash(rn_real *restrict hidden,
                           const rn_real *restrict key,
                           const rn_real *restrict q, size_t n, size_t size)
{
	for (size_t j = 0; j < n; j++)
		for (size_t i = 0; i < size; i++)
			hidden[j * size + i] = rn_tanh(key[j * size + i] + q[i]);
}

RN_KERNEL
static void squash(rn_real *x, size_t n)
{
	for (size_t i = 0; i < n; i++)
		x[i] = rn_tanh(x[i]);
}

/* y, a tanh, becomes the gradient of what it was the tanh of. */
RN_KERNEL
static void squash_back(rn_real *restrict y, const rn_real *restrict dy,
                        size_t n)
{
	for (size_t i = 0; i < n; i++)
		y[i] = dy[i] * (1 - y[i] * y[i]);
}

/* The same of hidden [n, A], whose gradient is de v. */
RN_KERNEL
static void hidden_back(rn_real *restrict hidden, const rn_real *restrict de,
                        const rn_real *restrict v, size_t n, size_t A)
{
	for (size_t i = 0; i < n; i++) {
		rn_real *h = hidden + i * A;

		for (size_t k = 0; k < A; k++)
			h[k] = de[i] * v[k] * (1 - h[k] * h[k]);
	}
}

/* Softmax over the n rows of a [n, B], each column for itself. */
static void normalise(rn_real *a, int n, int B)
{
	for (int b = 0; b < B; b++) {
		rn_real most = a[b], sum = 0;

		for (int j = 1; j < n; j++)
			most = a[j * B + b] > most ? a[j * B + b] : most;
		for (int j = 0; j < n; j++)
			sum += a[j * B + b] = rn_exp(a[j * B + b] - most);
		for (int j = 0; j < n; j++)
			a[j * B + b] /= sum;
	}
}

/* de = a (da - sum a da), in place */
static void normalise_back(rn_real *da, const rn_real *a, int n, int B)
{
	for (int b = 0; b < B; b++) {
		rn_real sum = 0;

		for (int j = 0; j < n; j++)
			sum += a[j * B + b] * da[j * B + b];
		for (int j = 0; j < n; j++)
			da[j * B + b] = a[j * B + b] * (da[j * B + b] - sum);
	}
}

/* score [n_key, B]: each row's keys times its x [B, H] */
static void multiply_keys(const struct rn_layer *l, const struct rn_tape *tape,
                          const rn_real *x, rn_real *score)
{
	const int H = l->H, B = tape->B;

	for (int b = 0; b < B; b++)
		rn_gemm_nn(tape->n_key, 1, H, tape->keys + b * H, B * H, x + b * H,
		           1, 0, score + b, B);
}

/* sum [B, H]: each row's keys, weighted */
static void add_keys(const struct rn_layer *l, const struct rn_tape *tape,
                     const rn_real *weight, rn_real *sum)
{
	const int H = l->H, B = tape->B;

	for (int b = 0; b < B; b++)
		rn_gemm_tn(1, H, tape->n_key, weight + b, B, tape->keys + b * H,
		           B * H, 0, sum + b * H, H);
}

/* dkeys += weight x, each row's for itself; x [B, H] */
static void add_to_keys(const struct rn_layer *l, struct rn_tape *tape,
                        const rn_real *weight, const rn_real *x)
{
	const int H = l->H, B = tape->B;

	for (int b = 0; b < B; b++)
		rn_gemm_nn(tape->n_key, H, 1, weight + b, B, x + b * H, H, 1,
		           tape->dkeys + b * H, B * H);
}

static void hide(const struct rn_layer *l, const struct rn_tape *tape,
                 const struct step *step)
{
	add_and_squash(tape->scratch[HIDDEN], tape->scratch[KEY], step->q,
	               (size_t)tape->n_key,
	               (size_t)tape->B * (size_t)query_width(l));
}

static void attend(const struct rn_layer *l, struct rn_tape *tape,
                   const rn_real *w, int t)
{
	const struct parts p = parts_of(l);
	const struct step step = step_at(l, tape, t);
	const int B = tape->B, H = l->H, A = query_width(l);

	if (l->attention->has_query)
		rn_gemm_nn(B, A, H, step.s, H, w, A, 0, (rn_real *)step.q, A);
	if (l->attention->is_additive) {
		hide(l, tape, &step);
		rn_gemm_nn(tape->n_key * B, 1, A, tape->scratch[HIDDEN], A, w + p.v,
		           1, 0, step.weight, 1);
	} else {
		multiply_keys(l, tape, step.q, step.weight);
	}
	normalise(step.weight, tape->n_key, B);
	add_keys(l, tape, step.weight, step.context);
	if (l->attention->is_additive)
		return;
	rn_gemm_nn(B, H, H, step.context, H, w + p.combine, H, 0, step.y, H);
	rn_gemm_nn(B, H, H, step.s, H, w + p.combine + H * H, H, 1, step.y, H);
	squash(step.y, (size_t)(B * H));
}

static void attention_forward(const struct rn_layer *l, struct rn_tape *tape,
                              const rn_real *w, const struct rn_pass *pass,
                              int t0, int t1)
{
	const int H = l->H, A = query_width(l);

	(void)pass;
	w += l->at;
	if (t0 == 0 && l->attention->is_additive)
		rn_gemm_nn(tape->n_key * tape->B, A, H, tape->keys, H,
		           w + parts_of(l).key, A, 0, tape->scratch[KEY], A);
	for (int t = t0; t < t1; t++)
		attend(l, tape, w, t);
	tape->y = tape->out;
}

/* Of the scores: adds to dw and dkeys what does not pass through the query,
 * whose gradient it leaves in DQUERY. */
static void score_back(const struct rn_layer *l, struct rn_tape *tape,
                       const rn_real *w, rn_real *dw, const struct step *step)
{
	const struct parts p = parts_of(l);
	const int A = query_width(l), n = tape->n_key * tape->B;
	const size_t BA = (size_t)tape->B * (size_t)A;
	rn_real *hidden = tape->scratch[HIDDEN], *dq = tape->dscratch[DQUERY];
	const rn_real *de = tape->dscratch[DSCORE];

	if (!l->attention->is_additive) {
		add_keys(l, tape, de, dq);
		add_to_keys(l, tape, de, step->q);
		return;
	}
	/* Not kept for all steps: it would be the largest array of all. */
	hide(l, tape, step);
	rn_gemm_tn(1, A, n, de, 1, hidden, A, 1, dw + p.v, A);
	hidden_back(hidden, de, w + p.v, (size_t)n, (size_t)A);
	rn_vec_add(tape->dscratch[DKEY], hidden, (size_t)tape->n_key * BA);
	memset(dq, 0, BA * sizeof(*dq));
	rn_vec_add_rows(dq, hidden, (size_t)tape->n_key, BA);
}

/* Sets dx [B, H], the gradient of the query, where that is wanted. */
static void attend_back(const struct rn_layer *l, struct rn_tape *tape,
                        const rn_real *w, rn_real *dw, rn_real *dx, int t)
{
	const struct parts p = parts_of(l);
	const struct step step = step_at(l, tape, t);
	const int B = tape->B, H = l->H, A = query_width(l);
	const size_t BH = (size_t)(B * H);
	const rn_real *dy = tape->dy + (size_t)t * BH, *dcontext = dy;
	const rn_real *dq = tape->dscratch[DQUERY];
	const bool combines = !l->attention->is_additive;

	if (combines) {
		/* y is not needed any more. */
		squash_back(step.y, dy, BH);
		rn_gemm_tn(H, H, B, step.context, H, step.y, H, 1, dw + p.combine, H);
		rn_gemm_tn(H, H, B, step.s, H, step.y, H, 1, dw + p.combine + H * H,
		           H);
		rn_gemm_nt(B, H, H, step.y, H, w + p.combine, H, 0,
		           tape->dscratch[DCONTEXT], H);
		dcontext = tape->dscratch[DCONTEXT];
	}
	multiply_keys(l, tape, dcontext, tape->dscratch[DSCORE]);
	normalise_back(tape->dscratch[DSCORE], step.weight, tape->n_key, B);
	add_to_keys(l, tape, step.weight, dcontext);
	score_back(l, tape, w, dw, &step);
	if (l->attention->has_query)
		rn_gemm_tn(H, A, B, step.s, H, dq, A, 1, dw, A);
	if (!dx)
		return;
	if (l->attention->has_query)
		rn_gemm_nt(B, H, A, dq, A, w, A, 0, dx, H);
	else
		memcpy(dx, dq, BH * sizeof(*dx));
	if (combines)
		rn_gemm_nt(B, H, H, step.y, H, w + p.combine + H * H, H, 1, dx, H);
}

static void attention_backward(const struct rn_layer *l, struct rn_tape *tape,
                               const rn_real *w, rn_real *dw, rn_real *dx,
                               int t0, int t1)
{
	const struct parts p = parts_of(l);
	const int H = l->H, A = query_width(l), n = tape->n_key * tape->B;
	rn_real *dkey = tape->dscratch[DKEY];

	w += l->at, dw += l->at;
	if (dkey && t1 == tape->T)
		memset(dkey, 0, (size_t)n * (size_t)A * sizeof(*dkey));
	for (int t = t1 - 1; t >= t0; t--)
		attend_back(l, tape, w, dw,
		            dx ? dx + (size_t)t * (size_t)(tape->B * H) : NULL, t);
	if (!dkey || t0 > 0)
		return;
	rn_gemm_tn(H, A, n, tape->keys, H, dkey, A, 1, dw + p.key, A);
	rn_gemm_nt(n, H, A, dkey, A, w + p.key, A, 1, tape->dkeys, H);
}

static int attention_n_tensor(const struct rn_layer *l)
{
	return 1 + l->attention->has_query + l->attention->is_additive;
}

static void attention_tensor(const struct rn_layer *l, int i,
                             struct rn_tensor_view *view)
{
	const struct parts p = parts_of(l);
	const struct rn_tensor_view all[] = {
		{ "query", query_width(l), l->H, 0, 0, p.key },
		{ "key", query_width(l), l->H, 0, p.key, p.v - p.key },
		{ "v", query_width(l), 0, 0, p.v, p.combine - p.v },
		{ "combine", l->H, 2 * l->H, 0, p.combine, p.end - p.combine },
	};
	char name[sizeof(view->name) - sizeof("attention.")];

	for (int k = 0; k < 4; k++)
		if (all[k].n > 0 && i-- == 0)
			*view = all[k];
	memcpy(name, view->name, sizeof(name));
	snprintf(view->name, sizeof(view->name), "attention.%s", name);
	view->at += l->at;
}

const struct rn_layer_type rn_layer_attention = {
	.name = "attention",
	.n_param = attention_n_param,
	.bind = attention_bind,
	.init = attention_init,
	.forward = attention_forward,
	.backward = attention_backward,
	.n_tensor = attention_n_tensor,
	.tensor = attention_tensor,
};

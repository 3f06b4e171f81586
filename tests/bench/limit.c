/*
 * limit.c - the least time that a training can take: its matrix products on
 * the same shards and workers, and nothing else.
 *
 *   limit LAYOUT CALLS T LAYERS BATCH N_TRAIN N_VALID EPOCHS THREADS
 *   limit turned pieces 5 50,200 512 11960 1040 10 2
 *
 * A chain of LSTM layers over windows of T steps of one series, and a dense
 * layer with one output on the last step.  For each shard of b windows and
 * each layer D -> H, with G = 4:
 *
 *   forward    [T*b, D] x [D, GH]          once
 *              [b, H] x [H, GH]            T - 1 times: h_0 is zero
 *   backward   [b, GH] x [GH, H]           T - 1 times
 *              [GH, T*b] x [T*b, D]        once, dW
 *              [GH, (T-1)*b] x [.., H]     once, dU
 *              [T*b, GH] x [GH, D]         once, dx; not for the first layer
 *
 * and the three small products of the dense layer.  Validation runs the
 * forward ones.  No gates, masks, gathering, sums over shards or update; one
 * barrier a step.
 *
 * There is more than one way to compute these, and the fastest is the limit:
 * LAYOUT is how the weights lie in memory, `torch` [GH, D] or `turned`
 * [D, GH]; CALLS is `whole` for one call of OpenBLAS each, or `pieces` for the
 * library's own cut of them.  Prints "SECONDS GFLOP", without the making of
 * memory and workers.
 */
#include "base/blas.h"
#include "base/block.h"
#include "base/rng.h"
#include "base/shard.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { G = 4, MAX_LAYER = 16, PERIOD = 99991 };

struct layer {
	int D, H;
	rn_real *w, *u; /* [GH, D], [GH, H], or turned */
};

/* What one layer keeps of a shard's pass. */
struct tape {
	rn_real *state;  /* [T + 1, b, H]; t = 0 is the start */
	rn_real *gate;   /* [T, b, GH]: gates, then their gradients */
	rn_real *dh;     /* [b, H] */
	rn_real *dx;     /* [T, b, D] */
	rn_real *dw, *du;
};

struct shard {
	struct rn_block memory;
	rn_real *x, *y, *dy, *dhead; /* [T, b], [b], [b], [H] */
	struct tape tape[MAX_LAYER];
};

struct limit {
	bool turned, whole;
	int T, n_layer, batch, n_train, n_valid, epochs, n_thread;
	struct layer layer[MAX_LAYER];
	struct rn_block memory;
	rn_real *head; /* [H] */
	struct shard shard[RN_MAX_SHARD];
	struct rn_pool *pool;
};

struct step {
	struct limit *l;
	int B;
	bool training;
};

static const struct layer *top(const struct limit *l)
{
	return &l->layer[l->n_layer - 1];
}

/* C [M, N] = A B + beta C. */
static void multiply(const struct limit *l, int M, int N, int K,
                     struct rn_matrix A, struct rn_matrix B, rn_real beta,
                     rn_real *C)
{
	if (l->whole)
		rn_blas_gemm(M, N, K, &A, &B, beta, C, N);
	else if (A.turned)
		rn_gemm_tn(M, N, K, A.at, A.ld, B.at, B.ld, beta, C, N);
	else if (B.turned)
		rn_gemm_nt(M, N, K, A.at, A.ld, B.at, B.ld, beta, C, N);
	else
		rn_gemm_nn(M, N, K, A.at, A.ld, B.at, B.ld, beta, C, N);
}

/* y [n, GH] = x w + beta y with x [n, D]. */
static void ahead(const struct limit *l, int n, int D, int GH,
                  const rn_real *x, const rn_real *w, rn_real beta,
                  rn_real *y)
{
	multiply(l, n, GH, D, (struct rn_matrix){ x, D, false },
	         (struct rn_matrix){ w, l->turned ? GH : D, !l->turned }, beta,
	         y);
}

/* dx [n, D] = dy w' with dy [n, GH]. */
static void back(const struct limit *l, int n, int D, int GH,
                 const rn_real *dy, const rn_real *w, rn_real *dx)
{
	multiply(l, n, D, GH, (struct rn_matrix){ dy, GH, false },
	         (struct rn_matrix){ w, l->turned ? GH : D, l->turned }, 0, dx);
}

/* dw = x' dy, or dy' x, as w lies. */
static void gradient(const struct limit *l, int n, int D, int GH,
                     const rn_real *x, const rn_real *dy, rn_real *dw)
{
	const struct rn_matrix X = { x, D, l->turned };
	const struct rn_matrix DY = { dy, GH, !l->turned };

	if (l->turned)
		multiply(l, D, GH, n, X, DY, 0, dw);
	else
		multiply(l, GH, D, n, DY, X, 0, dw);
}

static void forward(const struct limit *l, struct shard *s, int b)
{
	const rn_real *x = s->x;
	size_t bH = 0;

	for (int i = 0; i < l->n_layer; i++) {
		const struct layer *layer = &l->layer[i];
		const int GH = G * layer->H;
		const struct tape *tape = &s->tape[i];

		bH = (size_t)b * (size_t)layer->H;
		ahead(l, l->T * b, layer->D, GH, x, layer->w, 0, tape->gate);
		for (int t = 1; t < l->T; t++)
			ahead(l, b, layer->H, GH, tape->state + (size_t)t * bH,
			      layer->u, 1, tape->gate + (size_t)t * G * bH);
		x = tape->state + bH;
	}
	ahead(l, b, top(l)->H, 1, x + (size_t)(l->T - 1) * bH, l->head, 0, s->y);
}

static void backward_layer(const struct limit *l, struct shard *s, int i,
                           int b)
{
	const int D = l->layer[i].D, H = l->layer[i].H, GH = G * H;
	const size_t bH = (size_t)b * (size_t)H;
	const struct tape *tape = &s->tape[i];
	const rn_real *x = s->x;

	if (i > 0)
		x = s->tape[i - 1].state + (size_t)b * (size_t)D;
	for (int t = l->T - 1; t > 0; t--)
		back(l, b, H, GH, tape->gate + (size_t)t * G * bH, l->layer[i].u,
		     tape->dh);
	gradient(l, l->T * b, D, GH, x, tape->gate, tape->dw);
	if (l->T > 1)
		gradient(l, (l->T - 1) * b, H, GH, tape->state + bH,
		         tape->gate + G * bH, tape->du);
	if (i > 0)
		back(l, l->T * b, D, GH, tape->gate, l->layer[i].w, tape->dx);
}

static void backward(const struct limit *l, struct shard *s, int b)
{
	const int H = top(l)->H;
	struct tape *tape = &s->tape[l->n_layer - 1];

	gradient(l, b, H, 1,
	         tape->state + (size_t)l->T * (size_t)b * (size_t)H, s->dy,
	         s->dhead);
	back(l, b, H, 1, s->dy, l->head, tape->dh);
	for (int i = l->n_layer - 1; i >= 0; i--)
		backward_layer(l, s, i, b);
}

static void run_shard(void *ud, int i)
{
	const struct step *step = ud;
	int row, b;

	rn_shard_rows(step->B, i, &row, &b);
	forward(step->l, &step->l->shard[i], b);
	if (step->training)
		backward(step->l, &step->l->shard[i], b);
}

static void run_pass(struct limit *l, int n, bool training)
{
	for (int done = 0; done < n; done += l->batch) {
		const int left = n - done;
		struct step step = { l, left < l->batch ? left : l->batch,
		                     training };

		rn_pool_run(l->pool, rn_shard_count(step.B), run_shard, &step);
	}
}

/* Multiply-adds count two; the dense layer's are too few to matter. */
static double count_gflop(const struct limit *l)
{
	const double T = l->T;
	double training = 0, validation = 0;

	for (int i = 0; i < l->n_layer; i++) {
		const double D = l->layer[i].D, H = l->layer[i].H;
		const double in = 2 * G * H * D * T, rec = 2 * G * H * H * (T - 1);

		validation += in + rec;
		training += (i > 0 ? 3 : 2) * in + 3 * rec;
	}
	return 1e-9 * l->epochs * (training * l->n_train
	                           + validation * l->n_valid);
}

static void carve_weights(struct limit *l)
{
	for (int i = 0; i < l->n_layer; i++) {
		const size_t GH = G * (size_t)l->layer[i].H;

		l->layer[i].w = rn_block_take(&l->memory,
		                              GH * (size_t)l->layer[i].D);
		l->layer[i].u = rn_block_take(&l->memory,
		                              GH * (size_t)l->layer[i].H);
	}
	l->head = rn_block_take(&l->memory, (size_t)top(l)->H);
}

static void carve_shard(struct limit *l, int shard)
{
	const size_t b = (size_t)rn_shard_most(l->batch, shard);
	const size_t T = (size_t)l->T;
	struct shard *s = &l->shard[shard];

	s->x = rn_block_take(&s->memory, T * b);
	s->y = rn_block_take(&s->memory, b);
	s->dy = rn_block_take(&s->memory, b);
	s->dhead = rn_block_take(&s->memory, (size_t)top(l)->H);
	for (int i = 0; i < l->n_layer; i++) {
		const size_t D = (size_t)l->layer[i].D, H = (size_t)l->layer[i].H;
		struct tape *tape = &s->tape[i];

		tape->state = rn_block_take(&s->memory, (T + 1) * b * H);
		tape->gate = rn_block_take(&s->memory, T * b * G * H);
		tape->dh = rn_block_take(&s->memory, b * H);
		tape->dx = rn_block_take(&s->memory, T * b * D);
		tape->dw = rn_block_take(&s->memory, G * H * D);
		tape->du = rn_block_take(&s->memory, G * H * H);
	}
}

/* Small normal numbers, repeated: no product meets a zero or a denormal, which
 * some kernels and processors do at another speed. */
static void fill(rn_real *to, size_t n, uint32_t which)
{
	const size_t period = n < PERIOD ? n : PERIOD;
	struct rn_rng rng;

	rn_rng_init(&rng, 1, RN_STREAM_TEST, which, 0);
	for (size_t i = 0; i < period; i++)
		to[i] = (rn_real)(0.1 * rn_rng_normal(&rng));
	for (size_t i = period; i < n; i++)
		to[i] = to[i - period];
}

static enum rn_status make(struct limit *l, struct rn_error *err)
{
	size_t n;

	carve_weights(l);
	n = l->memory.used;
	if (rn_blas_start(err) || rn_block_alloc(&l->memory, err))
		return err->status;
	fill(l->memory.base, n, 0);
	carve_weights(l);
	for (int i = 0; i < rn_shard_count(l->batch); i++) {
		struct shard *s = &l->shard[i];

		carve_shard(l, i);
		n = s->memory.used;
		if (rn_block_alloc(&s->memory, err))
			return err->status;
		fill(s->memory.base, n, (uint32_t)i + 1);
		carve_shard(l, i);
	}
	return rn_pool_new(&l->pool, l->n_thread, err);
}

static void release(struct limit *l)
{
	rn_pool_free(l->pool);
	rn_block_release(&l->memory);
	for (int i = 0; i < RN_MAX_SHARD; i++)
		rn_block_release(&l->shard[i].memory);
}

/* Widths like "50,200". */
static bool read_layers(struct limit *l, const char *text)
{
	int D = 1;

	for (l->n_layer = 0; l->n_layer < MAX_LAYER; D = l->layer[l->n_layer++].H) {
		struct layer *layer = &l->layer[l->n_layer];
		char *end;

		layer->D = D;
		layer->H = (int)strtol(text, &end, 10);
		if (layer->H < 1)
			return false;
		if (*end != ',')
			return l->n_layer++, *end == '\0';
		text = end + 1;
	}
	return false;
}

/* One of two words. */
static bool read_word(const char *text, const char *no, const char *yes,
                      bool *is)
{
	*is = strcmp(text, yes) == 0;
	return *is || strcmp(text, no) == 0;
}

static bool read_arguments(struct limit *l, char **argv)
{
	int *const number[] = { &l->T, NULL, &l->batch, &l->n_train,
		&l->n_valid, &l->epochs, &l->n_thread };

	for (int i = 0; i < 7; i++)
		if (number[i])
			*number[i] = (int)strtol(argv[i + 2], NULL, 10);
	if (l->batch > l->n_train)
		l->batch = l->n_train;
	return read_word(argv[0], "torch", "turned", &l->turned)
	       && read_word(argv[1], "pieces", "whole", &l->whole)
	       && read_layers(l, argv[3]) && l->T > 0 && l->batch > 0
	       && l->epochs > 0 && l->n_thread > 0;
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

int main(int argc, char **argv)
{
	static struct limit l;
	struct rn_error err;
	double start;

	if (argc != 10 || !read_arguments(&l, argv + 1)) {
		fputs("usage: limit torch|turned whole|pieces T LAYERS BATCH "
		      "N_TRAIN N_VALID EPOCHS THREADS\n", stderr);
		return 2;
	}
	if (make(&l, &err)) {
		fprintf(stderr, "limit: %s\n", err.msg);
		release(&l);
		return 1;
	}
	start = now();
	for (int i = 0; i < l.epochs; i++) {
		run_pass(&l, l.n_train, true);
		run_pass(&l, l.n_valid, false);
	}
	printf("%.6f %.3f\n", now() - start, count_gflop(&l));
	release(&l);
	return 0;
}

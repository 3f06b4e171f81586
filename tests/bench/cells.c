/*
 * cells.c - how near each cell's layer comes to its matrix products alone.
 *
 *   cells [ROUNDS]
 *
 * For every cell of the table, and its options: a layer of 128 units on an
 * input of as many, 48 steps of 256 windows, forward and backward, in one
 * thread; and beside it the same products with the same shapes and strides and
 * nothing else.  Prints the time of a step of both, the best of ROUNDS (15),
 * and their ratio.  Then windows of 480 steps, of one input and of 128, for the
 * cells that are made for them beside the GRU.
 */
#include "base/blas.h"
#include "base/block.h"
#include "base/rng.h"
#include "nn/layer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { H = 128, B = 256 };

struct bench {
	struct rn_layer l;
	int T;
	struct rn_block memory;
	struct rn_tape tape;
	rn_real *w, *dw, *x, *dx;
	/* What the products alone write. */
	rn_real *gate, *rec, *d[2 * RN_MAX_STATE + RN_MAX_SCRATCH];
};

/* The processor's time: others who use it count less. */
static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void check(enum rn_status status, const struct rn_error *err)
{
	if (status == RN_OK)
		return;
	fprintf(stderr, "cells: %s\n", err->msg);
	exit(1);
}

static void carve(struct bench *b)
{
	const struct rn_cell *c = &b->l.cell;
	const size_t rows = (size_t)b->T * B, D = (size_t)b->l.D;

	rn_tape_bind(&b->tape, &b->l, b->T, B, true, &b->memory);
	b->w = rn_block_take(&b->memory, b->l.n_param);
	b->dw = rn_block_take(&b->memory, b->l.n_param);
	b->x = rn_block_take(&b->memory, rows * D);
	b->dx = rn_block_take(&b->memory, rows * D);
	b->gate = rn_block_take(&b->memory, rows * (size_t)c->n_gate);
	b->rec = b->gate;
	if (c->has_rec)
		b->rec = rn_block_take(&b->memory, rows * (size_t)c->n_gate);
	for (int k = 0; k < c->n_state; k++)
		b->d[k] = b->d[RN_NEXT(k)]
			= rn_block_take(&b->memory, B * (size_t)c->state[k]);
	for (int k = 0; k < c->n_scratch; k++)
		b->d[RN_SCRATCH(k)]
			= rn_block_take(&b->memory, B * (size_t)c->scratch[k]);
}

static void make(struct bench *b, const struct rn_cell_type *type,
                 const char *option, double value, int D, int T)
{
	struct rn_option_value given[RN_MAX_OPTION] = { { .n = 0 } };
	const struct rn_option *o;
	struct rn_error err;
	struct rn_rng rng;
	const char *fault;

	*b = (struct bench){ .l = { .type = &rn_layer_recurrent, .D = D },
	                     .T = T };
	for (int slot = 0; (o = rn_cell_option(slot)); slot++)
		if (option && strcmp(o->name, option) == 0)
			given[slot] = (struct rn_option_value){ 1, { value } };
	fault = rn_cell_plan(&b->l.cell, type, H, given);
	if (fault) {
		fprintf(stderr, "cells: %s: %s\n", type->name, fault);
		exit(1);
	}
	b->l.H = b->l.cell.width;
	b->l.n_param = b->l.type->n_param(&b->l);
	carve(b);
	check(rn_block_alloc(&b->memory, &err), &err);
	carve(b);
	rn_rng_init(&rng, 1, RN_STREAM_TEST, 0, 0);
	b->l.type->init(&b->l, &rn_init_keras, b->w, &rng);
	for (size_t k = 0; k < (size_t)T * B * (size_t)D; k++)
		b->x[k] = (rn_real)rn_rng_normal(&rng);
	for (size_t k = 0; k < (size_t)T * B * (size_t)b->l.H; k++)
		b->tape.dy[k] = (rn_real)1e-3;
}

static void run_layer(struct bench *b)
{
	const struct rn_pass pass = { .training = true };

	rn_tape_start(&b->tape, &b->l, B);
	b->tape.x = b->x;
	b->l.type->forward(&b->l, &b->tape, b->w, &pass, 0, b->T);
	b->l.type->backward(&b->l, &b->tape, b->w, b->dw, b->dx, 0, b->T);
}

/* An operand at step t, from its first column on. */
static const rn_real *operand(const struct bench *b,
                              const struct rn_cell_product *p, int t, int *ld)
{
	const struct rn_cell *c = &b->l.cell;
	int k = p->operand;

	if (k >= RN_SCRATCH(0)) {
		k -= RN_SCRATCH(0);
		*ld = c->scratch[k];
		return b->tape.scratch[k] + t * B * *ld + p->from;
	}
	t += k >= RN_NEXT(0);
	k %= RN_MAX_STATE;
	*ld = c->state[k];
	return b->tape.state[k] + t * B * *ld + p->from;
}

/* Step t of product p, whose weights begin at U. */
static void multiply(const struct bench *b, const struct rn_cell_product *p,
                     const rn_real *U, int t, bool backward)
{
	const int n_gate = b->l.cell.n_gate;
	rn_real *to = b->rec + (size_t)t * B * (size_t)n_gate + p->to;
	int ld;
	const rn_real *in = operand(b, p, t, &ld);

	if ((t == 0 && p->operand < RN_MAX_STATE)
	    || (p->every > 1 && t % p->every))
		return;
	if (backward)
		rn_gemm_nt(B, p->rows, p->cols, to, n_gate, U, p->cols, 1,
		           b->d[p->operand] + p->from, ld);
	else
		rn_gemm_nn(B, p->cols, p->rows, in, ld, U, p->cols,
		           b->rec == b->gate, to, n_gate);
}

static void multiply_all(const struct bench *b, int t, bool backward)
{
	const struct rn_cell *c = &b->l.cell;
	const rn_real *U = b->w + b->l.D * c->n_in;

	for (int k = 0; k < c->n_product; k++) {
		multiply(b, &c->product[k], U, t, backward);
		U += c->product[k].rows * c->product[k].cols;
	}
}

static void weight_gradients(const struct bench *b)
{
	const struct rn_cell *c = &b->l.cell;
	rn_real *dU = b->dw + b->l.D * c->n_in;

	for (int k = 0; k < c->n_product; k++) {
		const struct rn_cell_product *p = &c->product[k];
		const int every = p->every > 1 ? p->every : b->T;
		const int n = p->every > 1 ? 1 : b->T;

		for (int t = 0; t < b->T; t += every) {
			const int first = t == 0 && p->operand < RN_MAX_STATE;
			int ld;
			const rn_real *in = operand(b, p, t + first, &ld);

			if (n > first)
				rn_gemm_tn(p->rows, p->cols, (n - first) * B, in, ld,
				           b->rec + (size_t)(t + first) * B
				           * (size_t)c->n_gate + p->to,
				           c->n_gate, 1, dU, p->cols);
		}
		dU += p->rows * p->cols;
	}
}

static void run_products(struct bench *b)
{
	const struct rn_cell *c = &b->l.cell;
	const int D = b->l.D, n = b->T * B;

	rn_gemm_nn(n, c->n_in, D, b->x, D, b->w, c->n_in, 0, b->gate, c->n_gate);
	for (int t = 0; t < b->T; t++)
		multiply_all(b, t, false);
	for (int t = b->T - 1; t >= 0; t--)
		multiply_all(b, t, true);
	weight_gradients(b);
	rn_gemm_tn(D, c->n_in, n, b->x, D, b->gate, c->n_gate, 1, b->dw, c->n_in);
	rn_gemm_nt(n, D, c->n_in, b->gate, c->n_gate, b->w, c->n_in, 0, b->dx, D);
}

static double seconds(struct bench *b, void (*run)(struct bench *b))
{
	const double from = now();

	run(b);
	return now() - from;
}

/* The best of both, taken in turns. */
static void measure(struct bench *b, int rounds, double *layer,
                    double *products)
{
	*layer = *products = 1e9;
	for (int i = 0; i <= rounds; i++) {
		const double a = seconds(b, run_layer);
		const double p = seconds(b, run_products);

		if (i > 0 && a < *layer)
			*layer = a;
		if (i > 0 && p < *products)
			*products = p;
	}
}

static double show(const struct rn_cell_type *type, const char *option,
                   double value, int D, int T, int rounds)
{
	double layer, products;
	struct bench b;
	char name[40];

	make(&b, type, option, value, D, T);
	measure(&b, rounds, &layer, &products);
	snprintf(name, sizeof(name), "%s%s%s", type->name, option ? " --" : "",
	         option ? option : "");
	printf("%-18s %4d %4d %10.1f %10.1f %5.0f %%\n", name, D, T,
	       1e6 * layer / T, 1e6 * products / T, 100 * products / layer);
	fflush(stdout);
	rn_block_release(&b.memory);
	return layer;
}

static void show_table(int rounds)
{
	for (int i = 0; rn_cell_types[i]; i++) {
		const struct rn_option *o = rn_cell_types[i]->option;

		show(rn_cell_types[i], NULL, 0, H, 48, rounds);
		for (; o && o->name; o++)
			if (o->kind == RN_OPTION_FLAG || o->kind == RN_OPTION_WORD)
				show(rn_cell_types[i], o->name, 1, H, 48, rounds);
	}
}

int main(int argc, char **argv)
{
	const int rounds = argc > 1 ? (int)strtol(argv[1], NULL, 10) : 15;
	struct rn_error err;

	check(rn_blas_start(&err), &err);
	printf("%-18s %4s %4s %10s %10s %7s\n", "cell", "D", "T", "us/step",
	       "products", "limit");
	show_table(rounds);
	for (int D = 1; D <= H; D += H - 1) {
		const double gru = show(&rn_cell_gru, NULL, 0, D, 480,
		                        rounds / 4 + 1);
		const double a = show(&rn_cell_mingru, NULL, 0, D, 480,
		                      rounds / 4 + 1);
		const double b = show(&rn_cell_minlstm, NULL, 0, D, 480,
		                      rounds / 4 + 1);

		printf("beside gru: mingru %.1f times as fast, minlstm %.1f\n",
		       gru / a, gru / b);
	}
	return 0;
}

/*
 * cell_scrn.c - the structurally constrained network: slow context units
 * beside an Elman network.
 *
 *   s = alpha s_prev + (1 - alpha) (x W_s + b_s)
 *   h = phi(x W_h + s P + h_prev R + b_h)
 *
 * The state that the layer hands on is [h | s]: what comes after sees both.
 * alpha is one number for all context units, or trained, s(q) for each; else
 * the units' half-lives are spread evenly by their logarithm from 2 steps to
 * 100, so that some unit suits the data.  The trained one starts there.
 *
 * T. Mikolov et al., "Learning longer memory in recurrent neural networks",
 * ICLR 2015; there phi is the logistic function, alpha 0.95 and no bias.
 */
#include "base/kernel.h"
#include "nn/act.h"
#include "nn/cell.h"

#include <math.h>
#include <stddef.h>

enum { ACT_TANH, ACT_LOGISTIC, ACT_RELU };
enum { CHUNK = 256 };

static const double is_learned = -1, is_spread = -2; /* beside 0 .. 1 */

static const char *scrn_plan(struct rn_cell *c,
                             const struct rn_option_value *given)
{
	const int H = c->H;
	const int S = (int)rn_cell_number(given, "context-size",
	                                  H > 1 ? H / 2 : 1);

	c->mode = (int)rn_cell_number(given, "act", ACT_TANH);
	c->number[0] = rn_cell_number(given, "alpha", is_spread);
	c->width = c->n_in = c->n_gate = c->state[0] = H + S;
	c->n_extra = c->number[0] == is_learned ? S : 0;
	c->n_stage = c->n_product = 2;
	c->product[0] = (struct rn_cell_product){
		.stage = 1, .operand = RN_NEXT(0), .from = H, .rows = S, .cols = H,
	};
	c->product[1] = (struct rn_cell_product){
		.stage = 1, .rows = H, .cols = H,
	};
	return NULL;
}

/* What unit j of S keeps from step to step, where half-lives are spread. */
static double spread(int j, int S)
{
	const double first = log2(2), last = log2(100);
	const double at = S > 1 ? (double)j / (S - 1) : 0.5;

	return exp2(-exp2(-first - (last - first) * at));
}

/* alpha of the n context units from j on. */
static void alphas_of(rn_real *alpha, const struct rn_cell_step *s, int j,
                      int n)
{
	const struct rn_cell *c = s->cell;

	for (int i = 0; i < n; i++)
		if (c->number[0] == is_learned)
			alpha[i] = rn_sigmoid(s->extra[j + i]);
		else if (c->number[0] == is_spread)
			alpha[i] = (rn_real)spread(j + i, c->width - c->H);
		else
			alpha[i] = (rn_real)c->number[0];
}

/* Columns [j, j + n) of the contexts, with what they keep. */
struct part {
	int j, n;
	rn_real alpha[CHUNK];
};

static bool next_part(struct part *p, const struct rn_cell_step *s)
{
	const int S = s->cell->width - s->H;

	p->j += p->n;
	p->n = S - p->j < CHUNK ? S - p->j : CHUNK;
	alphas_of(p->alpha, s, p->j, p->n);
	return p->n > 0;
}

RN_ALWAYS_INLINE void context_forward(const struct rn_cell_step *s)
{
	const int W = s->cell->width;
	struct part p = { .n = 0 };

	while (next_part(&p, s)) {
		const rn_real *bias = s->bias + s->H + p.j;

		for (int b = 0; b < s->B; b++) {
			const size_t row = (size_t)b * (size_t)W + (size_t)(s->H + p.j);
			const rn_real *prev = s->prev[0] + row;
			rn_real *a = s->gate + row, *next = s->next[0] + row;

			RN_VECTOR
			for (int j = 0; j < p.n; j++) {
				a[j] += bias[j];
				next[j] = p.alpha[j] * (prev[j] - a[j]) + a[j];
			}
		}
	}
}

/* What one row adds to the gradient of q. */
RN_ALWAYS_INLINE void add_dq(rn_real *dq, const struct part *p,
                             const rn_real *ds, const rn_real *prev,
                             const rn_real *a)
{
	RN_VECTOR
	for (int j = 0; j < p->n; j++)
		dq[j] += ds[j] * (prev[j] - a[j]) * p->alpha[j]
		         * (1 - p->alpha[j]);
}

RN_ALWAYS_INLINE void context_backward(const struct rn_cell_step *s)
{
	const int W = s->cell->width;
	struct part p = { .n = 0 };

	while (next_part(&p, s))
		for (int b = 0; b < s->B; b++) {
			const size_t row = (size_t)b * (size_t)W + (size_t)(s->H + p.j);
			rn_real *a = s->gate + row, *ds = s->dstate[0] + row;

			if (s->cell->n_extra > 0)
				add_dq(s->dextra + p.j, &p, ds, s->prev[0] + row, a);
			RN_VECTOR
			for (int j = 0; j < p.n; j++) {
				a[j] = (1 - p.alpha[j]) * ds[j];
				ds[j] *= p.alpha[j];
			}
		}
}

RN_ALWAYS_INLINE void hidden_forward(const struct rn_cell_step *s, int act)
{
	const rn_real *bias = s->bias;

	for (int b = 0; b < s->B; b++) {
		const size_t row = (size_t)b * (size_t)s->cell->width;
		const rn_real *a = s->gate + row;
		rn_real *h = s->next[0] + row;

		RN_VECTOR
		for (int j = 0; j < s->H; j++) {
			const rn_real x = a[j] + bias[j];

			h[j] = act == ACT_TANH ? rn_tanh(x)
			       : act == ACT_LOGISTIC ? rn_sigmoid(x) : x < 0 ? 0 : x;
		}
	}
}

RN_ALWAYS_INLINE void hidden_backward(const struct rn_cell_step *s, int act)
{
	for (int b = 0; b < s->B; b++) {
		const size_t row = (size_t)b * (size_t)s->cell->width;
		const rn_real *h = s->next[0] + row;
		rn_real *da = s->gate + row, *dh = s->dstate[0] + row;

		RN_VECTOR
		for (int j = 0; j < s->H; j++) {
			da[j] = act == ACT_TANH ? dh[j] * (1 - h[j] * h[j])
			        : act == ACT_LOGISTIC ? dh[j] * h[j] * (1 - h[j])
			        : h[j] > 0 ? dh[j] : 0;
			dh[j] = 0; /* h_prev acts only through the product */
		}
	}
}

RN_KERNEL
static void scrn_forward(const struct rn_cell_step *s)
{
	if (s->stage == 0)
		context_forward(s);
	else if (s->cell->mode == ACT_TANH)
		hidden_forward(s, ACT_TANH);
	else if (s->cell->mode == ACT_LOGISTIC)
		hidden_forward(s, ACT_LOGISTIC);
	else
		hidden_forward(s, ACT_RELU);
}

RN_KERNEL
static void scrn_backward(const struct rn_cell_step *s)
{
	if (s->stage == 0)
		context_backward(s);
	else if (s->cell->mode == ACT_TANH)
		hidden_backward(s, ACT_TANH);
	else if (s->cell->mode == ACT_LOGISTIC)
		hidden_backward(s, ACT_LOGISTIC);
	else
		hidden_backward(s, ACT_RELU);
}

static void scrn_start(const struct rn_cell *c,
                       const struct rn_cell_weights *w, struct rn_rng *rng)
{
	(void)rng;
	for (int j = 0; j < c->n_extra; j++) {
		const double alpha = spread(j, c->n_extra);

		w->extra[j] = (rn_real)log(alpha / (1 - alpha));
	}
}

static void scrn_remember(const struct rn_cell *c,
                          const struct rn_cell_weights *w, int j,
                          double steps)
{
	if (j < c->n_extra)
		w->extra[j] = (rn_real)log(steps - 1);
}

static const struct rn_option scrn_options[] = {
	{ "context-size", RN_OPTION_INT, 1, 4096, { NULL },
	  "context units; half of the others if not given" },
	{ "alpha", RN_OPTION_REAL, 0, 0.9999, { "learn" },
	  "what a context unit keeps from step to step" },
	{ "act", RN_OPTION_WORD, 0, 2, { "tanh", "logistic", "relu" },
	  "what bounds the state" },
	{ .name = NULL },
};

const struct rn_cell_type rn_cell_scrn = {
	.name = "scrn",
	.title = "structurally constrained: slow context units beside an elman",
	.equation = "s = alpha s_prev + (1 - alpha) x W_s  "
	            "h = tanh(x W_h + s P + h_prev R + b)",
	.source = "Mikolov et al. 2015",
	.option = scrn_options,
	.n_gate = 1,
	.n_state = 1,
	.rec_bias_gate = -1,
	.forget_gate = -1,
	.plan = scrn_plan,
	.forward = scrn_forward,
	.backward = scrn_backward,
	.start = scrn_start,
	.remember = scrn_remember,
};

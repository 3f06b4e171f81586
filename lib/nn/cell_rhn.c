/*
 * cell_rhn.c - the recurrent highway network: L gated layers from state to
 * state.
 *
 *   s_0 = h_prev
 *   a = s_(l-1) R_l + b_l, and x W where l = 1          l = 1 .. L
 *   g = tanh(a_h)  t = s(a_t)  c = 1 - t
 *   s_l = g * t + s_(l-1) * c
 *   h = s_L
 *
 * Uncoupled, c = s(a_c) is a gate of its own.  The input has no part in the
 * layers behind the first.  It starts with a_t = -2, which carries: then each
 * layer passes on 0.88 of what it gets.
 *
 * J. Zilly et al., "Recurrent highway networks", ICML 2017; blocks in the order
 * h t c, as in the authors' code.
 */
#include "base/kernel.h"
#include "nn/act.h"
#include "nn/cell.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

enum { GATE_H, GATE_T, GATE_C, N_GATE };

static const char *rhn_plan(struct rn_cell *c,
                            const struct rn_option_value *given)
{
	const int L = (int)rn_cell_number(given, "depth", 3);
	const bool has_carry = rn_cell_number(given, "uncoupled", 0) > 0;
	const int width = (has_carry ? N_GATE : GATE_C) * c->H;

	c->mode = has_carry;
	c->n_in = width;
	c->n_gate = L * width;
	c->n_stage = c->n_product = L;
	c->n_scratch = L - 1;
	for (int l = 0; l < L; l++) {
		c->scratch[l] = c->H;
		c->product[l] = (struct rn_cell_product){
			.stage = l, .operand = l ? RN_SCRATCH(l - 1) : 0,
			.rows = c->H, .to = l * width, .cols = width,
		};
	}
	return NULL;
}

/* What goes into a stage and comes out of it. */
static const rn_real *source_of(const struct rn_cell_step *s)
{
	return s->stage ? s->scratch[s->stage - 1] : s->prev[0];
}

static bool is_last(const struct rn_cell_step *s)
{
	return s->stage == s->cell->n_stage - 1;
}

/* One row of a stage. */
RN_ALWAYS_INLINE void forward_row(int H, rn_real *gate, const rn_real *bias,
                                  const rn_real *from, rn_real *to,
                                  bool has_carry)
{
	const int jt = GATE_T * H, jc = GATE_C * H;

	RN_VECTOR
	for (int j = 0; j < H; j++) {
		const rn_real g = rn_tanh(gate[j] + bias[j]);
		const rn_real t = rn_sigmoid(gate[jt + j] + bias[jt + j]);
		rn_real c = 1 - t;

		if (has_carry) {
			c = rn_sigmoid(gate[jc + j] + bias[jc + j]);
			gate[jc + j] = c;
		}
		gate[j] = g, gate[jt + j] = t;
		to[j] = g * t + from[j] * c;
	}
}

RN_KERNEL
static void rhn_forward(const struct rn_cell_step *s)
{
	const int H = s->H, at = s->stage * s->cell->n_in;
	const rn_real *bias = s->bias + at, *from = source_of(s);
	rn_real *to = is_last(s) ? s->next[0] : s->scratch[s->stage];

	for (int b = 0; b < s->B; b++) {
		const size_t row = (size_t)b * (size_t)H;
		rn_real *gate = s->gate + (size_t)b * (size_t)s->cell->n_gate + at;

		if (s->cell->mode)
			forward_row(H, gate, bias, from + row, to + row, true);
		else
			forward_row(H, gate, bias, from + row, to + row, false);
	}
}

/* dfrom: `kept` times what it is, and what this stage adds; it may be dto. */
RN_ALWAYS_INLINE void backward_row(int H, rn_real *gate, const rn_real *from,
                                   rn_real *dfrom, rn_real kept,
                                   const rn_real *dto, bool has_carry)
{
	const int jt = GATE_T * H, jc = GATE_C * H;

	RN_VECTOR
	for (int j = 0; j < H; j++) {
		const rn_real g = gate[j], t = gate[jt + j], d = dto[j];
		rn_real c = 1 - t, dt = d * (g - from[j]);

		if (has_carry) {
			c = gate[jc + j];
			gate[jc + j] = d * from[j] * c * (1 - c);
			dt = d * g;
		}
		gate[j] = d * t * (1 - g * g);
		gate[jt + j] = dt * t * (1 - t);
		dfrom[j] = kept * dfrom[j] + d * c;
	}
}

RN_KERNEL
static void rhn_backward(const struct rn_cell_step *s)
{
	const int H = s->H, l = s->stage, at = l * s->cell->n_in;
	const rn_real *from = source_of(s);
	rn_real *dto = is_last(s) ? s->dstate[0] : s->dscratch[l];
	rn_real *dfrom = l ? s->dscratch[l - 1] : s->dstate[0];
	const rn_real kept = dfrom == dto ? 0 : 1;

	for (int b = 0; b < s->B; b++) {
		const size_t row = (size_t)b * (size_t)H;
		rn_real *gate = s->gate + (size_t)b * (size_t)s->cell->n_gate + at;

		if (s->cell->mode)
			backward_row(H, gate, from + row, dfrom + row, kept, dto + row,
			             true);
		else
			backward_row(H, gate, from + row, dfrom + row, kept, dto + row,
			             false);
		if (is_last(s) && l > 0) /* h_prev acts through the first alone */
			memset(dto + row, 0, (size_t)H * sizeof(*dto));
	}
}

/* Unit j carries with a_t = -x in all layers. */
static void carry(const struct rn_cell *c, const struct rn_cell_weights *w,
                  int j, double x)
{
	for (int l = 0; l < c->n_stage; l++) {
		rn_real *bias = w->bias + l * c->n_in + j;

		bias[GATE_T * c->H] = (rn_real)-x;
		if (c->mode)
			bias[GATE_C * c->H] = (rn_real)x;
	}
}

static void rhn_start(const struct rn_cell *c, const struct rn_cell_weights *w,
                      struct rn_rng *rng)
{
	(void)rng;
	for (int j = 0; j < c->H; j++)
		carry(c, w, j, 2);
}

static void rhn_remember(const struct rn_cell *c,
                         const struct rn_cell_weights *w, int j, double steps)
{
	carry(c, w, j, log(c->n_stage * steps));
}

static const struct rn_option rhn_options[] = {
	{ "depth", RN_OPTION_INT, 1, 10, { NULL },
	  "layers from one state to the next" },
	{ "uncoupled", RN_OPTION_FLAG, 0, 1, { NULL },
	  "give what is carried a gate of its own" },
	{ .name = NULL },
};

const struct rn_cell_type rn_cell_rhn = {
	.name = "rhn",
	.title = "recurrent highway: several gated layers from state to state",
	.equation = "g = tanh(a_h)  t = s(a_t)  s_l = g t + s_(l-1) (1 - t)  "
	            "h = s_L",
	.source = "Zilly et al. 2017",
	.option = rhn_options,
	.n_gate = GATE_C,
	.n_state = 1,
	.rec_bias_gate = -1,
	.forget_gate = -1,
	.plan = rhn_plan,
	.forward = rhn_forward,
	.backward = rhn_backward,
	.start = rhn_start,
	.remember = rhn_remember,
};

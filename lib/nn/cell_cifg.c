/*
 * cell_cifg.c - long short-term memory whose input and forget gates are one.
 *
 *   a = x W + h_prev U + b
 *   i = s(a_i)  g = tanh(a_g)  o = s(a_o)
 *   c = (1 - i) * c_prev + i * g
 *   h = o * tanh(c)
 *
 * K. Greff et al., "LSTM: a search space odyssey", 2015: an LSTM with
 * a_f = -a_i, of three quarters of its weights, whose memory stays between
 * those that it was told.  With peepholes a_i + p_i c_prev and a_o + p_o c, as
 * in cell_lstm.c; extra is p_i p_o.
 */
#include "base/kernel.h"
#include "nn/act.h"
#include "nn/cell.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

enum { GATE_I, GATE_G, GATE_O, N_GATE };
enum { STATE_H, STATE_C, N_STATE };
enum { PEEP_I, PEEP_O, N_PEEP };

static const struct rn_option options[] = {
	{ "peephole", RN_OPTION_FLAG, 0, 1, { NULL },
	  "let the gates see the memory" },
	{ .name = NULL },
};

static const char *cifg_plan(struct rn_cell *c,
                             const struct rn_option_value *given)
{
	c->mode = rn_cell_number(given, "peephole", 0) > 0;
	c->n_extra = c->mode ? N_PEEP * c->H : 0;
	return NULL;
}

RN_ALWAYS_INLINE void forward(const struct rn_cell_step *s, bool peeps)
{
	const int H = s->H;
	const rn_real *bias = s->bias, *p = s->extra;

	for (int b = 0; b < s->B; b++) {
		const size_t row = (size_t)b * (size_t)H;
		rn_real *gate = s->gate + N_GATE * row;
		const rn_real *c_prev = s->prev[STATE_C] + row;
		rn_real *c = s->next[STATE_C] + row;
		rn_real *h = s->next[STATE_H] + row;

		RN_VECTOR
		for (int j = 0; j < H; j++) {
			const int ji = GATE_I * H + j, jg = GATE_G * H + j;
			const int jo = GATE_O * H + j;
			const rn_real pi = peeps ? p[PEEP_I * H + j] * c_prev[j] : 0;
			const rn_real i = rn_sigmoid(gate[ji] + bias[ji] + pi);
			const rn_real g = rn_tanh(gate[jg] + bias[jg]);
			const rn_real ct = c_prev[j] + i * (g - c_prev[j]);
			const rn_real po = peeps ? p[PEEP_O * H + j] * ct : 0;
			const rn_real o = rn_sigmoid(gate[jo] + bias[jo] + po);

			gate[ji] = i, gate[jg] = g, gate[jo] = o;
			c[j] = ct;
			h[j] = o * rn_tanh(ct);
		}
	}
}

RN_KERNEL
static void cifg_forward(const struct rn_cell_step *s)
{
	if (s->cell->mode)
		forward(s, true);
	else
		forward(s, false);
}

RN_ALWAYS_INLINE void backward(const struct rn_cell_step *s, bool peeps)
{
	const int H = s->H;
	const rn_real *p = s->extra;
	rn_real *dp = s->dextra;

	for (int b = 0; b < s->B; b++) {
		const size_t row = (size_t)b * (size_t)H;
		rn_real *gate = s->gate + N_GATE * row;
		const rn_real *c_prev = s->prev[STATE_C] + row;
		const rn_real *c = s->next[STATE_C] + row;
		rn_real *dh = s->dstate[STATE_H] + row;
		rn_real *dc = s->dstate[STATE_C] + row;

		RN_VECTOR
		for (int j = 0; j < H; j++) {
			const int ji = GATE_I * H + j, jg = GATE_G * H + j;
			const int jo = GATE_O * H + j;
			const rn_real i = gate[ji], g = gate[jg], o = gate[jo];
			const rn_real tc = rn_tanh(c[j]);
			const rn_real da_o = dh[j] * tc * o * (1 - o);
			const rn_real dpeep = peeps ? da_o * p[PEEP_O * H + j] : 0;
			const rn_real dct = dc[j] + dh[j] * o * (1 - tc * tc) + dpeep;
			const rn_real da_i = dct * (g - c_prev[j]) * i * (1 - i);

			gate[ji] = da_i;
			gate[jg] = dct * i * (1 - g * g);
			gate[jo] = da_o;
			dc[j] = dct * (1 - i);
			dh[j] = 0; /* h_prev acts only through the product */
			if (!peeps)
				continue;
			dc[j] += da_i * p[PEEP_I * H + j];
			dp[PEEP_I * H + j] += da_i * c_prev[j];
			dp[PEEP_O * H + j] += da_o * c[j];
		}
	}
}

RN_KERNEL
static void cifg_backward(const struct rn_cell_step *s)
{
	if (s->cell->mode)
		backward(s, true);
	else
		backward(s, false);
}

/* An input gate of bias -1 is a forget gate of bias 1. */
static void cifg_start(const struct rn_cell *c,
                       const struct rn_cell_weights *w, struct rn_rng *rng)
{
	(void)rng;
	for (int j = 0; j < c->H; j++)
		w->bias[GATE_I * c->H + j] -= 1;
	memset(w->extra, 0, (size_t)c->n_extra * sizeof(*w->extra));
}

static void cifg_remember(const struct rn_cell *c,
                          const struct rn_cell_weights *w, int j,
                          double steps)
{
	w->bias[GATE_I * c->H + j] = (rn_real)-log(steps - 1);
}

const struct rn_cell_type rn_cell_cifg = {
	.name = "cifg",
	.title = "lstm whose input and forget gates are one: fewer weights",
	.equation = "i,o = s(a)  g = tanh(a)  c = (1 - i) c_prev + i g  "
	            "h = o tanh(c)",
	.source = "Greff et al. 2015",
	.option = options,
	.n_gate = N_GATE,
	.n_state = N_STATE,
	.rec_bias_gate = -1,
	.forget_gate = -1,
	.plan = cifg_plan,
	.forward = cifg_forward,
	.backward = cifg_backward,
	.start = cifg_start,
	.remember = cifg_remember,
};

/*
 * cell_lstm.c - long short-term memory.
 *
 *   a = x W + h_prev U + b
 *   i = s(a_i)  f = s(a_f)  g = tanh(a_g)  o = s(a_o)
 *   c = f * c_prev + i * g
 *   h = o * tanh(c)
 *
 * S. Hochreiter, J. Schmidhuber, "Long short-term memory", Neural Computation
 * 9, 1997, with the forget gate of F. Gers et al. 2000; torch.nn.LSTM, gates
 * in its order i f g o.
 *
 * With peepholes the gates see the memory, each unit its own: a_i + p_i c_prev,
 * a_f + p_f c_prev, a_o + p_o c (F. Gers, J. Schmidhuber, "Recurrent nets that
 * time and count", 2000).  extra is p_i p_f p_o, and they start as zeros.
 *
 * With hard gates s(a) = clip(0.2 a + 0.5, 0, 1), as in Keras before its
 * version 2.3, so that its weights mean what they did.
 */
#include "base/kernel.h"
#include "nn/act.h"
#include "nn/cell.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

enum { GATE_I, GATE_F, GATE_G, GATE_O, N_GATE };
enum { STATE_H, STATE_C, N_STATE };
enum { PEEP_I, PEEP_F, PEEP_O, N_PEEP };

/* Bits of the mode. */
enum { PEEPS = 1, HARD = 2 };

static const struct rn_option options[] = {
	{ "peephole", RN_OPTION_FLAG, 0, 1, { NULL },
	  "let the gates see the memory" },
	{ "gate", RN_OPTION_WORD, 0, 1, { "logistic", "hard" },
	  "how gates open: in a curve, or in straight lines" },
	{ .name = NULL },
};

static const char *lstm_plan(struct rn_cell *c,
                             const struct rn_option_value *given)
{
	const bool peeps = rn_cell_number(given, "peephole", 0) > 0;
	const bool is_hard = rn_cell_number(given, "gate", 0) > 0;

	c->mode = (peeps ? PEEPS : 0) | (is_hard ? HARD : 0);
	c->n_extra = peeps ? N_PEEP * c->H : 0;
	return NULL;
}

RN_ALWAYS_INLINE rn_real open_gate(rn_real a, bool is_hard)
{
	const rn_real line = (rn_real)0.2 * a + (rn_real)0.5;

	return !is_hard ? rn_sigmoid(a) : line < 0 ? 0 : line > 1 ? 1 : line;
}

/* d s / d a, of s. */
RN_ALWAYS_INLINE rn_real gate_slope(rn_real s, bool is_hard)
{
	return !is_hard ? s * (1 - s) : s > 0 && s < 1 ? (rn_real)0.2 : 0;
}

RN_ALWAYS_INLINE void forward(const struct rn_cell_step *s, int mode)
{
	const bool peeps = mode & PEEPS, is_hard = mode & HARD;
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
			const int ji = GATE_I * H + j, jf = GATE_F * H + j;
			const int jg = GATE_G * H + j, jo = GATE_O * H + j;
			const rn_real pi = peeps ? p[PEEP_I * H + j] * c_prev[j] : 0;
			const rn_real pf = peeps ? p[PEEP_F * H + j] * c_prev[j] : 0;
			const rn_real i = open_gate(gate[ji] + bias[ji] + pi, is_hard);
			const rn_real f = open_gate(gate[jf] + bias[jf] + pf, is_hard);
			const rn_real g = rn_tanh(gate[jg] + bias[jg]);
			const rn_real ct = f * c_prev[j] + i * g;
			const rn_real po = peeps ? p[PEEP_O * H + j] * ct : 0;
			const rn_real o = open_gate(gate[jo] + bias[jo] + po, is_hard);

			gate[ji] = i, gate[jf] = f, gate[jg] = g, gate[jo] = o;
			c[j] = ct;
			h[j] = o * rn_tanh(ct);
		}
	}
}

RN_KERNEL
static void lstm_forward(const struct rn_cell_step *s)
{
	if (s->cell->mode == 0)
		forward(s, 0);
	else if (s->cell->mode == PEEPS)
		forward(s, PEEPS);
	else if (s->cell->mode == HARD)
		forward(s, HARD);
	else
		forward(s, PEEPS | HARD);
}

RN_ALWAYS_INLINE void backward(const struct rn_cell_step *s, int mode)
{
	const bool peeps = mode & PEEPS, is_hard = mode & HARD;
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
			const int ji = GATE_I * H + j, jf = GATE_F * H + j;
			const int jg = GATE_G * H + j, jo = GATE_O * H + j;
			const rn_real i = gate[ji], f = gate[jf];
			const rn_real g = gate[jg], o = gate[jo];
			const rn_real tc = rn_tanh(c[j]);
			const rn_real da_o = dh[j] * tc * gate_slope(o, is_hard);
			const rn_real dpeep = peeps ? da_o * p[PEEP_O * H + j] : 0;
			/* c reaches the loss by itself and through h. */
			const rn_real dct = dc[j] + dh[j] * o * (1 - tc * tc) + dpeep;
			const rn_real da_i = dct * g * gate_slope(i, is_hard);
			const rn_real da_f = dct * c_prev[j] * gate_slope(f, is_hard);

			gate[ji] = da_i;
			gate[jf] = da_f;
			gate[jg] = dct * i * (1 - g * g);
			gate[jo] = da_o;
			dc[j] = dct * f;
			dh[j] = 0; /* h_prev acts only through the product */
			if (!peeps)
				continue;
			dc[j] += da_i * p[PEEP_I * H + j] + da_f * p[PEEP_F * H + j];
			dp[PEEP_I * H + j] += da_i * c_prev[j];
			dp[PEEP_F * H + j] += da_f * c_prev[j];
			dp[PEEP_O * H + j] += da_o * c[j];
		}
	}
}

RN_KERNEL
static void lstm_backward(const struct rn_cell_step *s)
{
	if (s->cell->mode == 0)
		backward(s, 0);
	else if (s->cell->mode == PEEPS)
		backward(s, PEEPS);
	else if (s->cell->mode == HARD)
		backward(s, HARD);
	else
		backward(s, PEEPS | HARD);
}

static void lstm_start(const struct rn_cell *c,
                       const struct rn_cell_weights *w, struct rn_rng *rng)
{
	(void)rng;
	memset(w->extra, 0, (size_t)c->n_extra * sizeof(*w->extra));
}

static void lstm_remember(const struct rn_cell *c,
                          const struct rn_cell_weights *w, int j,
                          double steps)
{
	w->bias[GATE_F * c->H + j] = (rn_real)log(steps - 1);
	w->bias[GATE_I * c->H + j] = (rn_real)-log(steps - 1);
}

const struct rn_cell_type rn_cell_lstm = {
	.name = "lstm",
	.title = "long short-term memory: a separate memory and three gates",
	.equation = "i,f,o = s(a)  g = tanh(a)  c = f c_prev + i g  h = o tanh(c)",
	.source = "Hochreiter & Schmidhuber 1997, Gers et al. 2000",
	.option = options,
	.n_gate = N_GATE,
	.n_state = N_STATE,
	.rec_bias_gate = -1,
	.is_torch = true,
	.forget_gate = GATE_F,
	.plan = lstm_plan,
	.forward = lstm_forward,
	.backward = lstm_backward,
	.start = lstm_start,
	.remember = lstm_remember,
};

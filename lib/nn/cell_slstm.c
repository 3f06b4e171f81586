/*
 * cell_slstm.c - long short-term memory with exponential gates.
 *
 *   a = x W + h_prev U + b
 *   f = s(a_f)  z = tanh(a_z)  o = s(a_o)
 *   c = f * c_prev + exp(a_i) * z
 *   n = f * n_prev + exp(a_i)
 *   h = o * c / n
 *
 * M. Beck et al., "xLSTM: extended long short-term memory", 2024, gates in the
 * order i f z o.  The memory c is an average, whose weights n adds up, so an
 * input gate can outweigh all that was before.  exp(a_i) has no bound: c and n
 * are kept divided by exp(m),
 *
 *   m = max(log f + m_prev, a_i)
 *   i' = exp(a_i - m)  f' = exp(log f + m_prev - m)
 *
 * one of which is 1.  The state begins as zeros; n = 0, which no step leaves,
 * marks that: then i' = 1 and f' = 0.
 */
#include "base/kernel.h"
#include "nn/act.h"
#include "nn/cell.h"
#include "nn/exp.h"

#include <math.h>
#include <stddef.h>

enum { GATE_I, GATE_F, GATE_Z, GATE_O, N_GATE };
enum { STATE_H, STATE_C, STATE_N, STATE_M, N_STATE };

/*
 * Leaves for backward, in place of a_i, i' or f', whichever is not 1, and its
 * sign tells which: f' if not negative, -i' if negative; and in place of a_f
 * the slope of log f, 1 - f.
 */
RN_KERNEL
static void slstm_forward(const struct rn_cell_step *s)
{
	const int H = s->H;
	const rn_real *bias = s->bias;

	for (int b = 0; b < s->B; b++) {
		const size_t row = (size_t)b * (size_t)H;
		rn_real *gate = s->gate + N_GATE * row;
		const rn_real *c_prev = s->prev[STATE_C] + row;
		const rn_real *n_prev = s->prev[STATE_N] + row;
		const rn_real *m_prev = s->prev[STATE_M] + row;
		rn_real *h = s->next[STATE_H] + row, *c = s->next[STATE_C] + row;
		rn_real *n = s->next[STATE_N] + row, *m = s->next[STATE_M] + row;

		RN_VECTOR
		for (int j = 0; j < H; j++) {
			const int ji = GATE_I * H + j, jf = GATE_F * H + j;
			const int jz = GATE_Z * H + j, jo = GATE_O * H + j;
			const rn_real a_i = gate[ji] + bias[ji];
			const rn_real a_f = gate[jf] + bias[jf];
			const rn_real z = rn_tanh(gate[jz] + bias[jz]);
			const rn_real o = rn_sigmoid(gate[jo] + bias[jo]);
			const rn_real u = rn_exp(a_f < 0 ? a_f : -a_f);
			const rn_real kept = (a_f < 0 ? a_f : 0) - rn_log1p(u)
			                     + m_prev[j];
			const rn_real e = rn_exp(a_i < kept ? a_i - kept : kept - a_i);
			const rn_real is_first = n_prev[j] == 0;
			const rn_real is_new = is_first > 0 || a_i > kept;
			const rn_real fp = is_new > 0 ? is_first > 0 ? 0 : e : 1;
			const rn_real ip = is_new > 0 ? 1 : e;
			const rn_real ct = fp * c_prev[j] + ip * z;
			const rn_real nt = fp * n_prev[j] + ip;

			gate[ji] = is_new > 0 ? fp : -ip;
			gate[jf] = (a_f < 0 ? 1 : u) / (1 + u);
			gate[jz] = z, gate[jo] = o;
			c[j] = ct, n[j] = nt;
			m[j] = is_new > 0 ? a_i : kept;
			h[j] = o * ct / nt;
		}
	}
}

/* The gradient of m is exact, too: it is what c and n together leave to it. */
RN_KERNEL
static void slstm_backward(const struct rn_cell_step *s)
{
	const int H = s->H;

	for (int b = 0; b < s->B; b++) {
		const size_t row = (size_t)b * (size_t)H;
		rn_real *gate = s->gate + N_GATE * row;
		const rn_real *c_prev = s->prev[STATE_C] + row;
		const rn_real *n_prev = s->prev[STATE_N] + row;
		const rn_real *c = s->next[STATE_C] + row;
		const rn_real *n = s->next[STATE_N] + row;
		rn_real *dh = s->dstate[STATE_H] + row;
		rn_real *dc = s->dstate[STATE_C] + row;
		rn_real *dn = s->dstate[STATE_N] + row;
		rn_real *dm = s->dstate[STATE_M] + row;

		RN_VECTOR
		for (int j = 0; j < H; j++) {
			const int ji = GATE_I * H + j, jf = GATE_F * H + j;
			const int jz = GATE_Z * H + j, jo = GATE_O * H + j;
			const rn_real e = gate[ji], z = gate[jz], o = gate[jo];
			const rn_real ip = e < 0 ? -e : 1, fp = e < 0 ? 1 : e;
			const rn_real per_n = 1 / n[j], mean = c[j] * per_n;
			const rn_real dmean = dh[j] * o;
			const rn_real dct = dc[j] + dmean * per_n;
			const rn_real dnt = dn[j] - dmean * mean * per_n;
			const rn_real di = (dct * z + dnt) * ip;
			const rn_real df = (dct * c_prev[j] + dnt * n_prev[j]) * fp;
			const rn_real dmt = dm[j] - di - df;
			const rn_real dkept = df + (e < 0 ? dmt : 0);

			gate[ji] = di + (e < 0 ? 0 : dmt);
			gate[jf] = dkept * gate[jf];
			gate[jz] = dct * ip * (1 - z * z);
			gate[jo] = dh[j] * mean * o * (1 - o);
			dc[j] = dct * fp;
			dn[j] = dnt * fp;
			dm[j] = dkept;
			dh[j] = 0; /* h_prev acts only through the product */
		}
	}
}

/* Memories of 20 to 400 steps; the input gate begins as exp(0). */
static void slstm_start(const struct rn_cell *c,
                        const struct rn_cell_weights *w, struct rn_rng *rng)
{
	const int last = c->H > 1 ? c->H - 1 : 1;

	(void)rng;
	for (int j = 0; j < c->H; j++)
		w->bias[GATE_F * c->H + j] = (rn_real)(3 + 3.0 * j / last);
}

static void slstm_remember(const struct rn_cell *c,
                           const struct rn_cell_weights *w, int j,
                           double steps)
{
	w->bias[GATE_F * c->H + j] = (rn_real)log(steps - 1);
}

const struct rn_cell_type rn_cell_slstm = {
	.name = "slstm",
	.title = "lstm with exponential gates, whose memory is a weighted mean",
	.equation = "f,o = s(a)  z = tanh(a)  c = f c_prev + e^a_i z  "
	            "n = f n_prev + e^a_i  h = o c / n",
	.source = "Beck et al. 2024",
	.n_gate = N_GATE,
	.n_state = N_STATE,
	.rec_bias_gate = -1,
	.forget_gate = -1,
	.forward = slstm_forward,
	.backward = slstm_backward,
	.start = slstm_start,
	.remember = slstm_remember,
};

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
 */
#include "base/kernel.h"
#include "nn/act.h"
#include "nn/cell.h"

#include <stddef.h>

enum { GATE_I, GATE_F, GATE_G, GATE_O, N_GATE };
enum { STATE_H, STATE_C, N_STATE };

RN_KERNEL
static void lstm_forward(const struct rn_cell_step *s)
{
	const int H = s->H;
	const rn_real *bias = s->bias;

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
			const rn_real i = rn_sigmoid(gate[ji] + bias[ji]);
			const rn_real f = rn_sigmoid(gate[jf] + bias[jf]);
			const rn_real g = rn_tanh(gate[jg] + bias[jg]);
			const rn_real o = rn_sigmoid(gate[jo] + bias[jo]);
			const rn_real ct = f * c_prev[j] + i * g;

			gate[ji] = i, gate[jf] = f, gate[jg] = g, gate[jo] = o;
			c[j] = ct;
			h[j] = o * rn_tanh(ct);
		}
	}
}

RN_KERNEL
static void lstm_backward(const struct rn_cell_step *s)
{
	const int H = s->H;

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
			/* c reaches the loss by itself and through h. */
			const rn_real dct = dc[j] + dh[j] * o * (1 - tc * tc);

			gate[ji] = dct * g * i * (1 - i);
			gate[jf] = dct * c_prev[j] * f * (1 - f);
			gate[jg] = dct * i * (1 - g * g);
			gate[jo] = dh[j] * tc * o * (1 - o);
			dc[j] = dct * f;
			dh[j] = 0; /* h_prev acts only through the product */
		}
	}
}

const struct rn_cell_type rn_cell_lstm = {
	.name = "lstm",
	.title = "long short-term memory: a separate memory and three gates",
	.equation = "i,f,o = s(a)  g = tanh(a)  c = f c_prev + i g  h = o tanh(c)",
	.source = "Hochreiter & Schmidhuber 1997, Gers et al. 2000",
	.n_gate = N_GATE,
	.n_state = N_STATE,
	.rec_bias_gate = -1,
	.is_torch = true,
	.forget_gate = GATE_F,
	.forward = lstm_forward,
	.backward = lstm_backward,
};

/*
 * cell_gru.c - gated recurrent unit, reset after the product.
 *
 *   r = s(a_r)  z = s(a_z),            a = x W + b,  q = h_prev U
 *   n = tanh(a_n + r * (q_n + d))      (a_r and a_z include q_r and q_z)
 *   h = (1 - z) * n + z * h_prev
 *
 * K. Cho et al. 2014 in the form of torch.nn.GRU and cuDNN, gates in the order
 * r z n.  d, the bias inside the reset, is the cell's one extra vector.
 */
#include "base/kernel.h"
#include "nn/act.h"
#include "nn/cell.h"

#include <stddef.h>

enum { GATE_R, GATE_Z, GATE_N, N_GATE };

RN_KERNEL
static void gru_forward(const struct rn_cell_step *s)
{
	const int H = s->H;
	const rn_real *bias = s->bias, *d = s->extra;

	for (int b = 0; b < s->B; b++) {
		const size_t row = (size_t)b * (size_t)H;
		rn_real *gate = s->gate + N_GATE * row;
		rn_real *rec = s->rec + N_GATE * row;
		const rn_real *h_prev = s->prev[0] + row;
		rn_real *h = s->next[0] + row;

		RN_VECTOR
		for (int j = 0; j < H; j++) {
			const int jr = GATE_R * H + j, jz = GATE_Z * H + j;
			const int jn = GATE_N * H + j;
			const rn_real r = rn_sigmoid(gate[jr] + bias[jr] + rec[jr]);
			const rn_real z = rn_sigmoid(gate[jz] + bias[jz] + rec[jz]);
			const rn_real q = rec[jn] + d[j];
			const rn_real n = rn_tanh(gate[jn] + bias[jn] + r * q);

			h[j] = (1 - z) * n + z * h_prev[j];
			gate[jr] = r, gate[jz] = z, gate[jn] = n, rec[jn] = q;
		}
	}
}

RN_KERNEL
static void gru_backward(const struct rn_cell_step *s)
{
	const int H = s->H;
	rn_real *dd = s->dextra;

	for (int b = 0; b < s->B; b++) {
		const size_t row = (size_t)b * (size_t)H;
		rn_real *gate = s->gate + N_GATE * row;
		rn_real *rec = s->rec + N_GATE * row;
		const rn_real *h_prev = s->prev[0] + row;
		rn_real *dh = s->dstate[0] + row;

		RN_VECTOR
		for (int j = 0; j < H; j++) {
			const int jr = GATE_R * H + j, jz = GATE_Z * H + j;
			const int jn = GATE_N * H + j;
			const rn_real r = gate[jr], z = gate[jz], n = gate[jn];
			const rn_real q = rec[jn];
			const rn_real dn = dh[j] * (1 - z) * (1 - n * n);
			const rn_real dr = dn * q * r * (1 - r);
			const rn_real dz = dh[j] * (h_prev[j] - n) * z * (1 - z);

			gate[jr] = rec[jr] = dr;
			gate[jz] = rec[jz] = dz;
			gate[jn] = dn;
			rec[jn] = dn * r; /* the product enters n behind r */
			dd[j] += dn * r;
			dh[j] *= z;
		}
	}
}

const struct rn_cell_type rn_cell_gru = {
	.name = "gru",
	.title = "gated recurrent unit: two gates, no separate memory",
	.equation = "r,z = s(a)  n = tanh(a_n + r (U_n h_prev + d))  "
	            "h = (1 - z) n + z h_prev",
	.source = "Cho et al. 2014, reset after the product as in cuDNN",
	.n_gate = N_GATE,
	.n_state = 1,
	.n_extra = 1,
	.has_rec = true,
	.rec_bias_gate = GATE_N,
	.is_torch = true,
	.forget_gate = -1,
	.forward = gru_forward,
	.backward = gru_backward,
};

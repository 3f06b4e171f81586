/*
 * cell_gru.c - gated recurrent unit, reset after the product or before it.
 *
 *   r = s(a_r)  z = s(a_z),            a = x W + b,  q = h_prev U
 *   n = tanh(a_n + r * (q_n + d))      (a_r and a_z include q_r and q_z)
 *   h = (1 - z) * n + z * h_prev
 *
 * K. Cho et al. 2014 in the form of torch.nn.GRU and cuDNN, gates in the order
 * r z n.  d, the bias inside the reset, is the cell's one extra vector.
 *
 * Reset before the product, as Cho et al. wrote it, n = tanh(a_n + (r h_prev)
 * U_n) waits for r: two stages with a product each, and no d.
 */
#include "base/kernel.h"
#include "nn/act.h"
#include "nn/cell.h"

#include <math.h>
#include <stddef.h>

enum { GATE_R, GATE_Z, GATE_N, N_GATE };
enum { AFTER, BEFORE };

static const struct rn_option options[] = {
	{ "gru-reset", RN_OPTION_WORD, 0, 1, { "after", "before" },
	  "where the reset gate of a gru acts: behind the product or ahead" },
	{ .name = NULL },
};

static const char *gru_plan(struct rn_cell *c,
                            const struct rn_option_value *given)
{
	const int H = c->H;

	c->mode = (int)rn_cell_number(given, "gru-reset", AFTER);
	if (c->mode == AFTER)
		return NULL;
	c->n_extra = 0;
	c->has_rec = false;
	c->rec_bias_gate = -1;
	c->n_scratch = 1;
	c->scratch[0] = H; /* r * h_prev */
	c->n_stage = c->n_product = 2;
	c->product[0] = (struct rn_cell_product){ .rows = H, .cols = 2 * H };
	c->product[1] = (struct rn_cell_product){
		.stage = 1, .operand = RN_SCRATCH(0), .rows = H,
		.to = GATE_N * H, .cols = H,
	};
	return NULL;
}

RN_KERNEL
static void forward_after(const struct rn_cell_step *s)
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
static void backward_after(const struct rn_cell_step *s)
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

/* Stage 0: r, z and what enters the second product. */
RN_KERNEL
static void forward_reset(const struct rn_cell_step *s)
{
	const int H = s->H;
	const rn_real *bias = s->bias;

	for (int b = 0; b < s->B; b++) {
		const size_t row = (size_t)b * (size_t)H;
		rn_real *gate = s->gate + N_GATE * row;
		const rn_real *h_prev = s->prev[0] + row;
		rn_real *rh = s->scratch[0] + row;

		RN_VECTOR
		for (int j = 0; j < H; j++) {
			const int jr = GATE_R * H + j, jz = GATE_Z * H + j;
			const rn_real r = rn_sigmoid(gate[jr] + bias[jr]);

			gate[jr] = r;
			gate[jz] = rn_sigmoid(gate[jz] + bias[jz]);
			rh[j] = r * h_prev[j];
		}
	}
}

/* Stage 1: the next state. */
RN_KERNEL
static void forward_next(const struct rn_cell_step *s)
{
	const int H = s->H;
	const rn_real *bias = s->bias;

	for (int b = 0; b < s->B; b++) {
		const size_t row = (size_t)b * (size_t)H;
		rn_real *gate = s->gate + N_GATE * row;
		const rn_real *h_prev = s->prev[0] + row;
		rn_real *h = s->next[0] + row;

		RN_VECTOR
		for (int j = 0; j < H; j++) {
			const int jz = GATE_Z * H + j, jn = GATE_N * H + j;
			const rn_real n = rn_tanh(gate[jn] + bias[jn]);

			h[j] = n + gate[jz] * (h_prev[j] - n);
			gate[jn] = n;
		}
	}
}

RN_KERNEL
static void backward_next(const struct rn_cell_step *s)
{
	const int H = s->H;

	for (int b = 0; b < s->B; b++) {
		const size_t row = (size_t)b * (size_t)H;
		rn_real *gate = s->gate + N_GATE * row;
		const rn_real *h_prev = s->prev[0] + row;
		rn_real *dh = s->dstate[0] + row;

		RN_VECTOR
		for (int j = 0; j < H; j++) {
			const int jz = GATE_Z * H + j, jn = GATE_N * H + j;
			const rn_real z = gate[jz], n = gate[jn];

			gate[jn] = dh[j] * (1 - z) * (1 - n * n);
			gate[jz] = dh[j] * (h_prev[j] - n) * z * (1 - z);
			dh[j] *= z;
		}
	}
}

RN_KERNEL
static void backward_reset(const struct rn_cell_step *s)
{
	const int H = s->H;

	for (int b = 0; b < s->B; b++) {
		const size_t row = (size_t)b * (size_t)H;
		rn_real *gate_r = s->gate + N_GATE * row + GATE_R * H;
		const rn_real *h_prev = s->prev[0] + row;
		const rn_real *drh = s->dscratch[0] + row;
		rn_real *dh = s->dstate[0] + row;

		RN_VECTOR
		for (int j = 0; j < H; j++) {
			const rn_real r = gate_r[j];

			gate_r[j] = drh[j] * h_prev[j] * r * (1 - r);
			dh[j] += drh[j] * r;
		}
	}
}

static void gru_forward(const struct rn_cell_step *s)
{
	if (s->cell->mode == AFTER)
		forward_after(s);
	else if (s->stage == 0)
		forward_reset(s);
	else
		forward_next(s);
}

static void gru_backward(const struct rn_cell_step *s)
{
	if (s->cell->mode == AFTER)
		backward_after(s);
	else if (s->stage == 1)
		backward_next(s);
	else
		backward_reset(s);
}

static void gru_remember(const struct rn_cell *c,
                         const struct rn_cell_weights *w, int j, double steps)
{
	w->bias[GATE_Z * c->H + j] = (rn_real)log(steps - 1);
}

const struct rn_cell_type rn_cell_gru = {
	.name = "gru",
	.title = "gated recurrent unit: two gates, no separate memory",
	.equation = "r,z = s(a)  n = tanh(a_n + r (U_n h_prev + d))  "
	            "h = (1 - z) n + z h_prev",
	.source = "Cho et al. 2014, reset after the product as in cuDNN",
	.option = options,
	.n_gate = N_GATE,
	.n_state = 1,
	.n_extra = 1,
	.has_rec = true,
	.rec_bias_gate = GATE_N,
	.is_torch = true,
	.forget_gate = -1,
	.plan = gru_plan,
	.forward = gru_forward,
	.backward = gru_backward,
	.remember = gru_remember,
};

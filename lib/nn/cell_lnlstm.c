/*
 * cell_lnlstm.c - layer-normalised long short-term memory.
 *
 *   a = p * N(x W + b) + q * N(h_prev U) + d,  N for each gate apart
 *   i = s(a_i)  f = s(a_f)  g = tanh(a_g)  o = s(a_o)
 *   c = f * c_prev + i * g
 *   h = o * tanh(r * N(c) + e),   N(v) = (v - mean v) / sqrt(var v + 1e-5)
 *
 * J. L. Ba et al., "Layer normalization", 2016, with gains p q r and biases d e
 * in extra, and one more: b, inside.  Without it N would leave of a single
 * input no more than its sign, since N(x w) is N(w) for all x > 0.
 */
#include "base/kernel.h"
#include "nn/act.h"
#include "nn/cell.h"

#include <math.h>
#include <stddef.h>

enum { GATE_I, GATE_F, GATE_G, GATE_O, N_GATE };
enum { STATE_H, STATE_C, N_STATE };

/* Extra vectors, the first three a gate each. */
enum { GAIN_X = 0, GAIN_H = N_GATE, BIAS = 2 * N_GATE, GAIN_C = 3 * N_GATE,
       BIAS_C, N_EXTRA };

/* Gates, N(c), and one over the roots: of x W and h U for each gate, of c. */
enum { ACTIVE, NORMAL_C, ROOT, N_SCRATCH };
enum { ROOT_X = 0, ROOT_H = N_GATE, ROOT_C = 2 * N_GATE, N_ROOT };

/* The compilers' own vectors, which may lie anywhere: a loop that adds up
 * numbers is not made one of vectors by itself. */
typedef rn_real wide __attribute__((vector_size(64), may_alias,
                                    aligned(sizeof(rn_real))));
enum { WIDE = sizeof(wide) / sizeof(rn_real) };

static const char *lnlstm_plan(struct rn_cell *c,
                               const struct rn_option_value *given)
{
	(void)given;
	c->n_scratch = N_SCRATCH;
	c->scratch[ACTIVE] = N_GATE * c->H;
	c->scratch[NORMAL_C] = c->H;
	c->scratch[ROOT] = N_ROOT;
	return NULL;
}

RN_ALWAYS_INLINE rn_real fold(const wide *sum)
{
	rn_real all = 0;

	for (int k = 0; k < WIDE; k++)
		all += (*sum)[k];
	return all;
}

RN_ALWAYS_INLINE rn_real mean_of(const rn_real *x, int n)
{
	wide sum = { 0 };
	rn_real rest = 0;
	int j = 0;

	for (; j + WIDE <= n; j += WIDE)
		sum += *(const wide *)(x + j);
	for (; j < n; j++)
		rest += x[j];
	return (fold(&sum) + rest) / (rn_real)n;
}

/* The mean of x y, and with z of x y z. */
RN_ALWAYS_INLINE rn_real mean_product(const rn_real *x, const rn_real *y,
                                      const rn_real *z, int n)
{
	wide sum = { 0 };
	rn_real rest = 0;
	int j = 0;

	for (; j + WIDE <= n; j += WIDE) {
		wide product = *(const wide *)(x + j) * *(const wide *)(y + j);

		if (z)
			product *= *(const wide *)(z + j);
		sum += product;
	}
	for (; j < n; j++)
		rest += z ? x[j] * y[j] * z[j] : x[j] * y[j];
	return (fold(&sum) + rest) / (rn_real)n;
}

/* x = N(x); returns one over the root. */
RN_ALWAYS_INLINE rn_real normalise(rn_real *x, int n)
{
	const rn_real mean = mean_of(x, n);
	rn_real root;

	RN_VECTOR
	for (int j = 0; j < n; j++)
		x[j] -= mean;
	root = (rn_real)(1 / sqrt((double)mean_product(x, x, NULL, n) + 1e-5));
	RN_VECTOR
	for (int j = 0; j < n; j++)
		x[j] *= root;
	return root;
}

/* Of y = gain * N(v), from x = N(v) and dL/dy: x = dL/dv, adds to dgain. */
RN_ALWAYS_INLINE void normalise_back(rn_real *x, const rn_real *dy,
                                     const rn_real *gain, rn_real *dgain,
                                     rn_real root, int n)
{
	const rn_real mean = mean_product(gain, dy, NULL, n);
	const rn_real along = mean_product(gain, dy, x, n);

	RN_VECTOR
	for (int j = 0; j < n; j++) {
		dgain[j] += dy[j] * x[j];
		x[j] = (gain[j] * dy[j] - mean - x[j] * along) * root;
	}
}

/* The pre-activations of one row: leaves both parts normalised. */
RN_ALWAYS_INLINE void normalise_gates(const struct rn_cell_step *s,
                                      rn_real *gate, rn_real *rec,
                                      rn_real *active, rn_real *root)
{
	const int H = s->H;
	const rn_real *p = s->extra + GAIN_X * H, *q = s->extra + GAIN_H * H;
	const rn_real *d = s->extra + BIAS * H;

	RN_VECTOR
	for (int j = 0; j < N_GATE * H; j++)
		gate[j] += s->bias[j];
	for (int k = 0; k < N_GATE; k++) {
		root[ROOT_X + k] = normalise(gate + k * H, H);
		root[ROOT_H + k] = normalise(rec + k * H, H);
	}
	RN_VECTOR
	for (int j = 0; j < N_GATE * H; j++)
		active[j] = p[j] * gate[j] + q[j] * rec[j] + d[j];
}

RN_KERNEL
static void lnlstm_forward(const struct rn_cell_step *s)
{
	const int H = s->H;
	const rn_real *r = s->extra + GAIN_C * H, *e = s->extra + BIAS_C * H;

	for (int b = 0; b < s->B; b++) {
		const size_t row = (size_t)b * (size_t)H;
		rn_real *active = s->scratch[ACTIVE] + N_GATE * row;
		rn_real *normal = s->scratch[NORMAL_C] + row;
		rn_real *root = s->scratch[ROOT] + b * N_ROOT;
		const rn_real *c_prev = s->prev[STATE_C] + row;
		rn_real *c = s->next[STATE_C] + row, *h = s->next[STATE_H] + row;

		normalise_gates(s, s->gate + N_GATE * row, s->rec + N_GATE * row,
		                active, root);
		RN_VECTOR
		for (int j = 0; j < H; j++) {
			const int ji = GATE_I * H + j, jf = GATE_F * H + j;
			const int jg = GATE_G * H + j, jo = GATE_O * H + j;
			const rn_real i = rn_sigmoid(active[ji]);
			const rn_real f = rn_sigmoid(active[jf]);
			const rn_real g = rn_tanh(active[jg]);

			active[ji] = i, active[jf] = f, active[jg] = g;
			active[jo] = rn_sigmoid(active[jo]);
			c[j] = normal[j] = f * c_prev[j] + i * g;
		}
		root[ROOT_C] = normalise(normal, H);
		RN_VECTOR
		for (int j = 0; j < H; j++)
			h[j] = active[GATE_O * H + j] * rn_tanh(r[j] * normal[j] + e[j]);
	}
}

/* From dL/dh of one row to that of c behind N: leaves dL/dv of v = r N(c) + e
 * in dh, and the output gate's gradient. */
RN_ALWAYS_INLINE void output_back(const struct rn_cell_step *s,
                                  const rn_real *normal, rn_real *o,
                                  rn_real *dh)
{
	const int H = s->H;
	const rn_real *r = s->extra + GAIN_C * H, *e = s->extra + BIAS_C * H;
	rn_real *de = s->dextra + BIAS_C * H;

	RN_VECTOR
	for (int j = 0; j < H; j++) {
		const rn_real u = rn_tanh(r[j] * normal[j] + e[j]);
		const rn_real dv = dh[j] * o[j] * (1 - u * u);

		o[j] = dh[j] * u * o[j] * (1 - o[j]);
		dh[j] = dv;
		de[j] += dv;
	}
}

/* From the gradients of the pre-activations of one row to both products. */
RN_ALWAYS_INLINE void gates_back(const struct rn_cell_step *s, rn_real *gate,
                                 rn_real *rec, const rn_real *da,
                                 const rn_real *root)
{
	const int H = s->H;
	rn_real *dd = s->dextra + BIAS * H;

	for (int k = 0; k < N_GATE; k++) {
		const int x = (GAIN_X + k) * H, h = (GAIN_H + k) * H;

		normalise_back(gate + k * H, da + k * H, s->extra + x,
		               s->dextra + x, root[ROOT_X + k], H);
		normalise_back(rec + k * H, da + k * H, s->extra + h,
		               s->dextra + h, root[ROOT_H + k], H);
	}
	RN_VECTOR
	for (int j = 0; j < N_GATE * H; j++)
		dd[j] += da[j];
}

RN_KERNEL
static void lnlstm_backward(const struct rn_cell_step *s)
{
	const int H = s->H;

	for (int b = 0; b < s->B; b++) {
		const size_t row = (size_t)b * (size_t)H;
		rn_real *active = s->scratch[ACTIVE] + N_GATE * row;
		rn_real *normal = s->scratch[NORMAL_C] + row;
		const rn_real *root = s->scratch[ROOT] + b * N_ROOT;
		const rn_real *c_prev = s->prev[STATE_C] + row;
		rn_real *dh = s->dstate[STATE_H] + row;
		rn_real *dc = s->dstate[STATE_C] + row;

		output_back(s, normal, active + GATE_O * H, dh);
		normalise_back(normal, dh, s->extra + GAIN_C * H,
		               s->dextra + GAIN_C * H, root[ROOT_C], H);
		RN_VECTOR
		for (int j = 0; j < H; j++) {
			const int ji = GATE_I * H + j, jf = GATE_F * H + j;
			const int jg = GATE_G * H + j;
			const rn_real i = active[ji], f = active[jf], g = active[jg];
			const rn_real dct = dc[j] + normal[j];

			active[ji] = dct * g * i * (1 - i);
			active[jf] = dct * c_prev[j] * f * (1 - f);
			active[jg] = dct * i * (1 - g * g);
			dc[j] = dct * f;
			dh[j] = 0; /* h_prev acts only through the product */
		}
		gates_back(s, s->gate + N_GATE * row, s->rec + N_GATE * row, active,
		           root);
	}
}

static void fill(rn_real *x, int n, rn_real value)
{
	for (int j = 0; j < n; j++)
		x[j] = value;
}

/* Gains of 1, a forget gate's bias of 1, no others but the ones inside, which
 * are drawn as the weights of one more input. */
static void lnlstm_start(const struct rn_cell *c,
                         const struct rn_cell_weights *w, struct rn_rng *rng)
{
	const int H = c->H;
	const double end = sqrt(6.0 / (w->D + N_GATE * H));

	for (int j = 0; j < N_GATE * H; j++)
		w->bias[j] = (rn_real)(end * (2 * rn_rng_uniform(rng) - 1));
	fill(w->extra, N_EXTRA * H, 0);
	fill(w->extra + GAIN_X * H, 2 * N_GATE * H, 1);
	fill(w->extra + (BIAS + GATE_F) * H, H, 1);
	fill(w->extra + GAIN_C * H, H, 1);
}

static void lnlstm_remember(const struct rn_cell *c,
                            const struct rn_cell_weights *w, int j,
                            double steps)
{
	rn_real *d = w->extra + BIAS * c->H;

	d[GATE_F * c->H + j] = (rn_real)log(steps - 1);
	d[GATE_I * c->H + j] = (rn_real)-log(steps - 1);
}

const struct rn_cell_type rn_cell_lnlstm = {
	.name = "lnlstm",
	.title = "lstm whose gates and memory are normalised over its units",
	.equation = "a = p N(x W + b) + q N(h_prev U) + d, then as lstm  "
	            "h = o tanh(r N(c) + e)",
	.source = "Ba et al. 2016",
	.n_gate = N_GATE,
	.n_state = N_STATE,
	.n_extra = N_EXTRA,
	.has_rec = true,
	.rec_bias_gate = -1,
	.forget_gate = -1,
	.plan = lnlstm_plan,
	.forward = lnlstm_forward,
	.backward = lnlstm_backward,
	.start = lnlstm_start,
	.remember = lnlstm_remember,
};

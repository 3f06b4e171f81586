/*
 * cell_esn.c - the echo state network: a reservoir of leaky units that is
 * drawn once and never trained.
 *
 *   h = (1 - leak) h_prev + leak tanh(x W + h_prev U + b)
 *
 * U has about 10 links a unit and the spectral radius rho.  Below 1, what the
 * state knows of the past fades, but for rare inputs; the nearer to 1, the
 * slower.  W is uniform on +- 0.5, b on +- 0.1.  Only what reads the state is
 * trained, by ridge regression.
 *
 * H. Jaeger, "The echo state approach to analysing and training recurrent
 * neural networks", GMD report 148, 2001; leaky as in H. Jaeger et al., Neural
 * Networks 20, 2007.
 */
#include "base/kernel.h"
#include "nn/act.h"
#include "nn/cell.h"
#include "nn/network.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

enum { N_LINK = 10 };
enum { RHO, LEAK };

static const char *esn_plan(struct rn_cell *c,
                            const struct rn_option_value *given)
{
	c->number[RHO] = rn_cell_number(given, "rho", 0.9);
	c->number[LEAK] = rn_cell_number(given, "leak", 0.3);
	return NULL;
}

RN_KERNEL
static void esn_forward(const struct rn_cell_step *s)
{
	const int H = s->H;
	const rn_real *bias = s->bias;
	const rn_real leak = (rn_real)s->cell->number[LEAK];

	for (int b = 0; b < s->B; b++) {
		const size_t row = (size_t)b * (size_t)H;
		const rn_real *prev = s->prev[0] + row;
		rn_real *a = s->gate + row, *h = s->next[0] + row;

		RN_VECTOR
		for (int j = 0; j < H; j++) {
			a[j] = rn_tanh(a[j] + bias[j]);
			h[j] = (1 - leak) * prev[j] + leak * a[j];
		}
	}
}

RN_KERNEL
static void esn_backward(const struct rn_cell_step *s)
{
	const int H = s->H;
	const rn_real leak = (rn_real)s->cell->number[LEAK];

	for (int b = 0; b < s->B; b++) {
		rn_real *a = s->gate + (size_t)b * (size_t)H;
		rn_real *dh = s->dstate[0] + (size_t)b * (size_t)H;

		RN_VECTOR
		for (int j = 0; j < H; j++) {
			a[j] = dh[j] * leak * (1 - a[j] * a[j]);
			dh[j] *= 1 - leak;
		}
	}
}

/*
 * The links of a reservoir are the sequence that a generator draws, N_LINK for
 * each unit: read anew by whoever multiplies with them, they need no memory,
 * and the time goes with the links and not with H * H.
 */
static double draw_link(struct rn_rng *rng, int H, int *from)
{
	*from = (int)rn_rng_below(rng, (uint32_t)H);
	return 2 * rn_rng_uniform(rng) - 1;
}

static int links_of(int H)
{
	return H < N_LINK ? H : N_LINK;
}

/* out = v U, and its length. */
static double multiply(double *out, const double *v, struct rn_rng rng, int H)
{
	double square = 0;

	for (int j = 0; j < H; j++) {
		out[j] = 0;
		for (int k = 0; k < links_of(H); k++) {
			int from;
			const double link = draw_link(&rng, H, &from);

			out[j] += v[from] * link;
		}
		square += out[j] * out[j];
	}
	return sqrt(square);
}

/*
 * The spectral radius: how much a vector grows a step, by the mean of its
 * logarithm over many steps.  A single step does not settle where the largest
 * eigenvalues are a complex pair.  The first steps forget how it began.
 */
static double radius_of(const struct rn_rng *rng, int H)
{
	enum { FORGET = 1000, STEPS = 3000 };
	double v[RN_MAX_WIDTH], next[RN_MAX_WIDTH], sum = 0;

	for (int j = 0; j < H; j++)
		v[j] = 1 + (double)j / H;
	for (int i = 0; i < STEPS; i++) {
		const double length = multiply(next, v, *rng, H);

		if (!(length > 0))
			return 0;
		if (i >= FORGET)
			sum += log(length);
		for (int j = 0; j < H; j++)
			v[j] = next[j] / length;
	}
	return exp(sum / (STEPS - FORGET));
}

static void draw(rn_real *w, size_t n, double end, struct rn_rng *rng)
{
	for (size_t i = 0; i < n; i++)
		w[i] = (rn_real)(end * (2 * rn_rng_uniform(rng) - 1));
}

static void esn_start(const struct rn_cell *c, const struct rn_cell_weights *w,
                      struct rn_rng *rng)
{
	const int H = c->H;
	const double radius = radius_of(rng, H);
	const double size = radius > 0 ? c->number[RHO] / radius : 0;

	memset(w->U, 0, (size_t)H * (size_t)H * sizeof(*w->U));
	for (int j = 0; j < H; j++)
		for (int k = 0; k < links_of(H); k++) {
			int from;
			const double link = draw_link(rng, H, &from);

			w->U[(size_t)from * (size_t)H + (size_t)j]
				+= (rn_real)(size * link);
		}
	draw(w->W, (size_t)w->D * (size_t)H, 0.5, rng);
	draw(w->bias, (size_t)H, 0.1, rng);
}

static const struct rn_option esn_options[] = {
	{ "rho", RN_OPTION_REAL, 0, 2, { NULL },
	  "spectral radius of the reservoir" },
	{ "leak", RN_OPTION_REAL, 0, 1, { NULL },
	  "what a unit takes on of its new value at a step" },
	{ "ridge", RN_OPTION_REAL, 0, 1e9, { NULL },
	  "penalty of the read-out; chosen by validation if not given" },
	{ .name = NULL },
};

const struct rn_cell_type rn_cell_esn = {
	.name = "esn",
	.title = "echo state: a fixed random reservoir, read by ridge regression",
	.equation = "h = (1 - leak) h_prev + leak tanh(x W + h_prev U + b)",
	.source = "Jaeger 2001",
	.option = esn_options,
	.n_gate = 1,
	.n_state = 1,
	.rec_bias_gate = -1,
	.forget_gate = -1,
	.is_fixed = true,
	.layers = "200",
	.plan = esn_plan,
	.forward = esn_forward,
	.backward = esn_backward,
	.start = esn_start,
};

/*
 * norm.c - normalisation: y = gain (x - m) / sqrt(v + 1e-5) + bias.
 *
 * Layer normalisation (J. Ba et al. 2016) takes mean m and variance v over the
 * columns of each row.  Batch normalisation (S. Ioffe, C. Szegedy 2015) takes
 * those of each column over all steps and rows at hand, and follows them: a
 * tenth of the way at each training step, with the variance that is free of
 * bias.  What it followed takes their place after training, and where there
 * is a single row.  Both as PyTorch's LayerNorm and BatchNorm1d.
 *
 * Parameters: gain [H], bias [H]; batch: running mean [H], running variance
 * [H], which are fixed.
 */
#include "nn/layer.h"

#include "base/kernel.h"
#include "nn/vec.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* scratch: (x - m) / sqrt(v); 1 / sqrt(v), of each row or column; of a batch
 * its [m; v], and sums */
enum { UNIT, SCALE, MOMENT, SUM };

enum { GAIN, BIAS, MEAN, VARIANCE }; /* the vectors of parameters */

static const rn_real tiny = (rn_real)1e-5;

static size_t norm_n_param(const struct rn_layer *l)
{
	return 2 * (size_t)l->H;
}

static size_t batch_n_param(const struct rn_layer *l)
{
	return 4 * (size_t)l->H;
}

static void norm_bind(const struct rn_layer *l, struct rn_tape *tape, int B,
                      bool training, struct rn_block *block)
{
	const size_t rows = (size_t)tape->T * (size_t)B, H = (size_t)l->H;

	(void)training;
	tape->out = rn_block_take(block, rows * H);
	tape->scratch[UNIT] = rn_block_take(block, rows * H);
	tape->scratch[SCALE] = rn_block_take(block, rows > H ? rows : H);
}

static void batch_bind(const struct rn_layer *l, struct rn_tape *tape, int B,
                       bool training, struct rn_block *block)
{
	norm_bind(l, tape, B, training, block);
	tape->scratch[MOMENT] = rn_block_take(block, 2 * (size_t)l->H);
	tape->scratch[SUM] = rn_block_take(block, 2 * (size_t)l->H);
}

static void norm_init(const struct rn_layer *l,
                      const struct rn_init_type *init, rn_real *w,
                      struct rn_rng *rng)
{
	(void)init, (void)rng;
	w += l->at;
	for (int j = 0; j < l->H; j++) {
		w[GAIN * l->H + j] = 1;
		if (l->n_fixed)
			w[VARIANCE * l->H + j] = 1;
	}
}

/* y = gain unit + bias, for each row */
RN_KERNEL
static void stretch(rn_real *restrict y, const rn_real *restrict unit,
                    const rn_real *restrict gain, const rn_real *restrict bias,
                    size_t rows, size_t H)
{
	for (size_t r = 0; r < rows; r++)
		for (size_t j = 0; j < H; j++)
			y[r * H + j] = gain[j] * unit[r * H + j] + bias[j];
}

/* unit = (x - mean) / sqrt(variance) of a row; returns 1 / sqrt(variance) */
RN_KERNEL
static rn_real unit_row(rn_real *restrict unit, const rn_real *restrict x,
                        size_t H)
{
	rn_real mean = 0, square = 0, scale;

	for (size_t j = 0; j < H; j++)
		mean += x[j];
	mean /= (rn_real)H;
	for (size_t j = 0; j < H; j++) {
		unit[j] = x[j] - mean;
		square += unit[j] * unit[j];
	}
	scale = 1 / (rn_real)sqrt((double)(square / (rn_real)H + tiny));
	for (size_t j = 0; j < H; j++)
		unit[j] *= scale;
	return scale;
}

static void norm_forward(const struct rn_layer *l, struct rn_tape *tape,
                         const rn_real *w, const struct rn_pass *pass, int t0,
                         int t1)
{
	const size_t H = (size_t)l->H, B = (size_t)tape->B;
	const size_t from = (size_t)t0 * B, to = (size_t)t1 * B;
	rn_real *unit = tape->scratch[UNIT];

	(void)pass;
	w += l->at;
	for (size_t r = from; r < to; r++)
		tape->scratch[SCALE][r] = unit_row(unit + r * H, tape->x + r * H, H);
	stretch(tape->out + from * H, unit + from * H, w + GAIN * H, w + BIAS * H,
	        to - from, H);
	tape->y = tape->out;
}

/* dx = scale (g - mean(g) - unit mean(g unit)), g = gain dy, of a row */
RN_KERNEL
static void unit_row_back(rn_real *restrict dx, const rn_real *restrict dy,
                          const rn_real *restrict unit,
                          const rn_real *restrict gain, rn_real scale,
                          size_t H)
{
	rn_real mean = 0, along = 0;

	for (size_t j = 0; j < H; j++) {
		dx[j] = gain[j] * dy[j];
		mean += dx[j];
		along += dx[j] * unit[j];
	}
	mean /= (rn_real)H;
	along /= (rn_real)H;
	for (size_t j = 0; j < H; j++)
		dx[j] = scale * (dx[j] - mean - unit[j] * along);
}

/* dgain += dy unit, dbias += dy, over the rows */
static void stretch_back(rn_real *dgain, rn_real *dbias, const rn_real *dy,
                         const rn_real *unit, size_t rows, size_t H)
{
	for (size_t r = 0; r < rows; r++)
		rn_vec_add_product(dgain, dy + r * H, unit + r * H, H);
	rn_vec_add_rows(dbias, dy, rows, H);
}

static void norm_backward(const struct rn_layer *l, struct rn_tape *tape,
                          const rn_real *w, rn_real *dw, rn_real *dx, int t0,
                          int t1)
{
	const size_t H = (size_t)l->H, B = (size_t)tape->B;
	const size_t from = (size_t)t0 * B, to = (size_t)t1 * B;
	const rn_real *unit = tape->scratch[UNIT];

	w += l->at, dw += l->at;
	stretch_back(dw + GAIN * H, dw + BIAS * H, tape->dy + from * H,
	             unit + from * H, to - from, H);
	for (size_t r = from; dx && r < to; r++)
		unit_row_back(dx + r * H, tape->dy + r * H, unit + r * H,
		              w + GAIN * H, tape->scratch[SCALE][r], H);
}

/* Does the layer measure the rows at hand, of which there are two at least? */
static bool measures(const struct rn_tape *tape, bool training)
{
	return training && tape->T * tape->B > 1;
}

/* Mean and variance of each column. */
RN_KERNEL
static void measure(const rn_real *restrict x, rn_real *restrict mean,
                    rn_real *restrict variance, size_t rows, size_t H)
{
	memset(mean, 0, H * sizeof(*mean));
	memset(variance, 0, H * sizeof(*variance));
	for (size_t r = 0; r < rows; r++)
		for (size_t j = 0; j < H; j++)
			mean[j] += x[r * H + j];
	for (size_t j = 0; j < H; j++)
		mean[j] /= (rn_real)rows;
	for (size_t r = 0; r < rows; r++)
		for (size_t j = 0; j < H; j++)
			variance[j] += (x[r * H + j] - mean[j]) * (x[r * H + j] - mean[j]);
	for (size_t j = 0; j < H; j++)
		variance[j] /= (rn_real)rows;
}

RN_KERNEL
static void unit_columns(rn_real *restrict unit, const rn_real *restrict x,
                         const rn_real *restrict mean,
                         const rn_real *restrict scale, size_t rows, size_t H)
{
	for (size_t r = 0; r < rows; r++)
		for (size_t j = 0; j < H; j++)
			unit[r * H + j] = (x[r * H + j] - mean[j]) * scale[j];
}

static void batch_forward(const struct rn_layer *l, struct rn_tape *tape,
                          const rn_real *w, const struct rn_pass *pass,
                          int t0, int t1)
{
	const size_t H = (size_t)l->H, rows = (size_t)tape->T * (size_t)tape->B;
	const rn_real *mean = w + l->at + MEAN * H;
	const rn_real *variance = w + l->at + VARIANCE * H;
	rn_real *moment = tape->scratch[MOMENT], *scale = tape->scratch[SCALE];

	(void)t0, (void)t1;
	w += l->at;
	if (measures(tape, pass->training)) {
		measure(tape->x, moment, moment + H, rows, H);
		mean = moment, variance = moment + H;
	}
	for (size_t j = 0; j < H; j++)
		scale[j] = 1 / (rn_real)sqrt((double)(variance[j] + tiny));
	unit_columns(tape->scratch[UNIT], tape->x, mean, scale, rows, H);
	stretch(tape->out, tape->scratch[UNIT], w + GAIN * H, w + BIAS * H, rows,
	        H);
	tape->y = tape->out;
}

/* dx = gain scale (dy - (sum(dy) + unit sum(dy unit)) / rows) */
RN_KERNEL
static void unit_columns_back(rn_real *restrict dx, const rn_real *restrict dy,
                              const rn_real *restrict unit,
                              const rn_real *restrict factor,
                              const rn_real *restrict along,
                              const rn_real *restrict sum, size_t rows,
                              size_t H)
{
	const rn_real share = 1 / (rn_real)rows;

	for (size_t r = 0; r < rows; r++)
		for (size_t j = 0; j < H; j++) {
			const size_t i = r * H + j;

			dx[i] = factor[j] * (dy[i] - share * (sum[j]
			                                      + unit[i] * along[j]));
		}
}

/* How far the running moments are to go, for each row of the batch. */
static void follow(const struct rn_layer *l, const struct rn_tape *tape,
                   const rn_real *w, rn_real *dw)
{
	const size_t H = (size_t)l->H;
	const rn_real n = (rn_real)tape->T * (rn_real)tape->B;
	const rn_real step = (rn_real)0.1 * (rn_real)tape->B;
	const rn_real *moment = tape->scratch[MOMENT];

	for (size_t j = 0; j < H; j++) {
		dw[MEAN * H + j] += step * (moment[j] - w[MEAN * H + j]);
		dw[VARIANCE * H + j] += step * (moment[H + j] * n / (n - 1)
		                                - w[VARIANCE * H + j]);
	}
}

static void batch_backward(const struct rn_layer *l, struct rn_tape *tape,
                           const rn_real *w, rn_real *dw, rn_real *dx, int t0,
                           int t1)
{
	const size_t H = (size_t)l->H, rows = (size_t)tape->T * (size_t)tape->B;
	rn_real *along = tape->scratch[SUM], *sum = along + H;
	rn_real *factor = tape->scratch[SCALE];

	(void)t0, (void)t1;
	w += l->at, dw += l->at;
	memset(along, 0, 2 * H * sizeof(*along));
	stretch_back(along, sum, tape->dy, tape->scratch[UNIT], rows, H);
	rn_vec_add(dw + GAIN * H, along, H);
	rn_vec_add(dw + BIAS * H, sum, H);
	if (measures(tape, true))
		follow(l, tape, w, dw);
	else
		memset(along, 0, 2 * H * sizeof(*along));
	if (!dx)
		return;
	for (size_t j = 0; j < H; j++)
		factor[j] *= w[GAIN * H + j];
	unit_columns_back(dx, tape->dy, tape->scratch[UNIT], factor, along, sum,
	                  rows, H);
}

static int norm_n_tensor(const struct rn_layer *l)
{
	return (int)(l->n_param / (size_t)l->H);
}

static void norm_tensor(const struct rn_layer *l, int i,
                        struct rn_tensor_view *view)
{
	static const char *const names[] = { "weight", "bias", "running_mean",
		"running_var" };
	const size_t H = (size_t)l->H;

	*view = (struct rn_tensor_view){ .rows = l->H, .n = H,
		.at = l->at + (size_t)i * H };
	snprintf(view->name, sizeof(view->name), "norm.%d.%s", l->index, names[i]);
}

const struct rn_layer_type rn_layer_norm = {
	.name = "norm",
	.n_param = norm_n_param,
	.bind = norm_bind,
	.init = norm_init,
	.forward = norm_forward,
	.backward = norm_backward,
	.n_tensor = norm_n_tensor,
	.tensor = norm_tensor,
};

const struct rn_layer_type rn_layer_batch_norm = {
	.name = "batch-norm",
	.adapts = true,
	.n_param = batch_n_param,
	.bind = batch_bind,
	.init = norm_init,
	.forward = batch_forward,
	.backward = batch_backward,
	.n_tensor = norm_n_tensor,
	.tensor = norm_tensor,
};

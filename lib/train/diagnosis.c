/*
 * diagnosis.c - the gradients of an epoch, measured.
 */
#include "train/diagnosis.h"

#include "train/clip.h"

#include <math.h>

void rn_diagnosis_slice(struct rn_diagnosis *d, int i, const rn_real *g,
                        size_t n)
{
	d->square[i] = rn_clip_square(g, n);
	d->largest[i] = rn_clip_largest(g, n);
}

void rn_diagnosis_step(struct rn_diagnosis *d, bool is_shrunk,
                       double clip_value)
{
	bool is_clipped = is_shrunk;
	double square = 0, norm;

	for (int i = 0; i < RN_MAX_SLICE; i++) {
		square += d->square[i];
		is_clipped = is_clipped
		             || (clip_value > 0 && d->largest[i] > clip_value);
	}
	norm = sqrt(square);
	d->sum += norm;
	d->most = norm > d->most ? norm : d->most;
	d->n_clipped += is_clipped;
	d->n_step++;
}

void rn_diagnosis_close(struct rn_diagnosis *d, struct rn_epoch *e)
{
	const double n = (double)d->n_step;

	e->norm_mean = d->n_step > 0 ? d->sum / n : NAN;
	e->norm_most = d->n_step > 0 ? d->most : NAN;
	e->clipped = d->n_step > 0 ? (double)d->n_clipped / n : NAN;
	*d = (struct rn_diagnosis){ .n_step = 0 };
}

/*
 * loss.h - what training makes small, and what the network's outputs mean.
 *
 * A target needs `width` outputs, side by side: a point, or the parameters of
 * a distribution.  The first of a number's is a location: what it grows by,
 * forecasts grow by.  Its loss is then the negative logarithm of the density or
 * probability that they give to what came, which may well be negative.
 */
#ifndef RN_LOSS_H
#define RN_LOSS_H

#include "base/real.h"
#include "base/rng.h"

#include <stdbool.h>
#include <stddef.h>

/* What their options are where nobody says. */
#define RN_HUBER_DELTA 1
#define RN_STUDENT_DOF 4
#define RN_QUANTILE 0.5

/* What the losses are told; each reads its own. */
struct rn_loss_args {
	double delta; /* huber: where it turns from square to straight, scaled */
	int n_class;  /* cross-entropy: classes 0 .. n_class - 1 */
	double dof;   /* student: degrees of freedom, above 0 */
	double quantile; /* pinball: tau, the share below, between 0 and 1 */
};

struct rn_loss_type {
	const char *name;     /* spelling in --loss */
	const char *title;    /* one line for `rnnfc list losses` */
	const char *equation; /* of e = yhat - y, or of the outputs */
	int width;            /* outputs a target needs; 0: one a class */
	bool is_categorical;  /* y is the number of a class */
	/*
	 * Returns the sum of the losses of n targets y [n], in double, z being
	 * [n, width].  Where dz [n, width] is not NULL it receives weight * d loss
	 * / d z.
	 */
	double (*eval)(const rn_real *z, const rn_real *y, size_t n,
	               const struct rn_loss_args *args, rn_real weight,
	               rn_real *dz);
	/* The point forecast of one target, scaled: the mean, a quantile, or the
	 * most probable class. */
	double (*point)(const rn_real *z, const struct rn_loss_args *args);
	/*
	 * A draw from what z describes, scaled.  temperature, above 0, stretches a
	 * distribution's scale, and divides logits; 1 leaves both as they are.
	 * NULL: the loss describes no distribution.
	 */
	double (*sample)(const rn_real *z, const struct rn_loss_args *args,
	                 double temperature, struct rn_rng *rng);
};

extern const struct rn_loss_type rn_loss_mse, rn_loss_mae, rn_loss_huber,
	rn_loss_pinball, rn_loss_gaussian, rn_loss_student,
	rn_loss_cross_entropy;
extern const struct rn_loss_type *const rn_loss_types[]; /* ends in NULL */

/* Outputs that a target needs. */
int rn_loss_width(const struct rn_loss_type *type,
                  const struct rn_loss_args *args);

/* The points [n] of z [n, width]; they may take the place of z. */
void rn_loss_points(const struct rn_loss_type *type,
                    const struct rn_loss_args *args, const rn_real *z,
                    size_t n, rn_real *point);

/* The point of losses whose output is one. */
double rn_loss_point(const rn_real *z, const struct rn_loss_args *args);

/*
 * The scale that output r stands for: softplus(r) + 1e-3, so that no scale is
 * too small to divide by.  *slope: its derivative, logistic(r).
 */
double rn_loss_scale(double r, double *slope);

#endif

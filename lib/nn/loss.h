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

#define RN_MAX_QUANTILE 16
#define RN_MAX_LOSS_PART 4

struct rn_loss_type;

/* Shares below, between 0 and 1, ascending; n is 0 or from 2 on. */
struct rn_quantiles {
	int n;
	double p[RN_MAX_QUANTILE];
};

/* Losses of a point, and what each counts: above 0. */
struct rn_loss_parts {
	int n;
	struct rn_loss_part {
		const struct rn_loss_type *type;
		double weight;
	} part[RN_MAX_LOSS_PART];
};

/* What the losses are told; each reads its own. */
struct rn_loss_args {
	double delta; /* huber: where it turns from square to straight, scaled */
	int n_class;  /* cross-entropy: classes 0 .. n_class - 1 */
	double dof;   /* student: degrees of freedom, above 0 */
	double quantile; /* pinball: tau, the share below, between 0 and 1 */
	struct rn_quantiles quantiles; /* quantiles; n 0: the usual ones */
	struct rn_loss_parts sum;        /* sum */
	/* Of the row that the targets are of, as train/cost.h finds them. */
	double offset; /* smape: a value is its scale times (z + offset) */
	double worth;  /* mase: what a scaled error of 1 counts */
};

struct rn_loss_type {
	const char *name;     /* spelling in --loss */
	const char *title;    /* one line for `rnnfc list losses` */
	const char *equation; /* of e = yhat - y, or of the outputs */
	int width;            /* outputs a target needs; 0: one a class, or one a
	                         quantile */
	bool is_categorical;  /* y is the number of a class */
	bool is_of_row;       /* reads what args say of a row */
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
	/* The value, scaled, that a share p of what z describes lies below, 0 < p
	 * < 1.  NULL: a point, or classes. */
	double (*quantile)(const rn_real *z, const struct rn_loss_args *args,
	                   double p);
};

extern const struct rn_loss_type rn_loss_mse, rn_loss_mae, rn_loss_huber,
	rn_loss_logcosh, rn_loss_pinball, rn_loss_smape, rn_loss_mase,
	rn_loss_sum, rn_loss_gaussian, rn_loss_student, rn_loss_quantiles,
	rn_loss_cross_entropy;
extern const struct rn_loss_type *const rn_loss_types[]; /* ends in NULL */

/* Outputs that a target needs. */
int rn_loss_width(const struct rn_loss_type *type,
                  const struct rn_loss_args *args);

/* Is it `part`, or a sum with it? */
bool rn_loss_has(const struct rn_loss_type *type,
                 const struct rn_loss_args *args,
                 const struct rn_loss_type *part);

/* Does it, or a part of it, read what args say of a row? */
bool rn_loss_is_of_row(const struct rn_loss_type *type,
                       const struct rn_loss_args *args);

/* Can it be part of a sum? */
bool rn_loss_is_part(const struct rn_loss_type *type);

/* The quantiles that args ask for, or the usual ones. */
const struct rn_quantiles *rn_loss_shares(const struct rn_loss_args *args);

/* The points [n] of z [n, width]; they may take the place of z. */
void rn_loss_points(const struct rn_loss_type *type,
                    const struct rn_loss_args *args, const rn_real *z,
                    size_t n, rn_real *point);

/* The point of losses whose output is one. */
double rn_loss_point(const rn_real *z, const struct rn_loss_args *args);

/* log(1 + e^r), above 0 and never infinite; *slope: its derivative. */
double rn_softplus(double r, double *slope);

/*
 * The scale that output r stands for: softplus(r) + 1e-3, so that no scale is
 * too small to divide by.  *slope: its derivative, logistic(r).
 */
double rn_loss_scale(double r, double *slope);

#endif

/*
 * distribution.h - where shares of standard distributions lie.
 *
 * Quantiles are found by Newton's steps from the middle outwards: the tail
 * still left is convex, so that no step goes too far and every one comes
 * nearer.
 */
#ifndef RN_DISTRIBUTION_H
#define RN_DISTRIBUTION_H

/* The share of the standard normal distribution that lies below z. */
double rn_normal_share(double z);

/* The number that a share p of the standard normal distribution lies below, 0
 * < p < 1; right to 1e-12 where p and 1 - p are at least 1e-12. */
double rn_normal_quantile(double p);

/* The same of Student's t with nu degrees of freedom, at least 1; the relative
 * error is below 1e-6 where p and 1 - p are at least 0.001, below 0.001 where
 * they are at least 1e-6. */
double rn_student_quantile(double p, double nu);

#endif

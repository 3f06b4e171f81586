/*
 * spectrum.h - the periodogram of a series, made white, and what it is the
 * transform of.
 *
 * The rows are made as like white noise as one coefficient can:
 * e_t = x_t - phi x_(t-1), phi near 1 for a random walk and near 0 for noise.
 * Their periodogram, divided by the level of the frequencies around each, is
 * flat but for lines, and lines are what a season is: those at 1 / period and
 * its multiples.
 *
 * The transform of such a periodogram is an autocorrelation, high at each
 * period and each multiple of one.  Two are made at once: of the periodogram,
 * whose distribution is known and tells chance from season, and of its square,
 * in which lines outweigh the noise, so that it tells the period to the row.
 *
 * Sources: whitening and fading in and out, P. Bloomfield, Fourier Analysis of
 * Time Series, 2000; the chance of a line, R. A. Fisher, Tests of significance
 * in harmonic analysis, 1929, against its neighbours alone; the chance of an
 * autocorrelation, G. E. P. Box and G. M. Jenkins, Time Series Analysis, 1976.
 */
#ifndef RN_SPECTRUM_H
#define RN_SPECTRUM_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

struct rn_spectrum {
	double m;      /* values that the periodogram is of: n - 1 */
	size_t size;   /* of the transform, a power of two >= 2 m */
	double bin;    /* entries of the periodogram in a frequency of 1 / m */
	double left;   /* the share of it that is not cut out */
	double total[2]; /* of flat, and of its square */
	double *turn;  /* [size] for the transform; all are one block */
	double *z;     /* [2 size] complex: what is transformed */
	double *power; /* [size / 2 + 1] periodogram, 0 where cut out */
	double *flat;  /* [size / 2 + 1] the same over its level, 1 on the mean
	                  without lines */
	double *sum;   /* [size / 2 + 2] fourth roots of the power before an
	                  entry, added up */
	double *count; /* [size / 2 + 2] those of them that are not 0 */
};

/* Of x [n], n >= 6 rows of mean 0, not all of them 0, magnitudes at most 1e6.
 * Memory: at most 160 n + 1000 bytes.  RN_ELIMIT.  Release with
 * rn_spectrum_release. */
RN_MUST_CHECK
enum rn_status rn_spectrum_make(struct rn_spectrum *s, const double *x,
                                size_t n, struct rn_error *err);
void rn_spectrum_release(struct rn_spectrum *s);

/* Makes the autocorrelations of what is not cut out; false where nothing is
 * left.  Lags and periods below are at most m / 2. */
bool rn_spectrum_correlate(struct rn_spectrum *s);

/* The autocorrelation of the lines at a lag, at most 1. */
double rn_spectrum_peak(const struct rn_spectrum *s, size_t lag);

/* The logarithm of the chance that noise looks as periodic as that. */
double rn_spectrum_chance(const struct rn_spectrum *s, size_t period);

/* Takes the lines of a period out, with what leaks from them, within a quarter
 * of their distance, and with what lies within 1/16 of it in any case: lines
 * are wide where a season changes slowly. */
void rn_spectrum_cut(struct rn_spectrum *s, size_t period);

#endif

/*
 * season.h - after how many rows a series repeats itself.
 */
#ifndef RN_SEASON_H
#define RN_SEASON_H

#include "base/error.h"

#include <stddef.h>

#define RN_MAX_SEASON 4

/* No more rows than these, the last ones, are looked at. */
#define RN_SEASON_ROWS 65536

struct rn_season_opts {
	/* Periods, at least 2, that something beside the values speaks for, as
	 * the step of a time axis does: where the values leave the period open by
	 * some rows, the first of these that they allow is taken, and it takes
	 * less to be convinced of it. */
	const int *likely;
	int n_likely;
};

/*
 * Finds the periods of x [n], finite numbers: at most RN_MAX_SEASON, the
 * strongest first, in rows, each at least 2 and held three times by the rows
 * that are looked at.  A period is one if
 *
 *   - it stands out from what rows without a season show by chance: fewer
 *     than one in 100 noises, random walks, and what lies between them, with
 *     a trend or without, is said to have a season;
 *   - on the last third of the rows, the value one period before is nearer,
 *     in squares, than values half a period to one and a half before: the
 *     seasonal naive forecast beats repeating the last value about a period
 *     ahead;
 *   - it adds something to the stronger ones: it is not nearly one of them,
 *     its half or its third, it beats repeating the last value on the mean up
 *     to a period ahead, and a multiple of one must beat that one too.
 *
 * A period of 7 rows or more without much noise is found in four of them; a
 * sine as strong as the noise in 8 to 16, short ones last.  A slow sine in
 * four periods is found to within 3 %.  The same rows give the same periods.
 *
 * Time O(m log m), memory at most 170 m + 1000 bytes, m = min(n,
 * RN_SEASON_ROWS): 40 ms and 6 MB at most.  RN_ELIMIT.
 *
 * Sources beside those of data/spectrum.h: looking for a period in spectrum
 * and autocorrelation together, M. Vlachos, P. Yu and V. Castelli, On
 * periodicity detection and structural similarity, 2005; which peak of an
 * autocorrelation is the period, P. McLeod and G. Wyvill, A smarter way to
 * find pitch, 2005.
 */
RN_MUST_CHECK
enum rn_status rn_season_find(const double *x, size_t n,
                              const struct rn_season_opts *opts, int *n_season,
                              int season[RN_MAX_SEASON], struct rn_error *err);

#endif

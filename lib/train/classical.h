/*
 * classical.h - the season of a few rows, taken out by classical
 * decomposition, as the M4 competition's benchmarks do.
 *
 * Source: S. Makridakis, E. Spiliotis, V. Assimakopoulos, The M4 Competition,
 * 2020, and its published benchmarks.
 */
#ifndef RN_CLASSICAL_H
#define RN_CLASSICAL_H

#include <stdbool.h>
#include <stddef.h>

/* The last rows that a decomposition looks at: this many, or four seasons
 * where that is more.  A forecast at each of thousands of rows must not read
 * all that came before it every time. */
#define RN_CLASSICAL_ROWS 2000
#define RN_CLASSICAL_SEASONS 4

/* Rows of at most n that are looked at for a season of `period` steps. */
size_t rn_classical_rows(size_t n, int period);

/*
 * Whether n rows have a season of m steps: at least three of them, and
 *
 *   |r_m| > 1.645 sqrt((1 + 2 (r_1^2 + ... + r_(m-1)^2)) / n)
 *
 * for the autocorrelations r, a test at 90 %.  work: n numbers.
 */
bool rn_classical_test(const double *x, size_t n, int m, double *work);

/*
 * Takes the season out of x: y[t] = x[t] / index[t mod m], the index being the
 * mean of x over its centred moving average of m rows, its own mean 1.  Where
 * x is not positive everywhere differences take the place of ratios, and the
 * mean is 0.  n >= 2 m.  Returns whether they are ratios.
 */
bool rn_classical_split(const double *x, size_t n, int m, double *index,
                        double *y);

#endif

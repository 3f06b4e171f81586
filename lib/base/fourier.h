/*
 * fourier.h - the discrete Fourier transform.
 */
#ifndef RN_FOURIER_H
#define RN_FOURIER_H

#include <stddef.h>

/* Fills turn [size] with what rn_fourier needs for that size, a power of two,
 * at least 2. */
void rn_fourier_turn(double *turn, size_t size);

/*
 * Replaces z, size complex numbers as pairs of real and imaginary part, by
 *
 *   Z_k = sum over t of z_t exp(-2 pi i k t / size)
 *
 * in O(size log size): J. W. Cooley and J. W. Tukey, An algorithm for the
 * machine calculation of complex Fourier series, 1965.
 */
void rn_fourier(double *z, size_t size, const double *turn);

#endif

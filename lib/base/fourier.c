/*
 * fourier.c - the fast Fourier transform of radix 2, in place.
 */
#include "base/fourier.h"

#include <math.h>

#define PI 3.14159265358979323846

void rn_fourier_turn(double *turn, size_t size)
{
	for (size_t k = 0; k < size / 2; k++) {
		const double angle = 2 * PI * (double)k / (double)size;

		turn[2 * k] = cos(angle);
		turn[2 * k + 1] = -sin(angle);
	}
}

/* Puts z in the order in which its halves, quarters ... are transformed. */
static void reverse_bits(double *z, size_t size)
{
	for (size_t i = 1, j = 0; i < size; i++) {
		size_t bit = size / 2;

		for (; j & bit; bit /= 2)
			j ^= bit;
		j ^= bit;
		for (size_t c = 0; i < j && c < 2; c++) {
			const double t = z[2 * i + c];

			z[2 * i + c] = z[2 * j + c];
			z[2 * j + c] = t;
		}
	}
}

void rn_fourier(double *z, size_t size, const double *turn)
{
	reverse_bits(z, size);
	for (size_t half = 1; half < size; half *= 2)
		for (size_t from = 0; from < size; from += 2 * half)
			for (size_t k = 0; k < half; k++) {
				const double *w = turn + k * (size / half);
				double *a = z + 2 * (from + k), *b = a + 2 * half;
				const double re = b[0] * w[0] - b[1] * w[1];
				const double im = b[0] * w[1] + b[1] * w[0];

				b[0] = a[0] - re;
				b[1] = a[1] - im;
				a[0] += re;
				a[1] += im;
			}
}

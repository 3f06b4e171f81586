/*
 * clip.h - how large a gradient is, and how it is kept from being larger
 * (R. Pascanu, T. Mikolov, Y. Bengio 2013).
 *
 * Over slices of a gradient, so that workers may share it: the squares of the
 * slices add up to that of the whole norm.
 */
#ifndef RN_CLIP_H
#define RN_CLIP_H

#include "base/real.h"

#include <stddef.h>

/* The squared norm of g [n]. */
double rn_clip_square(const rn_real *g, size_t n);

/* The largest magnitude in g [n], leaving out what is not a number. */
double rn_clip_largest(const rn_real *g, size_t n);

/* Brings each element of g [n] into [-most, most]; what is not a number
 * stays. */
void rn_clip_value(rn_real *g, size_t n, double most);

/* What a gradient of this norm is to be multiplied by, so that its norm is
 * at most `most`: 1 where it already is, or is not a number. */
double rn_clip_shrink(double norm, double most);

#endif

/*
 * vec.h - element-wise sums and products of arrays, vectorised.
 */
#ifndef RN_VEC_H
#define RN_VEC_H

#include "base/real.h"

#include <stddef.h>

/* out = a * b */
void rn_vec_multiply(rn_real *restrict out, const rn_real *restrict a,
                     const rn_real *restrict b, size_t n);

/* out += a */
void rn_vec_add(rn_real *restrict out, const rn_real *restrict a, size_t n);

/* out += a, and a = 0 */
void rn_vec_drain(rn_real *restrict out, rn_real *restrict a, size_t n);

/* out += a * b */
void rn_vec_add_product(rn_real *restrict out, const rn_real *restrict a,
                        const rn_real *restrict b, size_t n);

/* a = max(a, 0), and the gradient: out = da where a is above 0, else 0 */
void rn_vec_relu(rn_real *a, size_t n);
void rn_vec_relu_back(rn_real *restrict out, const rn_real *restrict a,
                      const rn_real *restrict da, size_t n);

/* sum [n] += the column sums of a [rows, n] */
void rn_vec_add_rows(rn_real *restrict sum, const rn_real *restrict a,
                     size_t rows, size_t n);

/* out [rows, n]: each row is a [n] */
void rn_vec_fill_rows(rn_real *restrict out, const rn_real *restrict a,
                      size_t rows, size_t n);

/* n columns of the rows of two arrays, ld apart: to = from, or to += from. */
void rn_vec_copy_columns(rn_real *to, int ld, const rn_real *from, int ld_from,
                         int n, int rows);
void rn_vec_add_columns(rn_real *to, int ld, const rn_real *from, int ld_from,
                        int n, int rows);

#endif

/*
 * vec.c - element-wise loops.
 */
#include "nn/vec.h"

#include "base/kernel.h"

#include <string.h>

RN_KERNEL
void rn_vec_multiply(rn_real *restrict out, const rn_real *restrict a,
                     const rn_real *restrict b, size_t n)
{
	for (size_t i = 0; i < n; i++)
		out[i] = a[i] * b[i];
}

RN_KERNEL
void rn_vec_add(rn_real *restrict out, const rn_real *restrict a, size_t n)
{
	for (size_t i = 0; i < n; i++)
		out[i] += a[i];
}

RN_KERNEL
void rn_vec_drain(rn_real *restrict out, rn_real *restrict a, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		out[i] += a[i];
		a[i] = 0;
	}
}

RN_KERNEL
void rn_vec_add_product(rn_real *restrict out, const rn_real *restrict a,
                        const rn_real *restrict b, size_t n)
{
	for (size_t i = 0; i < n; i++)
		out[i] += a[i] * b[i];
}

RN_KERNEL
void rn_vec_add_rows(rn_real *restrict sum, const rn_real *restrict a,
                     size_t rows, size_t n)
{
	for (size_t r = 0; r < rows; r++)
		for (size_t j = 0; j < n; j++)
			sum[j] += a[r * n + j];
}

RN_KERNEL
void rn_vec_relu(rn_real *a, size_t n)
{
	for (size_t i = 0; i < n; i++)
		a[i] = a[i] < 0 ? 0 : a[i];
}

RN_KERNEL
void rn_vec_relu_back(rn_real *restrict out, const rn_real *restrict a,
                      const rn_real *restrict da, size_t n)
{
	for (size_t i = 0; i < n; i++)
		out[i] = a[i] > 0 ? da[i] : 0;
}

void rn_vec_fill_rows(rn_real *restrict out, const rn_real *restrict a,
                      size_t rows, size_t n)
{
	for (size_t r = 0; r < rows; r++)
		memcpy(out + r * n, a, n * sizeof(*a));
}

void rn_vec_copy_columns(rn_real *to, int ld, const rn_real *from, int ld_from,
                         int n, int rows)
{
	for (int i = 0; i < rows; i++)
		memcpy(to + (size_t)i * (size_t)ld,
		       from + (size_t)i * (size_t)ld_from,
		       (size_t)n * sizeof(*to));
}

void rn_vec_add_columns(rn_real *to, int ld, const rn_real *from, int ld_from,
                        int n, int rows)
{
	for (int i = 0; i < rows; i++)
		rn_vec_add(to + (size_t)i * (size_t)ld,
		           from + (size_t)i * (size_t)ld_from, (size_t)n);
}

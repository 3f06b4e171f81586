/*
 * solve.c - symmetric eigenproblems through LAPACK.
 */
#include "base/solve.h"

#include "base/blas.h"
#include "base/block.h"

#include <stdlib.h>

enum rn_status rn_solve_eigen(double *S, int n, double *value,
                              struct rn_error *err)
{
	double best = 0, *work = NULL;
	int n_index = 0, *index = NULL, info = 0;

	/* Column-major eigenvectors in columns are row-major ones in rows. */
	rn_syev(n, S, value, &best, -1, &n_index, -1);
	if (!rn_alloc(&work, (size_t)best, sizeof(*work), err)
	    && !rn_alloc(&index, (size_t)n_index, sizeof(*index), err)) {
		info = rn_syev(n, S, value, work, (int)best, index, n_index);
		err->status = RN_OK;
	}
	free(work);
	free(index);
	if (err->status)
		return err->status;
	if (info)
		return rn_fail(err, RN_EINTERNAL, "the eigenvalues of a %d by %d "
		               "matrix were not found", n, n);
	return RN_OK;
}

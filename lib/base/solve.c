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
	int n_work, info;

	/* Column-major eigenvectors in columns are row-major ones in rows. */
	rn_syev(n, S, value, &best, -1);
	n_work = (int)best;
	if (rn_alloc(&work, (size_t)n_work, sizeof(*work), err))
		return err->status;
	info = rn_syev(n, S, value, work, n_work);
	free(work);
	if (info)
		return rn_fail(err, RN_EINTERNAL, "the eigenvalues of a %d by %d "
		               "matrix were not found", n, n);
	return RN_OK;
}

/*
 * solve.c - symmetric eigenproblems through LAPACK.
 */
#include "base/solve.h"

#include "base/block.h"

#include <stdlib.h>

/* LAPACK has no C header in Debian's OpenBLAS; this is its Fortran interface
 * with 32-bit integers. */
void dsyev_(const char *jobz, const char *uplo, const int *n, double *a,
            const int *lda, double *w, double *work, const int *lwork,
            int *info);

enum rn_status rn_solve_eigen(double *S, int n, double *value,
                              struct rn_error *err)
{
	double best = 0, *work = NULL;
	int n_work = -1, info = 0;

	/* Column-major eigenvectors in columns are row-major ones in rows. */
	dsyev_("V", "U", &n, S, &n, value, &best, &n_work, &info);
	n_work = (int)best;
	if (rn_alloc(&work, (size_t)n_work, sizeof(*work), err))
		return err->status;
	dsyev_("V", "U", &n, S, &n, value, work, &n_work, &info);
	free(work);
	if (info)
		return rn_fail(err, RN_EINTERNAL, "the eigenvalues of a %d by %d "
		               "matrix were not found", n, n);
	return RN_OK;
}

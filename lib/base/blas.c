/*
 * blas.c - the one place that speaks to OpenBLAS.
 *
 * The functions found in the loaded library are this library's only variables
 * outside a function: there is one OpenBLAS in a process, as there would be
 * one that is linked, and they are written once, before the first product.
 */
#include "base/blas.h"

#include <cblas.h>
#include <dlfcn.h>
#include <pthread.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define LIBRARY "libopenblas.so.0"
/* Address space, in MiB: to load it; and for each thread that multiplies its
 * buffer of 128 MiB and as much for a heap of the thread's own. */
enum { ROOM = 512, ROOM_EACH = 256 };

#ifdef RN_DOUBLE
#define GEMM cblas_dgemm
#else
#define GEMM cblas_sgemm
#endif
#define TEXT_OF(word) #word
#define NAME_OF(macro) TEXT_OF(macro)

/* LAPACK has no C header in Debian's OpenBLAS; this is its Fortran interface
 * with 32-bit integers. */
void dsyevd_(const char *jobz, const char *uplo, const int *n, double *a,
             const int *lda, double *w, double *work, const int *lwork,
             int *iwork, const int *liwork, int *info);

struct openblas {
	__typeof__(GEMM) *gemm;
	__typeof__(cblas_dgemm) *dgemm;
	__typeof__(dsyevd_) *dsyevd;
	__typeof__(openblas_get_corename) *get_corename;
	__typeof__(openblas_set_num_threads) *set_num_threads;
	bool avx512; /* do its kernels use it? */
};

static const struct {
	const char *name;
	size_t at;
} symbols[] = {
	{ NAME_OF(GEMM), offsetof(struct openblas, gemm) },
	{ "cblas_dgemm", offsetof(struct openblas, dgemm) },
	{ "dsyevd_", offsetof(struct openblas, dsyevd) },
	{ "openblas_get_corename", offsetof(struct openblas, get_corename) },
	{ "openblas_set_num_threads",
	  offsetof(struct openblas, set_num_threads) },
};

static struct openblas blas;
static pthread_mutex_t loading = PTHREAD_MUTEX_INITIALIZER;

/* Is so much address space left? */
static bool has_room(int mib)
{
	const size_t size = (size_t)mib << 20;
	void *room = mmap(NULL, size, PROT_NONE,
	                  MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (room == MAP_FAILED)
		return false;
	munmap(room, size);
	return true;
}

enum rn_status rn_blas_room(int n_thread, struct rn_error *err)
{
	if (has_room(n_thread * ROOM_EACH))
		return RN_OK;
	rn_fail(err, RN_ELIMIT, "less than %d MiB of address space left for the "
	        "products of %d thread%s", n_thread * ROOM_EACH, n_thread,
	        n_thread > 1 ? "s" : "");
	return rn_hint(err, "raise ulimit -v, or ask for fewer --threads");
}

/* As it is loaded, OpenBLAS starts a thread for each processor, unless this
 * variable says otherwise; where it cannot, it ends the program. */
static void *open_with_one_thread(void)
{
	static const char name[] = "OPENBLAS_NUM_THREADS";
	const char *value = getenv(name);
	char *before = value ? strdup(value) : NULL;
	void *library;

	setenv(name, "1", 1);
	library = dlopen(LIBRARY, RTLD_LAZY | RTLD_LOCAL);
	if (before)
		setenv(name, before, 1);
	else
		unsetenv(name);
	free(before);
	return library;
}

static enum rn_status fail_load(struct rn_error *err, const char *symbol)
{
	const char *why = symbol ? NULL : dlerror();
	char shown[RN_SHOWN];

	if (symbol)
		rn_fail(err, RN_EIO, LIBRARY ": has no function %s", symbol);
	else
		rn_fail(err, RN_EIO, "%s", why ? rn_show(shown, why, strlen(why))
		                               : LIBRARY ": cannot be loaded");
	return rn_hint(err, "install OpenBLAS (Debian: libopenblas0)");
}

static bool uses_avx512(const char *core)
{
	static const char *const with[] = { "SkylakeX", "Cooperlake",
		"SapphireRapids" };

	for (size_t i = 0; i < sizeof(with) / sizeof(with[0]); i++)
		if (strcmp(core, with[i]) == 0)
			return true;
	return false;
}

static enum rn_status load(struct rn_error *err)
{
	struct openblas found;
	void *library;

	if (!has_room(ROOM)) {
		rn_fail(err, RN_ELIMIT, "less than %d MiB of address space", ROOM);
		return rn_hint(err, "raise ulimit -v");
	}
	library = open_with_one_thread();
	if (!library)
		return fail_load(err, NULL);
	for (size_t i = 0; i < sizeof(symbols) / sizeof(symbols[0]); i++) {
		void *address = dlsym(library, symbols[i].name);

		if (!address)
			return fail_load(err, symbols[i].name);
		memcpy((char *)&found + symbols[i].at, &address, sizeof(address));
	}
	/* It may have been loaded by the program that uses this library. */
	found.set_num_threads(1);
	found.avx512 = uses_avx512(found.get_corename());
	blas = found;
	return RN_OK;
}

enum rn_status rn_blas_start(struct rn_error *err)
{
	enum rn_status status = RN_OK;

	pthread_mutex_lock(&loading);
	if (!blas.gemm)
		status = load(err);
	pthread_mutex_unlock(&loading);
	return status;
}

const char *rn_blas_core(void)
{
	return blas.get_corename();
}

bool rn_blas_has_small(void)
{
	return blas.avx512;
}

bool rn_blas_misses_avx512(void)
{
#ifdef __x86_64__
	/* The parts that its kernels need; some processors have avx512f alone. */
	return !blas.avx512 && __builtin_cpu_supports("avx512f")
	       && __builtin_cpu_supports("avx512bw")
	       && __builtin_cpu_supports("avx512dq")
	       && __builtin_cpu_supports("avx512vl");
#else
	return false;
#endif
}

void rn_blas_gemm(int M, int N, int K, const struct rn_matrix *A,
                  const struct rn_matrix *B, rn_real beta, rn_real *C, int ldc)
{
	blas.gemm(CblasRowMajor, A->turned ? CblasTrans : CblasNoTrans,
	          B->turned ? CblasTrans : CblasNoTrans, M, N, K, 1, A->at, A->ld,
	          B->at, B->ld, beta, C, ldc);
}

void rn_gram(int n, int rows, const double *X, double *S)
{
	blas.dgemm(CblasRowMajor, CblasTrans, CblasNoTrans, n, n, rows, 1, X, n,
	           X, n, 1, S, n);
}

void rn_dgemm(int M, int N, int K, const double *A, int lda, bool turned,
              const double *B, int ldb, double *C)
{
	blas.dgemm(CblasRowMajor, turned ? CblasTrans : CblasNoTrans,
	           CblasNoTrans, M, N, K, 1, A, lda, B, ldb, 0, C, N);
}

int rn_syev(int n, double *S, double *value, double *work, int n_work,
            int *index, int n_index)
{
	int info = 0;

	blas.dsyevd("V", "U", &n, S, &n, value, work, &n_work, index, &n_index,
	            &info);
	return info;
}

/*
 * block.h - memory: one aligned block, carved into arrays.
 *
 * The same carving code measures (base NULL: every array is NULL and only
 * `used` grows) and places (base set), so that the size of a block and its
 * layout cannot disagree.  Arrays start on 64-byte boundaries.
 */
#ifndef RN_BLOCK_H
#define RN_BLOCK_H

#include "base/error.h"
#include "base/real.h"

#include <stddef.h>

struct rn_block {
	rn_real *base; /* NULL while measuring */
	size_t used;   /* numbers handed out, with padding */
	void *memory;  /* what base lies in */
};

/* The next n numbers of the block, or NULL while measuring. */
rn_real *rn_block_take(struct rn_block *block, size_t n);

/* Allocates block->used numbers, all zero, and sets used to 0 again: carve
 * once to measure, allocate, carve again to place.  Release with
 * rn_block_release.  Fails with RN_ELIMIT. */
RN_MUST_CHECK
enum rn_status rn_block_alloc(struct rn_block *block, struct rn_error *err);

void rn_block_release(struct rn_block *block);

/* n * size bytes, zeroed; RN_ELIMIT where the product overflows or memory is
 * short, and *out is NULL then.  Freed by the caller with free(). */
RN_MUST_CHECK
enum rn_status rn_alloc(void *out, size_t n, size_t size, struct rn_error *err);

/*
 * Grows the array at *array (elements of `size` bytes, *cap of them) so that
 * it holds at least `need`, at least doubling it.  On failure the array is as
 * it was.
 */
RN_MUST_CHECK
enum rn_status rn_grow(void *array, size_t *cap, size_t need, size_t size,
                       struct rn_error *err);

/* A copy of text, freed by the caller; NULL stays NULL. */
RN_MUST_CHECK
enum rn_status rn_copy_text(char **out, const char *text, struct rn_error *err);

#endif

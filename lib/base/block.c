/*
 * block.c - memory: aligned blocks, checked allocation, growing arrays.
 */
#include "base/block.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { ALIGN = 64 };

rn_real *rn_block_take(struct rn_block *block, size_t n)
{
	const size_t unit = ALIGN / sizeof(rn_real);
	rn_real *at = block->base ? block->base + block->used : NULL;

	block->used += (n + unit - 1) / unit * unit;
	return at;
}

enum rn_status rn_block_alloc(struct rn_block *block, struct rn_error *err)
{
	const size_t n = block->used, size = n * sizeof(rn_real) + ALIGN;

	*block = (struct rn_block){ NULL, 0, NULL };
	/* calloc leaves pages that are zero to whoever touches them first. */
	if (n <= SIZE_MAX / 2 / sizeof(rn_real))
		block->memory = calloc(size, 1);
	if (!block->memory)
		return rn_fail_memory(err, n * sizeof(rn_real));
	block->base = (rn_real *)(((uintptr_t)block->memory + ALIGN - 1)
	                          / ALIGN * ALIGN);
	return RN_OK;
}

void rn_block_release(struct rn_block *block)
{
	free(block->memory);
	*block = (struct rn_block){ NULL, 0, NULL };
}

enum rn_status rn_alloc(void *out, size_t n, size_t size, struct rn_error *err)
{
	void *p = calloc(n ? n : 1, size);

	memcpy(out, &p, sizeof(p));
	return p ? RN_OK : rn_fail_memory(err, n * size);
}

enum rn_status rn_grow(void *array, size_t *cap, size_t need, size_t size,
                       struct rn_error *err)
{
	void *old, *grown;
	size_t want = *cap < 8 ? 8 : *cap;

	if (need <= *cap)
		return RN_OK;
	while (want < need) {
		if (want > SIZE_MAX / 2 / size)
			return rn_fail_memory(err, SIZE_MAX);
		want *= 2;
	}
	memcpy(&old, array, sizeof(old));
	grown = realloc(old, want * size);
	if (!grown)
		return rn_fail_memory(err, want * size);
	memcpy(array, &grown, sizeof(grown));
	*cap = want;
	return RN_OK;
}

enum rn_status rn_copy_text(char **out, const char *text, struct rn_error *err)
{
	*out = text ? strdup(text) : NULL;
	return text && !*out ? rn_fail_memory(err, strlen(text) + 1) : RN_OK;
}

/*
 * safetensors_format.h - what writing and reading the container share.
 *
 * Nothing here is for other modules: they use safetensors.h.
 */
#ifndef RN_SAFETENSORS_FORMAT_H
#define RN_SAFETENSORS_FORMAT_H

#include "base/safetensors.h"

#define RN_MAX_FILE ((size_t)1 << 31)
#define RN_MAX_HEADER ((size_t)1 << 20)

#define RN_CHECKSUM_KEY "checksum"
#define RN_N_CHECKSUM 8
/* Every header begins so, and the digits of the checksum follow. */
#define RN_HEADER_START "{\"__metadata__\":{\"" RN_CHECKSUM_KEY "\":\""

struct rn_dtype_info {
	const char *name; /* in the file */
	size_t size;      /* bytes a number */
};

extern const struct rn_dtype_info rn_dtype_infos[]; /* by enum rn_dtype */
extern const size_t rn_n_dtype;

/* What is wrong with a tensor's name or a metadata key; NULL: nothing. */
const char *rn_tensor_name_problem(const char *name);

/* The bytes of a tensor of this dtype and shape; false where they overflow or
 * are more than a file may have. */
bool rn_tensor_bytes(const struct rn_tensor *tensor, size_t *n_byte);

/* No infinity, no NaN; whole numbers always are. */
bool rn_tensor_is_finite(const struct rn_tensor *tensor);

/* Native to little-endian and back, in place; nothing on most machines. */
void rn_swap_to_little(void *data, size_t n, size_t size);

#endif

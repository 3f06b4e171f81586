/*
 * safetensors.h - the container of a model file.
 *
 * Format: 8 bytes little-endian header length, a JSON header that maps names
 * to { dtype, shape, data_offsets } and "__metadata__" to strings, then the
 * raw tensors (https://huggingface.co/docs/safetensors).  Stricter than the
 * format asks: the file is at most 2 GiB and its header 1 MiB, tensors follow
 * each other in the order of the header without hole or overlap to the end of
 * the file, numbers are finite, and a CRC-32 of header and tensors, kept as
 * the first metadata, "checksum", must be right (it was taken with its own
 * eight digits as zeros).
 *
 * Writing is reproducible: tensors and metadata keep the order they were
 * added in.
 */
#ifndef RN_SAFETENSORS_H
#define RN_SAFETENSORS_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum rn_dtype { RN_F32, RN_F64, RN_I64, RN_U8 };

#define RN_MAX_DIM 4
#define RN_MAX_TENSOR 4096
#define RN_MAX_META 256
#define RN_MAX_TENSOR_NAME 64 /* bytes, also of a metadata key */
#define RN_MAX_META_VALUE 4096 /* bytes */

struct rn_tensor {
	char *name; /* of [A-Za-z0-9_.-], at most 64 */
	enum rn_dtype dtype;
	int n_dim;
	size_t shape[RN_MAX_DIM];
	void *data; /* owned by the container; native byte order */
};

struct rn_meta {
	char *key, *value;
};

struct rn_safetensors {
	struct rn_tensor *tensor;
	size_t n_tensor, cap_tensor;
	struct rn_meta *meta; /* without the checksum */
	size_t n_meta, cap_meta;
};

#define RN_SAFETENSORS_INIT { NULL, 0, 0, NULL, 0, 0 }

void rn_safetensors_release(struct rn_safetensors *st);

/* Adds a zero-filled tensor of n_dim <= RN_MAX_DIM dimensions; *data points
 * to its values, which the container owns (data NULL: not wanted).  A
 * dimension may be 0.  RN_ELIMIT; RN_EINTERNAL for a bad or repeated name. */
RN_MUST_CHECK
enum rn_status rn_safetensors_add(struct rn_safetensors *st, const char *name,
                                  enum rn_dtype dtype, int n_dim,
                                  const size_t *shape, void *data,
                                  struct rn_error *err);

/* Adds a metadata string; both are copied.  Keys are spelt like names of
 * tensors, values are UTF-8.  RN_ELIMIT where the value is too long;
 * RN_EINTERNAL for a bad or repeated key, or one named "checksum". */
RN_MUST_CHECK
enum rn_status rn_safetensors_add_meta(struct rn_safetensors *st,
                                       const char *key, const char *value,
                                       struct rn_error *err);

/* NULL where there is none. */
struct rn_tensor *rn_safetensors_find(const struct rn_safetensors *st,
                                      const char *name);
const char *rn_safetensors_find_meta(const struct rn_safetensors *st,
                                     const char *key);

/* The number of values of a tensor. */
size_t rn_tensor_n(const struct rn_tensor *tensor);

/* Writes atomically (base/file), with the checksum.  RN_EIO; RN_ELIMIT where
 * it would be larger than the limits above; RN_EINTERNAL for a number that is
 * not finite or text that is not UTF-8. */
RN_MUST_CHECK
enum rn_status rn_safetensors_save(const struct rn_safetensors *st,
                                   const char *path, struct rn_error *err);

/* Reads and checks everything that holds for any model of any kind; *st is
 * empty on failure.  RN_EIO: cannot be read; RN_EMODEL: says what is wrong;
 * RN_ELIMIT: memory. */
RN_MUST_CHECK
enum rn_status rn_safetensors_load(struct rn_safetensors *st, const char *path,
                                   struct rn_error *err);

#endif

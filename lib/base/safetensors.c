/*
 * safetensors.c - owns the container: its tables, and how it is written.
 *
 * Reading is in safetensors_load.c.  The two share the rules for names, the
 * table of number types and the fixed beginning of the header, which are
 * declared in safetensors_format.h.
 */
#include "base/safetensors_format.h"

#include "base/block.h"
#include "base/file.h"

#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

const struct rn_dtype_info rn_dtype_infos[] = {
	[RN_F32] = { "F32", 4 },
	[RN_F64] = { "F64", 8 },
	[RN_I64] = { "I64", 8 },
	[RN_U8] = { "U8", 1 },
};
const size_t rn_n_dtype = sizeof(rn_dtype_infos) / sizeof(rn_dtype_infos[0]);

const char *rn_tensor_name_problem(const char *name)
{
	static const char good[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	                           "abcdefghijklmnopqrstuvwxyz0123456789_.-";
	const size_t n = strlen(name);

	if (n == 0)
		return "is empty";
	if (n > RN_MAX_TENSOR_NAME)
		return "is too long";
	if (strspn(name, good) != n)
		return "has a character other than letters, digits, _, - and .";
	return NULL;
}

bool rn_tensor_bytes(const struct rn_tensor *tensor, size_t *n_byte)
{
	size_t n = rn_dtype_infos[tensor->dtype].size;

	for (int i = 0; i < tensor->n_dim; i++)
		if (__builtin_mul_overflow(n, tensor->shape[i], &n))
			return false;
	*n_byte = n;
	return n <= RN_MAX_FILE;
}

bool rn_tensor_is_finite(const struct rn_tensor *tensor)
{
	const size_t n = rn_tensor_n(tensor);
	const double *wide = tensor->data;
	const float *narrow = tensor->data;

	for (size_t i = 0; tensor->dtype == RN_F64 && i < n; i++)
		if (!isfinite(wide[i]))
			return false;
	for (size_t i = 0; tensor->dtype == RN_F32 && i < n; i++)
		if (!isfinite(narrow[i]))
			return false;
	return true;
}

void rn_swap_to_little(void *data, size_t n, size_t size)
{
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	unsigned char *p = data;

	for (size_t i = 0; i < n; i++, p += size)
		for (size_t k = 0; k < size / 2; k++) {
			const unsigned char byte = p[k];

			p[k] = p[size - 1 - k];
			p[size - 1 - k] = byte;
		}
#else
	(void)data, (void)n, (void)size;
#endif
}

size_t rn_tensor_n(const struct rn_tensor *tensor)
{
	size_t n = 1;

	for (int i = 0; i < tensor->n_dim; i++)
		n *= tensor->shape[i];
	return n;
}

void rn_safetensors_release(struct rn_safetensors *st)
{
	for (size_t i = 0; i < st->n_tensor; i++) {
		free(st->tensor[i].name);
		free(st->tensor[i].data);
	}
	for (size_t i = 0; i < st->n_meta; i++) {
		free(st->meta[i].key);
		free(st->meta[i].value);
	}
	free(st->tensor);
	free(st->meta);
	*st = (struct rn_safetensors)RN_SAFETENSORS_INIT;
}

struct rn_tensor *rn_safetensors_find(const struct rn_safetensors *st,
                                      const char *name)
{
	for (size_t i = 0; i < st->n_tensor; i++)
		if (strcmp(st->tensor[i].name, name) == 0)
			return &st->tensor[i];
	return NULL;
}

const char *rn_safetensors_find_meta(const struct rn_safetensors *st,
                                     const char *key)
{
	for (size_t i = 0; i < st->n_meta; i++)
		if (strcmp(st->meta[i].key, key) == 0)
			return st->meta[i].value;
	return NULL;
}

enum rn_status rn_safetensors_add(struct rn_safetensors *st, const char *name,
                                  enum rn_dtype dtype, int n_dim,
                                  const size_t *shape, void *data,
                                  struct rn_error *err)
{
	struct rn_tensor tensor = { .dtype = dtype, .n_dim = n_dim };
	const char *problem = rn_tensor_name_problem(name);
	size_t n_byte;

	if (problem || rn_safetensors_find(st, name))
		return rn_fail(err, RN_EINTERNAL, "tensor %.64s: the name %s",
		               name, problem ? problem : "is there already");
	if (n_dim < 0 || n_dim > RN_MAX_DIM)
		return rn_fail(err, RN_EINTERNAL, "tensor %s: %d dimensions",
		               name, n_dim);
	for (int i = 0; i < n_dim; i++)
		tensor.shape[i] = shape[i];
	if (st->n_tensor == RN_MAX_TENSOR)
		return rn_fail(err, RN_ELIMIT, "tensor %s: more than %d tensors",
		               name, RN_MAX_TENSOR);
	if (!rn_tensor_bytes(&tensor, &n_byte))
		return rn_fail(err, RN_ELIMIT, "tensor %s: larger than 2 GiB",
		               name);
	if (rn_grow(&st->tensor, &st->cap_tensor, st->n_tensor + 1,
	            sizeof(tensor), err) ||
	    rn_copy_text(&tensor.name, name, err))
		return err->status;
	if (rn_alloc(&tensor.data, n_byte, 1, err)) {
		free(tensor.name);
		return err->status;
	}
	st->tensor[st->n_tensor++] = tensor;
	if (data)
		memcpy(data, &tensor.data, sizeof(tensor.data));
	return RN_OK;
}

enum rn_status rn_safetensors_add_meta(struct rn_safetensors *st,
                                       const char *key, const char *value,
                                       struct rn_error *err)
{
	struct rn_meta meta = { NULL, NULL };
	const char *problem = rn_tensor_name_problem(key);

	if (problem || rn_safetensors_find_meta(st, key))
		return rn_fail(err, RN_EINTERNAL, "metadata %.64s: the key %s",
		               key, problem ? problem : "is there already");
	if (strcmp(key, RN_CHECKSUM_KEY) == 0)
		return rn_fail(err, RN_EINTERNAL,
		               "metadata %s: the key is reserved", key);
	if (st->n_meta == RN_MAX_META)
		return rn_fail(err, RN_ELIMIT, "metadata %s: more than %d keys",
		               key, RN_MAX_META);
	if (strlen(value) > RN_MAX_META_VALUE)
		return rn_fail(err, RN_ELIMIT,
		               "metadata %s: longer than %d bytes", key,
		               RN_MAX_META_VALUE);
	if (rn_grow(&st->meta, &st->cap_meta, st->n_meta + 1, sizeof(meta),
	            err) ||
	    rn_copy_text(&meta.key, key, err))
		return err->status;
	if (rn_copy_text(&meta.value, value, err)) {
		free(meta.key);
		return err->status;
	}
	st->meta[st->n_meta++] = meta;
	return RN_OK;
}

/* The header's one entry for a tensor whose values are the bytes [at, end). */
static json_t *describe(const struct rn_tensor *tensor, size_t at, size_t end)
{
	json_t *shape = json_array();
	bool is_good = shape != NULL;

	for (int i = 0; is_good && i < tensor->n_dim; i++)
		is_good = json_array_append_new(shape,
			json_integer((json_int_t)tensor->shape[i])) == 0;
	if (!is_good) {
		json_decref(shape);
		return NULL;
	}
	return json_pack("{s:s, s:o, s:[I, I]}",
	                 "dtype", rn_dtype_infos[tensor->dtype].name,
	                 "shape", shape,
	                 "data_offsets", (json_int_t)at, (json_int_t)end);
}

static json_t *describe_meta(const struct rn_safetensors *st)
{
	json_t *meta = json_pack("{s:s}", RN_CHECKSUM_KEY, "00000000");
	bool is_good = meta != NULL;

	for (size_t i = 0; is_good && i < st->n_meta; i++)
		is_good = json_object_set_new(meta, st->meta[i].key,
			json_string(st->meta[i].value)) == 0;
	if (!is_good) {
		json_decref(meta);
		return NULL;
	}
	return meta;
}

/* The header as text, freed by the caller; *n_data is the size of what
 * follows it. */
static enum rn_status write_header(const struct rn_safetensors *st,
                                   char **text, size_t *n_data,
                                   struct rn_error *err)
{
	json_t *header = json_object();
	bool is_good = json_object_set_new(header, "__metadata__",
	                                   describe_meta(st)) == 0;
	size_t at = 0;

	for (size_t i = 0; is_good && i < st->n_tensor; i++) {
		size_t n_byte;

		if (!rn_tensor_bytes(&st->tensor[i], &n_byte) ||
		    n_byte > RN_MAX_FILE - at) {
			json_decref(header);
			return rn_fail(err, RN_ELIMIT,
			               "the model is larger than 2 GiB");
		}
		is_good = json_object_set_new(header, st->tensor[i].name,
			describe(&st->tensor[i], at, at + n_byte)) == 0;
		at += n_byte;
	}
	*text = is_good ? json_dumps(header, JSON_COMPACT | JSON_PRESERVE_ORDER)
	                : NULL;
	json_decref(header);
	*n_data = at;
	if (!*text)
		return rn_fail(err, RN_EINTERNAL,
		               "the model's header cannot be written: text that "
		               "is not UTF-8, or no memory");
	return RN_OK;
}

/* Lays the whole file out in memory: length, padded header, tensors. */
static enum rn_status lay_out(const struct rn_safetensors *st,
                              const char *header, size_t n_data,
                              unsigned char **image, size_t *n_image,
                              struct rn_error *err)
{
	const size_t n_text = strlen(header);
	const size_t n_header = (n_text + 7) / 8 * 8;
	unsigned char *at;

	if (n_header > RN_MAX_HEADER || n_data > RN_MAX_FILE - 8 - n_header)
		return rn_fail(err, RN_ELIMIT, "the model is too large: its "
		               "header takes %zu bytes, its numbers %zu",
		               n_header, n_data);
	*n_image = 8 + n_header + n_data;
	if (rn_alloc(image, *n_image, 1, err))
		return err->status;
	at = *image;
	for (int i = 0; i < 8; i++)
		*at++ = (unsigned char)((unsigned long long)n_header >> 8 * i);
	memcpy(at, header, n_text);
	memset(at + n_text, ' ', n_header - n_text);
	at += n_header;
	for (size_t i = 0; i < st->n_tensor; i++) {
		const struct rn_tensor *tensor = &st->tensor[i];
		const size_t size = rn_dtype_infos[tensor->dtype].size;
		const size_t n = rn_tensor_n(tensor);

		memcpy(at, tensor->data, n * size);
		rn_swap_to_little(at, n, size);
		at += n * size;
	}
	return RN_OK;
}

enum rn_status rn_safetensors_save(const struct rn_safetensors *st,
                                   const char *path, struct rn_error *err)
{
	unsigned char *image = NULL;
	size_t n_image = 0, n_data = 0;
	char *header = NULL;
	char digits[RN_N_CHECKSUM + 1];
	enum rn_status status;

	for (size_t i = 0; i < st->n_tensor; i++)
		if (!rn_tensor_is_finite(&st->tensor[i]))
			return rn_fail(err, RN_EINTERNAL, "tensor %s has a "
			               "number that is not finite",
			               st->tensor[i].name);
	status = write_header(st, &header, &n_data, err);
	if (!status)
		status = lay_out(st, header, n_data, &image, &n_image, err);
	if (!status) {
		snprintf(digits, sizeof(digits), "%08lx",
		         crc32_z(0, image + 8, n_image - 8));
		memcpy(image + 8 + strlen(RN_HEADER_START), digits,
		       RN_N_CHECKSUM);
		status = rn_file_save(path, image, n_image, err);
	}
	free(header);
	free(image);
	return status;
}

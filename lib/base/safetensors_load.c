/*
 * safetensors_load.c - reads the container, trusting nothing in it.
 *
 * The order of the checks is the design: no number of the file sizes an
 * allocation or a read before it was compared with the size of the file, and
 * the tensors together must be exactly what follows the header.  The checksum
 * is against accidents; the checks hold for a file made to deceive too.
 */
#include "base/safetensors_format.h"

#include "base/block.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

struct reader {
	int fd;
	const char *path;
	char place[RN_SHOWN]; /* path, ready for a message */
	size_t n_file, n_header;
	char *header;
	struct rn_error *err;
};

static enum rn_status fail(struct reader *r, const char *what)
{
	return rn_fail(r->err, RN_EMODEL, "%s: %s", r->place, what);
}

/* name is from the file. */
static enum rn_status fail_entry(struct reader *r, const char *name,
                                 const char *what)
{
	char shown[RN_SHOWN];

	return rn_fail(r->err, RN_EMODEL, "%s: \"%s\" %s", r->place,
	               rn_show(shown, name, strlen(name)), what);
}

static enum rn_status open_file(struct reader *r)
{
	struct stat st;

	/* Not blocking, or a pipe would hang here instead of being refused. */
	r->fd = open(r->path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (r->fd < 0 || fstat(r->fd, &st) != 0)
		return rn_fail_errno(r->err, "cannot read", r->path);
	if (!S_ISREG(st.st_mode))
		return rn_fail(r->err, RN_EIO, "%s: is not a regular file",
		               r->place);
	if (st.st_size < 16)
		return fail(r, "is too short to be a model file");
	if ((uintmax_t)st.st_size > RN_MAX_FILE)
		return fail(r, "is larger than 2 GiB");
	r->n_file = (size_t)st.st_size;
	return RN_OK;
}

static enum rn_status read_bytes(struct reader *r, void *data, size_t n)
{
	unsigned char *at = data;

	while (n > 0) {
		const ssize_t got = read(r->fd, at, n);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return rn_fail_errno(r->err, "cannot read", r->path);
		if (got == 0)
			return fail(r, "became shorter while it was read");
		at += got;
		n -= (size_t)got;
	}
	return RN_OK;
}

/* The file's first bytes are no header length: says what they look like. */
static enum rn_status fail_kind(struct reader *r, const unsigned char *first)
{
	static const struct {
		const char *magic, *kind;
	} kinds[] = {
		{ "GGUF", "a GGUF file" },
		{ "PK\3\4", "a zip archive, perhaps of PyTorch" },
		{ "\x80", "a Python pickle" },
		{ "\x89HDF", "an HDF5 file, perhaps of Keras" },
		{ "\x1f\x8b", "compressed with gzip" },
		{ "\x28\xb5\x2f\xfd", "compressed with zstd" },
		{ "{", "JSON without a length before it" },
	};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (memcmp(first, kinds[i].magic, strlen(kinds[i].magic)) == 0)
			return rn_fail(r->err, RN_EMODEL,
			               "%s: is not a model file: it looks like %s",
			               r->place, kinds[i].kind);
	return fail(r, "is not a model file, or its first bytes are damaged");
}

static enum rn_status read_header(struct reader *r)
{
	unsigned char first[8];
	uint64_t n = 0;

	if (read_bytes(r, first, sizeof(first)))
		return r->err->status;
	for (int i = 0; i < 8; i++)
		n |= (uint64_t)first[i] << 8 * i;
	if (n < 2 || n > RN_MAX_HEADER)
		return fail_kind(r, first);
	if (n > r->n_file - 8)
		return fail(r, "is cut short, or its first bytes are damaged");
	r->n_header = (size_t)n;
	/* One more, so that the text ends for strncmp. */
	if (rn_alloc(&r->header, r->n_header + 1, 1, r->err) ||
	    read_bytes(r, r->header, r->n_header))
		return r->err->status;
	if (r->header[0] != '{')
		return fail(r, "is not a model file: its header is not JSON");
	if (strncmp(r->header, RN_HEADER_START, strlen(RN_HEADER_START)) != 0)
		return fail(r, "has no checksum where it belongs: "
		               "another program wrote or changed it");
	return RN_OK;
}

/* Takes the checksum out of the header, leaving zeros as when it was taken. */
static enum rn_status take_checksum(struct reader *r, uLong *checksum)
{
	const size_t at = strlen(RN_HEADER_START);
	uLong value = 0;

	for (size_t i = at; i < at + RN_N_CHECKSUM; i++) {
		static const char digits[] = "0123456789abcdef";
		const char c = r->header[i];
		const char *digit = c ? strchr(digits, c) : NULL;

		if (!digit)
			return fail(r, "has a checksum that is not 8 hex digits");
		value = value << 4 | (uLong)(digit - digits);
		r->header[i] = '0';
	}
	*checksum = value;
	return RN_OK;
}

static enum rn_status parse_header(struct reader *r, json_t **root)
{
	json_error_t why;
	char shown[RN_SHOWN];

	*root = json_loadb(r->header, r->n_header, JSON_REJECT_DUPLICATES,
	                   &why);
	if (*root)
		return RN_OK;
	if (json_error_code(&why) == json_error_out_of_memory)
		return rn_fail_memory(r->err, r->n_header);
	return rn_fail(r->err, RN_EMODEL, "%s: the header is damaged: %s",
	               r->place, rn_show(shown, why.text, strlen(why.text)));
}

static enum rn_status load_meta(struct reader *r, struct rn_safetensors *st,
                                json_t *meta)
{
	const char *key;
	json_t *item;

	if (json_object_size(meta) > RN_MAX_META + 1)
		return fail(r, "has too many metadata keys");
	json_object_foreach(meta, key, item) {
		const char *value = json_string_value(item);
		const char *problem = rn_tensor_name_problem(key);

		if (problem)
			return fail_entry(r, key, problem);
		if (!value)
			return fail_entry(r, key, "is not text");
		if (strcmp(key, RN_CHECKSUM_KEY) == 0) {
			if (strlen(value) != RN_N_CHECKSUM)
				return fail(r, "has a checksum that is not "
				               "8 hex digits");
			continue;
		}
		if (strlen(value) > RN_MAX_META_VALUE)
			return fail_entry(r, key, "is too long");
		if (rn_safetensors_add_meta(st, key, value, r->err))
			return r->err->status;
	}
	return RN_OK;
}

static bool find_dtype(const char *name, enum rn_dtype *dtype)
{
	for (size_t i = 0; i < rn_n_dtype; i++)
		if (strcmp(rn_dtype_infos[i].name, name) == 0) {
			*dtype = (enum rn_dtype)i;
			return true;
		}
	return false;
}

/* An array of at most RN_MAX_DIM whole numbers, none negative. */
static bool load_shape(const json_t *array, struct rn_tensor *tensor)
{
	const size_t n = json_array_size(array);

	if (!json_is_array(array) || n > RN_MAX_DIM)
		return false;
	for (size_t i = 0; i < n; i++) {
		const json_t *item = json_array_get(array, i);

		if (!json_is_integer(item) || json_integer_value(item) < 0)
			return false;
		tensor->shape[i] = (size_t)json_integer_value(item);
	}
	tensor->n_dim = (int)n;
	return true;
}

/* Checks one entry of the header; *at is where its values must begin, and
 * moves behind them.  n_data: the bytes after the header. */
static enum rn_status load_entry(struct reader *r, struct rn_safetensors *st,
                                 const char *name, json_t *entry, size_t *at,
                                 size_t n_data)
{
	const char *problem = rn_tensor_name_problem(name);
	struct rn_tensor tensor = { .n_dim = 0 };
	json_int_t begin, end;
	const char *dtype;
	json_t *shape;
	size_t n_byte;

	if (problem)
		return fail_entry(r, name, problem);
	if (json_unpack_ex(entry, NULL, JSON_STRICT, "{s:s, s:o, s:[I, I]}",
	                   "dtype", &dtype, "shape", &shape,
	                   "data_offsets", &begin, &end) != 0)
		return fail_entry(r, name, "is not made of a dtype, a shape "
		                           "and two data_offsets");
	if (!find_dtype(dtype, &tensor.dtype))
		return fail_entry(r, name, "has an unknown dtype");
	if (!load_shape(shape, &tensor))
		return fail_entry(r, name, "has a shape that is not up to 4 "
		                           "whole numbers");
	if (!rn_tensor_bytes(&tensor, &n_byte))
		return fail_entry(r, name, "is larger than a file may be");
	if (begin < 0 || end < begin || (uintmax_t)begin != *at)
		return fail_entry(r, name, "does not begin where the tensor "
		                           "before it ends");
	if ((uintmax_t)end - (uintmax_t)begin != n_byte)
		return fail_entry(r, name, "has offsets that do not fit its "
		                           "shape");
	if (n_byte > n_data - *at)
		return fail_entry(r, name, "lies behind the end of the file: "
		                           "the file is cut short");
	*at += n_byte;
	return rn_safetensors_add(st, name, tensor.dtype, tensor.n_dim,
	                          tensor.shape, NULL, r->err);
}

static enum rn_status load_entries(struct reader *r, struct rn_safetensors *st,
                                   json_t *root)
{
	const size_t n_data = r->n_file - 8 - r->n_header;
	json_t *meta = json_object_get(root, "__metadata__");
	const char *name;
	json_t *entry;
	size_t at = 0;

	if (json_object_size(root) > RN_MAX_TENSOR + 1)
		return fail(r, "has too many tensors");
	if (load_meta(r, st, meta))
		return r->err->status;
	json_object_foreach(root, name, entry)
		if (entry != meta &&
		    load_entry(r, st, name, entry, &at, n_data))
			return r->err->status;
	if (at != n_data)
		return fail(r, "has bytes after its last tensor");
	return RN_OK;
}

static enum rn_status read_tensors(struct reader *r, struct rn_safetensors *st,
                                   uLong checksum)
{
	const unsigned char *text = (const unsigned char *)r->header;
	uLong crc = crc32_z(0, text, r->n_header);

	for (size_t i = 0; i < st->n_tensor; i++) {
		struct rn_tensor *tensor = &st->tensor[i];
		const size_t size = rn_dtype_infos[tensor->dtype].size;
		const size_t n = rn_tensor_n(tensor);

		if (read_bytes(r, tensor->data, n * size))
			return r->err->status;
		crc = crc32_z(crc, tensor->data, n * size);
		rn_swap_to_little(tensor->data, n, size);
	}
	if (crc != checksum)
		return fail(r, "is damaged: its checksum is wrong");
	for (size_t i = 0; i < st->n_tensor; i++)
		if (!rn_tensor_is_finite(&st->tensor[i]))
			return fail_entry(r, st->tensor[i].name,
			                  "has a number that is not finite");
	return RN_OK;
}

static enum rn_status load(struct reader *r, struct rn_safetensors *st)
{
	json_t *root = NULL;
	uLong checksum = 0;
	enum rn_status status;

	if (open_file(r) || read_header(r) || take_checksum(r, &checksum) ||
	    parse_header(r, &root))
		return r->err->status;
	status = load_entries(r, st, root);
	json_decref(root);
	return status ? status : read_tensors(r, st, checksum);
}

enum rn_status rn_safetensors_load(struct rn_safetensors *st, const char *path,
                                   struct rn_error *err)
{
	struct reader r = { .fd = -1, .path = path, .err = err };
	enum rn_status status;

	*st = (struct rn_safetensors)RN_SAFETENSORS_INIT;
	rn_show_path(r.place, path);
	status = load(&r, st);
	if (r.fd >= 0)
		close(r.fd);
	free(r.header);
	if (status)
		rn_safetensors_release(st);
	return status;
}

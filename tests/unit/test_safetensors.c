/*
 * test_safetensors.c - the container: what is written is read back, and
 * nothing that is damaged is read at all.
 *
 * Planted faults carry a right checksum, so that the check under test is the
 * one that refuses them.
 */
#include "base/safetensors.h"

#include "base/file.h"

#include <math.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <setjmp.h>
#include <cmocka.h>

#define START "{\"__metadata__\":{\"checksum\":\"00000000\""
#define META START "}"
#define TWO_BYTES "\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[0,2]"
#define MAX_IMAGE 4096

static char folder[256], path[300];

/* A file with this header and these values; returns its size. */
static size_t make_image(unsigned char *image, const char *header,
                         const void *data, size_t n_data)
{
	const size_t n = strlen(header);
	char digits[9];

	assert_true(8 + n + n_data <= MAX_IMAGE);
	for (int i = 0; i < 8; i++)
		image[i] = (unsigned char)(n >> 8 * i);
	memcpy(image + 8, header, n);
	memcpy(image + 8 + n, data, n_data);
	if (strncmp(header, START, strlen(START)) == 0) {
		snprintf(digits, sizeof(digits), "%08lx",
		         crc32(0, image + 8, (uInt)(n + n_data)));
		memcpy(image + 8 + strlen(START) - 9, digits, 8);
	}
	return 8 + n + n_data;
}

static void write_file(const void *bytes, size_t n)
{
	FILE *out = fopen(path, "wb");

	assert_non_null(out);
	assert_int_equal(fwrite(bytes, 1, n, out), n);
	assert_int_equal(fclose(out), 0);
}

/* The file at path is refused, for the reason that part names. */
static void assert_refused(const char *what, const char *part)
{
	struct rn_safetensors st;
	struct rn_error err;

	memset(&st, 0xff, sizeof(st));
	if (rn_safetensors_load(&st, path, &err) != RN_EMODEL)
		fail_msg("%s: was not refused", what);
	if (part && !strstr(err.msg, part))
		fail_msg("%s: \"%s\" does not say \"%s\"", what, err.msg, part);
	assert_null(st.tensor);
	assert_null(st.meta);
	assert_int_equal(st.n_tensor + st.n_meta, 0);
	assert_non_null(strstr(err.msg, path));
}

static void fill_model(struct rn_safetensors *st)
{
	struct rn_error err;
	float *weight;
	double *row;
	int64_t *index;
	unsigned char *text;

	*st = (struct rn_safetensors)RN_SAFETENSORS_INIT;
	assert_int_equal(rn_safetensors_add_meta(st, "format", "rnnfc", &err), 0);
	assert_int_equal(rn_safetensors_add_meta(st, "target",
	                 "a \"b\" \\ \x01 \xc3\xa9", &err), 0);
	assert_int_equal(rn_safetensors_add(st, "text", RN_U8, 1,
	                 (size_t[]){ 3 }, &text, &err), 0);
	assert_int_equal(rn_safetensors_add(st, "rnn.0.weight", RN_F32, 2,
	                 (size_t[]){ 2, 3 }, &weight, &err), 0);
	assert_int_equal(rn_safetensors_add(st, "row", RN_F64, 1,
	                 (size_t[]){ 2 }, &row, &err), 0);
	assert_int_equal(rn_safetensors_add(st, "none", RN_F64, 2,
	                 (size_t[]){ 0, 5 }, NULL, &err), 0);
	assert_int_equal(rn_safetensors_add(st, "one", RN_I64, 0, NULL,
	                 &index, &err), 0);
	memcpy(text, "abc", 3);
	for (int i = 0; i < 6; i++) {
		assert_true(weight[i] == 0);
		weight[i] = (float)i / 3;
	}
	row[0] = -1e300, row[1] = 5e-324;
	*index = INT64_MIN;
}

static void save_model(void)
{
	struct rn_safetensors st;
	struct rn_error err;

	fill_model(&st);
	assert_int_equal(rn_safetensors_save(&st, path, &err), RN_OK);
	rn_safetensors_release(&st);
}

static size_t read_file(unsigned char *image)
{
	FILE *in = fopen(path, "rb");
	size_t n;

	assert_non_null(in);
	n = fread(image, 1, MAX_IMAGE, in);
	fclose(in);
	return n;
}

static void test_round_trip(void **state)
{
	struct rn_safetensors was, is;
	struct rn_error err;

	(void)state;
	save_model();
	fill_model(&was);
	assert_int_equal(rn_safetensors_load(&is, path, &err), RN_OK);
	assert_int_equal(is.n_tensor, was.n_tensor);
	for (size_t i = 0; i < is.n_tensor; i++) {
		const struct rn_tensor *a = &was.tensor[i], *b = &is.tensor[i];
		static const size_t size[] = { 4, 8, 8, 1 };

		assert_string_equal(a->name, b->name);
		assert_int_equal(a->dtype, b->dtype);
		assert_int_equal(a->n_dim, b->n_dim);
		assert_memory_equal(a->shape, b->shape, sizeof(a->shape));
		assert_memory_equal(a->data, b->data,
		                    rn_tensor_n(a) * size[a->dtype]);
	}
	assert_int_equal(is.n_meta, was.n_meta);
	for (size_t i = 0; i < is.n_meta; i++) {
		assert_string_equal(is.meta[i].key, was.meta[i].key);
		assert_string_equal(is.meta[i].value, was.meta[i].value);
	}
	assert_int_equal(rn_tensor_n(rn_safetensors_find(&is, "one")), 1);
	assert_null(rn_safetensors_find(&is, "two"));
	assert_string_equal(rn_safetensors_find_meta(&is, "format"), "rnnfc");
	assert_null(rn_safetensors_find_meta(&is, "checksum"));
	rn_safetensors_release(&is);
	rn_safetensors_release(&is);
	rn_safetensors_release(&was);
}

static void test_layout(void **state)
{
	static const char start[] = "{\"__metadata__\":{\"checksum\":\"";
	unsigned char once[MAX_IMAGE], again[MAX_IMAGE];
	size_t n;

	(void)state;
	save_model();
	n = read_file(once);
	save_model();
	assert_int_equal(read_file(again), n);
	assert_memory_equal(once, again, n);
	assert_int_equal(once[0] % 8, 0);
	assert_memory_equal(once + 8, start, sizeof(start) - 1);
	/* The first tensor's values follow the header. */
	assert_memory_equal(once + 8 + once[0] + 256 * once[1], "abc", 3);
}

static void test_every_cut_and_flip(void **state)
{
	unsigned char image[MAX_IMAGE];
	size_t n;

	(void)state;
	save_model();
	n = read_file(image);
	for (size_t k = 0; k < n; k++) {
		write_file(image, k);
		assert_refused("a cut file", NULL);
	}
	for (size_t k = 0; k < n; k++)
		for (int bit = 1; bit < 256; bit <<= 1) {
			image[k] ^= (unsigned char)bit;
			write_file(image, n);
			assert_refused("a flipped bit", NULL);
			image[k] ^= (unsigned char)bit;
		}
	image[n] = 0;
	write_file(image, n + 1);
	assert_refused("a longer file", "after its last tensor");
}

static void test_planted_headers(void **state)
{
	static const struct {
		const char *header, *says;
	} faults[] = {
		{ META ",\"a\":{" TWO_BYTES "},\"a\":{" TWO_BYTES "}}",
		  "damaged" },
		{ START ",\"k\":\"1\",\"k\":\"2\"},\"a\":{" TWO_BYTES "}}",
		  "damaged" },
		{ START ",\"\\u0063hecksum\":\"x\"},\"a\":{" TWO_BYTES "}}",
		  "damaged" },
		{ META ",\"\\u005f_metadata__\":{},\"a\":{" TWO_BYTES "}}",
		  "damaged" },
		{ META ",\"a\":{" TWO_BYTES "}", "damaged" },
		{ META ",\"a\":{" TWO_BYTES "}} x", "damaged" },
		{ META ",\"a\\u0000\":{" TWO_BYTES "}}", "damaged" },
		{ META ",\"a\xff\":{" TWO_BYTES "}}", "damaged" },
		{ START ",\"k\":\"\xc3\"},\"a\":{" TWO_BYTES "}}", "damaged" },
		{ START ",\"k\":1},\"a\":{" TWO_BYTES "}}", "not text" },
		{ START ",\"k\":{}},\"a\":{" TWO_BYTES "}}", "not text" },
		{ START ",\"a b\":\"1\"},\"a\":{" TWO_BYTES "}}", "character" },
		{ "{\"a\":{" TWO_BYTES "}}", "no checksum" },
		{ "{\"__metadata__\":{},\"a\":{" TWO_BYTES "}}", "no checksum" },
		{ "{\"__metadata__\":{\"checksum\":\"0000000G\"},\"a\":{"
		  TWO_BYTES "}}", "8 hex" },
		{ "{\"__metadata__\":{\"checksum\":\"ABCDEF00\"},\"a\":{"
		  TWO_BYTES "}}", "8 hex" },
		{ "{\"__metadata__\":{\"checksum\":\"000\"},\"a\":{"
		  TWO_BYTES "}}", "8 hex" },
		{ "{\"__metadata__\":{\"checksum\":\"000000000\"},\"a\":{"
		  TWO_BYTES "}}", "8 hex" },
		{ "{\"__metadata__\":{\"checksum\":\"12345678\"},\"a\":{"
		  TWO_BYTES "}}", "checksum is wrong" },
		{ "[\"__metadata__\",\"checksum\"]", "not JSON" },
		{ META ",\"a/b\":{" TWO_BYTES "}}", "character" },
		{ META ",\"\":{" TWO_BYTES "}}", "empty" },
		{ META ",\"a\":[]}", "not made of" },
		{ META ",\"a\":\"b\"}", "not made of" },
		{ META ",\"a\":{}}", "not made of" },
		{ META ",\"a\":{\"more\":1," TWO_BYTES "}}", "not made of" },
		{ META ",\"a\":{\"dtype\":\"U8\",\"shape\":[2],"
		  "\"data_offsets\":[0,2,2]}}", "not made of" },
		{ META ",\"a\":{\"dtype\":\"U8\",\"shape\":[2],"
		  "\"data_offsets\":[0,2.0]}}", "not made of" },
		{ META ",\"a\":{\"dtype\":\"U8\",\"shape\":[2],"
		  "\"data_offsets\":[0,99999999999999999999]}}", "damaged" },
		{ META ",\"a\":{\"dtype\":\"BF16\",\"shape\":[1],"
		  "\"data_offsets\":[0,2]}}", "unknown dtype" },
		{ META ",\"a\":{\"dtype\":\"U8\",\"shape\":[3],"
		  "\"data_offsets\":[0,2]}}", "do not fit" },
		{ META ",\"a\":{\"dtype\":\"U8\",\"shape\":[1,1],"
		  "\"data_offsets\":[0,2]}}", "do not fit" },
		{ META ",\"a\":{\"dtype\":\"U8\",\"shape\":2,"
		  "\"data_offsets\":[0,2]}}", "shape" },
		{ META ",\"a\":{\"dtype\":\"U8\",\"shape\":[-2],"
		  "\"data_offsets\":[0,2]}}", "shape" },
		{ META ",\"a\":{\"dtype\":\"U8\",\"shape\":[2.0],"
		  "\"data_offsets\":[0,2]}}", "shape" },
		{ META ",\"a\":{\"dtype\":\"U8\",\"shape\":[[2]],"
		  "\"data_offsets\":[0,2]}}", "shape" },
		{ META ",\"a\":{\"dtype\":\"U8\",\"shape\":[1,1,1,1,2],"
		  "\"data_offsets\":[0,2]}}", "shape" },
		{ META ",\"a\":{\"dtype\":\"F64\",\"shape\":"
		  "[4294967296,4294967296],\"data_offsets\":[0,2]}}",
		  "larger than" },
		{ META ",\"a\":{\"dtype\":\"F64\",\"shape\":"
		  "[2305843009213693952],\"data_offsets\":[0,0]}}",
		  "larger than" },
		{ META ",\"a\":{\"dtype\":\"U8\",\"shape\":[2147483648],"
		  "\"data_offsets\":[0,2147483648]}}", "cut short" },
		{ META ",\"a\":{\"dtype\":\"U8\",\"shape\":[2],"
		  "\"data_offsets\":[1,3]}}", "does not begin" },
		{ META ",\"a\":{\"dtype\":\"U8\",\"shape\":[2],"
		  "\"data_offsets\":[-1,1]}}", "does not begin" },
		{ META ",\"a\":{\"dtype\":\"U8\",\"shape\":[2],"
		  "\"data_offsets\":[2,0]}}", "does not begin" },
		{ META ",\"a\":{\"dtype\":\"U8\",\"shape\":[1],"
		  "\"data_offsets\":[0,1]},\"b\":{" TWO_BYTES "}}",
		  "does not begin" },
		{ META ",\"a\":{\"dtype\":\"U8\",\"shape\":[0],"
		  "\"data_offsets\":[0,0]},\"b\":{\"dtype\":\"U8\",\"shape\":[1],"
		  "\"data_offsets\":[1,2]}}", "does not begin" },
		{ META ",\"a\":{\"dtype\":\"U8\",\"shape\":[3],"
		  "\"data_offsets\":[0,3]}}", "cut short" },
		{ META ",\"a\":{\"dtype\":\"U8\",\"shape\":[1],"
		  "\"data_offsets\":[0,1]}}", "after its last" },
		{ META "}", "after its last" },
	};
	unsigned char image[MAX_IMAGE];

	(void)state;
	for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
		write_file(image, make_image(image, faults[i].header, "hi", 2));
		assert_refused(faults[i].header, faults[i].says);
	}
}

/* The same image without a fault is read, or the table above proves nothing. */
static void test_no_fault(void **state)
{
	struct rn_safetensors st;
	struct rn_error err;
	unsigned char image[MAX_IMAGE];

	(void)state;
	write_file(image, make_image(image, META ",\"a\":{" TWO_BYTES "}}  ",
	                             "hi", 2));
	assert_int_equal(rn_safetensors_load(&st, path, &err), RN_OK);
	assert_memory_equal(rn_safetensors_find(&st, "a")->data, "hi", 2);
	rn_safetensors_release(&st);
}

static void test_planted_files(void **state)
{
	static const struct {
		const char *bytes;
		size_t n;
		const char *says;
	} faults[] = {
		{ "", 0, "too short" },
		{ "\2\0\0\0\0\0\0\0{}", 10, "too short" },
		{ "GGUF\3\0\0\0\0\0\0\0\0\0\0\0", 16, "GGUF" },
		{ "PK\3\4\x14\0\0\0\0\0\0\0\0\0\0\0", 16, "zip" },
		{ "\x80\2}q\1X\1\0\0\0aq\2K\1s.", 16, "pickle" },
		{ "\x89HDF\r\n\x1a\n\0\0\0\0\0\0\0\0", 16, "HDF5" },
		{ "\x1f\x8b\x08\0\1\2\3\4\0\3\0\0\0\0\0\0", 16, "gzip" },
		{ "{\"__metadata__\":{}}", 19, "JSON without" },
		{ "date,value\n2024-01-01,0\n", 24, "not a model file" },
		{ "\0\0\0\0\0\0\0\0{}      ", 16, "not a model file" },
		{ "\1\0\0\0\0\0\0\0{}      ", 16, "not a model file" },
		{ "\1\0\x10\0\0\0\0\0{}      ", 16, "not a model file" },
		{ "\xff\xff\xff\xff\xff\xff\xff\xff{}      ", 16,
		  "not a model file" },
		{ "\x09\0\0\0\0\0\0\0{}      ", 16, "cut short" },
		{ "\0\0\x10\0\0\0\0\0{}      ", 16, "cut short" },
		{ "\x08\0\0\0\0\0\0\0{}      ", 16, "no checksum" },
		{ "\x08\0\0\0\0\0\0\0abcdefgh", 16, "not JSON" },
		{ "\x08\0\0\0\0\0\0\0 {}     ", 16, "not JSON" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
		write_file(faults[i].bytes, faults[i].n);
		assert_refused(faults[i].says, faults[i].says);
	}
}

static void test_not_finite(void **state)
{
	static const double wide[] = { NAN, INFINITY, -INFINITY };
	unsigned char image[MAX_IMAGE];

	(void)state;
	for (int i = 0; i < 3; i++) {
		const float narrow = (float)wide[i];

		write_file(image, make_image(image, META ",\"a\":{\"dtype\":"
			"\"F64\",\"shape\":[],\"data_offsets\":[0,8]}}",
			&wide[i], 8));
		assert_refused("a double", "not finite");
		write_file(image, make_image(image, META ",\"a\":{\"dtype\":"
			"\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}",
			&narrow, 4));
		assert_refused("a float", "not finite");
	}
}

/* A header of exactly the largest size, of nothing but depth; too many
 * tensors and keys; names and values over their limits. */
static void test_planted_limits(void **state)
{
	const size_t most = (size_t)1 << 20;
	unsigned char *image = calloc(8 + most + 16, 1);
	char *text = (char *)image + 8, *at;

	(void)state;
	assert_non_null(image);
	image[2] = 0x10;
	memset(text, '[', most);
	memcpy(text, META ",\"a\":", strlen(META ",\"a\":"));
	write_file(image, 8 + most);
	assert_refused("depth", "damaged");

	for (int kind = 0; kind < 4; kind++) {
		static const char *const says[] = {
			"too many tensors", "too many metadata", "too long",
			"too long"
		};

		memset(text, ' ', most);
		at = text + sprintf(text, "%s", kind == 0 ? META : START);
		for (int i = 0; kind == 0 && i < RN_MAX_TENSOR + 1; i++)
			at += sprintf(at, ",\"t%d\":{\"dtype\":\"U8\",\"shape\":"
			              "[0],\"data_offsets\":[0,0]}", i);
		for (int i = 0; kind == 1 && i < RN_MAX_META + 1; i++)
			at += sprintf(at, ",\"k%d\":\"\"", i);
		if (kind == 2)
			at += sprintf(at, ",\"k\":\"%0*d\"",
			              RN_MAX_META_VALUE + 1, 0);
		if (kind == 3)
			at += sprintf(at, ",\"%0*d\":\"\"",
			              RN_MAX_TENSOR_NAME + 1, 0);
		at += sprintf(at, kind == 0 ? "}" : "}}");
		*at = ' ';
		write_file(image, 8 + most);
		assert_refused(says[kind], says[kind]);
	}
	free(image);
}

static void test_not_files(void **state)
{
	struct rn_safetensors st;
	struct rn_error err;

	(void)state;
	assert_int_equal(rn_safetensors_load(&st, folder, &err), RN_EIO);
	assert_int_equal(rn_safetensors_load(&st, "/dev/zero", &err), RN_EIO);
	unlink(path);
	assert_int_equal(rn_safetensors_load(&st, path, &err), RN_EIO);
	assert_non_null(strstr(err.msg, "No such file"));
	assert_int_equal(mkfifo(path, 0600), 0);
	assert_int_equal(rn_safetensors_load(&st, path, &err), RN_EIO);
	unlink(path);
}

static void test_add_refuses(void **state)
{
	const size_t one = 1, huge[] = { SIZE_MAX / 2, 4 };
	char long_value[RN_MAX_META_VALUE + 2];
	struct rn_safetensors st = RN_SAFETENSORS_INIT;
	struct rn_error err;
	char name[32];
	float *value;

	(void)state;
	memset(long_value, 'x', sizeof(long_value));
	long_value[sizeof(long_value) - 1] = '\0';
	assert_int_equal(rn_safetensors_add(&st, "a b", RN_F32, 1, &one, NULL,
	                                    &err), RN_EINTERNAL);
	assert_int_equal(rn_safetensors_add(&st, "a", RN_F32, 5, &one, NULL,
	                                    &err), RN_EINTERNAL);
	assert_int_equal(rn_safetensors_add(&st, "a", RN_F32, 2, huge, NULL,
	                                    &err), RN_ELIMIT);
	assert_int_equal(rn_safetensors_add_meta(&st, "checksum", "", &err),
	                 RN_EINTERNAL);
	assert_int_equal(rn_safetensors_add_meta(&st, "k", long_value, &err),
	                 RN_ELIMIT);
	assert_int_equal(rn_safetensors_add_meta(&st, "k", "\xff", &err), 0);
	assert_int_equal(rn_safetensors_add_meta(&st, "k", "", &err),
	                 RN_EINTERNAL);
	assert_int_equal(rn_safetensors_save(&st, path, &err), RN_EINTERNAL);
	assert_int_not_equal(access(path, F_OK), 0);
	rn_safetensors_release(&st);
	for (int i = 0; i < RN_MAX_TENSOR; i++) {
		snprintf(name, sizeof(name), "t%d", i);
		assert_int_equal(rn_safetensors_add(&st, name, RN_F32, 1, &one,
		                                    &value, &err), RN_OK);
	}
	assert_int_equal(rn_safetensors_add(&st, "t0", RN_F32, 1, &one, NULL,
	                                    &err), RN_EINTERNAL);
	assert_int_equal(rn_safetensors_add(&st, "more", RN_F32, 1, &one, NULL,
	                                    &err), RN_ELIMIT);
	*value = NAN;
	assert_int_equal(rn_safetensors_save(&st, path, &err), RN_EINTERNAL);
	assert_int_not_equal(access(path, F_OK), 0);
	rn_safetensors_release(&st);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_layout),
		cmocka_unit_test(test_no_fault),
		cmocka_unit_test(test_planted_headers),
		cmocka_unit_test(test_planted_files),
		cmocka_unit_test(test_planted_limits),
		cmocka_unit_test(test_not_finite),
		cmocka_unit_test(test_every_cut_and_flip),
		cmocka_unit_test(test_not_files),
		cmocka_unit_test(test_add_refuses),
	};
	const char *tmp = getenv("TMPDIR");
	int failed;

	snprintf(folder, sizeof(folder), "%s/rn_safetensors_XXXXXX",
	         tmp ? tmp : "/tmp");
	if (!mkdtemp(folder))
		return 1;
	snprintf(path, sizeof(path), "%s/m.safetensors", folder);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	unlink(path);
	return rmdir(folder) == 0 ? failed : 1;
}

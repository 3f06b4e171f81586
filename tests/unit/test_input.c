/*
 * test_input.c - files that are compressed, cut, damaged or meant to harm.
 */
#include "base/input.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <cmocka.h>
#include <zlib.h>
#include <zstd.h>

#include "help.h"
#include "scratch.h"

enum { N_TEXT = 300000, N_PACKED = 400000 };

/* Text that does not compress to nothing. */
static char *make_text(void)
{
	char *text = malloc(N_TEXT);

	assert_non_null(text);
	for (uint32_t i = 0; i < N_TEXT; i++)
		text[i] = "0123456789,\n"[(int)((noise(i) + 1) * 6)];
	return text;
}

static size_t pack_gzip(char *to, const char *text, size_t n)
{
	z_stream z = { .next_in = (unsigned char *)(uintptr_t)text };

	assert_int_equal(deflateInit2(&z, 6, Z_DEFLATED, MAX_WBITS + 16, 8,
	                              Z_DEFAULT_STRATEGY), Z_OK);
	z.avail_in = (uInt)n;
	z.next_out = (unsigned char *)to;
	z.avail_out = N_PACKED;
	assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
	deflateEnd(&z);
	return N_PACKED - z.avail_out;
}

/* With a checksum, as zstd(1) writes it. */
static size_t pack_zstd(char *to, const char *text, size_t n)
{
	ZSTD_CCtx *z = ZSTD_createCCtx();
	size_t size;

	ZSTD_CCtx_setParameter(z, ZSTD_c_checksumFlag, 1);
	size = ZSTD_compress2(z, to, N_PACKED, text, n);
	ZSTD_freeCCtx(z);
	assert_false(ZSTD_isError(size));
	return size;
}

static size_t pack_not(char *to, const char *text, size_t n)
{
	memcpy(to, text, n);
	return n;
}

static const struct packer {
	const char *name;
	size_t (*pack)(char *to, const char *text, size_t n);
} packers[] = {
	{ NULL, pack_not }, { "gzip", pack_gzip }, { "zstd", pack_zstd },
};

/* Reads the scratch file, in pieces of at most `piece`. */
static enum rn_status read_all(const char *path, size_t piece, char *to,
                               size_t *n, struct rn_input *in,
                               struct rn_error *err)
{
	enum rn_status status = rn_input_open(in, path, err);
	size_t got = 1;

	for (*n = 0; !status && got > 0; *n += got) {
		assert_true(*n + piece <= N_TEXT + 65536);
		status = rn_input_read(in, to + *n, piece, &got, err);
		assert_true(got <= piece);
	}
	return status;
}

static void test_whole(void **state)
{
	static const size_t sizes[] = { 1, 7, 4095, 65536, 65537, N_TEXT };
	static const size_t pieces[] = { 1000, 65536 };
	char *text = make_text(), *packed = malloc(N_PACKED);
	char *got = malloc(N_TEXT + 65536);

	for (size_t i = 0; i < COUNT(packers) * COUNT(sizes) * COUNT(pieces);
	     i++) {
		const struct packer *p = &packers[i % COUNT(packers)];
		const size_t size = sizes[i / COUNT(packers) % COUNT(sizes)];
		const size_t n_packed = p->pack(packed, text, size);
		const size_t piece = pieces[i / COUNT(packers) / COUNT(sizes)];
		struct rn_input in;
		struct rn_error err;
		size_t n;

		assert_ok(read_all(scratch_bytes(state, packed, n_packed), piece,
		                   got, &n, &in, &err), &err);
		assert_int_equal(n, size);
		assert_memory_equal(got, text, size);
		assert_int_equal(in.n_read, n_packed);
		assert_true(!in.packing == !p->name);
		if (p->name)
			assert_string_equal(in.packing->name, p->name);
		rn_input_release(&in);
		rn_input_release(&in);
	}
	free(text);
	free(packed);
	free(got);
}

/* Several members or frames are one text; zstd's skippable ones are none. */
static void test_members(void **state)
{
	static const char skipped[] = "\x53\x2a\x4d\x18\x03\0\0\0abc";
	static const char text[] = "a,b\n1,2\n";
	char packed[1000], got[N_TEXT / 10];

	for (size_t i = 1; i < COUNT(packers); i++) {
		struct rn_input in;
		struct rn_error err;
		size_t n = 0;

		if (i == 2) {
			memcpy(packed, skipped, sizeof(skipped) - 1);
			n = sizeof(skipped) - 1;
		}
		n += packers[i].pack(packed + n, text, 3);
		n += packers[i].pack(packed + n, "", 0);
		n += packers[i].pack(packed + n, text + 3, 5);
		assert_ok(read_all(scratch_bytes(state, packed, n), 5, got, &n, &in,
		                   &err), &err);
		assert_int_equal(n, 8);
		assert_memory_equal(got, text, 8);
		rn_input_release(&in);
	}
}

/* Wherever the file is cut, or a byte of it is another, that is noticed. */
static void test_damage(void **state)
{
	char packed[1000], changed[1000], got[1000];
	const char *const text = "ds,y\n2024-01-01,5\n2024-01-02,6\n";
	const size_t size = strlen(text);

	for (size_t i = 1; i < COUNT(packers); i++) {
		const size_t n_packed = packers[i].pack(packed, text, size);

		for (size_t at = 4; at < n_packed; at++) {
			struct rn_input in;
			struct rn_error err;
			size_t n;
			enum rn_status status;

			assert_int_equal(read_all(scratch_bytes(state, packed, at), 100,
			                          got, &n, &in, &err), RN_EDATA);
			assert_contains(err.msg, "f.csv: the compressed file is cut");
			assert_contains(err.hint, "again");
			rn_input_release(&in);
			/* The header of gzip has bytes that mean nothing here. */
			if (i == 1 && at < 10)
				continue;
			memcpy(changed, packed, n_packed);
			changed[at] = (char)(changed[at] ^ 0x55);
			status = read_all(scratch_bytes(state, changed, n_packed), 100,
			                  got, &n, &in, &err);
			if (status == RN_OK)
				fail_msg("%s: byte %zu", packers[i].name, at);
			rn_input_release(&in);
		}
		/* Nor may anything follow. */
		packed[n_packed] = 'x';
		{
			struct rn_input in;
			struct rn_error err;
			size_t n;

			assert_int_equal(read_all(scratch_bytes(state, packed,
			                                        n_packed + 1), 100, got,
			                          &n, &in, &err), RN_EDATA);
			rn_input_release(&in);
		}
	}
}

/* A text of one letter: harmless while it is small. */
static void test_bomb(void **state)
{
	static const size_t sizes[] = { 60, 80 }; /* MiB */
	char *text = malloc((size_t)80 << 20), *packed = malloc(N_PACKED);
	char *got = malloc(65536);

	assert_non_null(text);
	memset(text, '\n', (size_t)80 << 20);
	for (size_t i = 1; i < COUNT(packers); i++)
		for (size_t k = 0; k < COUNT(sizes); k++) {
			const size_t n_packed = packers[i].pack(packed, text,
			                                        sizes[k] << 20);
			enum rn_status status;
			struct rn_input in;
			struct rn_error err;
			size_t n;

			assert_ok(rn_input_open(&in, scratch_bytes(state, packed,
			                                           n_packed), &err),
			          &err);
			do
				status = rn_input_read(&in, got, 65536, &n, &err);
			while (!status && n > 0);
			assert_int_equal(status, k ? RN_ELIMIT : RN_OK);
			assert_true(in.n_given <= (uint64_t)sizes[k] << 20);
			if (k)
				assert_contains(err.msg, "f.csv: unpacks to more than 256");
			rn_input_release(&in);
		}
	free(text);
	free(packed);
	free(got);
}

/* A frame of zstd that asks for a window of 256 MiB. */
static void test_window(void **state)
{
	static const char frame[] = "\x28\xb5\x2f\xfd\x00\x90\x01\x00\x00";
	struct rn_input in;
	struct rn_error err;
	char got[100];
	size_t n;

	assert_ok(rn_input_open(&in, scratch_bytes(state, frame,
	                                           sizeof(frame) - 1), &err),
	          &err);
	assert_int_equal(rn_input_read(&in, got, sizeof(got), &n, &err),
	                 RN_ELIMIT);
	assert_contains(err.msg, "f.csv: unpacking takes more than 128 MiB");
	assert_contains(err.hint, "--long");
	rn_input_release(&in);
}

static enum rn_status run_nowhere(void *state, struct rn_unpacking *u,
                                  struct rn_error *err)
{
	(void)state;
	(void)u;
	(void)err;
	return RN_OK;
}

static void end_nothing(void *state)
{
	(void)state;
}

/* An unpacking that neither takes nor gives is given up; the alarm ends a test
 * that goes on for ever. */
static void test_nowhere(void **state)
{
	static const struct rn_packing nowhere = {
		.name = "nowhere", .run = run_nowhere, .end = end_nothing
	};
	struct rn_input in;
	struct rn_error err;
	char got[100];
	size_t n;

	alarm(30);
	assert_ok(rn_input_open(&in, scratch_bytes(state, "ab", 2), &err), &err);
	assert_ok(rn_input_read(&in, got, 1, &n, &err), &err);
	assert_int_equal(in.to - in.from, 1);
	in.packing = &nowhere;
	assert_int_equal(rn_input_read(&in, got, sizeof(got), &n, &err),
	                 RN_EDATA);
	assert_contains(err.msg, "f.csv: the compressed data lead nowhere");
	rn_input_release(&in);
	alarm(0);
}

/* No more is read than tells the kind; the alarm ends a test that waits. */
static void test_at_once(void **state)
{
	static const char *const texts[] = { "5", "(", "(a", "P", "P*x", "" };
	char path[40], got[100];

	(void)state;
	alarm(30);
	for (size_t i = 0; i < COUNT(texts); i++) {
		const size_t len = strlen(texts[i]);
		struct rn_input in;
		struct rn_error err;
		size_t n;
		int fd[2];

		assert_int_equal(pipe(fd), 0);
		snprintf(path, sizeof(path), "/dev/fd/%d", fd[0]);
		assert_ok(rn_input_open(&in, path, &err), &err);
		assert_int_equal(write(fd[1], texts[i], len), len);
		/* A lone "(" may be how zstd begins: only the end tells. */
		if (len < 2 && texts[i][0] != '5')
			close(fd[1]);
		assert_ok(rn_input_read(&in, got, sizeof(got), &n, &err), &err);
		assert_int_equal(n, len);
		assert_memory_equal(got, texts[i], len);
		rn_input_release(&in);
		close(fd[0]);
		if (len >= 2 || texts[i][0] == '5')
			close(fd[1]);
	}
	alarm(0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_whole),
		cmocka_unit_test(test_members),
		cmocka_unit_test(test_damage),
		cmocka_unit_test(test_bomb),
		cmocka_unit_test(test_window),
		cmocka_unit_test(test_nowhere),
		cmocka_unit_test(test_at_once),
	};

	return cmocka_run_group_tests_name("input", tests, scratch_make,
	                                   scratch_remove);
}

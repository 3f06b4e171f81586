/*
 * input_gzip.c - gzip, with zlib.
 *
 * A file may be several members one after the other (RFC 1952, section 2.2),
 * which unpack to one text.
 */
#include "base/input.h"

#include "base/block.h"

#include <stdlib.h>
#include <string.h>
#define ZLIB_CONST
#include <zlib.h>

enum { GZIP_ONLY = 16 }; /* added to the window's bits */

static bool begins(const unsigned char *bytes, size_t n)
{
	return memcmp(bytes, "\x1f\x8b", n) == 0;
}

static enum rn_status start(void **state, struct rn_error *err)
{
	z_stream *z;

	if (rn_alloc(&z, 1, sizeof(*z), err))
		return err->status;
	if (inflateInit2(z, MAX_WBITS + GZIP_ONLY) != Z_OK) {
		free(z);
		return rn_fail_memory(err, sizeof(*z));
	}
	*state = z;
	return RN_OK;
}

static enum rn_status run(void *state, struct rn_unpacking *u,
                          struct rn_error *err)
{
	z_stream *z = state;
	int code;

	if (u->is_whole) {
		if (u->n_in == 0)
			return RN_OK;
		inflateReset(z);
	}
	z->next_in = u->in;
	z->avail_in = (uInt)u->n_in;
	z->next_out = u->out;
	z->avail_out = (uInt)u->n_out;
	code = inflate(z, Z_NO_FLUSH);
	u->n_in = z->avail_in;
	u->n_out = z->avail_out;
	u->is_whole = code == Z_STREAM_END;
	if (code == Z_OK || code == Z_STREAM_END || code == Z_BUF_ERROR)
		return RN_OK;
	if (code == Z_MEM_ERROR)
		return rn_fail_memory(err, 0);
	rn_fail(err, RN_EDATA, "the gzip data are damaged: %s",
	        z->msg ? z->msg : "a dictionary is needed");
	return rn_hint(err, "copy or download it again");
}

static void end(void *state)
{
	inflateEnd(state);
	free(state);
}

const struct rn_packing rn_packing_gzip = {
	"gzip", 2, begins, start, run, end
};

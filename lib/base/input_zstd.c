/*
 * input_zstd.c - Zstandard, with libzstd.
 *
 * A file may be several frames one after the other, and frames that are to be
 * skipped may come first (RFC 8878, section 3.1).
 */
#include "base/input.h"

#include <string.h>
#include <zstd.h>
#include <zstd_errors.h>

enum { MAX_WINDOW_BITS = 27 }; /* 128 MiB, what zstd itself takes unasked */

static bool begins(const unsigned char *bytes, size_t n)
{
	static const unsigned char skipped[] = { 0x50, 0x2a, 0x4d, 0x18 };

	if (memcmp(bytes, "\x28\xb5\x2f\xfd", n) == 0)
		return true;
	for (size_t i = 0; i < n; i++)
		if ((i == 0 ? bytes[i] & 0xf0 : bytes[i]) != skipped[i])
			return false;
	return true;
}

static enum rn_status start(void **state, struct rn_error *err)
{
	ZSTD_DCtx *z = ZSTD_createDCtx();

	if (!z)
		return rn_fail_memory(err, 0);
	ZSTD_DCtx_setParameter(z, ZSTD_d_windowLogMax, MAX_WINDOW_BITS);
	*state = z;
	return RN_OK;
}

static enum rn_status fail(ZSTD_ErrorCode code, struct rn_error *err)
{
	if (code == ZSTD_error_memory_allocation)
		return rn_fail_memory(err, 0);
	if (code == ZSTD_error_frameParameter_windowTooLarge) {
		rn_fail(err, RN_ELIMIT, "unpacking takes more than 128 MiB");
		return rn_hint(err, "unpack it first: zstd -dc --long=31 FILE | "
		               "rnnfc ... -");
	}
	rn_fail(err, RN_EDATA, "the zstd data are damaged: %s",
	        ZSTD_getErrorString(code));
	return rn_hint(err, "copy or download it again");
}

static enum rn_status run(void *state, struct rn_unpacking *u,
                          struct rn_error *err)
{
	ZSTD_inBuffer in = { u->in, u->n_in, 0 };
	ZSTD_outBuffer out = { u->out, u->n_out, 0 };
	size_t code;

	if (u->is_whole && u->n_in == 0)
		return RN_OK;
	code = ZSTD_decompressStream(state, &out, &in);
	if (ZSTD_isError(code))
		return fail(ZSTD_getErrorCode(code), err);
	u->n_in -= in.pos;
	u->n_out -= out.pos;
	u->is_whole = code == 0;
	return RN_OK;
}

static void end(void *state)
{
	ZSTD_freeDCtx(state);
}

const struct rn_packing rn_packing_zstd = {
	"zstd", 4, begins, start, run, end
};

/*
 * input.c - a file to bytes.
 */
#include "base/input.h"

#include "base/block.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PIECE = 65536, MAX_RATIO = 256 };
#define FREE_SIZE ((uint64_t)64 << 20)

static const struct rn_packing *const packings[] = {
	&rn_packing_gzip, &rn_packing_zstd, NULL
};

/* Fails with the file's name in front. */
static enum rn_status fail_at(const struct rn_input *in, enum rn_status status,
                              const char *what, struct rn_error *err)
{
	const bool is_stdin = strcmp(in->path, "-") == 0;
	const char *path = is_stdin ? "standard input" : in->path;
	char shown[RN_SHOWN];

	return rn_fail(err, status, "%s: %s",
	               rn_show_path(shown, path), what);
}

enum rn_status rn_input_open(struct rn_input *input, const char *path,
                             struct rn_error *err)
{
	*input = (struct rn_input)RN_INPUT_INIT;
	input->path = path;
	input->fd = strcmp(path, "-") == 0 ? STDIN_FILENO
	                                   : open(path, O_RDONLY | O_CLOEXEC);
	return input->fd < 0 ? rn_fail_errno(err, "cannot open", path) : RN_OK;
}

void rn_input_release(struct rn_input *input)
{
	if (input->packing)
		input->packing->end(input->state);
	if (input->fd > STDIN_FILENO)
		close(input->fd);
	free(input->buf);
	*input = (struct rn_input)RN_INPUT_INIT;
}

static enum rn_status read_some(struct rn_input *in, void *to, size_t size,
                                size_t *n, struct rn_error *err)
{
	ssize_t got;

	do
		got = read(in->fd, to, size);
	while (got < 0 && errno == EINTR);
	if (got < 0)
		return rn_fail_errno(err, "cannot read", in->path);
	*n = (size_t)got;
	in->at_end = got == 0;
	in->n_read += *n;
	return RN_OK;
}

static enum rn_status fill(struct rn_input *in, struct rn_error *err)
{
	size_t n;

	if (in->from == in->to)
		in->from = in->to = 0;
	if (read_some(in, in->buf + in->to, PIECE - in->to, &n, err))
		return err->status;
	in->to += n;
	return RN_OK;
}

/* The packing that the first bytes tell, or that a beginning of them may. */
static const struct rn_packing *find_packing(const struct rn_input *in)
{
	for (int i = 0; packings[i]; i++) {
		const size_t n = in->to < packings[i]->n_magic
		                 ? in->to : packings[i]->n_magic;

		if (packings[i]->begins(in->buf, n))
			return packings[i];
	}
	return NULL;
}

/* Reads no more of the file than tells its kind. */
static enum rn_status begin(struct rn_input *in, struct rn_error *err)
{
	const struct rn_packing *found;

	if (rn_alloc(&in->buf, PIECE, 1, err))
		return err->status;
	do {
		if (fill(in, err))
			return err->status;
		found = find_packing(in);
	} while (!in->at_end && found && in->to < found->n_magic);
	in->is_begun = true;
	if (!found || in->to < found->n_magic)
		return RN_OK;
	if (found->start(&in->state, err))
		return err->status;
	in->packing = found;
	return RN_OK;
}

static enum rn_status read_plain(struct rn_input *in, char *bytes, size_t size,
                                 size_t *n, struct rn_error *err)
{
	const size_t held = in->to - in->from;

	if (held == 0)
		return read_some(in, bytes, size, n, err);
	*n = held < size ? held : size;
	memcpy(bytes, in->buf + in->from, *n);
	in->from += *n;
	return RN_OK;
}

/* Unpacks what was read, once. */
static enum rn_status unpack(struct rn_input *in, char *bytes, size_t size,
                             size_t *n, struct rn_error *err)
{
	struct rn_unpacking u = {
		.in = in->buf + in->from,
		.n_in = in->to - in->from,
		.out = (unsigned char *)bytes,
		.n_out = size,
		.is_whole = in->is_whole,
	};
	struct rn_error why;

	if (in->packing->run(in->state, &u, &why)) {
		fail_at(in, why.status, why.msg, err);
		return rn_hint(err, "%s", why.hint);
	}
	/* Asked again, it would stand still again. */
	if (u.n_in > 0 && u.n_in == in->to - in->from && u.n_out == size) {
		fail_at(in, RN_EDATA, "the compressed data lead nowhere", err);
		return rn_hint(err, "copy or download it again");
	}
	in->from = in->to - u.n_in;
	in->is_whole = u.is_whole;
	in->is_full = u.n_out == 0;
	*n = size - u.n_out;
	in->n_given += *n;
	if (in->n_given > FREE_SIZE && in->n_given / MAX_RATIO > in->n_read) {
		fail_at(in, RN_ELIMIT, "unpacks to more than 256 times its size",
		        err);
		return rn_hint(err, "if it is to be trusted, unpack it first");
	}
	return RN_OK;
}

enum rn_status rn_input_read(struct rn_input *input, char *bytes, size_t size,
                             size_t *n, struct rn_error *err)
{
	*n = 0;
	if (!input->is_begun && begin(input, err))
		return err->status;
	if (!input->packing)
		return read_plain(input, bytes, size, n, err);
	while (*n == 0) {
		if (input->from == input->to && !input->is_full) {
			if (!input->at_end && fill(input, err))
				return err->status;
			if (input->at_end)
				break;
		}
		if (unpack(input, bytes, size, n, err))
			return err->status;
	}
	if (*n > 0 || input->is_whole)
		return RN_OK;
	fail_at(input, RN_EDATA, "the compressed file is cut short", err);
	return rn_hint(err, "copy or download it again");
}

/*
 * transfer.h - one description of a file's entries for writing and reading.
 *
 * A model's entries are listed once, in code that runs in either direction:
 * written, a value goes into the container; read, it is found there, checked
 * and taken.  So the writer and the reader cannot disagree.
 */
#ifndef RN_TRANSFER_H
#define RN_TRANSFER_H

#include "base/error.h"
#include "base/safetensors.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct rn_transfer {
	struct rn_safetensors st;
	bool reading;
	int version;       /* of the file's format */
	const char *path;  /* for messages */
	size_t n_tensor, n_meta; /* entries that were asked for */
	struct rn_error *err;
};

/* RN_EMODEL: "path: what is wrong", escaped. */
RN_PRINTF(2, 3)
enum rn_status rn_transfer_fail(struct rn_transfer *tr, const char *fmt, ...);

/*
 * The tensor `name` of exactly this type and shape: *at points to its values
 * in the container, zero-filled where writing.  A tensor without values is
 * left out of the file, and *at is NULL.
 */
RN_MUST_CHECK
enum rn_status rn_transfer_tensor(struct rn_transfer *tr, const char *name,
                                  enum rn_dtype dtype, int n_dim,
                                  const size_t *shape, void *at);

/* Moves n doubles between the container (at) and the model (ours), and
 * returns the place in the container after them. */
double *rn_transfer_move(const struct rn_transfer *tr, double *at,
                         double *ours, size_t n);

/* The string `key`: writing, *text goes in (NULL: it is left out); reading,
 * it comes out, or NULL, and lives as long as the container. */
RN_MUST_CHECK
enum rn_status rn_transfer_text(struct rn_transfer *tr, const char *key,
                                const char **text);

/* The same for a whole number in min .. max and for a truth. */
RN_MUST_CHECK
enum rn_status rn_transfer_int(struct rn_transfer *tr, const char *key,
                               int min, int max, int *x);
RN_MUST_CHECK
enum rn_status rn_transfer_bool(struct rn_transfer *tr, const char *key,
                                bool *x);

#endif

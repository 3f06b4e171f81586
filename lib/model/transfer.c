/*
 * transfer.c - entries of a container, written or read.
 */
#include "model/transfer.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum rn_status rn_transfer_fail(struct rn_transfer *tr, const char *fmt, ...)
{
	char what[300], shown[RN_SHOWN];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(what, sizeof(what), fmt, ap);
	va_end(ap);
	return rn_fail(tr->err, RN_EMODEL, "%s: %s",
	               rn_show_path(shown, tr->path), what);
}

static bool same_shape(const struct rn_tensor *t, int n_dim,
                       const size_t *shape)
{
	if (t->n_dim != n_dim)
		return false;
	for (int i = 0; i < n_dim; i++)
		if (t->shape[i] != shape[i])
			return false;
	return true;
}

enum rn_status rn_transfer_tensor(struct rn_transfer *tr, const char *name,
                                  enum rn_dtype dtype, int n_dim,
                                  const size_t *shape, void *at)
{
	struct rn_tensor *t;
	void *data = NULL;

	memcpy(at, &data, sizeof(data));
	for (int i = 0; i < n_dim; i++)
		if (shape[i] == 0)
			return RN_OK;
	tr->n_tensor++;
	if (!tr->reading)
		return rn_safetensors_add(&tr->st, name, dtype, n_dim, shape, at,
		                          tr->err);
	t = rn_safetensors_find(&tr->st, name);
	if (!t)
		return rn_transfer_fail(tr, "tensor %s is missing", name);
	if (t->dtype != dtype || !same_shape(t, n_dim, shape))
		return rn_transfer_fail(tr, "tensor %s has another type or shape "
		                        "than the model's options ask for", name);
	memcpy(at, &t->data, sizeof(t->data));
	return RN_OK;
}

double *rn_transfer_move(const struct rn_transfer *tr, double *at,
                         double *ours, size_t n)
{
	if (n == 0)
		return at;
	if (tr->reading)
		memcpy(ours, at, n * sizeof(*at));
	else
		memcpy(at, ours, n * sizeof(*at));
	return at + n;
}

enum rn_status rn_transfer_text(struct rn_transfer *tr, const char *key,
                                const char **text)
{
	if (tr->reading)
		*text = rn_safetensors_find_meta(&tr->st, key);
	if (!*text)
		return RN_OK;
	tr->n_meta++;
	return tr->reading ? RN_OK
	       : rn_safetensors_add_meta(&tr->st, key, *text, tr->err);
}

enum rn_status rn_transfer_int(struct rn_transfer *tr, const char *key,
                               int min, int max, int *x)
{
	char buf[16];
	const char *text = buf;
	char *end;
	long n;

	snprintf(buf, sizeof(buf), "%d", *x);
	if (rn_transfer_text(tr, key, &text))
		return tr->err->status;
	if (!text)
		return rn_transfer_fail(tr, "entry %s is missing", key);
	n = strtol(text, &end, 10);
	if (*end || end == text || strlen(text) > 11 || n < min || n > max)
		return rn_transfer_fail(tr, "entry %s is not a whole number from %d "
		                        "to %d", key, min, max);
	*x = (int)n;
	return RN_OK;
}

enum rn_status rn_transfer_bool(struct rn_transfer *tr, const char *key,
                                bool *x)
{
	const char *text = *x ? "true" : "false";

	if (rn_transfer_text(tr, key, &text))
		return tr->err->status;
	if (!text || (strcmp(text, "true") != 0 && strcmp(text, "false") != 0))
		return rn_transfer_fail(tr, "entry %s is not true or false", key);
	*x = strcmp(text, "true") == 0;
	return RN_OK;
}

/*
 * vocabulary.c - symbols by their texts and by their numbers.
 *
 * A search tree, as for ids (roster.c): no file can be made for which finding
 * a symbol takes long.
 */
#include "data/vocabulary.h"

#include "base/block.h"

#include <search.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static int compare_texts(const void *a, const void *b)
{
	const struct rn_symbol *x = a, *y = b;

	return strcmp(x->text, y->text);
}

static void keep_symbol(void *symbol)
{
	(void)symbol; /* the list owns it */
}

void rn_vocabulary_release(struct rn_vocabulary *v)
{
	tdestroy(v->by_text, keep_symbol);
	for (int i = 0; i < v->n; i++) {
		free(v->symbol[i]->text);
		free(v->symbol[i]);
	}
	free(v->symbol);
	*v = (struct rn_vocabulary)RN_VOCABULARY_INIT;
}

int rn_vocabulary_find(const struct rn_vocabulary *v, const char *text)
{
	const struct rn_symbol key = { .text = (char *)(uintptr_t)text };
	struct rn_symbol *const *found;

	found = tfind(&key, &v->by_text, compare_texts);
	return found ? (*found)->at : -1;
}

const char *rn_symbol_fault(const char *text)
{
	if (text[0] == '\0')
		return "empty";
	if (strlen(text) > RN_MAX_SYMBOL_LEN)
		return "longer than 255 bytes";
	return rn_has_control(text) ? "not free of control characters" : NULL;
}

enum rn_status rn_vocabulary_add(struct rn_vocabulary *v, const char *text,
                                 struct rn_error *err)
{
	struct rn_symbol *symbol;

	if (rn_grow(&v->symbol, &v->cap, (size_t)v->n + 1, sizeof(*v->symbol),
	            err)
	    || rn_alloc(&symbol, 1, sizeof(*symbol), err))
		return err->status;
	symbol->at = v->n;
	v->symbol[v->n++] = symbol;
	if (rn_copy_text(&symbol->text, text, err))
		return err->status;
	return tsearch(symbol, &v->by_text, compare_texts) ? RN_OK
	       : rn_fail_memory(err, sizeof(*symbol));
}

enum rn_status rn_vocabulary_copy(struct rn_vocabulary *to,
                                  const struct rn_vocabulary *from,
                                  struct rn_error *err)
{
	*to = (struct rn_vocabulary)RN_VOCABULARY_INIT;
	for (int i = 0; i < from->n; i++)
		if (rn_vocabulary_add(to, from->symbol[i]->text, err)) {
			rn_vocabulary_release(to);
			return err->status;
		}
	return RN_OK;
}

bool rn_vocabulary_same(const struct rn_vocabulary *a,
                        const struct rn_vocabulary *b)
{
	for (int i = 0; i < a->n && i < b->n; i++)
		if (strcmp(a->symbol[i]->text, b->symbol[i]->text) != 0)
			return false;
	return a->n == b->n;
}

const char *rn_vocabulary_text(const struct rn_vocabulary *v, double x)
{
	return v->symbol[(int)x]->text;
}

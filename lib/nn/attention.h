/*
 * attention.h - how a decoder looks back at the steps of its encoder.
 *
 * The layer of it (rn_layer_attention, layer.h) maps queries [T, B, H], the
 * decoder's states, to what they found: its tape says among which keys [n_key,
 * B, H].  Its score is what a type decides.
 */
#ifndef RN_ATTENTION_H
#define RN_ATTENTION_H

#include <stdbool.h>

struct rn_attention_type {
	const char *name;  /* spelling in --attention */
	const char *title; /* one line for `rnnfc list attentions` */
	const char *equation;
	const char *source;
	/* Scores by a small network, before the step that its query leads to;
	 * else by a product, after the step whose state is the query. */
	bool is_additive;
	bool has_query; /* a matrix turns the query first */
};

/* none: no attention at all */
extern const struct rn_attention_type rn_attention_none, rn_attention_additive,
	rn_attention_general, rn_attention_dot;
/* Ends in NULL. */
extern const struct rn_attention_type *const rn_attention_types[];

#endif

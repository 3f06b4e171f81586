/*
 * attention.c - the table of attentions.
 */
#include "nn/attention.h"

#include <stddef.h>

const struct rn_attention_type rn_attention_none = {
	.name = "none",
	.title = "the decoder sees the encoder's last state alone",
	.equation = "-",
	.source = "-",
};

const struct rn_attention_type rn_attention_additive = {
	.name = "additive",
	.title = "scores by a small network, context into the decoder",
	.equation = "e_j = v . tanh(s Wq + E_j Uk), a = softmax(e), "
	            "c = sum a_j E_j, decoder input [y; c]",
	.source = "Bahdanau, Cho, Bengio 2015",
	.is_additive = true,
	.has_query = true,
};

const struct rn_attention_type rn_attention_general = {
	.name = "general",
	.title = "scores by a product with a matrix, context after the decoder",
	.equation = "e_j = s Wq . E_j, a = softmax(e), c = sum a_j E_j, "
	            "tanh([c; s] Wc)",
	.source = "Luong, Pham, Manning 2015",
	.has_query = true,
};

const struct rn_attention_type rn_attention_dot = {
	.name = "dot",
	.title = "scores by a plain product, context after the decoder",
	.equation = "e_j = s . E_j, a = softmax(e), c = sum a_j E_j, "
	            "tanh([c; s] Wc)",
	.source = "Luong, Pham, Manning 2015",
};

const struct rn_attention_type *const rn_attention_types[] = {
	&rn_attention_none,
	&rn_attention_additive,
	&rn_attention_general,
	&rn_attention_dot,
	NULL
};

/*
 * arch_chain.c - one layer after the other, all outputs at once.
 *
 *   [T, B, D] -> embed -> member -> convolution -> recurrent -> norm
 *             -> dropout -> ...
 *             -> recurrent -> norm -> dropout -> linear -> [T_out, B, K]
 *
 * T_out is 1, the last step, or T.
 */
#include "nn/arch.h"

static const char *chain_build(struct rn_network *net,
                               const struct rn_network_spec *spec)
{
	int width = net->D;
	const char *fault;

	rn_embed_append(net, spec, &width);
	rn_member_append(net, spec, &width);
	fault = rn_conv_append(net, spec, &width);
	if (!fault)
		fault = rn_stack_append(net, spec, &width, !spec->every_step);
	rn_network_place(net, rn_network_append(net, &rn_layer_linear, width,
	                                        net->K));
	return fault;
}

static void chain_bind(struct rn_run *run, int B)
{
	run->T_out = rn_chain_bind(run, 0, run->net->n_layer, run->T, B);
}

static const rn_real *chain_forward(struct rn_run *run, const rn_real *param,
                                    const struct rn_pass *pass,
                                    const rn_real *x)
{
	return rn_chain_forward(run, 0, run->net->n_layer, param, pass, x, 0,
	                        run->T);
}

static rn_real *chain_dyhat(struct rn_run *run)
{
	return run->tape[rn_chain_last(run->net, 0, run->net->n_layer)].dy;
}

static void chain_backward(struct rn_run *run, const rn_real *param,
                           rn_real *grad)
{
	rn_chain_backward(run, 0, run->net->n_layer, param, grad, NULL, 0,
	                  run->T_out);
}

const struct rn_arch_type rn_arch_chain = {
	.name = "chain",
	.title = "recurrent layers, one after the other, and a linear one",
	.build = chain_build,
	.bind = chain_bind,
	.forward = chain_forward,
	.dyhat = chain_dyhat,
	.backward = chain_backward,
};

/*
 * arch_none.c - no layers: all outputs are zero.
 *
 * What is added to a network's outputs is then the whole forecast: a linear
 * map of the inputs, a forecast that costs nothing, or both.
 */
#include "nn/arch.h"

#include <string.h>

static const char *none_fault(const struct rn_network_spec *spec)
{
	if (spec->bidirectional || spec->dilations.n > 0 || spec->conv.n > 0
	    || (spec->skip && spec->skip->type)
	    || (spec->norm && spec->norm->type))
		return "--arch none has no layers, and nothing around them: no "
		       "--bidirectional, --dilations, --conv, --layer-skip or --norm";
	if (spec->variational || spec->drop_input > 0 || spec->learns_start
	    || spec->series_embedding > 0)
		return "--arch none has no layers: no --variational, --input-dropout, "
		       "--learn-state or --series-embedding";
	return NULL;
}

static const char *none_build(struct rn_network *net,
                              const struct rn_network_spec *spec)
{
	(void)net, (void)spec;
	return NULL;
}

static size_t n_yhat(const struct rn_run *run)
{
	return (size_t)run->T_out * (size_t)run->B * (size_t)run->net->K;
}

static void none_bind(struct rn_run *run, int B)
{
	(void)B;
	run->T_out = run->net->every_step ? run->T : 1;
	run->decoder.yhat = rn_block_take(&run->memory, n_yhat(run));
	if (run->training)
		run->decoder.dyhat = rn_block_take(&run->memory, n_yhat(run));
}

static const rn_real *none_forward(struct rn_run *run, const rn_real *param,
                                   const struct rn_pass *pass,
                                   const rn_real *x)
{
	(void)param, (void)pass, (void)x;
	memset(run->decoder.yhat, 0, n_yhat(run) * sizeof(rn_real));
	return run->decoder.yhat;
}

static rn_real *none_dyhat(struct rn_run *run)
{
	return run->decoder.dyhat;
}

static void none_backward(struct rn_run *run, const rn_real *param,
                          rn_real *grad)
{
	(void)run, (void)param, (void)grad;
}

const struct rn_arch_type rn_arch_none = {
	.name = "none",
	.title = "no layers: only what is added to a network's outputs",
	.fault = none_fault,
	.build = none_build,
	.bind = none_bind,
	.forward = none_forward,
	.dyhat = none_dyhat,
	.backward = none_backward,
};

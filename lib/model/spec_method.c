/*
 * spec_method.c - networks whose state is carried along a series.
 */
#include "model/spec_method.h"

#include "nn/arch.h"

enum { WARM_PIECES = 10 };

static const struct rn_method_type *method_of(const struct rn_spec *spec)
{
	return rn_train_method(&spec->train, spec->net.cell);
}

int rn_spec_piece(const struct rn_spec *spec)
{
	if (!method_of(spec)->carries_state)
		return 0;
	return spec->train.bptt ? spec->train.bptt : RN_USUAL_BPTT;
}

size_t rn_spec_wants(const struct rn_spec *spec)
{
	const size_t window = (size_t)(spec->shape.n_in + spec->shape.lead - 1);
	const size_t warm = WARM_PIECES * (size_t)rn_spec_piece(spec);

	return warm > window ? warm : window;
}

/* Outputs at every step need a network that reads the steps in their order
 * and hands on as many as it reads. */
static const char *cannot_carry(const struct rn_network *net)
{
	if (net->arch != &rn_arch_chain)
		return "--stateful: a state is carried through --arch chain alone";
	for (int i = 0; i < net->n_layer; i++)
		if (net->layer[i].is_reverse)
			return "--stateful: a layer that reads backwards, as "
			       "--bidirectional does, has no state to carry on";
	return NULL;
}

const char *rn_spec_plan(const struct rn_spec *spec, struct rn_network *net)
{
	const bool carries = rn_spec_piece(spec) > 0;
	struct rn_network_spec asked = spec->net;
	const char *fault;

	if (carries)
		asked.every_step = true;
	if (asked.cell->is_fixed)
		asked.dropout = 0;
	if (asked.memory == 0)
		asked.memory = carries ? rn_spec_piece(spec) : spec->shape.n_in;
	fault = rn_network_plan(net, &asked, rn_window_width(&spec->shape),
	                        rn_spec_n_output(spec));
	return !fault && carries ? cannot_carry(net) : fault;
}

enum rn_status rn_spec_check_method(const struct rn_spec *spec,
                                    struct rn_error *err)
{
	const struct rn_train_opts *t = &spec->train;

	if (t->bptt > 0 && !t->stateful)
		return rn_fail(err, RN_EUSAGE, "--bptt belongs to --stateful");
	return RN_OK;
}

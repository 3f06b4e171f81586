/*
 * spec_method.c - networks whose state is carried along a series.
 */
#include "model/spec_method.h"

#include "nn/arch.h"

#include <stdio.h>

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

struct rn_train_opts rn_spec_train(const struct rn_spec *spec)
{
	struct rn_train_opts opts = spec->train;

	opts.ridge = rn_cell_number(spec->net.option, "ridge", -1);
	return opts;
}

/* A state is carried from any row to the next, and there are outputs at every
 * row: what looks ahead, skips steps or has a memory of other steps than the
 * last cannot do that.  Returns NULL or the option that cannot. */
static const char *cannot_carry(const struct rn_spec *spec)
{
	const struct rn_network_spec *net = &spec->net;

	if (rn_spec_piece(spec) == 0)
		return NULL;
	if (net->arch && net->arch != &rn_arch_chain)
		return "--arch";
	return net->bidirectional ? "--bidirectional" : net->conv.n > 0 ? "--conv"
	       : net->dilations.n > 0 ? "--dilations" : NULL;
}

/* Who chose a method may not know that it carries a state. */
static enum rn_status check_carried(const struct rn_spec *spec,
                                    struct rn_error *err)
{
	const char *fault = cannot_carry(spec);
	char who[40];

	if (!fault)
		return RN_OK;
	snprintf(who, sizeof(who), "--cell %s", spec->net.cell->name);
	rn_fail(err, RN_EUSAGE, "%s carries a state from row to row, which %s "
	        "cannot", spec->train.online ? "--online"
	        : spec->train.stateful ? "--stateful" : who, fault);
	rn_hint(err, "leave out one of the two");
	return err->status;
}

const char *rn_spec_plan(const struct rn_spec *spec, struct rn_network *net)
{
	const int piece = rn_spec_piece(spec);
	struct rn_network_spec asked = spec->net;

	if (cannot_carry(spec))
		return "no state can be carried from row to row";
	if (piece > 0)
		asked.every_step = true;
	if (asked.cell->is_fixed || spec->train.online)
		asked.dropout = 0;
	if (asked.memory == 0)
		asked.memory = piece > 0 ? piece : spec->shape.n_in;
	asked.n_in = spec->shape.n_in;
	asked.n_out = spec->shape.n_out;
	asked.n_ahead = spec->shape.n_ahead;
	return rn_network_plan(net, &asked, rn_window_width(&spec->shape),
	                       rn_spec_n_output(spec));
}

/* Fixed cells are drawn, and read out by least squares. */
static enum rn_status check_fixed(const struct rn_spec *spec,
                                  struct rn_error *err)
{
	const struct rn_network_spec *net = &spec->net;

	if (net->variational || net->drop_input > 0 || net->learns_start
	    || net->linear_skip || net->series_embedding > 0)
		return rn_fail(err, RN_EUSAGE, "--cell %s is not trained: there is no "
		               "--variational, --input-dropout, --learn-state, "
		               "--linear-skip or --series-embedding",
		               net->cell->name);
	if (spec->is_categorical)
		return rn_fail(err, RN_EUSAGE, "--cell %s is read out by least "
		               "squares, which is not for --target-type categorical",
		               net->cell->name);
	if (spec->train.loss != &rn_loss_mse)
		return rn_fail(err, RN_EUSAGE, "--cell %s is read out by least "
		               "squares: --loss is mse, not %s", net->cell->name,
		               spec->train.loss->name);
	return RN_OK;
}

/* Derivatives are carried on for plain units of one layer alone. */
static enum rn_status check_online(const struct rn_spec *spec,
                                   struct rn_error *err)
{
	const struct rn_network_spec *net = &spec->net;

	if (net->cell != &rn_cell_elman
	    || rn_cell_number(net->option, "act", 0) > 0)
		return rn_fail(err, RN_EUSAGE, "--online is for --cell elman with "
		               "--act tanh alone");
	if (net->n_rnn > 1 || net->width[0] > RN_MAX_ONLINE)
		return rn_fail(err, RN_EUSAGE, "--online is for one layer of at most "
		               "%d units: the work grows with their fourth power",
		               RN_MAX_ONLINE);
	if (net->variational || net->drop_input > 0 || net->learns_start
	    || net->embedding > 0 || net->series_embedding > 0
	    || net->linear_skip
	    || (net->norm && net->norm != rn_norm_types[0])
	    || (net->skip && net->skip != rn_skip_types[0]))
		return rn_fail(err, RN_EUSAGE, "--online is for a plain layer: no "
		               "--variational, --input-dropout, --learn-state, "
		               "--embedding, --series-embedding, --norm, "
		               "--layer-skip or --linear-skip");
	if (spec->train.stateful)
		return rn_fail(err, RN_EUSAGE, "--online carries the state from row "
		               "to row anyway, without the pieces of --stateful");
	return RN_OK;
}

enum rn_status rn_spec_check_method(const struct rn_spec *spec,
                                    struct rn_error *err)
{
	const struct rn_train_opts *t = &spec->train;

	if (t->bptt > 0 && !t->stateful) {
		rn_fail(err, RN_EUSAGE, "--bptt belongs to --stateful");
		rn_hint(err, "give that, too, or leave it out");
		return err->status;
	}
	if (check_carried(spec, err))
		return err->status;
	if (spec->train.online)
		return check_online(spec, err);
	if (spec->net.cell->is_fixed)
		return check_fixed(spec, err);
	return RN_OK;
}

/*
 * spec_method.c - networks whose state is carried along a series.
 */
#include "model/spec_method.h"

#include "nn/arch.h"

#include <stdio.h>
#include <string.h>

enum { WARM_PIECES = 10 };

static const struct rn_method_type *method_of(const struct rn_spec *spec)
{
	return rn_train_method(&spec->train, spec->net.cell);
}

int rn_spec_piece(const struct rn_spec *spec)
{
	if (!method_of(spec)->carries_state)
		return 0;
	if (spec->train.sampling.chunk)
		return spec->train.sampling.chunk;
	return spec->train.bptt ? spec->train.bptt : RN_USUAL_BPTT;
}

static void add_lag(struct rn_lags *lags, int lag, int lead)
{
	for (int i = 0; i < lags->n; i++)
		if (lags->lag[i] == lag)
			return;
	if (lag >= lead && lag <= RN_MAX_PERIOD && lags->n < RN_MAX_LAG)
		lags->lag[lags->n++] = lag;
}

/* One and two seasons back, with the rows beside them; where the season is
 * long, two without. */
static void add_season(struct rn_lags *lags, int season, bool is_long,
                       int lead)
{
	for (int beside = -1; beside <= 1; beside++)
		add_lag(lags, season + beside, lead);
	for (int beside = -1; !is_long && beside <= 1; beside++)
		add_lag(lags, 2 * season + beside, lead);
	add_lag(lags, 2 * season, lead);
}

void rn_lags_find(struct rn_lags *lags, int n_season, const int *season,
                  int week, int lead)
{
	*lags = (struct rn_lags){ .n = 0 };
	for (int i = 0; i < n_season; i++)
		add_season(lags, season[i], i > 0, lead);
	if (week > 0)
		add_season(lags, week, true, lead);
}

void rn_spec_settle(struct rn_spec *spec, int n_season, const int *season,
                    int week)
{
	struct rn_window_shape *shape = &spec->shape;
	const bool every = spec->net.every_step || rn_spec_piece(spec) > 0;
	int back;

	if (spec->lags.n < 0)
		rn_lags_find(&spec->lags, n_season, season, week, shape->lead);
	shape->n_lag = spec->lags.n;
	memcpy(shape->lag, spec->lags.lag, sizeof(shape->lag));
	/* Every row that has a target has a base, or the last of a window. */
	back = rn_base_back(spec->base, shape, n_season ? season[0] : 0)
	       - (every ? 1 : shape->n_in);
	shape->back = rn_window_back(shape);
	shape->back = back > shape->back ? back : shape->back;
}

size_t rn_spec_wants(const struct rn_spec *spec)
{
	const struct rn_window_shape *shape = &spec->shape;
	const size_t window = (size_t)(shape->n_in + shape->lead - 1);
	const size_t warm = WARM_PIECES * (size_t)rn_spec_piece(spec);

	return (size_t)shape->back + (warm > window ? warm : window);
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
	const struct rn_train_opts *t = &spec->train;
	const char *fault = cannot_carry(spec);
	char who[40];

	if (!fault)
		return RN_OK;
	snprintf(who, sizeof(who), "--cell %s", spec->net.cell->name);
	rn_fail(err, RN_EUSAGE, "%s carries a state from row to row, which %s "
	        "cannot", t->online ? "--online" : t->stateful ? "--stateful"
	        : t->sampling.chunk ? "--chunk" : who, fault);
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
	    || net->linear_skip || net->series_embedding > 0
	    || net->zero_output)
		return rn_fail(err, RN_EUSAGE, "--cell %s is not trained: there is no "
		               "--variational, --input-dropout, --learn-state, "
		               "--linear-skip, --series-embedding or --zero-output",
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

/* Rows before the first that a state has seen: they are there for methods that
 * do not begin with the first row of all. */
static enum rn_status check_back(const struct rn_spec *spec,
                                 struct rn_error *err)
{
	if (spec->lags.n == 0 && spec->shape.n_diff == 0 && !spec->base->of)
		return RN_OK;
	if (spec->train.online || spec->net.cell->is_fixed) {
		rn_fail(err, RN_EUSAGE, "%s%s begins with the first row, which has no "
		        "--lags, --diffs or --base", spec->train.online
		        ? "--online" : "--cell ",
		        spec->train.online ? "" : spec->net.cell->name);
		return rn_hint(err, "leave them out");
	}
	return RN_OK;
}

/* What is measured from a window's own level needs a window. */
static enum rn_status check_level(const struct rn_spec *spec,
                                  struct rn_error *err)
{
	if (!spec->shape.level->find)
		return RN_OK;
	if (rn_spec_piece(spec) > 0)
		return rn_fail(err, RN_EUSAGE, "--window-norm %s is of windows, and "
		               "this training carries a state from row to row",
		               spec->shape.level->name);
	if (spec->net.every_step)
		return rn_fail(err, RN_EUSAGE, "--window-norm %s would show the end "
		               "of a window to --targets every",
		               spec->shape.level->name);
	return RN_OK;
}

/* Others than the two methods that draw have an order of their own. */
static enum rn_status check_sampling(const struct rn_spec *spec,
                                     struct rn_error *err)
{
	const struct rn_sampling *s = &spec->train.sampling;
	const char *what = s->chunk ? "--chunk" : "--epoch-steps";
	char who[40];

	if (s->warm_up > 0 && s->chunk == 0) {
		rn_fail(err, RN_EUSAGE, "--warm-up belongs to --chunk");
		return rn_hint(err, "give that, too, or leave it out");
	}
	if (s->warm_up > 0 && s->warm_up >= s->chunk)
		return rn_fail(err, RN_EUSAGE, "--warm-up %d leaves nothing to learn "
		               "from of --chunk %d", s->warm_up, s->chunk);
	if (s->chunk == 0 && s->epoch_steps == 0)
		return RN_OK;
	snprintf(who, sizeof(who), "--cell %s", spec->net.cell->name);
	if (!spec->train.stateful && !spec->train.online
	    && !spec->net.cell->is_fixed)
		return RN_OK;
	rn_fail(err, RN_EUSAGE, "%s draws what is learnt from, but %s goes through "
	        "the rows in their order", what, spec->train.online ? "--online"
	        : spec->train.stateful ? "--stateful" : who);
	return rn_hint(err, "leave out one of the two");
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
	if (check_sampling(spec, err) || check_carried(spec, err)
	    || check_back(spec, err) || check_level(spec, err))
		return err->status;
	if (spec->train.online)
		return check_online(spec, err);
	if (spec->net.cell->is_fixed)
		return check_fixed(spec, err);
	return RN_OK;
}

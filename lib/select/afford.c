/*
 * afford.c - updates and epochs for a budget.
 */
#include "select/afford.h"

#include "model/spec_method.h"
#include "nn/arch.h"

#include <math.h>

/* A step of a unit beside the products, and an update beside its steps, as
 * operations of products that take as long; measured. */
static const double of_unit = 500, of_update = 1e7;

enum {
	LEAST_UPDATES = 40, /* fewer teach nothing */
	USUAL_EPOCHS = 16,  /* places to keep the best weights of */
};

/* What validation may take of a training. */
static const double valid_share = 0.3;

struct work {
	double update, valid; /* operations */
	double rows;          /* that an update learns from */
};

/* Steps that the layers take for one window, or one piece. */
static double n_step(const struct rn_spec *spec)
{
	const struct rn_window_shape *shape = &spec->shape;
	const int piece = rn_spec_piece(spec), segment = spec->net.segment;

	if (piece > 0)
		return piece;
	if (segment > 0)
		return ceil((double)shape->n_in / segment)
		       + ceil((double)shape->n_out / segment);
	return shape->n_in
	       + (spec->net.arch == &rn_arch_seq2seq ? shape->n_out : 0);
}

static enum rn_status measure(struct work *w, const struct rn_spec *spec,
                              const struct rn_outline *o, struct rn_error *err)
{
	const double B = spec->train.batch_size, T = n_step(spec);
	const bool is_carried = rn_spec_piece(spec) > 0;
	struct rn_network net;
	const char *fault = rn_spec_plan(spec, &net);
	double step, units = 0;

	if (fault)
		return rn_fail(err, RN_EUSAGE, "%s", fault);
	for (int i = 0; i < spec->net.n_rnn; i++)
		units += spec->net.width[i];
	/* Forward, and twice as much backward. */
	step = 6 * (double)net.n_param + of_unit * units;
	w->update = B * T * step + of_update;
	/* A state is carried to the windows from the first row on. */
	w->valid = (is_carried ? (double)(o->n_train + o->n_valid)
	            : (double)o->n_valid * T) * step / 3;
	w->rows = is_carried ? B * (T - spec->train.sampling.warm_up) : B;
	return RN_OK;
}

enum rn_status rn_afford(const struct rn_recipe *recipe,
                         const struct rn_outline *o, char *const *given,
                         double flops, struct rn_spec *spec, double *n_update,
                         struct rn_error *err)
{
	const double share = flops / spec->net.n_member;
	struct work w;
	double n, epochs;

	*n_update = 0;
	if (recipe->most == 0)
		return RN_OK;
	if (measure(&w, spec, o, err))
		return err->status;
	epochs = fmin(USUAL_EPOCHS, floor(valid_share * share / w.valid));
	n = fmax(recipe->passes * (double)o->n_train / w.rows, 2 * LEAST_UPDATES);
	n = fmin(n, recipe->most);
	n = fmin(n, floor((share - epochs * w.valid) / w.update));
	if (epochs < 2 || n < LEAST_UPDATES)
		return rn_fail(err, RN_ELIMIT, "the budget is too small for so many "
		               "rows");
	if (rn_given(given, "epochs"))
		epochs = spec->train.epochs;
	else if (rn_given(given, "epoch-steps") && spec->train.sampling.epoch_steps)
		epochs = ceil(n / spec->train.sampling.epoch_steps);
	spec->train.epochs = (int)epochs;
	if (!rn_given(given, "epoch-steps"))
		spec->train.sampling.epoch_steps = (int)fmax(n / epochs, 1);
	*n_update = epochs * spec->train.sampling.epoch_steps;
	return RN_OK;
}

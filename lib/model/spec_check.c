/*
 * spec_check.c - what may not stand together among the options of a training.
 */
#include "model/spec.h"

#include "data/freq.h"
#include "data/phase.h"
#include "model/spec_method.h"
#include "nn/arch.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* The time column, and what is made of it. */
static enum rn_status check_time(const struct rn_spec *spec,
                                 struct rn_error *err)
{
	const char *freq = rn_spec_panel(spec).freq;
	struct rn_time_format format;
	struct rn_phases phases;
	struct rn_freq step;
	char shown[RN_SHOWN];

	if (rn_phases_parse(&phases, spec->calendar, err))
		return err->status;
	if (spec->time_col && strcmp(spec->time_col, "none") == 0
	    && (freq || spec->time_format || !rn_phases_only_count(&phases)))
		return rn_fail(err, RN_EUSAGE, "--time-format, --freq and --calendar "
		               "need a time column, and --time-col is none");
	if (spec->time_format
	    && rn_time_format_set(&format, spec->time_format, err))
		return err->status;
	if (!freq || rn_freq_parse(freq, &step))
		return RN_OK;
	rn_fail(err, RN_EUSAGE, "--freq: \"%s\" is no step of time",
	        rn_show(shown, freq, strlen(freq)));
	return rn_hint(err, "give a count and a unit, as 15min, 1h, 1d, B, 1w, "
	               "MS, ME, QS, YS");
}

/* What is known of the target when a forecast is made. */
static enum rn_status check_lags(const struct rn_spec *spec,
                                 struct rn_error *err)
{
	for (int i = 0; i < spec->lags.n; i++)
		if (spec->lags.lag[i] < spec->shape.lead) {
			rn_fail(err, RN_EUSAGE, "--lags: %d rows before the row that is "
			        "forecast lies after the last row known: --lead is %d",
			        spec->lags.lag[i], spec->shape.lead);
			return rn_hint(err, "give lags of %d or more",
			               spec->shape.lead);
		}
	if (spec->shape.n_ridge > 0 && spec->base->of != &rn_baseline_ridge)
		return rn_fail(err, RN_EUSAGE, "--ridge-size belongs to --base ridge, "
		               "not %s", spec->base->name);
	if (spec->base->of && spec->net.forcing > 0)
		return rn_fail(err, RN_EUSAGE, "--teacher-forcing feeds the decoder "
		               "with targets, and with --base it forecasts what is "
		               "to be added");
	return RN_OK;
}

static enum rn_status check_sizes(const struct rn_spec *spec,
                                  struct rn_error *err)
{
	const double *size = spec->split.size;

	if (size[RN_TRAIN] <= 0 && size[RN_VALID] < 1 && size[RN_TEST] < 1
	    && size[RN_VALID] + size[RN_TEST] >= 1)
		return rn_fail(err, RN_EUSAGE, "--val-size and --test-size leave "
		               "nothing to train on");
	return RN_OK;
}

/* Bounds of the target. */
static enum rn_status check_bounds(const struct rn_spec *spec,
                                   struct rn_error *err)
{
	const double min = rn_spec_min(spec);
	const struct rn_train_opts *t = &spec->train;

	if (spec->is_categorical && !(isnan(min) && isnan(spec->max)))
		return rn_fail(err, RN_EUSAGE, "--min, --max and --nonneg are of "
		               "numbers, and --target-type is categorical");
	if (spec->nonneg && spec->min < 0)
		return rn_fail(err, RN_EUSAGE, "--nonneg is --min 0, and --min is "
		               "%g", spec->min);
	if (min >= spec->max)
		return rn_fail(err, RN_EUSAGE, "--max %g is not above the least value, "
		               "%g", spec->max, min);
	/* How large a value is, it tells from the scale, which a bound bends. */
	if (!(isnan(min) && isnan(spec->max))
	    && rn_loss_has(t->loss, &t->args, &rn_loss_smape)) {
		rn_fail(err, RN_EUSAGE, "--loss smape is of values as they are, which "
		        "--min, --max and --nonneg bend");
		return rn_hint(err, "train with --loss mae, or without bounds");
	}
	return RN_OK;
}

/* Is a number another than its default? */
static bool is_set(double x, double usual)
{
	return x < usual || x > usual;
}

/* The cells that have an option, "a, b". */
static void cells_with(const char *name, char *buf, size_t size)
{
	size_t at = 0;

	buf[0] = '\0';
	for (int i = 0; rn_cell_types[i] && at < size; i++)
		if (rn_cell_takes(rn_cell_types[i], name))
			at += (size_t)snprintf(buf + at, size - at, "%s%s",
			                       at ? ", " : "", rn_cell_types[i]->name);
}

/* Options of other cells, and values that the widths do not allow. */
static enum rn_status check_cell(const struct rn_network_spec *net,
                                 struct rn_error *err)
{
	const struct rn_option *o;
	struct rn_cell cell;
	char names[120];

	for (int i = 0; (o = rn_cell_option(i)); i++) {
		if (net->option[i].n == 0 || rn_cell_takes(net->cell, o->name))
			continue;
		cells_with(o->name, names, sizeof(names));
		return rn_fail(err, RN_EUSAGE, "--%s belongs to --cell %s, not %s",
		               o->name, names, net->cell->name);
	}
	for (int i = 0; i < net->n_rnn; i++) {
		const char *fault = rn_cell_plan(&cell, net->cell, net->width[i],
		                                 net->option);

		if (fault)
			return rn_fail(err, RN_EUSAGE, "%s", fault);
	}
	return RN_OK;
}

/* What belongs to one architecture, and what that cannot do. */
static enum rn_status check_arch(const struct rn_network_spec *net,
                                 struct rn_error *err)
{
	const char *fault = net->arch->fault ? net->arch->fault(net) : NULL;
	const char *other = NULL;

	if (fault)
		return rn_fail(err, RN_EUSAGE, "%s", fault);
	if (net->segment > 0 && net->arch != &rn_arch_segment)
		return rn_fail(err, RN_EUSAGE, "--segment belongs to --arch segment, "
		               "not %s", net->arch->name);
	if (net->arch == &rn_arch_seq2seq)
		return RN_OK;
	if (is_set(net->forcing, RN_FORCING))
		other = "teacher-forcing";
	if (net->attention != &rn_attention_none)
		other = "attention";
	if (net->context_every)
		other = "decoder-context";
	if (other)
		return rn_fail(err, RN_EUSAGE, "--%s belongs to --arch seq2seq, not "
		               "%s", other, net->arch->name);
	return RN_OK;
}

/* Without layers there must be something else to forecast from. */
static enum rn_status check_none(const struct rn_spec *spec,
                                 struct rn_error *err)
{
	if (spec->net.arch != &rn_arch_none || spec->net.linear_skip
	    || spec->base->of || spec->shape.level->find)
		return RN_OK;
	rn_fail(err, RN_EUSAGE, "--arch none forecasts nothing by itself");
	return rn_hint(err, "give --base, --linear-skip or --window-norm, too");
}

static enum rn_status check_network(const struct rn_spec *spec,
                                    struct rn_error *err)
{
	const struct rn_network_spec *net = &spec->net;
	const char *fault = rn_stack_fault(net);

	if (check_cell(net, err) || check_arch(net, err)
	    || check_none(spec, err))
		return err->status;
	if (fault)
		return rn_fail(err, RN_EUSAGE, "%s", fault);
	if (net->segment > 0 && spec->shape.n_in % net->segment > 0)
		return rn_fail(err, RN_EUSAGE, "--input-size %d is not made of whole "
		               "segments: --segment is %d", spec->shape.n_in,
		               net->segment);
	if (net->variational && net->dropout <= 0)
		return rn_fail(err, RN_EUSAGE, "--variational is a kind of dropout, "
		               "and --dropout is 0");
	if (net->untied && !net->variational && net->drop_input <= 0)
		return rn_fail(err, RN_EUSAGE, "--untied belongs to --variational "
		               "or --input-dropout");
	if (net->memory > 0 && !net->init->draws_memory)
		return rn_fail(err, RN_EUSAGE, "--memory belongs to --init chrono, "
		               "not %s", net->init->name);
	return RN_OK;
}

static enum rn_status check_loss(const struct rn_spec *spec,
                                 struct rn_error *err)
{
	const struct rn_train_opts *t = &spec->train;
	const struct rn_loss_args *a = &t->args;
	const struct {
		const char *option;
		bool is_given;
		const struct rn_loss_type *of;
	} options[] = {
		{ "huber-delta", is_set(a->delta, RN_HUBER_DELTA), &rn_loss_huber },
		{ "dof", is_set(a->dof, RN_STUDENT_DOF), &rn_loss_student },
		{ "quantile", is_set(a->quantile, RN_QUANTILE), &rn_loss_pinball },
		{ "quantiles", a->quantiles.n > 0, &rn_loss_quantiles },
		{ "loss-sum", a->sum.n > 0, &rn_loss_sum },
	};

	for (size_t i = 0; i < sizeof(options) / sizeof(*options); i++)
		if (options[i].is_given
		    && !rn_loss_has(t->loss, a, options[i].of))
			return rn_fail(err, RN_EUSAGE, "--%s belongs to --loss %s, not "
			               "%s", options[i].option, options[i].of->name,
			               t->loss->name);
	if (t->loss == &rn_loss_sum && a->sum.n == 0) {
		rn_fail(err, RN_EUSAGE, "--loss sum adds up losses, and there are "
		        "none");
		return rn_hint(err, "name them, as --loss-sum mae:1,smape:0.1");
	}
	if (t->loss->is_categorical == spec->is_categorical)
		return RN_OK;
	rn_fail(err, RN_EUSAGE, "--loss %s is for a target of %s, and this one is "
	        "of %s", t->loss->name,
	        spec->is_categorical ? "numbers" : "symbols",
	        spec->is_categorical ? "symbols" : "numbers");
	return rn_hint(err, "%s", spec->is_categorical ? "leave out --loss"
	               : "say so with --target-type categorical");
}

/* What means nothing for symbols, and what for them alone. */
static enum rn_status check_symbols(const struct rn_spec *spec,
                                    struct rn_error *err)
{
	if (!spec->is_categorical && spec->net.embedding > 0)
		return rn_fail(err, RN_EUSAGE, "--embedding is of symbols, and "
		               "--target-type is real");
	if (!spec->is_categorical)
		return RN_OK;
	if (spec->net.arch == &rn_arch_segment)
		return rn_fail(err, RN_EUSAGE, "--arch segment reads numbers, and "
		               "--target-type is categorical");
	if (spec->base->of || spec->shape.level->find || spec->shape.n_diff > 0
	    || spec->lags.n != 0)
		return rn_fail(err, RN_EUSAGE, "--base, --window-norm, --lags and "
		               "--diffs are of numbers, and --target-type is "
		               "categorical");
	if (spec->net.linear_skip)
		return rn_fail(err, RN_EUSAGE, "--linear-skip multiplies numbers, and "
		               "--target-type is categorical");
	if (spec->net.arch == &rn_arch_seq2seq)
		return rn_fail(err, RN_EUSAGE, "--arch seq2seq feeds its decoder with "
		               "numbers, and --target-type is categorical");
	if (spec->net.arch == &rn_arch_none)
		return rn_fail(err, RN_EUSAGE, "--arch none forecasts numbers, and "
		               "--target-type is categorical");
	if (spec->missing == &rn_missing_interpolate) {
		rn_fail(err, RN_EUSAGE, "--missing interpolate: nothing lies between "
		        "two symbols");
		return rn_hint(err, "give --missing ffill or --missing drop");
	}
	if (rn_spec_panel(spec).freq) {
		rn_fail(err, RN_EUSAGE, "--freq makes means of rows, and symbols have "
		        "none");
		return rn_hint(err, "gather the rows before, or leave it out");
	}
	return RN_OK;
}

static enum rn_status check_schedule(const struct rn_train_opts *t,
                                     bool validates, struct rn_error *err)
{
	if (rn_schedule_check(t->schedule, &t->lr, err))
		return err->status;
	if (t->schedule->has_patience && !validates)
		return rn_fail(err, RN_EUSAGE, "--schedule %s needs validation "
		               "windows, and --val-size is 0", t->schedule->name);
	if (t->schedule->has_patience && t->patience > 0
	    && t->patience <= t->lr.patience) {
		rn_fail(err, RN_EUSAGE, "--patience %d ends the training before "
		        "--lr-patience %d has an effect", t->patience,
		        t->lr.patience);
		return rn_hint(err, "give more for --patience or less for "
		               "--lr-patience");
	}
	return RN_OK;
}

static enum rn_status check_training(const struct rn_spec *spec,
                                     struct rn_error *err)
{
	const struct rn_train_opts *t = &spec->train;
	const bool validates = spec->split.size[RN_VALID] > 0;

	if (t->momentum > 0 && !t->optim->has_momentum)
		return rn_fail(err, RN_EUSAGE, "--momentum belongs to --optimizer "
		               "sgd and nesterov, not %s", t->optim->name);
	if (check_loss(spec, err))
		return err->status;
	if (t->patience > 0 && !validates)
		return rn_fail(err, RN_EUSAGE, "--patience needs validation "
		               "windows, and --val-size is 0");
	return check_schedule(t, validates, err);
}

static enum rn_status check_ensemble(const struct rn_spec *spec,
                                     struct rn_error *err)
{
	const struct rn_network_spec *net = &spec->net;

	if (net->n_member == 1 && net->by != rn_combine_types[0])
		return rn_fail(err, RN_EUSAGE, "--ensemble-by combines networks, and "
		               "--ensemble is 1");
	if (spec->n_keep > net->n_member)
		return rn_fail(err, RN_EUSAGE, "--ensemble-keep %d is more than there "
		               "are: --ensemble is %d", spec->n_keep, net->n_member);
	if (spec->n_keep > 0 && spec->split.size[RN_VALID] <= 0)
		return rn_fail(err, RN_EUSAGE, "--ensemble-keep needs validation "
		               "windows, and --val-size is 0");
	return RN_OK;
}

enum rn_status rn_spec_check(const struct rn_spec *spec, struct rn_error *err)
{
	if (check_time(spec, err) || check_symbols(spec, err)
	    || check_bounds(spec, err)
	    || check_training(spec, err) || check_network(spec, err)
	    || check_lags(spec, err) || check_ensemble(spec, err)
	    || check_sizes(spec, err) || rn_spec_check_method(spec, err))
		return err->status;
	return RN_OK;
}

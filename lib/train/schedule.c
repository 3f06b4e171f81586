/*
 * schedule.c - the table of schedules, and which options belong to which.
 */
#include "train/schedule.h"

#include <math.h>
#include <stddef.h>

static const double pi = 3.141592653589793;

static double constant(const struct rn_schedule_opts *o,
                       const struct rn_schedule_time *at)
{
	(void)o;
	(void)at;
	return 1;
}

/* I. Loshchilov, F. Hutter 2017, one period, down to nothing. */
static double cosine(const struct rn_schedule_opts *o,
                     const struct rn_schedule_time *at)
{
	(void)o;
	return 0.5 * (1 + cos(pi * at->done));
}

/* The factor after n divisions by what was asked for, or by the usual. */
static double divided(const struct rn_schedule_opts *o, double usual, double n)
{
	return 1 / pow(o->decay > 0 ? o->decay : usual, n);
}

/* W. Zaremba, I. Sutskever, O. Vinyals 2014: full for `start` epochs, then
 * divided once more before each. */
static double decay(const struct rn_schedule_opts *o,
                    const struct rn_schedule_time *at)
{
	return divided(o, 1.02, fmax(0, at->k - o->start + 1));
}

static double step(const struct rn_schedule_opts *o,
                   const struct rn_schedule_time *at)
{
	return divided(o, 2, floor(at->k / (double)o->start));
}

/* Each division starts a new count of epochs that did not improve; one that
 * was not validated did. */
static double plateau(const struct rn_schedule_opts *o,
                      const struct rn_schedule_time *at)
{
	double best = INFINITY;
	int n_worse = 0, n = 0;

	for (int i = 0; i < at->k; i++)
		if (!(at->past[i].loss_valid >= best)) {
			best = at->past[i].loss_valid;
			n_worse = 0;
		} else if (++n_worse >= o->patience) {
			n_worse = 0;
			n++;
		}
	return divided(o, 2, n);
}

/* L. Smith, N. Topin 2019, in the proportions of torch's OneCycleLR: a line up
 * from 1/25, then half a cosine down to nothing. */
static double one_cycle(const struct rn_schedule_opts *o,
                        const struct rn_schedule_time *at)
{
	const double first = 0.04, warm = 0.3;

	(void)o;
	if (at->done < warm)
		return first + (1 - first) * at->done / warm;
	return 0.5 * (1 + cos(pi * (at->done - warm) / (1 - warm)));
}

static const struct rn_schedule_type type_constant = {
	.name = "constant",
	.title = "the same rate throughout",
	.factor = constant,
};

static const struct rn_schedule_type type_cosine = {
	.name = "cosine",
	.title = "half a cosine from the full rate down to nothing",
	.factor = cosine,
};

static const struct rn_schedule_type type_decay = {
	.name = "decay",
	.title = "full for --lr-start epochs, then divided before each epoch",
	.has_decay = true,
	.has_start = true,
	.factor = decay,
};

static const struct rn_schedule_type type_step = {
	.name = "step",
	.title = "divided after every --lr-start epochs",
	.has_decay = true,
	.has_start = true,
	.factor = step,
};

static const struct rn_schedule_type type_plateau = {
	.name = "plateau",
	.title = "divided after --lr-patience epochs that did not improve",
	.has_decay = true,
	.has_patience = true,
	.factor = plateau,
};

static const struct rn_schedule_type type_one_cycle = {
	.name = "one-cycle",
	.title = "up to the full rate for 30 % of the steps, then a cosine down",
	.factor = one_cycle,
};

const struct rn_schedule_type *const rn_schedule_types[] = {
	&type_constant,
	&type_cosine,
	&type_decay,
	&type_step,
	&type_plateau,
	&type_one_cycle,
	NULL
};

enum rn_status rn_schedule_check(const struct rn_schedule_type *type,
                                 const struct rn_schedule_opts *o,
                                 struct rn_error *err)
{
	const struct rn_schedule_opts usual = RN_SCHEDULE_USUAL;
	const struct {
		bool belongs, is_given;
		const char *option, *with;
	} all[] = {
		{ type->has_decay, o->decay > 0, "decay", "decay, step and plateau" },
		{ type->has_start, o->start != usual.start, "start",
		  "decay and step" },
		{ type->has_patience, o->patience != usual.patience, "patience",
		  "plateau" },
	};

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		if (all[i].is_given && !all[i].belongs)
			return rn_fail(err, RN_EUSAGE, "--lr-%s belongs to --schedule "
			               "%s, not %s", all[i].option, all[i].with,
			               type->name);
	if (o->decay > 0 && o->decay < 1) {
		rn_fail(err, RN_EUSAGE, "--lr-decay divides the learning rate: %g "
		        "would raise it", o->decay);
		return rn_hint(err, "give %g", 1 / o->decay);
	}
	return RN_OK;
}

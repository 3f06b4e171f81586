/*
 * schedule.c - the table of schedules.
 */
#include "train/schedule.h"

#include <math.h>
#include <stddef.h>

static double constant(double done)
{
	(void)done;
	return 1;
}

/* I. Loshchilov, F. Hutter 2017, one period, down to nothing. */
static double cosine(double done)
{
	return 0.5 * (1 + cos(3.141592653589793 * done));
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

const struct rn_schedule_type *const rn_schedule_types[] = {
	&type_constant,
	&type_cosine,
	NULL
};

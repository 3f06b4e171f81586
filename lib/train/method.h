/*
 * method.h - how an epoch is cut into steps, and where the gradient of a step
 * comes from.
 *
 * What is common to all, the update, validation and which weights are kept, is
 * the trainer's.
 */
#ifndef RN_METHOD_H
#define RN_METHOD_H

#include "base/error.h"
#include "data/draw.h"
#include "train/runner.h"
#include "train/stateful.h"

#include <stdbool.h>
#include <stddef.h>

struct rn_online;

/* What a step learns from where that is drawn. */
struct rn_sampling {
	int epoch_steps; /* of an epoch, whose rows are drawn; 0: all, once */
	int chunk;       /* rows of a chunk; 0: none */
	int warm_up;     /* of its first rows, whose losses do not count */
};

struct rn_method {
	const struct rn_method_type *type;
	struct rn_runner *runner;
	int batch;       /* windows or lanes of a step at most */
	size_t n_item;   /* of an epoch: what progress is counted in */
	size_t n_step;   /* of an epoch */
	/* each method's own */
	size_t *order;   /* windows: [n_item], or where drawn, [batch] */
	size_t at;       /* the next of them */
	struct rn_sampling sampling;
	struct rn_draw_at draw; /* the next one */
	struct rn_stateful stateful;
	double penalty;  /* of a read-out; below 0: to be found */
	/* A solution asks now and then whether to go on; NULL: it does. */
	bool (*goes_on)(void *ud);
	void *ud;
	struct rn_online *online;
};

#define RN_METHOD_INIT { .type = NULL }

struct rn_method_type {
	const char *name;
	const char *title;
	bool carries_state; /* series are run through, not windows */
	bool is_serial;     /* steps are too small for more than one thread */
	/* Sets n_item and n_step.  RN_ELIMIT: memory. */
	enum rn_status (*make)(struct rn_method *m, struct rn_error *err);
	void (*release)(struct rn_method *m); /* NULL: nothing of its own */
	/* Before the first step of an epoch, from 1. */
	void (*begin)(struct rn_method *m, uint64_t seed, unsigned epoch);
	/* Adds the gradient of the next step to that of the shards of step->B
	 * rows, which is set here, and returns the sum of the losses of all
	 * outputs of *n items: their mean is over n * K. */
	double (*step)(struct rn_method *m, struct rn_step *step, size_t *n);
	/* In place of begin and step: the weights in closed form, and their mean
	 * squared error.  Of the rows so far where it is not to go on: without
	 * any, the weights stay as they are.  RN_ELIMIT, RN_EINTERNAL. */
	enum rn_status (*solve)(struct rn_method *m, rn_real *param, double *mse,
	                        struct rn_error *err);
};

extern const struct rn_method_type rn_method_windows, rn_method_stateful,
	rn_method_ridge, rn_method_online, rn_method_drawn, rn_method_chunks;

#define RN_MAX_ONLINE 32 /* units of a network that learns online */

/* For the runner's dataset; the runner must outlive it.  RN_ELIMIT. */
RN_MUST_CHECK
enum rn_status rn_method_make(struct rn_method *m,
                              const struct rn_method_type *type,
                              const struct rn_sampling *sampling,
                              struct rn_runner *runner, int batch,
                              struct rn_error *err);

void rn_method_release(struct rn_method *m);

#endif

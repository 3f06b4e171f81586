/*
 * method.c - the methods that learn from batches: of windows, and of pieces.
 */
#include "train/method.h"

#include "base/block.h"

#include <stdlib.h>

enum rn_status rn_method_make(struct rn_method *m,
                              const struct rn_method_type *type,
                              const struct rn_sampling *sampling,
                              struct rn_runner *runner, int batch,
                              struct rn_error *err)
{
	*m = (struct rn_method){ .type = type, .runner = runner, .batch = batch,
		.sampling = *sampling };
	if (type->make(m, err))
		rn_method_release(m);
	return m->type ? RN_OK : err->status;
}

void rn_method_release(struct rn_method *m)
{
	if (m->type && m->type->release)
		m->type->release(m);
	free(m->order);
	*m = (struct rn_method)RN_METHOD_INIT;
}

static enum rn_status windows_make(struct rn_method *m, struct rn_error *err)
{
	const size_t most = (size_t)m->batch;

	m->n_item = m->runner->data->split->n[RN_TRAIN];
	m->n_step = (m->n_item + most - 1) / most;
	return rn_alloc(&m->order, m->n_item, sizeof(*m->order), err);
}

static void windows_begin(struct rn_method *m, uint64_t seed, unsigned epoch)
{
	m->at = 0;
	rn_batch_shuffle(m->order, m->n_item, seed, epoch);
}

static double windows_step(struct rn_method *m, struct rn_step *step,
                           size_t *n)
{
	const size_t left = m->n_item - m->at, most = (size_t)m->batch;

	*n = left < most ? left : most;
	step->order = m->order + m->at;
	step->B = (int)*n;
	m->at += *n;
	return rn_runner_step(m->runner, step);
}

const struct rn_method_type rn_method_windows = {
	.name = "windows",
	.title = "back-propagation through windows, in any order",
	.make = windows_make,
	.begin = windows_begin,
	.step = windows_step,
};

static enum rn_status stateful_make(struct rn_method *m, struct rn_error *err)
{
	(void)err;
	rn_stateful_count(m->runner, &m->n_item, &m->n_step);
	return RN_OK;
}

static void stateful_begin(struct rn_method *m, uint64_t seed, unsigned epoch)
{
	(void)seed, (void)epoch;
	m->stateful = (struct rn_stateful){ 0 };
}

static double stateful_step(struct rn_method *m, struct rn_step *step,
                            size_t *n)
{
	const double loss = rn_stateful_step(m->runner, &m->stateful, step);

	*n = (size_t)step->B;
	return loss;
}

const struct rn_method_type rn_method_stateful = {
	.name = "stateful",
	.title = "truncated back-propagation, the state carried from piece to "
	         "piece",
	.carries_state = true,
	.make = stateful_make,
	.begin = stateful_begin,
	.step = stateful_step,
};

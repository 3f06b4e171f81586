/*
 * drawn.c - the methods that learn from what is drawn: windows, and chunks.
 *
 * A chunk is a lane of one piece at a random place: its state begins at zero,
 * and the losses of its first steps, which are there to warm the state up, do
 * not count.  (Many-to-many training, scored with the state carried.)
 */
#include "train/method.h"

#include "base/block.h"
#include "data/draw.h"

static void begin(struct rn_method *m, uint64_t seed, unsigned epoch)
{
	m->draw = (struct rn_draw_at){ .seed = seed, .epoch = epoch };
}

static enum rn_status windows_make(struct rn_method *m, struct rn_error *err)
{
	if (m->batch > m->runner->batch)
		m->batch = m->runner->batch;
	m->n_step = (size_t)m->sampling.epoch_steps;
	m->n_item = m->n_step * (size_t)m->batch;
	return rn_alloc(&m->order, (size_t)m->batch, sizeof(*m->order), err);
}

static double windows_step(struct rn_method *m, struct rn_step *step,
                           size_t *n)
{
	*n = (size_t)m->batch;
	rn_draw_windows(m->order, *n, m->runner->data->split, &m->draw);
	m->draw.step++;
	step->order = m->order;
	step->B = m->batch;
	return rn_runner_step(m->runner, step);
}

const struct rn_method_type rn_method_drawn = {
	.name = "drawn",
	.title = "back-propagation through windows that are drawn, each series "
	         "as likely",
	.make = windows_make,
	.begin = begin,
	.step = windows_step,
};

/* Where nobody says, as many as take the rows of all series once. */
static enum rn_status chunks_make(struct rn_method *m, struct rn_error *err)
{
	const struct rn_runner *r = m->runner;
	const struct rn_split *split = r->data->split;
	const size_t each = (size_t)r->T * (size_t)r->lanes.n;
	size_t rows = 0;

	(void)err;
	for (int s = 0; s < split->n_series; s++) {
		const struct rn_range of = rn_lane_rows(split, s);

		rows += of.to - of.from;
	}
	m->n_step = m->sampling.epoch_steps ? (size_t)m->sampling.epoch_steps
	            : (rows + each - 1) / each;
	m->n_item = m->n_step * (size_t)r->lanes.n;
	return RN_OK;
}

/* A chunk that a short series made shorter warms up as much less. */
static int warm_up(const struct rn_method *m)
{
	const struct rn_sampling *s = &m->sampling;

	return (int)((int64_t)s->warm_up * m->runner->T / s->chunk);
}

static double chunks_step(struct rn_method *m, struct rn_step *step,
                          size_t *n)
{
	struct rn_runner *r = m->runner;
	struct rn_stateful begins = { 0 };
	double loss;

	rn_draw_lanes(&r->lanes, r->data->split, r->T, &m->draw);
	m->draw.step++;
	step->warm_up = warm_up(m);
	loss = rn_stateful_step(r, &begins, step);
	*n = (size_t)step->B;
	return loss;
}

const struct rn_method_type rn_method_chunks = {
	.name = "chunks",
	.title = "back-propagation through chunks of rows that are drawn, with a "
	         "warm-up",
	.carries_state = true,
	.make = chunks_make,
	.begin = begin,
	.step = chunks_step,
};

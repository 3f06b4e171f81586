/*
 * flow.c - gradients on their way back through time, measured.
 */
#include "train/flow.h"

#include "base/block.h"

#include <stdlib.h>

/* The next recurrent layer from the i-th on; n_layer if there is none. */
static int recurrent_from(const struct rn_network *net, int i)
{
	while (i < net->n_layer && net->layer[i].type != &rn_layer_recurrent)
		i++;
	return i;
}

enum rn_status rn_flow_make(struct rn_flow_meter *m, const struct rn_runner *r,
                            int epochs, struct rn_error *err)
{
	const struct rn_network *net = r->net;
	const size_t n_shard = (size_t)rn_shard_count(r->batch);
	size_t n_flow;

	*m = (struct rn_flow_meter)RN_FLOW_METER_INIT;
	for (int i = recurrent_from(net, 0); i < net->n_layer;
	     i = recurrent_from(net, i + 1)) {
		m->n += (size_t)r->shard[0].run.tape[i].T;
		m->n_layer++;
	}
	n_flow = (size_t)epochs * (size_t)m->n_layer;
	if (rn_alloc(&m->sum, n_shard * m->n, sizeof(*m->sum), err)
	    || rn_alloc(&m->flow, n_flow, sizeof(*m->flow), err))
		rn_flow_release(m);
	return m->flow ? RN_OK : err->status;
}

void rn_flow_release(struct rn_flow_meter *m)
{
	free(m->sum);
	*m = (struct rn_flow_meter)RN_FLOW_METER_INIT;
}

/* Points the tapes of all shards at sum, or at nothing. */
static void point(const struct rn_flow_meter *m, struct rn_runner *r,
                  double *sum)
{
	const int n_shard = rn_shard_count(r->batch);

	for (int s = 0; m->n_layer > 0 && s < n_shard; s++) {
		struct rn_tape *tape = r->shard[s].run.tape;

		for (int i = recurrent_from(r->net, 0); i < r->net->n_layer;
		     i = recurrent_from(r->net, i + 1)) {
			tape[i].flow = sum;
			sum += sum ? tape[i].T : 0;
		}
	}
}

/* A sum below 0 was never set. */
void rn_flow_begin(struct rn_flow_meter *m, struct rn_runner *r)
{
	const size_t n_shard = (size_t)rn_shard_count(r->batch);

	for (size_t k = 0; k < n_shard * m->n; k++)
		m->sum[k] = -1;
	point(m, r, m->sum);
}

/* Step t of layer i, of n_shard shards; at: where the first one has it. */
static double mean(const struct rn_flow_meter *m, const struct rn_runner *r,
                   int n_shard, int i, const double *at)
{
	double sum = 0, rows = 0;

	for (int s = 0; s < n_shard; s++) {
		sum += at[(size_t)s * m->n];
		rows += r->shard[s].run.tape[i].B;
	}
	return sum / rows / r->net->layer[i].cell.width;
}

void rn_flow_end(struct rn_flow_meter *m, struct rn_runner *r, int B,
                 struct rn_epoch *e)
{
	const struct rn_network *net = r->net;
	const double *sum = m->sum;
	struct rn_flow *to = m->flow + (e->epoch - 1) * m->n_layer;

	point(m, r, NULL);
	e->flow = to;
	for (int k = 0, i = -1; k < m->n_layer; k++) {
		const struct rn_layer *l;
		int T;

		i = recurrent_from(net, i + 1);
		l = &net->layer[i];
		T = r->shard[0].run.tape[i].T;
		*to = (struct rn_flow){
			.layer = l->index + 1, .is_reverse = l->is_reverse,
			.is_decoder = net->decoder > 0 && i >= net->decoder,
			.n = T < RN_MAX_FLOW ? T : RN_MAX_FLOW,
		};
		for (int j = 0; j < to->n; j++) {
			const int t = to->n > 1 ? j * (T - 1) / (to->n - 1) : 0;

			to->step[j] = t + 1;
			to->size[j] = mean(m, r, rn_shard_count(B), i, sum + t);
		}
		to += sum[0] >= 0;
		sum += T;
	}
	e->n_flow = (int)(to - e->flow);
}

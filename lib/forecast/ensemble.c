/*
 * ensemble.c - members trained in turn, and which of them stay.
 */
#include "forecast/ensemble.h"

#include "base/block.h"
#include "model/spec_method.h"

#include <math.h>
#include <string.h>

void rn_ensemble_report_release(struct rn_ensemble_report *report)
{
	for (int i = 0; i < report->n; i++)
		rn_training_release(&report->training[i]);
	report->n = 0;
}

/* Was a member trained as long as it was to be? */
static bool is_whole(const struct rn_training *t)
{
	return t->stop == RN_STOP_DONE || t->stop == RN_STOP_PATIENCE;
}

static void begin(struct rn_network *net, const struct rn_spec *spec, int i,
                  const struct rn_model *start)
{
	if (start)
		memcpy(net->param, start->net.member[i % start->net.n_member],
		       net->n_param * sizeof(*net->param));
	else
		rn_network_start(net, spec->net.init,
		                 spec->train.seed + (uint64_t)i);
}

static enum rn_status train_one(struct rn_model *m, int i,
                                const struct rn_dataset *data,
                                const struct rn_model *start,
                                const struct rn_train_watch *watch,
                                struct rn_training *training,
                                struct rn_error *err)
{
	struct rn_train_opts opts = rn_spec_train(&m->spec);
	enum rn_status status;

	opts.seed += (uint64_t)i;
	if (watch->on_member)
		watch->on_member(watch->ud, i);
	m->net.param = m->net.member[i];
	begin(&m->net, &m->spec, i, start);
	status = rn_train(&m->net, data, &opts, watch, training, err);
	m->net.param = m->net.member[0];
	return status;
}

/* Takes a trained member up; its weights are in their place. */
static void take(struct rn_model *m, int i, const struct rn_training *t)
{
	m->member[i] = (struct rn_model_member){
		.number = i, .n_epoch = t->n_epoch, .kept = t->kept,
		.loss_valid = t->kept ? t->epoch[t->kept - 1].loss_valid
		              : (double)NAN,
	};
	m->net.n_member = i + 1;
}

static enum rn_status train_all(struct rn_model *m,
                                const struct rn_dataset *data,
                                const struct rn_model *start,
                                const struct rn_train_watch *watch,
                                struct rn_ensemble_report *report,
                                struct rn_error *err)
{
	const int n = m->net.n_member;
	struct rn_train_watch left = *watch;
	enum rn_status status = RN_OK;
	bool goes_on = true;

	m->net.n_member = 0;
	for (int i = 0; i < n && goes_on; i++) {
		struct rn_training *t = &report->training[report->n++];

		status = train_one(m, i, data, start, &left, t, err);
		goes_on = !status && is_whole(t);
		if (goes_on || (i == 0 && (!status || t->n_epoch > 0)))
			take(m, i, t);
		/* A limit of 0 would be none. */
		if (watch->time_limit > 0)
			left.time_limit = fmax(left.time_limit - t->seconds, 1e-9);
	}
	return status;
}

static void drop(struct rn_model *m, int i)
{
	const size_t after = (size_t)(--m->net.n_member - i);

	memmove(m->member + i, m->member + i + 1, after * sizeof(*m->member));
	memmove(m->net.member + i, m->net.member + i + 1,
	        after * sizeof(*m->net.member));
	m->net.param = m->net.member[0];
}

/* The worst go, of equals the last. */
static void keep_best(struct rn_model *m)
{
	while (m->spec.n_keep > 0 && m->net.n_member > m->spec.n_keep) {
		int worst = 0;

		for (int i = 1; i < m->net.n_member; i++)
			if (!(m->member[i].loss_valid < m->member[worst].loss_valid))
				worst = i;
		drop(m, worst);
	}
}

/* The curve of a model is the mean of its members', as far as each has one. */
static enum rn_status fill_curve(struct rn_model *m,
                                 const struct rn_ensemble_report *report,
                                 struct rn_error *err)
{
	m->n_epoch = 0;
	for (int i = 0; i < m->net.n_member; i++)
		if (m->member[i].n_epoch > m->n_epoch)
			m->n_epoch = m->member[i].n_epoch;
	m->kept = m->member[0].kept;
	if (rn_alloc(&m->curve, (size_t)m->n_epoch, sizeof(*m->curve), err))
		return err->status;
	for (int e = 0; e < m->n_epoch; e++) {
		double loss = 0, loss_valid = 0;
		int n = 0;

		for (int i = 0; i < m->net.n_member; i++) {
			const struct rn_model_member *one = &m->member[i];

			if (e >= one->n_epoch)
				continue;
			loss += report->training[one->number].epoch[e].loss;
			loss_valid += report->training[one->number].epoch[e].loss_valid;
			n++;
		}
		m->curve[e][0] = loss / n;
		m->curve[e][1] = loss_valid / n;
	}
	return RN_OK;
}

enum rn_status rn_ensemble_train(struct rn_model *m,
                                 const struct rn_dataset *data,
                                 const struct rn_model *start,
                                 const struct rn_train_watch *watch,
                                 struct rn_ensemble_report *report,
                                 struct rn_error *err)
{
	enum rn_status status = train_all(m, data, start, watch, report, err);
	const struct rn_training *last = &report->training[report->n - 1];
	struct rn_error why;

	if (m->net.n_member == 0 || (status && status != RN_EDIVERGED))
		return status;
	m->is_cut_short = last->stop == RN_STOP_TIME
	                  || last->stop == RN_STOP_ASKED;
	keep_best(m);
	if (fill_curve(m, report, &why)) {
		*err = why;
		status = why.status;
	}
	return status;
}

/*
 * ensemble.h - the members of a model, trained one after the other.
 *
 * They differ in their seed alone, and so in the weights that they begin from,
 * in the order of what they see and in their dropout masks.  What they have in
 * common of the truth is what is left when they are combined.
 */
#ifndef RN_ENSEMBLE_H
#define RN_ENSEMBLE_H

#include "base/error.h"
#include "model/model.h"
#include "train/trainer.h"

/* The trainings of the members, those that were not kept, too. */
struct rn_ensemble_report {
	int n;
	struct rn_training training[RN_MAX_MEMBER];
};

void rn_ensemble_report_release(struct rn_ensemble_report *report);

/*
 * Trains the members of m->net, planned and with memory, and fills the record
 * of the training in *m.  Member i has seed + i of the spec, and begins from
 * the weights of that seed, or from member i of `start`, where that is not
 * NULL, from its first again after its last.
 *
 * One that a time limit, a callback or its divergence stops is the last, and
 * is left out unless it is the first; the limit is one of all together.  Of
 * those that are left, the spec's n_keep that validated best are kept.
 *
 * As rn_train; after RN_EDIVERGED m->net.n_member is 0 where there are no
 * weights to keep.
 */
RN_MUST_CHECK
enum rn_status rn_ensemble_train(struct rn_model *m,
                                 const struct rn_dataset *data,
                                 const struct rn_model *start,
                                 const struct rn_train_watch *watch,
                                 struct rn_ensemble_report *report,
                                 struct rn_error *err);

#endif

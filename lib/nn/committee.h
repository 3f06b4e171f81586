/*
 * committee.h - where the members of a network run, to forecast together.
 *
 * Each member goes on from its own state, where a state is carried; what they
 * say is combined.
 */
#ifndef RN_COMMITTEE_H
#define RN_COMMITTEE_H

#include "nn/network.h"

struct rn_committee {
	const struct rn_network *net;
	struct rn_run *run; /* [n_member] */
	rn_real *z;         /* [n_member, B, K] */
	int T;              /* steps of a pass */
};

#define RN_COMMITTEE_INIT { .net = NULL }

/* Memory for passes of T steps of at most B rows by the members of a network,
 * which must outlive it; drops: and for masks.  RN_ELIMIT. */
RN_MUST_CHECK
enum rn_status rn_committee_make(struct rn_committee *c,
                                 const struct rn_network *net, int T, int B,
                                 bool drops, struct rn_error *err);

void rn_committee_release(struct rn_committee *c);

/* x [T, B, D]; returns the outputs [B, K] of the last step, combined, valid
 * until the next pass.  goes_on: from the states of the pass before, else
 * without any. */
const rn_real *rn_committee_run(struct rn_committee *c,
                                const struct rn_pass *pass, const rn_real *x,
                                int B, bool goes_on);

#endif

/*
 * committee.c - members run one after the other.
 */
#include "nn/committee.h"

#include <stdlib.h>
#include <string.h>

enum rn_status rn_committee_make(struct rn_committee *c,
                                 const struct rn_network *net, int T, int B,
                                 bool drops, struct rn_error *err)
{
	const size_t n = (size_t)net->n_member;
	enum rn_status status;

	*c = (struct rn_committee){ .net = net, .T = T };
	status = rn_alloc(&c->run, n, sizeof(*c->run), err);
	if (!status)
		status = rn_alloc(&c->z, n * (size_t)B,
		                  (size_t)net->K * sizeof(*c->z), err);
	for (int i = 0; !status && i < net->n_member; i++)
		status = rn_run_make(&c->run[i], net, T, B, drops, err);
	if (status)
		rn_committee_release(c);
	return status;
}

void rn_committee_release(struct rn_committee *c)
{
	for (int i = 0; c->run && i < c->net->n_member; i++)
		rn_run_release(&c->run[i]);
	free(c->run);
	free(c->z);
	*c = (struct rn_committee)RN_COMMITTEE_INIT;
}

const rn_real *rn_committee_run(struct rn_committee *c,
                                const struct rn_pass *pass, const rn_real *x,
                                int B, bool goes_on)
{
	const struct rn_network *net = c->net;
	const size_t n = (size_t)B * (size_t)net->K;

	for (int i = 0; i < net->n_member; i++) {
		const rn_real *param = net->member[i];
		const rn_real *z = goes_on
			? rn_run_resume(&c->run[i], param, pass, x)
			: rn_run_forward(&c->run[i], param, pass, x, B);

		memcpy(c->z + (size_t)i * n, rn_run_last(&c->run[i], z, B),
		       n * sizeof(*z));
	}
	rn_combine(net->by, net->n_member, c->z, n, c->z);
	return c->z;
}

/*
 * record.h - the entries of a model file that tell how it was trained and how
 * good it is.
 */
#ifndef RN_RECORD_H
#define RN_RECORD_H

#include "model/model.h"
#include "model/transfer.h"

/* Passes the learning curve, the scaled losses, the verdict and the errors
 * that intervals are made of. */
RN_MUST_CHECK
enum rn_status rn_record_pass(struct rn_transfer *tr, struct rn_model *m);

#endif

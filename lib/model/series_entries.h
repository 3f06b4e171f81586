/*
 * series_entries.h - the entries of a model file about the series.
 */
#ifndef RN_SERIES_ENTRIES_H
#define RN_SERIES_ENTRIES_H

#include "base/error.h"
#include "model/model.h"
#include "model/transfer.h"

/* The number of series; reading, memory for them, before anything of them is
 * known. */
RN_MUST_CHECK
enum rn_status rn_series_make(struct rn_transfer *tr, struct rn_model *m);

/* All of them, once columns, options and classes are known. */
RN_MUST_CHECK
enum rn_status rn_series_pass(struct rn_transfer *tr, struct rn_model *m);

#endif

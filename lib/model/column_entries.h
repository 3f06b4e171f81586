/*
 * column_entries.h - the entries of a model file about columns and times.
 */
#ifndef RN_COLUMN_ENTRIES_H
#define RN_COLUMN_ENTRIES_H

#include "base/error.h"
#include "model/model.h"
#include "model/transfer.h"

/* Texts of a tensor, each ended by NUL; reading, text[i] becomes a copy. */
RN_MUST_CHECK
enum rn_status rn_columns_pass_texts(struct rn_transfer *tr, const char *key,
                                     char **text, int n_text);

/* The columns, the time format of all series, and what follows from them: the
 * inputs in the shape of a window.  The number of series must be known. */
RN_MUST_CHECK
enum rn_status rn_columns_pass(struct rn_transfer *tr, struct rn_model *m);

#endif

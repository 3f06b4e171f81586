/*
 * bases.h - the base forecasts of a dataset, which do not change while a
 * network learns to correct them: they are made once where they are few.
 */
#ifndef RN_BASES_H
#define RN_BASES_H

#include "base/error.h"
#include "base/real.h"
#include "train/runner.h"

#include <stddef.h>

/* The most numbers that are kept, 16 MiB in single precision; of more, each is
 * made when it is asked for. */
#define RN_MOST_BASES ((size_t)1 << 22)

/* Memory for the bases of a dataset that has one, all made; first: the first
 * row that is a cutoff.  RN_ELIMIT. */
RN_MUST_CHECK
enum rn_status rn_bases_make(struct rn_bases *b,
                             const struct rn_dataset *data, size_t first,
                             struct rn_error *err);

void rn_bases_release(struct rn_bases *b);

/* Adds the base forecast of the window of a series whose last input is row
 * `cutoff`, not before `first`, and whose targets are known, to the first
 * output of each target in z [n_out, width].  work [n_out]. */
void rn_bases_add(const struct rn_bases *b, const struct rn_dataset *data,
                  int series, size_t cutoff, double *work, rn_real *z,
                  int width);

#endif

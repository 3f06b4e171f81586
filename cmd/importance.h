/*
 * importance.h - what the inputs of a model are worth on a file.
 */
#ifndef IMPORTANCE_H
#define IMPORTANCE_H

#include "ui.h"

/* Reads `file` as the model reads its data and measures on what the spec
 * holds out.  threads 0: one for each processor.  Errors of
 * rn_importance_measure and rn_panel_load. */
RN_MUST_CHECK
enum rn_status importance_of_file(struct rn_importance *importance,
                                  const struct rn_model *model,
                                  const struct rn_spec *spec,
                                  const char *file,
                                  const struct rn_dialect *dialect,
                                  int threads, const struct ui *ui,
                                  struct rn_error *err);

/* The same as CSV on standard output: input,rmse,increase,percent. */
RN_MUST_CHECK
enum rn_status importance_print(const struct rn_model *model,
                                const struct rn_spec *spec, const char *file,
                                const struct rn_dialect *dialect, int threads,
                                const struct ui *ui, struct rn_error *err);

#endif

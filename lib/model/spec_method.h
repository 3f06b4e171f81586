/*
 * spec_method.h - what the method of a training decides beside the training:
 * the network, and how it runs over a series.
 */
#ifndef RN_SPEC_METHOD_H
#define RN_SPEC_METHOD_H

#include "model/spec.h"

/* Rows of a piece, for struct rn_split; 0: the network sees windows. */
int rn_spec_piece(const struct rn_spec *spec);

/* The lags that are worth a try: one and two seasons, with the rows beside
 * them, as far back as `lead` allows; week: a season that was not found, or
 * 0. */
void rn_lags_find(struct rn_lags *lags, int n_season, const int *season,
                  int week, int lead);

/* The lags and the rows back that follow from the seasons [n_season] of the
 * data, the strongest first.  week: a longer season that is likely, though it
 * may not have been found; 0: none.  Lags that were left open are the spec's
 * own then. */
void rn_spec_settle(struct rn_spec *spec, int n_season, const int *season,
                    int week);

/* Rows that a forecast is made from where there are so many: those of a
 * window, or what a state is warmed up by, 10 pieces. */
size_t rn_spec_wants(const struct rn_spec *spec);

/* The training, with what the options of a cell say of it. */
struct rn_train_opts rn_spec_train(const struct rn_spec *spec);

/* Plans the network for the inputs and outputs of the spec.  Returns NULL, or
 * what is wrong with the options. */
const char *rn_spec_plan(const struct rn_spec *spec, struct rn_network *net);

/* Do the options suit the method?  RN_EUSAGE. */
RN_MUST_CHECK
enum rn_status rn_spec_check_method(const struct rn_spec *spec,
                                    struct rn_error *err);

#endif

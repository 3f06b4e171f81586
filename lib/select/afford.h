/*
 * afford.h - how long a recipe trains for what may be spent on it.
 *
 * The work of an update follows from the sizes of its products, and so does
 * that of validating; a part of the budget pays for so many of both.
 */
#ifndef RN_AFFORD_H
#define RN_AFFORD_H

#include "base/error.h"
#include "model/spec.h"
#include "select/recipe.h"

/*
 * Sets the epochs of a spec and the updates of each, where they were not given
 * (rn_recipe_apply): as many as the recipe is good for and `flops` pay for.
 * *n_update: of one network.  RN_ELIMIT: nothing could be learnt for that;
 * RN_EUSAGE: no network can be made.
 */
RN_MUST_CHECK
enum rn_status rn_afford(const struct rn_recipe *recipe,
                         const struct rn_outline *o, char *const *given,
                         double flops, struct rn_spec *spec, double *n_update,
                         struct rn_error *err);

#endif

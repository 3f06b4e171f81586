/*
 * recipe.h - ways to forecast that are worth a try, and the rules that say
 * for which data and in which sizes.
 *
 * A recipe is a set of options, as a preset is, of which some follow from an
 * outline of the data.  None knows a data set by name, and none looks at test
 * rows.
 */
#ifndef RN_RECIPE_H
#define RN_RECIPE_H

#include "base/error.h"
#include "model/spec.h"
#include "select/outline.h"

#include <stdbool.h>
#include <stddef.h>

#define RN_RECIPE_TEXT 160
#define RN_MAX_RECIPE 8

struct rn_recipe {
	const char *name, *title;
	bool is_naive;  /* nothing is learnt */
	int most;       /* updates that it is good for; 0: there are none */
	int passes;     /* over the rows to train on, at most */
	bool (*suits)(const struct rn_outline *o);
	/* Options; where there is no text, the rule writes one, and the option
	 * is left as it is where it returns false. */
	struct {
		const char *name, *text;
		bool (*rule)(const struct rn_outline *o, char text[RN_RECIPE_TEXT]);
	} option[24]; /* ends in NULL */
};

/* The text that an option was given, or NULL; given: texts by number of
 * rn_spec_field, or NULL. */
const char *rn_given(char *const *given, const char *name);

/* The simplest first; ends in NULL. */
extern const struct rn_recipe *const rn_recipes[];

/*
 * Fills *spec with the defaults, the recipe and what was given, which wins.
 * RN_EUSAGE where the two do not go together: then the spec is empty.
 */
RN_MUST_CHECK
enum rn_status rn_recipe_apply(const struct rn_recipe *recipe,
                               const struct rn_outline *o, char *const *given,
                               struct rn_spec *spec, struct rn_error *err);

#endif

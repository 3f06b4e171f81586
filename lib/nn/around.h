/*
 * around.h - what may stand around the recurrent layers of a network.
 */
#ifndef RN_AROUND_H
#define RN_AROUND_H

struct rn_around {
	const char *name, *title;
	const struct rn_layer_type *type; /* NULL: nothing */
};

/* Tables of --layer-skip and --norm; the first of each is nothing. */
extern const struct rn_around *const rn_skip_types[]; /* ends in NULL */
extern const struct rn_around *const rn_norm_types[]; /* ends in NULL */

#endif

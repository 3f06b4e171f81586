/*
 * init.c - the table of initialisations.
 */
#include "nn/init.h"

#include <stddef.h>

const struct rn_init_type *const rn_init_types[] = {
	&rn_init_keras,
	&rn_init_uniform,
	&rn_init_chrono,
	&rn_init_identity,
	&rn_init_normal,
	&rn_init_small,
	NULL
};

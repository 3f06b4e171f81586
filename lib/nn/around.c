/*
 * around.c - the tables of what may stand around the recurrent layers.
 */
#include "nn/around.h"

#include "nn/layer.h"

#include <stddef.h>

static const struct rn_around no_skip = {
	"none", "layers one after the other", NULL
};

static const struct rn_around residual = {
	"residual", "adds a layer's input to its output", &rn_layer_residual
};

static const struct rn_around highway = {
	"highway", "gates say how much of the input goes round a layer",
	&rn_layer_highway
};

const struct rn_around *const rn_skip_types[] = {
	&no_skip, &residual, &highway, NULL
};

static const struct rn_around no_norm = {
	"none", "outputs as they are", NULL
};

static const struct rn_around layer = {
	"layer", "each step's outputs get mean 0 and variance 1, gain and bias",
	&rn_layer_norm
};

static const struct rn_around batch = {
	"batch", "the same for each unit, over the batch and all steps",
	&rn_layer_batch_norm
};

const struct rn_around *const rn_norm_types[] = {
	&no_norm, &layer, &batch, NULL
};

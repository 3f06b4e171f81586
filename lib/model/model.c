/*
 * model.c - what a model owns.
 */
#include "model/model.h"

#include <stdlib.h>

void rn_model_release(struct rn_model *model)
{
	for (int i = 0; model->series && i < model->n_series; i++) {
		free(model->series[i].name);
		free(model->series[i].context);
		free(model->series[i].y);
		free(model->series[i].yhat);
	}
	free(model->series);
	free(model->curve);
	rn_columns_release(&model->columns);
	rn_spec_release(&model->spec);
	rn_network_release(&model->net);
	*model = (struct rn_model)RN_MODEL_INIT;
}

/* The first rows after the last known one come from earlier windows, which
 * reach lead - 1 rows further back. */
size_t rn_model_needs(const struct rn_model *model)
{
	return (size_t)model->spec.shape.n_in
	       + (size_t)model->spec.shape.lead - 1;
}

int rn_model_horizon(const struct rn_model *model)
{
	if (model->spec.shape.n_out > 1)
		return model->spec.shape.n_out;
	return model->n_season ? model->season[0] : 10;
}

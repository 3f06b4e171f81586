/*
 * model.c - what a model owns.
 */
#include "model/model.h"

#include <stdlib.h>
#include <string.h>

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

enum rn_status rn_model_check_axis(const struct rn_model *model,
                                   const struct rn_series *s,
                                   const char *file, struct rn_error *err)
{
	const struct rn_axis *want = &model->series[0].axis;
	char here[RN_TIME_TEXT], there[RN_TIME_TEXT], shown[RN_SHOWN];

	if (s->n_row < 2
	    || (s->axis.unit == want->unit && s->axis.step == want->step))
		return RN_OK;
	rn_show(shown, file, strlen(file));
	return rn_fail(err, RN_EDATA, "%s: the time step is %s, but the model was "
	               "trained on %s",
	               strcmp(file, "-") ? shown : "standard input",
	               rn_axis_step_text(here, &s->axis),
	               rn_axis_step_text(there, want));
}

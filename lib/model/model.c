/*
 * model.c - what a model owns.
 */
#include "model/model.h"

#include "model/spec_method.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

void rn_model_release(struct rn_model *model)
{
	for (int i = 0; model->series && i < model->n_series; i++) {
		free(model->series[i].name);
		free(model->series[i].place);
		free(model->series[i].scale);
		free(model->series[i].context);
		free(model->series[i].input);
		free(model->series[i].y);
		free(model->series[i].yhat);
		free(model->series[i].unit);
	}
	free(model->series);
	free(model->curve);
	rn_residuals_release(&model->residuals);
	rn_columns_release(&model->columns);
	rn_vocabulary_release(&model->vocabulary);
	rn_spec_release(&model->spec);
	free(model->base.state);
	rn_network_release(&model->net);
	*model = (struct rn_model)RN_MODEL_INIT;
}

const struct rn_baseline *rn_model_base(const struct rn_model *model)
{
	return model->base.type ? &model->base : NULL;
}

int rn_model_n_input(const struct rn_model *model)
{
	return model->spec.shape.n_past + model->spec.shape.n_ahead;
}

enum rn_status rn_model_find(const struct rn_model *model, int i,
                             const char *name,
                             const struct rn_model_series **series,
                             struct rn_error *err)
{
	char shown[RN_SHOWN];

	if (i >= model->n_series || strcmp(model->series[i].name, name) != 0)
		for (i = 0; i < model->n_series; i++)
			if (strcmp(model->series[i].name, name) == 0)
				break;
	if (i < model->n_series) {
		*series = &model->series[i];
		return RN_OK;
	}
	rn_fail(err, RN_EDATA, "series \"%s\" is not known to the model",
	        rn_show(shown, name, strlen(name)));
	return rn_hint(err, "train a model on it; rnnfc info --json lists the "
	               "series that it knows");
}

/* The first rows after the last known one come from earlier windows, which
 * reach lead - 1 rows further back. */
size_t rn_model_needs(const struct rn_model *model)
{
	const struct rn_window_shape *shape = &model->spec.shape;

	return (size_t)(shape->back + shape->n_in + shape->lead - 1);
}

size_t rn_model_wants(const struct rn_model *model)
{
	return rn_spec_wants(&model->spec);
}

size_t rn_model_most_ahead(const struct rn_model *model)
{
	return model->spec.shape.n_past ? rn_window_reach(&model->spec.shape)
	                                : SIZE_MAX;
}

int rn_model_horizon(const struct rn_model *model)
{
	const int n_out = model->spec.shape.n_out;
	const int usual = n_out > 1 ? n_out
		: model->n_season ? model->season[0] : 10;
	const size_t most = rn_model_most_ahead(model);

	return most < (size_t)usual ? (int)most : usual;
}

enum rn_status rn_model_check_axis(const struct rn_model *model,
                                   const struct rn_series *s,
                                   const char *file, struct rn_error *err)
{
	const struct rn_axis *want = &model->series[0].axis;
	char here[RN_STEP_TEXT], there[RN_STEP_TEXT], shown[RN_SHOWN];

	if (s->axis.unit == want->unit
	    && (s->n_row < 2 || rn_axis_same_step(&s->axis, want)))
		return RN_OK;
	rn_show_path(shown, file);
	return rn_fail(err, RN_EDATA, "%s: the time step is %s, but the model was "
	               "trained on %s",
	               strcmp(file, "-") ? shown : "standard input",
	               rn_axis_step_text(here, &s->axis),
	               rn_axis_step_text(there, want));
}

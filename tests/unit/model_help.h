/*
 * model_help.h - a small model to save and to read.
 */
#ifndef MODEL_HELP_H
#define MODEL_HELP_H

#include "help.h"

#include "forecast/fit.h"
#include "model/model.h"
#include "scratch.h"

static inline void set(struct rn_spec *spec, const char *name,
                       const char *text)
{
	struct rn_error err;
	const struct rn_spec_field *f = rn_spec_find(name);

	assert_non_null(f);
	assert_ok(rn_spec_set(spec, f, text, &err), &err);
}

/* Fits a small model of two series by a few options, "name=text" each. */
static inline void make_model(struct rn_model *model,
                              const char *const *options)
{
	const struct rn_train_watch watch = { .n_thread = 1 };
	struct rn_fit_report report;
	struct rn_panel panel;
	struct rn_spec spec;
	struct rn_error err;

	make_waves(&panel, 2, 90, 12, 0.05);
	rn_spec_init(&spec);
	set(&spec, "layers", "3,2");
	set(&spec, "horizon", "2");
	set(&spec, "lead", "2");
	set(&spec, "season", "12");
	set(&spec, "epochs", "3");
	for (; *options; options++) {
		char name[40];
		const size_t n = strcspn(*options, "=");

		snprintf(name, sizeof(name), "%.*s", (int)n, *options);
		set(&spec, name, *options + n + 1);
	}
	assert_ok(rn_fit(model, &panel, &spec, NULL, &watch, &report, &err),
	          &err);
	/* Files hold weights in single precision. */
	for (size_t k = 0; k < model->net.n_param; k++)
		model->net.param[k] = (float)model->net.param[k];
	rn_fit_report_release(&report);
	rn_spec_release(&spec);
	rn_panel_release(&panel);
}

static const char *const plain[] = { NULL };

#endif

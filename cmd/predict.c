/*
 * predict.c - rnnfc predict: a model, and perhaps newer rows, to a forecast.
 */
#include "opt.h"

#include <stdlib.h>
#include <string.h>

struct prediction {
	const char *model_path, *output;
	int horizon; /* 0: the usual one */
	bool holdout;
};

static void print_head(FILE *out, const struct rn_model *m, const char *rest)
{
	fprintf(out, "%sds,%s\n", m->n_series > 1 ? "unique_id," : "", rest);
}

static void print_id(FILE *out, const struct rn_model *m, int series)
{
	if (m->n_series == 1)
		return;
	ui_csv_text(out, m->series[series].name);
	fputc(',', out);
}

/* The rows after the n that are known; history: the last `held` of them. */
static enum rn_status forecast(FILE *out, const struct rn_model *m, int i,
                               const struct rn_axis *axis, size_t n,
                               const double *history, size_t held, int ahead,
                               struct rn_error *err)
{
	char ds[RN_TIME_TEXT], number[RN_NUMBER_TEXT];
	double *yhat;
	enum rn_status status;

	if (rn_alloc(&yhat, (size_t)ahead, sizeof(*yhat), err))
		return err->status;
	status = rn_forecast(&m->net, &m->spec.shape, &m->series[i].scale, history,
	                     held, (size_t)ahead, yhat, err);
	for (int k = 0; !status && k < ahead; k++) {
		print_id(out, m, i);
		fprintf(out, "%s,%s\n", rn_axis_text(ds, axis, (int64_t)n + k),
		        rn_number_text(number, yhat[k]));
	}
	free(yhat);
	return status;
}

static enum rn_status from_context(FILE *out, const struct rn_model *m,
                                   int ahead, struct rn_error *err)
{
	for (int i = 0; i < m->n_series; i++) {
		const struct rn_model_series *s = &m->series[i];

		if (forecast(out, m, i, &s->axis, s->n_row, s->context, s->n_context,
		             ahead, err))
			return err->status;
	}
	return RN_OK;
}

static enum rn_status from_file(FILE *out, const struct rn_model *m,
                                const char *file, int ahead,
                                struct rn_error *err)
{
	const struct rn_panel_opts opts = {
		.known = &m->columns,
		.min_rows = rn_model_needs(m),
	};
	struct rn_panel panel = RN_PANEL_INIT;
	enum rn_status status = rn_panel_load(&panel, file, &opts, err);

	for (int i = 0; !status && i < panel.n_series; i++) {
		const struct rn_series *s = &panel.series[i];

		status = rn_model_check_axis(m, s, file, err);
		if (!status)
			status = forecast(out, m, i, &s->axis, s->n_row, s->x, s->n_row,
			                  ahead, err);
	}
	rn_panel_release(&panel);
	return status;
}

/* The held-out rows, with the last row known where windows are longer. */
static void print_holdout(FILE *out, const struct rn_model *m, int i)
{
	const struct rn_model_series *s = &m->series[i];
	const size_t K = (size_t)m->spec.shape.n_out;
	char text[RN_TIME_TEXT], y[RN_NUMBER_TEXT], yhat[RN_NUMBER_TEXT];

	for (size_t w = 0; w < s->n_window; w++)
		for (size_t k = 0; k < K; k++) {
			const int64_t row = (int64_t)(s->target + w + k);
			const int64_t cutoff = (int64_t)(s->target + w)
			                       - m->spec.shape.lead;

			print_id(out, m, i);
			fprintf(out, "%s,", rn_axis_text(text, &s->axis, row));
			if (K > 1)
				fprintf(out, "%s,", rn_axis_text(text, &s->axis, cutoff));
			fprintf(out, "%s,%s\n", rn_number_text(y, s->y[w + k]),
			        rn_number_text(yhat, s->yhat[w * K + k]));
		}
}

static enum rn_status print(FILE *out, const struct prediction *p,
                            const struct rn_model *m, const char *file,
                            struct rn_error *err)
{
	const int ahead = p->horizon ? p->horizon : rn_model_horizon(m);

	if (p->holdout) {
		print_head(out, m, m->spec.shape.n_out > 1 ? "cutoff,y,yhat"
		                                           : "y,yhat");
		for (int i = 0; i < m->n_series; i++)
			print_holdout(out, m, i);
		return RN_OK;
	}
	print_head(out, m, "yhat");
	return file ? from_file(out, m, file, ahead, err)
	            : from_context(out, m, ahead, err);
}

static enum rn_status make(const struct prediction *p, const char *file,
                           struct rn_error *err)
{
	struct rn_model m = RN_MODEL_INIT;
	struct ui_result result = { NULL, NULL, 0 };
	enum rn_status status;

	status = ui_check_apart(file, p->output, err);
	if (!status)
		status = ui_check_apart(ui_model_path(p->model_path), p->output, err);
	if (!status)
		status = ui_load_model(&m, ui_model_path(p->model_path), err);
	if (!status)
		status = ui_result_begin(&result, err);
	if (!status)
		status = print(result.out, p, &m, file, err);
	if (!status)
		status = ui_result_end(&result, p->output, err);
	ui_result_drop(&result);
	rn_model_release(&m);
	return status;
}

static int predict(const struct cmd *self, struct ui *ui, int argc,
                   char **argv)
{
	struct prediction p = { .horizon = 0 };
	const struct opt opts[] = {
		OPT_MODEL(&p.model_path),
		{ .name = "horizon", .letter = 'H', .kind = OPT_INT,
		  .to = &p.horizon, .argument = "N", .min = 1, .max = 10000000,
		  .help = "rows to forecast (the trained horizon, one season, or "
		          "10)" },
		{ .name = "holdout", .kind = OPT_FLAG, .to = &p.holdout,
		  .help = "the held-out rows with truth and prediction instead" },
		{ .name = "output", .letter = 'o', .kind = OPT_TEXT,
		  .to = &p.output, .argument = "FILE",
		  .help = "write there, whole or not at all (standard output)" },
		OPT_QUIET(ui), OPT_VERBOSE(ui), OPT_COLOR(ui), OPT_END
	};
	struct opt_set set = { .own = opts };
	struct rn_error err;
	int status;

	if (!opt_parse(self, ui, &set, &argc, argv, &status))
		return status;
	if (argc > 2)
		return ui_misuse(ui, "give at most one CSV file");
	if (p.holdout && (argc == 2 || p.horizon))
		return ui_misuse(ui, "--holdout shows what the model file holds: no "
		                 "data, no --horizon");
	status = (int)make(&p, argc == 2 ? argv[1] : NULL, &err);
	return status ? ui_fail(ui, &err) : status;
}

const struct cmd cmd_predict = {
	.name = "predict",
	.operands = "[DATA.csv|-]",
	.summary = "Forecast the next rows as CSV, in the data's own units.",
	.description =
		"Without data, continues from the last rows the model saw, which\n"
		"its file carries.  With data, from the last rows of that file,\n"
		"whose columns are those of the training; a header may be missing.",
	.examples =
		"  rnnfc predict\n"
		"  rnnfc predict -m load.safetensors -H 96 > tomorrow.csv\n"
		"  tail -500 load.csv | rnnfc predict -m load.safetensors -\n"
		"  rnnfc predict --holdout | head\n",
	.run = predict,
};

/*
 * predict.c - rnnfc predict: a model, and perhaps newer rows, to a forecast.
 */
#include "opt.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct prediction {
	const char *model_path, *output;
	int horizon; /* 0: the usual one */
	bool holdout, follow;
	struct rn_dialect dialect;
	const struct ui *ui;
};

/* A model that forecasts, again and again. */
struct oracle {
	FILE *out;
	const struct rn_model *model;
	struct rn_forecaster forecaster;
	size_t ahead;
	double *yhat; /* [ahead] */
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

static enum rn_status begin(struct oracle *o, FILE *out,
                            const struct rn_model *m,
                            const struct prediction *p, struct rn_error *err)
{
	const int ahead = p->horizon ? p->horizon : rn_model_horizon(m);

	*o = (struct oracle){ out, m, RN_FORECASTER_INIT, (size_t)ahead, NULL };
	if (rn_alloc(&o->yhat, o->ahead, sizeof(*o->yhat), err)
	    || rn_forecaster_make(&o->forecaster, &m->net, &m->spec.shape,
	                          o->ahead, err))
		return err->status;
	return RN_OK;
}

static void end(struct oracle *o)
{
	rn_forecaster_release(&o->forecaster);
	free(o->yhat);
}

/* The rows after the n that are known of series i; history: the last `held`
 * of them. */
static void forecast(struct oracle *o, int i, const struct rn_axis *axis,
                     size_t n, const double *history, size_t held)
{
	char ds[RN_TIME_TEXT], number[RN_NUMBER_TEXT];

	rn_forecaster_run(&o->forecaster, &o->model->series[i].scale, history,
	                  held, o->ahead, o->yhat);
	for (size_t k = 0; k < o->ahead; k++) {
		print_id(o->out, o->model, i);
		fprintf(o->out, "%s,%s\n", rn_axis_text(ds, axis, (int64_t)(n + k)),
		        rn_number_text(number, o->yhat[k]));
	}
}

static void from_context(struct oracle *o)
{
	for (int i = 0; i < o->model->n_series; i++) {
		const struct rn_model_series *s = &o->model->series[i];

		forecast(o, i, &s->axis, s->n_row, s->context, s->n_context);
	}
}

static enum rn_status from_file(struct oracle *o, const struct prediction *p,
                                const char *file, struct rn_error *err)
{
	const struct rn_model *m = o->model;
	const struct rn_panel_opts opts = {
		.known = &m->columns,
		.axis = &m->series[0].axis,
		.min_rows = rn_model_needs(m),
		.dialect = p->dialect,
	};
	struct rn_panel panel = RN_PANEL_INIT;
	enum rn_status status = rn_panel_load(&panel, file, &opts, err);

	if (!status)
		ui_format(p->ui, file, &panel.format);
	for (int i = 0; !status && i < panel.n_series; i++) {
		const struct rn_series *s = &panel.series[i];

		status = rn_model_check_axis(m, s, file, err);
		if (!status)
			forecast(o, i, &s->axis, s->n_row, s->x, s->n_row);
	}
	rn_panel_release(&panel);
	return status;
}

/* What was printed is for a reader who waits for it. */
static enum rn_status flush(FILE *out, struct rn_error *err)
{
	errno = 0;
	if (fflush(out) == 0 && !ferror(out))
		return RN_OK;
	errno = errno ? errno : EIO;
	return rn_fail_errno(err, "cannot write", "standard output");
}

/* A forecast after each row, from the first that has enough before it. */
static enum rn_status from_stream(struct oracle *o,
                                  const struct prediction *p,
                                  const char *file, struct rn_error *err)
{
	const struct rn_model *m = o->model;
	const struct rn_panel_opts opts = {
		.known = &m->columns,
		.axis = &m->series[0].axis,
		.dialect = p->dialect,
	};
	const size_t needs = rn_model_needs(m);
	struct rn_tail tail;
	bool is_end = false, has_head = false;
	enum rn_status status = rn_tail_open(&tail, file, &opts, needs, err);

	if (status)
		return status;
	while (!status && !is_end) {
		status = rn_tail_next(&tail, &is_end, err);
		if (!status && !is_end && tail.n_row == 1) {
			const struct rn_format format = rn_csv_format(tail.csv);

			ui_format(p->ui, file, &format);
		}
		if (status || (tail.n_row < needs && !is_end))
			continue;
		if (!has_head)
			print_head(o->out, m, "yhat");
		has_head = true;
		for (int i = 0; i < m->n_series && !is_end; i++)
			forecast(o, i, &tail.axis, tail.n_row, rn_tail_last(&tail, i),
			         needs);
		status = flush(o->out, err);
	}
	rn_tail_release(&tail);
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

static void print_all_holdout(FILE *out, const struct rn_model *m)
{
	print_head(out, m, m->spec.shape.n_out > 1 ? "cutoff,y,yhat" : "y,yhat");
	for (int i = 0; i < m->n_series; i++)
		print_holdout(out, m, i);
}

static enum rn_status print(FILE *out, const struct prediction *p,
                            const struct rn_model *m, const char *file,
                            struct rn_error *err)
{
	struct oracle o;
	enum rn_status status = begin(&o, out, m, p, err);

	if (!status && p->follow) {
		status = from_stream(&o, p, file, err);
	} else if (!status) {
		print_head(out, m, "yhat");
		if (file)
			status = from_file(&o, p, file, err);
		else
			from_context(&o);
	}
	end(&o);
	return status;
}

/* Everything at once, or nothing where something fails. */
static enum rn_status print_whole(const struct prediction *p,
                                  const struct rn_model *m, const char *file,
                                  struct rn_error *err)
{
	struct ui_result result = { NULL, NULL, 0 };
	enum rn_status status = ui_result_begin(&result, err);

	if (!status && p->holdout)
		print_all_holdout(result.out, m);
	else if (!status)
		status = print(result.out, p, m, file, err);
	if (!status)
		status = ui_result_end(&result, p->output, err);
	ui_result_drop(&result);
	return status;
}

static enum rn_status make(const struct prediction *p, const struct ui *ui,
                           const char *file, struct rn_error *err)
{
	struct rn_model m = RN_MODEL_INIT;
	enum rn_status status;

	status = ui_check_apart(file, p->output, err);
	if (!status)
		status = ui_check_apart(ui_model_path(p->model_path), p->output, err);
	if (!status)
		status = ui_load_model(&m, ui_model_path(p->model_path), err);
	if (!status && !p->holdout)
		status = ui_start_products(ui, err);
	if (!status)
		status = p->follow ? print(stdout, p, &m, file, err)
		                   : print_whole(p, &m, file, err);
	rn_model_release(&m);
	return status;
}

/* What is asked for must make sense together; 0 where it does. */
static int check(const struct prediction *p, const struct ui *ui,
                 const char *file)
{
	if (p->holdout && (file || p->horizon || p->follow))
		return ui_misuse(ui, "--holdout shows what the model file holds: no "
		                 "data, no --horizon, no --follow");
	if (!file && !p->follow && (p->dialect.delimiter || p->dialect.decimal))
		return ui_misuse(ui, "--delimiter and --decimal tell how a CSV file "
		                 "is written: name one");
	if (p->follow && !file)
		return ui_misuse(ui, "--follow reads rows as they come: name a file, "
		                 "a named pipe, or - for the standard input");
	if (p->follow && p->output && strcmp(p->output, "-") != 0)
		return ui_misuse(ui, "--follow writes row by row to the standard "
		                 "output, --output a file as a whole: use > FILE");
	return RN_OK;
}

static int predict(const struct cmd *self, struct ui *ui, int argc,
                   char **argv)
{
	struct prediction p = { .ui = ui };
	const struct opt opts[] = {
		OPT_MODEL(&p.model_path),
		{ .name = "horizon", .letter = 'H', .kind = OPT_INT,
		  .to = &p.horizon, .argument = "N", .min = 1, .max = 10000000,
		  .help = "rows to forecast (the trained horizon, one season, or "
		          "10)" },
		{ .name = "holdout", .kind = OPT_FLAG, .to = &p.holdout,
		  .help = "the held-out rows with truth and prediction instead" },
		{ .name = "follow", .kind = OPT_FLAG, .to = &p.follow,
		  .help = "a forecast after each row of DATA, as it arrives" },
		{ .name = "output", .letter = 'o', .kind = OPT_TEXT,
		  .to = &p.output, .argument = "FILE",
		  .help = "write there, whole or not at all (standard output)" },
		OPT_DELIMITER(&p.dialect), OPT_DECIMAL(&p.dialect), OPT_QUIET(ui),
		OPT_VERBOSE(ui), OPT_COLOR(ui), OPT_END
	};
	struct opt_set set = { .own = opts };
	struct rn_error err;
	int status;

	if (!opt_parse(self, ui, &set, &argc, argv, &status))
		return status;
	if (argc > 2)
		return ui_misuse(ui, "give at most one CSV file");
	status = check(&p, ui, argc == 2 ? argv[1] : NULL);
	if (status)
		return status;
	status = (int)make(&p, ui, argc == 2 ? argv[1] : NULL, &err);
	return status ? ui_fail(ui, &err) : status;
}

const struct cmd cmd_predict = {
	.name = "predict",
	.operands = "[DATA.csv|-]",
	.summary = "Forecast the next rows as CSV, in the data's own units.",
	.description =
		"Without data, continues from the last rows the model saw, which\n"
		"its file carries.  With data, from the last rows of that file,\n"
		"whose columns are those of the training; a header may be missing.\n"
		"With --follow, a forecast after each row, as soon as it arrives.",
	.examples =
		"  rnnfc predict\n"
		"  rnnfc predict -m load.safetensors -H 96 > tomorrow.csv\n"
		"  tail -500 load.csv | rnnfc predict -m load.safetensors -\n"
		"  tail -f load.csv | rnnfc predict -m load.safetensors --follow -\n"
		"  rnnfc predict --holdout | head\n",
	.run = predict,
};

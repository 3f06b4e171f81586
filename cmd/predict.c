/*
 * predict.c - rnnfc predict: a model, and perhaps newer rows, to a forecast.
 */
#include "opt.h"
#include "oracle.h"

#include <errno.h>
#include <string.h>

struct prediction {
	const char *model_path, *output, *future, *level, *interval;
	int horizon; /* 0: the usual one */
	bool holdout, follow;
	int samples;
	int seed;           /* -1: the usual one */
	double temperature; /* -1: as trained */
	int threads;
	struct rn_dialect dialect;
	const struct ui *ui;
};

/* How rows for a model are read. */
static struct rn_panel_opts panel_opts(const struct prediction *p,
                                       const struct rn_model *m)
{
	struct rn_panel_opts opts = rn_spec_panel(&m->spec);

	opts.known = &m->columns;
	opts.symbols = &m->vocabulary;
	opts.axis = &m->series[0].axis;
	opts.min_rows = rn_model_needs(m);
	opts.row_from = opts.row_to = 0;
	opts.dialect = p->dialect;
	return opts;
}

/* The rule of intervals and draws that was asked for. */
static enum rn_status take_interval(struct rn_fan_opts *opts,
                                    const char *name, struct rn_error *err)
{
	const void *const *types = (const void *const *)rn_interval_types;
	char names[100], shown[RN_SHOWN];

	opts->type = name ? rn_named_find(types, name) : NULL;
	if (!name || opts->type)
		return RN_OK;
	rn_named_list(types, names, sizeof(names));
	return rn_fail(err, RN_EUSAGE, "--interval: \"%s\" is not one of %s",
	               rn_show(shown, name, strlen(name)), names);
}

static enum rn_status begin(struct oracle *o, FILE *out,
                            const struct rn_model *m,
                            const struct prediction *p, struct rn_error *err)
{
	const struct rn_panel_opts how = panel_opts(p, m);
	struct oracle_opts opts = {
		.ahead = (size_t)(p->horizon ? p->horizon : rn_model_horizon(m)),
		.future = p->future,
		.n_sample = p->samples,
		.fan = {
			.seed = p->seed < 0 ? 1 : (uint64_t)p->seed,
			.temperature = p->temperature < 0 ? 1 : p->temperature,
			.n_thread = p->threads,
		},
	};

	*o = (struct oracle){ .out = NULL };
	if (oracle_levels(&opts.fan, p->level, err)
	    || take_interval(&opts.fan, p->interval, err))
		return err->status;
	return oracle_make(o, out, m, &opts, &how, err);
}

static enum rn_status from_context(struct oracle *o, struct rn_error *err)
{
	enum rn_status status = RN_OK;

	for (int i = 0; !status && i < o->model->n_series; i++) {
		const struct rn_series s = rn_model_context(o->model, i, o->input);

		status = oracle_print(o, i, &s, err);
	}
	return status;
}

static enum rn_status from_file(struct oracle *o, const struct prediction *p,
                                const char *file, struct rn_error *err)
{
	const struct rn_model *m = o->model;
	const struct rn_panel_opts opts = panel_opts(p, m);
	struct rn_panel panel = RN_PANEL_INIT;
	enum rn_status status = rn_panel_load(&panel, file, &opts, err);

	if (!status)
		ui_panel(p->ui, file, &panel);
	for (int i = 0; !status && i < panel.n_series; i++) {
		const struct rn_series *s = &panel.series[i];
		const struct rn_model_series *known;

		status = rn_model_check_axis(m, s, file, err);
		if (!status)
			status = rn_model_find(m, i, s->name, &known, err);
		if (!status)
			status = oracle_print(o, (int)(known - m->series), s, err);
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

/* The rows that a tail holds of target i. */
static struct rn_series tail_series(const struct oracle *o,
                                    const struct rn_tail *tail, int i)
{
	const struct rn_columns *columns = &o->model->columns;
	const int n_target = columns->role[RN_TARGET].n;
	const size_t n = rn_tail_n(tail);

	for (int c = 0; c < rn_columns_n_input(columns); c++)
		o->input[c] = rn_tail_last(tail, n_target + c);
	return (struct rn_series){
		.n_row = n, .x = rn_tail_last(tail, i), .input = o->input,
		.axis = rn_axis_from(&tail->axis, (int64_t)(tail->n_row - n)),
	};
}

/* A forecast of each target after a row. */
static enum rn_status forecast_tail(struct oracle *o,
                                    const struct rn_tail *tail,
                                    struct rn_error *err)
{
	enum rn_status status = RN_OK;

	for (int i = 0; !status && i < o->model->n_series; i++) {
		const struct rn_series s = tail_series(o, tail, i);

		status = oracle_print(o, i, &s, err);
	}
	return status;
}

/* A forecast after each row, from the first that has enough before it. */
static enum rn_status from_stream(struct oracle *o,
                                  const struct prediction *p,
                                  const char *file, struct rn_error *err)
{
	const struct rn_model *m = o->model;
	const struct rn_panel_opts opts = panel_opts(p, m);
	const size_t needs = rn_model_needs(m);
	struct rn_tail tail;
	bool is_end = false, has_head = false;
	enum rn_status status = rn_tail_open(&tail, file, &opts,
	                                     rn_model_wants(m), err);

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
			oracle_print_head(o);
		has_head = true;
		if (!is_end)
			status = forecast_tail(o, &tail, err);
		if (!status)
			status = flush(o->out, err);
	}
	rn_tail_release(&tail);
	return status;
}

/* The intervals around a held-out prediction of step k. */
static void print_spans(FILE *out, const struct rn_model *m, int i,
                        size_t window, size_t k, double yhat,
                        const struct rn_fan_opts *levels)
{
	const struct rn_model_series *s = &m->series[i];

	for (int l = 0; l < levels->n_level; l++) {
		const struct rn_span span = rn_conformal_span(
			&m->residuals, &s->scale->bounds, s->unit[window], k, yhat,
			levels->level[l]);

		oracle_print_number(out, span.low);
		oracle_print_number(out, span.high);
	}
}

/* The held-out rows, with the last row known where windows are longer. */
static void print_holdout(FILE *out, const struct rn_model *m, int i,
                          const struct rn_fan_opts *levels)
{
	const struct rn_model_series *s = &m->series[i];
	const size_t K = (size_t)m->spec.shape.n_out;

	for (size_t w = 0; w < s->n_window; w++)
		for (size_t k = 0; k < K; k++) {
			const int64_t row = (int64_t)(s->target + w + k);
			const int64_t cutoff = (int64_t)(s->target + w)
			                       - m->spec.shape.lead;

			oracle_print_id(out, m, i);
			ui_csv_time(out, &s->axis, row);
			if (K > 1) {
				fputc(',', out);
				ui_csv_time(out, &s->axis, cutoff);
			}
			fputc(',', out);
			ui_csv_value(out, &m->vocabulary, s->y[w + k]);
			fputc(',', out);
			ui_csv_value(out, &m->vocabulary, s->yhat[w * K + k]);
			print_spans(out, m, i, w, k, s->yhat[w * K + k], levels);
			fputc('\n', out);
		}
}

/* Held-out rows are no test of intervals that are made of their errors. */
static enum rn_status check_holdout_levels(const struct rn_model *m,
                                           struct rn_error *err)
{
	if (rn_interval_check(&rn_interval_conformal, m, err))
		return err->status;
	if (m->spec.split.size[RN_TEST] > 0)
		return RN_OK;
	rn_fail(err, RN_EUSAGE, "--holdout --level: the model was trained without "
	        "test rows, and the validation rows that it holds are what its "
	        "intervals are made of");
	return rn_hint(err, "train with a --test-size above 0, or leave out "
	               "--level");
}

static enum rn_status print_all_holdout(FILE *out, const struct prediction *p,
                                        const struct rn_model *m,
                                        struct rn_error *err)
{
	struct rn_fan_opts levels = { .n_level = 0 };

	if (oracle_levels(&levels, p->level, err)
	    || (levels.n_level && check_holdout_levels(m, err)))
		return err->status;
	fprintf(out, "%sds,%sy,yhat", m->n_series > 1 ? "unique_id," : "",
	        m->spec.shape.n_out > 1 ? "cutoff," : "");
	oracle_print_bounds(out, &levels);
	fputc('\n', out);
	for (int i = 0; i < m->n_series; i++)
		print_holdout(out, m, i, &levels);
	return RN_OK;
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
		oracle_print_head(&o);
		if (file)
			status = from_file(&o, p, file, err);
		else
			status = from_context(&o, err);
	}
	oracle_release(&o);
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
		status = print_all_holdout(result.out, p, m, err);
	else if (!status)
		status = print(result.out, p, m, file, err);
	if (!status)
		status = ui_result_end(&result, p->output, err);
	ui_result_drop(&result);
	return status;
}

/* What is asked for must be something that the model can do. */
static enum rn_status check_model(const struct prediction *p,
                                  const struct rn_model *m,
                                  struct rn_error *err)
{
	const struct rn_columns *columns = &m->columns;

	if (p->future && columns->role[RN_AHEAD].n == 0)
		return rn_fail(err, RN_EUSAGE, "--future: the model has no columns "
		               "that are known ahead");
	if (p->follow && columns->role[RN_AHEAD].n > 0)
		return rn_fail(err, RN_EUSAGE, "--follow: the model has columns that "
		               "must be known ahead, and a stream has none");
	if (p->follow && columns->id)
		return rn_fail(err, RN_EUSAGE, "--follow: the model was trained on a "
		               "file with an id column, and a stream is one series");
	if (p->follow && rn_spec_panel(&m->spec).freq)
		return rn_fail(err, RN_EUSAGE, "--follow: the model was trained with "
		               "--freq, and a row of a stream is not known to be the "
		               "last of its step");
	return RN_OK;
}

static enum rn_status make(const struct prediction *p, const struct ui *ui,
                           const char *file, struct rn_error *err)
{
	struct rn_model m = RN_MODEL_INIT;
	enum rn_status status;

	status = ui_check_apart(file, p->output, err);
	if (!status)
		status = ui_check_apart(p->future, p->output, err);
	if (!status)
		status = ui_check_apart(ui_model_path(p->model_path), p->output, err);
	if (!status)
		status = ui_load_model(&m, ui_model_path(p->model_path), err);
	if (!status)
		status = check_model(p, &m, err);
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
	const bool has_paths = p->samples || p->level;

	if (p->holdout && (file || p->horizon || p->follow || p->future))
		return ui_misuse(ui, "--holdout shows what the model file holds: no "
		                 "data, no --horizon, no --follow, no --future");
	if (p->holdout && p->samples)
		return ui_misuse(ui, "--holdout shows what the model file holds: no "
		                 "--samples");
	if (p->interval && !has_paths)
		return ui_misuse(ui, "--interval is of what may come: give --samples "
		                 "or --level");
	if (p->holdout && p->interval
	    && strcmp(p->interval, rn_interval_conformal.name) != 0)
		return ui_misuse(ui, "--holdout has intervals by --interval "
		                 "conformal alone");
	if (p->samples && p->level)
		return ui_misuse(ui, "--samples prints paths, --level what lies "
		                 "between them: give one");
	if (!has_paths && (p->seed >= 0 || p->temperature >= 0))
		return ui_misuse(ui, "--seed and --temperature are of draws: give "
		                 "--samples or --level");
	if (file && p->future && strcmp(file, "-") == 0
	    && strcmp(p->future, "-") == 0)
		return ui_misuse(ui, "DATA and --future are both the standard input: "
		                 "name a file for one of them");
	if (p->follow && p->future)
		return ui_misuse(ui, "--follow does not know how far a stream will "
		                 "go: it takes no --future");
	if (!file && !p->follow && !p->future
	    && (p->dialect.delimiter || p->dialect.decimal))
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
	struct prediction p = { .ui = ui, .seed = -1, .temperature = -1 };
	const struct opt opts[] = {
		OPT_MODEL(&p.model_path),
		{ .name = "horizon", .letter = 'H', .kind = OPT_INT,
		  .to = &p.horizon, .argument = "N", .min = 1, .max = 10000000,
		  .help = "rows to forecast (the trained horizon, one season, or "
		          "10)" },
		{ .name = "future", .kind = OPT_TEXT, .to = &p.future,
		  .argument = "FILE",
		  .help = "a CSV with the columns that are known ahead" },
		{ .name = "holdout", .kind = OPT_FLAG, .to = &p.holdout,
		  .help = "the held-out rows with truth and prediction instead" },
		{ .name = "samples", .kind = OPT_INT, .to = &p.samples,
		  .argument = "N", .min = 1, .max = 100000,
		  .help = "so many paths that may come, instead of one forecast" },
		{ .name = "level", .kind = OPT_TEXT, .to = &p.level,
		  .argument = "PERCENT[,PERCENT]",
		  .help = "intervals that hold so much of what may come" },
		{ .name = "interval", .kind = OPT_TEXT, .to = &p.interval,
		  .argument = "NAME",
		  .help = "what draws and intervals are made of: conformal, dropout "
		          "or model" },
		{ .name = "seed", .kind = OPT_INT, .to = &p.seed, .argument = "N",
		  .min = 0, .max = 2147483647,
		  .help = "the start of what is drawn (1)" },
		{ .name = "temperature", .kind = OPT_REAL, .to = &p.temperature,
		  .argument = "X", .min = 0, .max = 100,
		  .help = "how far draws go: less is nearer to the forecast (1)" },
		{ .name = "threads", .kind = OPT_INT, .to = &p.threads,
		  .argument = "N", .min = 1, .max = 1024,
		  .help = "workers that draw (one for each processor); changes no "
		          "result" },
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
		"Columns known ahead (train --future-cols) come with --future.\n"
		"With --follow, a forecast after each row, as soon as it arrives.\n"
		"Paths (--samples) can be drawn where the training had validation\n"
		"windows, and of symbols or a likelihood (train --loss gaussian).",
	.examples =
		"  rnnfc predict\n"
		"  rnnfc predict -m load.safetensors -H 96 > tomorrow.csv\n"
		"  tail -500 load.csv | rnnfc predict -m load.safetensors -\n"
		"  tail -f load.csv | rnnfc predict -m load.safetensors --follow -\n"
		"  rnnfc predict --future weather.csv -H 24\n"
		"  rnnfc predict --samples 100 --seed 7 > futures.csv\n"
		"  rnnfc predict --level 80,95\n"
		"  rnnfc predict --holdout | head\n",
	.run = predict,
};

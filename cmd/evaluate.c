/*
 * evaluate.c - rnnfc evaluate: how good a model, or the naive forecasts, are
 * on data.
 */
#include "importance.h"
#include "opt.h"
#include "report.h"

#include <stdlib.h>
#include <string.h>

struct evaluation {
	const char *model_path, *data;
	bool naive, predictions, importance;
	int threads;
	struct rn_dialect dialect;
	struct rn_spec spec;
	struct rn_model model;
	struct rn_panel panel;
	struct rn_evaluation e;
};

static bool is_in(const struct rn_spec_field *f, const char *const *names)
{
	for (; *names; names++)
		if (strcmp(f->name, *names) == 0)
			return true;
	return false;
}

/* What a model decides by itself, and what may be chosen beside one. */
static const char *const of_model[] = { "time-col", "time-format", "freq",
	"target-col", "target-type", "id-col", "na", "missing", "no-header",
	"input-size", "horizon", "lead", NULL };
static const char *const of_data[] = { "rows", "season", "train-size",
	"val-size", "test-size", NULL };

static bool takes(const struct rn_spec_field *f)
{
	return is_in(f, of_model) || is_in(f, of_data);
}

static const struct rn_model *judged_model(const struct evaluation *v)
{
	return v->naive ? NULL : &v->model;
}

/* Begins from the model's options; with other sizes of data its counts of
 * windows keep their proportions. */
static enum rn_status set_up(struct evaluation *v, const struct opt_set *set,
                             struct rn_error *err)
{
	struct rn_spec_field f;

	rn_spec_init(&v->spec);
	if (!v->naive) {
		if (ui_load_model(&v->model, ui_model_path(v->model_path), err))
			return err->status;
		if (rn_spec_copy(&v->spec, &v->model.spec, err))
			return err->status;
		v->spec.rows = (struct rn_rows){ 0, 0 };
		v->spec.split.shrink = true;
		for (int i = 0; rn_spec_field(i, &f); i++)
			if (set->given[i] && is_in(&f, of_model)) {
				rn_fail(err, RN_EUSAGE, "--%s: the model decides this",
				        f.name);
				return rn_hint(err, "leave it out, or judge the naive "
				               "forecasts alone with --naive");
			}
	}
	if (opt_apply(set, &v->spec, err))
		return err->status;
	return rn_spec_check(&v->spec, err);
}

static enum rn_status run(struct evaluation *v, const struct ui *ui,
                          struct rn_error *err)
{
	struct rn_panel_opts opts = rn_spec_panel(&v->spec);

	opts.dialect = v->dialect;
	if (!v->naive) {
		opts.known = &v->model.columns;
		opts.symbols = &v->model.vocabulary;
		opts.axis = &v->model.series[0].axis;
	}
	if (ui_start_products(ui, err)
	    || rn_panel_load(&v->panel, v->data, &opts, err))
		return err->status;
	ui_panel(ui, v->data, &v->panel);
	for (int i = 0; !v->naive && i < v->panel.n_series; i++)
		if (rn_model_check_axis(&v->model, &v->panel.series[i], v->data, err))
			return err->status;
	return rn_evaluate(&v->e, &v->panel, &v->spec, judged_model(v),
	                   v->threads, err);
}

static void print_row(FILE *out, const struct evaluation *v, size_t i, int k)
{
	const struct rn_split *split = &v->e.split;
	const struct rn_window w = rn_split_window(split, v->e.part, i);
	const struct rn_series *s = &v->panel.series[w.series];
	const size_t row = rn_window_target(&split->shape, w.first) + (size_t)k;
	const size_t cutoff = w.first + (size_t)split->shape.n_in - 1;
	const size_t at = i * (size_t)split->shape.n_out + (size_t)k;

	if (v->panel.n_series > 1) {
		ui_csv_text(out, s->name);
		fputc(',', out);
	}
	ui_csv_time(out, &s->axis, (int64_t)row);
	fputc(',', out);
	ui_csv_time(out, &s->axis, (int64_t)cutoff);
	fputc(',', out);
	ui_csv_value(out, &v->panel.vocabulary, s->x[row]);
	fputc(',', out);
	ui_csv_value(out, &v->panel.vocabulary, v->e.yhat[at]);
	fputc('\n', out);
}

static enum rn_status print_predictions(const struct evaluation *v,
                                        struct rn_error *err)
{
	struct ui_result r;

	if (ui_result_begin(&r, err))
		return err->status;
	fprintf(r.out, "%sds,cutoff,y,yhat\n",
	        v->panel.n_series > 1 ? "unique_id," : "");
	for (size_t i = 0; i < v->e.split.n[v->e.part]; i++)
		for (int k = 0; k < v->e.split.shape.n_out; k++)
			print_row(r.out, v, i, k);
	return ui_result_end(&r, NULL, err);
}

static enum rn_status print_json(const struct evaluation *v,
                                 const struct rn_verdict *verdict,
                                 struct rn_error *err)
{
	const char *file = v->data, *model = ui_model_path(v->model_path);
	json_t *doc = json_pack(
		"{s:s,s:s,s:o,s:o,s:o}", "rnnfc", RN_VERSION, "command", "evaluate",
		"model", v->naive ? json_null() : ui_json_text(model),
		"file", file ? ui_json_text(file) : json_null(),
		"verdict", report_json(verdict));

	return ui_print_json(doc, err);
}

/* The verdict on the data, or the one the model file holds. */
static enum rn_status show(const struct evaluation *v, const struct ui *ui,
                           struct rn_error *err)
{
	const bool stored = v->data == NULL;
	struct report r = {
		.verdict = stored ? &v->model.verdict : &v->e.verdict,
		.spec = &v->spec,
		.n_season = stored ? v->model.n_season : v->e.n_season,
		.season = stored ? v->model.season : v->e.season,
	};

	for (int i = 0; stored && i < v->model.n_series; i++)
		r.n_window += v->model.series[i].n_window;
	if (!stored)
		r.n_window = v->e.split.n[v->e.part];
	if (ui->json)
		return print_json(v, r.verdict, err);
	if (v->predictions && print_predictions(v, err))
		return err->status;
	if (!ui->quiet || !v->predictions)
		report_print(ui, &r, v->predictions ? stderr : stdout);
	return RN_OK;
}

static enum rn_status judge(struct evaluation *v, const struct opt_set *set,
                            const struct ui *ui, struct rn_error *err)
{
	enum rn_status status = set_up(v, set, err);

	if (!status && v->importance)
		return importance_print(&v->model, &v->spec, v->data, &v->dialect,
		                        v->threads, ui, err);
	if (!status && v->data)
		status = run(v, ui, err);
	if (!status)
		status = show(v, ui, err);
	return status;
}

static int evaluate(const struct cmd *self, struct ui *ui, int argc,
                    char **argv)
{
	struct evaluation v = { .model = RN_MODEL_INIT, .panel = RN_PANEL_INIT,
	                        .e = RN_EVALUATION_INIT };
	const struct opt opts[] = {
		OPT_MODEL(&v.model_path),
		{ .name = "naive", .kind = OPT_FLAG, .to = &v.naive,
		  .help = "judge the naive forecasts alone, without a model" },
		{ .name = "predictions", .kind = OPT_FLAG, .to = &v.predictions,
		  .help = "every prediction as CSV; the table on standard error" },
		{ .name = "importance", .kind = OPT_FLAG, .to = &v.importance,
		  .help = "what each input is worth, as CSV, instead" },
		{ .name = "threads", .kind = OPT_INT, .to = &v.threads,
		  .argument = "N", .min = 1, .max = 1024,
		  .help = "workers (one for each processor); changes no result" },
		OPT_DELIMITER(&v.dialect), OPT_DECIMAL(&v.dialect), OPT_JSON(ui),
		OPT_QUIET(ui), OPT_VERBOSE(ui), OPT_COLOR(ui), OPT_END
	};
	struct opt_set set = { .own = opts, .takes = takes };
	struct rn_error err;
	int status;

	if (!opt_parse(self, ui, &set, &argc, argv, &status)) {
		opt_release(&set);
		return status;
	}
	v.data = argc == 2 ? argv[1] : NULL;
	if (argc > 2)
		status = ui_misuse(ui, "give at most one CSV file");
	else if (!v.data && (v.naive || v.predictions || v.importance
	                     || opt_is_given(&set) || v.dialect.delimiter
	                     || v.dialect.decimal))
		status = ui_misuse(ui, "without a CSV file the verdict of the model "
		                   "file is shown, and other options mean nothing");
	else if (v.naive && (v.predictions || v.model_path))
		status = ui_misuse(ui, "--naive needs no model and makes no "
		                   "predictions");
	else if (v.predictions && ui->json)
		status = ui_misuse(ui, "--json and --predictions both want standard "
		                   "output");
	else if (v.importance && (v.naive || v.predictions || ui->json))
		status = ui_misuse(ui, "--importance is of a model, and its CSV has "
		                   "standard output to itself");
	else if (judge(&v, &set, ui, &err))
		status = ui_fail(ui, &err);
	opt_release(&set);
	rn_spec_release(&v.spec);
	rn_model_release(&v.model);
	rn_panel_release(&v.panel);
	rn_evaluation_release(&v.e);
	return status;
}

const struct cmd cmd_evaluate = {
	.name = "evaluate",
	.operands = "[DATA.csv|-]",
	.summary = "Judge a model, or the naive forecasts alone, on data.",
	.description =
		"Cuts the data as the training did and judges every window of the\n"
		"held-out part, each from its own last row known.  Without data,\n"
		"shows the verdict that the model file holds.",
	.examples =
		"  rnnfc evaluate data.csv\n"
		"  rnnfc evaluate data.csv --naive --season 96 --horizon 24\n"
		"  rnnfc evaluate new.csv --test-size 0.5 "
		"--predictions > p.csv\n"
		"  rnnfc evaluate data.csv --importance\n",
	.run = evaluate,
};

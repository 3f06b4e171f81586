/*
 * evaluate.c - rnnfc evaluate: how good a model, or the naive forecasts, are
 * on data.
 */
#include "detail.h"
#include "importance.h"
#include "opt.h"
#include "oracle.h"
#include "report.h"

#include <math.h>
#include <string.h>

struct evaluation {
	const char *model_path, *data;
	bool naive, predictions, per_series, importance;
	const char *by, *metrics, *level;
	struct rn_evaluate_opts opts;
	struct rn_dialect dialect;
	struct rn_spec spec;
	struct rn_model model;
	struct rn_panel panel;
	struct rn_evaluation e;
	struct detail detail;
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
	"input-size", "lead", NULL };
static const char *const of_data[] = { "rows", "season", "train-size",
	"val-size", "test-size", "horizon", NULL };

static bool takes(const struct rn_spec_field *f)
{
	return is_in(f, of_model) || is_in(f, of_data);
}

static const struct rn_model *judged_model(const struct evaluation *v)
{
	return v->naive ? NULL : &v->model;
}

/* The horizon that is asked for is no contradiction of the model's own, which
 * goes on from its forecasts. */
static enum rn_status check_spec(struct evaluation *v, struct rn_error *err)
{
	const int asked = v->spec.shape.n_out;
	enum rn_status status;

	if (!v->naive)
		v->spec.shape.n_out = v->model.spec.shape.n_out;
	status = rn_spec_check(&v->spec, err);
	v->spec.shape.n_out = asked;
	return status;
}

static enum rn_status take_levels(struct evaluation *v, struct rn_error *err)
{
	struct rn_fan_opts fan = { .n_level = 0 };

	if (oracle_levels(&fan, v->level, err))
		return err->status;
	v->opts.n_level = fan.n_level;
	memcpy(v->opts.level, fan.level, sizeof(fan.level));
	return RN_OK;
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
	if (opt_apply(set, &v->spec, err) || take_levels(v, err)
	    || (v->metrics && detail_take(&v->detail, v->metrics,
	                                  v->spec.is_categorical, err)))
		return err->status;
	return check_spec(v, err);
}

static void say_fold(void *ud, int fold, int n_fold)
{
	ui_detail(ud, "training fold %d of %d", fold, n_fold);
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
	v->opts.by_series = v->per_series;
	v->opts.by_step = v->by != NULL;
	v->opts.on_fold = say_fold;
	v->opts.ud = (void *)ui;
	return rn_evaluate(&v->e, &v->panel, &v->spec, judged_model(v), &v->opts,
	                   err);
}

static void print_row(FILE *out, const struct evaluation *v, size_t i, int k)
{
	const struct rn_split *split = &v->e.split;
	const struct rn_window w = rn_origins_window(&v->e.origins, i);
	const struct rn_series *s = &v->panel.series[w.series];
	const size_t row = rn_window_target(&split->shape, w.first) + (size_t)k;
	const size_t cutoff = rn_origin_cutoff(&split->shape, w);
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
	for (size_t i = 0; i < v->e.origins.n; i++)
		for (int k = 0; k < v->e.split.shape.n_out; k++)
			print_row(r.out, v, i, k);
	return ui_result_end(&r, NULL, err);
}

/* "scaled" of train --json: the judged part is one of the two. */
static json_t *json_scaled(const struct evaluation *v, bool stored)
{
	const struct rn_model *m = &v->model;
	const bool is_test = !stored && v->e.origins.part == RN_TEST;
	const double mse = is_test ? v->e.mse : (double)NAN;
	const double mae = is_test ? v->e.mae : (double)NAN;

	return json_pack("{s:o,s:o}",
	                 "test_mse", ui_json_number(stored ? m->mse_test : mse),
	                 "test_mae", ui_json_number(stored ? m->mae_test : mae));
}

static enum rn_status print_json(const struct evaluation *v,
                                 const struct report *r,
                                 struct rn_error *err)
{
	const char *file = v->data, *model = ui_model_path(v->model_path);
	json_t *doc = json_pack(
		"{s:s,s:s,s:o,s:o,s:I,s:i,s:b,s:o,s:o}", "rnnfc", RN_VERSION,
		"command", "evaluate",
		"model", v->naive ? json_null() : ui_json_text(model),
		"file", file ? ui_json_text(file) : json_null(),
		"windows", (json_int_t)r->n_window,
		"horizon", v->spec.shape.n_out, "refit", v->opts.refit,
		"scaled", json_scaled(v, file == NULL),
		"verdict", report_json(r->verdict));

	if (file)
		detail_add_json(&v->detail, doc);
	return ui_print_json(doc, err);
}

/* The rows of CSV that were asked for, if any. */
static enum rn_status print_rows(const struct evaluation *v,
                                 struct rn_error *err)
{
	if (v->predictions)
		return print_predictions(v, err);
	if (v->per_series)
		return detail_print_series(&v->detail, err);
	return v->by ? detail_print_steps(&v->detail, err) : RN_OK;
}

/* The verdict on the data, or the one the model file holds. */
static enum rn_status show(struct evaluation *v, const struct ui *ui,
                           struct rn_error *err)
{
	const bool stored = v->data == NULL;
	const bool has_rows = v->predictions || v->per_series || v->by;
	struct report r = {
		.verdict = stored ? &v->model.verdict : &v->e.verdict,
		.spec = &v->spec,
		.n_season = stored ? v->model.n_season : v->e.n_season,
		.season = stored ? v->model.season : v->e.season,
		.n_metric = v->detail.n_metric,
		.metric = v->detail.metric,
	};

	for (int i = 0; stored && i < v->model.n_series; i++)
		r.n_window += v->model.series[i].n_window;
	if (!stored)
		r.n_window = v->e.origins.n;
	if (!stored && r.n_window > RN_MOST_SLOW && !v->spec.is_categorical)
		ui_say(ui, "More than %d windows: naive2 and theta are left out; see "
		       "--folds and --step.", RN_MOST_SLOW);
	if (v->e.n_learnt)
		ui_say(ui, "The model learnt from rows of %zu of these windows, or was "
		       "chosen by them.", v->e.n_learnt);
	v->detail.e = &v->e;
	v->detail.panel = &v->panel;
	if (ui->json)
		return print_json(v, &r, err);
	if (print_rows(v, err))
		return err->status;
	if (!ui->quiet || !has_rows)
		report_print(ui, &r, has_rows ? stderr : stdout);
	return RN_OK;
}

static enum rn_status judge(struct evaluation *v, const struct opt_set *set,
                            const struct ui *ui, struct rn_error *err)
{
	enum rn_status status = set_up(v, set, err);

	if (!status && v->importance)
		return importance_print(&v->model, &v->spec, v->data, &v->dialect,
		                        v->opts.n_thread, ui, err);
	if (!status && v->data)
		status = run(v, ui, err);
	if (!status)
		status = show(v, ui, err);
	return status;
}

/* The first option given that --importance, which measures every held-out
 * window by the RMSE alone, has no use for; NULL: there is none. */
static const char *beside_importance(const struct evaluation *v,
                                     const struct opt_set *set)
{
	static const char *const unused[] = { "horizon", "season", NULL };
	struct rn_spec_field f;

	for (int i = 0; rn_spec_field(i, &f); i++)
		if (set->given[i] && is_in(&f, unused))
			return f.name;
	return v->opts.folds.n ? "folds" : v->opts.folds.step ? "step"
	       : v->opts.refit ? "refit" : v->level ? "level"
	       : v->metrics ? "metrics" : NULL;
}

/* What cannot be asked together; 0 where nothing is wrong. */
static int check(const struct evaluation *v, const struct ui *ui,
                 const struct opt_set *set)
{
	const int n_rows = v->predictions + v->per_series + (v->by != NULL)
	                   + v->importance;
	const struct rn_folds *folds = &v->opts.folds;

	if (!v->data && (v->naive || n_rows || opt_is_given(set) || v->metrics
	                 || folds->n || folds->step || v->opts.refit || v->level
	                 || v->dialect.delimiter || v->dialect.decimal))
		return ui_misuse(ui, "without a CSV file the verdict of the model "
		                 "file is shown, and other options mean nothing");
	if (v->naive && (v->predictions || v->model_path || v->opts.refit
	                 || v->level))
		return ui_misuse(ui, "--naive needs no model, makes no predictions, "
		                 "has nothing to --refit and no intervals");
	if (v->predictions && ui->json)
		return ui_misuse(ui, "--json and --predictions both want standard "
		                 "output");
	if (n_rows > 1 && (v->predictions || !ui->json))
		return ui_misuse(ui, "--predictions, --per-series, --by and "
		                 "--importance each want standard output");
	if (v->importance && (v->naive || ui->json))
		return ui_misuse(ui, "--importance is of a model, and its CSV has "
		                 "standard output to itself");
	if (v->importance && beside_importance(v, set))
		return ui_misuse(ui, "--importance is the RMSE of every held-out "
		                 "window: it takes no --%s",
		                 beside_importance(v, set));
	if (v->opts.refit && !folds->n)
		return ui_misuse(ui, "--refit trains once for each fold; say how many "
		                 "with --folds");
	return 0;
}

static const char *const opt_by[] = { "step", NULL };

static int evaluate(const struct cmd *self, struct ui *ui, int argc,
                    char **argv)
{
	struct evaluation v = { .model = RN_MODEL_INIT, .panel = RN_PANEL_INIT,
	                        .e = RN_EVALUATION_INIT };
	const struct opt opts[] = {
		OPT_MODEL(&v.model_path),
		{ .name = "naive", .kind = OPT_FLAG, .to = &v.naive,
		  .help = "judge the naive forecasts alone, without a model" },
		{ .name = "folds", .kind = OPT_INT, .to = &v.opts.folds.n,
		  .argument = "N", .min = 1, .max = 1e6,
		  .help = "judge N windows of each series (every held-out one)" },
		{ .name = "step", .kind = OPT_INT, .to = &v.opts.folds.step,
		  .argument = "N", .min = 1, .max = 1e6,
		  .help = "windows from one judged to the next, back from the last" },
		{ .name = "refit", .kind = OPT_FLAG, .to = &v.opts.refit,
		  .help = "train anew for each fold, on all rows before it" },
		{ .name = "level", .kind = OPT_TEXT, .to = &v.level,
		  .argument = "PERCENT[,PERCENT]",
		  .help = "the intervals to judge (80,95)" },
		{ .name = "metrics", .kind = OPT_TEXT, .to = &v.metrics,
		  .argument = "LIST",
		  .help = "what to show, as mae,owa: see rnnfc list metrics" },
		{ .name = "per-series", .kind = OPT_FLAG, .to = &v.per_series,
		  .help = "errors of each series as CSV" },
		{ .name = "by", .kind = OPT_CHOICE, .to = &v.by,
		  .argument = "WHAT", .choice = opt_by,
		  .help = "errors of each step of the horizon as CSV: step" },
		{ .name = "predictions", .kind = OPT_FLAG, .to = &v.predictions,
		  .help = "every prediction as CSV; the table on standard error" },
		{ .name = "importance", .kind = OPT_FLAG, .to = &v.importance,
		  .help = "what each input is worth, as CSV, instead" },
		{ .name = "threads", .kind = OPT_INT, .to = &v.opts.n_thread,
		  .argument = "N", .min = 1, .max = 1024,
		  .help = "workers (one for each processor); changes no result" },
		OPT_DELIMITER(&v.dialect), OPT_DECIMAL(&v.dialect), OPT_JSON(ui),
		OPT_QUIET(ui), OPT_VERBOSE(ui), OPT_COLOR(ui), OPT_END
	};
	struct opt_set set = { .own = opts, .takes = takes };
	struct rn_error err;
	int status;

	if (opt_parse(self, ui, &set, &argc, argv, &status)) {
		v.data = argc == 2 ? argv[1] : NULL;
		status = argc > 2 ? ui_misuse(ui, "give at most one CSV file")
		         : check(&v, ui, &set);
		if (!status && judge(&v, &set, ui, &err))
			status = ui_fail(ui, &err);
	}
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
		"held-out part, or some of them (--folds, --step), each from its own\n"
		"last row known.  Without data, shows the verdict that the model\n"
		"file holds.",
	.examples =
		"  rnnfc evaluate data.csv\n"
		"  rnnfc evaluate data.csv --naive --season 96 --horizon 24\n"
		"  rnnfc evaluate data.csv --folds 5 --refit --metrics mae,owa\n"
		"  rnnfc evaluate new.csv --test-size 0.5 "
		"--predictions > p.csv\n"
		"  rnnfc evaluate data.csv --importance\n",
	.run = evaluate,
};

/*
 * plot.c - rnnfc plot: pictures of a model, of data, of forecasts.
 */
#include "importance.h"
#include "opt.h"
#include "picture.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* The size of a text chart: the terminal's, or that of a plain page. */
static void text_size(int size[2])
{
	struct winsize w;

	size[0] = 79;
	size[1] = 24;
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &w) == 0 && w.ws_col >= 40
	    && w.ws_row >= 12) {
		size[0] = w.ws_col - 1;
		size[1] = w.ws_row - 1;
	}
}

/* What can be drawn, and of what. */
static const struct kind {
	const char *name;
	bool of_model, of_file, of_folds;
} kinds[] = {
	{ "forecast", true, true, false },
	{ "loss", true, false, false },
	{ "data", true, false, false },
	{ "folds", true, true, true },
	{ "errors", true, true, true },
	{ "residuals", true, true, true },
	{ "histogram", true, true, true },
	{ "importance", false, true, false },
};

static const char *const kind_names[] = { "forecast", "loss", "data", "folds",
	"errors", "residuals", "histogram", "importance", NULL };

static const struct kind *find_kind(const char *name)
{
	size_t i = 0;

	while (strcmp(kinds[i].name, name) != 0)
		i++;
	return &kinds[i];
}

struct plotting {
	const char *model_path, *output, *kind;
	int horizon;
	struct rn_dialect dialect;
	const struct ui *ui;
	/* What pictures point into. */
	struct picture picture;
	struct rn_model model;
	struct rn_panel panel;
	struct rn_fold_set folds;
	struct rn_importance importance;
};

static enum rn_status load_file(struct plotting *plot, const char *file,
                                const struct opt_set *set,
                                struct rn_error *err)
{
	struct rn_panel_opts opts;
	struct rn_spec spec;
	enum rn_status status;

	rn_spec_init(&spec);
	status = opt_apply(set, &spec, err);
	if (!status) {
		opts = rn_spec_panel(&spec);
		opts.dialect = plot->dialect;
		opts.min_rows = 1;
		memcpy(opts.wants, picture_wants, sizeof(opts.wants));
		status = rn_panel_load(&plot->panel, file, &opts, err);
	}
	if (!status)
		ui_panel(plot->ui, file, &plot->panel);
	rn_spec_release(&spec);
	return status;
}

static enum rn_status draw_model_folds(struct plotting *plot,
                                       struct rn_error *err)
{
	const struct rn_model *m = &plot->model;
	const struct picture_source source = {
		.folds = &plot->folds, .name = m->series[0].name,
		.value = m->series[0].name, .time = m->columns.time,
		.season = m->n_season ? m->season[0] : 0,
	};

	return rn_folds_of_model(&plot->folds, m, err)
	       ? err->status
	       : picture_of_folds(&plot->picture, &source, plot->kind, err);
}

static enum rn_status draw_file_folds(struct plotting *plot, const char *file,
                                      struct rn_error *err)
{
	const struct picture_source source = {
		.folds = &plot->folds, .value = "y",
		.name = strcmp(file, "-") ? file : "standard input",
		.time = plot->panel.columns.time,
	};

	return rn_folds_of_panel(&plot->folds, &plot->panel, err)
	       ? err->status
	       : picture_of_folds(&plot->picture, &source,
	                          plot->kind ? plot->kind : "folds", err);
}

/* Has a file forecasts from several starts? */
static bool has_folds(const struct rn_panel *panel)
{
	return panel->columns.part_at >= 0
	       && strcmp(panel->columns.part, "cutoff") == 0;
}

static enum rn_status draw_file(struct plotting *plot, const char *file,
                                const struct opt_set *set,
                                struct rn_error *err)
{
	if (load_file(plot, file, set, err))
		return err->status;
	if (plot->kind ? find_kind(plot->kind)->of_folds
	               : has_folds(&plot->panel))
		return draw_file_folds(plot, file, err);
	return picture_of_file(&plot->picture, &plot->panel, file,
	                       plot->model_path ? &plot->model : NULL, err);
}

/* The windows that are held out of a file, of all of its rows. */
static enum rn_status draw_importance(struct plotting *plot, const char *file,
                                      struct rn_error *err)
{
	const struct rn_model *m = &plot->model;
	struct rn_spec spec;
	enum rn_status status;

	rn_spec_init(&spec);
	status = rn_spec_copy(&spec, &m->spec, err);
	spec.rows = (struct rn_rows){ 0, 0 };
	spec.split.shrink = true;
	if (!status)
		status = importance_of_file(&plot->importance, m, &spec, file,
		                            &plot->dialect, 0, plot->ui, err);
	if (!status)
		status = picture_of_importance(&plot->picture, &plot->importance,
		                               m->series[0].name, err);
	rn_spec_release(&spec);
	return status;
}

static bool is_kind(const struct plotting *plot, const char *kind)
{
	return plot->kind && strcmp(plot->kind, kind) == 0;
}

static enum rn_status draw(struct plotting *plot, const char *file,
                           const struct opt_set *set, struct rn_error *err)
{
	const bool is_measured = is_kind(plot, "importance");
	const bool needs_model = !file || is_measured || plot->model_path;
	const char *model = needs_model ? ui_model_path(plot->model_path) : NULL;
	int size[2];

	if (ui_check_apart(file, plot->output, err)
	    || ui_check_apart(model, plot->output, err)
	    || (model && ui_load_model(&plot->model, model, err)))
		return err->status;
	if (is_measured)
		err->status = draw_importance(plot, file, err);
	else if (file)
		err->status = draw_file(plot, file, set, err);
	else if (plot->kind && find_kind(plot->kind)->of_folds)
		err->status = draw_model_folds(plot, err);
	else
		err->status = picture_of_model(&plot->picture, &plot->model,
		                               plot->kind ? plot->kind : "forecast",
		                               plot->horizon, err);
	text_size(size);
	return err->status ? err->status
	       : rn_chart_save(&plot->picture.chart, plot->output, size, err);
}

static void release(struct plotting *plot)
{
	picture_release(&plot->picture);
	rn_importance_release(&plot->importance);
	rn_folds_release(&plot->folds);
	rn_panel_release(&plot->panel);
	rn_model_release(&plot->model);
}

/* What is asked for must make sense together; 0 where it does. */
static int check(const struct plotting *plot, const char *file,
                 const struct opt_set *set)
{
	const struct kind *kind = plot->kind ? find_kind(plot->kind) : NULL;
	const bool needs_both = is_kind(plot, "importance");
	const bool chooses_data = opt_is_given(set) || plot->dialect.delimiter
	                          || plot->dialect.decimal;

	if (!file && needs_both)
		return ui_misuse(plot->ui, "--kind importance is measured on data: "
		                 "name a CSV file beside the --model");
	if (!file && chooses_data)
		return ui_misuse(plot->ui, "without a CSV file the model is drawn, and "
		                 "options that choose data mean nothing");
	if (file && needs_both && opt_is_given(set))
		return ui_misuse(plot->ui, "--kind importance reads data as the model "
		                 "does: no options that choose data");
	if (file && !needs_both && (plot->horizon || (kind && !kind->of_file)))
		return ui_misuse(plot->ui, "a file is drawn as it is: no --horizon, "
		                 "no --kind loss or data");
	if (file && plot->model_path && kind && kind->of_folds)
		return ui_misuse(plot->ui, "--kind %s is of a file or of a --model, "
		                 "not of both", kind->name);
	if (plot->horizon && kind && strcmp(kind->name, "forecast") != 0)
		return ui_misuse(plot->ui, "--horizon is of --kind forecast");
	return RN_OK;
}

static bool takes(const struct rn_spec_field *f)
{
	static const char *const names[] = { "time-col", "time-format", "freq",
		"target-col", "id-col", "na", "missing", "no-header", "rows",
		NULL };
	int i = 0;

	while (names[i] && strcmp(f->name, names[i]) != 0)
		i++;
	return names[i] != NULL;
}

static int plot(const struct cmd *self, struct ui *ui, int argc, char **argv)
{
	struct plotting p = { .ui = ui, .model = RN_MODEL_INIT,
	                      .panel = RN_PANEL_INIT };
	const struct opt opts[] = {
		OPT_MODEL(&p.model_path),
		{ .name = "kind", .kind = OPT_CHOICE, .to = &p.kind,
		  .argument = "NAME", .choice = kind_names,
		  .help = "of a model: forecast, loss or data; of it or of a file "
		          "with predictions: folds, errors, residuals or histogram; "
		          "of a model on data: importance (forecast)" },
		{ .name = "what", .kind = OPT_CHOICE, .to = &p.kind,
		  .argument = "NAME", .choice = kind_names,
		  .help = "the older name of --kind" },
		{ .name = "horizon", .letter = 'H', .kind = OPT_INT,
		  .to = &p.horizon, .argument = "N", .min = 1, .max = 1000000,
		  .help = "rows to forecast (the trained horizon, one season, or "
		          "10)" },
		{ .name = "output", .letter = 'o', .kind = OPT_TEXT,
		  .to = &p.output, .argument = "FILE",
		  .help = "a .png .svg .pdf .txt or .gp file (text on standard "
		          "output)" },
		OPT_DELIMITER(&p.dialect), OPT_DECIMAL(&p.dialect), OPT_QUIET(ui),
		OPT_VERBOSE(ui), OPT_COLOR(ui), OPT_END
	};
	struct opt_set set = { .own = opts, .takes = takes };
	struct rn_error err;
	int status;

	if (!opt_parse(self, ui, &set, &argc, argv, &status)) {
		opt_release(&set);
		return status;
	}
	if (p.output && strcmp(p.output, "-") == 0)
		p.output = NULL; /* as without it: text on standard output */
	if (argc > 2)
		status = ui_misuse(ui, "give at most one CSV file");
	else
		status = check(&p, argc == 2 ? argv[1] : NULL, &set);
	if (!status && draw(&p, argc == 2 ? argv[1] : NULL, &set, &err))
		status = ui_fail(ui, &err);
	release(&p);
	opt_release(&set);
	return status;
}

const struct cmd cmd_plot = {
	.name = "plot",
	.operands = "[DATA.csv|FORECAST.csv|-]",
	.summary = "Draw forecasts, errors, residuals, data and more.",
	.description =
		"Without a file, draws what the model file holds.  A CSV with a\n"
		"yhat column is drawn as a forecast with its intervals or draws, or\n"
		"beside what came of it; any other as data.  The suffix of --output\n"
		"decides the format; .gp is the gnuplot script itself.",
	.examples =
		"  rnnfc plot\n"
		"  rnnfc plot -o forecast.png\n"
		"  rnnfc plot --kind loss -o loss.svg\n"
		"  rnnfc plot --kind errors\n"
		"  rnnfc plot --kind importance data.csv -o inputs.png\n"
		"  rnnfc predict -H 96 | rnnfc plot - -o tomorrow.png\n"
		"  rnnfc predict --level 80,95 | rnnfc plot - -o fan.png\n"
		"  rnnfc evaluate data.csv --predictions -q | rnnfc plot -\n",
	.run = plot,
};

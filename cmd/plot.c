/*
 * plot.c - rnnfc plot: pictures of a model, of data, or of a forecast.
 */
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

struct plotting {
	const char *model_path, *output, *what;
	int horizon;
	struct rn_dialect dialect;
	const struct ui *ui;
};

static enum rn_status load_file(struct rn_panel *panel, const char *file,
                                const struct plotting *plot,
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
		opts.wants[0] = "yhat";
		opts.wants[1] = "y";
		opts.wants[2] = picture_bounds[0];
		opts.wants[3] = picture_bounds[1];
		status = rn_panel_load(panel, file, &opts, err);
	}
	if (!status)
		ui_panel(plot->ui, file, panel);
	rn_spec_release(&spec);
	return status;
}

static enum rn_status draw(const struct plotting *plot, const char *file,
                           const struct opt_set *set, struct rn_error *err)
{
	struct picture p = { .n_array = 0 };
	struct rn_model m = RN_MODEL_INIT;
	struct rn_panel panel = RN_PANEL_INIT;
	const char *model = file ? NULL : ui_model_path(plot->model_path);
	enum rn_status status;
	int size[2];

	if (ui_check_apart(file, plot->output, err)
	    || ui_check_apart(model, plot->output, err))
		return err->status;
	text_size(size);
	if (file) {
		status = load_file(&panel, file, plot, set, err);
		if (!status)
			status = picture_of_file(&p, &panel, file, err);
	} else {
		status = ui_load_model(&m, model, err);
		if (!status)
			status = picture_of_model(&p, &m, plot->what, plot->horizon, err);
	}
	if (!status)
		status = rn_chart_save(&p.chart, plot->output, size, err);
	picture_release(&p);
	rn_panel_release(&panel);
	rn_model_release(&m);
	return status;
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
	static const char *const whats[] = { "forecast", "loss", "data", NULL };
	struct plotting p = { .what = "forecast", .ui = ui };
	const struct opt opts[] = {
		OPT_MODEL(&p.model_path),
		{ .name = "what", .kind = OPT_CHOICE, .to = &p.what,
		  .argument = "NAME", .choice = whats,
		  .help = "of a model: forecast, loss or data (forecast)" },
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
	else if (argc == 1 && (opt_is_given(&set) || p.dialect.delimiter
	                       || p.dialect.decimal))
		status = ui_misuse(ui, "without a CSV file the model is drawn, and "
		                   "options that choose data mean nothing");
	else if (argc == 2 && (p.model_path || p.horizon
	                       || strcmp(p.what, whats[0]) != 0))
		status = ui_misuse(ui, "a file is drawn as it is: no --model, "
		                   "--horizon or --what");
	else if (draw(&p, argc == 2 ? argv[1] : NULL, &set, &err))
		status = ui_fail(ui, &err);
	opt_release(&set);
	return status;
}

const struct cmd cmd_plot = {
	.name = "plot",
	.operands = "[DATA.csv|FORECAST.csv|-]",
	.summary = "Draw a forecast, a learning curve, or data.",
	.description =
		"Without a file, draws what the model file holds.  A CSV with a\n"
		"yhat column is drawn as a forecast, any other as data.  The suffix\n"
		"of --output decides the format; .gp is the gnuplot script itself.",
	.examples =
		"  rnnfc plot\n"
		"  rnnfc plot -o forecast.png\n"
		"  rnnfc plot --what loss -o loss.svg\n"
		"  rnnfc predict -H 96 | rnnfc plot - -o tomorrow.png\n",
	.run = plot,
};

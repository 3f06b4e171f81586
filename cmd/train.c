/*
 * train.c - rnnfc train: CSV in, judged model out.
 */
#include "choice.h"
#include "opt.h"
#include "training.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The signal that asked to stop; a second one ends the program at once. */
static volatile sig_atomic_t stop_signal;

static void on_signal(int sig)
{
	stop_signal = sig;
}

static void catch_signals(void)
{
	const struct sigaction action = {
		.sa_handler = on_signal,
		.sa_flags = (int)SA_RESETHAND | SA_RESTART,
	};
	struct sigaction old;

	/* Who listens to the progress may go: that is no reason to stop. */
	signal(SIGPIPE, SIG_IGN);
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	/* Under nohup a hangup is to be ignored. */
	if (sigaction(SIGHUP, NULL, &old) == 0 && old.sa_handler != SIG_IGN)
		sigaction(SIGHUP, &action, NULL);
}

static void on_member(void *ud, int member)
{
	progress_member(&((struct training *)ud)->progress, member);
}

static bool on_batch(void *ud, const struct rn_batch_report *batch)
{
	struct training *t = ud;

	progress_batch(&t->progress, batch);
	return !stop_signal;
}

static bool on_epoch(void *ud, const struct rn_epoch *epoch)
{
	struct training *t = ud;

	progress_epoch(&t->progress, epoch);
	return !stop_signal;
}

static void on_candidate(void *ud, int i, int n, const struct rn_spec *spec)
{
	progress_candidate(&((struct training *)ud)->progress, i, n,
	                   spec->train.epochs, spec->net.n_member);
}

static bool takes_all(const struct rn_spec_field *field)
{
	(void)field;
	return true;
}

/* A pipe or a device is not to be opened before there is something for it. */
static bool is_special(const char *path)
{
	struct stat s;

	return stat(path, &s) == 0 && !S_ISREG(s.st_mode) && !S_ISDIR(s.st_mode);
}

static int check(struct training *t, int argc, char **argv)
{
	struct rn_file file = RN_FILE_INIT;
	struct rn_error err;

	if (argc != 2)
		return ui_misuse(t->ui, "give one CSV file, or - for standard input");
	t->data = argv[1];
	t->output = ui_model_path(t->output);
	if (strcmp(t->output, "-") == 0 && t->ui->json)
		return ui_misuse(t->ui, "--json and -o - both want standard output");
	if (t->log && strcmp(t->log, "-") == 0)
		return ui_misuse(t->ui, "--log needs a file");
	if (ui_check_apart(t->data, t->output, &err)
	    || ui_check_apart(t->data, t->log, &err)
	    || ui_check_apart(t->init, t->log, &err)
	    || ui_check_apart(t->output, t->log, &err))
		return ui_fail(t->ui, &err);
	/* A place that cannot be written is known before the work. */
	if (strcmp(t->output, "-") != 0 && !is_special(t->output)) {
		if (rn_file_create(&file, t->output, &err))
			return ui_fail(t->ui, &err);
		rn_file_abandon(&file);
	}
	return 0;
}

/* The type of a table that was asked for by name; NULL: there is none. */
static const void *find(const void *const *table, const char *option,
                        const char *name, struct rn_error *err)
{
	const void *type = rn_named_find(table, name);
	char names[100], shown[RN_SHOWN];

	if (type)
		return type;
	rn_named_list(table, names, sizeof(names));
	rn_fail(err, RN_EUSAGE, "--%s: \"%s\" is not one of %s", option,
	        rn_show(shown, name, strlen(name)), names);
	return NULL;
}

/* What belongs to --preset auto, and what does not go with it. */
static enum rn_status set_up_auto(struct training *t, struct rn_error *err)
{
	const char *budget = t->budget ? t->budget : "medium";
	const char *lone = t->budget ? "budget" : "explain";

	t->choosing.on_candidate = on_candidate;
	t->choosing.budget = find((const void *const *)rn_budgets, "budget",
	                          budget, err);
	if (!t->choosing.budget)
		return err->status;
	if (!t->is_auto && (t->budget || t->explain)) {
		rn_fail(err, RN_EUSAGE, "--%s belongs to --preset auto", lone);
		return rn_hint(err, "give that, too, or leave it out");
	}
	if (t->is_auto && t->init) {
		rn_fail(err, RN_EUSAGE, "--init-model is of one network, and "
		        "--preset auto chooses among several");
		return rn_hint(err, "leave out one of them");
	}
	return RN_OK;
}

static enum rn_status set_up(struct training *t, const struct opt_set *set,
                             struct rn_error *err)
{
	const struct rn_preset *preset;

	rn_spec_init(&t->spec);
	if (t->preset) {
		preset = find((const void *const *)rn_presets, "preset", t->preset,
		              err);
		if (!preset || rn_preset_apply(preset, &t->spec, err))
			return err->status;
		t->is_auto = preset->chooses;
	}
	t->choosing.given = set->given;
	if (set_up_auto(t, err) || opt_apply(set, &t->spec, err))
		return err->status;
	/* What is given may go with what is chosen. */
	return t->is_auto ? RN_OK : rn_spec_check(&t->spec, err);
}

static enum rn_status load(struct training *t, struct rn_error *err)
{
	struct rn_panel_opts opts = rn_spec_panel(&t->spec);

	opts.dialect = t->dialect;
	if (t->init && ui_load_model(&t->start, t->init, err))
		return err->status;
	if (t->start.vocabulary.n > 0)
		opts.symbols = &t->start.vocabulary;
	if (ui_start_products(t->ui, err)
	    || rn_panel_load(&t->panel, t->data, &opts, err))
		return err->status;
	t->loaded = training_clock();
	return progress_begin(&t->progress, t->ui, t->spec.train.epochs,
	                      t->spec.net.n_member, t->is_auto, t->log, err);
}

static void describe_data(const struct training *t)
{
	const struct rn_series *s = &t->panel.series[0];
	char first[RN_SHOWN], last[RN_SHOWN], step[RN_STEP_TEXT];
	char file[RN_SHOWN], name[RN_SHOWN], count[32];

	ui_panel(t->ui, t->data, &t->panel);
	ui_detail(t->ui, "%s: %s rows, %s to %s, step %s; %d series, the first "
	          "is \"%s\"", rn_show_path(file, t->data),
	          ui_count(count, s->n_row),
	          ui_show_time(first, &s->axis, 0),
	          ui_show_time(last, &s->axis, (int64_t)s->n_row - 1),
	          rn_axis_step_text(step, &s->axis), t->panel.n_series,
	          rn_show(name, s->name, strlen(s->name)));
	ui_detail(t->ui, "matrix products: OpenBLAS, kernels for %s",
	          rn_blas_core());
}

static enum rn_status fit(struct training *t, struct rn_error *err)
{
	const struct rn_train_watch watch = {
		.on_member = on_member,
		.on_batch = on_batch,
		.on_epoch = on_epoch,
		.ud = t,
		.time_limit = t->time_limit,
		.n_thread = t->threads,
		.diagnose = t->diagnose,
	};

	catch_signals();
	describe_data(t);
	if (t->is_auto)
		return rn_auto_fit(&t->model, &t->panel, &t->spec, &t->choosing,
		                   &watch, &t->report, &t->choice, err);
	return rn_fit(&t->model, &t->panel, &t->spec, t->init ? &t->start : NULL,
	              &watch, &t->report, err);
}

static void say_diverged(const struct training *t)
{
	const struct rn_model *m = &t->model;
	char shown[RN_SHOWN];

	rn_show_path(shown, t->output);
	if (t->report.ensemble.n > 1)
		ui_say(t->ui, "Wrote %s with %d of %d networks, those before.", shown,
		       m->net.n_member, m->spec.net.n_member);
	else
		ui_say(t->ui, "Wrote %s with the weights of epoch %d, the last good "
		       "ones.", shown, m->kept);
}

/* The model is saved also where training diverged after a good epoch, and
 * where the log could not be written. */
static int finish(struct training *t, enum rn_status status,
                  struct rn_error *err)
{
	struct rn_error why, log;
	const enum rn_status logged = progress_end(&t->progress, &log);

	if (status && (status != RN_EDIVERGED || t->model.n_series == 0))
		return ui_fail(t->ui, err);
	if (rn_model_save(&t->model, t->output, &why))
		return ui_fail(t->ui, &why);
	if (status) {
		say_diverged(t);
		return ui_fail(t->ui, err);
	}
	if (t->explain)
		choice_say(t);
	training_say(t);
	if (logged) {
		rn_hint(&log, "the model is written and good; only the log is not "
		        "whole");
		return ui_fail(t->ui, &log);
	}
	if (t->ui->json && training_print_json(t, err))
		return ui_fail(t->ui, err);
	return RN_OK;
}

static void release(struct training *t)
{
	rn_spec_release(&t->spec);
	rn_panel_release(&t->panel);
	rn_model_release(&t->start);
	rn_model_release(&t->model);
	rn_fit_report_release(&t->report);
	rn_auto_report_release(&t->choice);
}

/* Ends by the signal that stopped the training, as a shell expects. */
static int end_by_signal(int status)
{
	fflush(stdout);
	signal(stop_signal, SIG_DFL);
	raise(stop_signal);
	return status;
}

static int train(const struct cmd *self, struct ui *ui, int argc, char **argv)
{
	struct training t = { .ui = ui, .panel = RN_PANEL_INIT,
	                      .choice = RN_AUTO_REPORT_INIT,
	                      .start = RN_MODEL_INIT, .model = RN_MODEL_INIT,
	                      .began = training_clock() };
	const struct opt opts[] = {
		{ .name = "output", .letter = 'o', .kind = OPT_TEXT,
		  .to = &t.output, .argument = "FILE",
		  .help = "the model (default $RNNFC_MODEL or model.safetensors)" },
		{ .name = "preset", .kind = OPT_TEXT, .to = &t.preset,
		  .argument = "NAME",
		  .help = "a named set of options: see rnnfc list presets" },
		{ .name = "budget", .kind = OPT_TEXT, .to = &t.budget,
		  .argument = "SIZE",
		  .help = "work of --preset auto: small, medium or large (medium)" },
		{ .name = "explain", .kind = OPT_FLAG, .to = &t.explain,
		  .help = "say what --preset auto saw, tried and chose, and why" },
		{ .name = "init-model", .kind = OPT_TEXT, .to = &t.init,
		  .argument = "FILE", .help = "start from the weights of a model" },
		{ .name = "log", .kind = OPT_TEXT, .to = &t.log,
		  .argument = "FILE", .help = "the learning curve as CSV" },
		{ .name = "time-limit", .kind = OPT_REAL, .to = &t.time_limit,
		  .argument = "SECONDS", .min = 0, .max = 1e9,
		  .help = "an emergency stop; the result then depends on the "
		          "machine" },
		{ .name = "threads", .kind = OPT_INT, .to = &t.threads,
		  .argument = "N", .min = 1, .max = 1024,
		  .help = "workers (one for each processor); changes no result" },
		{ .name = "diagnose", .kind = OPT_FLAG, .to = &t.diagnose,
		  .help = "a line about the gradients of each epoch" },
		{ .name = "no-progress", .kind = OPT_FLAG, .to = &ui->no_progress,
		  .help = "no progress bar" },
		OPT_DELIMITER(&t.dialect), OPT_DECIMAL(&t.dialect), OPT_JSON(ui),
		OPT_QUIET(ui), OPT_VERBOSE(ui), OPT_COLOR(ui), OPT_END
	};
	struct opt_set set = { .own = opts, .takes = takes_all };
	struct rn_error err = { .status = RN_OK };
	enum rn_status loaded;
	int status;

	if (opt_parse(self, ui, &set, &argc, argv, &status)
	    && !(status = check(&t, argc, argv))) {
		if ((loaded = set_up(&t, &set, &err)) || (loaded = load(&t, &err)))
			status = ui_fail(ui, &err);
		else
			status = finish(&t, fit(&t, &err), &err);
	}
	opt_release(&set);
	release(&t);
	return stop_signal ? end_by_signal(status) : status;
}

const struct cmd cmd_train = {
	.name = "train",
	.operands = "DATA.csv|-",
	.summary = "Train a network on a CSV file and judge it.",
	.description =
		"Cuts the series into windows, trains on the first of them, keeps\n"
		"the weights that do best on the next, and judges itself on the\n"
		"last against forecasts that cost nothing.",
	.examples =
		"  rnnfc train data.csv\n"
		"  rnnfc train load.csv --input-size 96 -H 24 -o load.safetensors\n"
		"  rnnfc train load.csv --preset auto --explain\n"
		"  rnnfc train load.csv --cell gru --layers 64 --patience 5\n"
		"  mlr --icsv --ocsv cut -f ds,load all.csv | rnnfc train - --json\n",
	.run = train,
};

/*
 * training.c - a training's verdict, in words and as JSON.
 */
#include "training.h"

#include "choice.h"
#include "report.h"

#include <math.h>
#include <string.h>
#include <time.h>

double training_clock(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

void training_say(const struct training *t)
{
	const struct rn_model *m = &t->model;
	const int n_run = t->report.ensemble.n;
	const struct rn_training *run = &t->report.ensemble.training[n_run - 1];
	const struct report report = {
		.is_chosen = t->is_auto,
		.verdict = &m->verdict,
		.n_window = t->report.n_window[t->report.n_window[RN_TEST]
		                               ? RN_TEST : RN_VALID],
		.spec = &m->spec,
		.n_season = m->n_season,
		.season = m->season,
	};
	const bool is_usual = strcmp(t->output, "model.safetensors") == 0;
	const bool needs_future = m->columns.role[RN_AHEAD].n > 0;
	const char *what = n_run > 1 ? "networks" : "epochs";
	const int n_whole = n_run > 1 ? n_run - 1 : run->n_epoch;
	char count[32], path[RN_SHOWN];

	rn_show_path(path, t->output);
	if (t->ui->quiet)
		return;
	if (t->report.n_unused)
		ui_say(t->ui, "Rows after the last part, not used: %s.",
		       ui_count(count, t->report.n_unused));
	if (run->stop == RN_STOP_TIME)
		ui_say(t->ui, "Cut short by --time-limit; whole %s: %d.  The "
		       "result depends on this machine.", what, n_whole);
	if (run->stop == RN_STOP_ASKED)
		ui_say(t->ui, "Stopped by a signal; whole %s: %d.", what, n_whole);
	if (strcmp(t->output, "-") != 0)
		ui_say(t->ui, "Wrote %s; next: rnnfc predict%s%s%s", path,
		       is_usual ? "" : " -m ", is_usual ? "" : path,
		       needs_future ? " --future FILE" : "");
	report_print(t->ui, &report, stderr);
}

static double round_ms(double seconds)
{
	return (double)(long long)(seconds * 1000 + 0.5) / 1000;
}

static json_t *json_flow(const struct rn_epoch *e)
{
	json_t *list = json_array();

	for (int i = 0; i < e->n_flow; i++) {
		const struct rn_flow *f = &e->flow[i];
		json_t *step = json_array(), *size = json_array();

		for (int k = 0; k < f->n; k++) {
			json_array_append_new(step, json_integer(f->step[k]));
			json_array_append_new(size, ui_json_number(f->size[k]));
		}
		json_array_append_new(list, json_pack(
			"{s:i,s:b,s:b,s:o,s:o}", "layer", f->layer,
			"decoder", f->is_decoder, "reverse", f->is_reverse,
			"steps", step, "gradient", size));
	}
	return list;
}

static void add_epochs(json_t *list, const struct rn_training *run,
                       int member)
{
	for (int i = 0; i < run->n_epoch; i++) {
		const struct rn_epoch *e = &run->epoch[i];
		json_t *item = json_pack(
			"{s:i,s:o,s:o,s:f}", "epoch", e->epoch,
			"loss", ui_json_number(e->loss),
			"val_loss", ui_json_number(e->loss_valid),
			"seconds", round_ms(e->seconds));

		if (!isnan(e->norm_mean))
			json_object_update_new(item, json_pack(
				"{s:o,s:o,s:f,s:o}",
				"gradient_norm", ui_json_number(e->norm_mean),
				"gradient_norm_max", ui_json_number(e->norm_most),
				"clipped", e->clipped,
				"flow", json_flow(e)));
		if (member)
			json_object_set_new(item, "member", json_integer(member));
		json_array_append_new(list, item);
	}
}

/* Those of an ensemble one after the other, from member 1 on. */
static json_t *json_epochs(const struct training *t)
{
	const struct rn_ensemble_report *run = &t->report.ensemble;
	json_t *list = json_array();

	for (int i = 0; i < run->n; i++)
		add_epochs(list, &run->training[i],
		           t->model.spec.net.n_member > 1 ? i + 1 : 0);
	return list;
}

static double train_seconds(const struct rn_ensemble_report *run)
{
	double sum = 0;

	for (int i = 0; i < run->n; i++)
		sum += run->training[i].seconds;
	return sum;
}

static json_t *json_data(const struct training *t)
{
	const struct rn_column_list *columns = &t->panel.columns.role[RN_TARGET];
	json_t *targets = json_array();
	size_t rows = 0;

	for (int i = 0; i < columns->n; i++)
		json_array_append_new(targets, ui_json_text(columns->name[i]));
	for (int i = 0; i < t->panel.n_series; i++)
		if (rows < t->panel.series[i].n_row)
			rows = t->panel.series[i].n_row;
	return json_pack("{s:o,s:I,s:o,s:I,s:I,s:I}", "file",
	                 ui_json_text(t->data), "rows",
	                 (json_int_t)rows, "targets", targets,
	                 "train_windows", (json_int_t)t->report.n_window[RN_TRAIN],
	                 "val_windows", (json_int_t)t->report.n_window[RN_VALID],
	                 "test_windows", (json_int_t)t->report.n_window[RN_TEST]);
}

static json_t *json_network(const struct rn_model *m)
{
	json_t *layers = json_array();

	for (int i = 0; m->net.n_layer && i < m->spec.net.n_rnn; i++)
		json_array_append_new(layers, json_integer(m->spec.net.width[i]));
	return json_pack("{s:s,s:o,s:I}", "cell",
	                 m->net.n_layer ? m->spec.net.cell->name : "none", "layers",
	                 layers, "parameters", (json_int_t)m->net.n_param);
}

enum rn_status training_print_json(const struct training *t,
                                   struct rn_error *err)
{
	const struct rn_model *m = &t->model;
	json_t *doc = json_pack(
		"{s:s,s:s,s:o,s:I,s:i,s:o,s:o,s:o,s:{s:f,s:f,s:f},s:{s:o,s:o,s:o},s:o}",
		"rnnfc", RN_VERSION, "command", "train", "model",
		ui_json_text(t->output),
		"seed", (json_int_t)m->spec.train.seed,
		"threads", t->threads ? t->threads : rn_cpu_count(),
		"data", json_data(t), "network", json_network(m),
		"epochs", json_epochs(t),
		"seconds", "load", round_ms(t->loaded - t->began),
		"train", round_ms(train_seconds(&t->report.ensemble)),
		"total", round_ms(training_clock() - t->began),
		"scaled", "val_mse", ui_json_number(m->mse_valid),
		"test_mse", ui_json_number(m->mse_test),
		"test_mae", ui_json_number(m->mae_test),
		"verdict", report_json(&m->verdict));

	if (t->is_auto)
		json_object_set_new(doc, "auto", choice_json(&t->choice));
	return ui_print_json(doc, err);
}

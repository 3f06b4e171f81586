/*
 * info.c - rnnfc info: what a model file is.
 */
#include "opt.h"
#include "report.h"

#include <math.h>
#include <string.h>

/* Does a word need quotes in a shell? */
static void print_word(FILE *out, const char *word)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
		"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.,:/+";

	if (*word && strspn(word, plain) == strlen(word)) {
		fputs(word, out);
		return;
	}
	fputc('\'', out);
	for (; *word; word++)
		if (*word == '\'')
			fputs("'\\''", out);
		else
			fputc(*word, out);
	fputc('\'', out);
}

/* The command that rebuilds the model, every option spelled out. */
static void print_spec(const struct rn_spec *spec, FILE *out)
{
	char buf[RN_SPEC_TEXT_MAX];
	struct rn_spec_field f;

	fputs("rnnfc train DATA.csv", out);
	for (int i = 0; rn_spec_field(i, &f); i++) {
		const char *text = rn_spec_text(spec, &f, buf);

		if (!text || (rn_spec_is_flag(&f) && strcmp(text, "true") != 0))
			continue;
		fprintf(out, " --%s", f.name);
		if (rn_spec_is_flag(&f))
			continue;
		fputc(' ', out);
		print_word(out, text);
	}
	fputc('\n', out);
}

static void print_network(const struct rn_model *m, FILE *out)
{
	char count[32], torch[32];
	const size_t other = rn_network_n_param_torch(&m->net);

	fprintf(out, "network     %s", m->net.n_layer ? m->spec.net.cell->name
	                                              : "none");
	for (int i = 0; m->net.n_layer && i < m->spec.net.n_rnn; i++)
		fprintf(out, "%s%d", i ? "," : ", layers ", m->spec.net.width[i]);
	if (m->net.n_member > 1)
		fprintf(out, "; %d networks of", m->net.n_member);
	else
		fputc(';', out);
	fprintf(out, " %s parameters", ui_count(count, m->net.n_param));
	if (other != m->net.n_param)
		fprintf(out, " (%s as PyTorch counts, two biases a gate)",
		        ui_count(torch, other));
	fprintf(out, "\nwindows     %d rows in, %d out, lead %d\n",
	        m->spec.shape.n_in, m->spec.shape.n_out, m->spec.shape.lead);
}

/* The options that are not as by default, in lines of a terminal's width. */
static void print_options(const struct rn_spec *spec, FILE *out)
{
	char mine[RN_SPEC_TEXT_MAX], theirs[RN_SPEC_TEXT_MAX], shown[RN_SHOWN];
	size_t column = 0;
	struct rn_spec_field f;
	struct rn_spec usual;

	rn_spec_init(&usual);
	for (int i = 0; rn_spec_field(i, &f); i++) {
		const char *text = rn_spec_text(spec, &f, mine);
		const char *other = rn_spec_text(&usual, &f, theirs);
		size_t n;

		if (!text || (other && strcmp(text, other) == 0))
			continue;
		if (rn_spec_is_flag(&f))
			text = "";
		rn_show(shown, text, strlen(text));
		n = 3 + strlen(f.name) + (*text != '\0') + strlen(shown);
		if (column == 0 || column + n > 80) {
			fprintf(out, column ? "\n%-11s" : "%-11s", column ? "" : "options");
			column = 11;
		}
		column += n;
		fprintf(out, " --%s%s%s", f.name, *text ? " " : "", shown);
	}
	if (column)
		fputc('\n', out);
}

enum { MAX_NAMED = 4 }; /* names in a line; the rest is counted */

/* What there is of a kind, "a, b and 7 more"; name(ud, i) names them. */
static void print_names(FILE *out, int n,
                        const char *(*name)(const void *ud, int i),
                        const void *ud)
{
	const int n_named = n > MAX_NAMED + 1 ? MAX_NAMED : n;
	char shown[RN_SHOWN];

	for (int i = 0; i < n_named; i++) {
		const char *text = name(ud, i);

		fprintf(out, "%s%s", i ? ", " : "",
		        rn_show(shown, text, strlen(text)));
	}
	if (n > n_named)
		fprintf(out, " and %d more", n - n_named);
}

static const char *column_name(const void *columns, int i)
{
	return ((const struct rn_column_list *)columns)->name[i];
}

static const char *series_name(const void *model, int i)
{
	return ((const struct rn_model *)model)->series[i].name;
}

/* The inputs beside the target, where there are any. */
static void print_inputs(const struct rn_model *m, FILE *out)
{
	const struct rn_column_list *past = &m->columns.role[RN_PAST];
	const struct rn_column_list *ahead = &m->columns.role[RN_AHEAD];

	if (past->n) {
		fputs("inputs      ", out);
		print_names(out, past->n, column_name, past);
		fputs(": known up to the last row\n", out);
	}
	if (ahead->n) {
		fputs("inputs      ", out);
		print_names(out, ahead->n, column_name, ahead);
		fputs(": known ahead\n", out);
	}
	if (m->spec.calendar && *m->spec.calendar)
		fprintf(out, "calendar    %s\n", m->spec.calendar);
}

static void print_columns(const struct rn_model *m, FILE *out)
{
	const struct rn_column_list *targets = &m->columns.role[RN_TARGET];
	const char *id = m->columns.id;
	char shown[RN_SHOWN];

	fputs("target      ", out);
	print_names(out, targets->n, column_name, targets);
	fputc('\n', out);
	if (id) {
		fprintf(out, "series      %d by %s: ", m->n_series,
		        rn_show(shown, id, strlen(id)));
		print_names(out, m->n_series, series_name, m);
		fputc('\n', out);
	}
	print_inputs(m, out);
	if (rn_missing_repairs(m->spec.missing))
		fprintf(out, "missing     %s\n", m->spec.missing->name);
}

static const char *symbol_text(const void *vocabulary, int i)
{
	return ((const struct rn_vocabulary *)vocabulary)->symbol[i]->text;
}

/* The symbols of a categorical target. */
static void print_symbols(const struct rn_model *m, FILE *out)
{
	if (m->vocabulary.n == 0)
		return;
	fprintf(out, "symbols     %d: ", m->vocabulary.n);
	print_names(out, m->vocabulary.n, symbol_text, &m->vocabulary);
	fputc('\n', out);
}

static void print_data(const struct rn_model *m, FILE *out)
{
	const struct rn_model_series *s = &m->series[0];
	const char *first = m->n_series > 1 ? " (of the first series)" : "";
	char step[RN_STEP_TEXT], shown[RN_SHOWN], shift[RN_NUMBER_TEXT];
	char scale[RN_NUMBER_TEXT], count[32];

	print_columns(m, out);
	fprintf(out, "time        %s", m->columns.time
	        ? rn_show(shown, m->columns.time, strlen(m->columns.time))
	        : "row numbers");
	fprintf(out, ", step %s\n", rn_axis_step_text(step, &s->axis));
	fprintf(out, "last row    %s",
	        ui_show_time(shown, &s->axis, (int64_t)s->n_row - 1));
	fprintf(out, "; %s rows kept as context%s\n",
	        ui_count(count, s->n_context), first);
	print_symbols(m, out);
	if (m->vocabulary.n > 0)
		return;
	fprintf(out, "season     ");
	for (int i = 0; i < m->n_season; i++)
		fprintf(out, " %d", m->season[i]);
	fprintf(out, "%s\nscaler      %s: (x - %s) / %s%s\n",
	        m->n_season ? " steps" : " none known", m->spec.scaler->name,
	        rn_number_text(shift, s->scale->shift),
	        rn_number_text(scale, s->scale->scale), first);
}

static unsigned long long seed_of(const struct rn_model *m, int i)
{
	return m->spec.train.seed + (unsigned)m->member[i].number;
}

static void print_member(const struct rn_model *m, int i, FILE *out)
{
	const struct rn_model_member *one = &m->member[i];

	fprintf(out, "%d epochs of %d, weights of epoch %d, seed %llu",
	        one->n_epoch, m->spec.train.epochs, one->kept, seed_of(m, i));
	if (m->net.n_member > 1 && isfinite(one->loss_valid))
		fprintf(out, ", validation loss %.6g", one->loss_valid);
}

static void print_training(const struct rn_model *m, FILE *out)
{
	const char *cut = m->is_cut_short ? ", cut short" : "";
	const int n = m->net.n_member;

	for (int i = 0; i < n; i++) {
		fprintf(out, "%-12s", i ? "" : "training");
		print_member(m, i, out);
		fprintf(out, "%s\n", i == n - 1 ? cut : "");
	}
	if (m->vocabulary.n > 0)
		return;
	fputs("scaled mse ", out);
	if (isfinite(m->mse_valid))
		fprintf(out, " validation %.6g", m->mse_valid);
	if (isfinite(m->mse_test))
		fprintf(out, " test %.6g", m->mse_test);
	fputs(isfinite(m->mse_valid) || isfinite(m->mse_test)
	      ? "\n" : " nothing was held out\n", out);
}

static size_t n_judged(const struct rn_model *m)
{
	size_t n = 0;

	for (int i = 0; i < m->n_series; i++)
		n += m->series[i].n_window;
	return n;
}

static void print_info(const struct ui *ui, const struct rn_model *m,
                       FILE *out)
{
	const struct report report = {
		.verdict = &m->verdict,
		.n_window = n_judged(m),
		.spec = &m->spec,
		.n_season = m->n_season,
		.season = m->season,
	};
	struct rn_error err;

	print_network(m, out);
	print_options(&m->spec, out);
	print_data(m, out);
	print_training(m, out);
	if (rn_blas_start(&err))
		fputs("products    OpenBLAS cannot be loaded on this machine\n", out);
	else
		fprintf(out, "products    OpenBLAS, kernels for %s (this machine)\n",
		        rn_blas_core());
	fputc('\n', out);
	report_print(ui, &report, out);
}

static json_t *json_spec(const struct rn_spec *spec)
{
	json_t *object = json_object();
	struct rn_spec_field f;
	char buf[RN_SPEC_TEXT_MAX];

	for (int i = 0; rn_spec_field(i, &f); i++) {
		const char *text = rn_spec_text(spec, &f, buf);

		if (text || f.kind != RN_SPEC_OPTION)
			json_object_set_new(object, f.name,
			                    text ? json_string(text) : json_null());
	}
	return object;
}

static json_t *json_members(const struct rn_model *m)
{
	json_t *list = json_array();

	for (int i = 0; i < m->net.n_member; i++)
		json_array_append_new(list, json_pack(
			"{s:I,s:i,s:i,s:o}", "seed", (json_int_t)seed_of(m, i),
			"epochs", m->member[i].n_epoch,
			"kept_epoch", m->member[i].kept,
			"val_loss", ui_json_number(m->member[i].loss_valid)));
	return list;
}

static json_t *json_info(const struct rn_model *m)
{
	const struct rn_column_list *targets = &m->columns.role[RN_TARGET];
	json_t *curve = json_array(), *names = json_array();
	json_t *series = json_array(), *symbols = json_array();

	for (int i = 0; i < m->n_epoch; i++)
		json_array_append_new(curve, json_pack(
			"{s:i,s:o,s:o}", "epoch", i + 1,
			"loss", ui_json_number(m->curve[i][0]),
			"val_loss", ui_json_number(m->curve[i][1])));
	for (int i = 0; i < targets->n; i++)
		json_array_append_new(names, ui_json_text(targets->name[i]));
	for (int i = 0; i < m->n_series; i++)
		json_array_append_new(series, ui_json_text(m->series[i].name));
	for (int i = 0; i < m->vocabulary.n; i++)
		json_array_append_new(symbols,
		                      ui_json_text(m->vocabulary.symbol[i]->text));
	return json_pack(
		"{s:s,s:s,s:o,s:o,s:o,s:o,s:I,s:I,s:o,s:i,s:o,s:b,s:{s:o,s:o,s:o},s:o}",
		"rnnfc", RN_VERSION, "command", "info", "targets", names,
		"series", series, "symbols", symbols,
		"spec", json_spec(&m->spec),
		"parameters", (json_int_t)m->net.n_param,
		"parameters_torch", (json_int_t)rn_network_n_param_torch(&m->net),
		"epochs", curve, "kept_epoch", m->kept,
		"members", json_members(m), "cut_short", m->is_cut_short,
		"scaled", "val_mse", ui_json_number(m->mse_valid),
		"test_mse", ui_json_number(m->mse_test),
		"test_mae", ui_json_number(m->mae_test),
		"verdict", report_json(&m->verdict));
}

static int info(const struct cmd *self, struct ui *ui, int argc, char **argv)
{
	const char *path = NULL;
	bool spec = false;
	const struct opt opts[] = {
		OPT_MODEL(&path),
		{ .name = "spec", .kind = OPT_FLAG, .to = &spec,
		  .help = "the command that rebuilds the model" },
		OPT_JSON(ui), OPT_QUIET(ui), OPT_VERBOSE(ui), OPT_COLOR(ui), OPT_END
	};
	struct opt_set set = { .own = opts };
	struct rn_model m = RN_MODEL_INIT;
	struct rn_error err;
	int status;

	if (!opt_parse(self, ui, &set, &argc, argv, &status))
		return status;
	if (argc > 2 || (argc == 2 && path))
		return ui_misuse(ui, "give at most one model file");
	if (ui_load_model(&m, ui_model_path(argc == 2 ? argv[1] : path), &err))
		status = ui_fail(ui, &err);
	else if (spec)
		print_spec(&m.spec, stdout);
	else if (!ui->json)
		print_info(ui, &m, stdout);
	else if (ui_print_json(json_info(&m), &err))
		status = ui_fail(ui, &err);
	rn_model_release(&m);
	return status;
}

const struct cmd cmd_info = {
	.name = "info",
	.operands = "[MODEL]",
	.summary = "Show what a model file is.",
	.description =
		"Network, data, scaler, training and verdict, as the file holds\n"
		"them.",
	.examples =
		"  rnnfc info\n"
		"  rnnfc info load.safetensors --spec\n",
	.run = info,
};

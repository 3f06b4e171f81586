/*
 * inspect.c - rnnfc inspect: what was understood of a CSV file.
 *
 * The report is printed also where training would refuse the file: each
 * defect is a line of it, and the first is the error message too.
 */
#include "opt.h"

#include <string.h>

static const char *type_name(enum rn_column_type type)
{
	switch (type) {
	case RN_COLUMN_NUMBER:
		return "number";
	case RN_COLUMN_TIME:
		return "time";
	case RN_COLUMN_TEXT:
		return "text";
	case RN_COLUMN_EMPTY:
		return "empty";
	}
	return "";
}

static bool takes(const struct rn_spec_field *f)
{
	return strcmp(f->name, "time-col") == 0
	       || strcmp(f->name, "no-header") == 0
	       || strcmp(f->name, "rows") == 0;
}

/* A column's name, ready to print. */
static const char *show_name(char buf[RN_SHOWN],
                             const struct rn_column_profile *c)
{
	return *c->name ? rn_show(buf, c->name, strlen(c->name)) : "(no name)";
}

static void print_time(const struct rn_profile *p, FILE *out)
{
	char step[RN_STEP_TEXT], first[RN_SHOWN], last[RN_SHOWN];
	char shown[RN_SHOWN];
	const char *name = p->time_at < 0 ? "row numbers"
		: show_name(shown, &p->column[p->time_at]);
	const int season = p->has_axis ? rn_axis_season(&p->axis) : 0;

	if (!p->has_axis) {
		fprintf(out, "time        %s, not regular\n", name);
		return;
	}
	fprintf(out, "time        %s, step %s", name,
	        rn_axis_step_text(step, &p->axis));
	if (p->n_row > 0)
		fprintf(out, ", %s to %s", ui_show_time(first, &p->axis, 0),
		        ui_show_time(last, &p->axis, (int64_t)p->n_row - 1));
	fputc('\n', out);
	if (season > 1)
		fprintf(out, "season      %d steps follow from the step\n", season);
	else
		fprintf(out, "season      none follows from the step; see train "
		        "--season\n");
}

static void print_columns(const struct rn_profile *p, FILE *out)
{
	char shown[RN_SHOWN];

	fprintf(out, "\n  %-24s %-7s %8s %12s %12s %12s %12s\n", "column", "type",
	        "missing", "min", "mean", "max", "sd");
	for (int i = 0; i < p->n_column; i++) {
		const struct rn_column_profile *c = &p->column[i];

		fprintf(out, "  %-24s %-7s %8zu",
		        show_name(shown, c), type_name(c->type), c->n_missing);
		if (c->type == RN_COLUMN_NUMBER)
			fprintf(out, " %12.6g %12.6g %12.6g %12.6g%s", c->min, c->mean,
			        c->max, c->sd, c->is_constant ? "  constant" : "");
		fputc('\n', out);
	}
}

static void print_report(const struct rn_profile *p, const char *file,
                         FILE *out)
{
	char count[32], shown[RN_SHOWN], format[RN_FORMAT_TEXT];

	fprintf(out, "file        %s\n", rn_show(shown, file, strlen(file)));
	fprintf(out, "format      %s\n", rn_format_text(format, &p->format));
	fprintf(out, "size        %s rows, %d columns\n",
	        ui_count(count, p->n_row), p->n_column);
	print_time(p, out);
	if (p->target_at >= 0)
		fprintf(out, "target      %s\n",
		        show_name(shown, &p->column[p->target_at]));
	else
		fprintf(out, "target      not decided; see train --target-col\n");
	print_columns(p, out);
	if (p->n_defect)
		fprintf(out, "\n%s defect%s:\n", ui_count(count, p->n_defect),
		        p->n_defect == 1 ? "" : "s");
	for (size_t i = 0; i < p->n_defect && i < RN_MAX_DEFECT; i++)
		fprintf(out, "  %s\n", p->defect[i].msg);
	if (p->n_defect > RN_MAX_DEFECT)
		fprintf(out, "  ... and %s more\n",
		        ui_count(count, p->n_defect - RN_MAX_DEFECT));
}

/* What a person would type next. */
static void print_next(const struct rn_profile *p, const char *file, FILE *out)
{
	const int season = p->has_axis ? rn_axis_season(&p->axis) : 0;
	char shown[RN_SHOWN];

	if (p->n_defect || p->target_at < 0)
		return;
	fprintf(out, "\nnext: rnnfc train %s",
	        rn_show(shown, file, strlen(file)));
	if (season > 1 && (size_t)season <= p->n_row / 10)
		fprintf(out, " --input-size %d", season);
	fputc('\n', out);
}

static json_t *json_column(const struct rn_column_profile *c)
{
	json_t *o = json_pack("{s:s,s:s,s:I}", "name", c->name, "type",
	                      type_name(c->type), "missing",
	                      (json_int_t)c->n_missing);

	if (!o || c->type != RN_COLUMN_NUMBER)
		return o;
	json_object_set_new(o, "min", ui_json_number(c->min));
	json_object_set_new(o, "mean", ui_json_number(c->mean));
	json_object_set_new(o, "max", ui_json_number(c->max));
	json_object_set_new(o, "sd", ui_json_number(c->sd));
	json_object_set_new(o, "constant", json_boolean(c->is_constant));
	return o;
}

static json_t *json_time(const struct rn_profile *p)
{
	char step[RN_STEP_TEXT], first[RN_TIME_TEXT], last[RN_TIME_TEXT];
	const char *name = p->time_at < 0 ? NULL : p->column[p->time_at].name;

	if (!p->has_axis || p->n_row == 0)
		return json_pack("{s:s?,s:b}", "column", name, "regular", 0);
	return json_pack("{s:s?,s:b,s:s,s:s,s:s,s:i}", "column", name, "regular",
	                 1, "step", rn_axis_step_text(step, &p->axis), "first",
	                 rn_axis_text(first, &p->axis, 0), "last",
	                 rn_axis_text(last, &p->axis, (int64_t)p->n_row - 1),
	                 "season", rn_axis_season(&p->axis));
}

/* A mark as it is, or null. */
static json_t *json_mark(char mark)
{
	return mark ? json_stringn(&mark, 1) : json_null();
}

static json_t *json_dialect(const struct rn_format *f)
{
	return json_pack("{s:o,s:o,s:s,s:b}", "delimiter",
	                 json_mark(f->dialect.delimiter), "decimal",
	                 json_mark(f->dialect.decimal ? f->dialect.decimal : '.'),
	                 "line_end", rn_format_line_end(f), "bom", f->has_bom);
}

/* The message without the file's name, so that documents of the same data
 * from another place are the same. */
static json_t *json_defect(const struct rn_error *defect, const char *file)
{
	const char *name = strcmp(file, "-") == 0 ? "standard input" : file;
	const char *msg = defect->msg;
	char shown[RN_SHOWN];
	size_t n, line = 0;

	rn_show(shown, name, strlen(name));
	n = strlen(shown);
	if (strncmp(msg, shown, n) == 0 && msg[n] == ':') {
		for (msg += n + 1; *msg >= '0' && *msg <= '9'; msg++)
			line = line * 10 + (size_t)(*msg - '0');
		msg += strspn(msg, ": ");
	}
	return json_pack("{s:o,s:s,s:s}", "line",
	                 line ? json_integer((json_int_t)line) : json_null(),
	                 "message", msg, "hint", defect->hint);
}

static json_t *json_report(const struct rn_profile *p, const char *file)
{
	json_t *columns = json_array(), *defects = json_array();

	for (int i = 0; i < p->n_column; i++)
		json_array_append_new(columns, json_column(&p->column[i]));
	for (size_t i = 0; i < p->n_defect && i < RN_MAX_DEFECT; i++)
		json_array_append_new(defects, json_defect(&p->defect[i], file));
	return json_pack("{s:s,s:s,s:o,s:s?,s:I,s:o,s:I,s:o,s:s?,s:o,s:I,s:o}",
	                 "rnnfc", RN_VERSION, "command", "inspect", "file",
	                 ui_json_text(file), "compression", p->format.packing,
	                 "bytes", (json_int_t)p->format.n_byte, "dialect",
	                 json_dialect(&p->format), "rows",
	                 (json_int_t)p->n_row, "time", json_time(p), "target",
	                 p->target_at < 0 ? NULL : p->column[p->target_at].name,
	                 "columns", columns, "defects", (json_int_t)p->n_defect,
	                 "first_defects", defects);
}

static enum rn_status show(const struct ui *ui, const struct rn_profile *p,
                           const char *file, struct rn_error *err)
{
	struct ui_result r;

	if (p->n_column == 0)
		return RN_OK;
	if (ui->json)
		return ui_print_json(json_report(p, file), err);
	if (ui_result_begin(&r, err))
		return err->status;
	print_report(p, file, r.out);
	print_next(p, file, r.out);
	return ui_result_end(&r, NULL, err);
}

static int inspect(const struct cmd *self, struct ui *ui, int argc,
                   char **argv)
{
	struct rn_dialect dialect = { 0, 0 };
	const struct opt opts[] = {
		OPT_DELIMITER(&dialect), OPT_DECIMAL(&dialect), OPT_JSON(ui),
		OPT_QUIET(ui), OPT_VERBOSE(ui), OPT_COLOR(ui), OPT_END
	};
	struct opt_set set = { .own = opts, .takes = takes };
	struct rn_profile profile = RN_PROFILE_INIT;
	struct rn_panel_opts how;
	struct rn_spec spec;
	struct rn_error err, why;
	int status;

	rn_spec_init(&spec);
	if (!opt_parse(self, ui, &set, &argc, argv, &status)) {
		opt_release(&set);
		return status;
	}
	if (argc != 2) {
		status = ui_misuse(ui, "give one CSV file, or - for standard input");
	} else if (opt_apply(&set, &spec, &err)) {
		status = ui_fail(ui, &err);
	} else {
		how = rn_spec_panel(&spec);
		how.dialect = dialect;
		status = (int)rn_profile_load(&profile, argv[1], &how, &err);
		if (show(ui, &profile, argv[1], &why))
			status = ui_fail(ui, &why);
		else if (status)
			ui_fail(ui, &err);
	}
	rn_profile_release(&profile);
	rn_spec_release(&spec);
	opt_release(&set);
	return status;
}

const struct cmd cmd_inspect = {
	.name = "inspect",
	.operands = "DATA.csv|-",
	.summary = "Show what was understood of a CSV file.",
	.description =
		"Columns with type and range, the time axis, and every defect that\n"
		"training would refuse the file for.  Writes no file.",
	.examples =
		"  rnnfc inspect data.csv\n"
		"  head -1000 data.csv | rnnfc inspect - --json\n",
	.run = inspect,
};

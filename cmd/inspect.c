/*
 * inspect.c - rnnfc inspect: what was understood of a CSV file.
 *
 * The report is printed also where training would refuse the file: each
 * defect is a line of it, and the first is the error message too.
 */
#include "inspect.h"

#include <string.h>

static bool takes(const struct rn_spec_field *f)
{
	static const char *const names[] = {
		"time-col", "time-format", "freq", "id-col", "na", "missing",
		"no-header", "rows", NULL
	};

	for (int i = 0; names[i]; i++)
		if (strcmp(f->name, names[i]) == 0)
			return true;
	return false;
}

const char *inspect_type_name(enum rn_column_type type)
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

const char *inspect_message(const struct rn_error *defect, const char *file,
                            size_t *line)
{
	const char *name = strcmp(file, "-") == 0 ? "standard input" : file;
	const char *msg = defect->msg;
	char shown[RN_SHOWN];
	size_t n;

	*line = 0;
	rn_show_path(shown, name);
	n = strlen(shown);
	if (strncmp(msg, shown, n) != 0 || msg[n] != ':')
		return msg;
	for (msg += n + 1; *msg >= '0' && *msg <= '9'; msg++)
		*line = *line * 10 + (size_t)(*msg - '0');
	return msg + strspn(msg, ": ");
}

static enum rn_status show(const struct ui *ui, const struct inspected *in,
                           struct rn_error *err)
{
	struct ui_result r;

	if (in->profile->n_column == 0)
		return RN_OK;
	if (ui->json)
		return ui_print_json(inspect_json(in), err);
	if (ui_result_begin(&r, err))
		return err->status;
	inspect_print(in, r.out);
	return ui_result_end(&r, NULL, err);
}

/* The report, if there is one, and then what is wrong. */
static int run(struct ui *ui, const struct rn_spec *spec,
               const struct opt_set *set, const struct rn_dialect *dialect,
               const char *file)
{
	struct rn_profile profile = RN_PROFILE_INIT;
	const struct inspected in = { &profile, file, set, dialect };
	struct rn_panel_opts how = rn_spec_panel(spec);
	struct rn_error err, why;
	int status;

	how.dialect = *dialect;
	status = (int)rn_profile_load(&profile, file, &how, &err);
	if (status != RN_EUSAGE && show(ui, &in, &why))
		status = ui_fail(ui, &why);
	else if (status)
		ui_fail(ui, &err);
	rn_profile_release(&profile);
	return status;
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
	struct rn_spec spec;
	struct rn_error err;
	int status;

	rn_spec_init(&spec);
	if (!opt_parse(self, ui, &set, &argc, argv, &status)) {
		opt_release(&set);
		return status;
	}
	if (argc != 2)
		status = ui_misuse(ui, "give one CSV file, or - for standard input");
	else if (opt_apply(&set, &spec, &err) || rn_spec_check(&spec, &err))
		status = ui_fail(ui, &err);
	else
		status = run(ui, &spec, &set, &dialect, argv[1]);
	rn_spec_release(&spec);
	opt_release(&set);
	return status;
}

const struct cmd cmd_inspect = {
	.name = "inspect",
	.operands = "DATA.csv|-",
	.summary = "Show what was understood of a CSV file.",
	.description =
		"Columns with type and range, the time axis, seasons, every defect\n"
		"that training would refuse the file for, and the training to try\n"
		"next.  Writes no file.",
	.examples =
		"  rnnfc inspect data.csv\n"
		"  head -1000 data.csv | rnnfc inspect - --json\n",

	.run = inspect,
};

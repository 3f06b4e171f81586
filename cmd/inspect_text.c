/*
 * inspect_text.c - the report of rnnfc inspect for a person: one screen of 80
 * columns.  The table of columns is in inspect_table.c.
 */
#include "inspect.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum {
	LABEL = 10,        /* columns of what stands before a line */
	MAX_SHOWN = 8,     /* defects */
	MAX_PERIOD = RN_MAX_WATCHED * RN_MAX_SEASON,
	FEW_ROWS = 12,     /* that nobody expects a season in */
};

static void label(FILE *out, const char *name)
{
	fprintf(out, "%-*s", LABEL, name);
}

static const char *show(char buf[RN_SHOWN], const char *text)
{
	return rn_show(buf, text, strlen(text));
}

/* "1 row", "12,345 rows". */
static void put_count(FILE *out, size_t n, const char *what)
{
	char count[32];

	fprintf(out, "%s %s%s", ui_count(count, n), what, n == 1 ? "" : "s");
}

static void put_size(FILE *out, uint64_t n_byte)
{
	static const char *const unit[] = { "bytes", "kB", "MB", "GB", "TB" };
	double x = (double)n_byte;
	int i = 0;

	for (; x >= 999.5 && i < 4; i++)
		x /= 1000;
	fprintf(out, "%.*f %s", i > 0 && x < 9.95 ? 1 : 0, x, unit[i]);
}

static void put_head(const struct inspected *in, FILE *out)
{
	const struct rn_profile *p = in->profile;
	char shown[RN_SHOWN], format[RN_FORMAT_TEXT];

	label(out, "file");
	fprintf(out, "%s\n", strcmp(in->file, "-") == 0 ? "standard input"
	        : rn_show_path(shown, in->file));
	label(out, "format");
	fprintf(out, "%s\n", rn_format_text(format, &p->format));
	label(out, "size");
	put_count(out, p->n_row, "row");
	fputs(p->is_cut ? " read, " : ", ", out);
	put_count(out, (size_t)p->n_column, "column");
	fputs(", ", out);
	put_size(out, p->format.n_byte);
	fputc('\n', out);
}

static void put_series(const struct rn_profile *p, FILE *out)
{
	char shown[RN_SHOWN], count[32];

	if (p->id_at < 0 || !p->shortest.id)
		return;
	label(out, "series");
	fprintf(out, "%s by %s, ", ui_count(count, (size_t)p->n_series),
	        inspect_name(shown, &p->column[p->id_at]));
	if (p->shortest.n_row == p->longest.n_row) {
		put_count(out, p->longest.n_row, "row");
		fputs(" each\n", out);
		return;
	}
	fprintf(out, "of %s", ui_count(count, p->shortest.n_row));
	fprintf(out, " (%s) to ", show(shown, p->shortest.id));
	put_count(out, p->longest.n_row, "row");
	fprintf(out, " (%s)\n", show(shown, p->longest.id));
}

/* How the times are written, and what the step is. */
static void put_time(const struct rn_profile *p, FILE *out)
{
	char step[RN_STEP_TEXT], shown[RN_SHOWN], last[RN_SHOWN];

	if (p->n_row == 0)
		return;
	label(out, "time");
	if (p->time_at < 0) {
		fputs("row numbers", out);
		if (p->n_row > 0 && p->has_step && p->id_at < 0) {
			rn_axis_text(shown, &p->axis, 0);
			rn_axis_text(last, &p->axis, (int64_t)p->n_row - 1);
			fprintf(out, ", %s to %s", shown, last);
		}
		fputc('\n', out);
		return;
	}
	fputs(inspect_name(shown, &p->column[p->time_at]), out);
	if (p->has_step)
		fprintf(out, ", step %s%s", rn_axis_step_text(step, &p->axis),
		        p->is_mixed ? " (some series have another)"
		        : p->has_axis ? "" : " (the most common)");
	if (p->first[0])
		fprintf(out, ", %s%s", p->axis.format.pattern[0] ? "written as "
		        : "an integer", show(shown, p->axis.format.pattern));
	fputc('\n', out);
	if (!p->first[0])
		return;
	label(out, "span");
	fprintf(out, "%s to %s\n", show(shown, p->first), show(last, p->last));
}

/* What is not regular, a line for each kind. */
static void put_faults(const struct rn_faults *f, FILE *out)
{
	const struct rn_fault *of = f->of;
	const struct {
		const char *name;
		const struct rn_fault *fault;
		const char *one, *many;
	} line[] = {
		{ "repeated", &of[RN_AXIS_SAME], "row has the time of the row before",
		  "rows have the time of the row before" },
		{ "back", &of[RN_AXIS_BACK], "row is earlier than the row before",
		  "rows are earlier than the row before" },
		{ "uneven", &of[RN_AXIS_OFF],
		  "row is not a whole number of steps later",
		  "rows are not a whole number of steps later" },
	};
	char count[32];

	if (of[RN_AXIS_GAP].n > 0) {
		label(out, "gaps");
		put_count(out, of[RN_AXIS_GAP].n, "place");
		fputs(", ", out);
		put_count(out, f->n_step, "missing step");
		fprintf(out, ", %sbetween lines %zu and %zu\n",
		        of[RN_AXIS_GAP].n > 1 ? "the first " : "",
		        of[RN_AXIS_GAP].before, of[RN_AXIS_GAP].line);
	}
	for (size_t i = 0; i < sizeof(line) / sizeof(line[0]); i++) {
		const struct rn_fault *fault = line[i].fault;

		if (fault->n == 0)
			continue;
		label(out, line[i].name);
		fprintf(out, "%s %s, %sline %zu\n", ui_count(count, fault->n),
		        fault->n == 1 ? line[i].one : line[i].many,
		        fault->n > 1 ? "first in " : "", fault->line);
	}
}

/* What the options that were given would repair. */
static void put_repairs(const struct rn_repairs *r, FILE *out)
{
	const struct {
		size_t n;
		const char *one, *many;
	} done[] = {
		{ r->n_filled, "missing value filled", "missing values filled" },
		{ r->n_dropped, "row with a missing value left out",
		  "rows with missing values left out" },
		{ r->n_added, "row added for a missing step",
		  "rows added for missing steps" },
		{ r->n_merged, "row merged into another",
		  "rows merged into others" },
	};
	const char *name = "repaired";
	char count[32];

	for (size_t i = 0; i < sizeof(done) / sizeof(done[0]); i++) {
		if (done[i].n == 0)
			continue;
		label(out, name);
		fprintf(out, "%s %s\n", ui_count(count, done[i].n),
		        done[i].n == 1 ? done[i].one : done[i].many);
		name = "";
	}
}

struct period {
	int rows, n_column;
};

/* By how many columns have them, then in the order that they were found. */
static int find_periods(const struct rn_profile *p, struct period *period,
                        int most, int *n_watched)
{
	int n = 0;

	*n_watched = 0;
	for (int c = 0; c < p->n_column; c++) {
		const struct rn_column_profile *column = &p->column[c];

		*n_watched += column->is_watched;
		for (int i = 0; i < column->n_season; i++) {
			int k = 0;

			while (k < n && period[k].rows != column->season[i])
				k++;
			if (k == most)
				continue;
			if (k == n)
				period[n++] = (struct period){ column->season[i], 0 };
			for (period[k].n_column++; k > 0 && period[k].n_column
			     > period[k - 1].n_column; k--) {
				const struct period held = period[k];

				period[k] = period[k - 1];
				period[k - 1] = held;
			}
		}
	}
	return n;
}

/* Columns of numbers that could be the target. */
static int n_number(const struct rn_profile *p)
{
	int n = 0;

	for (int c = 0; c < p->n_column; c++)
		n += p->column[c].type == RN_COLUMN_NUMBER && c != p->id_at;
	return n;
}

static void put_seasons(const struct rn_profile *p, FILE *out)
{
	struct period period[MAX_PERIOD];
	int n_watched;
	const int n = find_periods(p, period, MAX_PERIOD, &n_watched);

	if (n_watched == 0 || (n == 0 && p->n_row < FEW_ROWS))
		return;
	label(out, "season");
	if (n == 0)
		fputs("none found", out);
	for (int i = 0; i < n && i < RN_MAX_SEASON; i++) {
		fprintf(out, "%s%d%s", i == 0 ? "" : ", ", period[i].rows,
		        i == 0 ? " rows" : "");
		if (n_watched > 1)
			fprintf(out, " in %d", period[i].n_column);
	}
	if (n > 0 && n_watched > 1)
		fprintf(out, " of %s%d columns", n_watched < n_number(p)
		        ? "the first " : "", n_watched);
	fputs(p->n_series > 1 ? ", in the first series\n" : "\n", out);
}

static void put_target(const struct rn_profile *p, FILE *out)
{
	char shown[RN_SHOWN];

	if (p->n_row == 0)
		return;
	label(out, "target");
	if (p->target_at >= 0)
		fprintf(out, "%s\n", inspect_name(shown, &p->column[p->target_at]));
	else if (n_number(p) > 0)
		fprintf(out, "not decided among %d columns; --target-col NAME, or "
		        "all\n", n_number(p));
	else
		fputs("none: no column has numbers\n", out);
}

static void put_defects(const struct inspected *in, FILE *out)
{
	const struct rn_profile *p = in->profile;
	const size_t n = p->n_defect < MAX_SHOWN ? p->n_defect : MAX_SHOWN;

	if (p->n_defect == 0)
		return;
	fputc('\n', out);
	put_count(out, p->n_defect, "defect");
	fputs(":\n", out);
	for (size_t i = 0; i < n; i++) {
		size_t line;
		const char *msg = inspect_message(&p->defect[i], in->file, &line);

		fputs("  ", out);
		if (line > 0)
			fprintf(out, "line %zu: ", line);
		fprintf(out, "%s\n", msg);
	}
	if (p->n_defect > n) {
		char count[32];

		fprintf(out, "  ... and %s more\n", ui_count(count, p->n_defect - n));
	}
}

void inspect_print(const struct inspected *in, FILE *out)
{
	const struct rn_profile *p = in->profile;
	char *next = inspect_next(in);

	put_head(in, out);
	put_series(p, out);
	put_time(p, out);
	put_faults(&p->faults, out);
	put_repairs(&p->repairs, out);
	put_seasons(p, out);
	put_target(p, out);
	inspect_print_columns(p, out);
	put_defects(in, out);
	if (next)
		fprintf(out, "\nnext: %s\n", next);
	free(next);
}

/*
 * inspect_json.c - the report of rnnfc inspect for a program.
 */
#include "inspect.h"

#include <stdlib.h>

static json_t *json_seasons(const struct rn_column_profile *c)
{
	json_t *list = json_array();

	for (int i = 0; i < c->n_season; i++)
		json_array_append_new(list, json_integer(c->season[i]));
	return list;
}

static json_t *json_name(const struct rn_profile *p, int c)
{
	return c < 0 ? json_null() : ui_json_text(p->column[c].name);
}

static json_t *json_column(const struct rn_profile *p, int at)
{
	const struct rn_column_profile *c = &p->column[at];
	json_t *o = json_pack("{s:o,s:s,s:I,s:b,s:o}", "name",
	                      ui_json_text(c->name), "type",
	                      inspect_type_name(c->type), "missing",
	                      (json_int_t)c->n_missing, "constant",
	                      (int)c->is_constant, "same_as",
	                      json_name(p, c->same_as));

	if (!o || c->type != RN_COLUMN_NUMBER)
		return o;
	json_object_set_new(o, "not_numbers",
	                    json_integer((json_int_t)c->n_misfit));
	json_object_set_new(o, "min", ui_json_number(c->min));
	json_object_set_new(o, "mean", ui_json_number(c->mean));
	json_object_set_new(o, "max", ui_json_number(c->max));
	json_object_set_new(o, "sd", ui_json_number(c->sd));
	json_object_set_new(o, "seasons", c->is_watched ? json_seasons(c)
	                    : json_null());
	return o;
}

static json_t *json_faults(const struct rn_faults *f)
{
	static const char *const name[RN_N_FAULT] = {
		[RN_AXIS_SAME] = "repeated", [RN_AXIS_BACK] = "back",
		[RN_AXIS_GAP] = "gaps", [RN_AXIS_OFF] = "uneven",
	};
	json_t *o = json_object();

	for (int i = 0; i < RN_N_FAULT; i++)
		json_object_set_new(o, name[i], json_pack(
			"{s:I,s:o}", "rows", (json_int_t)f->of[i].n, "first_line",
			f->of[i].n ? json_integer((json_int_t)f->of[i].line)
			           : json_null()));
	json_object_set_new(o, "missing_steps",
	                    json_integer((json_int_t)f->n_step));
	return o;
}

static json_t *json_time(const struct rn_profile *p)
{
	char step[RN_STEP_TEXT], first[RN_TIME_TEXT], last[RN_TIME_TEXT];
	const bool has_times = p->time_at >= 0 && p->first[0];
	const bool has_rows = p->time_at < 0 && p->n_row > 0 && p->has_step;
	json_t *o = json_pack("{s:o,s:b}", "column", json_name(p, p->time_at),
	                      "regular", (int)p->has_axis);

	if (!o)
		return NULL;
	if (p->has_step) {
		json_object_set_new(o, "step",
		                    json_string(rn_axis_step_text(step, &p->axis)));
		json_object_set_new(o, "season",
		                    json_integer(rn_axis_season(&p->axis)));
	}
	if (has_times) {
		json_object_set_new(o, "format", p->axis.format.pattern[0]
		                    ? ui_json_text(p->axis.format.pattern)
		                    : json_null());
		json_object_set_new(o, "first", ui_json_text(p->first));
		json_object_set_new(o, "last", ui_json_text(p->last));
		json_object_set_new(o, "faults", json_faults(&p->faults));
	}
	if (has_rows && p->id_at < 0) {
		json_object_set_new(o, "first", json_string(
			rn_axis_text(first, &p->axis, 0)));
		json_object_set_new(o, "last", json_string(
			rn_axis_text(last, &p->axis, (int64_t)p->n_row - 1)));
	}
	return o;
}

static json_t *json_series(const struct rn_profile *p)
{
	if (p->id_at < 0 || !p->shortest.id)
		return json_null();
	return json_pack("{s:o,s:i,s:{s:o,s:I},s:{s:o,s:I}}", "id_column",
	                 json_name(p, p->id_at), "n", p->n_series, "shortest",
	                 "id", ui_json_text(p->shortest.id), "rows",
	                 (json_int_t)p->shortest.n_row, "longest", "id",
	                 ui_json_text(p->longest.id), "rows",
	                 (json_int_t)p->longest.n_row);
}

static json_t *json_repairs(const struct rn_repairs *r)
{
	return json_pack("{s:I,s:I,s:I,s:I}", "filled", (json_int_t)r->n_filled,
	                 "added", (json_int_t)r->n_added, "dropped",
	                 (json_int_t)r->n_dropped, "merged",
	                 (json_int_t)r->n_merged);
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
	                 "line_end", rn_format_line_end(f), "bom",
	                 (int)f->has_bom);
}

/* The message without the file's name, so that documents of the same data
 * from another place are the same. */
static json_t *json_defect(const struct rn_error *defect, const char *file)
{
	size_t line;
	const char *msg = inspect_message(defect, file, &line);

	return json_pack("{s:o,s:o,s:o}", "line",
	                 line ? json_integer((json_int_t)line) : json_null(),
	                 "message", ui_json_text(msg), "hint",
	                 ui_json_text(defect->hint));
}

json_t *inspect_json(const struct inspected *in)
{
	const struct rn_profile *p = in->profile;
	json_t *columns = json_array(), *defects = json_array();

	for (int i = 0; i < p->n_column; i++)
		json_array_append_new(columns, json_column(p, i));
	for (size_t i = 0; i < p->n_defect && i < RN_MAX_DEFECT; i++)
		json_array_append_new(defects, json_defect(&p->defect[i], in->file));
	return json_pack("{s:s,s:s,s:o,s:s?,s:I,s:o,s:I,s:o,s:o,s:o,s:o,s:o,s:I,"
	                 "s:o}", "rnnfc", RN_VERSION, "command", "inspect", "file",
	                 ui_json_text(in->file), "compression",
	                 p->format.packing, "bytes",
	                 (json_int_t)p->format.n_byte, "dialect",
	                 json_dialect(&p->format), "rows", (json_int_t)p->n_row,
	                 "time", json_time(p), "series", json_series(p), "target",
	                 json_name(p, p->target_at), "repairs",
	                 json_repairs(&p->repairs), "columns", columns, "defects",
	                 (json_int_t)p->n_defect, "first_defects", defects);
}

/*
 * profile.c - a CSV file column by column, defects included.
 *
 * Reads as a panel is read, with the same words for what is wrong, but keeps
 * the defects and goes on.  No values are kept: mean and spread are running
 * sums (B. P. Welford, "Note on a method for calculating corrected sums of
 * squares and products", 1962).
 */
#include "data/profile.h"

#include "base/block.h"
#include "data/csv.h"
#include "data/table.h"
#include "data/timecol.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct profiler {
	const struct rn_panel_opts *opts;
	struct rn_profile *profile;
	struct rn_table table;
	struct rn_time_style style;
	struct rn_timecol times;
	bool is_time_whole;          /* has every row a time? */
	int named_at;                /* the target, if its name tells it; or -1 */
	size_t *n_value;             /* [n_column] */
	double *m2;                  /* [n_column] sum of squared deviations */
	size_t line[RN_MAX_DEFECT];  /* of the first rows */
};

void rn_profile_release(struct rn_profile *profile)
{
	for (int c = 0; profile->column && c < profile->n_column; c++)
		free(profile->column[c].name);
	free(profile->column);
	free(profile->defect);
	*profile = (struct rn_profile)RN_PROFILE_INIT;
}

/* Keeps a defect, and lets the reading go on; anything else ends it. */
static enum rn_status keep_defect(struct profiler *p,
                                  const struct rn_error *err)
{
	struct rn_profile *profile = p->profile;

	if (err->status != RN_EDATA)
		return err->status;
	if (profile->n_defect < RN_MAX_DEFECT)
		profile->defect[profile->n_defect] = *err;
	profile->n_defect++;
	return RN_OK;
}

static void add_value(struct profiler *p, int c, double x)
{
	struct rn_column_profile *column = &p->profile->column[c];
	const double n = (double)++p->n_value[c];
	const double d = x - column->mean;

	if (n == 1)
		column->min = column->max = x;
	column->min = x < column->min ? x : column->min;
	column->max = x > column->max ? x : column->max;
	column->mean += d / n;
	p->m2[c] += d * (x - column->mean);
}

/* The rows before a column's first value lacked one; those of a target that is
 * named were refused one by one. */
static enum rn_status add_late(struct profiler *p, int c, struct rn_error *err)
{
	const size_t n = p->table.n_used - 1;

	if (c == p->named_at || p->table.type[c] == RN_COLUMN_TEXT
	    || (p->table.type[c] == RN_COLUMN_TIME
	        && (c > 0 || p->profile->time_at >= 0 || p->opts->time_col)))
		return RN_OK;
	for (size_t k = 0; k < n && k < RN_MAX_DEFECT; k++) {
		rn_table_fail_missing(&p->table, p->line[k], c, err);
		if (keep_defect(p, err))
			return err->status;
	}
	if (n > RN_MAX_DEFECT)
		p->profile->n_defect += n - RN_MAX_DEFECT;
	return RN_OK;
}

static enum rn_status take_time(struct profiler *p,
                                const struct rn_csv_row *row,
                                struct rn_error *err)
{
	const int c = p->profile->time_at;

	if (rn_timecol_add(&p->times, &p->style, &p->table, row, c, err) == RN_OK)
		return RN_OK;
	p->is_time_whole = false;
	return keep_defect(p, err);
}

static enum rn_status take_cell(struct profiler *p,
                                const struct rn_csv_row *row, int c,
                                struct rn_error *err)
{
	const bool is_missing = rn_table_is_missing(&p->table, &row->field[c]);
	double x;

	if (is_missing)
		p->profile->column[c].n_missing++;
	if (c == p->profile->time_at)
		return take_time(p, row, err);
	if (p->table.type[c] != RN_COLUMN_NUMBER && c != p->named_at)
		return RN_OK;
	if (rn_table_number(&p->table, row, c, &x, err)
	    || (is_missing && rn_table_fail_missing(&p->table, row->at.line, c,
	                                            err)))
		return keep_defect(p, err);
	add_value(p, c, x);
	return RN_OK;
}

static enum rn_status begin(struct profiler *p, const struct rn_csv_row *row,
                            struct rn_error *err)
{
	struct rn_profile *profile = p->profile;
	const size_t n = (size_t)row->n_field;
	enum rn_status status = rn_table_begin(&p->table, row, p->opts, err);

	if (status && keep_defect(p, err))
		return err->status;
	if (rn_alloc(&profile->column, n, sizeof(*profile->column), err)
	    || rn_alloc(&p->n_value, n, sizeof(*p->n_value), err)
	    || rn_alloc(&p->m2, n, sizeof(*p->m2), err))
		return err->status;
	profile->n_column = row->n_field;
	for (int c = 0; c < row->n_field; c++)
		if (rn_copy_text(&profile->column[c].name, p->table.name[c], err))
			return err->status;
	return RN_OK;
}

/* Chooses the columns whose every value counts, whatever its type, after the
 * first row was typed. */
static enum rn_status choose(struct profiler *p, struct rn_error *err)
{
	struct rn_columns used = RN_COLUMNS_INIT;
	bool is_named;
	int c;

	if (rn_table_find_time(&p->table, p->opts, &p->profile->time_at, err)
	    && keep_defect(p, err))
		return err->status;
	used.time_at = p->profile->time_at;
	c = rn_table_guess_target(&p->table, &used, &is_named);
	p->named_at = is_named ? c : -1;
	return RN_OK;
}

static enum rn_status take_row(void *ud, struct rn_csv *csv,
                               const struct rn_csv_row *row,
                               struct rn_error *err)
{
	struct profiler *p = ud;
	struct rn_table *t = &p->table;

	(void)csv;
	if (t->n_column == 0) {
		if (begin(p, row, err))
			return err->status;
		if (t->has_header)
			return RN_OK;
	}
	if (!rn_table_use(t, row, p->opts))
		return RN_OK;
	if (t->n_used <= RN_MAX_DEFECT)
		p->line[t->n_used - 1] = row->at.line;
	for (int c = 0; (c = rn_table_type(t, row, c)) < t->n_column; c++)
		if (t->n_used > 1 && c != p->profile->time_at
		    && add_late(p, c, err))
			return err->status;
	if (t->n_used == 1 && choose(p, err))
		return err->status;
	for (int c = 0; c < t->n_column; c++)
		if (take_cell(p, row, c, err))
			return err->status;
	return RN_OK;
}

static enum rn_status finish_axis(struct profiler *p, struct rn_error *err)
{
	struct rn_profile *profile = p->profile;

	profile->axis = (struct rn_axis)RN_AXIS_ROWS;
	profile->axis.start = (int64_t)p->opts->row_from;
	profile->has_axis = true;
	if (profile->time_at < 0)
		return RN_OK;
	profile->has_axis = p->is_time_whole && p->times.n > 0;
	if (p->times.n == 0)
		return RN_OK;
	if (rn_timecol_axis(&p->times, &p->style, &p->table, profile->time_at,
	                    NULL, NULL, &profile->axis, NULL, err) == RN_OK)
		return RN_OK;
	profile->has_axis = false;
	/* With a row missing, the gap it leaves is no defect of its own. */
	return p->is_time_whole ? keep_defect(p, err) : RN_OK;
}

static void finish_columns(struct profiler *p)
{
	struct rn_profile *profile = p->profile;

	profile->n_row = p->table.n_used;
	for (int c = 0; c < profile->n_column; c++) {
		struct rn_column_profile *column = &profile->column[c];
		const size_t n = p->n_value[c];

		column->type = c == profile->time_at ? RN_COLUMN_TIME
		                                     : p->table.type[c];
		column->sd = n > 1 ? sqrt(p->m2[c] / (double)(n - 1)) : 0;
		column->is_constant = n > 0 && column->min == column->max;
	}
}

/* What can only be said when all rows are known. */
static enum rn_status finish(struct profiler *p, struct rn_error *err)
{
	struct rn_profile *profile = p->profile;
	struct rn_columns used = RN_COLUMNS_INIT;
	bool is_named;
	int target;

	if (rn_table_check_rows(&p->table, p->opts, err) && keep_defect(p, err))
		return err->status;
	used.time_at = profile->time_at;
	target = rn_table_guess_target(&p->table, &used, &is_named);
	if (p->table.n_used > 0 && target == -1) {
		rn_table_fail_target(&p->table, &used, err);
		if (keep_defect(p, err))
			return err->status;
	}
	profile->target_at = p->table.n_used > 0 && target >= 0 ? target : -1;
	return finish_axis(p, err);
}

enum rn_status rn_profile_load(struct rn_profile *profile, const char *path,
                               const struct rn_panel_opts *opts,
                               struct rn_error *err)
{
	const struct rn_csv_opts how = { .dialect = opts->dialect };
	struct rn_panel_opts mine = *opts;
	struct profiler p = { .opts = &mine, .profile = profile,
		.style = rn_time_style_of(opts), .is_time_whole = true,
		.named_at = -1 };
	enum rn_status status;

	mine.known = NULL;
	mine.target_col = NULL;
	*profile = (struct rn_profile)RN_PROFILE_INIT;
	status = rn_alloc(&profile->defect, RN_MAX_DEFECT,
	                  sizeof(*profile->defect), err);
	if (!status)
		status = rn_csv_read(path, &how, take_row, &p, &profile->format,
		                     err);
	if (!status)
		status = finish(&p, err);
	if (p.m2)
		finish_columns(&p);
	/* The first in the file comes first, also where the tokenizer stopped
	 * further down. */
	if (status == RN_EDATA && keep_defect(&p, err) == RN_OK)
		status = RN_OK;
	if (!status && profile->n_defect > 0) {
		*err = profile->defect[0];
		status = err->status;
	}
	free(p.n_value);
	free(p.m2);
	rn_timecol_release(&p.times);
	rn_table_release(&p.table);
	return status;
}

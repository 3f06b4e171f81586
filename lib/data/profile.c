/*
 * profile.c - a CSV file column by column, defects included.
 *
 * Reads as a panel is read, with the same words for what is wrong, but keeps
 * the defects and goes on.
 */
#include "data/profile.h"

#include "base/block.h"
#include "data/csv.h"
#include "data/profiler.h"

#include <math.h>
#include <stdlib.h>

void rn_profile_release(struct rn_profile *profile)
{
	for (int c = 0; profile->column && c < profile->n_column; c++)
		free(profile->column[c].name);
	free(profile->column);
	free(profile->shortest.id);
	free(profile->longest.id);
	free(profile->defect);
	*profile = (struct rn_profile)RN_PROFILE_INIT;
}

enum rn_status rn_profiler_keep(struct rn_profiler *p,
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

/* The same of one that training stops reading for. */
static enum rn_status stop(struct rn_profiler *p, const struct rn_error *err)
{
	p->has_stopped = true;
	p->profile->n_bad++;
	return rn_profiler_keep(p, err);
}

bool rn_profiler_judges(const struct rn_profiler *p, int c)
{
	const struct rn_columns *columns = &p->reader.columns;

	if (p->named_at >= 0)
		return c == p->named_at;
	return p->reader.table.type[c] == RN_COLUMN_NUMBER
	       && c != columns->time_at && c != columns->id_at;
}

/* Column c turns out to be one that training reads: of the first of them the
 * seasons are looked for. */
static enum rn_status admit(struct rn_profiler *p, int c, struct rn_error *err)
{
	p->n_number++;
	if (p->n_watched == RN_MAX_WATCHED)
		return RN_OK;
	p->n_watched++;
	p->profile->column[c].is_watched = true;
	return rn_gauge_watch(&p->gauge[c], err);
}

/* The rows before a column's first value lacked one; those of a target that is
 * named were refused one by one. */
static enum rn_status take_late(struct rn_profiler *p, int c,
                                struct rn_error *err)
{
	const struct rn_table *t = &p->reader.table;
	const struct rn_panel_opts *opts = p->reader.opts;
	const bool is_first_time = c == 0 && t->type[c] == RN_COLUMN_TIME
		&& p->reader.columns.time_at < 0 && !opts->time_col;
	const bool is_judged = p->named_at < 0 && rn_profiler_judges(p, c);
	const bool is_repaired = p->n_number > 0
		&& rn_missing_repairs(opts->missing);

	if (is_judged && admit(p, c, err))
		return err->status;
	if (!is_first_time && (!is_judged || is_repaired))
		return RN_OK;
	rn_table_fail_missing(t, t->first_line, c, err);
	return stop(p, err);
}

/* A value is missing that training reads: all such are one defect, or will be
 * repaired. */
static enum rn_status take_missing(struct rn_profiler *p, size_t line, int c,
                                   struct rn_error *err)
{
	struct rn_reader *r = &p->reader;

	p->profile->n_missing++;
	if (rn_missing_repairs(r->opts->missing) || r->n_missing++ > 0)
		return RN_OK;
	r->missing_line = line;
	r->missing_at = c;
	p->missing_defect = p->profile->n_defect;
	rn_reader_fail_missing(r, err);
	return rn_profiler_keep(p, err);
}

static enum rn_status take_time(struct rn_profiler *p,
                                const struct rn_csv_row *row,
                                struct rn_error *err)
{
	const struct rn_columns *columns = &p->reader.columns;
	struct rn_group *g;

	if (rn_roster_find(&p->roster, &p->reader.table, row, columns, 0,
	                   err)) {
		p->is_time_whole = false;
		return stop(p, err);
	}
	g = p->roster.last;
	g->n_row++;
	if (columns->time_at < 0)
		return RN_OK;
	if (rn_timecol_add(&g->times, &p->reader.style, &p->reader.table, row,
	                   columns->time_at, err)) {
		p->is_time_whole = false;
		if (!p->reader.style.is_known) {
			rn_time_guess_add(&p->guess, &row->field[columns->time_at]);
			p->n_guess++;
		}
		return stop(p, err);
	}
	return rn_whose_add(&p->whose, row, g->times.time[g->times.n - 1], err);
}

static enum rn_status take_number(struct rn_profiler *p,
                                  const struct rn_csv_row *row, int c,
                                  struct rn_error *err)
{
	struct rn_gauge *g = &p->gauge[c];
	double x = NAN;

	if (rn_table_number(&p->reader.table, row, c, &x, err)) {
		rn_gauge_misfit(g, row->at.line);
		if (p->reader.table.type[c] == RN_COLUMN_TEXT)
			rn_hint(err, "correct it, or forecast symbols with "
			        "--target-type categorical");
		return rn_profiler_judges(p, c) ? stop(p, err) : RN_OK;
	}
	if (g->tail && (p->roster.n == 0 || p->roster.last == p->roster.group[0]))
		rn_gauge_keep(g, x);
	if (!isnan(x)) {
		rn_gauge_number(g, x);
		return RN_OK;
	}
	rn_gauge_missing(g);
	return rn_profiler_judges(p, c) ? take_missing(p, row->at.line, c, err)
	                                : RN_OK;
}

static enum rn_status take_cells(struct rn_profiler *p,
                                 const struct rn_csv_row *row,
                                 struct rn_error *err)
{
	const struct rn_table *t = &p->reader.table;
	const size_t n_missing = p->profile->n_missing;

	for (int c = 0; c < t->n_column; c++) {
		if (c != p->reader.columns.time_at && c != p->reader.columns.id_at
		    && (t->type[c] == RN_COLUMN_NUMBER || c == p->named_at)) {
			if (take_number(p, row, c, err))
				return err->status;
		} else if (rn_table_is_missing(t, &row->field[c])) {
			rn_gauge_missing(&p->gauge[c]);
		} else if (c != p->reader.columns.time_at) {
			rn_gauge_text(&p->gauge[c], &row->field[c]);
		}
	}
	if (p->profile->n_missing > n_missing && p->reader.opts->missing
	    && p->reader.opts->missing->drops)
		p->profile->repairs.n_dropped++;
	return RN_OK;
}

static enum rn_status begin(struct rn_profiler *p,
                            const struct rn_csv_row *row, struct rn_error *err)
{
	struct rn_profile *profile = p->profile;
	struct rn_table *t = &p->reader.table;
	const size_t n = (size_t)row->n_field;

	p->reader.style = rn_time_style_of(p->reader.opts);
	if (rn_table_begin(t, row, p->reader.opts, err)) {
		if (stop(p, err))
			return err->status;
		profile->needs_header = !t->has_header;
	}
	if (rn_alloc(&profile->column, n, sizeof(*profile->column), err)
	    || rn_alloc(&p->gauge, n, sizeof(*p->gauge), err))
		return err->status;
	profile->n_column = row->n_field;
	for (int c = 0; c < row->n_field; c++) {
		profile->column[c].same_as = -1;
		if (rn_copy_text(&profile->column[c].name, t->name[c], err))
			return err->status;
	}
	return RN_OK;
}

/* Finds time, id and target, after the first row was typed.  "all" targets
 * never fail to be found. */
static enum rn_status choose(struct rn_profiler *p, struct rn_error *err)
{
	struct rn_columns *columns = &p->reader.columns;
	const struct rn_table *t = &p->reader.table;
	bool is_named;
	int target;

	if (rn_choose(columns, &p->reader.choice, t, p->reader.opts, err)
	    && stop(p, err))
		return err->status;
	columns->role[RN_TARGET].n = 0;
	p->profile->time_at = columns->time_at;
	p->profile->id_at = columns->id_at;
	target = rn_table_guess_target(t, columns, &is_named);
	p->named_at = is_named ? target : -1;
	for (int c = 0; c < t->n_column; c++) {
		if (rn_profiler_judges(p, c) && admit(p, c, err))
			return err->status;
		if (t->type[c] == RN_COLUMN_TEXT && columns->id_at < 0
		    && columns->time_at >= 0 && c != columns->time_at)
			rn_whose_watch(&p->whose, c);
	}
	return RN_OK;
}

static enum rn_status take_row(void *ud, struct rn_csv *csv,
                               const struct rn_csv_row *row,
                               struct rn_error *err)
{
	struct rn_profiler *p = ud;
	struct rn_table *t = &p->reader.table;

	(void)csv;
	if (t->n_column == 0) {
		if (begin(p, row, err))
			return err->status;
		if (t->has_header)
			return RN_OK;
	}
	if (!rn_table_use(t, row, p->reader.opts))
		return RN_OK;
	for (int c = 0; (c = rn_table_type(t, row, c)) < t->n_column; c++)
		if (t->n_used > 1 && take_late(p, c, err))
			return err->status;
	if (t->n_used == 1 && choose(p, err))
		return err->status;
	return take_time(p, row, err) ? err->status : take_cells(p, row, err);
}

static void release(struct rn_profiler *p)
{
	for (int c = 0; p->gauge && c < p->profile->n_column; c++)
		rn_gauge_release(&p->gauge[c]);
	free(p->gauge);
	rn_roster_release(&p->roster);
	rn_whose_release(&p->whose);
	rn_reader_release(&p->reader);
}

enum rn_status rn_profile_load(struct rn_profile *profile, const char *path,
                               const struct rn_panel_opts *opts,
                               struct rn_error *err)
{
	const struct rn_csv_opts how = { .dialect = opts->dialect };
	const struct rn_panel_opts mine = {
		.time_col = opts->time_col, .target_col = "all",
		.time_format = opts->time_format, .freq = opts->freq,
		.id_col = opts->id_col, .na = opts->na, .missing = opts->missing,
		.no_header = opts->no_header, .dialect = opts->dialect,
		.row_from = opts->row_from, .row_to = opts->row_to,
		.min_rows = opts->min_rows,
	};
	struct rn_profiler p = { .reader = RN_READER_INIT(&mine),
		.profile = profile, .named_at = -1, .is_time_whole = true };
	enum rn_status status;
	struct rn_error late;

	*profile = (struct rn_profile)RN_PROFILE_INIT;
	status = rn_alloc(&profile->defect, RN_MAX_DEFECT,
	                  sizeof(*profile->defect), err);
	if (!status)
		status = rn_csv_read(path, &how, take_row, &p, &profile->format,
		                     err);
	/* The first in the file comes first, also where the tokenizer stopped
	 * further down. */
	if (status == RN_EDATA) {
		profile->is_cut = true;
		status = stop(&p, err);
	}
	if (!status)
		status = rn_profiler_end(&p, err);
	if (p.gauge && rn_profiler_columns(&p, &late) && !status) {
		*err = late;
		status = late.status;
	}
	if (!status && profile->n_defect > 0) {
		*err = profile->defect[0];
		status = err->status;
	}
	release(&p);
	return status;
}

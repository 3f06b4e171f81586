/*
 * tail.c - the latest rows of a CSV that is still being written.
 */
#include "data/tail.h"

#include "base/block.h"
#include "data/axis.h"

#include <stdlib.h>

void rn_tail_release(struct rn_tail *tail)
{
	rn_csv_close(tail->csv);
	rn_reader_release(&tail->reader);
	rn_timecol_release(&tail->times);
	free(tail->x);
	*tail = (struct rn_tail)RN_TAIL_INIT;
}

enum rn_status rn_tail_open(struct rn_tail *tail, const char *path,
                            const struct rn_panel_opts *opts, size_t keep,
                            struct rn_error *err)
{
	const struct rn_csv_opts how = { opts->dialect, .is_live = true };
	const size_t n = (size_t)rn_columns_n_value(opts->known);
	enum rn_status status;

	*tail = (struct rn_tail){ .reader = RN_READER_INIT(opts),
	                          .times = RN_TIMECOL_INIT,
	                          .axis = RN_AXIS_ROWS, .keep = keep };
	status = rn_alloc(&tail->x, n * 2 * keep,
	                  sizeof(*tail->x), err);
	if (!status)
		status = rn_csv_open(&tail->csv, path, &how, err);
	if (status)
		rn_tail_release(tail);
	return status;
}

/* A time that is not where the axis goes on, and how far away it is. */
static enum rn_status fail_step(const struct rn_tail *tail, size_t line,
                                struct rn_time time, struct rn_error *err)
{
	const struct rn_reader *reader = &tail->reader;
	const int c = reader->columns.time_at;
	const int64_t pair[] = { tail->time.at, time.at };
	struct rn_axis_defect defect;
	struct rn_axis here;
	char is[RN_STEP_TEXT], should[RN_STEP_TEXT];

	if (!rn_axis_find(pair, 2, &tail->axis.format, time.offset, &here,
	                  &defect)) {
		rn_table_fail(&reader->table, line, c, err, "%s line %zu",
		              defect.what, tail->line);
		return rn_hint(err, "%s", defect.hint);
	}
	rn_table_fail(&reader->table, line, c, err, "%s after line %zu, but the "
	              "model was trained on steps of %s",
	              rn_axis_step_text(is, &here), tail->line,
	              rn_axis_step_text(should, &tail->axis));
	return rn_hint(err, "every row must be one step after the row before");
}

/* Is a time the next one?  The axis then has its offset: as in a whole file
 * (data/timecol.h), the clock that was written may count days. */
static bool go_on(struct rn_tail *tail, struct rn_time time)
{
	const int64_t scale = rn_time_scale(&tail->axis.format);
	const int64_t ahead = (tail->time.offset - time.offset) * scale;
	struct rn_axis axis = tail->axis;

	axis.offset = time.offset;
	if (!rn_axis_is_next(&axis, tail->time.at, time.at)) {
		if (!rn_axis_counts_days(&axis)
		    || !rn_axis_is_next(&axis, tail->time.at + ahead, time.at))
			return false;
		if (axis.unit == RN_TIME_SECOND)
			axis.start += ahead;
	}
	tail->axis = axis;
	return true;
}

/* Reads and judges the time of a row, which alone is kept. */
static enum rn_status take_time(struct rn_tail *tail,
                                const struct rn_csv_row *row,
                                struct rn_error *err)
{
	struct rn_reader *reader = &tail->reader;
	struct rn_timecol *times = &tail->times;
	const struct rn_axis *like = reader->opts->axis;
	const int c = reader->columns.time_at;
	const size_t line = row->at.line;
	char step[RN_STEP_TEXT];
	struct rn_time time;

	if (c < 0)
		return RN_OK;
	if (rn_timecol_add(times, &reader->style, &reader->table, row, c, err))
		return err->status;
	time = (struct rn_time){ times->time[times->n - 1],
		rn_timecol_offset(times) };
	rn_timecol_keep_last(times);
	if (tail->n_row == 0
	    && !rn_axis_begin(&tail->axis, like, &reader->style.format, time))
		return rn_table_fail(&reader->table, line, c, err, "no time for a "
		                     "model that was trained on steps of %s",
		                     rn_axis_step_text(step, like));
	if (tail->n_row > 0 && !go_on(tail, time))
		return fail_step(tail, line, time, err);
	tail->time = time;
	tail->line = line;
	return RN_OK;
}

static enum rn_status take_row(struct rn_tail *tail,
                               const struct rn_csv_row *row, bool *is_used,
                               struct rn_error *err)
{
	struct rn_reader *reader = &tail->reader;
	const size_t at = tail->n_row % tail->keep;

	if (rn_reader_take(reader, row, is_used, err))
		return err->status;
	if (!*is_used)
		return RN_OK;
	rn_reader_skip(reader, tail->csv);
	if (take_time(tail, row, err) || rn_reader_values(reader, row, err))
		return err->status;
	if (reader->n_missing > 0)
		return rn_reader_fail_missing(reader, err);
	for (int i = 0; i < rn_columns_n_value(&reader->columns); i++) {
		double *x = tail->x + (size_t)i * 2 * tail->keep;

		x[at] = x[at + tail->keep] = reader->value[i];
	}
	tail->n_row++;
	return RN_OK;
}

enum rn_status rn_tail_next(struct rn_tail *tail, bool *is_end,
                            struct rn_error *err)
{
	struct rn_csv_row row;
	bool is_used = false;
	enum rn_status status;

	do {
		status = rn_csv_next(tail->csv, &row, err);
		*is_end = !status && row.n_field == 0;
		if (!status && !*is_end)
			status = take_row(tail, &row, &is_used, err);
	} while (!status && !*is_end && !is_used);
	if (status)
		rn_reader_fit_hint(&tail->reader, err);
	return status;
}

size_t rn_tail_n(const struct rn_tail *tail)
{
	return tail->n_row < tail->keep ? tail->n_row : tail->keep;
}

double *rn_tail_last(const struct rn_tail *tail, int i)
{
	const size_t oldest = tail->n_row < tail->keep ? 0
	                      : tail->n_row % tail->keep;

	return tail->x + (size_t)i * 2 * tail->keep + oldest;
}

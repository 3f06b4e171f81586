/*
 * csv.c - any file as a panel and as a profile, read in several ways.
 */
#include "fuzz.h"

#include "data/panel.h"
#include "data/profile.h"

#include <math.h>
#include <string.h>

/* Columns as models know them. */
static char *name_y[] = { (char[]){ "y" } }, *name_b[] = { (char[]){ "b" } };
static int at_1[] = { 1 }, at_2[] = { 2 };
static const struct rn_columns by_name = { .has_header = true, .n_column = 2,
	.time = (char[]){ "ds" }, .id_at = -1, .part_at = -1,
	.role = { { 1, name_y, at_1 } } };
static const struct rn_columns by_place = { .n_column = 2, .time_at = -1,
	.id_at = -1, .part_at = -1, .role = { { 1, name_y, at_1 } } };
static const struct rn_columns with_id = { .has_header = true, .n_column = 4,
	.time = (char[]){ "ds" }, .id = (char[]){ "id" }, .id_at = 3,
	.part_at = -1, .role = { { 1, name_y, at_1 }, { 1, name_b, at_2 } } };
static const struct rn_axis hours = { .unit = RN_TIME_SECOND, .day = 1,
	.format = { "%Y-%m-%d %H:%M:%S", 0 }, .step = 3600 };

/* The first byte of an input is a letter, from 'a' on, that chooses one. */
static const struct rn_panel_opts ways[] = {
	{ .time_col = NULL },
	{ .target_col = "all" },
	{ .target_col = "all", .no_header = true },
	{ .target_col = "y,b", .time_col = "ds" },
	{ .target_col = "all", .time_col = "none", .min_rows = 1 },
	{ .dialect = { ';', ',' } },
	{ .dialect = { '\t', 0 }, .target_col = "all" },
	{ .dialect = { '|', '.' } },
	{ .dialect = { 0, ',' }, .no_header = true },
	{ .row_from = 1, .row_to = 4 },
	{ .wants = { "y", "yhat" }, .min_rows = 1 },
	{ .wants = { "b", "y*" }, .min_rows = 1 },
	{ .known = &by_name, .axis = &hours, .min_rows = 1 },
	{ .known = &by_place, .no_header = true },
	{ .missing = &rn_missing_interpolate },
	{ .missing = &rn_missing_ffill, .id_col = "id" },
	{ .missing = &rn_missing_drop, .id_col = "id", .target_col = "all" },
	{ .past_cols = "b", .future_cols = "c", .calendar = "month,weekday" },
	{ .past_cols = "b", .id_col = "id", .missing = &rn_missing_interpolate },
	{ .known = &with_id, .axis = &hours },
	{ .freq = "1d", .missing = &rn_missing_interpolate },
	{ .freq = "90min", .target_col = "all" },
	{ .freq = "MS", .id_col = "id", .missing = &rn_missing_ffill },
	{ .time_format = "%d.%m.%Y", .missing = &rn_missing_drop },
	{ .na = "-,x,3", .missing = &rn_missing_drop, .target_col = "all" },
};

static void check_name(const char *name)
{
	for (; *name; name++)
		MUST((unsigned char)*name >= 0x20 && *name != 0x7f);
}

/* A part may stand behind an id. */
static void check_series_name(const struct rn_columns *c, const char *name)
{
	const char *mark = strchr(name, RN_PART_MARK);

	for (const char *at = name; *at; at++)
		MUST(at == mark || ((unsigned char)*at >= 0x20 && *at != 0x7f));
	MUST(!mark == (c->id_at < 0 || c->part_at < 0));
}

static void check_columns(const struct rn_columns *c)
{
	MUST(c->time_at >= -1 && c->time_at < c->n_column);
	MUST((c->time == NULL) == (c->time_at < 0));
	MUST(c->id_at >= -1 && c->id_at < c->n_column);
	MUST((c->id == NULL) == (c->id_at < 0));
	MUST(c->part_at >= -1 && c->part_at < c->n_column);
	MUST((c->part == NULL) == (c->part_at < 0));
	for (int k = 0; k < RN_N_ROLE; k++)
		for (int i = 0; i < c->role[k].n; i++) {
			MUST(c->role[k].at[i] >= 0 && c->role[k].at[i] < c->n_column);
			MUST(c->role[k].at[i] != c->time_at);
			check_name(c->role[k].name[i]);
		}
}

static void check_finite(const double *x, size_t n)
{
	for (size_t k = 0; k < n; k++)
		MUST(isfinite(x[k]));
}

static void check_panel(const struct rn_panel *p,
                        const struct rn_panel_opts *opts)
{
	MUST(p->n_series >= 1 && p->columns.role[RN_TARGET].n >= 1);
	MUST(p->n_series % p->columns.role[RN_TARGET].n == 0);
	MUST(opts->missing || p->repairs.n_filled + p->repairs.n_added
	                      + p->repairs.n_dropped == 0);
	check_columns(&p->columns);
	for (int i = 0; i < p->n_series; i++) {
		const struct rn_series *s = &p->series[i];

		MUST(s->n_row >= 1 && s->axis.step > 0);
		check_series_name(&p->columns, s->name);
		check_finite(s->x, s->n_row);
		for (int k = 0; k < p->n_past + p->n_ahead; k++)
			check_finite(s->input[k] + s->first, s->n_row);
	}
}

static void check_empty(const struct rn_panel *p)
{
	MUST(p->n_series == 0 && !p->series && p->n_input == 0 && !p->input);
	MUST(!p->columns.time && !p->columns.id);
	for (int k = 0; k < RN_N_ROLE; k++)
		MUST(p->columns.role[k].n == 0 && !p->columns.role[k].at);
}

static enum rn_status load(struct rn_panel *p, const char *path,
                           const struct rn_panel_opts *opts,
                           struct rn_error *err)
{
	const enum rn_status status = rn_panel_load(p, path, opts, err);

	fuzz_check_status(status, err);
	if (status == RN_EDATA)
		MUST(strncmp(err->msg, path, strlen(path)) == 0);
	if (status)
		check_empty(p);
	else
		check_panel(p, opts);
	return status;
}

static void check_same(const struct rn_panel *a, const struct rn_panel *b)
{
	MUST(a->n_series == b->n_series);
	MUST(a->format.n_byte == b->format.n_byte);
	MUST(a->columns.time_at == b->columns.time_at);
	for (int i = 0; i < a->n_series; i++) {
		const struct rn_series *s = &a->series[i], *t = &b->series[i];

		MUST(strcmp(s->name, t->name) == 0 && s->n_row == t->n_row);
		MUST(s->axis.start == t->axis.start && s->axis.step == t->axis.step);
		MUST(memcmp(s->x, t->x, s->n_row * sizeof(*s->x)) == 0);
	}
}

static void check_column(const struct rn_column_profile *column)
{
	if (column->type != RN_COLUMN_NUMBER)
		return;
	MUST(isfinite(column->min) && isfinite(column->max));
	MUST(isfinite(column->mean));
	MUST(column->min <= column->mean && column->mean <= column->max);
	MUST(column->sd >= 0);
}

static void check_profile(const struct rn_profile *p, enum rn_status status,
                          const struct rn_error *err)
{
	const size_t n = p->n_defect < RN_MAX_DEFECT ? p->n_defect
	                                             : RN_MAX_DEFECT;

	for (size_t i = 0; i < n; i++)
		fuzz_check_status(p->defect[i].status, &p->defect[i]);
	MUST((status == RN_OK) == (n == 0) || status != RN_EDATA);
	if (status == RN_EDATA)
		MUST(fuzz_same_error(err, &p->defect[0]));
	MUST(p->time_at >= -1 && p->time_at < p->n_column);
	MUST(p->target_at >= -1 && p->target_at < p->n_column);
	for (int c = 0; c < p->n_column; c++)
		check_column(&p->column[c]);
}

/* What can be trained on is described as it was read; and where nothing is
 * wrong, it can be. */
static void check_agree(const struct rn_profile *profile, bool is_profile,
                        const struct rn_panel *panel, bool is_panel)
{
	if (is_profile && profile->target_at >= 0)
		MUST(is_panel);
	if (!is_panel)
		return;
	MUST(profile->n_row == panel->series[0].n_row);
	MUST(profile->n_column == panel->columns.n_column);
	MUST(profile->time_at == panel->columns.time_at);
	MUST(profile->target_at == panel->columns.role[RN_TARGET].at[0]);
}

/* Pieces make no difference.  (Compressed files are the matter of unpack.c:
 * of those more or less may be read before they turn out to be damaged.) */
static void check_pieces(const struct rn_panel *whole, enum rn_status status,
                         const struct rn_error *err, const char *path,
                         const struct rn_panel_opts *opts, size_t piece)
{
	struct rn_panel part;
	struct rn_error err_part;

	fuzz_read_at_most(piece);
	MUST(load(&part, path, opts, &err_part) == status);
	fuzz_read_at_most(SIZE_MAX);
	if (status)
		MUST(fuzz_same_error(err, &err_part));
	else
		check_same(whole, &part);
	rn_panel_release(&part);
}

/* Is nothing asked for that a profile does not look at? */
static bool is_plain(const struct rn_panel_opts *opts)
{
	return !opts->target_col && !opts->known && !opts->wants[0]
	       && !opts->missing && !opts->id_col && !opts->past_cols;
}

static void read_file(const char *path, const struct rn_panel_opts *opts,
                      size_t piece)
{
	struct rn_panel panel;
	struct rn_profile profile;
	struct rn_error err, err_profile;
	const enum rn_status status = load(&panel, path, opts, &err);
	const enum rn_status found =
		rn_profile_load(&profile, path, opts, &err_profile);

	fuzz_check_status(found, &err_profile);
	check_profile(&profile, found, &err_profile);
	if (is_plain(opts))
		check_agree(&profile, !found, &panel, !status);
	if (!profile.format.packing)
		check_pieces(&panel, status, &err, path, opts, piece);
	rn_panel_release(&panel);
	rn_profile_release(&profile);
}

/* The letter may stand in a line of its own. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const size_t skip = size > 1 && data[1] == '\n' ? 2 : 1;
	struct fuzz_file file;

	if (size < skip)
		return 0;
	file = fuzz_file_make(data + skip, size - skip);
	read_file(file.path, &ways[(uint8_t)(data[0] - 'a') % COUNT(ways)],
	          1 + size % 13);
	fuzz_file_close(&file);
	return 0;
}

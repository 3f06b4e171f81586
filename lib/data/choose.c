/*
 * choose.c - which columns are read.
 */
#include "data/choose.h"

#include "base/block.h"

#include <stdlib.h>
#include <string.h>

struct chooser {
	struct rn_columns *columns;
	const struct rn_table *table;
	const struct rn_panel_opts *opts;
	struct rn_error *err;
};

static bool is_input(const struct rn_columns *columns, int c)
{
	return rn_column_list_has(&columns->role[RN_PAST], c)
	       || rn_column_list_has(&columns->role[RN_AHEAD], c);
}

static enum rn_status add(struct chooser *ch, enum rn_role role, int c)
{
	return rn_column_list_add(&ch->columns->role[role], c, ch->err);
}

/* One name of --target-col, --past-cols or --future-cols. */
static enum rn_status add_named(struct chooser *ch, enum rn_role role,
                                const char *name)
{
	static const char *const role_name[] = { "target", "past", "future" };
	const struct rn_columns *columns = ch->columns;
	const int c = rn_table_find(ch->table, name);
	const char *what = NULL;
	char shown[RN_SHOWN];

	if (c < 0)
		return rn_table_fail_find(ch->table, name, ch->err);
	if (c == columns->time_at)
		what = "is the time column";
	else if (c == columns->id_at)
		what = "is the id column";
	else if (rn_column_list_has(&columns->role[role], c))
		what = "is named twice";
	else if (role == RN_TARGET && is_input(columns, c))
		what = "is named as an input, too";
	if (!what)
		return add(ch, role, c);
	return rn_fail(ch->err, RN_EUSAGE, "%s: %s column \"%s\" %s",
	               ch->table->file, role_name[role],
	               rn_show(shown, name, strlen(name)), what);
}

/* A comma list, unless a column is called like the whole of it. */
static enum rn_status add_list(struct chooser *ch, enum rn_role role,
                               const char *list)
{
	char *copy, *name, *comma;
	enum rn_status status;

	if (!list)
		return RN_OK;
	if (rn_table_find(ch->table, list) >= 0)
		return add_named(ch, role, list);
	status = rn_copy_text(&copy, list, ch->err);
	for (name = copy; !status && name; name = comma) {
		comma = strchr(name, ',');
		if (comma)
			*comma++ = '\0';
		status = add_named(ch, role, name);
	}
	free(copy);
	return status;
}

static enum rn_status add_known(struct chooser *ch)
{
	const struct rn_columns *known = ch->opts->known;
	enum rn_status status = RN_OK;

	for (int r = RN_N_ROLE - 1; r >= 0; r--)
		for (int i = 0; !status && i < known->role[r].n; i++)
			status = ch->table->has_header
			         ? add_named(ch, (enum rn_role)r,
			                     known->role[r].name[i])
			         : add(ch, (enum rn_role)r, known->role[r].at[i]);
	return status;
}

/* Is the file a forecast: has it the first of the wanted columns? */
static bool is_wanted(const struct chooser *ch)
{
	return ch->opts->wants[0]
	       && rn_table_find(ch->table, ch->opts->wants[0]) >= 0;
}

/* Is a column one that is wanted by this name, or by its beginning? */
static bool fits(const struct rn_table *table, int c, const char *want)
{
	const size_t n = strlen(want);

	return want[n - 1] == '*' ? strncmp(table->name[c], want, n - 1) == 0
	       : rn_table_find(table, want) == c;
}

/* The wanted columns, if the first of them is there. */
static enum rn_status add_wanted(struct chooser *ch)
{
	const char *const *want = ch->opts->wants;

	for (int i = 0; is_wanted(ch) && i < RN_MAX_WANT && want[i]; i++)
		for (int c = 0; c < ch->table->n_column; c++)
			if (fits(ch->table, c, want[i])
			    && !rn_columns_use(ch->columns, c)
			    && add(ch, RN_TARGET, c))
				return ch->err->status;
	return RN_OK;
}

static enum rn_status add_all(struct chooser *ch)
{
	const struct rn_table *t = ch->table;
	const bool may_be_late = rn_missing_repairs(ch->opts->missing);

	for (int c = 0; c < t->n_column; c++)
		if (c != ch->columns->time_at && c != ch->columns->id_at
		    && !is_input(ch->columns, c)
		    && (t->type[c] == rn_table_target_type(t)
		        || (t->type[c] == RN_COLUMN_EMPTY && may_be_late))
		    && add(ch, RN_TARGET, c))
			return ch->err->status;
	return RN_OK;
}

static enum rn_status add_guess(struct chooser *ch, enum rn_choice *choice)
{
	bool is_named;
	const int c = rn_table_guess_target(ch->table, ch->columns, &is_named);

	if (c == -2)
		return rn_table_fail_target(ch->table, ch->columns, ch->err);
	*choice = is_named ? RN_CHOICE_NAMED : RN_CHOICE_ONLY;
	return c >= 0 ? add(ch, RN_TARGET, c) : RN_OK;
}

/* Was the time column only guessed from its first value? */
static bool is_guess(const struct chooser *ch, const char *time)
{
	if (ch->opts->time_col || ch->opts->known)
		return false;
	for (int i = 0; rn_time_names[i]; i++)
		if (strcmp(rn_time_names[i], time) == 0)
			return false;
	return true;
}

/* An id column is never guessed, and what it is called comes before a guess:
 * ids may look like times. */
static enum rn_status find_id(struct chooser *ch)
{
	const struct rn_panel_opts *opts = ch->opts;
	const char *name = opts->known ? opts->known->id : opts->id_col;
	struct rn_columns *columns = ch->columns;

	/* A forecast of this program says what its columns are. */
	if (!name && is_wanted(ch) && rn_table_find(ch->table, rn_id_name) >= 0)
		name = rn_id_name;
	if (!name)
		return RN_OK;
	columns->id_at = opts->known && !ch->table->has_header
	                 ? opts->known->id_at : rn_table_find(ch->table, name);
	if (columns->id_at < 0)
		return rn_table_fail_find(ch->table, name, ch->err);
	if (columns->id_at != columns->time_at)
		return RN_OK;
	if (is_guess(ch, name)) {
		columns->time_at = -1;
		return RN_OK;
	}
	rn_fail(ch->err, RN_EUSAGE, "%s: the id column is the time column, too",
	        ch->table->file);
	return rn_hint(ch->err, "name another with --time-col, or none");
}

/* The column that tells draws or windows of a forecast apart, unless it has
 * another use. */
static void find_part(struct chooser *ch)
{
	for (int i = 0; is_wanted(ch) && rn_part_names[i]; i++) {
		const int c = rn_table_find(ch->table, rn_part_names[i]);

		if (c >= 0 && !rn_columns_use(ch->columns, c)) {
			ch->columns->part_at = c;
			return;
		}
	}
}

enum rn_status rn_choose(struct rn_columns *columns, enum rn_choice *choice,
                         const struct rn_table *table,
                         const struct rn_panel_opts *opts,
                         struct rn_error *err)
{
	struct chooser ch = { columns, table, opts, err };

	*choice = RN_CHOICE_NAMED;
	columns->has_header = table->has_header;
	columns->n_column = table->n_column;
	if (rn_table_find_time(table, opts, &columns->time_at, err)
	    || find_id(&ch))
		return err->status;
	if (opts->known)
		return add_known(&ch);
	find_part(&ch);
	if (add_list(&ch, RN_PAST, opts->past_cols)
	    || add_list(&ch, RN_AHEAD, opts->future_cols))
		return err->status;
	if (opts->target_col && strcmp(opts->target_col, "all") == 0) {
		*choice = RN_CHOICE_ALL;
		return add_all(&ch);
	}
	if (opts->target_col)
		return add_list(&ch, RN_TARGET, opts->target_col);
	if (add_wanted(&ch))
		return err->status;
	return columns->role[RN_TARGET].n ? RN_OK : add_guess(&ch, choice);
}

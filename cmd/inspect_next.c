/*
 * inspect_next.c - the training that a person would try next.
 *
 * What the data need is suggested and never assumed: options that a person has
 * given are kept, others are added where something stands against a training
 * that they would mend.
 */
#include "inspect.h"

#include <stdlib.h>
#include <string.h>

/* Fewer rows make too few windows to train on. */
enum { LEAST_ROWS = 12 };

struct command {
	FILE *out;
	bool is_printable; /* no word has characters that nobody can type */
};

/* A word as a shell takes it, quoted where it needs that. */
static void put_word(struct command *cmd, const char *word)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
		"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+./:,@%=";
	char shown[RN_SHOWN];

	if (strcmp(rn_show_path(shown, word), word) != 0)
		cmd->is_printable = false;
	if (*word && strspn(word, plain) == strlen(word)) {
		fputs(word, cmd->out);
		return;
	}
	fputc('\'', cmd->out);
	for (; *word; word++) {
		if (*word == '\'')
			fputs("'\\'", cmd->out);
		fputc(*word, cmd->out);
	}
	fputc('\'', cmd->out);
}

static void put_option(struct command *cmd, const char *name,
                       const char *value)
{
	fprintf(cmd->out, " --%s", name);
	if (!value)
		return;
	fputc(*value == '-' ? '=' : ' ', cmd->out);
	put_word(cmd, value);
}

static void put_file(struct command *cmd, const char *file)
{
	fputc(' ', cmd->out);
	if (*file == '-' && file[1])
		fputs("./", cmd->out);
	put_word(cmd, file);
}

static const char *given(const struct inspected *in, const char *name)
{
	struct rn_spec_field f;

	for (int i = 0; rn_spec_field(i, &f); i++)
		if (strcmp(f.name, name) == 0)
			return in->set->given[i];
	return NULL;
}

static void put_given(struct command *cmd, const struct inspected *in)
{
	const char delimiter[] = { in->dialect->delimiter, '\0' };
	const char decimal[] = { in->dialect->decimal, '\0' };
	struct rn_spec_field f;

	if (*delimiter)
		put_option(cmd, "delimiter", *delimiter == '\t' ? "tab" : delimiter);
	if (*decimal)
		put_option(cmd, "decimal", decimal);
	for (int i = 0; rn_spec_field(i, &f); i++)
		if (in->set->given[i])
			put_option(cmd, f.name,
			           rn_spec_is_flag(&f) ? NULL : in->set->given[i]);
}

/* The target where none is decided: the last column of numbers that tells
 * anything of its own; -1 where there is none. */
static int suggest_target(const struct rn_profile *p)
{
	int found = -1;

	for (int c = 0; c < p->n_column; c++) {
		const struct rn_column_profile *column = &p->column[c];

		if (column->type == RN_COLUMN_NUMBER && c != p->time_at
		    && c != p->id_at && *column->name && !column->is_constant
		    && column->same_as < 0)
			found = c;
	}
	return found;
}

/* Has what training would take no number at all?  Where no column has any that
 * is the only one of text. */
static bool is_symbols(const struct rn_profile *p)
{
	int n_text = 0;

	if (p->target_at >= 0) {
		const struct rn_column_profile *column = &p->column[p->target_at];

		return column->type == RN_COLUMN_TEXT
		       && column->n_misfit + column->n_missing == p->n_row;
	}
	for (int c = 0; c < p->n_column; c++) {
		if (c == p->time_at || c == p->id_at)
			continue;
		if (p->column[c].type == RN_COLUMN_NUMBER)
			return false;
		n_text += p->column[c].type == RN_COLUMN_TEXT;
	}
	return n_text == 1;
}

/* The target where none is decided, of symbols as of numbers. */
static int find_target(const struct rn_profile *p)
{
	if (p->target_at >= 0)
		return p->target_at;
	for (int c = 0; is_symbols(p) && c < p->n_column; c++)
		if (p->column[c].type == RN_COLUMN_TEXT && c != p->time_at
		    && c != p->id_at)
			return c;
	return suggest_target(p);
}

/* The unit of integers that look like a time since 1970, or NULL: those that
 * would be of the years 1980 to 2100. */
static const char *epoch_unit(const struct rn_profile *p)
{
	static const struct {
		const char *name;
		int64_t per_second;
	} units[] = {
		{ "s", 1 }, { "ms", 1000 }, { "us", 1000000 }, { "ns", 1000000000 },
	};
	const int64_t year = 31556952;

	if (p->axis.unit != RN_TIME_INDEX || !p->has_step)
		return NULL;
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (p->axis.start / units[i].per_second >= 10 * year
		    && p->axis.start / units[i].per_second < 130 * year)
			return units[i].name;
	return NULL;
}

/* The step to gather uneven rows by, or NULL where nothing asks for it. */
static const char *suggest_freq(char buf[RN_STEP_TEXT],
                                const struct rn_profile *p)
{
	struct rn_freq freq;

	if (!p->has_step || p->faults.of[RN_AXIS_OFF].n == 0
	    || p->axis.unit != RN_TIME_SECOND)
		return NULL;
	rn_axis_step_text(buf, &p->axis);
	return rn_freq_parse(buf, &freq) ? buf : NULL;
}

/* A season, of which ten at least fit into a series.  Where too many columns
 * might be the target, those of the first stand for all. */
static int suggest_input(const struct rn_profile *p, int target)
{
	const struct rn_column_profile *column = &p->column[target];
	const size_t n_row = p->n_row / (size_t)(p->n_series ? p->n_series : 1);

	for (int c = 0; !column->is_watched && c < p->n_column; c++)
		if (p->column[c].is_watched)
			column = &p->column[c];
	for (int i = 0; i < column->n_season; i++)
		if ((size_t)column->season[i] <= n_row / 10)
			return column->season[i];
	return 0;
}

static void put_suggested(struct command *cmd, const struct inspected *in,
                          int target)
{
	const struct rn_profile *p = in->profile;
	const char *format = p->pattern ? p->pattern : epoch_unit(p);
	char step[RN_STEP_TEXT], number[16];
	const char *freq = is_symbols(p) ? NULL : suggest_freq(step, p);
	const bool has_holes = p->column[target].n_missing > 0
		|| p->faults.of[RN_AXIS_GAP].n > 0 || freq;
	const int n_input = suggest_input(p, target);

	if (p->needs_header && !given(in, "no-header"))
		put_option(cmd, "no-header", NULL);
	if (format && !given(in, "time-format"))
		put_option(cmd, "time-format", format);
	if (is_symbols(p))
		put_option(cmd, "target-type", "categorical");
	else if (p->target_at < 0)
		put_option(cmd, "target-col", p->column[target].name);
	if (p->whose_at >= 0)
		put_option(cmd, "id-col", p->column[p->whose_at].name);
	if (freq)
		put_option(cmd, "freq", freq);
	/* What looks like a gap between rows of several series may be none. */
	if (has_holes && !given(in, "missing")
	    && (p->whose_at < 0 || p->column[target].n_missing > 0))
		put_option(cmd, "missing", is_symbols(p) ? "ffill" : "interpolate");
	snprintf(number, sizeof(number), "%d", n_input);
	if (n_input > 0)
		put_option(cmd, "input-size", number);
}

/* Does nothing stand against a training that an option could not mend? */
static bool can_train(const struct rn_profile *p)
{
	char step[RN_STEP_TEXT];
	size_t n_mended = p->needs_header;

	if (is_symbols(p))
		n_mended += p->target_at < 0 ? 1 : p->column[p->target_at].n_misfit;
	/* Symbols have no means. */
	else if (suggest_freq(step, p) && p->whose_at < 0)
		n_mended += p->faults.of[RN_AXIS_OFF].n;
	return p->n_bad == n_mended && p->n_row >= LEAST_ROWS;
}

char *inspect_next(const struct inspected *in)
{
	const struct rn_profile *p = in->profile;
	const int target = find_target(p);
	struct command cmd = { .is_printable = true };
	char *text = NULL;
	size_t n;

	if (target < 0 || !can_train(p))
		return NULL;
	cmd.out = open_memstream(&text, &n);
	if (!cmd.out)
		return NULL;
	fputs("rnnfc train", cmd.out);
	put_file(&cmd, in->file);
	put_given(&cmd, in);
	put_suggested(&cmd, in, target);
	if (fclose(cmd.out) || !cmd.is_printable) {
		free(text);
		return NULL;
	}
	return text;
}

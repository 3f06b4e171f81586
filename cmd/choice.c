/*
 * choice.c - the account of a choice among recipes.
 */
#include "choice.h"

#include <math.h>

enum { TEXT = 200 };

static const char *seasons(char buf[TEXT], const struct rn_outline *o)
{
	size_t at = 0;

	if (o->n_season == 0)
		return "no season";
	for (int i = 0; i < o->n_season; i++)
		at += (size_t)snprintf(buf + at, TEXT - at, "%s%d",
		                       i ? ", " : "seasons of ", o->season[i]);
	return buf;
}

static void say_data(const struct ui *ui, const struct rn_outline *o)
{
	char rows[32], train[32], valid[32], found[TEXT];

	ui_say(ui, "Saw %d series with %s rows to train on or more, %s; %s windows "
	       "to train, %s to validate; horizon %d.", o->n_series,
	       ui_count(rows, o->shortest), seasons(found, o),
	       ui_count(train, o->n_train), ui_count(valid, o->n_valid), o->n_out);
	ui_say(ui, "Budget %s: %s.", o->budget->name, o->budget->title);
}

static void say_candidate(const struct ui *ui, const struct rn_candidate *c,
                          bool is_chosen)
{
	char updates[40] = "";

	if (c->fault.status) {
		ui_say(ui, "  %-10s left out: %s", c->recipe->name, c->fault.msg);
		return;
	}
	if (isnan(c->entry.error)) {
		ui_say(ui, "  %-10s not tried", c->recipe->name);
		return;
	}
	if (c->n_update > 0)
		snprintf(updates, sizeof(updates), ", %d x %.0f updates",
		         c->spec.net.n_member, c->n_update);
	ui_say(ui, "%c %-10s %.4f  RMSE %.6g  %s%s", is_chosen ? '*' : ' ',
	       c->recipe->name, c->entry.error, c->entry.rmse, c->recipe->title,
	       updates);
}

/* Why the chosen one won. */
static const char *reason(const struct rn_auto_report *r)
{
	const struct rn_candidate *won = &r->candidate[r->chosen];
	bool has_better = false;

	for (int i = 0; i < r->n; i++)
		has_better |= r->candidate[i].entry.error < won->entry.error;
	if (r->naive < 0)
		return "no naive forecast goes with the options given, and its error "
		       "is the least";
	if (!won->recipe->is_naive)
		return has_better
		       ? "of those that beat the best naive forecast by more than "
		         "luck, its error is the least"
		       : "its error is the least, and better than the best naive "
		         "forecast by more than luck";
	return has_better
	       ? "nothing beats this naive forecast by more than luck"
	       : "nothing has a smaller error than this naive forecast";
}

void choice_say(const struct training *t)
{
	const struct rn_auto_report *r = &t->choice;

	say_data(t->ui, &r->outline);
	ui_say(t->ui, "Errors on the validation windows (1: as repeating the last "
	       "value):");
	for (int i = 0; i < r->n; i++)
		say_candidate(t->ui, &r->candidate[i], i == r->chosen);
	if (r->is_cut_short)
		ui_say(t->ui, "It was stopped before all were tried to the end.");
	ui_say(t->ui, "Chose %s: %s.", r->candidate[r->chosen].recipe->name,
	       reason(r));
}

static json_t *json_candidate(const struct rn_candidate *c)
{
	const bool was_tried = !isnan(c->entry.error);

	return json_pack(
		"{s:s,s:o,s:o,s:o,s:o,s:b,s:o}", "name", c->recipe->name,
		"error", ui_json_number(c->entry.error),
		"val_rmse", ui_json_number(was_tried ? c->entry.rmse : NAN),
		"updates", json_integer((json_int_t)c->n_update),
		"networks", json_integer(c->n_update > 0 ? c->spec.net.n_member : 0),
		"beats_naive", c->beats_naive,
		"left_out", c->fault.status ? ui_json_text(c->fault.msg)
		                            : json_null());
}

json_t *choice_json(const struct rn_auto_report *r)
{
	json_t *list = json_array(), *season = json_array();

	for (int i = 0; i < r->outline.n_season; i++)
		json_array_append_new(season, json_integer(r->outline.season[i]));
	for (int i = 0; i < r->n; i++)
		json_array_append_new(list, json_candidate(&r->candidate[i]));
	return json_pack(
		"{s:s,s:o,s:o,s:s,s:s,s:b}", "budget", r->outline.budget->name,
		"seasons", season, "candidates", list,
		"chosen", r->candidate[r->chosen].recipe->name,
		"why", reason(r), "cut_short", r->is_cut_short);
}

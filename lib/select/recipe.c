/*
 * recipe.c - the recipes, and the rules for their sizes: the master copy.
 * rnnfc-train(1) tells them to the user.
 */
#include "select/recipe.h"

#include "base/error.h"
#include "model/spec_method.h"

#include <stdio.h>
#include <string.h>

/* Rows of a window or a lag at most, so that enough are left to train on. */
static size_t reach(const struct rn_outline *o)
{
	const size_t third = o->shortest / 3;

	return o->before < third ? o->before : third;
}

static size_t smaller(size_t a, size_t b)
{
	return a < b ? a : b;
}

static size_t larger(size_t a, size_t b)
{
	return a > b ? a : b;
}

static bool write_size(char text[RN_RECIPE_TEXT], size_t n)
{
	snprintf(text, RN_RECIPE_TEXT, "%zu", n);
	return true;
}

/* The first season, or 1. */
static size_t season_of(const struct rn_outline *o)
{
	return o->n_season ? (size_t)o->season[0] : 1;
}

/* Steps of a segment: a season, or the largest part of one that divides it,
 * not longer than the horizon. */
static size_t segment_of(const struct rn_outline *o)
{
	const size_t most = smaller((size_t)o->n_out, 48);
	const size_t season = season_of(o);
	size_t n = smaller(season, most);

	if (season == 1)
		return smaller(most, 24);
	while (season % n > 0)
		n--;
	return n;
}

/* Steps of a window of segments: 14 seasons, else 8 horizons. */
static size_t window_of(const struct rn_outline *o)
{
	const size_t segment = segment_of(o);
	const size_t asked = o->n_season ? 14 * season_of(o)
	                     : 8 * (size_t)o->n_out;

	return smaller(smaller(asked, reach(o)), 1440) / segment * segment;
}

static bool rule_segment(const struct rn_outline *o, char *text)
{
	return write_size(text, segment_of(o));
}

static bool rule_window(const struct rn_outline *o, char *text)
{
	return write_size(text, window_of(o));
}

/* A season where it is short, else some rows. */
static bool rule_short_window(const struct rn_outline *o, char *text)
{
	const size_t season = season_of(o);
	const size_t n = season > 4 && season <= 32 ? season : 8;

	return write_size(text, larger(smaller(n, reach(o)), 2));
}

/* Those of --lags auto, as far as rows reach. */
static bool rule_lags(const struct rn_outline *o, char *text)
{
	struct rn_lags lags;
	size_t at = 0;

	rn_lags_find(&lags, o->n_season, o->season, o->week, o->lead);
	text[0] = '\0';
	for (int i = 0; i < lags.n; i++)
		if ((size_t)lags.lag[i] <= reach(o) && at + 16 <= RN_RECIPE_TEXT)
			at += (size_t)snprintf(text + at, RN_RECIPE_TEXT - at, "%s%d",
			                       at ? "," : "", lags.lag[i]);
	return at > 0;
}

/* Two seasons or a twentieth of the rows to train on, at most 672; fewer
 * where there are very many windows, for work grows with the square. */
static bool rule_ridge(const struct rn_outline *o, char *text)
{
	const double windows = (double)(o->n_train ? o->n_train : 1);
	size_t n = larger(2 * season_of(o), o->shortest / 20);

	n = smaller(larger(n, 5), 672);
	n = smaller(n, reach(o));
	while (n > 8 && (double)n * (double)n * windows > o->budget->flops / 20)
		n /= 2;
	return write_size(text, larger(n, 1));
}

/* The season to repeat, before the others. */
static bool rule_season(const struct rn_outline *o, char *text)
{
	size_t at = (size_t)snprintf(text, RN_RECIPE_TEXT, "%d",
	                             o->season[o->repeated]);

	for (int i = 0; i < o->n_season; i++)
		if (i != o->repeated)
			at += (size_t)snprintf(text + at, RN_RECIPE_TEXT - at, ",%d",
			                       o->season[i]);
	return o->repeated > 0;
}

static bool rule_embedding(const struct rn_outline *o, char *text)
{
	return o->n_series >= 2 && o->n_series <= 50 && write_size(text, 64);
}

static bool rule_members(const struct rn_outline *o, char *text)
{
	return write_size(text, (size_t)o->budget->n_member);
}

/* Rows of a piece, of which the first only warm up the state. */
static size_t chunk_of(const struct rn_outline *o)
{
	return smaller(288, reach(o));
}

static bool rule_chunk(const struct rn_outline *o, char *text)
{
	return write_size(text, chunk_of(o));
}

static bool rule_warm_up(const struct rn_outline *o, char *text)
{
	return write_size(text, chunk_of(o) / 6);
}

/* What a short series' network corrects: its last season. */
static bool rule_short_base(const struct rn_outline *o, char *text)
{
	snprintf(text, RN_RECIPE_TEXT, "%s", o->n_season ? "seasonal" : "last");
	return true;
}

/* A quarter of a season, 24 at most. */
static bool rule_diffs(const struct rn_outline *o, char *text)
{
	const size_t n = season_of(o) > 1 ? season_of(o) / 4 : 8;

	return write_size(text, smaller(larger(n, 2), 24));
}

enum { SHORT = 400, AHEAD = 8 };

/* Are there so few windows, or rows of a series, that a wide network would
 * learn them by heart? */
static bool is_short(const struct rn_outline *o)
{
	return o->n_train < SHORT || o->shortest < SHORT;
}

/* Does a forecast go on for a part of a season, not only for some rows? */
static bool is_far(const struct rn_outline *o)
{
	return o->n_out >= AHEAD
	       && 4 * (size_t)o->n_out >= smaller(season_of(o), 96);
}

static bool suits_all(const struct rn_outline *o)
{
	return o->budget != NULL;
}

static bool suits_seasons(const struct rn_outline *o)
{
	return o->n_season > 0;
}

static bool suits_short(const struct rn_outline *o)
{
	return is_short(o) && o->n_train >= 12;
}

static bool suits_rows(const struct rn_outline *o)
{
	return !is_short(o) && !is_far(o);
}

static bool suits_segments(const struct rn_outline *o)
{
	return is_far(o) && o->n_train >= SHORT && o->n_series <= 50
	       && window_of(o) >= 2 * segment_of(o);
}

static bool suits_panel(const struct rn_outline *o)
{
	return is_far(o) && o->n_train >= SHORT && o->n_series > 50
	       && window_of(o) >= 2 * segment_of(o);
}

static const struct rn_recipe last = {
	.name = "last",
	.title = "the last value, again",
	.is_naive = true,
	.suits = suits_all,
	.option = {
		{ "arch", "none", NULL }, { "base", "last", NULL },
		{ "epochs", "1", NULL },
	},
};

static const struct rn_recipe seasonal = {
	.name = "seasonal",
	.title = "the value one season before",
	.is_naive = true,
	.suits = suits_seasons,
	.option = {
		{ "arch", "none", NULL }, { "base", "seasonal", NULL },
		{ "epochs", "1", NULL }, { "season", NULL, rule_season },
	},
};

static const struct rn_recipe ridge = {
	.name = "ridge",
	.title = "a linear autoregression with lags of seasons",
	.suits = suits_all,
	.option = {
		{ "arch", "none", NULL }, { "base", "ridge", NULL },
		{ "epochs", "1", NULL }, { "scaler", "standard", NULL },
		{ "lags", NULL, rule_lags }, { "ridge-size", NULL, rule_ridge },
	},
};

static const struct rn_recipe few = {
	.name = "short",
	.title = "a narrow network on few windows",
	.most = 3000,
	.passes = 120,
	.suits = suits_short,
	.option = {
		{ "scaler", "standard", NULL },
		{ "input-size", NULL, rule_short_window },
		{ "lags", NULL, rule_lags }, { "base", NULL, rule_short_base },
		{ "window-norm", "last", NULL },
		{ "cell", "gru", NULL }, { "layers", "16", NULL },
		{ "linear-skip", "true", NULL }, { "dropout", "0.1", NULL },
		{ "optimizer", "adamw", NULL }, { "learning-rate", "0.003", NULL },
		{ "weight-decay", "0.01", NULL }, { "clip-norm", "1", NULL },
		{ "schedule", "one-cycle", NULL }, { "batch-size", "16", NULL },
		{ "ensemble", NULL, rule_members },
	},
};

static const struct rn_recipe rows = {
	.name = "rows",
	.title = "a network that runs from row to row, from the last value on",
	.most = 600,
	.passes = 400,
	.suits = suits_rows,
	.option = {
		{ "scaler", "standard", NULL }, { "base", "last", NULL },
		{ "lags", NULL, rule_lags }, { "diffs", NULL, rule_diffs },
		{ "chunk", NULL, rule_chunk }, { "warm-up", NULL, rule_warm_up },
		{ "cell", "lstm", NULL }, { "layers", "64", NULL },
		{ "init", "uniform", NULL }, { "dropout", "0.2", NULL },
		{ "optimizer", "adamw", NULL }, { "learning-rate", "0.003", NULL },
		{ "weight-decay", "0.0001", NULL }, { "clip-norm", "1", NULL },
		{ "schedule", "one-cycle", NULL }, { "batch-size", "32", NULL },
		{ "ensemble", NULL, rule_members },
	},
};

static const struct rn_recipe segments = {
	.name = "segments",
	.title = "a network that reads and forecasts whole segments",
	.most = 6000,
	.passes = 12,
	.suits = suits_segments,
	.option = {
		{ "scaler", "standard", NULL }, { "arch", "segment", NULL },
		{ "segment", NULL, rule_segment },
		{ "input-size", NULL, rule_window },
		{ "window-norm", "last", NULL },
		{ "series-embedding", NULL, rule_embedding },
		{ "cell", "gru", NULL }, { "layers", "128", NULL },
		{ "init", "uniform", NULL }, { "dropout", "0.1", NULL },
		{ "loss", "mae", NULL }, { "optimizer", "adam", NULL },
		{ "learning-rate", "0.001", NULL },
		{ "schedule", "one-cycle", NULL }, { "batch-size", "256", NULL },
	},
};

static const struct rn_recipe panel = {
	.name = "panel",
	.title = "a network of segments that many series share",
	.most = 8000,
	.passes = 100,
	.suits = suits_panel,
	.option = {
		{ "scaler", "standard", NULL }, { "arch", "segment", NULL },
		{ "segment", NULL, rule_segment },
		{ "input-size", NULL, rule_window },
		{ "window-norm", "last", NULL }, { "linear-skip", "true", NULL },
		{ "cell", "gru", NULL }, { "layers", "128", NULL },
		{ "zero-output", "true", NULL }, { "dropout", "0", NULL },
		{ "loss", "mae", NULL }, { "optimizer", "adam", NULL },
		{ "learning-rate", "0.003", NULL }, { "schedule", "one-cycle", NULL },
		{ "batch-size", "64", NULL },
	},
};

const struct rn_recipe *const rn_recipes[] = {
	&last, &seasonal, &ridge, &few, &rows, &segments, &panel, NULL
};

const char *rn_given(char *const *given, const char *name)
{
	struct rn_spec_field f;

	for (int i = 0; given && rn_spec_field(i, &f); i++)
		if (strcmp(f.name, name) == 0)
			return given[i];
	return NULL;
}

/* What makes a recipe what it is: its architecture, and the base where that is
 * all there is. */
static enum rn_status check_given(const struct rn_recipe *recipe,
                                  char *const *given, struct rn_error *err)
{
	static const char *const essential[] = { "arch", "base" };
	const size_t n = recipe->most ? 1 : 2;

	for (size_t e = 0; e < n; e++) {
		const char *text = rn_given(given, essential[e]);

		for (int i = 0; text && recipe->option[i].name; i++)
			if (strcmp(recipe->option[i].name, essential[e]) == 0
			    && strcmp(recipe->option[i].text, text) != 0)
				return rn_fail(err, RN_EUSAGE, "it is --%s %s, and another "
				               "was given", essential[e],
				               recipe->option[i].text);
	}
	return RN_OK;
}

static enum rn_status set(struct rn_spec *spec, const char *name,
                          const char *text, struct rn_error *err)
{
	struct rn_spec_field f;

	if (!rn_spec_find(name, &f))
		return rn_fail(err, RN_EINTERNAL, "no option is called %s", name);
	return rn_spec_set(spec, &f, text, err);
}

static bool has_option(const struct rn_recipe *recipe, const char *name)
{
	for (int i = 0; recipe->option[i].name; i++)
		if (strcmp(recipe->option[i].name, name) == 0)
			return true;
	return false;
}

/* Where there is no network, what was asked of it means nothing. */
static bool takes(const struct rn_recipe *recipe, const struct rn_spec_field *f)
{
	struct rn_spec_field data, window;

	return recipe->most > 0 || has_option(recipe, f->name)
	       || !rn_spec_find("time-col", &data)
	       || !rn_spec_find("horizon", &window)
	       || strcmp(f->group, data.group) == 0
	       || strcmp(f->group, window.group) == 0;
}

static enum rn_status fill(const struct rn_recipe *recipe,
                           const struct rn_outline *o, char *const *given,
                           struct rn_spec *spec, struct rn_error *err)
{
	char text[RN_RECIPE_TEXT];
	struct rn_spec_field f;

	for (int i = 0; recipe->option[i].name; i++) {
		if (recipe->option[i].text) {
			if (set(spec, recipe->option[i].name, recipe->option[i].text, err))
				return err->status;
		} else if (recipe->option[i].rule(o, text)
		           && set(spec, recipe->option[i].name, text, err)) {
			return err->status;
		}
	}
	for (int i = 0; given && rn_spec_field(i, &f); i++)
		if (given[i] && takes(recipe, &f)
		    && rn_spec_set(spec, &f, given[i], err))
			return err->status;
	/* The seasons of the outline are those that were given, if any were: this
	 * rule says which comes first. */
	if (has_option(recipe, "season") && rule_season(o, text)
	    && set(spec, "season", text, err))
		return err->status;
	return rn_spec_check(spec, err);
}

enum rn_status rn_recipe_apply(const struct rn_recipe *recipe,
                               const struct rn_outline *o, char *const *given,
                               struct rn_spec *spec, struct rn_error *err)
{
	rn_spec_init(spec);
	if (check_given(recipe, given, err)
	    || fill(recipe, o, given, spec, err)) {
		rn_spec_release(spec);
		return err->status;
	}
	return RN_OK;
}

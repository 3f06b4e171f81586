/*
 * model_help.h - a small model to save and to read.
 */
#ifndef MODEL_HELP_H
#define MODEL_HELP_H

#include "help.h"

#include "forecast/fit.h"
#include "model/model.h"
#include "scratch.h"

static inline void set(struct rn_spec *spec, const char *name,
                       const char *text)
{
	struct rn_error err;
	struct rn_spec_field f;

	assert_true(rn_spec_find(name, &f));
	assert_ok(rn_spec_set(spec, &f, text, &err), &err);
}

/* Sets a few options, "name=text" each. */
static inline void set_all(struct rn_spec *spec, const char *const *options)
{
	for (; *options; options++) {
		char name[40];
		const size_t n = strcspn(*options, "=");

		snprintf(name, sizeof(name), "%.*s", (int)n, *options);
		set(spec, name, *options + n + 1);
	}
}

/* Fits a small model of a panel by a few options. */
static inline void fit_model(struct rn_model *model,
                             const struct rn_panel *panel,
                             const char *const *options)
{
	const struct rn_train_watch watch = { .n_thread = 1 };
	struct rn_fit_report report;
	struct rn_spec spec;
	struct rn_error err;

	rn_spec_init(&spec);
	set(&spec, "layers", "3,2");
	set(&spec, "epochs", "3");
	set_all(&spec, options);
	assert_ok(rn_fit(model, panel, &spec, NULL, &watch, &report, &err),
	          &err);
	/* Files hold weights in single precision. */
	for (size_t k = 0; k < model->net.n_param; k++)
		model->net.param[k] = (float)model->net.param[k];
	rn_fit_report_release(&report);
	rn_spec_release(&spec);
}

/* The same of two series of waves, by row numbers. */
static inline void make_model(struct rn_model *model,
                              const char *const *options)
{
	const char *all[16] = { "horizon=2", "lead=2", "season=12" };
	struct rn_panel panel;

	for (int n = 3; *options; n++) {
		assert_true(n + 1 < (int)COUNT(all));
		all[n] = *options++;
	}
	make_waves(&panel, 2, 90, 12, 0.05);
	fit_model(model, &panel, all);
	rn_panel_release(&panel);
}

/* What a file of make_rows has beside the target y. */
struct rows {
	const char *time;      /* "hours", "index" or NULL: row numbers */
	const char *const *id; /* series one below the other, to NULL; or NULL */
	bool has_inputs;       /* columns p and f */
};

/* Rows [from, to) of each series as CSV, the same whenever they are asked for
 * (by the first letter of the id); column y only where has_target.  To be
 * freed. */
static inline char *make_rows(const struct rows *rows, int from, int to,
                              bool has_target)
{
	static const char *const none[] = { "", NULL };
	const char *const *id = rows->id ? rows->id : none;
	char *text = must(malloc((size_t)(to - from + 1) * 800));
	size_t n = 0;

	n += (size_t)sprintf(text, "%s%s%s%s\n", rows->id ? "id," : "",
	                     rows->time ? "ds," : "", has_target ? "y" : "z",
	                     rows->has_inputs ? ",p,f" : "");
	for (int i = 0; id[i]; i++)
	for (int k = from; k < to; k++) {
		const uint32_t seed = 10000u * (unsigned char)id[i][0] + (uint32_t)k;

		if (rows->id)
			n += (size_t)sprintf(text + n, "%s,", id[i]);
		if (rows->time && strcmp(rows->time, "hours") == 0)
			n += (size_t)sprintf(text + n, "2024-02-%02d %02d:00,",
			                     20 + k / 24, k % 24);
		else if (rows->time)
			n += (size_t)sprintf(text + n, "%d,", 7 + 3 * k);
		n += (size_t)sprintf(text + n, "%.17g", id[i][0] + noise(seed));
		if (rows->has_inputs)
			n += (size_t)sprintf(text + n, ",%.17g,%.17g",
			                     5 + noise(seed + 5000), 3 * noise(~seed));
		n += (size_t)sprintf(text + n, "\n");
	}
	return text;
}

/* Reads a text as a few options say, and frees it. */
static inline void load_rows(struct rn_panel *panel, void **state,
                             const char *const *options, char *text)
{
	struct rn_panel_opts opts;
	struct rn_spec spec;
	struct rn_error err;

	rn_spec_init(&spec);
	set_all(&spec, options);
	opts = rn_spec_panel(&spec);
	if (!opts.target_col)
		opts.target_col = "y";
	assert_ok(rn_panel_load(panel, scratch_text(state, text), &opts, &err),
	          &err);
	rn_spec_release(&spec);
	free(text);
}

static const char *const row_ids[] = { "b", "a", "07", NULL };

/* A long file of hours, with inputs. */
static const struct rows long_rows = { "hours", row_ids, true };

enum { N_LONG = 90 };

/* Fits a model of the rows of a long file, or of one series where the options
 * name no id column. */
static inline void make_long(struct rn_model *model, void **state,
                             const char *const *options)
{
	struct rows rows = long_rows;
	struct rn_panel panel;

	for (int i = 0; options[i]; i++)
		if (strcmp(options[i], "id-col=id") == 0)
			break;
		else if (!options[i + 1])
			rows.id = NULL;
	load_rows(&panel, state, options, make_rows(&rows, 0, N_LONG, true));
	fit_model(model, &panel, options);
	rn_panel_release(&panel);
}

static const char *const plain[] = { NULL };

#endif

/*
 * oracle.c - forecasts as rows of CSV.
 */
#include "oracle.h"

#include <stdlib.h>
#include <string.h>

/* Paths that an interval is read off. */
enum { LEVEL_PATHS = 1000 };

/* Of 8 bytes each: 1 GiB. */
static const size_t most_numbers = (size_t)1 << 27;

enum rn_status oracle_levels(struct oracle_opts *opts, const char *text,
                             struct rn_error *err)
{
	char shown[RN_SHOWN];

	for (const char *at = text; at; opts->n_level++) {
		const char *end = strchrnul(at, ',');
		const struct rn_field field = { at, (size_t)(end - at) };
		double *level = &opts->level[opts->n_level];
		bool is_new = true;

		if (opts->n_level == ORACLE_MAX_LEVEL || !rn_number_parse(&field, level)
		    || *level <= 0 || *level >= 100)
			return rn_fail(err, RN_EUSAGE, "--level: \"%s\" is not a comma "
			               "list of up to %d percentages above 0 and below "
			               "100", rn_show(shown, text, strlen(text)),
			               ORACLE_MAX_LEVEL);
		for (int i = 0; i < opts->n_level; i++)
			is_new = is_new && (opts->level[i] < *level
			                    || opts->level[i] > *level);
		if (!is_new)
			return rn_fail(err, RN_EUSAGE, "--level: %g comes twice", *level);
		at = *end ? end + 1 : NULL;
	}
	return RN_OK;
}

static size_t n_path(const struct oracle_opts *opts)
{
	return opts->n_level ? LEVEL_PATHS : (size_t)opts->n_sample;
}

/* Memory for paths, where any are wanted. */
static enum rn_status make_paths(struct oracle *o, struct rn_error *err)
{
	const struct oracle_opts *opts = &o->opts;
	const size_t n = n_path(opts);
	const struct rn_paths_opts how = {
		.n = (int)n, .seed = opts->seed, .temperature = opts->temperature,
		.n_thread = opts->threads,
	};

	if (n == 0)
		return RN_OK;
	if (opts->ahead > most_numbers / n) {
		rn_fail(err, RN_ELIMIT, "%zu paths of %zu rows are too many numbers",
		        n, opts->ahead);
		return rn_hint(err, "ask for a shorter --horizon");
	}
	if (opts->n_level && o->model->spec.train.loss->is_categorical)
		return rn_fail(err, RN_EUSAGE, "--level: the model forecasts symbols, "
		               "between which nothing lies");
	if (rn_alloc(&o->path, n * opts->ahead, sizeof(*o->path), err)
	    || rn_alloc(&o->sorted, n, sizeof(*o->sorted), err))
		return err->status;
	return rn_paths_make(&o->paths, o->model, &how, opts->ahead, err);
}

enum rn_status oracle_make(struct oracle *o, FILE *out,
                           const struct rn_model *model,
                           const struct oracle_opts *opts,
                           const struct rn_panel_opts *how,
                           struct rn_error *err)
{
	const size_t n = (size_t)rn_columns_n_input(&model->columns);

	*o = (struct oracle){ .out = out, .model = model, .opts = *opts };
	if (rn_alloc(&o->yhat, opts->ahead, sizeof(*o->yhat), err)
	    || rn_alloc(&o->input, n, sizeof(*o->input), err)
	    || rn_outlook_make(&o->outlook, model, opts->ahead, err)
	    || (opts->future
	        && rn_outlook_load(&o->future, opts->future, model, how, err))
	    || make_paths(o, err))
		return err->status;
	return rn_forecaster_make(&o->forecaster, model, 1, opts->ahead, err);
}

void oracle_release(struct oracle *o)
{
	rn_forecaster_release(&o->forecaster);
	rn_paths_release(&o->paths);
	rn_outlook_release(&o->outlook);
	rn_panel_release(&o->future);
	free(o->input);
	free(o->yhat);
	free(o->path);
	free(o->sorted);
}

void oracle_print_id(FILE *out, const struct rn_model *m, int series)
{
	if (m->n_series == 1)
		return;
	ui_csv_text(out, m->series[series].name);
	fputc(',', out);
}

void oracle_print_head(const struct oracle *o)
{
	fprintf(o->out, "%s%sds,yhat", o->model->n_series > 1 ? "unique_id," : "",
	        o->opts.n_sample ? "sample," : "");
	for (int i = 0; i < o->opts.n_level; i++)
		if (o->opts.n_level == 1)
			fputs(",yhat_lower,yhat_upper", o->out);
		else
			fprintf(o->out, ",yhat-lo-%g,yhat-hi-%g", o->opts.level[i],
			        o->opts.level[i]);
	fputc('\n', o->out);
}

static void print_number(FILE *out, double x)
{
	char number[RN_NUMBER_TEXT];

	fprintf(out, ",%s", rn_number_text(number, x));
}

/* The intervals of row k ahead. */
static void print_levels(struct oracle *o, size_t k)
{
	if (o->opts.n_level == 0)
		return;
	for (size_t i = 0; i < LEVEL_PATHS; i++)
		o->sorted[i] = o->path[i * o->opts.ahead + k];
	rn_sort(o->sorted, LEVEL_PATHS);
	for (int i = 0; i < o->opts.n_level; i++) {
		const double tail = (1 - o->opts.level[i] / 100) / 2;

		print_number(o->out, rn_quantile(o->sorted, LEVEL_PATHS, tail));
		print_number(o->out, rn_quantile(o->sorted, LEVEL_PATHS, 1 - tail));
	}
}

/* The rows of one path, or of the points. */
static void print_rows(struct oracle *o, int i, const struct rn_series *s,
                       int sample, const double *yhat)
{
	for (size_t k = 0; k < o->opts.ahead; k++) {
		oracle_print_id(o->out, o->model, i);
		if (sample)
			fprintf(o->out, "%d,", sample);
		ui_csv_time(o->out, &s->axis, (int64_t)(s->n_row + k));
		fputc(',', o->out);
		ui_csv_value(o->out, &o->model->vocabulary, yhat[k]);
		print_levels(o, k);
		fputc('\n', o->out);
	}
}

enum rn_status oracle_print(struct oracle *o, int i,
                            const struct rn_series *s, struct rn_error *err)
{
	const size_t ahead = o->opts.ahead;

	if (!rn_axis_can_write(&s->axis, (int64_t)(s->n_row + ahead) - 1)) {
		rn_fail(err, RN_EUSAGE, "the times of %zu rows ahead cannot be written "
		        "in the format of the data", ahead);
		return rn_hint(err, "ask for fewer with --horizon");
	}
	if (rn_outlook_take(&o->outlook, o->model, i, s,
	                    o->opts.future ? &o->future : NULL, err))
		return err->status;
	if (n_path(&o->opts))
		rn_paths_draw(&o->paths, i, &o->outlook.rows, ahead, o->path);
	for (int n = 1; n <= o->opts.n_sample; n++)
		print_rows(o, i, s, n, o->path + (size_t)(n - 1) * ahead);
	if (o->opts.n_sample)
		return RN_OK;
	rn_forecaster_run(&o->forecaster, o->model->series[i].scale,
	                  &o->outlook.rows, ahead, o->yhat);
	print_rows(o, i, s, 0, o->yhat);
	return RN_OK;
}

/*
 * oracle.c - forecasts as rows of CSV.
 */
#include "oracle.h"

#include <stdlib.h>
#include <string.h>

/* Of 8 bytes each: 1 GiB. */
static const size_t most_numbers = (size_t)1 << 27;

enum rn_status oracle_levels(struct rn_fan_opts *opts, const char *text,
                             struct rn_error *err)
{
	char shown[RN_SHOWN];

	for (const char *at = text; at; opts->n_level++) {
		const char *end = strchrnul(at, ',');
		const struct rn_field field = { at, (size_t)(end - at) };
		double *level = &opts->level[opts->n_level];
		bool is_new = true;

		if (opts->n_level == RN_MAX_LEVEL || !rn_number_parse(&field, level)
		    || *level <= 0 || *level >= 100)
			return rn_fail(err, RN_EUSAGE, "--level: \"%s\" is not a comma "
			               "list of up to %d percentages above 0 and below "
			               "100", rn_show(shown, text, strlen(text)),
			               RN_MAX_LEVEL);
		for (int i = 0; i < opts->n_level; i++)
			is_new = is_new && (opts->level[i] < *level
			                    || opts->level[i] > *level);
		if (!is_new)
			return rn_fail(err, RN_EUSAGE, "--level: %g comes twice", *level);
		at = *end ? end + 1 : NULL;
	}
	return RN_OK;
}

/* Memory for paths, where they are to be printed. */
static enum rn_status make_paths(struct oracle *o, struct rn_error *err)
{
	const struct oracle_opts *opts = &o->opts;
	const struct rn_interval_type *type = opts->fan.type;
	struct rn_paths_opts how;

	if (!type)
		type = rn_interval_usual(o->model);
	if (opts->ahead > most_numbers / (size_t)opts->n_sample) {
		rn_fail(err, RN_ELIMIT, "%d paths of %zu rows are too many numbers",
		        opts->n_sample, opts->ahead);
		return rn_hint(err, "ask for a shorter --horizon");
	}
	if (rn_interval_check(type, o->model, err)
	    || rn_alloc(&o->path, (size_t)opts->n_sample * opts->ahead,
	                sizeof(*o->path), err))
		return err->status;
	how = rn_interval_draws(type, o->model);
	how.n = opts->n_sample;
	how.seed = opts->fan.seed;
	how.temperature = opts->fan.temperature;
	how.n_thread = opts->fan.n_thread;
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
	    || (opts->n_sample && make_paths(o, err))
	    || (opts->fan.n_level && rn_fan_make(&o->fan, model, &opts->fan,
	                                         opts->ahead, err)))
		return err->status;
	return rn_forecaster_make(&o->forecaster, model, 1, opts->ahead, err);
}

void oracle_release(struct oracle *o)
{
	rn_forecaster_release(&o->forecaster);
	rn_paths_release(&o->paths);
	rn_fan_release(&o->fan);
	rn_outlook_release(&o->outlook);
	rn_panel_release(&o->future);
	free(o->input);
	free(o->yhat);
	free(o->path);
}

void oracle_print_id(FILE *out, const struct rn_model *m, int series)
{
	if (m->n_series == 1)
		return;
	ui_csv_text(out, m->series[series].name);
	fputc(',', out);
}

void oracle_print_bounds(FILE *out, const struct rn_fan_opts *opts)
{
	for (int l = 0; l < opts->n_level; l++)
		if (opts->n_level == 1)
			fputs(",yhat_lower,yhat_upper", out);
		else
			fprintf(out, ",yhat-lo-%g,yhat-hi-%g", opts->level[l],
			        opts->level[l]);
}

void oracle_print_head(const struct oracle *o)
{
	fprintf(o->out, "%s%sds,yhat", o->model->n_series > 1 ? "unique_id," : "",
	        o->opts.n_sample ? "sample," : "");
	oracle_print_bounds(o->out, &o->opts.fan);
	fputc('\n', o->out);
}

void oracle_print_number(FILE *out, double x)
{
	char number[RN_NUMBER_TEXT];

	fprintf(out, ",%s", rn_number_text(number, x));
}

/* The intervals of row k ahead. */
static void print_levels(const struct oracle *o, size_t k)
{
	for (int l = 0; l < o->opts.fan.n_level; l++) {
		oracle_print_number(o->out, rn_fan_low(&o->fan, l)[k]);
		oracle_print_number(o->out, rn_fan_high(&o->fan, l)[k]);
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
	if (o->opts.n_sample)
		rn_paths_draw(&o->paths, i, &o->outlook.rows, ahead, o->path);
	for (int n = 1; n <= o->opts.n_sample; n++)
		print_rows(o, i, s, n, o->path + (size_t)(n - 1) * ahead);
	if (o->opts.n_sample)
		return RN_OK;
	rn_forecaster_run(&o->forecaster, o->model->series[i].scale,
	                  &o->outlook.rows, ahead, o->yhat);
	if (o->opts.fan.n_level)
		rn_fan_spread(&o->fan, i, &o->outlook.rows, ahead, o->yhat);
	print_rows(o, i, s, 0, o->yhat);
	return RN_OK;
}
